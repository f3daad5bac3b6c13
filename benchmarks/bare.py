"""A bare Django view on the same server, to compare with: `python -m benchmarks.bare PORT`.

No middleware, no template, no database: what remains is the server and Django's own way to a view.
"""

from __future__ import annotations

import sys

from tandem.cli import web
from tandem.cli.supervisor import Child, Stopped, Supervisor


def main() -> int:
    """Two processes like those of `tandem serve`."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    def hello(request: HttpRequest) -> HttpResponse:
        return HttpResponse("<!doctype html><title>bare</title>")

    settings.configure(
        ROOT_URLCONF=type("urls", (), {"urlpatterns": [path("bare/", hello)]}),
        ALLOWED_HOSTS=["127.0.0.1"],
        SECRET_KEY="bare",
        MIDDLEWARE=[],
        LOGGING_CONFIG=None,
    )
    application = get_wsgi_application()
    listening = web.listen("127.0.0.1", int(sys.argv[1]))

    def serve(stopped: Stopped) -> None:
        web.serve(application, listening, stopped)

    return Supervisor([Child("bare 1", serve), Child("bare 2", serve)]).run()


if __name__ == "__main__":
    sys.exit(main())

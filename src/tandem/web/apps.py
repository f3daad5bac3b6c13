"""App registration."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """How it looks: base pages, components, panels; sign-in, set-up and file pages."""

    name = "tandem.web"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from tandem.web.navigation import Entry, register
        from tandem.web.routes import OFFICER

        register(Entry(_("People"), "people", (OFFICER,), 70))

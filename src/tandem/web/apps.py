"""App registration."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """How it looks: base pages, components, panels; sign-in, set-up and file pages."""

    name = "tandem.web"

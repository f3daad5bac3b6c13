"""App registration."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """The answer: an application from first draft to receipt."""

    name = "tandem.applications"

"""App registration."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """Who must do what by when."""

    name = "tandem.foundation.duties"

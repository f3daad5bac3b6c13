"""App registration."""

from django.apps import AppConfig


class ClockConfig(AppConfig):
    """Now, also the demo's own date."""

    name = "tandem.foundation.clock"

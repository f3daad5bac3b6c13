"""App registration."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Decisions with reasons; grants of access."""

    name = "tandem.foundation.access"

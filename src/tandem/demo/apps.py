"""App registration."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Plays a rulebook's story through the operations."""

    name = "tandem.demo"

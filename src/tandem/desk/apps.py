"""App registration."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Today: each person's duties, calendar and overview."""

    name = "tandem.desk"

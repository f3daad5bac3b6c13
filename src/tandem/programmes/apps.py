"""App registration."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """Why: donors, programmes, rulebook versions, the yearly cycle."""

    name = "tandem.programmes"

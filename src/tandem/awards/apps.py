"""App registration."""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    """The choice: ranking, proposal, decision, letters."""

    name = "tandem.awards"

"""App registration."""

from django.apps import AppConfig


class CallsConfig(AppConfig):
    """The invitation: window, budget, published criteria, questions and answers."""

    name = "tandem.calls"

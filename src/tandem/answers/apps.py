"""App registration."""

from django.apps import AppConfig


class AnswersConfig(AppConfig):
    """What people fill in, for every stage."""

    name = "tandem.answers"

"""App registration."""

from django.apps import AppConfig


class AnswersConfig(AppConfig):
    """What people fill in, for every stage."""

    name = "tandem.answers"

    def ready(self) -> None:
        """Make the duty of filling in a section known."""
        from tandem.answers.operations import delegating

        delegating.register()

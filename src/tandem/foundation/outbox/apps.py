"""App registration."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """What must happen after this change: mail, jobs, events."""

    name = "tandem.foundation.outbox"

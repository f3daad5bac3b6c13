"""App registration."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The append-only, hash-chained record of acts."""

    name = "tandem.foundation.audit"

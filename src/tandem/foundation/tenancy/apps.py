"""App registration."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """Organisers, offices, roles, scope."""

    name = "tandem.foundation.tenancy"

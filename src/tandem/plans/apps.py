"""App registration."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The plan: one versioned thing from proposal to agreed plan."""

    name = "tandem.plans"

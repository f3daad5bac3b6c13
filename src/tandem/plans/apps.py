"""App registration."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The plan: one versioned thing from proposal to agreed plan."""

    name = "tandem.plans"

    def ready(self) -> None:
        from tandem.plans import jobs, panels
        from tandem.web.panels import Panel, register

        jobs.register()
        register(Panel("plans-grant", "grant", 10, panels.grant))

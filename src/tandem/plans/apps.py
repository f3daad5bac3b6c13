"""App registration."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The plan: one versioned thing from proposal to agreed plan."""

    name = "tandem.plans"

    def ready(self) -> None:
        from tandem.answers import subjects
        from tandem.plans import jobs, panels
        from tandem.plans.tool import ToolKind
        from tandem.web.panels import Panel, register

        jobs.register()
        subjects.register(ToolKind())
        register(Panel("plans-tools", "partnership", 10, panels.tools))
        register(Panel("plans-during", "grant", 12, panels.during))
        register(Panel("plans-grant", "grant", 10, panels.grant))

"""App registration."""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    """The choice: ranking, proposal, decision, letters."""

    name = "tandem.awards"

    def ready(self) -> None:
        from tandem.awards import jobs, panels
        from tandem.web.panels import Panel, register

        jobs.register()
        register(Panel("awards", "call", 40, panels.choice))
        register(Panel("awards-status", "application-status", 10, panels.status))

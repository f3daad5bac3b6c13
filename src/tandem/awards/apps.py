"""App registration."""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    """The choice: ranking, proposal, decision, letters; then the donors' own grants."""

    name = "tandem.awards"

    def ready(self) -> None:
        from tandem.awards import funding_jobs, jobs, panels
        from tandem.web.panels import Panel, register

        jobs.register()
        funding_jobs.register()
        register(Panel("awards", "call", 40, panels.choice))
        register(Panel("awards-status", "application-status", 10, panels.status))
        register(Panel("awards-programme", "programme", 20, panels.donors))
        register(Panel("awards-call-donors", "call", 41, panels.donors_of_call))

"""App registration."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """Why: donors, programmes, rulebook versions, the yearly cycle."""

    name = "tandem.programmes"

    def ready(self) -> None:
        from tandem.programmes import jobs, panels
        from tandem.web.panels import Panel, register

        jobs.register()
        register(Panel("programmes.papers", "organisation", 10, panels.papers))

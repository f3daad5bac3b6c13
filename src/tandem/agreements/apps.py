"""App registration."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """Papers that are signed: the partners' agreement, the grant agreement, and what changes them."""

    name = "tandem.agreements"

    def ready(self) -> None:
        from tandem.agreements import jobs, panels
        from tandem.web.panels import Panel, register

        jobs.register()
        register(Panel("agreements-grant", "grant", 20, panels.grant))

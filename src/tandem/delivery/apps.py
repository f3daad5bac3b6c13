"""App registration."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """The doing: activities begun, visits, values reported, yearly meetings."""

    name = "tandem.delivery"

    def ready(self) -> None:
        from tandem.delivery import jobs, panels, participant_jobs
        from tandem.foundation.outbox.jobs import periodic
        from tandem.web.panels import Panel, register

        jobs.register()
        participant_jobs.register()
        periodic("delivery.missed_meetings", jobs.EVERY, jobs.look_for_missed_meetings)
        register(Panel("delivery-participants", "grant", 25, panels.participants))
        register(Panel("delivery-grant", "grant", 30, panels.grant))

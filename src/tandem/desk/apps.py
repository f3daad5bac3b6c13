"""App registration."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Today: each person's duties, the officer's overview, reminders."""

    name = "tandem.desk"

    def ready(self) -> None:
        from tandem.desk import jobs, navigation, queries
        from tandem.foundation.outbox.jobs import periodic
        from tandem.web import places

        places.register(queries.organisers_of)
        navigation.register()
        periodic("desk.remind", jobs.EVERY, jobs.remind)

"""App registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """Today: each person's duties, the officer's overview, reminders."""

    name = "tandem.desk"

    def ready(self) -> None:
        from tandem.desk import jobs, queries
        from tandem.foundation.outbox.jobs import periodic
        from tandem.web import navigation, places
        from tandem.web.routes import SIGNED_IN

        places.register(queries.organisers_of)
        navigation.register(
            navigation.Entry(_("Desk"), "desk", (SIGNED_IN,), 5),
            navigation.Entry(_("Calendar"), "calendar", (SIGNED_IN,), 65),
        )
        periodic("desk.remind", jobs.EVERY, jobs.remind)

"""App registration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The account: reports of partnerships, closure, and the consolidated report to the donor."""

    name = "tandem.reports"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from tandem.answers import subjects
        from tandem.foundation.outbox.jobs import periodic
        from tandem.foundation.tenancy.models import Role
        from tandem.reports import conditions, duties, jobs, panels
        from tandem.reports.subject import ReportSubject
        from tandem.web import navigation
        from tandem.web.panels import Panel, register
        from tandem.web.routes import SIGNED_IN

        subjects.register(ReportSubject())
        duties.register()
        conditions.add()
        periodic("reports.daily", jobs.EVERY, jobs.daily)
        register(Panel("reports-grant", "grant", 50, panels.of_grant_panel))
        navigation.register(
            navigation.Entry(_("Reports"), "reports:all", (SIGNED_IN,), 60, staff=False),
            navigation.Entry(_("Reports"), "reports:all", (Role.OFFICER, Role.DONOR), 60),
        )

"""What reports add to the conditions of an instalment."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.finance.conditions import Lacking, register
from tandem.finance.models import Instalment
from tandem.partnerships.access import Held
from tandem.reports.models import Report
from tandem.reports.states import Step
from tandem.web.templatetags.tandem import localised


def reports_accepted(held: Held, instalment: Instalment) -> Iterable[Lacking]:
    """Every report that was due before the instalment is has to be accepted."""
    rows = Report.objects.filter(grant=held.grant, due_on__lt=instalment.due_on).exclude(step=Step.ACCEPTED)
    for row in rows.order_by("year"):
        kind = held.rulebook.reports.get(row.kind)
        if kind is not None and kind.due == "report":
            said = _("“%(report)s %(year)s” is not accepted.") % {"report": localised(kind.title), "year": row.year}
            yield Lacking("report_open", said, reverse("reports:report", args=[held.grant.organiser.slug, row.id]))


def add() -> None:
    """Make the condition known to the money."""
    register(reports_accepted)

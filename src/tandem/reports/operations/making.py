"""Making the reports that a grant owes, and filling in what is known already."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tandem.answers.operations import begin
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.partnerships.access import with_related
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep
from tandem.programmes.models import parsed
from tandem.reports import access
from tandem.reports.duties import give_writing_duties
from tandem.reports.models import Report
from tandem.reports.queries.due import owed
from tandem.reports.queries.prefill import filled
from tandem.reports.subject import KIND


@transaction.atomic
def make_for(actor: Actor, grant_id: UUID) -> int:
    """Make the reports of all years of an agreed grant, with their duties; how many were new (MIC-12, MIC-19).

    Running it again makes nothing twice; days that an amendment moved are moved.
    """
    grant: Grant = with_related(Grant.objects.all()).get(id=grant_id)
    if grant.step != GrantStep.AGREED:
        return 0
    rulebook, made, now = parsed(grant.rulebook_version_id), 0, clock.now()
    for each in owed(rulebook, grant):
        report, fresh = Report.objects.get_or_create(
            grant=grant, kind=each.kind, year=each.year, defaults={"due_on": each.due_on, "made_at": now}
        )
        if not fresh and report.due_on != each.due_on and report.sent_at is None:
            report.due_on = each.due_on
            report.save(update_fields=["due_on"])
        if fresh or report.sent_at is None:
            give_writing_duties(report, grant, rulebook)
        made += fresh
    if made:
        audit.record(actor, "reports.made", "grant", grant.id, {"reports": made})
    return made


@transaction.atomic
def prefill(actor: Actor, report_id: UUID) -> int:
    """Fill what is still unanswered from the plan, the activities, the results and last year's report (UX-20).

    Once, from the first day of its period on; each answer says where it comes from and of which day. Returns how many
    were filled. Refused: who may not know of the report (404), who may not write in it (403, 409 when it is too late).
    """
    held = access.hold_own(actor, report_id, lock=True)
    decision = access.may_write(held, clock.now())
    if not decision:
        raise Refused.by(decision, status=403 if held.of.belongs and not held.of.may("edit") else 409)
    return fill(actor, held)


def fill(actor: Actor, held: access.Held) -> int:
    """The same for a report that is held already; 0 when it was filled before."""
    if held.report.prefilled_at is not None:
        return 0
    number = begin(KIND, held.report.id, filled(held))
    held.report.prefilled_at = clock.now()
    held.report.save(update_fields=["prefilled_at"])
    audit.record(actor, "report.prefilled", "report", held.report.id, {"answers": number})
    return number

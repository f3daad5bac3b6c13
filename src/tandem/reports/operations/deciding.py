"""What officers do with a report that was sent: ask about single questions, or accept it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.values import storable
from tandem.delivery import operations as delivery
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.reports import access
from tandem.reports.events import ReportAccepted, ReportReturned
from tandem.reports.models import Query, Report, Sending, Signature
from tandem.reports.states import Step

RESULTS, MONEY = "results", "money"  # the two tables, asked about like questions


def _waiting(actor: Actor, report_id: UUID, seen_sha256: str) -> tuple[access.Held, Sending]:
    """The report and what was sent, when it waits for an officer and is the one that was read."""
    held = access.hold(actor, report_id, lock=True)
    decision = access.may_decide(held)
    if not decision:
        raise Refused.by(decision)
    held.of.demand_open()
    sending = Sending.objects.filter(report=held.report).order_by("-number").first()
    if held.report.step != Step.SENT or sending is None:
        raise Refused(
            "moved_on",
            _("This report does not wait for an officer: a colleague may have been faster."),
            _("Look at it again."),
            status=409,
        )
    if sending.sha256 != seen_sha256:
        raise Refused(
            "changed", _("The report is not the one that you read."), _("Read it again, then decide."), status=409
        )
    return held, sending


@transaction.atomic
def give_back(actor: Actor, report_id: UUID, questions: Mapping[str, str], seen_sha256: str) -> Report:
    """Return a report with questions, each about one question of its form (or 'results', 'money').

    Refused: not an officer or one of the parties (403), not waiting or not the one that was read (409), no question or
    one about something that the form does not ask (422).
    """
    held, sending = _waiting(actor, report_id, seen_sha256)
    asked = {id: storable(text.replace("\r\n", "\n"))[0].strip() for id, text in questions.items()}
    asked = {id: text for id, text in asked.items() if text}
    known = {RESULTS, MONEY} | {question.id for question in held.form.questions()}
    if not asked or not set(asked) <= known:
        raise Refused(
            "no_question",
            _("A report is returned with at least one question about something in it."),
            _("Write your question beside the answer that it is about."),
        )
    now = clock.now()
    Query.objects.bulk_create(
        [
            Query(sending=sending, question=id, text=text, asked_by_id=actor.person_id, asked_at=now)
            for id, text in asked.items()
        ]
    )
    held.report.step = Step.RETURNED
    held.report.save(update_fields=["step"])
    Signature.objects.filter(report=held.report, voided_at=None).update(voided_at=now)
    audit.record(actor, "report.returned", "report", report_id, {"questions": sorted(asked)})
    happened(ReportReturned(str(report_id), str(held.report.grant_id)))
    return held.report


@transaction.atomic
def accept(actor: Actor, report_id: UUID, seen_sha256: str) -> Report:
    """Accept what was read; it is frozen from now on. Of two officers at once one is told that the other was faster.

    Refused: not an officer or one of the parties (403), not waiting or not the one that was read (409).
    """
    held, sending = _waiting(actor, report_id, seen_sha256)
    now = clock.now()
    if held.kind.results:
        delivery.approve_actuals(actor, held.report.grant_id, held.report.year)
    changed = Report.objects.filter(id=report_id, step=Step.SENT).update(
        step=Step.ACCEPTED, accepted_at=now, accepted_by_id=actor.person_id
    )
    if not changed:
        raise Refused("moved_on", _("A colleague was faster."), _("Look at it again."), status=409)
    audit.record(actor, "report.accepted", "report", report_id, {"sha256": sending.sha256})
    happened(ReportAccepted(str(report_id), str(held.report.grant_id)))
    held.report.refresh_from_db()
    return held.report

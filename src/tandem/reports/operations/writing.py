"""What the parties do with a report: give reasons, sign it, and so send it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.values import storable
from tandem.delivery import operations as delivery
from tandem.delivery.states import ActualState
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.reports import access
from tandem.reports.events import ReportSent, ReportSigned
from tandem.reports.models import Reason, Report, Sending, Signature
from tandem.reports.queries.standing import Standing, standing
from tandem.reports.states import Step
from tandem.reports.subject import touch

LONGEST = 2_000
OPEN = {ActualState.DRAFT, ActualState.RETURNED}


@transaction.atomic
def explain(actor: Actor, report_id: UUID, line: str, text: str) -> Reason | None:
    """Say why a budget line is far from its budget; an empty text takes it back.

    Refused: who may not write now (409 once it was sent, else 403), what the report does not know (422).
    """
    held = access.hold_own(actor, report_id, lock=True)
    _demand_writing(held, clock.now())
    if line not in {row.key for row in standing(held).tables.lines}:
        raise Refused("no_such_line", _("The financial report has no such line."), status=422)
    kept = storable(text.replace("\r\n", "\n"))[0].strip()[:LONGEST]
    rows = Reason.objects.filter(report=held.report, line=line)
    found: Reason | None = rows.first()
    if (found.text if found else "") == kept:
        return found
    touch(held.report)
    if not kept:
        rows.delete()
        audit.record(actor, "report.reason_taken_back", "report", report_id, {"line": line})
        return None
    made, _new = Reason.objects.update_or_create(
        report=held.report,
        line=line,
        defaults={
            "text": kept,
            "language": actor.language,
            "written_by_id": actor.person_id,
            "written_at": clock.now(),
        },
    )
    audit.record(actor, "report.explained", "report", report_id, {"line": line})
    return made


def _demand_writing(held: access.Held, now: datetime) -> None:
    decision = access.may_write(held, now)
    if not decision:
        raise Refused.by(decision, status=409 if decision.code in {"submitted", "closed", "not_begun"} else 403)


@dataclass(frozen=True)
class Signed:
    """The result of signing: the sides that still have to sign, or what was sent."""

    waiting_for: tuple[str, ...]
    sending: Sending | None


@transaction.atomic
def sign(actor: Actor, report_id: UUID, seen_sha256: str) -> Signed:
    """Sign for one's party exactly what was shown; the last signature sends the report (MIC-12).

    What is sent already comes back as it is, however often. Refused: not a signer (403), before the period has begun
    or ended and after closure (409), something missing (422), changed since it was shown (409).
    """
    held = access.hold_own(actor, report_id, lock=True)
    report, now = held.report, clock.now()
    if report.step in {Step.SENT, Step.ACCEPTED} and held.of.belongs:
        return Signed((), Sending.objects.filter(report=report).order_by("-number").first())
    decision = access.may_sign(held, now)
    if not decision:
        raise Refused.by(decision, status=409 if decision.code in {"not_begun", "not_ended", "closed"} else 403)
    where = standing(held)
    _demand_ready(where, seen_sha256)
    for side in held.signing:
        if held.of.may("sign", side) and side in held.of.sides:
            _put_signature(actor, report, side, where.content.sha256, now)
    waiting = _waiting(held, where.content.sha256)
    if waiting:
        audit.record(actor, "report.signed", "report", report.id, {"sha256": where.content.sha256})
        happened(ReportSigned(str(report.id)))
        return Signed(waiting, None)
    return Signed((), _send(actor, held, where, now))


def _demand_ready(where: Standing, seen_sha256: str) -> None:
    if where.lacking or where.gaps:
        first = where.lacking[0].sentence if where.lacking else _("A question is not answered.")
        raise Refused(
            "not_ready",
            _("The report cannot be signed yet. %(first)s") % {"first": first},
            _("“What is missing” lists everything with what mends it."),
            values={"lacking": [each.code for each in where.lacking]},
            problems=where.gaps,
        )
    if seen_sha256 != where.content.sha256:
        raise Refused(
            "changed",
            _("The report has changed since you read it, so your signature was not given."),
            _("Read it again and sign what you see."),
            status=409,
        )


def _put_signature(actor: Actor, report: Report, side: str, sha256: str, now: datetime) -> None:
    standing_now = Signature.objects.filter(report=report, side=side, voided_at=None)
    standing_now.exclude(content_sha256=sha256).update(voided_at=now)
    Signature.objects.get_or_create(
        report=report,
        side=side,
        voided_at=None,
        defaults={
            "person_id": actor.person_id,
            "person_name": actor.name,
            "content_sha256": sha256,
            "signed_at": now,
        },
    )


def _waiting(held: access.Held, sha256: str) -> tuple[str, ...]:
    rows = Signature.objects.filter(report=held.report, content_sha256=sha256, voided_at=None)
    signed = set(rows.values_list("side", flat=True))
    return tuple(side for side in held.signing if side not in signed)


def _send(actor: Actor, held: access.Held, where: Standing, now: datetime) -> Sending:
    report = held.report
    signatures = Signature.objects.filter(report=report, voided_at=None).order_by("signed_at")
    sending: Sending = Sending.objects.create(
        report=report,
        number=Sending.objects.filter(report=report).count() + 1,
        content=where.content.text,
        sha256=where.content.sha256,
        plan_version_id=where.tables.version,
        sent_at=now,
        signed_by=[{"side": s.side, "name": s.person_name, "at": s.signed_at.isoformat()} for s in signatures],
    )
    report.step, report.sent_at, report.plan_version_id = Step.SENT, now, where.tables.version
    report.save(update_fields=["step", "sent_at", "plan_version"])
    if any(row.state in OPEN for row in where.tables.results):
        delivery.send_actuals(actor, report.grant_id, report.year)
    audit.record(actor, "report.sent", "report", report.id, {"sha256": sending.sha256, "number": sending.number})
    happened(ReportSent(str(report.id), str(report.grant_id)))
    return sending

"""The donor's own grant: recorded with its paper, it makes awards firm (MIC-20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tandem.awards.events import DonorGrantRecorded
from tandem.awards.models import DonorGrant, DonorGrantRow, ProgrammeApplication, ProgrammeApplicationRow
from tandem.awards.operations.applying import lock_application
from tandem.awards.queries.funding import Ask
from tandem.awards.states import Answer, Asked
from tandem.core.values import Money, Problem, Rate, storable
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.files import operations as files
from tandem.foundation.outbox.events import happened
from tandem.foundation.tenancy.scope import current as organiser_in_scope
from tandem.partnerships import operations as partnerships
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep
from tandem.web.templatetags.tandem import day, money

ACCEPT = ("pdf", "docx", "odt", "png", "jpg")
MOST = 20_000_000


@dataclass(frozen=True)
class Except:
    """An award that does not become firm as it stands: it stays conditional, or is cut to `amount`; and why."""

    outcome: str  # Answer.CONDITIONAL or Answer.CUT
    reason: str
    amount: Money | None = None


@dataclass(frozen=True)
class DonorDecision:
    """What the donor decided. `rate`: how many units of the awards' currency one unit of the donor's costs."""

    reference: str
    amount: Money
    decided_on: date
    rate: str = ""
    rate_source: str = ""
    rate_on: date | None = None
    exceptions: Mapping[UUID, Except] = field(default_factory=dict)


@transaction.atomic
def record_donor_grant(actor: Actor, application: UUID, decided: DonorDecision, paper: Any) -> DonorGrant:
    """Record the donor's grant with the upload of its letter; the awards it covers become firm.

    Refused (422, `problems` name fields) while something is missing, the rate of another currency has no source, or the
    awards sum to more than the donor gives and no award is cut or left conditional with a reason. 409 when nothing
    waits for this donor's answer; 403 and 404 as for `assemble`.
    """
    ask, row = lock_application(actor, application)
    if row.stand not in (Asked.SENT, Asked.ANSWERED):
        raise Refused(
            "not_sent", _("This application does not lie with the donor."), _("Send it first."), status=409
        )
    rows = _open_rows(row)
    problems = [*_plain_problems(ask, row, decided), *_exception_problems(rows, decided)]
    if problems:
        raise Refused("incomplete", _("The donor's grant cannot be recorded like this."), problems=tuple(problems))
    given = in_awards(decided, row.currency)
    lots = {each.grant_id: _lot(each, decided.exceptions.get(each.grant_id)) for each in rows}
    _demand_cover(given, lots, row.currency)
    stored = files.receive(actor, organiser_in_scope(), paper, ACCEPT, MOST, f"donor_grant:{row.id}")
    made = _write(actor, row, decided, given, stored)
    firm = _make_firm(made, rows, lots)
    now = clock.now()
    ProgrammeApplication.objects.filter(id=row.id, answered_at=None).update(answered_at=now)
    audit.record(actor, "awards.donor_grant_recorded", "donor_grant", made.id, {
        "reference": made.reference, "amount": str(made.amount), "paper": stored.sha256,
        "grants": {str(id): [str(lot.outcome), lot.amount.minor, lot.reason] for id, lot in lots.items()},
    })
    happened(DonorGrantRecorded(str(made.id), str(made.donor_id), tuple(str(grant) for grant in firm)))
    return made


@dataclass(frozen=True)
class _Lot:
    outcome: Answer
    amount: Money
    reason: str


def _open_rows(row: ProgrammeApplication) -> list[ProgrammeApplicationRow]:
    """The awards of the application that still wait; Refused (409) when none does."""
    wanted = ProgrammeApplicationRow.objects.filter(application=row, grant__step=GrantStep.CONDITIONAL)
    rows = list(wanted.select_related("grant").order_by("place"))
    list(Grant.objects.select_for_update().filter(id__in=[each.grant_id for each in rows]))
    if not rows:
        raise Refused("nothing_waits", _("No award waits for this donor's answer any more."), status=409)
    return rows


def _plain_problems(ask: Ask, row: ProgrammeApplication, decided: DonorDecision) -> list[Problem]:
    found = []
    zone = ZoneInfo(ask.zone)
    today, sent = clock.now().astimezone(zone).date(), row.sent_at.astimezone(zone).date()  # type: ignore[union-attr]
    if not decided.reference.strip():
        found.append(Problem("reference_missing", "reference"))
    elif DonorGrant.objects.filter(donor=row.donor_id, reference=decided.reference.strip()[:80]).exists():
        found.append(Problem("reference_twice", "reference", {"actual": decided.reference.strip()}))
    if decided.amount.minor <= 0:
        found.append(Problem("amount_not_positive", "amount"))
    if decided.decided_on > today:
        found.append(Problem("in_the_future", "decided_on", {"limit": day(today)}))
    elif decided.decided_on < sent:
        found.append(Problem("before_sent", "decided_on", {"limit": day(sent)}))
    if decided.amount.currency != row.currency:
        if _rate(decided) is None:
            found.append(Problem("rate_missing", "rate", {"from": decided.amount.currency, "to": row.currency}))
        if not decided.rate_source.strip() or decided.rate_on is None:
            found.append(Problem("rate_without_source", "rate_source"))
    return found


def _rate(decided: DonorDecision) -> Decimal | None:
    try:
        value = Decimal(decided.rate)
    except InvalidOperation:
        return None
    return value if value.is_finite() and value > 0 else None


def _exception_problems(rows: list[ProgrammeApplicationRow], decided: DonorDecision) -> list[Problem]:
    found, known = [], {each.grant_id: each for each in rows}
    for id, exception in decided.exceptions.items():
        where = f"grant-{id}"
        if id not in known or exception.outcome not in (Answer.CUT, Answer.CONDITIONAL):
            found.append(Problem("unknown_award", where))
            continue
        if not exception.reason.strip():
            found.append(Problem("reason_missing", where, {"award": known[id].grant.title}))
        if exception.outcome == Answer.CUT:
            cut = exception.amount
            if cut is None or cut.currency != known[id].currency or not 0 < cut.minor < known[id].minor:
                limit = money(known[id].amount)
                found.append(Problem("cut_out_of_range", where, {"award": known[id].grant.title, "limit": limit}))
    return found


def in_awards(decided: DonorDecision, currency: str) -> Money:
    """The donor's amount in the awards' currency."""
    if decided.amount.currency == currency:
        return decided.amount
    rate = Rate(decided.amount.currency, currency, Decimal(decided.rate), decided.rate_source, decided.rate_on)  # type: ignore[arg-type]
    return rate.convert(decided.amount)


def _lot(row: ProgrammeApplicationRow, exception: Except | None) -> _Lot:
    if exception is None:
        return _Lot(Answer.FIRM, row.amount, "")
    reason = storable(exception.reason.replace("\r\n", "\n"))[0].strip()
    if exception.outcome == Answer.CUT and exception.amount is not None:
        return _Lot(Answer.CUT, exception.amount, reason)
    return _Lot(Answer.CONDITIONAL, Money(0, row.currency), reason)


def _demand_cover(given: Money, lots: Mapping[UUID, _Lot], currency: str) -> None:
    """Never more firm than the donor gives."""
    total = Money.total((lot.amount for lot in lots.values()), currency)
    if given < total:
        raise Refused(
            "over_donor_amount",
            _("The awards sum to %(total)s, the donor gives %(given)s: %(over)s too much.") % {
                "total": money(total), "given": money(given), "over": money(total - given),
            },
            _("Say below which awards stay conditional or get less, and why."),
            problems=(Problem("over_donor_amount", "amount"),),
            values={"total": str(total.amount), "given": str(given.amount), "over": str((total - given).amount)},
        )


def _write(
    actor: Actor, row: ProgrammeApplication, decided: DonorDecision, given: Money, stored: Any
) -> DonorGrant:
    foreign = decided.amount.currency != row.currency
    try:
        with transaction.atomic():
            made: DonorGrant = DonorGrant.objects.create(
                application=row, programme_id=row.programme_id, donor_id=row.donor_id,
                reference=storable(decided.reference)[0].strip()[:80], amount_minor=decided.amount.minor,
                currency=decided.amount.currency, rate=decided.rate if foreign else "",
                rate_source=storable(decided.rate_source)[0].strip()[:200] if foreign else "",
                rate_on=decided.rate_on if foreign else None, in_awards_minor=given.minor, awards_currency=row.currency,
                decided_on=decided.decided_on, paper=stored, recorded_by_id=actor.person_id, recorded_at=clock.now(),
            )
    except IntegrityError:
        raise Refused("reference_twice", _("A grant with this reference is recorded already."), status=409) from None
    return made


def _make_firm(
    made: DonorGrant, rows: list[ProgrammeApplicationRow], lots: Mapping[UUID, _Lot]
) -> list[UUID]:
    """Move the awards that are covered; a cut one gets its new amount."""
    firm = []
    DonorGrantRow.objects.bulk_create([
        DonorGrantRow(
            donor_grant=made, grant=each.grant, outcome=lots[each.grant_id].outcome,
            minor=lots[each.grant_id].amount.minor, currency=each.currency, reason=lots[each.grant_id].reason,
        )
        for each in rows
    ])
    for each in rows:
        lot = lots[each.grant_id]
        if lot.outcome == Answer.CONDITIONAL:
            continue
        if lot.outcome == Answer.CUT:
            Grant.objects.filter(id=each.grant_id).update(awarded_minor=lot.amount.minor)
        partnerships.move(each.grant_id, GrantStep.FIRM, after=(GrantStep.CONDITIONAL,))
        firm.append(each.grant_id)
    return firm

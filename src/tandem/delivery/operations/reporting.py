"""The partners write down what each indicator reached in a year, and send it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.values import Problem
from tandem.delivery import access
from tandem.delivery.events import ActualsSent
from tandem.delivery.models import Actual
from tandem.delivery.operations import typed
from tandem.delivery.operations.values import ActualInput, Read, read
from tandem.delivery.queries import Doing, actuals, doing
from tandem.delivery.states import ActualState
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.files.models import StoredFile
from tandem.foundation.files.operations import receive
from tandem.foundation.outbox.events import happened
from tandem.foundation.tenancy.scope import current
from tandem.partnerships.access import Held, hold

EVIDENCE = ("pdf", "docx", "xlsx", "odt", "ods", "csv", "png", "jpg")
MOST_BYTES = 10 * 1024 * 1024
OPEN = (ActualState.DRAFT, ActualState.RETURNED)  # states in which the partners may change a value

__all__ = ["ActualInput", "Recorded", "keep_evidence", "record_actual", "record_actuals", "send_actuals"]


@dataclass
class Recorded:
    """What became of each indicator: saved, changed by somebody else meanwhile (their row), or not as it should be."""

    saved: list[UUID] = field(default_factory=list)
    conflicts: dict[UUID, Actual] = field(default_factory=dict)
    problems: dict[UUID, list[Problem]] = field(default_factory=dict)
    rows: dict[UUID, Actual] = field(default_factory=dict)


def purpose(grant: UUID) -> str:
    """What evidence is stored as."""
    return f"evidence:{grant}"


@transaction.atomic
def keep_evidence(actor: Actor, grant_id: UUID, upload: Any) -> StoredFile:
    """Store evidence before its value is recorded, so that it need not be chosen again when a value is refused."""
    held = hold(actor, grant_id)
    access.demand_write(held)
    return receive(actor, current(), upload, EVIDENCE, MOST_BYTES, purpose(grant_id))


@transaction.atomic
def record_actuals(
    actor: Actor, grant_id: UUID, year: int, given: Mapping[UUID, ActualInput], locale: str
) -> Recorded:
    """Save every value that holds; the others are named and leave what is stored as it was.

    Refused: not to be known (404), not a writer (403), not under agreement or closed (409), a year outside the grant
    or one that has not begun (422).
    """
    held = hold(actor, grant_id, lock=True)
    access.demand_write(held)
    plan = demand_year(held, year)
    there = {indicator: row for (indicator, _year), row in actuals(grant_id, year).items()}
    done = Recorded()
    for identity, typed_in in given.items():
        _one(actor, held, plan, year, identity, typed_in, locale, there.get(identity), done)
    if done.saved:
        audit.record(actor, "delivery.values_recorded", "grant", grant_id, {
            "year": year, "values": {str(one): _said(done.rows.get(one)) for one in done.saved},
            "before": {str(one): _said(there.get(one)) for one in done.saved},
        })
    return done


def record_actual(
    actor: Actor, grant_id: UUID, indicator: UUID, year: int, *, locale: str = "plain", **given: Any
) -> Actual | None:
    """Save the value of one indicator in one calendar year; None when everything was emptied.

    `given` are the fields of `ActualInput`; numbers are read as `locale` writes them ('plain' for machines). Refused as
    in `record_actuals`, and when somebody else has changed it since `base_revision` (409, `values` has theirs), or it
    does not hold (422, one problem per field).
    """
    with transaction.atomic():
        done = record_actuals(actor, grant_id, year, {indicator: ActualInput(**given)}, locale)
        if indicator in done.conflicts:
            raise Refused(
                "changed_since", _("Somebody else has changed this value since you read it."),
                _("Look at both, then decide."), status=409, values={"theirs": _said(done.conflicts[indicator])},
            )
        if indicator in done.problems:
            problems = done.problems[indicator]
            if problems[0].code == "sent_already":
                raise sent_already()
            raise typed.refused("value", problems)
        return Actual.objects.filter(grant=grant_id, indicator=indicator, year=year).first()


def sent_already() -> Refused:
    """The value lies with the officer."""
    return Refused(
        "sent_already", _("This value was sent, so it stays as it is."),
        _("Ask the programme officer to return it with a question."), status=409,
    )


def demand_year(held: Held, year: int) -> Doing:
    """The plan in force; Refused (422) for a year outside the grant or one that has not begun."""
    plan = doing(held.grant.id)
    if plan is None:
        raise access.missing()
    years = access.period(held).years
    if year not in years:
        raise Refused(
            "year_outside", _("This grant runs from %(first)s to %(last)s; %(year)s is no year of it.") % {
                "first": years[0], "last": years[-1], "year": year},
            _("Choose a year of the grant."), values={"first": years[0], "last": years[-1], "actual": year},
        )
    if access.today(held) < max(access.period(held).start, access.today(held).replace(year, 1, 1)):
        raise Refused(
            "year_not_begun", _("The year %(year)s has not begun, so nothing can be reported for it yet.") % {
                "year": year},
            _("Report it once it has begun."), values={"actual": year},
        )
    return plan


def _one(
    actor: Actor, held: Held, plan: Doing, year: int, identity: UUID, given: ActualInput, locale: str,
    row: Actual | None, done: Recorded,
) -> None:
    """One indicator of a form. What did not change is left alone."""
    indicator = plan.indicator(identity)
    if indicator is None:
        done.problems[identity] = [Problem("unknown_indicator")]
        return
    found, problems = read(indicator, given, locale)
    problems += _unknown_evidence(held, given)
    if not problems and _same(row, found, given):
        return
    if row is not None and row.state not in OPEN:
        done.problems[identity] = [Problem("sent_already")]
    elif given.base_revision is not None and given.base_revision != (row.revision if row else 0):
        if row is None:
            row = Actual(grant=held.grant, indicator=identity, year=year)
        done.conflicts[identity] = row
    elif problems:
        done.problems[identity] = problems
    else:
        _save(actor, held, plan, year, identity, found, given, row, done)


def _unknown_evidence(held: Held, given: ActualInput) -> list[Problem]:
    if given.evidence is None:
        return []
    known = StoredFile.objects.filter(id=given.evidence, purpose=purpose(held.grant.id)).exists()
    return [] if known else [Problem("unknown_evidence", "evidence")]


def _same(row: Actual | None, found: Read, given: ActualInput) -> bool:
    if row is None:
        return found.empty and given.evidence is None
    kept = all(getattr(row, name) == value for name, value in asdict(found).items())
    return kept and given.evidence in (None, row.evidence_id)


def _save(
    actor: Actor, held: Held, plan: Doing, year: int, identity: UUID, found: Read, given: ActualInput,
    row: Actual | None, done: Recorded,
) -> None:
    done.saved.append(identity)
    if row is not None and found.empty and given.evidence is None and row.state == ActualState.DRAFT:
        row.delete()
        return
    saved = Actual(grant=held.grant, indicator=identity, year=year) if row is None else copy(row)
    for name, value in asdict(found).items():
        setattr(saved, name, value)
    if given.evidence is not None:
        saved.evidence_id = given.evidence
    saved.version, saved.revision = plan.version, saved.revision + 1
    saved.recorded_by_id, saved.recorded_at = actor.person_id, clock.now()
    saved.save()
    done.rows[identity] = saved


def _said(row: Actual | None) -> dict[str, Any]:
    """A value as the record keeps it; nothing when there was none."""
    if row is None:
        return {}
    names = ("value", "numerator", "denominator", "text", "reason", "evidence_note")
    said = {name: getattr(row, name) for name in names if getattr(row, name)}
    return said | ({"evidence": str(row.evidence_id)} if row.evidence_id else {})


@transaction.atomic
def send_actuals(actor: Actor, grant_id: UUID, year: int) -> int:
    """Send what was written for a year to the organiser; how many values.

    Refused as in `record_actuals`, when an indicator has neither a value nor a reason why there is none (422, one
    problem each), and when everything was sent before (409).
    """
    held = hold(actor, grant_id, lock=True)
    access.demand_write(held)
    plan = demand_year(held, year)
    found = {indicator: row for (indicator, _year), row in actuals(grant_id, year).items()}
    lacking = [
        one for one in plan.plan.indicators
        if one.identity not in found or not says(found[one.identity])
    ]
    if lacking:
        raise Refused(
            "values_missing",
            ngettext(
                "One indicator has neither a value nor a reason why there is none.",
                "%(number)d indicators have neither a value nor a reason why there is none.", len(lacking),
            ) % {"number": len(lacking)},
            _("Write the value, a zero too, or say why nothing can be reported."),
            problems=[
                Problem("value_missing", f"{one.identity}/value", {"indicator": one.title}) for one in lacking
            ],
        )
    going = [row for row in found.values() if row.state in OPEN]
    if not going:
        raise Refused("nothing_to_send", _("Every value of this year was sent already."), status=409)
    Actual.objects.filter(id__in=[row.id for row in going]).update(state=ActualState.SENT)
    audit.record(actor, "delivery.values_sent", "grant", grant_id, {
        "year": year, "values": {str(row.indicator): _said(row) for row in going},
    })
    happened(ActualsSent(str(grant_id), year))
    return len(going)


def says(row: Actual) -> bool:
    """Whether a row reports something: a value, words, or why there is no value."""
    return bool(row.value or row.text or row.reason)

"""Lists for assessors and officers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce

from tandem.applications.models import Application
from tandem.applications.queries import Listed, with_names, with_parties
from tandem.calls.models import Call
from tandem.core.rulebook.schema import Component
from tandem.foundation.access import Actor
from tandem.foundation.access.models import Grant
from tandem.foundation.accounts.models import Person
from tandem.foundation.tenancy.models import Membership, Role
from tandem.foundation.tenancy.prepared import Prepared
from tandem.foundation.tenancy.scope import current
from tandem.programmes.models import heavy
from tandem.reviews.access import KIND, PURPOSES, denied
from tandem.reviews.models import (
    Assignment,
    Declaration,
    Evidence,
    EvidenceRequest,
    Interview,
    Panelist,
    Scoring,
    Unblinding,
)
from tandem.reviews.queries.counting import evidence_kinds
from tandem.reviews.states import GONE, Ended, Stand

_ANSWERED = Count("scorings", filter=Q(scorings__abstains=True) | Q(scorings__value__isnull=False))


def _talked() -> Exists:
    return Exists(Interview.objects.filter(application=OuterRef("application_id"), replaced_at=None))


def stand_of(work: Assignment, component: Component) -> Stand:
    """Where one assessor's work stands: an assignment with `answered` (scores and abstentions) and `talked`.

    Where nothing is scored, the record of the interview is the work.
    """
    if work.ended:
        return Stand.CONFLICT if work.ended == Ended.CONFLICT else Stand.TAKEN_BACK
    if work.opened_at is None:
        return Stand.UNDECLARED
    if work.locked_at is not None:
        return Stand.LOCKED
    if not component.criteria and work.talked:  # type: ignore[attr-defined]
        return Stand.TALKED
    return Stand.SCORING if work.answered else Stand.OPEN  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Work:
    """One assignment as its assessor sees it in the list; `answered` counts scores and abstentions."""

    assignment: Assignment
    names: str
    stand: Stand
    answered: int


@dataclass
class CallWork:
    """An assessor's work in one call: how much there is in all, and the part of it that is on the page.

    `undeclared` counts the applications that still wait for a declaration, `locked` those that are done.
    """

    call: Call
    total: int
    undeclared: int
    locked: int
    asked: bool = False  # onto the panel, before anything is given
    works: list[Work] = field(default_factory=list)


def _given(person: UUID, now: datetime) -> QuerySet[Assignment]:
    """What was given to an assessor and is open to them.

    What they declared an interest in is not there; nor is content whose access has ended with the decision (SEC-13).
    """
    grants = Grant.objects.filter(person=person, kind=KIND, purpose__in=PURPOSES)
    lasting = grants.filter(Q(until_at=None) | Q(until_at__gt=now), allows=True)
    ended = grants.filter(until_at__lte=now).exclude(object_id__in=lasting.values("object_id"))
    given = Assignment.objects.filter(assessor=person, ended_at=None)
    return given.exclude(application_id__in=ended.values("object_id"))


def calls_of(person: UUID, now: datetime) -> list[CallWork]:
    """The calls in which an assessor has work or a seat, the soonest decision first, with how much. Three queries."""
    counted = (
        _given(person, now).order_by().annotate(talked=_talked()).values("application__call")
        .annotate(
            total=Count("id"), opened=Count("opened_at"), locked=Count("locked_at"),
            spoken=Count("id", filter=Q(talked=True, opened_at__isnull=False, locked_at=None)),
        )
    )
    counts = {row["application__call"]: row for row in counted}
    asked = Panelist.objects.filter(person=person).values_list("call_id", flat=True)
    nothing = {"total": 0, "opened": 0, "locked": 0, "spoken": 0}
    counts |= {call: {**nothing, "asked": True, **counts.get(call, {})} for call in asked}
    calls = Call.objects.filter(id__in=counts).select_related("rulebook_version").defer(*heavy("rulebook_version"))
    found = []
    for call in calls.order_by("decision_on", "id"):
        row = counts[call.id]
        done = row["locked"] + (0 if call.component.criteria else row["spoken"])
        found.append(CallWork(call, row["total"], row["total"] - row["opened"], done, "asked" in row))
    return found


def works_of(person: UUID, now: datetime, start: int, size: int) -> list[Assignment]:
    """What an assessor may read (after they have declared), call by call: `size` from `start`. One query.

    Which they are is found first, inside: what is counted for each is then counted for those alone.
    """
    order = ("application__call__decision_on", "application__call", "id")  # as they were given, not as they came in
    here = _given(person, now).exclude(opened_at=None).order_by(*order).values("id")[start : start + size]
    answered = Scoring.objects.filter(Q(abstains=True) | Q(value__isnull=False), assignment=OuterRef("id"))
    counts = answered.order_by().values("assignment").annotate(n=Count("id")).values("n")
    rows = Assignment.objects.filter(id__in=here).select_related("application").order_by(*order)
    return list(rows.annotate(answered=Coalesce(Subquery(counts), 0), talked=_talked()))


def shared_out(groups: Sequence[CallWork], rows: Sequence[Assignment]) -> None:
    """Put one page of works into their calls. One query."""
    by_call = {group.call.id: group for group in groups}
    for row, (_application, names) in zip(rows, with_names([row.application for row in rows]), strict=True):
        group = by_call[row.application.call_id]
        stand, answered = stand_of(row, group.call.component), row.answered  # type: ignore[attr-defined]
        group.works.append(Work(row, names, stand, answered))


def unblinded_among(groups: Sequence[CallWork]) -> set[UUID]:
    """The assignments on the page whose blind panel may see who applies by now. One query, none without such panels."""
    works = [work.assignment for group in groups if group.call.component.blind for work in group.works]
    if not works:
        return set()
    shown = Unblinding.objects.filter(application__in=[work.application_id for work in works])
    open_ = set(shown.values_list("application_id", flat=True))
    return {work.id for work in works if work.application_id in open_}


def declarable(actor: Actor, call: Call) -> QuerySet[Application]:
    """The applications about which this person is asked: officers about all, assessors about those given to them."""
    rows = Application.objects.filter(call=call).exclude(submitted_at=None).order_by("reference")
    if actor.has(Role.OFFICER):
        return rows
    given = Assignment.objects.filter(assessor=actor.person_id).exclude(ended__in=GONE)
    on_panel = Exists(Panelist.objects.filter(call=call, person=actor.person_id))
    return rows.filter(Q(id__in=given.values("application_id")) | Q(on_panel))


def declarations_of(person: UUID, call: UUID) -> dict[UUID, Declaration]:
    """What this person has declared in a call, by application. One query."""
    rows = Declaration.objects.filter(person=person, application__call=call, replaced_at=None)
    return {row.application_id: row for row in rows}


@dataclass(frozen=True)
class Assessor:
    """Somebody who may be given applications, and how many they have in this call: in all, and locked."""

    person: Person
    load: int
    locked: int


def assessors(call: UUID | None, now: datetime) -> list[Assessor]:
    """The organiser's assessors with their load in a call (None: in all of them), by name. One query."""
    today = now.date()
    theirs = Assignment.objects.filter(ended_at=None, assessor=OuterRef("person"))
    theirs = theirs.filter(application__call=call) if call else theirs
    counts = theirs.order_by().values("assessor")
    rows = (
        Membership.objects.filter(organiser=current(), role=Role.ASSESSOR, person__is_active=True)
        .filter(Q(from_on=None) | Q(from_on__lte=today), Q(until_on=None) | Q(until_on__gte=today))
        .annotate(
            load=Coalesce(Subquery(counts.annotate(n=Count("id")).values("n")), 0),
            locked=Coalesce(Subquery(counts.annotate(n=Count("locked_at")).values("n")), 0),
        )
        .select_related("person")
    )
    found = {row.person_id: Assessor(row.person, row.load, row.locked) for row in rows}
    return sorted(found.values(), key=lambda each: str(each.person).casefold())


@dataclass(frozen=True)
class Given:
    """One assessor's work on an application as the officer sees it."""

    assignment: Assignment
    stand: Stand
    answered: int


@dataclass(frozen=True)
class BoardRow:
    """One application with whom it was given to. `closed`: this officer has an interest in it."""

    listed: Listed
    given: tuple[Given, ...]
    closed: bool


@dataclass(frozen=True)
class Board:
    """One page of a call's applications for the officer, and how many there are in all."""

    rows: tuple[BoardRow, ...]
    total: int


def board(actor: Actor, call: Call, now: datetime, *, start: int, size: int) -> Board:
    """A call's applications with their assessors, `size` from `start`. Three queries."""
    rows = (
        Application.objects.filter(call=call).exclude(submitted_at=None)
        .annotate(closed=denied(actor, now), total=Window(Count("*"))).order_by("reference")
    )
    found = list(rows[start : start + size])
    given: dict[UUID, list[Given]] = {}
    works = Assignment.objects.filter(application__in=found).select_related("assessor")
    for work in works.annotate(answered=_ANSWERED, talked=_talked()).order_by("assigned_at", "id"):
        if work.ended not in GONE:
            made_of = Given(work, stand_of(work, call.component), work.answered)
            given.setdefault(work.application_id, []).append(made_of)
    made = tuple(
        BoardRow(each, tuple(given.get(each.application.id, ())), each.application.closed)  # type: ignore[attr-defined]
        for each in with_parties(found)
    )
    return Board(made, found[0].total if found else 0)


@dataclass(frozen=True)
class Appraisal:
    """Everything that was judged and seen of one application."""

    given: tuple[Given, ...]
    scorings: tuple[Scoring, ...]
    evidence: dict[tuple[str, str], Evidence]  # by side and kind
    request: EvidenceRequest | None
    interview: Interview | None
    ended: tuple[Given, ...] = ()  # taken back or given up, some with scores that fell away


def _works_on(application: UUID) -> QuerySet[Assignment]:
    works = Assignment.objects.filter(application=application).select_related("assessor")
    works = works.annotate(answered=_ANSWERED, talked=_talked())
    return works.order_by("assigned_at", "id")


def _locked_in(application: UUID) -> QuerySet[Scoring]:
    rows = Scoring.objects.filter(assignment__application=application, assignment__locked_at__isnull=False)
    return rows.order_by("id")


_given_to: Prepared[Assignment] = Prepared(_works_on, application=UUID)
_scored_of: Prepared[Scoring] = Prepared(_locked_in, application=UUID)


def appraisal(application: Application) -> Appraisal:
    """All of it, newest records only; scores only of those who have locked. At most five queries."""
    component = application.call.component
    works: list[Any] = _given_to.all(application=application.id)
    every = tuple(Given(work, stand_of(work, component), work.answered) for work in works)
    given, ended = tuple(g for g in every if g.stand != Stand.TAKEN_BACK), tuple(g for g in every if g.assignment.ended)
    locked = {each.assignment.id for each in given if each.stand == Stand.LOCKED}
    found = _scored_of.all(application=application.id) if locked else []
    rows = tuple(row for row in found if row.assignment_id in locked)
    interview = None
    if any(step.id == "interviewed" for step in component.workflow):
        records = Interview.objects.filter(application=application, replaced_at=None)
        interview = records.select_related("recorded_by", "confirmed_by").prefetch_related("findings").first()
    if not evidence_kinds(component):  # then nobody can have asked for any
        return Appraisal(given, rows, {}, None, interview, ended)
    request = getattr(application, "evidence_request", None)
    return Appraisal(given, rows, evidence_of(application.id), request, interview, ended)


def evidence_of(application: UUID) -> dict[tuple[str, str], Evidence]:
    """What was seen of each party, by side and kind of paper. One query."""
    rows = Evidence.objects.filter(application=application, replaced_at=None).select_related("recorded_by")
    return {(row.side, row.kind): row for row in rows}


def scorings_seen_by(work: Assignment) -> tuple[list[Scoring], list[Scoring]]:
    """An assessor's own scores and, once they have locked theirs, those of the others who have locked. One query.

    Nobody reads another's score before their own are locked (UX-26).
    """
    wanted = Q(assignment=work)
    if work.locked_at is not None:
        wanted |= Q(
            assignment__application=work.application_id, assignment__ended_at=None, assignment__locked_at__isnull=False
        )
    rows = list(Scoring.objects.filter(wanted).order_by("assignment__assigned_at", "assignment_id"))
    return [row for row in rows if row.assignment_id == work.id], [row for row in rows if row.assignment_id != work.id]


def listed_one(application: Application) -> Listed:
    """One application with its parties."""
    return with_parties([application])[0]


def in_call(call: UUID, ids: Sequence[UUID]) -> QuerySet[Application]:
    """These applications of a call, locked, in one order so that two officers never wait for each other."""
    rows = Application.objects.filter(call=call, id__in=list(ids)).exclude(submitted_at=None)
    return rows.select_related("call__rulebook_version").defer(*heavy("call__rulebook_version")).order_by("id")

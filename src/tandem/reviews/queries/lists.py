"""Lists for assessors and officers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce

from tandem.applications.models import Application
from tandem.applications.queries import Listed, with_parties
from tandem.calls.models import Call
from tandem.core.rulebook.schema import Component
from tandem.foundation.access import Actor
from tandem.foundation.access.models import Grant
from tandem.foundation.accounts.models import Person
from tandem.foundation.tenancy.models import Membership, Role
from tandem.foundation.tenancy.scope import current
from tandem.reviews.access import KIND, PURPOSE, denied
from tandem.reviews.models import Assignment, Declaration, Evidence, EvidenceRequest, Interview, Scoring
from tandem.reviews.queries.counting import evidence_kinds
from tandem.reviews.states import Ended, Stand

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
    listed: Listed
    stand: Stand
    answered: int


@dataclass
class CallWork:
    """An assessor's work in one call."""

    call: Call
    works: list[Work] = field(default_factory=list)

    @property
    def undeclared(self) -> int:
        """How many applications still wait for a declaration."""
        return sum(1 for work in self.works if work.stand == Stand.UNDECLARED)

    @property
    def locked(self) -> int:
        """How many are done."""
        return sum(1 for work in self.works if work.stand in (Stand.LOCKED, Stand.TALKED))


def work_of(person: UUID, now: datetime) -> list[CallWork]:
    """Everything given to an assessor and still open to them, by call, latest decision last. Two queries.

    What they declared an interest in is not there; nor is content whose access has ended with the decision (SEC-13).
    """
    ended = Grant.objects.filter(
        person=person, kind=KIND, purpose=PURPOSE, object_id=OuterRef("application_id"), until_at__lte=now
    )
    lasting = Grant.objects.filter(
        Q(until_at=None) | Q(until_at__gt=now), person=person, kind=KIND, purpose=PURPOSE, allows=True,
        object_id=OuterRef("application_id"),
    )
    rows = (
        Assignment.objects.filter(assessor=person, ended_at=None)
        .filter(~Exists(ended) | Exists(lasting))
        .select_related("application__call__rulebook_version").defer("application__call__rulebook_version__bundle")
        .annotate(answered=_ANSWERED, talked=_talked())
        .order_by("application__call__decision_on", "application__reference")
    )
    found = list(rows)
    listed = {each.application.id: each for each in with_parties([row.application for row in found])}
    calls: dict[UUID, CallWork] = {}
    for row in found:
        group = calls.setdefault(row.application.call_id, CallWork(row.application.call))
        stand = stand_of(row, group.call.component)
        group.works.append(Work(row, listed[row.application_id], stand, row.answered))
    return list(calls.values())


def declarable(actor: Actor, call: Call) -> QuerySet[Application]:
    """The applications about which this person is asked: officers about all, assessors about those given to them."""
    rows = Application.objects.filter(call=call).exclude(submitted_at=None).order_by("reference")
    if actor.has(Role.OFFICER):
        return rows
    given = Assignment.objects.filter(assessor=actor.person_id).exclude(ended=Ended.TAKEN_BACK)
    return rows.filter(id__in=given.values("application_id"))


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


def assessors(call: UUID, now: datetime) -> list[Assessor]:
    """The organiser's assessors with their load in a call, by name. One query."""
    today = now.date()
    theirs = Assignment.objects.filter(application__call=call, ended_at=None, assessor=OuterRef("person"))
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
        if work.ended != Ended.TAKEN_BACK:
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


def appraisal(application: Application) -> Appraisal:
    """All of it, newest records only; scores only of those who have locked. Three queries, four with an interview."""
    component = application.call.component
    there = Assignment.objects.filter(application=application).exclude(ended=Ended.TAKEN_BACK)
    works = there.select_related("assessor").annotate(answered=_ANSWERED, talked=_talked())
    ordered = works.order_by("assigned_at", "id")
    given = tuple(Given(work, stand_of(work, component), work.answered) for work in ordered)
    locked = [each.assignment.id for each in given if each.stand == Stand.LOCKED]
    rows = tuple(Scoring.objects.filter(assignment__in=locked).order_by("id")) if locked else ()
    interview = None
    if any(step.id == "interviewed" for step in component.workflow):
        records = Interview.objects.filter(application=application, replaced_at=None)
        interview = records.select_related("recorded_by").first()
    return Appraisal(
        given, rows, evidence_of(application.id) if evidence_kinds(component) else {},
        getattr(application, "evidence_request", None), interview,
    )


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
    return rows.select_related("call__rulebook_version").defer("call__rulebook_version__bundle").order_by("id")

"""The officers' view of a call's judgement: who still has what to do, and what each application lacks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from tandem.applications.models import Application
from tandem.applications.queries import Listed, with_parties
from tandem.applications.states import Outcome, Step
from tandem.calls.models import Call
from tandem.core import scoring
from tandem.foundation.accounts.models import Person
from tandem.foundation.duties.models import Duty
from tandem.reviews.models import Assignment, Declaration, DiscussionNote, Interview, ListDecision, Panelist, Scoring
from tandem.reviews.queries.counting import answered, criteria_of, scale_of

OUT = (Outcome.WITHDRAWN, Outcome.INELIGIBLE)
Left = tuple[int, int]  # declarations, assignments to be locked


def _competing(call: Call) -> Q:
    return Q(application__call=call) & ~Q(application__outcome__in=OUT)


def waiting_for(call: Call, persons: Collection[UUID]) -> dict[UUID, Left]:
    """By person who has anything left: how many applications to declare about, how many to lock. Two queries."""
    scores = bool(call.component.criteria)
    found: dict[UUID, list[int]] = {}
    works = Assignment.objects.filter(_competing(call), assessor__in=list(persons), ended_at=None, locked_at=None)
    for person, opened in works.values_list("assessor_id", "opened_at"):
        if opened is None or scores:
            found.setdefault(person, [0, 0])[0 if opened is None else 1] += 1
    panel = Panelist.objects.filter(call=call, person__in=list(persons)).values_list("person_id", flat=True)
    for person in panel:
        asked = undeclared(person, call)
        if asked:
            found.setdefault(person, [0, 0])[0] = asked
    return {person: (first, second) for person, (first, second) in found.items()}


def undeclared(person: UUID, call: Call) -> int:
    """About how many submitted applications of a call somebody has not declared. One query."""
    said = Declaration.objects.filter(application=OuterRef("id"), person=person, replaced_at=None)
    rows = Application.objects.filter(call=call).exclude(submitted_at=None).exclude(outcome__in=OUT)
    return rows.exclude(Exists(said)).count()


@dataclass(frozen=True)
class Seat:
    """One assessor in a call: how much was given, where it stands, the soonest open day, what is overdue."""

    person: Person
    given: int
    undeclared: int
    begun: int
    locked: int
    conflicts: int
    due_at: datetime | None
    late: bool


def seats(call: Call, now: datetime) -> list[Seat]:
    """Everybody who sits on the panel or was given something, by name. Four queries."""
    works = list(
        Assignment.objects.filter(_competing(call)).exclude(ended="taken_back").select_related("assessor")
        .annotate(begun=Exists(Scoring.objects.filter(assignment=OuterRef("id"))))
    )
    people = {work.assessor_id: work.assessor for work in works}
    panel = Panelist.objects.filter(call=call).select_related("person")
    people |= {row.person_id: row.person for row in panel}
    dues = _dues(call, works, now)
    found = []
    for id, person in people.items():
        own = [work for work in works if work.assessor_id == id]
        live = [work for work in own if work.ended_at is None]
        due = dues.get(id)
        found.append(Seat(
            person, len(live), sum(1 for w in live if w.opened_at is None),
            sum(1 for w in live if w.begun and w.locked_at is None), sum(1 for w in live if w.locked_at),
            sum(1 for w in own if w.ended == "conflict"), due, due is not None and due < now,
        ))
    return sorted(found, key=lambda seat: str(seat.person).casefold())


def _dues(call: Call, works: Sequence[Assignment], now: datetime) -> dict[UUID, datetime]:
    """The soonest day of each person's open duties in this call's judgement. One query."""
    subjects = [call.id, *(work.id for work in works)]
    rows = Duty.objects.filter(
        kind__in=("reviews.declare", "reviews.score"), subject_id__in=subjects, done_at=None, due_at__isnull=False
    )
    pairs = rows.exclude(person=None).order_by("-due_at").values_list("person_id", "due_at")
    return dict(pairs)


@dataclass(frozen=True)
class Lack:
    """What one application still lacks. Codes: assessors (numbers), undeclared, unlocked, discussion, list,
    interview, confirmation; `values` are numbers or names for the sentence."""

    code: str
    values: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """One application in the overview: who applies, and what is missing before it can be ranked."""

    listed: Listed
    lacks: tuple[Lack, ...]


def standings(call: Call) -> list[Standing]:
    """Every application that competes and lacks something, by reference. At most seven queries."""
    rows = list(Application.objects.filter(call=call).exclude(submitted_at=None).exclude(outcome__in=OUT)
                .exclude(step=Step.DECIDED).order_by("reference"))
    if not rows:
        return []
    works: dict[UUID, list[Assignment]] = {}
    for work in Assignment.objects.filter(application__in=rows, ended_at=None):
        works.setdefault(work.application_id, []).append(work)
    apart = standing_apart(call)
    noted = set(DiscussionNote.objects.filter(
        assignment__application__call=call, replaced_at=None).values_list("assignment_id", flat=True))
    listed = dict(ListDecision.objects.filter(application__call=call, replaced_at=None)
                  .values_list("application_id", "listed"))
    talks = dict(Interview.objects.filter(application__call=call, replaced_at=None)
                 .annotate(done=F("confirmed_at")).values_list("application_id", "done"))
    steps = [str(step.id) for step in call.component.workflow]
    found = []
    for each in with_parties(rows):
        id = each.application.id
        lacks = _assessors_lack(call, each.application, works.get(id, []), steps)
        open_talk = [work for work in works.get(id, []) if work.id in apart and work.id not in noted]
        if open_talk:
            lacks.append(Lack("discussion", {"number": len(open_talk)}))
        lacks += _steps_lack(each.application, steps, listed.get(id), id in talks, talks.get(id) is not None)
        if lacks:
            found.append(Standing(each, tuple(lacks)))
    return found


def _assessors_lack(call: Call, application: Application, works: Sequence[Assignment], steps: list[str]) -> list[Lack]:
    lacks: list[Lack] = []
    if Step.SCORED not in steps or application.step not in steps[: steps.index(Step.SCORED)]:
        return lacks
    each = call.component.assessors.each
    if len(works) < each:
        lacks.append(Lack("assessors", {"actual": len(works), "limit": each}))
    undeclared = sum(1 for work in works if work.opened_at is None)
    unlocked = sum(1 for work in works if work.opened_at is not None and work.locked_at is None)
    if undeclared:
        lacks.append(Lack("undeclared", {"number": undeclared}))
    if unlocked:
        lacks.append(Lack("unlocked", {"number": unlocked}))
    return lacks


def _steps_lack(
    application: Application, steps: list[str], listed: bool | None, talked: bool, confirmed: bool
) -> list[Lack]:
    at = steps.index(application.step) if application.step in steps else -1
    following = steps[at + 1] if 0 <= at < len(steps) - 1 else ""
    if following == Step.SHORTLISTED and listed is None:
        return [Lack("list")]
    if following == Step.INTERVIEWED or (application.step == Step.INTERVIEWED and not confirmed):
        return [Lack("confirmation" if talked else "interview")]
    return []


def sheets(call: Call) -> tuple[dict[UUID, list[scoring.Score]], dict[UUID, tuple[UUID, str]]]:
    """The locked scores of each application in a call, and whose each assignment is: (application, assessor). Two
    queries."""
    works = Assignment.objects.filter(_competing(call), ended_at=None, locked_at__isnull=False)
    owners = {id: (application, str(person)) for id, application, person in
              works.values_list("id", "application_id", "assessor_id")}
    found: dict[UUID, list[scoring.Score]] = {}
    for row in Scoring.objects.filter(assignment__in=list(owners)).order_by("id"):
        if answered(row):
            application, person = owners[row.assignment_id]
            found.setdefault(application, []).append(scoring.Score(person, row.criterion, row.value, row.reason))
    return found, owners


def standing_apart(call: Call) -> dict[UUID, scoring.Outlier]:
    """The assignments whose scores stand apart from the others', by the points of the rulebook. Two queries."""
    points, component = call.component.outlier_points, call.component
    if points is None:
        return {}
    scores, owners = sheets(call)
    by_pair = {pair: id for id, pair in owners.items()}
    return {
        by_pair[application, outlier.assessor]: outlier
        for application, given in scores.items()
        for outlier in scoring.outliers(criteria_of(component), scale_of(component), given, points)
    }


def calibrated(call: Call) -> list[tuple[Person, scoring.Calibration]]:
    """How each assessor scores beside the others on what they share, by name. Three queries."""
    component = call.component
    if not component.criteria:
        return []
    scores, _owners = sheets(call)
    plain = {str(id): given for id, given in scores.items()}
    rows = scoring.calibration(criteria_of(component), scale_of(component), plain)
    people = {str(person.id): person for person in Person.objects.filter(id__in=[row.assessor for row in rows])}
    return sorted(((people[row.assessor], row) for row in rows), key=lambda pair: str(pair[0]).casefold())

"""A proposal for sharing out a call's applications among its assessors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.answers.models import Answer
from tandem.applications.models import Application
from tandem.applications.queries import Listed, with_parties
from tandem.calls.models import Call
from tandem.core import scoring
from tandem.foundation.access import Actor
from tandem.foundation.accounts.models import Person
from tandem.foundation.tenancy.models import Membership, Role
from tandem.organisations.models import Member
from tandem.reviews.access import denied, waits_for_appraisal
from tandem.reviews.models import Assignment, Declaration, Panelist, ReadingLanguages
from tandem.reviews.queries.hints import hints_for
from tandem.reviews.queries.lists import Assessor, assessors


@dataclass(frozen=True)
class Given:
    """One pair of the proposal: whom, what may point at an interest, and whether they have declared already."""

    person: Person
    hints: tuple[scoring.Hint, ...]
    declared: bool


@dataclass(frozen=True)
class Line:
    """One application: who has it, who is proposed, in which languages it is written, and what it finds too few of."""

    listed: Listed
    languages: tuple[str, ...]
    there: int
    given: tuple[Given, ...]
    short: scoring.Short | None


@dataclass(frozen=True)
class Proposal:
    """Everything that is proposed: application by application, and each assessor's load before and after."""

    lines: tuple[Line, ...]
    loads: tuple[tuple[Person, int, int, tuple[str, ...]], ...]  # before, after, languages read
    spread: int


def proposal(actor: Actor, call: Call, now: datetime) -> Proposal:
    """Share out what waits for assessors, to the panel where there is one, else to all assessors; nothing is written.

    Closed pairs: an interest was declared, or the assessor acts for a party. Applications in which the officer has an
    interest are left to a colleague. At most fourteen queries.
    """
    rows = Application.objects.filter(call=call).exclude(submitted_at=None).annotate(closed=denied(actor, now))
    waiting = [row for row in rows.order_by("reference") if not row.closed and _waits(row, call)]
    people = _people(call, now)
    languages = reading_languages([one.person for one in people])
    listed = with_parties(waiting)
    written = languages_of([row.id for row in waiting], call) if call.component.assessors.languages else {}
    there = _there(waiting)
    known = _declared(waiting)
    shared = scoring.share(
        [scoring.Task(str(row.id), frozenset(written.get(row.id, ()))) for row in waiting],
        [_reader(one, languages.get(one.person.id, ())) for one in people],
        call.component.assessors.each,
        closed=_closed(listed, people, known), languages=call.component.assessors.languages,
        there={str(id): [str(person) for person in given] for id, given in there.items()},
    )
    behind = {each.application.id: tuple(party.organisation_id for party in each.parties) for each in listed}
    hints = hints_for(call, [one.person for one in people], behind)
    by_id = {str(one.person.id): one for one in people}
    short = {each.task: each for each in shared.short}
    lines = []
    for each in listed:
        id = each.application.id
        own = {str(organisation) for organisation in behind[id]}
        given = tuple(
            Given(
                by_id[reader].person,
                tuple(h for h in hints.get(by_id[reader].person.id, ()) if h.applicant in own),
                (id, by_id[reader].person.id) in known,
            )
            for task, reader in shared.pairs if task == str(id)
        )
        lines.append(Line(each, tuple(sorted(written.get(id, ()))), len(there.get(id, ())), given, short.get(str(id))))
    loads = tuple(
        (one.person, one.load, shared.loads[str(one.person.id)], languages.get(one.person.id, ())) for one in people
    )
    return Proposal(tuple(lines), loads, shared.spread)


def _waits(row: Application, call: Call) -> bool:
    row.call = call
    return not row.outcome and waits_for_appraisal(row)


def _reader(one: Assessor, languages: Sequence[str]) -> scoring.Reader:
    return scoring.Reader(str(one.person.id), frozenset(languages), one.load)


def _people(call: Call, now: datetime) -> list[Assessor]:
    """The panel where one was asked, else every assessor; officers sit on no blind panel."""
    found = assessors(call.id, now)
    panel = set(Panelist.objects.filter(call=call).values_list("person_id", flat=True))
    if panel:
        found = [one for one in found if one.person.id in panel]
    if call.component.blind:
        officers = Membership.objects.filter(organiser=call.organiser_id, role=Role.OFFICER)
        seeing = set(officers.values_list("person_id", flat=True))
        found = [one for one in found if one.person.id not in seeing]
    return found


def _there(waiting: Sequence[Application]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    rows = Assignment.objects.filter(application__in=waiting, ended_at=None)
    for application, person in rows.values_list("application_id", "assessor_id"):
        found.setdefault(application, []).append(person)
    return found


def _declared(waiting: Sequence[Application]) -> dict[tuple[UUID, UUID], bool]:
    """By application and person: whether an interest was declared."""
    rows = Declaration.objects.filter(application__in=waiting, replaced_at=None)
    pairs = rows.values_list("application_id", "person_id", "has_interest")
    return {(application, person): interest for application, person, interest in pairs}


def _closed(
    listed: Sequence[Listed], people: Sequence[Assessor], known: Mapping[tuple[UUID, UUID], bool]
) -> frozenset[tuple[str, str]]:
    organisations = {party.organisation_id for each in listed for party in each.parties}
    rows = Member.objects.filter(
        person__in=[one.person.id for one in people], organisation__in=organisations, ended_at=None
    )
    acts = set(rows.values_list("person_id", "organisation_id"))
    pairs = {(str(application), str(person)) for (application, person), interest in known.items() if interest}
    pairs |= {
        (str(each.application.id), str(one.person.id))
        for each in listed for one in people for party in each.parties
        if (one.person.id, party.organisation_id) in acts
    }
    return frozenset(pairs)


def reading_languages(people: Iterable[Person]) -> dict[UUID, tuple[str, ...]]:
    """The languages each of these people reads; that of their pages where they never said. One query."""
    people = list(people)
    said = dict(ReadingLanguages.objects.filter(person__in=people).values_list("person_id", "languages"))
    return {one.id: tuple(said[one.id]) if one.id in said else (one.language,) for one in people}


def languages_of(applications: Sequence[UUID], call: Call) -> dict[UUID, tuple[str, ...]]:
    """The languages in which the texts of each application are written. One query."""
    texts = [question.id for question in call.form.questions() if question.type in {"short_text", "long_text"}]
    rows = Answer.objects.filter(subject_id__in=applications).exclude(language="").filter(value__isnull=False)
    found: dict[UUID, set[str]] = {}
    for subject, path, language in rows.values_list("subject_id", "path", "language").distinct():
        if path.split("/")[0] in texts:
            found.setdefault(subject, set()).add(language)
    return {subject: tuple(sorted(languages)) for subject, languages in found.items()}

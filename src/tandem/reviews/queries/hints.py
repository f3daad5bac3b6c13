"""From what the organiser knows to the hints that assessors and officers see; the core says what points at what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from tandem.answers.models import Answer
from tandem.calls.models import Call
from tandem.core import scoring
from tandem.foundation.accounts.models import Person
from tandem.organisations.models import Member
from tandem.partnerships.models import Party
from tandem.reviews.models import Assignment

Behind = Mapping[UUID, tuple[UUID, ...]]  # application → organisations
_CONTACTS = ("contact", "contact_mail", "email", "mail")


def hints_for(call: Call, people: Collection[Person], behind: Behind) -> dict[UUID, tuple[scoring.Hint, ...]]:
    """By person: what may point at an interest in any of these organisations. Five queries, however many there are."""
    organisations = {organisation for found in behind.values() for organisation in found}
    if not organisations or not people:
        return {}
    acts, mails = _members(people, organisations)
    judged = _judged(call, people, organisations)
    named = _named(call, behind)
    applicants = [
        scoring.Applicant(str(id), frozenset(mails.get(id, ())), frozenset(named.get(id, ()))) for id in organisations
    ]
    found = {}
    for person in people:
        judge = scoring.Judge(
            str(person.id), str(person), person.email, frozenset(acts.get(person.id, ())),
            frozenset(judged.get(person.id, ())),
        )
        found[person.id] = scoring.hints(judge, applicants)
    return found


def by_organisation(hints: Iterable[scoring.Hint]) -> dict[UUID, list[scoring.Hint]]:
    """One person's hints, organisation by organisation."""
    found: dict[UUID, list[scoring.Hint]] = {}
    for hint in hints:
        found.setdefault(UUID(hint.applicant), []).append(hint)
    return found


def _members(
    people: Collection[Person], organisations: Collection[UUID]
) -> tuple[dict[UUID, set[str]], dict[UUID, set[str]]]:
    """Where these people act or have acted; the addresses of all who act for each organisation."""
    asked = {person.id for person in people}
    acts: dict[UUID, set[str]] = {}
    mails: dict[UUID, set[str]] = {}
    rows = Member.objects.filter(organisation__in=organisations)
    for organisation, person, mail in rows.values_list("organisation_id", "person_id", "person__email"):
        if person in asked:
            acts.setdefault(person, set()).add(str(organisation))
        else:
            mails.setdefault(organisation, set()).add(mail)
    return acts, mails


def _judged(call: Call, people: Collection[Person], organisations: Collection[UUID]) -> dict[UUID, set[str]]:
    """Organisations whose earlier applications, to other calls, these people were given."""
    rows = Assignment.objects.filter(assessor__in=[person.id for person in people]).exclude(application__call=call)
    given = rows.filter(application__partnership__parties__organisation__in=organisations)
    pairs = given.values_list("assessor_id", "application__partnership__parties__organisation_id").distinct()
    found: dict[UUID, set[str]] = {}
    for person, organisation in pairs:
        found.setdefault(person, set()).add(str(organisation))
    return found


def _named(call: Call, behind: Behind) -> dict[UUID, set[tuple[str, str]]]:
    """Names and addresses that applications give for each party: the rows of people, and contacts."""
    asked = {question.id: question.type for question in call.form.questions()}
    people = [id for id, type in asked.items() if type == "people"]
    contacts = [id for id in asked if any(word in id for word in _CONTACTS)]
    sides: dict[tuple[UUID, str], UUID] = {}
    parties = Party.objects.filter(partnership__applications__in=list(behind), left_at=None)
    for application, side, organisation in parties.values_list("partnership__applications", "side", "organisation_id"):
        sides[application, side] = organisation
    found: dict[UUID, set[tuple[str, str]]] = {}
    rows = Answer.objects.filter(subject_id__in=list(behind))
    for subject, path, value in rows.values_list("subject_id", "path", "value"):
        question, _slash, rest = path.partition("/")
        if question in people and isinstance(value, dict):
            said = (str(value.get("name") or ""), str(value.get("email") or ""))
            places = [str(value.get("party") or rest)]
        elif question in contacts and isinstance(value, str):
            said, places = (value, value), [rest]
        else:
            continue
        for organisation in _meant(subject, places[0], sides, behind):
            found.setdefault(organisation, set()).add(said)
    return found


def _meant(
    application: UUID, side: str, sides: Mapping[tuple[UUID, str], UUID], behind: Behind
) -> Iterable[Any]:
    """The organisation of that side; all of them when no side is named."""
    one = sides.get((application, side.split("/")[0]))
    return (one,) if one is not None else behind.get(application, ())

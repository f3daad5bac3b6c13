"""What an application starts from: the organisation's profile, earlier answers, a planning tool of the partnership.

Only for the sides that the person acts for, and for what the partnership answers together: nobody reads here what
another organisation wrote elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.answers.models import Answer
from tandem.answers.operations import Taken, prefill
from tandem.answers.operations.taking import fits, with_new_rows
from tandem.answers.subjects import Subject
from tandem.applications import access
from tandem.applications.models import Application
from tandem.applications.subject import KIND, subject_of
from tandem.core.forms.definition import Question, prefill_of, same_shape
from tandem.core.forms.paths import Field, fields_of
from tandem.foundation.access import Actor
from tandem.organisations import profiles
from tandem.organisations.models import Organisation
from tandem.organisations.queries import profiles_of
from tandem.partnerships.models import Party
from tandem.plans.queries import tool_answers
from tandem.web.templatetags.tandem import day, localised

Key = tuple[str, str]
MOST_EARLIER = 20


def begin(actor: Actor, application_id: UUID) -> int:
    """Fill in what is known of whatever the form says starts from something known. Returns how many values (UX-10).

    Called when an application is founded, and when somebody asks for it later; answers that are there stay. Raises
    Refused (404) when the person may not know of the application.
    """
    with transaction.atomic():
        held = access.hold(actor, application_id)
        subject = subject_of(held)
        found = known(held, subject)
        return prefill(actor, KIND, application_id, found) if found else 0


def known(held: access.Held, subject: Subject) -> dict[Key, Taken]:
    """By path and row: what the form's questions may start from, for this person. No query when none starts so."""
    wanted = [_Wanted(section.id, question, *prefill_of(question.prefill))
              for section in subject.form.sections for question in section.questions if question.prefill]  # fmt: skip
    found: dict[Key, Taken] = {}
    if any(each.kind == "profile" for each in wanted):
        found |= _of_profiles(held, subject, [each for each in wanted if each.kind == "profile"])
    for each in wanted:
        if each.kind == "tool":
            found |= _of_tool(held, subject, each)
    if any(each.kind == "earlier" for each in wanted):
        found |= _of_earlier(held, subject, [each for each in wanted if each.kind == "earlier"])
    return found


@dataclass(frozen=True)
class _Wanted:
    """A question that starts from something."""

    section: str
    question: Question
    kind: str
    key: str
    inner: str

    def places(self, subject: Subject) -> Iterator[Field]:
        """Where this person may answer it."""
        for place in fields_of(self.question, self.section, subject.parties):
            if subject.writable(place):
                yield place


def _of_profiles(held: access.Held, subject: Subject, wanted: Sequence[_Wanted]) -> dict[Key, Taken]:
    organisations = {party.side: party.organisation for party in held.parties if party.side in held.sides}
    rows = profiles_of([each.id for each in organisations.values()])
    found: dict[Key, Taken] = {}
    for each in wanted:
        for place in each.places(subject):
            organisation = organisations.get(place.party)
            if organisation is None or place.part is not None:
                continue
            profile = rows.get(organisation.id)
            value = _basic(organisation, each.key, each.question.type)
            when = organisation.made_at
            if value is None and profile is not None:
                value, when = profiles.answer(profile, each.key, each.question.type), profile.revised_at
            if value is not None and fits(subject, place, "", value):
                named = _("the profile of %(organisation)s, %(day)s")
                words = named % {"organisation": organisation.name, "day": day(when)}
                found[(place.path, "")] = Taken(value, words)
    return found


def _basic(organisation: Organisation, field: str, type_: str) -> Any:
    """What every organisation is known by, as the answer to a question of this type."""
    if type_ == "organisation":
        return {"organisation": str(organisation.id), "name": organisation.name, "country": organisation.country,
                "kind": organisation.kind}  # fmt: skip
    value = {
        "name": organisation.name, "kind": organisation.kind, "country": organisation.country,
        "languages": list(organisation.languages), "place": organisation.place, "org_id": organisation.org_id,
    }.get(field)  # fmt: skip
    if not value or (type_ == "many") != isinstance(value, list):
        return None
    return value if type_ in {"short_text", "long_text", "choice", "many"} else None


def _of_tool(held: access.Held, subject: Subject, wanted: _Wanted) -> dict[Key, Taken]:
    """Rows keep their ids: statements, activities and risks name each other across questions."""
    tool = tool_answers(held.application.partnership_id, wanted.key)
    asked = {question.id: question for question in tool.form.questions()} if tool else {}
    source = asked.get(wanted.inner)
    if tool is None or source is None or not same_shape(source, wanted.question):
        return {}
    named = f"{localised(tool.title)}, {day(tool.saved_at)}" if tool.saved_at else localised(tool.title)
    found: dict[Key, Taken] = {}
    for place in fields_of(wanted.question, wanted.section, subject.parties):
        path = place.path.replace(wanted.question.id, wanted.inner, 1)
        for (there, row), value in tool.answers.items():
            if there == path and fits(subject, place, row, value):
                found[(place.path, row)] = Taken(value, named, tool.languages.get((there, row), ""))
    return found


def _of_earlier(held: access.Held, subject: Subject, wanted: Sequence[_Wanted]) -> dict[Key, Taken]:
    """The latest answer to the same question: of the party's organisation, or of the same organisations together."""
    own = {party.organisation_id: party.side for party in held.parties if party.side in held.sides}
    everybody = {party.organisation_id for party in held.parties}
    sources = list(_sources(held, set(own)))
    rows = _answers([source.id for source, _sides in sources], [each.question.id for each in wanted])
    found: dict[Key, Taken] = {}
    for each in wanted:
        for place in each.places(subject):
            for source, sides in sources:
                side = _side_there(place, held, sides, everybody)
                if side is None:
                    continue
                if taken := _from(subject, place, side, source, rows.get(source.id, ()), each.question):
                    found |= taken
                    break
    return found


def _sources(held: access.Held, own: set[UUID]) -> Iterator[tuple[Application, Mapping[UUID, str]]]:
    """Earlier applications of the person's organisations, newest first, each with its organisations and their sides."""
    partnerships = Party.objects.filter(organisation__in=own, left_at=None).values("partnership_id")
    rows = access.with_call(Application.objects.filter(partnership__in=partnerships).exclude(id=held.application.id))
    earlier = list(rows.order_by("-founded_at")[:MOST_EARLIER])
    parties = Party.objects.filter(partnership__in=[row.partnership_id for row in earlier], left_at=None)
    sides: dict[UUID, dict[UUID, str]] = {}
    for partnership, organisation, side in parties.values_list("partnership_id", "organisation_id", "side"):
        sides.setdefault(partnership, {})[organisation] = side
    for row in earlier:
        yield row, sides.get(row.partnership_id, {})


def _answers(subjects: Sequence[UUID], questions: Sequence[str]) -> dict[UUID, list[Answer]]:
    found: dict[UUID, list[Answer]] = {}
    wanted = set(questions)
    rows = Answer.objects.filter(subject_kind=KIND, subject_id__in=list(subjects), value__isnull=False).order_by("row")
    for row in rows:
        if row.path.split("/")[0] in wanted and row.value is not None:
            found.setdefault(row.subject_id, []).append(row)
    return found


def _side_there(place: Field, held: access.Held, sides: Mapping[UUID, str], everybody: set[UUID]) -> str | None:
    """Where the party stood then; '' for what was answered together by the same organisations; None: not at all."""
    if not place.party:
        return "" if set(sides) == everybody else None
    organisation = next((party.organisation_id for party in held.parties if party.side == place.party), None)
    return sides.get(organisation) if organisation else None


def _from(
    subject: Subject, place: Field, side: str, source: Application, rows: Sequence[Answer], question: Question
) -> dict[Key, Taken]:
    before = next((each for each in source.call.form.questions() if each.id == question.id), None)
    if before is None or not same_shape(before, question):
        return {}
    pieces = place.path.split("/")
    path = "/".join([pieces[0], *([side] if side else []), *pieces[2 if side else 1 :]])
    here = {(place.path, row.row): row for row in rows if row.path == path and fits(subject, place, row.row, row.value)}
    values = {key: row.value for key, row in here.items()}
    languages = next((row.language for row in here.values()), "")
    when = max((row.saved_at for row in here.values()), default=None)
    named = f"{source.reference or source.title}, {day(when)}" if when else ""
    return {key: Taken(value, named, languages) for key, value in with_new_rows(values).items()}



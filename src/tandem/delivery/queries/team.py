"""The people of a partnership: those whom the organiser has approved, else those whom the application names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tandem.answers.models import Answer
from tandem.applications.facts import question_editing
from tandem.applications.models import Application
from tandem.delivery.models import ApprovedPerson, Participant, Visit
from tandem.partnerships.models import Grant
from tandem.programmes.models import parsed

POSTS = ("post", "position", "title", "task")  # the part of a person's row that says what they do, the first there is


@dataclass(frozen=True)
class TeamMember:
    """One person: `row` is their row in the answer, or their id in the register, by which they are chosen.

    `from_on` and `until_on` are the days of the approval, where the programme approves people one by one.
    """

    row: str
    side: str
    name: str
    post: str
    profession: str
    from_on: date | None = None
    until_on: date | None = None

    def approved(self, first: date, last: date) -> bool:
        """Whether they take part from the first to the last of these days."""
        return (self.from_on is None or self.from_on <= first) and (self.until_on is None or last <= self.until_on)


def team(grant: Grant) -> tuple[TeamMember, ...]:
    """Everybody who may take part, in the order in which they were entered. Two queries at most."""
    if parsed(grant.rulebook_version_id).participants is not None:
        people = ApprovedPerson.objects.filter(grant=grant).order_by("side", "from_on", "name")
        return tuple(
            TeamMember(str(one.person), one.side, one.name, one.post, one.profession, one.from_on, one.until_on)
            for one in people
        )
    application = Application.objects.filter(plan__grant=grant).select_related("call").first()
    question = question_editing(application.call.form, "team") if application else None
    if application is None or question is None:
        return ()
    rows = Answer.objects.filter(subject_id=application.id, path=question.id).exclude(row="").order_by("row")
    return tuple(
        _member(row, value) for row, value in rows.values_list("row", "value")
        if isinstance(value, Mapping) and _text(value, "name")
    )


def not_approved(grant: Grant, visit: Visit, people: Iterable[Participant]) -> list[str]:
    """Names of those at a visit who are not approved on all its days; nobody where the programme approves no people."""
    if parsed(grant.rulebook_version_id).participants is None:
        return []
    members = {member.row: member for member in team(grant)}
    return [
        one.name for one in people
        if one.row not in members or not members[one.row].approved(visit.from_on, visit.to_on)
    ]


def _member(row: str, value: Mapping[str, Any]) -> TeamMember:
    post = next((said for name in POSTS if (said := _text(value, name))), "")
    return TeamMember(row, _text(value, "party"), _text(value, "name"), post, _text(value, "profession"))


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    return " ".join(found.split())[:200] if isinstance(found, str) else ""

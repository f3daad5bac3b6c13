"""The people an expense may be for: those that the application's form names, and whoever a later stage adds."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tandem.answers.models import Answer
from tandem.applications.facts import question_editing
from tandem.applications.models import Application
from tandem.core.ledger.persons import Stay
from tandem.core.rulebook.support import Participants
from tandem.delivery.models import Participant
from tandem.delivery.queries import register as approved_people
from tandem.partnerships.access import Held
from tandem.partnerships.models import Grant

Named = Callable[[Grant], Iterable[str]]
_named: list[Named] = []


def register(named: Named) -> None:
    """Let these people be named too; the same function is asked once."""
    if named not in _named:
        _named.append(named)


def asked(held: Held) -> Participants | None:
    """The programme's rule about whose costs are covered; None where anybody's are."""
    people = held.rulebook.participants
    return people if people is not None and people.costs_only_for_approved else None


def stays(grant: Grant) -> tuple[Stay, ...]:
    """Everybody whom the organiser has approved, and the days. One query."""
    return tuple(
        Stay(str(one.person), one.name, one.from_on, one.until_on) for one in approved_people(grant.id)
    )


def names(grant: Grant) -> tuple[str, ...]:
    """Everybody an expense of this grant may be for, by name, each once."""
    found = {" ".join(name.split()) for each in _named for name in each(grant)}
    return tuple(sorted(found - {""}))


def team(grant: Grant) -> Iterable[str]:
    """The team of the application from which the grant came. Two queries."""
    application = Application.objects.filter(plan__grant=grant).select_related("call").first()
    question = question_editing(application.call.form, "team") if application else None
    if application is None or question is None:
        return
    rows = Answer.objects.filter(subject_id=application.id, path=question.id).values_list("value", flat=True)
    for value in rows:
        if isinstance(value, dict) and isinstance(value.get("name"), str):
            yield value["name"]


def participants(grant: Grant) -> Iterable[str]:
    """Everybody who is named for a visit. One query."""
    yield from Participant.objects.filter(visit__grant=grant).values_list("name", flat=True).distinct()


register(team)
register(participants)

"""Saying whether one has an interest, before anything is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.applications.access import missing
from tandem.applications.models import Application
from tandem.applications.queries import with_parties
from tandem.calls.models import Call
from tandem.core.values import Problem, storable
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused, grants
from tandem.foundation.outbox.events import happened
from tandem.organisations.queries import organisations_of
from tandem.reviews import access
from tandem.reviews.events import InterestsDeclared
from tandem.reviews.models import Assignment, Declaration
from tandem.reviews.operations.assigning import open_content
from tandem.reviews.operations.settling import drop, locked_application
from tandem.reviews.queries.lists import declarable, declarations_of
from tandem.reviews.states import Ended

NONE = None  # "I have no interest in it"


@dataclass(frozen=True)
class Declared:
    """What a declaration led to: applications that are closed to the person now, and assignments that opened."""

    conflicts: tuple[UUID, ...]
    opened: tuple[UUID, ...]


@transaction.atomic
def declare(actor: Actor, call: Call, interests: Mapping[UUID, str | None]) -> Declared:
    """Say of applications of a call whether one has an interest: None for no, the reason for yes.

    Without an interest the content of what one was given opens. With one, everything of the application closes at
    once, the assignment ends, scores given before fall away with a trace, and the officer is told (SEC-9, UX-26).
    Refused: an application one is not asked about (404); per application in `problems`: interest_without_reason,
    acts_for_party (own organisation, yet no interest), interest_stands (only the officer lifts it).
    """
    if actor.person_id is None:
        raise missing()
    asked = {row.id: row for row in declarable(actor, call).filter(id__in=list(interests))}
    if set(interests) - set(asked):
        raise missing()
    before = declarations_of(actor.person_id, call.id)
    said = {id: None if text is None else storable(text)[0].strip() for id, text in interests.items()}
    _check(actor.person_id, asked, said, before)
    return record(actor, call, before, said)


def record(
    actor: Actor, call: Call, before: Mapping[UUID, Declaration], said: Mapping[UUID, str | None]
) -> Declared:
    """Write declarations that hold, and what follows from each; inside the transaction."""
    assert actor.person_id is not None
    now = clock.now()
    conflicts: list[UUID] = []
    opened: list[UUID] = []
    for id, reason in said.items():
        known = before.get(id)
        if known is not None and known.has_interest == (reason is not None) and known.reason == (reason or ""):
            continue
        _write(actor.person_id, id, reason, now)
        trace: Mapping[str, Any] = {}
        if reason is None:
            opened += _open(actor.person_id, id, now)
        else:
            conflicts.append(id)
            trace = _close(actor, id, now)
        audit.record(actor, "interest.declared", "application", id, {"has_interest": reason is not None, **trace})
    if said:
        happened(InterestsDeclared(
            str(call.id), str(actor.person_id), [str(id) for id in opened], [str(id) for id in conflicts],
        ))
    return Declared(tuple(conflicts), tuple(opened))


def _check(
    person: UUID, asked: Mapping[UUID, Application], said: Mapping[UUID, str | None], before: Mapping[UUID, Declaration]
) -> None:
    own = {organisation.id for organisation in organisations_of(person)}
    problems = []
    for each in with_parties(list(asked.values())):
        id, reason = each.application.id, said[each.application.id]
        if reason == "":
            problems.append(Problem("interest_without_reason", str(id)))
        if reason is None and any(party.organisation_id in own for party in each.parties):
            problems.append(Problem("acts_for_party", str(id)))
        if reason is None and id in before and before[id].has_interest:
            problems.append(Problem("interest_stands", str(id)))
    if problems:
        raise Refused(
            "declaration", _("The declaration does not hold as it is."), _("Look at the applications that are named."),
            problems=problems,
        )


def _write(person: UUID, application: UUID, reason: str | None, now: datetime) -> None:
    Declaration.objects.filter(person=person, application=application, replaced_at=None).update(replaced_at=now)
    Declaration.objects.create(
        application_id=application, person_id=person, has_interest=reason is not None, reason=reason or "",
        declared_at=now,
    )


def _open(person: UUID, application: UUID, now: datetime) -> list[UUID]:
    works = Assignment.objects.filter(assessor=person, application=application, ended_at=None, opened_at=None)
    found = list(works.select_related("application__call__rulebook_version"))
    if found:
        works.update(opened_at=now)
        open_content(person, found[0].application, now)
    return [work.id for work in found]


def _close(actor: Actor, id: UUID, now: datetime) -> dict[str, Any]:
    assert actor.person_id is not None
    grants.give(
        actor.person_id, access.KIND, id, access.PURPOSE, allows=False, reason="declared an interest", now=now
    )
    application = locked_application(id)
    work = Assignment.objects.filter(assessor=actor.person_id, application=id, ended_at=None).first()
    if work is None or application is None:
        return {}
    fell = drop(application, work)
    work.ended_at, work.ended, work.trace = now, Ended.CONFLICT, fell.said() if fell else None
    work.save(update_fields=["ended_at", "ended", "trace"])
    return work.trace or {}

"""The short list: by a line through the scores or by hand, each with its reason, one or all at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.applications import operations as applications
from tandem.applications.access import missing
from tandem.applications.models import Application
from tandem.applications.states import Step
from tandem.calls.models import Call
from tandem.core import scoring
from tandem.core.transitions import move_refusal
from tandem.core.values import Problem, storable
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.reviews import access
from tandem.reviews.events import ApplicationShortlisted
from tandem.reviews.models import ListDecision
from tandem.reviews.operations.running import run
from tandem.reviews.operations.settling import steps_of
from tandem.reviews.queries.listing import candidates


@transaction.atomic
def shortlist(actor: Actor, application: UUID, reason: str = "") -> Application:
    """Put one application on the short list by hand, when its workflow has one and it is its turn.

    Refused: not an officer of its office or an own interest (403), no short list in this workflow or not its turn
    (409), left out before and no reason now (422).
    """
    found = run(actor, application, clock.now())
    problem = move_refusal(steps_of(found), found.step, Step.SHORTLISTED)
    if problem is not None:
        raise Refused("not_its_turn", _("It cannot be put on a short list now."), status=409, problems=[problem])
    kept = storable(reason)[0].strip()
    if not kept and ListDecision.objects.filter(application=found, replaced_at=None, listed=False).exists():
        raise Refused("reason_missing", _("It was left out before: say why it is put on the list now."))
    _decide(actor, found, True, None, True, kept)
    return found


@transaction.atomic
def shortlist_all(
    actor: Actor, call: Call, chosen: Collection[UUID], *, line: Decimal | None, reasons: Mapping[UUID, str],
    rest: str, seen: str,
) -> tuple[list[Application], list[Application]]:
    """Decide the short list of a call: `chosen` go on it, every other that waits for it does not; returns both.

    `line` is the score from which one is listed; whoever is not where the line puts them was placed by hand and needs
    an own reason in `reasons`; `rest` is what those below the line are told. `seen` is `queries.listing.digest` of what
    the page showed. Refused: not an officer of the office or an interest in any of them (403), nothing waits or it
    changed meanwhile (409), somebody who does not wait (404), reasons missing (422, each in `problems`).
    """
    rows = candidates(call, lock=True)
    placed = examine(actor, call, rows, chosen, line=line, reasons=reasons, rest=rest, seen=seen)
    for each in placed:
        _decide(actor, each.application, each.listed, line, each.by_hand, each.reason)
    return [p.application for p in placed if p.listed], [p.application for p in placed if not p.listed]


@dataclass(frozen=True)
class Placed:
    """Where one application goes, whether somebody put it there by hand, and the reason it is told."""

    application: Application
    listed: bool
    by_hand: bool
    reason: str


def examine(
    actor: Actor, call: Call, rows: Sequence[Application], chosen: Collection[UUID], *, line: Decimal | None,
    reasons: Mapping[UUID, str], rest: str, seen: str,
) -> list[Placed]:
    """What `shortlist_all` would do, without doing it; refused for the same reasons."""
    now, waiting = clock.now(), {row.id: row for row in rows}
    if not waiting:
        raise Refused("nothing_waits", _("No application waits for the short list."), status=409)
    for row in rows:
        row.call = call
        if not (decision := access.runs(actor, row, now)):
            raise Refused.by(decision)
    if set(chosen) - set(waiting):
        raise missing()
    if seen != digest(rows):
        raise Refused(
            "changed", _("A score has changed since you looked at the list."), _("Look at it again, then decide."),
            status=409,
        )
    said = {id: storable(text)[0].strip() for id, text in reasons.items()}
    told = storable(rest)[0].strip()
    hand = _checked(waiting, set(chosen), line, said, told)
    return [
        Placed(row, id in chosen, id in hand, said.get(id, "") if id in hand else "" if id in chosen else told)
        for id, row in waiting.items()
    ]


def _checked(
    waiting: Mapping[UUID, Application], chosen: set[UUID], line: Decimal | None, said: Mapping[UUID, str], told: str
) -> set[UUID]:
    """Who was placed by hand; Refused where a reason is missing."""
    scores = {str(id): row.score for id, row in waiting.items()}
    hand = {UUID(id) for id in scoring.by_hand(scores, line, {str(id) for id in chosen})}
    if line is None and told:  # without a line one reason may do for all who stay out
        hand = {id for id in hand if id in chosen or said.get(id)}
    problems = [Problem("reason_missing", str(id)) for id in waiting if id in hand and not said.get(id)]
    if any(id not in chosen and id not in hand for id in waiting) and not told:
        problems.append(Problem("rest_missing", "rest"))
    if problems:
        raise Refused(
            "reason_missing", _("Whoever is placed by hand needs a reason, and so do those who stay out."),
            _("The applicants read it."), problems=problems,
        )
    return hand


def digest(rows: Sequence[Application]) -> str:
    """What a list looked like: its applications and their scores."""
    seen = sorted([str(row.id), None if row.score is None else str(row.score)] for row in rows)
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def _decide(
    actor: Actor, application: Application, listed: bool, line: Decimal | None, by_hand: bool, reason: str
) -> None:
    now = clock.now()
    ListDecision.objects.filter(application=application, replaced_at=None).update(replaced_at=now)
    ListDecision.objects.create(
        application=application, listed=listed, line=line, by_hand=by_hand, reason=reason,
        decided_by_id=actor.person_id, decided_at=now,
    )
    if not listed:
        audit.record(actor, "application.left_out", "application", application.id, {"line": line, "reason": reason})
        return
    applications.move(application.id, step=Step.SHORTLISTED)
    application.step = Step.SHORTLISTED
    audit.record(
        actor, "application.shortlisted", "application", application.id, {"line": line, "by_hand": by_hand}
    )
    happened(ApplicationShortlisted(str(application.id), str(application.call_id)))

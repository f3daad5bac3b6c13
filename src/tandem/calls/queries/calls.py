"""Finding calls and their questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from tandem.calls.access import may_read
from tandem.calls.models import Call, CallQuestion, Status
from tandem.core.timetable import Window
from tandem.foundation.access import Actor, Refused
from tandem.foundation.access.offices import readable_offices
from tandem.programmes.models import heavy


@dataclass(frozen=True)
class Calls:
    """Published calls by where the clock stands: open (closing first first), coming (opening first first), closed
    (latest first)."""

    open: tuple[Call, ...]
    coming: tuple[Call, ...]
    closed: tuple[Call, ...]

    def __bool__(self) -> bool:
        return bool(self.open or self.coming or self.closed)


def _calls() -> QuerySet[Call]:
    rows: QuerySet[Call] = Call.objects.select_related("programme", "rulebook_version")
    return rows.defer(*heavy("rulebook_version"))


def public_calls(now: datetime) -> Calls:
    """All published calls of the organiser. One query."""
    places: dict[str, list[Call]] = {"open": [], "coming": [], "closed": []}
    for call in _calls().filter(status=Status.PUBLISHED).order_by("closes_at", "slug"):
        where = call.window(now)
        places["coming" if where is Window.NOT_YET else "closed" if where is Window.CLOSED else "open"].append(call)
    places["coming"].sort(key=lambda call: call.opens_at)
    return Calls(tuple(places["open"]), tuple(places["coming"]), tuple(reversed(places["closed"])))


def managed_calls(actor: Actor) -> QuerySet[Call]:
    """All calls that an officer reads, newest closing first, each with `waiting`: its unanswered questions. One
    query."""
    waiting = Count("questions", filter=Q(questions__answered_at=None))
    mine = readable_offices(actor) | Q(status=Status.PUBLISHED)
    return _calls().filter(mine).select_related("office").annotate(waiting=waiting).order_by("-closes_at", "slug")


def by_slug(actor: Actor, slug: str) -> Call:
    """The call at this address, when the actor may read it; a 404 refusal otherwise: a draft is not named."""
    call = _calls().filter(slug=slug).first()
    if call is None or not may_read(actor, call):
        raise Refused("not_found", "", status=404)
    return call


def questions_of(call: Call, actor: Actor) -> list[CallQuestion]:
    """Answered questions, newest answer first, after the actor's own ones that wait for an answer. One query."""
    mine = Q(asked_by=actor.person_id) if actor.person_id else Q(pk=None)
    rows = list(CallQuestion.objects.filter(Q(call=call) & (~Q(answered_at=None) | mine)))
    waiting = sorted((row for row in rows if row.answered_at is None), key=lambda row: row.asked_at)
    return waiting + sorted((r for r in rows if r.answered_at), key=lambda r: r.answered_at, reverse=True)


def open_questions(call: Call) -> list[CallQuestion]:
    """Questions that wait for an answer, oldest first, with who asked. One query."""
    rows = CallQuestion.objects.filter(call=call, answered_at=None).select_related("asked_by")
    return list(rows.order_by("asked_at"))

"""Visits with their people, and yearly meetings with their decisions."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from tandem.delivery.models import Meeting, MeetingDecision, Participant, Visit
from tandem.delivery.states import VisitState


def visits(grant: UUID) -> list[Visit]:
    """The visits of a grant, the latest first, each with `people`: its participants in their order. Two queries."""
    rows = Visit.objects.filter(grant=grant).select_related("recorded_by").order_by("-from_on", "id")
    found: list[Visit] = list(rows)
    people: dict[UUID, list[Participant]] = {}
    for one in Participant.objects.filter(visit__grant=grant).select_related("counterpart").order_by("place", "id"):
        people.setdefault(one.visit_id, []).append(one)
    for visit in found:
        visit.people = people.get(visit.id, [])  # type: ignore[attr-defined]
    return found


def unmatched(people: Iterable[Participant]) -> list[Participant]:
    """Participants who meet no professional equal of another side (MIC-17)."""
    return [one for one in people if one.counterpart_id is None]


def both_ways(found: Iterable[Visit], sides: Iterable[str]) -> dict[str, int]:
    """How many visits each side has received that were held."""
    counted = dict.fromkeys(sides, 0)
    for visit in found:
        if visit.state == VisitState.HELD:
            counted[visit.host] = counted.get(visit.host, 0) + 1
    return counted


def meetings(grant: UUID) -> list[Meeting]:
    """The meetings of a grant, the latest first, each with `decided`: its decisions in their order. Two queries."""
    rows = Meeting.objects.filter(grant=grant).select_related("minutes", "recorded_by").order_by("-held_on", "-id")
    found: list[Meeting] = list(rows)
    decided: dict[UUID, list[MeetingDecision]] = {}
    for one in MeetingDecision.objects.filter(meeting__grant=grant).order_by("place", "id"):
        decided.setdefault(one.meeting_id, []).append(one)
    for meeting in found:
        meeting.decided = decided.get(meeting.id, [])  # type: ignore[attr-defined]
    return found

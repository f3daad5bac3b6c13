"""Costs for people whom the organiser has approved: who an expense was for, and whether they took part on that day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from tandem.core.ledger.expenses import Finding

PERSON_CODES: Final = frozenset("person_missing person_not_approved person_unknown".split())
"""Every code that a finding about people can have; the shell has a sentence for each."""


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody approved from the first to the last day; without a last day it goes on."""

    person: str
    name: str
    first: date
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Whether they take part on this day."""
        return self.first <= day and (self.last is None or day <= self.last)


def person_findings(
    on: date, persons: Sequence[str], register: Sequence[Stay], *, needed: bool
) -> tuple[Finding, ...]:
    """What speaks against an expense of this day for these people, empty when nothing does.

    Codes, all musts at the field persons: person_missing (nobody is named, and the line asks it), person_unknown
    (numbers: person, the id), person_not_approved (numbers: person, the name; day; first, last of the approval that
    lies nearest, last '' where it goes on). Somebody approved twice may take part under either approval.
    """
    if not persons:
        return (Finding("person_missing", "must", "persons"),) if needed else ()
    return tuple(_against(on, persons, register))


def _against(on: date, persons: Sequence[str], register: Sequence[Stay]) -> Iterator[Finding]:
    for person in dict.fromkeys(persons):
        stays = [stay for stay in register if stay.person == person]
        if not stays:
            yield Finding("person_unknown", "must", "persons", {"person": person})
        elif not any(stay.covers(on) for stay in stays):
            near = min(stays, key=lambda stay: abs((stay.first - on).days))
            last = near.last.isoformat() if near.last else ""
            numbers = {"person": near.name, "day": on.isoformat(), "first": near.first.isoformat(), "last": last}
            yield Finding("person_not_approved", "must", "persons", numbers)

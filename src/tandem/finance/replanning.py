"""Which instalments are left to pay after an amendment: what is paid is never touched, the difference goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Due:
    """One instalment of a plan: its number, calendar year, day and amount in minor units."""

    number: int
    year: int
    on: date
    minor: int


def replanned(plan: Sequence[Due], paid: Mapping[date, int], today: date) -> tuple[Due, ...]:
    """What is still to be paid of a plan when `paid` (day planned for → minor units) has gone out.

    The rest and what was paid sum to the plan. Too little paid goes onto the next instalment, too much is taken off
    the next ones; nothing left of an instalment leaves it out. Where no instalment is left to carry a rest, one more is
    due today. Paid more than the whole plan: nothing is left, and the difference is to be paid back.
    """
    rest = sum(due.minor for due in plan) - sum(paid.values())
    left = [due for due in sorted(plan, key=lambda due: due.on) if due.on not in paid]
    carry = rest - sum(due.minor for due in left)
    made: list[Due] = []
    for due in left:
        amount = due.minor + carry
        carry = min(amount, 0)
        if amount > 0:
            made.append(Due(due.number, due.year, due.on, amount))
    if carry > 0:
        day = today
        while day in paid:
            day += timedelta(days=1)
        number = max([due.number for due in plan], default=0) + 1
        made.append(Due(number, day.year, day, carry))
    return tuple(made)

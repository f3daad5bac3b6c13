"""5,000 applications with floors: CPU seconds of the walk down the ranking, with and without skipping.

`python -m benchmarks.selection` prints one line a case; no database.
"""

from __future__ import annotations

import random
import time
from decimal import Decimal

from tandem.core.selection import Candidate, Floor, select, share_of
from tandem.core.values import Money

APPLICATIONS, MOST_SECONDS = 5_000, 5
SHARES = {"rural": 0.2, "sector": 0.5, "new": 0.05}  # of the applications that belong to each group


def candidates(seed: int = 1) -> list[Candidate]:
    """Applications for 1,000 to 15,000 euro each, a score of 100 with one decimal, groups by chance."""
    drawn = random.Random(seed)
    return [
        Candidate(
            f"{number:05}", Decimal(drawn.randrange(1000)).scaleb(-1),
            Money(drawn.randrange(100_000, 1_500_000), "EUR"),
            groups=frozenset(group for group, share in SHARES.items() if drawn.random() < share),
        )
        for number in range(APPLICATIONS)
    ]


def floors(budget: Money) -> tuple[Floor, ...]:
    """Three minimums: 30 % of the money for the rural, three sector organisations, ten that are new."""
    return (
        Floor("rural", "rural", "money", share_of(budget, "30"), "30"), Floor("sector", "sector", "number", 3),
        Floor("new", "new", "number", 10),
    )


def main() -> int:
    """Print the seconds of each case; 1 when one of them takes too long or a floor is missed."""
    rows, bad = candidates(), 0
    for euro in (120_000, 2_000_000, 12_000_000):
        for skip in (False, True):
            budget = Money.of(euro, "EUR")
            started = time.process_time()
            found = select(rows, budget, (), "published", floors(budget), skip)
            seconds = time.process_time() - started
            met = all(each.met for each in found.floors if each.binding)
            bad += seconds > MOST_SECONDS or not met
            words = "skipping upwards" if skip else "as published"
            print(f"{APPLICATIONS} applications, {euro:,} EUR, 3 floors, {words}: {seconds:.2f} s, floors met: {met}")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())

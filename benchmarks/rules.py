"""How fast rules are judged: 10,000 teams against the preparation of the municipal partnership programme.

    python -m benchmarks.rules

Prints CPU seconds, which a busy machine does not stretch as it does the clock on the wall, and how many teams hold.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tandem.core.eligibility import evaluate, refused
from tandem.core.rulebook import load
from tandem.rulebooks import shipped
from tests.rulebooks.teams import GOOD, facts, team

TEAMS, BAR = 10_000, 2.0
ROUNDS = 3  # the quickest counts: others on the machine only ever add
OTHERS = ("Pm", "Po", "P", "Oc", "O", "Gxs", "Gxb", "Pm!", "O?", "O~")


def teams(number: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """So many applications: half as the guideline wants them, half with one to three people changed at one side."""
    chance, base = random.Random(seed), facts("preparation")
    for index in range(number):
        sides = {"home": GOOD["preparation"].split(), "abroad": GOOD["preparation"].split()}
        for _ in range(chance.randint(1, 3) if index % 2 else 0):
            people = sides[chance.choice(("home", "abroad"))]
            people[chance.randrange(len(people))] = chance.choice(OTHERS)
        yield {**base, "team": team(**{side: " ".join(people) for side, people in sides.items()})}


def measured(number: int = TEAMS) -> dict[str, float]:
    """CPU seconds for the rules about people and for every rule, and the share of teams that hold."""
    book, cases = load(shipped()["icld-partnership"]), list(teams(number))
    gc.collect()
    gc.freeze()  # the 10,000 applications held in memory are the bench's, not the rules'
    figures: dict[str, float] = {}
    for name, team_only in (("team", True), ("all", False)):
        spent = []
        for _ in range(ROUNDS):
            started = time.process_time()
            held = sum(not refused(evaluate(book, "preparation", case, team_only=team_only)) for case in cases)
            spent.append(time.process_time() - started)
        figures[name] = min(spent)
        figures[f"{name}_hold"] = held / number
    return figures


def section() -> str:
    """The page's chapter."""
    from benchmarks.report import judged

    found = measured()
    return "\n".join([
        "", "## Rules", "",
        f"CPU seconds to judge {TEAMS:,} applications by the rules of the municipal partnership's preparation, half "
        "of them as the guideline wants them, half with one to three people changed; the quickest of "
        f"{ROUNDS} rounds. "
        f"{found['all_hold']:.0%} hold. The bar is {BAR:.0f} s.", "",
        "| rules | bar, s | CPU s |", "|---|--:|--:|",
        f"| about people | {BAR:.1f} | {judged(found['team'], BAR, 2)} |",
        f"| every rule | {BAR:.1f} | {judged(found['all'], BAR, 2)} |",
    ]) + "\n"  # fmt: skip


def main() -> int:
    """Print the figures in a line; 1 when every rule together takes longer than the bar."""
    found = measured()
    kept = found["all"] < BAR
    print(
        f"{TEAMS:,} teams against the preparation's rules: {found['all']:.2f} s of CPU for every rule, "
        f"{found['team']:.2f} s for those about people; {found['all_hold']:.0%} hold; "
        f"bar {BAR:.1f} s {'kept' if kept else 'MISSED'}"
    )
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())

"""The public export of a ranking, and the same ranking recomputed by an outsider from that export alone.

The document holds only what may be public: no assessor is named. Within one application assessors are numbered by
what they scored, so that a number says nothing about who it was and cannot be followed to the next application.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from tandem.core.selection.floors import Floor, share_of
from tandem.core.selection.model import Candidate, Row, Selection
from tandem.core.selection.reading import BadExport, Reader
from tandem.core.selection.walk import select
from tandem.core.values import Money

FORMAT = "tandem-ranking/2"
READS = ("tandem-ranking/1", FORMAT)  # the first has no preferences and no short list

Scores = Iterable[tuple[str, str, int | None]]
Scorer = Callable[[Sequence[tuple[str, int]], int, int, Scores], tuple[Decimal | None, dict[str, Decimal | None]]]
"""Weights, lowest, highest, scores → published score and mean per criterion; `core.scoring.score_plain` is one."""

__all__ = ["FORMAT", "BadExport", "Difference", "Entry", "Scorer", "Terms", "compare", "export", "rank", "recompute"]


@dataclass(frozen=True)
class Terms:
    """What the call published before it opened: money, seed, ties, floors and how scores count.

    `weights` are (criterion id, weight) in the published order; empty when the component is decided without scoring.
    """

    budget: Money
    seed: str
    ties: tuple[str, ...] = ()
    weights: tuple[tuple[str, int], ...] = ()
    lowest: int = 0
    highest: int = 5
    floors: tuple[Floor, ...] = ()
    skip_upwards: bool = False
    lowest_score: Decimal | None = None
    preferences: tuple[tuple[str, int], ...] = ()  # (id, points on top of the score)

    @property
    def scoring(self) -> bool:
        return bool(self.weights)


@dataclass(frozen=True)
class Entry:
    """One application as it is ranked: `scores` are (assessor, criterion, value or None for an abstention)."""

    id: str
    asked: Money
    scores: tuple[tuple[str, str, int | None], ...] = ()
    recommended: bool | None = None
    groups: frozenset[str] = frozenset()
    preferred: frozenset[str] = frozenset()  # ids of preferences that it counts for
    shortlisted: bool | None = None


def rank(terms: Terms, entries: Sequence[Entry], scorer: Scorer) -> Selection:
    """Count the scores and walk the ranking under the published terms. Raises what `scorer` and `select` raise."""
    candidates = [_candidate(terms, entry, scorer) for entry in entries]
    return select(
        candidates, terms.budget, terms.ties, terms.seed, terms.floors, terms.skip_upwards, terms.lowest_score
    )


def _candidate(terms: Terms, entry: Entry, scorer: Scorer) -> Candidate:
    points = sum(points for id, points in terms.preferences if id in entry.preferred)
    plain = Candidate(entry.id, None, entry.asked, {}, entry.recommended, entry.groups, points, entry.shortlisted)
    if not terms.scoring:
        return plain
    score, means = scorer(terms.weights, terms.lowest, terms.highest, entry.scores)
    return replace(plain, score=score, tie_values=means)


def _optional(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def export(call: str, terms: Terms, entries: Sequence[Entry], selection: Selection) -> dict[str, Any]:
    """The public document (plain JSON values; amounts and scores as strings) of a selection that `rank` made.

    `call` is the call's public reference. Applications stand in the order of the ranking.
    """
    by_id = {entry.id: entry for entry in entries}
    return {
        "format": FORMAT,
        "call": call,
        "currency": terms.budget.currency,
        "budget": str(terms.budget.amount),
        "seed": terms.seed,
        "ties": list(terms.ties),
        "scale": {"lowest": terms.lowest, "highest": terms.highest},
        "criteria": [{"id": name, "weight": weight} for name, weight in terms.weights],
        "floors": [_floor_of(floor) for floor in terms.floors],
        "preferences": [{"id": id, "points": points} for id, points in terms.preferences],
        "skip_upwards": terms.skip_upwards,
        "lowest_score": _optional(terms.lowest_score),
        "applications": [_application(by_id[row.candidate.id]) for row in selection.rows],
        "result": result(selection),
    }


def _floor_of(floor: Floor) -> dict[str, Any]:
    plain = {"id": floor.id, "group": floor.group, "of": floor.of, "at_least": floor.at_least}
    return {**plain, "share": floor.share, "where_possible": floor.where_possible}


def _application(entry: Entry) -> dict[str, Any]:
    sheets: dict[str, list[tuple[str, int | None]]] = {}
    for assessor, criterion, value in entry.scores:
        sheets.setdefault(assessor, []).append((criterion, value))
    ordered = sorted((sorted(sheet, key=str) for sheet in sheets.values()), key=str)
    return {
        "id": entry.id,
        "asked": str(entry.asked.amount),
        "groups": sorted(entry.groups),
        "preferred": sorted(entry.preferred),
        "recommended": entry.recommended,
        "shortlisted": entry.shortlisted,
        "scores": [
            {"assessor": number, "criterion": criterion, "value": value}
            for number, sheet in enumerate(ordered, start=1)
            for criterion, value in sheet
        ],
    }


def result(selection: Selection) -> dict[str, Any]:
    """What the document says came out: one line per application, what is left, and where the line runs."""
    return {
        "remaining": str(selection.remaining.amount),
        "line": selection.line,
        "rows": [_row(row) for row in selection.rows],
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "application": row.candidate.id,
        "rank": row.rank,
        "score": _optional(row.candidate.score),
        "points": row.candidate.points,
        "placed_by": row.placed_by,
        "lot": row.lot,
        "proposal": str(row.proposal),
        "reserve": row.reserve,
        "reason": row.reason,
        "numbers": dict(row.numbers),
    }


def recompute(document: Mapping[str, Any], scorer: Scorer) -> Selection:
    """The selection again, from the export's published terms and scores alone; its `result` is not looked at.

    Raises BadExport, which names the place ('applications[3].asked') and a code. `scorer` is
    `tandem.core.scoring.score_plain`; it is handed in because no calculation here knows another.
    """
    terms, entries = read(document)
    return rank(terms, entries, scorer)


def read(document: Mapping[str, Any]) -> tuple[Terms, tuple[Entry, ...]]:
    """Terms and applications of an export; raises BadExport."""
    reader = Reader(document)
    if reader.text("format") not in READS:
        raise BadExport("unknown_format", "format", {"actual": document["format"], "limit": FORMAT})
    currency = reader.currency("currency")
    scale = reader.inner("scale")
    terms = Terms(
        budget=reader.money("budget", currency),
        seed=reader.text("seed"),
        ties=tuple(item.text() for item in reader.items("ties")),
        weights=tuple((item.text("id"), item.whole("weight")) for item in reader.items("criteria")),
        lowest=scale.whole("lowest"),
        highest=scale.whole("highest"),
        floors=tuple(_floor(item, reader.money("budget", currency)) for item in reader.items("floors")),
        skip_upwards=reader.truth("skip_upwards"),
        lowest_score=reader.number_or_none("lowest_score"),
        preferences=tuple((item.text("id"), item.whole("points")) for item in reader.items_or_none("preferences")),
    )
    if terms.highest <= terms.lowest:
        raise BadExport("scale_not_upwards", "scale", {"lowest": terms.lowest, "highest": terms.highest})
    entries = tuple(_entry(item, currency, terms) for item in reader.items("applications"))
    return terms, entries


def _floor(item: Reader, budget: Money) -> Floor:
    of = item.one_of("of", ("number", "money"))
    least, share = item.whole("at_least"), item.share_or_none("share")
    if least < 0:
        item.fail("not_a_whole_number", "at_least", {"actual": least})
    if share is not None and share_of(budget, share) != least:
        item.fail("floor_not_its_share", "at_least", {"actual": least, "limit": share_of(budget, share)})
    kind: Any = "number" if of == "number" else "money"
    return Floor(item.text("id"), item.text("group"), kind, least, share, item.truth_or_yes("where_possible"))


def _entry(item: Reader, currency: str, terms: Terms) -> Entry:
    known = {name for name, _ in terms.weights}
    scores = []
    seen = set()
    for score in item.items("scores"):
        assessor, criterion = str(score.whole("assessor")), score.one_of("criterion", known)
        value = score.whole_or_none("value")
        if value is not None and not terms.lowest <= value <= terms.highest:
            score.fail("out_of_scale", "value", {"actual": value, "lowest": terms.lowest, "highest": terms.highest})
        if (assessor, criterion) in seen:
            score.fail("scored_twice", "criterion", {"actual": criterion})
        seen.add((assessor, criterion))
        scores.append((assessor, criterion, value))
    groups = frozenset(group.text() for group in item.items("groups"))
    wanted = {id for id, _ in terms.preferences}
    preferred = frozenset(each.one_of("", wanted) for each in item.items_or_none("preferred"))
    return Entry(
        item.text("id"),
        item.money("asked", currency),
        tuple(scores),
        item.truth_or_none("recommended"),
        groups,
        preferred,
        item.truth_if_there("shortlisted"),
    )


@dataclass(frozen=True)
class Difference:
    """Where the published result and the recomputed one part: the place in the document, and both values."""

    where: str
    published: Any
    recomputed: Any


def compare(document: Mapping[str, Any], selection: Selection) -> tuple[Difference, ...]:
    """Every place in the document's `result` that the recomputed selection does not confirm; empty when the same."""
    published = document.get("result")
    return tuple(_differences("result", published, result(selection)))


def _differences(where: str, published: Any, recomputed: Any) -> Iterable[Difference]:
    if isinstance(published, Mapping) and isinstance(recomputed, Mapping):
        for key in (*recomputed, *(key for key in published if key not in recomputed)):
            yield from _differences(f"{where}.{key}", published.get(key), recomputed.get(key))
    elif isinstance(published, list) and isinstance(recomputed, list) and len(published) == len(recomputed):
        for index, (left, right) in enumerate(zip(published, recomputed, strict=True)):
            yield from _differences(f"{where}[{index}]", left, right)
    elif type(published) is not type(recomputed) or published != recomputed:
        yield Difference(where, published, recomputed)

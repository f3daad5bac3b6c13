"""Checks on the people: count, include, balance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar, Literal

from pydantic import field_validator

from tandem.core.eligibility.case import Case, is_blank
from tandem.core.eligibility.outcome import Outcome, held
from tandem.core.eligibility.registry import Amount, Bounds, Check, Hopeless, Reference, register
from tandem.core.eligibility.sorts import EVERYBODY
from tandem.core.expressions import compile_expression, equalities
from tandem.core.values import Remedy

MOST_ADDED = 200


def columns(source: str) -> frozenset[str]:
    """Columns of a row that an expression asks for."""
    return frozenset() if source == EVERYBODY else compile_expression(source).names


def sort_of(source: str) -> dict[str, Any]:
    """What a person of this sort has, as far as it can be told."""
    return {} if source == EVERYBODY else dict(_told(source))


@lru_cache(maxsize=512)
def _told(source: str) -> Mapping[str, Any]:
    return equalities(source) or {}


def checked_sort(source: str | None) -> str | None:
    """The sort as it is; ExpressionError when it is none."""
    if source is not None and source != EVERYBODY:
        compile_expression(source)
    return source


@lru_cache(maxsize=1024)
def _share(number: int, of: int) -> Decimal:
    """Per cent with one decimal."""
    return (Decimal(number) * 100 / of).quantize(Decimal("0.1"))


def path_of(case: Case) -> str:
    """The question where people are named."""
    return case.asked.team_path


@register
class CountPeople(Bounds):
    """`count: 'role == "employee"', per: party, exactly: 2` — people of a sort; `person` counts everybody."""

    word: ClassVar[str] = "count"
    remedies: ClassVar[frozenset[str]] = frozenset({"change_team"})
    places: ClassVar[frozenset[str]] = frozenset({"at_least", "at_most"})

    count: str
    per: Literal["party", "team"] = "party"
    not_counting: str | None = None

    _expressions = field_validator("count", "not_counting")(checked_sort)

    def asked_of(self, case: Case) -> tuple[str, ...]:
        return case.parties if self.per == "party" else ("",)

    def judge(self, case: Case, party: str) -> Outcome:
        found = case.of_sort(self.count, party, self.not_counting)
        number, path = len(found), path_of(case)
        missing = self.missing(number)
        if missing == 0:
            return held(number, self.limit(number), 0, path)
        if missing > 0:
            row = {**({"party": party} if party else {}), **sort_of(self.count)}
            arguments = {"path": path, "party": party, "number": missing, "rows": [row] * min(missing, MOST_ADDED)}
            remedy = Remedy("add_person", arguments)
        else:
            arguments = {"path": path, "party": party, "number": -missing, "sort": self.count}
            remedy = Remedy("remove_person", {**arguments, "not_counting": self.not_counting or ""})
        names = [str(row.get("name") or "?") for _, row in found]
        words = {**self.words(), "names": sorted(names)}
        return Outcome(False, number, self.limit(number), abs(missing), path, remedy, words)

    def sorts(self) -> tuple[str, ...]:
        return (self.count, self.not_counting) if self.not_counting else (self.count,)

    def references(self) -> Iterator[Reference]:
        for name in sorted(columns(self.count) | columns(self.not_counting or EVERYBODY)):
            yield Reference("column", name.split(".")[0], "count")

    def hopeless(self, case: Case) -> Iterator[Hopeless]:
        yield from self.hopeless_bounds(None)


@register
class Include(Check):
    """`include: [majority, opposition], of: bench, per: party` — each of these values occurs among the people."""

    word: ClassVar[str] = "include"
    remedies: ClassVar[frozenset[str]] = frozenset({"change_team"})

    include: tuple[str, ...]
    of: str
    where: str = EVERYBODY
    per: Literal["party", "team"] = "party"

    _expressions = field_validator("where")(checked_sort)

    def asked_of(self, case: Case) -> tuple[str, ...]:
        return case.parties if self.per == "party" else ("",)

    def judge(self, case: Case, party: str) -> Outcome:
        people = case.of_sort(self.where, party)
        there = {str(row.get(self.of)) for _, row in people}
        lacking = [value for value in self.include if value not in there]
        if not lacking:
            return held(len(self.include), len(self.include), 0, path_of(case))
        remedy = self.remedy(case, party, people, lacking)
        found = len(self.include) - len(lacking)
        words = {"names": [self.label(case, value) for value in lacking]}
        return Outcome(False, found, len(self.include), len(lacking), path_of(case), remedy, words)

    def remedy(self, case: Case, party: str, people: list[tuple[int, Mapping[str, Any]]], lacking: list[str]) -> Remedy:
        """Say it of those of whom it is not said; else other people in the place of some; else more people."""
        path = path_of(case)
        silent = [(index, row) for index, row in people if is_blank(row.get(self.of))]
        if len(silent) >= len(lacking):
            chosen = list(zip(silent, lacking, strict=False))
            set_ = {f"/team/{index}/{self.of}": [value] for (index, _), value in chosen}
            names = sorted(str(row.get("name") or "?") for (_, row), _ in chosen)
            arguments = {"path": path, "party": party, "people": names, "at": [], "set": set_}
            return Remedy("complete_people", arguments)
        seen: set[str] = set()
        spare: list[int] = []
        for index, row in people:
            value = str(row.get(self.of))
            spare += [index] if value in seen or value not in self.include else []
            seen.add(value)
        base = {**({"party": party} if party else {}), **sort_of(self.where)}
        if len(spare) >= len(lacking):
            at = [f"/team/{index}" for index in spare[: len(lacking)]]
            rows = [{self.of: value} for value in lacking]
            return Remedy("replace_people", {"path": path, "party": party, "number": len(at), "at": at, "rows": rows})
        rows = [{**base, self.of: value} for value in lacking]
        return Remedy("add_person", {"path": path, "party": party, "number": len(rows), "rows": rows})

    def label(self, case: Case, value: str) -> Any:
        """The value as the form calls it."""
        part = case.part(path_of(case), self.of)
        return next((option.label for option in part.options if option.id == value), value) if part else value

    def sorts(self) -> tuple[str, ...]:
        return (self.where,)

    def references(self) -> Iterator[Reference]:
        yield Reference("column", self.of, "of")
        for name in sorted(columns(self.where)):
            yield Reference("column", name.split(".")[0], "where")

    def hopeless(self, case: Case) -> Iterator[Hopeless]:
        if not self.include:
            yield Hopeless("always", "asks_for_nothing", {})
        question = case.team_question
        for part in question.parts if question else ():
            offered = [option.id for option in part.options]
            if part.id == self.of and offered and (unknown := [v for v in self.include if v not in offered]):
                yield Hopeless("never", "not_an_option", {"question": self.of, "option": unknown[0]})


@register
class Balance(Check):
    """`balance: gender, among: [woman, man], at_least: 40, per: team` — none is rarer than so many per cent.

    People who do not say are not counted; nobody counted passes.
    """

    word: ClassVar[str] = "balance"
    remedies: ClassVar[frozenset[str]] = frozenset({"change_team"})

    balance: str
    among: tuple[str, ...]
    at_least: Amount
    per: Literal["party", "team"] = "team"

    def asked_of(self, case: Case) -> tuple[str, ...]:
        return case.parties if self.per == "party" else ("",)

    def judge(self, case: Case, party: str) -> Outcome:
        column = self.balance
        said = [str(row.get(column)) for _, row in case.people(party)]
        counts = {value: said.count(value) for value in self.among}
        total = sum(counts.values())
        if not total or not counts:
            return held(None, self.at_least, None, path_of(case))
        rarest = min(counts, key=lambda value: counts[value])
        share = _share(counts[rarest], total)
        if self.holds(counts):
            return held(share, self.at_least, None, path_of(case))
        remedy = self.remedy(case, party, counts)
        words = {"names": [rarest]}
        return Outcome(False, share, self.at_least, self.at_least - share, path_of(case), remedy, words)

    def holds(self, counts: Mapping[str, int]) -> bool:
        total = sum(counts.values())
        return not counts or Decimal(min(counts.values())) * 100 >= self.at_least * total

    def remedy(self, case: Case, party: str, counts: Mapping[str, int]) -> Remedy:
        """Others in the place of some of the most common, as few as it takes; else more people, the rarest first."""
        path = path_of(case)
        swapped = self.swapped(case, party, counts)
        if swapped:
            at = [f"/team/{index}" for index, _ in swapped]
            rows = [{self.balance: value} for _, value in swapped]
            return Remedy("replace_people", {"path": path, "party": party, "number": len(at), "at": at, "rows": rows})
        rows = [{**({"party": party} if party else {}), self.balance: value} for value in self.added(counts)]
        arguments = {"path": path, "party": party, "number": len(rows), "rows": rows}
        return Remedy("add_person", arguments) if rows else Remedy("none")

    def swapped(self, case: Case, party: str, counts: Mapping[str, int]) -> list[tuple[int, str]]:
        """(index of a person, what another one in the place would be); empty when that cannot balance."""
        now, found = dict(counts), []
        left = {value: [i for i, row in case.people(party) if row.get(self.balance) == value] for value in counts}
        while not self.holds(now):
            most, rarest = max(now, key=lambda value: now[value]), min(now, key=lambda value: now[value])
            if now[most] - now[rarest] < 2 or not left[most]:
                return []
            found.append((left[most].pop(), rarest))
            now[most] -= 1
            now[rarest] += 1
        return found

    def added(self, counts: Mapping[str, int]) -> list[str]:
        """Whom to add, the rarest first, until it is balanced; empty when that takes more than 200 people."""
        now = dict(counts)
        added: list[str] = []
        while not self.holds(now):
            if len(added) >= MOST_ADDED:
                return []
            rarest = min(now, key=lambda value: now[value])
            now[rarest] += 1
            added.append(rarest)
        return added

    def references(self) -> Iterator[Reference]:
        yield Reference("column", self.balance, "balance")

    def hopeless(self, case: Case) -> Iterator[Hopeless]:
        if len(self.among) < 2 or self.at_least <= 0:
            yield Hopeless("always", "asks_for_nothing", {})
        elif self.at_least * len(self.among) > 100:
            yield Hopeless("never", "shares_over_100", {"at_least": str(self.at_least), "there_are": len(self.among)})

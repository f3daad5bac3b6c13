"""Checks on each person and on marks of persons: all, marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from pydantic import field_validator

from tandem.core.eligibility.case import YES_NO, Case, is_blank
from tandem.core.eligibility.checks_team import MOST_ADDED, checked_sort, columns, path_of, sort_of
from tandem.core.eligibility.outcome import Outcome, held
from tandem.core.eligibility.registry import Bounds, Check, Hopeless, Reference, register
from tandem.core.eligibility.sorts import EVERYBODY, matches
from tandem.core.values import Remedy


def names_of(rows: list[Mapping[str, Any]]) -> list[str]:
    """The people's names in alphabetical order, '?' for somebody without."""
    return sorted(str(row.get("name") or "?") for row in rows)


@register
class AllHave(Check):
    """`all: person, have: [code_of_conduct, motivation]` — each person of a sort: yes where it is a yes-or-no column.

    Actual is how many have everything, limit how many there are; {names} are those who lack something. Nobody of the
    sort passes.
    """

    word: ClassVar[str] = "all"
    remedies: ClassVar[frozenset[str]] = frozenset({"complete_people"})

    all: str
    have: tuple[str, ...]
    per: Literal["party", "team"] = "party"

    _expression = field_validator("all")(checked_sort)

    def asked_of(self, case: Case) -> tuple[str, ...]:
        return case.parties if self.per == "party" else ("",)

    def judge(self, case: Case, party: str) -> Outcome:
        people, have, yes = case.of_sort(self.all, party), self.have, case.asked.yes_no
        if self.complete(people, yes):
            return held(len(people), len(people), 0, path_of(case))
        without: list[Mapping[str, Any]] = []
        at: list[str] = []
        set_: dict[str, list[Any]] = {}
        for index, row in people:
            lacking = [c for c in have if (row.get(c) is not True if c in yes else is_blank(row.get(c)))]
            without += [row] if lacking else []
            at += [f"/team/{index}/{column}" for column in lacking if column not in yes]
            set_ |= {f"/team/{index}/{column}": [True] for column in lacking if column in yes}
        path, names = path_of(case), names_of(without)
        arguments = {"path": path, "party": party, "people": names, "at": at, "set": set_}
        remedy = Remedy("complete_people", arguments)
        done = len(people) - len(without)
        return Outcome(False, done, len(people), len(without), path, remedy, {"names": names})

    def complete(self, people: list[tuple[int, Mapping[str, Any]]], yes: frozenset[str]) -> bool:
        """Has each of them everything? Most have: so it is asked before anything is written down."""
        for column in self.have:
            if column in yes:
                for _, row in people:
                    if row.get(column) is not True:
                        return False
                continue
            for _, row in people:
                value = row.get(column)
                if value.isspace() or not value if value.__class__ is str else is_blank(value):
                    return False
        return True

    def sorts(self) -> tuple[str, ...]:
        return (self.all,)

    def references(self) -> Iterator[Reference]:
        for column in self.have:
            yield Reference("column", column, "have")
        for name in sorted(columns(self.all)):
            yield Reference("column", name.split(".")[0], "all")

    def hopeless(self, case: Case) -> Iterator[Hopeless]:
        if not self.have:
            yield Hopeless("always", "asks_for_nothing", {})


@register
class Marked(Bounds):
    """`marked: is_coordinator, among: 'role == "official"', exactly: 1, nobody_else: true` — people who bear a mark.

    Counted are those of the sort `among`. With `nobody_else`, somebody of another sort who bears the mark refuses too.
    Actual is how many bear it rightly; {names} are all who bear it.
    """

    word: ClassVar[str] = "marked"
    remedies: ClassVar[frozenset[str]] = frozenset({"mark_people"})
    places: ClassVar[frozenset[str]] = frozenset({"at_least", "at_most"})

    marked: str
    among: str = EVERYBODY
    per: Literal["party", "team"] = "party"
    nobody_else: bool = False

    _expression = field_validator("among")(checked_sort)

    def asked_of(self, case: Case) -> tuple[str, ...]:
        return case.parties if self.per == "party" else ("",)

    def judge(self, case: Case, party: str) -> Outcome:
        people = case.people(party)
        mark = self.marked
        bearing = [pair for pair in people if pair[1].get(mark) is True]
        sort = {index for index, _ in case.of_sort(self.among, party)}
        rightly = [pair for pair in bearing if pair[0] in sort]
        wrongly = [pair for pair in bearing if pair[0] not in sort] if self.nobody_else else []
        missing = self.missing(len(rightly))
        path, limit = path_of(case), self.limit(len(rightly))
        if missing == 0 and not wrongly:
            return held(len(rightly), limit, 0, path)
        words = {**self.words(), "names": names_of([row for _, row in bearing])}
        remedy = self.remedy(case, party, rightly, wrongly, missing)
        return Outcome(False, len(rightly), limit, abs(missing) + len(wrongly), path, remedy, words)

    def remedy(
        self,
        case: Case,
        party: str,
        rightly: list[tuple[int, Mapping[str, Any]]],
        wrongly: list[tuple[int, Mapping[str, Any]]],
        missing: int,
    ) -> Remedy:
        """Take the mark from those who should not bear it; give it to people of the sort, or name new ones."""
        taken = [*wrongly, *(rightly[missing:] if missing < 0 else ())]
        free = [
            (index, row) for index, row in case.people(party) if row.get(self.marked) is not True and self.may_bear(row)
        ]
        given = max(0, missing)
        row = {**({"party": party} if party else {}), **sort_of(self.among), self.marked: True}
        return Remedy(
            "mark_people",
            {
                "path": path_of(case),
                "party": party,
                "mark": self.marked,
                "number": given,
                "at": [f"/team/{index}/{self.marked}" for index, _ in free],
                "people": names_of([row for _, row in free]),
                "unmark": [f"/team/{index}/{self.marked}" for index, _ in taken],
                "rows": [row] * min(MOST_ADDED, max(0, given - len(free))),
            },
        )

    def may_bear(self, row: Mapping[str, Any]) -> bool:
        """Would this person count once marked?"""
        return matches(self.among, {**row, self.marked: True})

    def sorts(self) -> tuple[str, ...]:
        return (self.among,)

    def references(self) -> Iterator[Reference]:
        yield Reference("column", self.marked, "marked")
        for name in sorted(columns(self.among)):
            yield Reference("column", name.split(".")[0], "among")

    def hopeless(self, case: Case) -> Iterator[Hopeless]:
        question = case.team_question
        kinds = {part.id: part.type for part in question.parts} if question else {}
        if kinds.get(self.marked, YES_NO) != YES_NO:
            yield Hopeless("never", "not_yes_or_no", {"name": self.marked})
        if self.nobody_else and self.low is None and self.high is None:
            return
        yield from self.hopeless_bounds(None)

"""Team rules that no team can meet together, found by trying out teams, person by person.

Every must about the people becomes a count with bounds: how many there have to be of those for whom a condition holds.
People are tried as combinations of the columns that the rules ask for. A team is grown only by people who are still
missing, so the search ends soon; where it would not, nothing is said.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

from tandem.core.eligibility import Case, Check
from tandem.core.eligibility.checks_people import Marked
from tandem.core.eligibility.checks_team import CountPeople, Include, columns
from tandem.core.eligibility.sorts import EVERYBODY, matches
from tandem.core.expressions import compile_expression
from tandem.core.rulebook.findings import Path
from tandem.core.rulebook.lint.desk import Desk
from tandem.core.rulebook.schema import Rule

MOST_PEOPLE = 4_000  # combinations of columns
MOST_TEAMS = 5_000  # teams tried
ENDLESS = 10**6

Domain = tuple[tuple[str, tuple[Any, ...]], ...]


@dataclass(frozen=True)
class Need:
    """How many people there have to be for whom `fits` holds; `rule` is the index of the rule that wants it."""

    rule: int
    low: int
    high: int
    fits: Callable[[Mapping[str, Any]], bool]


def lint_dead_ends(desk: Desk, case: Case, checks: list[tuple[Rule, Check, Path]]) -> None:
    """Say each must about the team that cannot be met together with those before it."""
    musts: list[tuple[Rule, Check, Path]] = [
        (rule, check, path)
        for rule, check, path in checks
        if rule.must is not None and isinstance(check, CountPeople | Include | Marked) and not _hopeless(check, case)
    ]
    always = [entry for entry in musts if entry[0].when is None and entry[0].unless is None]
    sometimes = [entry for entry in musts if entry not in always]
    for group in [always, *([*always, entry] for entry in sometimes)]:
        for rule, path, others in _conflicts(case, group):
            desk.say("rules_dead_end", path, rule=rule.id, others=list(others))
            if group is always:
                return


def _hopeless(check: Check, case: Case) -> bool:
    return any(found.code == "never" for found in check.hopeless(case))


def _conflicts(case: Case, group: list[tuple[Rule, Check, Path]]) -> Iterator[tuple[Rule, Path, tuple[str, ...]]]:
    """The first rule that makes it impossible, and the fewest rules before it that do so with it."""
    checks = tuple(check for _, check, _ in group)
    roles = case.book.parties
    parties = tuple(id for id in case.component.parties if id in roles and not roles[id].optional)
    domain = _domain(case, checks)
    if domain is None or _possible(checks, domain, parties) is not False:
        return
    last = next(n for n in range(1, len(checks) + 1) if _possible(checks[:n], domain, parties) is False)
    kept = list(range(last))
    for index in reversed(range(last - 1)):
        fewer = [other for other in kept if other != index]
        if _possible(tuple(checks[other] for other in fewer), domain, parties) is False:
            kept = fewer
    rule, _, path = group[last - 1]
    yield rule, path, tuple(group[other][0].id for other in kept if other != last - 1)


@lru_cache(maxsize=512)
def _possible(checks: tuple[Check, ...], domain: Domain, parties: tuple[str, ...]) -> bool | None:
    """Is there a team that meets all of them? None when it would take too long to tell."""
    needs = tuple(need for index, check in enumerate(checks) for need in _needs(check, index, parties))
    named = [column for column, _ in domain]
    people = (dict(zip(named, row, strict=True)) for row in product(*(values for _, values in domain)))
    vectors = {tuple(need.fits({**person, "party": party}) for need in needs) for person in people for party in parties}
    return _search(tuple((need.low, need.high) for need in needs), frozenset(vectors))


def _search(bounds: tuple[tuple[int, int], ...], vectors: frozenset[tuple[bool, ...]]) -> bool | None:
    useful = sorted(vector for vector in vectors if any(vector))
    seen: set[tuple[int, ...]] = set()
    left = [tuple(0 for _ in bounds)]
    while left:
        counts = left.pop()
        if counts in seen:
            continue
        seen.add(counts)
        if len(seen) > MOST_TEAMS:
            return None
        wanting = next((i for i, (low, _) in enumerate(bounds) if counts[i] < low), None)
        if wanting is None:
            return True
        for vector in useful:
            if not vector[wanting]:
                continue
            after = tuple(count + fits for count, fits in zip(counts, vector, strict=True))
            if all(count <= high for count, (_, high) in zip(after, bounds, strict=True)):
                left.append(after)
    return False


def _needs(check: Check, rule: int, parties: tuple[str, ...]) -> Iterator[Need]:
    sides: tuple[str, ...] = parties if getattr(check, "per", "party") == "party" else ("",)
    for side in sides:
        yield from _needs_of(check, rule, side)


def _needs_of(check: Check, rule: int, side: str) -> Iterator[Need]:
    def here(fits: Callable[[Mapping[str, Any]], bool]) -> Callable[[Mapping[str, Any]], bool]:
        return lambda row: (not side or row["party"] == side) and fits(row)

    if isinstance(check, CountPeople):
        count, but = check.count, check.not_counting
        high = ENDLESS if check.high is None else check.high
        fits = here(lambda row: matches(count, row) and not (but and matches(but, row)))
        yield Need(rule, check.low or 0, high, fits)
    elif isinstance(check, Marked):
        mark, among, high = check.marked, check.among, ENDLESS if check.high is None else check.high
        yield Need(rule, check.low or 0, high, here(lambda row: row[mark] is True and matches(among, row)))
        if check.nobody_else:
            yield Need(rule, 0, 0, here(lambda row: row[mark] is True and not matches(among, row)))
    elif isinstance(check, Include):
        for value in check.include:
            yield Need(rule, 1, ENDLESS, here(_has(check.of, value, check.where)))


def _has(column: str, value: str, where: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda row: row.get(column) == value and matches(where, row)


def _domain(case: Case, checks: Sequence[Check]) -> Domain | None:
    """The columns that these rules ask for with what may stand there; None when there are too many sorts of people."""
    sorts = {sort for check in checks for sort in _sorts(check)}
    asked = {name.split(".")[0] for sort in sorts for name in columns(sort)} - {"party"}
    asked |= {check.marked for check in checks if isinstance(check, Marked)}
    asked |= {check.of for check in checks if isinstance(check, Include)}
    values = tuple((column, _values(case, column, sorts, checks)) for column in sorted(asked))
    size = 1
    for _, offered in values:
        size *= len(offered)
    return values if size <= MOST_PEOPLE else None


def _sorts(check: Check) -> Iterator[str]:
    for name in ("count", "not_counting", "among", "where"):
        sort = getattr(check, name, None)
        if isinstance(sort, str) and sort != EVERYBODY:
            yield sort


def _values(case: Case, column: str, sorts: set[str], checks: Sequence[Check]) -> tuple[Any, ...]:
    question = case.team_question
    part = next((part for part in (question.parts if question else ()) if part.id == column), None)
    if part is not None and part.type == "yes_no":
        return (True, False)
    if part is not None and part.options:
        return (*(option.id for option in part.options), "")
    said = {value for sort in sorts for value in _literals(sort)}
    said |= {value for check in checks if isinstance(check, Include) and check.of == column for value in check.include}
    return (*sorted(said), "")


def _literals(sort: str) -> Iterator[str]:
    for node in ast.walk(compile_expression(sort).tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value

"""Facts that come from outside: what is wrong with them, where, and what is expected there instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tandem.core.eligibility.book import BookLike, PartLike, QuestionLike
from tandem.core.eligibility.case import EACH_PARTY, Case, as_decimal
from tandem.core.eligibility.days import as_day
from tandem.core.values import Problem

GROUPS = ("programme", "call", "parties", "answers", "team", "budget", "workflow", "grants", "recorded", "tools")
BUDGET = ("currency", "years", "total", "by_party", "asked", "own_contribution", "unconverted")
GRANT = ("component", "from", "to", "active", "applied")
PARTY = ("name", "kind", "country", "languages", "records", "profile")
MOST_ENTRIES = 5_000


def facts_problems(rulebook: BookLike, component: str, facts: Any) -> tuple[Problem, ...]:
    """What is wrong with facts, each at a JSON pointer; empty when they can be judged.

    Codes: not_an_object, too_many_entries, unknown_key (values: known), wrong_type (values: expected, actual),
    unknown_option (values: known, actual), unknown_party. Missing facts are no problem: they count as absent.
    """
    if not isinstance(facts, Mapping):
        return (_wrong("", "object", facts),)
    if _entries(facts, MOST_ENTRIES) < 0:
        return (Problem("too_many_entries", "", {"limit": MOST_ENTRIES}),)
    return tuple(_Reading(Case(rulebook, component, facts)).problems())


def _entries(value: Any, left: int, depth: int = 0) -> int:
    """What is left of an allowance after counting entries; negative when it is used up or the nesting is absurd."""
    if depth > 12:
        return -1
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for entry in inner:
        left = _entries(entry, left - 1, depth + 1)
        if left < 0:
            return left
    return left


def _name(value: Any) -> str:
    if value is None:
        return "null"
    for kind, name in ((bool, "boolean"), (Mapping, "object"), (str, "text"), (int | float, "number"), (list, "list")):
        if isinstance(value, kind):
            return name
    return type(value).__name__


def _wrong(at: str, expected: str, actual: Any) -> Problem:
    return Problem("wrong_type", at, {"expected": expected, "actual": _name(actual)})


def _unknown(at: str, key: str, known: Sequence[str]) -> Problem:
    return Problem("unknown_key", f"{at}/{key}", {"name": key, "known": list(known)})


class _Reading:
    def __init__(self, case: Case) -> None:
        self.case = case
        self.roles = tuple(case.component.parties)

    def problems(self) -> Iterator[Problem]:
        for key, value in self.case.facts.items():
            if key not in GROUPS:
                yield _unknown("", str(key), GROUPS)
            elif key == "team":
                yield from self.team(value)
            elif key == "grants":
                yield from self.grants(value)
            elif not isinstance(value, Mapping):
                yield _wrong(f"/{key}", "object", value)
            elif key == "parties":
                yield from self.parties(value)
            elif key == "answers":
                yield from self.answers(value)
            elif key == "budget":
                yield from self.budget(value)
            elif key == "recorded":
                yield from self.recorded(value)
            elif key == "tools":
                yield from self.tools(value)

    def parties(self, parties: Mapping[str, Any]) -> Iterator[Problem]:
        for id, party in parties.items():
            at = f"/parties/{id}"
            if id not in self.roles:
                yield _unknown("/parties", str(id), self.roles)
                continue
            if not isinstance(party, Mapping):
                yield _wrong(at, "object", party)
                continue
            for key, value in party.items():
                if key not in PARTY:
                    yield _unknown(at, str(key), PARTY)
                elif key == "languages" and not _texts(value):
                    yield _wrong(f"{at}/languages", "list of texts", value)
                elif key in ("records", "profile") and not isinstance(value, Mapping):
                    yield _wrong(f"{at}/{key}", "object", value)
                elif key in ("name", "kind", "country") and not isinstance(value, str):
                    yield _wrong(f"{at}/{key}", "text", value)

    def team(self, team: Any) -> Iterator[Problem]:
        if not isinstance(team, list):
            yield _wrong("/team", "list", team)
            return
        for index, row in enumerate(team):
            at = f"/team/{index}"
            if not isinstance(row, Mapping):
                yield _wrong(at, "object", row)
                continue
            party = row.get("party")
            if party is not None and party not in self.roles:
                yield Problem("unknown_party", f"{at}/party", {"name": str(party), "known": list(self.roles)})
            question = self.case.team_question
            for part in question.parts if question else ():
                if part.id in row:
                    yield from self.part(part, row[part.id], f"{at}/{part.id}")

    def grants(self, grants: Any) -> Iterator[Problem]:
        if not isinstance(grants, list):
            yield _wrong("/grants", "list", grants)
            return
        for index, row in enumerate(grants):
            at = f"/grants/{index}"
            if not isinstance(row, Mapping):
                yield _wrong(at, "object", row)
                continue
            for key, value in row.items():
                if key not in GRANT:
                    yield _unknown(at, str(key), GRANT)
                elif key in ("active", "applied") and not isinstance(value, bool):
                    yield _wrong(f"{at}/{key}", "true or false", value)
                elif key in ("from", "to") and value not in (None, "") and as_day(value) is None:
                    yield _wrong(f"{at}/{key}", "day such as 2025-03-01", value)
                elif key == "component" and value not in self.case.book.components:
                    known = list(self.case.book.components)
                    yield Problem("unknown_option", f"{at}/component", {"actual": str(value), "known": known})

    def recorded(self, recorded: Mapping[str, Any]) -> Iterator[Problem]:
        for id, day in recorded.items():
            if id not in self.case.book.recorded:
                yield _unknown("/recorded", str(id), tuple(self.case.book.recorded))
            elif day not in (None, "") and as_day(day) is None:
                yield _wrong(f"/recorded/{id}", "day such as 2025-03-01", day)

    def tools(self, tools: Mapping[str, Any]) -> Iterator[Problem]:
        for id, state in tools.items():
            tool = self.case.book.tools.get(str(id))
            if tool is None:
                yield _unknown("/tools", str(id), tuple(self.case.book.tools))
            elif not isinstance(state, Mapping):
                yield _wrong(f"/tools/{id}", "object", state)
            else:
                yield from (_unknown(f"/tools/{id}", str(key), ("filled",)) for key in state if key != "filled")
                steps = [step.id for step in tool.steps]
                yield from _options(steps, "many", state.get("filled", []), f"/tools/{id}/filled")

    def budget(self, budget: Mapping[str, Any]) -> Iterator[Problem]:
        for key, value in budget.items():
            at = f"/budget/{key}"
            if key not in BUDGET:
                yield _unknown("/budget", str(key), BUDGET)
            elif key == "currency" and not isinstance(value, str):
                yield _wrong(at, "text", value)
            elif key == "unconverted" and not isinstance(value, list):
                yield _wrong(at, "list", value)
            elif key in ("total", "asked", "own_contribution") and as_decimal(value) is None:
                yield _wrong(at, "plain number", value)
            elif key in ("years", "by_party"):
                if not isinstance(value, Mapping):
                    yield _wrong(at, "object", value)
                    continue
                for inner, amount in value.items():
                    if as_decimal(amount) is None:
                        yield _wrong(f"{at}/{inner}", "plain number", amount)

    def answers(self, answers: Mapping[str, Any]) -> Iterator[Problem]:
        for id, value in answers.items():
            question = self.case.questions.get(str(id))
            at = f"/answers/{id}"
            if question is None:
                yield _unknown("/answers", str(id), tuple(self.case.questions))
            elif question.of != EACH_PARTY:
                yield from self.answer(question, value, at)
            elif not isinstance(value, Mapping):
                yield _wrong(at, "object by party", value)
            else:
                for party, own in value.items():
                    if party not in self.roles:
                        yield _unknown(at, str(party), self.roles)
                    else:
                        yield from self.answer(question, own, f"{at}/{party}")

    def answer(self, question: QuestionLike, value: Any, at: str) -> Iterator[Problem]:
        if value is None:
            return
        match question.type:
            case "declaration":
                yield from self.declaration(question, value, at)
            case "choice" | "many":
                yield from _options(self.case.options(question.id), question.type, value, at)
            case "file":
                if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                    yield _wrong(at, "number of files", value)
            case "number":
                if as_decimal(value) is None:
                    yield _wrong(at, "plain number", value)
            case "period":
                yield from _period(value, at)
            case "table" | "results":
                if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
                    yield _wrong(at, "list of rows", value)
            case "short_text" | "long_text":
                if not isinstance(value, str):
                    yield _wrong(at, "text", value)

    def declaration(self, question: QuestionLike, value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, Mapping):
            yield _wrong(at, "object by part", value)
            return
        parts = {part.id: part for part in question.parts}
        for id, own in value.items():
            if id in parts:
                yield from self.part(parts[id], own, f"{at}/{id}")
            else:
                yield _unknown(at, str(id), tuple(parts))

    def part(self, part: PartLike, value: Any, at: str) -> Iterator[Problem]:
        if value is None:
            return
        if part.type == "yes_no":
            if not isinstance(value, bool):
                yield _wrong(at, "true or false", value)
        elif part.type in ("choice", "many"):
            yield from _options([option.id for option in part.options], part.type, value, at)
        elif part.type == "period":
            yield from _period(value, at)
        elif part.type not in ("number", "money") and not isinstance(value, str):
            yield _wrong(at, "text", value)


def _period(value: Any, at: str) -> Iterator[Problem]:
    """A period among the facts: two days; months and days beside them are numbers."""
    if not isinstance(value, Mapping):
        yield _wrong(at, "object with from and to", value)
        return
    for key, inner in value.items():
        if key in ("from", "to", "first", "last"):
            if as_day(inner) is None:
                yield _wrong(f"{at}/{key}", "day such as 2025-03-01", inner)
        elif key not in ("months", "days"):
            yield _unknown(at, str(key), ("from", "to", "first", "last", "months", "days"))
        elif as_decimal(inner) is None:
            yield _wrong(f"{at}/{key}", "plain number", inner)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


def _options(offered: Sequence[str], type_: str, value: Any, at: str) -> Iterator[Problem]:
    if type_ == "choice":
        if not isinstance(value, str):
            yield _wrong(at, "one option", value)
        elif value and value not in offered:
            yield Problem("unknown_option", at, {"actual": value, "known": list(offered)})
    elif not isinstance(value, list):
        yield _wrong(at, "list of options", value)
    else:
        for index, option in enumerate(value):
            if option not in offered:
                yield Problem("unknown_option", f"{at}/{index}", {"actual": str(option), "known": list(offered)})

"""What holds for all facts: order does not matter, a rule more never helps, and every remedy heals its refusal."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.core.eligibility import apply_remedy, evaluate, refused
from tandem.core.eligibility.remedies import valid_remedy
from tandem.core.rulebook import Rulebook, load
from tandem.core.values import Verdict
from tandem.rulebooks import shipped

HARBOUR = Path(__file__).parents[2] / "rulebooks" / "harbour-exchange"
BOOKS = {"harbour-exchange": load(HARBOUR), **{id: load(path, shipped()) for id, path in shipped().items()}}
CASES = [(id, component) for id, book in sorted(BOOKS.items()) for component in book.components]
days = st.sampled_from(["2024-02-29", "2025-01-01", "2025-06-30", "2026-12-31", "2027-02-29", "soon", ""])
FIRST = [
    (id, next(iter(book.components))) for id, book in sorted(BOOKS.items())
]  # one of each is enough for the others
amounts = st.integers(0, 30_000_000).map(str)


def facts_for(book: Rulebook, component: str) -> st.SearchStrategy[dict[str, Any]]:
    """Facts of the right shape with anything in them."""
    chosen = book.components[component]
    answers = {}
    for question in book.form_of(component).questions():
        one = _answer(book, question)
        if one is not None:
            each = st.fixed_dictionaries({}, optional=dict.fromkeys(chosen.parties, one))
            answers[question.id] = each if question.of == "each_party" else one
    parties = {party: _party(book, party) for party in chosen.parties}
    return st.fixed_dictionaries(
        {
            "parties": st.fixed_dictionaries({}, optional=parties),
            "answers": st.fixed_dictionaries({}, optional=answers),
            "team": _team(book, component),
            "grants": st.lists(_grant(book), max_size=3),
            "recorded": st.fixed_dictionaries({}, optional=dict.fromkeys(book.recorded, days)),
            "tools": st.fixed_dictionaries({}, optional={id: _tool(tool) for id, tool in book.tools.items()}),
            "budget": amounts.flatmap(
                lambda own: amounts.map(lambda asked: _budget(chosen.selection.currency, own, asked))
            ),
        }
    )


def _grant(book: Rulebook) -> st.SearchStrategy[dict[str, Any]]:
    states = dict.fromkeys(("active", "applied"), st.booleans())
    kind = {"component": st.sampled_from(sorted(book.components))}
    return st.fixed_dictionaries(kind, optional={"from": days, "to": days, **states})


def _tool(tool: Any) -> st.SearchStrategy[dict[str, Any]]:
    steps = [step.id for step in tool.steps]
    return st.fixed_dictionaries({"filled": st.lists(st.sampled_from(steps), unique=True)})


def _party(book: Rulebook, party: str) -> st.SearchStrategy[dict[str, Any]]:
    role = book.parties[party]
    return st.fixed_dictionaries(
        {"name": st.sampled_from(["Fjordvik", "San Mateo"])},
        optional={
            "country": st.sampled_from([*role.countries, "SE", ""]),
            "kind": st.sampled_from([*role.kinds, "company"]),
            "languages": st.lists(st.sampled_from(["en", "es", "ja"]), max_size=2, unique=True),
            "records": st.fixed_dictionaries({}, optional={id: st.booleans() for id in book.once_per_organisation}),
            "profile": st.fixed_dictionaries({}, optional={field: _said(field) for field in book.profile}),
        },
    )


def _said(field: str) -> st.SearchStrategy[Any]:
    """What a profile says in one of its fields."""
    if field.startswith("rural"):
        return st.booleans()
    if field in ("sectors", "work"):
        return st.lists(st.sampled_from(["health", "energy", "services"]), unique=True)
    return st.sampled_from(["", "something"])


def _answer(book: Rulebook, question: Any) -> st.SearchStrategy[Any] | None:
    ids = [option.id for option in question.options]
    if question.options_from:
        ids = [option.id for option in book.lists[question.options_from].options]
    match question.type:
        case "short_text" | "long_text":
            return st.sampled_from(["", " ", "words"])
        case "choice":
            return st.sampled_from(ids)
        case "many":
            return st.lists(st.sampled_from(ids), unique=True)
        case "file":
            return st.integers(0, 2)
        case "number":
            return st.integers(0, 400).map(str)
        case "date":
            return days
        case "table":
            row = {part.id: _part(part) for part in question.parts}
            return st.lists(st.fixed_dictionaries({}, optional=row), max_size=4)
        case "declaration":
            return st.fixed_dictionaries({}, optional={part.id: _part(part) for part in question.parts})
    return None


def _part(part: Any) -> st.SearchStrategy[Any]:
    if part.type == "number":
        return st.integers(0, 40).map(str)
    if part.type == "choice" and part.options:
        return st.sampled_from([option.id for option in part.options])
    if part.type == "period":
        return st.just({"from": "2025-03-01", "to": "2025-03-20", "days": "20", "months": "0.6"})
    return st.booleans() if part.type == "yes_no" else st.sampled_from(["", "something"])


def _team(book: Rulebook, component: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    team = next((question for question in book.form_of(component).questions() if question.edits == "team"), None)
    if team is None:
        return st.just([])
    columns: dict[str, st.SearchStrategy[Any]] = {"party": st.sampled_from(book.components[component].parties)}
    for part in team.parts:
        words = st.sampled_from([option.id for option in part.options] or ["a"])
        columns[part.id] = st.booleans() if part.type == "yes_no" else words
    row = st.fixed_dictionaries({"name": st.sampled_from(["Ana", "Bo", "Dee"])}, optional=columns)
    return st.lists(row, max_size=7)


def _budget(currency: str, own: str, asked: str) -> dict[str, Any]:
    total = str(int(own) + int(asked))
    return {
        "currency": currency,
        "years": {"1": asked, "2": own},
        "total": total,
        "asked": asked,
        "own_contribution": own,
    }


def outcome(verdicts: tuple[Verdict, ...]) -> dict[tuple[str, str], Verdict]:
    return {(verdict.rule, verdict.party): verdict for verdict in verdicts}


@pytest.mark.expects("UX-13")
@pytest.mark.parametrize(("book", "component"), CASES)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_each_remedy_heals_its_refusal(book: str, component: str, data: st.DataObject) -> None:
    facts = data.draw(facts_for(BOOKS[book], component))
    for verdict in evaluate(BOOKS[book], component, facts):
        assert valid_remedy(verdict.remedy)
        if verdict.passed or verdict.remedy.verb == "none":
            continue
        ways = len(verdict.remedy.arguments.get("options", (0,)))
        for way in range(ways):
            after = outcome(evaluate(BOOKS[book], component, apply_remedy(facts, verdict.remedy, way)))
            assert after[verdict.rule, verdict.party].passed, (verdict, way)


@pytest.mark.parametrize(("book", "component"), FIRST)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_the_order_of_people_and_marks_does_not_matter(book: str, component: str, data: st.DataObject) -> None:
    facts = data.draw(facts_for(BOOKS[book], component))
    shuffled = {**facts, "team": list(facts["team"])}
    random.Random(7).shuffle(shuffled["team"])
    shuffled["answers"] = {
        id: sorted(value, key=str, reverse=True) if isinstance(value, list) else value
        for id, value in facts["answers"].items()
    }
    before, after = (evaluate(BOOKS[book], component, each) for each in (facts, shuffled))
    for first, second in zip(before, after, strict=True):
        assert (first.rule, first.party) == (second.rule, second.party)
        assert (first.passed, first.actual) == (second.passed, second.actual)


@pytest.mark.parametrize(("book", "component"), FIRST)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_a_must_more_never_turns_a_refusal_into_a_pass(book: str, component: str, data: st.DataObject) -> None:
    whole = BOOKS[book]
    rules = whole.components[component].rules
    kept = tuple(rule for index, rule in enumerate(rules) if data.draw(st.booleans(), label=f"rule {index}"))
    facts = data.draw(facts_for(whole, component))
    fewer = whole.components[component].model_copy(update={"rules": kept})
    smaller = whole.model_copy(update={"components": {**whole.components, component: fewer}})
    before, after = evaluate(smaller, component, facts), evaluate(whole, component, facts)
    assert refused(after) or not refused(before)
    both = outcome(after)
    assert all(both[key] == verdict for key, verdict in outcome(before).items())

"""From what was said in the check to facts, and what the rules say about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tandem.calls.checking.asked import PEOPLE, Ask, Asks
from tandem.calls.models import Call
from tandem.core.eligibility import evaluate
from tandem.core.forms.periods import named as period_fact
from tandem.core.rulebook.schema import Rulebook
from tandem.core.rulebook.trying import example_facts
from tandem.core.values import Money, Verdict
from tandem.rulebooks.wording import say
from tandem.web.templatetags.tandem import localised


@dataclass(frozen=True)
class Group:
    """So many like people of one party, with what is known of each."""

    party: str
    number: int
    marks: Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """Everything that was said: answers by the name of their question (blank ones left out), and the people."""

    answers: Mapping[str, Any]
    people: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Result:
    """What the rules say: `no` cannot be mended by anything left blank, `open` waits for what was not said."""

    no: tuple[Verdict, ...]
    advice: tuple[Verdict, ...]
    open: tuple[Verdict, ...]
    holds: tuple[Verdict, ...]


def judged(call: Call, asks: Asks, said: Said) -> Result:
    """Every rule's answer to what was said. What no question asks is taken for granted; blanks leave a rule open.

    A rule is judged twice: with every blank empty, and with every blank at its best. What fails in the second is a no,
    what holds in the first holds, the rest is open; so is a rule of which nothing was said.
    """
    rulebook, component = call.rulebook, call.component_id
    best = evaluate(rulebook, component, facts_of(call, asks, said, best=True), say)
    bare = {(v.rule, v.party): v for v in evaluate(rulebook, component, facts_of(call, asks, said, best=False), say)}
    no: list[Verdict] = []
    advice: list[Verdict] = []
    open_ones: list[Verdict] = []
    holds: list[Verdict] = []
    named = {*said.answers, *((PEOPLE,) if said.people else ())}
    for verdict in best:
        plain = bare.get((verdict.rule, verdict.party), verdict)
        hangs_on = asks.rules.get(verdict.rule, frozenset())
        if not hangs_on:
            continue  # the form asks for it in words
        if not hangs_on & named:
            open_ones.append(plain)
        elif not verdict.passed:
            (no if verdict.refuses else advice).append(verdict)
        elif plain.passed:
            holds.append(plain)
        else:
            open_ones.append(plain)
    return Result(tuple(no), tuple(advice), tuple(open_ones), tuple(holds))


def facts_of(call: Call, asks: Asks, said: Said, *, best: bool) -> dict[str, Any]:
    """The facts of the rulebook language; `best`: blanks as the rules like them, else absent."""
    facts = deepcopy(example(call.rulebook, call.component_id))
    facts["call"] |= {"year": call.year, "closes_at": call.closes_at.isoformat(),
                      "starts_on": call.starts_on.isoformat() if call.starts_on else ""}
    facts.setdefault("grants", [])
    _leave_out_parties(call, facts, said)
    for id, party in facts["parties"].items():
        party["name"] = localised(call.rulebook.parties[id].title)  # nobody said what it is called
    for ask in asks.asks:
        if ask.party and ask.party not in facts["parties"] or ask.group == "money" or ask.at[:1] == ("grants",):
            continue
        if ask.name in said.answers:
            _put(facts, ask.at, _as_fact(ask, said.answers[ask.name]))
        elif not best:
            _take(facts, ask.at)
    _periods(facts, asks, said)
    _money(facts, asks.of("money"), said, best)
    _grants(facts, asks, said, best)
    _team(facts, asks, said, best)
    return facts


_examples: dict[tuple[int, str], tuple[Rulebook, dict[str, Any]]] = {}


def example(rulebook: Rulebook, component: str) -> dict[str, Any]:
    """Facts that every rule likes; made once for a rulebook as it is read in this process."""
    kept = _examples.get((id(rulebook), component))
    if kept is None or kept[0] is not rulebook:
        if len(_examples) >= 64:
            _examples.clear()
        kept = _examples[(id(rulebook), component)] = (rulebook, example_facts(rulebook, component))
    return kept[1]


def _leave_out_parties(call: Call, facts: dict[str, Any], said: Said) -> None:
    """An optional party of which nothing was said takes no part."""
    for id in call.component.parties:
        mentioned = any(name.startswith(f"{id}_") for name in said.answers)
        if call.rulebook.parties[id].optional and not mentioned and all(group.party != id for group in said.people):
            facts["parties"].pop(id, None)
            facts["team"] = [row for row in facts.get("team", []) if row.get("party") != id]


def _put(facts: dict[str, Any], at: Sequence[str], value: Any) -> None:
    place = facts
    for name in at[:-1]:
        inner = place.get(name)
        if not isinstance(inner, dict):
            inner = place[name] = {}
        place = inner
    place[at[-1]] = value


def _take(facts: dict[str, Any], at: Sequence[str]) -> None:
    place: Any = facts
    for name in at[:-1]:
        place = place.get(name) if isinstance(place, dict) else None
    if isinstance(place, dict):
        place.pop(at[-1], None)


def _as_fact(ask: Ask, value: Any) -> Any:
    if ask.kind in ("yes_no", "paper"):
        return (1 if value == "yes" else 0) if ask.kind == "paper" else value == "yes"
    if isinstance(value, Money):
        return {"minor": value.minor, "currency": value.currency}
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def _periods(facts: dict[str, Any], asks: Asks, said: Said) -> None:
    """Both days of a period make it one; with one of them alone it is not said yet."""
    for ask in asks.asks:
        if ask.kind != "period" or ask.at[-1] != "from":
            continue
        ends = [said.answers.get(name) for name in (ask.name, f"{ask.name.removesuffix('_from')}_to")]
        if any(ends):
            days = [end.isoformat() for end in ends if end is not None]
            value = {"from": days[0], "to": days[1]} if len(days) == 2 else None
            _take(facts, ask.at[:-1])
            if (named := period_fact(value)) is not None:
                _put(facts, ask.at[:-1], named)


def _money(facts: dict[str, Any], asks: Sequence[Ask], said: Said, best: bool) -> None:
    """The amounts that were said; whole, part and rest follow from each other where two of the three are known."""
    given = {ask.at[1:]: said.answers[ask.name].amount for ask in asks if ask.name in said.answers}
    if not asks or (best and not given):
        return
    budget = facts["budget"]
    for name in ("years", "asked_by_year"):
        known = {at[1]: amount for at, amount in given.items() if at[0] == name}
        if known or not best:
            budget[name] = {year: format(amount, "f") for year, amount in known.items()}
    total, asked, own = (given.get((name,)) for name in ("total", "asked", "own_contribution"))
    if total is None and any(at[0] == "years" for at in given):
        total = sum((amount for at, amount in given.items() if at[0] == "years"), Decimal(0))
    if asked is None and any(at[0] == "asked_by_year" for at in given):
        asked = sum((amount for at, amount in given.items() if at[0] == "asked_by_year"), Decimal(0))
    total = asked + own if total is None and asked is not None and own is not None else total
    asked = total - own if asked is None and total is not None and own is not None else asked
    own = total - asked if own is None and total is not None and asked is not None else own
    whole = None not in (total, asked, own)
    for name, amount in (("total", total), ("asked", asked), ("own_contribution", own)):
        if amount is None or (best and not whole and name != "asked"):
            if not best:
                budget.pop(name, None)
        else:
            budget[name] = format(amount, "f")
    if best and not whole and asked is not None:
        budget |= {"own_contribution": format(asked, "f"), "total": format(asked * 2, "f")}


def _grants(facts: dict[str, Any], asks: Asks, said: Said, best: bool) -> None:
    for ask in asks.of("support"):
        if ask.at[0] != "grants" or len(ask.at) > 2:
            continue
        state = said.answers.get(ask.name)
        if state is None and best:
            continue
        others = [row for row in facts["grants"] if row.get("component") != ask.at[1]]
        row: dict[str, Any] = {"component": ask.at[1], "active": state == "active"}
        for end in ("from", "to"):
            day = said.answers.get(f"{ask.name}_{end}")
            if day is not None:
                row[end] = day.isoformat()
        if state == "applied":
            row["applied"] = True
        facts["grants"] = [*others, row] if state in ("active", "applied") else others


def _team(facts: dict[str, Any], asks: Asks, said: Said, best: bool) -> None:
    """The groups as people; who is not mentioned at all stays as the rules like it when `best`."""
    if asks.people is None:
        return
    kept = [row for row in facts.get("team", []) if best and not said.people]
    everybody = {part.id: said.answers.get(f"all_{part.id}") for part in asks.people.everybody}
    whole = {id: value == "yes" for id, value in everybody.items() if value is not None or not best}
    like = {id: True for id in everybody if id not in whole}
    texts = _texts(facts)
    made = [
        {"name": f"{group.party} {number}", **texts, **like, "party": group.party, **group.marks, **whole}
        for group in said.people for number in range(1, group.number + 1)
    ]
    facts["team"] = made or [{**row, **whole} for row in kept]


def _texts(facts: Mapping[str, Any]) -> dict[str, str]:
    """Columns of text are the form's business: they count as written."""
    rows = [row for row in facts.get("team", []) if isinstance(row, dict)]
    return {name: "…" for row in rows for name, value in row.items() if value == "…"}

"""Trying a rulebook without a server: an example of the facts its rules look at, and what they say about some."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tandem.core.eligibility import (
    BadRule,
    Case,
    Say,
    apply_remedy,
    check_of,
    evaluate,
    say_plainly,
)
from tandem.core.eligibility.reading import facts_problems
from tandem.core.expressions import names_in
from tandem.core.forms.definition import Part, Question
from tandem.core.rulebook.schema import Rulebook
from tandem.core.values import Problem, Verdict

MOST_MENDS = 60
# facts that a kind of check looks at without naming them
OF_WORD: Mapping[str, frozenset[str]] = {
    "country": frozenset({"parties.country"}),
    "kind": frozenset({"parties.kind"}),
    "understood": frozenset({"parties.languages"}),
    "count": frozenset({"team"}),
}
PROFILES: Mapping[str, Any] = {
    **dict.fromkeys(("based_in", "serves", "expertise", "experience", "capacity", "networks", "legal_status"), "…"),
    "rural_based": True, "rural_serves": True, "sectors": ["education"], "work": ["services"], "founded": 2004,
}  # fmt: skip


def try_(
    rulebook: Rulebook, component: str, facts: Any, say: Say = say_plainly
) -> tuple[tuple[Verdict, ...], tuple[Problem, ...]]:
    """Verdicts, or else the problems of the facts. KeyError for a component the rulebook does not have."""
    problems = facts_problems(rulebook, component, facts)
    return ((), problems) if problems else (evaluate(rulebook, component, facts, say), ())


def example_facts(rulebook: Rulebook, component: str) -> dict[str, Any]:
    """Facts that pass every rule a remedy can mend. KeyError for an unknown component."""
    facts = _mended(rulebook, component, _shaped(rulebook, component))
    facts["team"] = [_whole(row, rulebook, component) for row in facts["team"]]
    facts = _mended(rulebook, component, facts)
    optional = ("grants", "recorded", "tools", "team")
    return {group: value for group, value in facts.items() if value or group not in optional}


def _mended(rulebook: Rulebook, component: str, facts: dict[str, Any]) -> dict[str, Any]:
    for _ in range(MOST_MENDS):
        failed = [verdict for verdict in evaluate(rulebook, component, facts) if not verdict.passed]
        mendable = [verdict.remedy for verdict in failed if verdict.remedy.verb != "none"]
        if not mendable:
            break
        facts = apply_remedy(facts, mendable[0])
    return facts


def _shaped(rulebook: Rulebook, component: str) -> dict[str, Any]:
    case = Case(rulebook, component, {})
    parties = rulebook.components[component].parties
    answers = {}
    for question in rulebook.form_of(component).questions():
        if question.type in ("people", "budget"):
            continue
        value = _value(case, question)
        answers[question.id] = dict.fromkeys(parties, value) if question.of == "each_party" else value
    return {
        "programme": {"id": rulebook.rulebook, "title": dict(rulebook.title)},
        "call": {"year": 2024, "closes_at": "2024-10-01T21:59:59+00:00", "starts_on": "2025-03-01"},
        "parties": {party: _party(rulebook, party) for party in parties},
        "answers": answers,
        "team": _team(case, rulebook, component),
        "budget": _budget(rulebook, component),
        "workflow": {"step": "draft"},
        "grants": [],
        "recorded": {},
        "tools": {},
    }


def asked_by(rulebook: Rulebook, component: str) -> dict[str, list[str]]:
    """For each fact (dotted) the ids of the rules that look at it. KeyError for an unknown component."""
    found: dict[str, list[str]] = {}
    case = Case(rulebook, component, {})
    for rule in rulebook.components[component].rules:
        try:
            check = check_of(rule)
        except BadRule:
            continue
        for name in _facts_of(case, rule.when, rule.unless, check):
            found.setdefault(name, []).append(rule.id)
    return {name: sorted(set(rules)) for name, rules in sorted(found.items())}


def _facts_of(case: Case, when: str | None, unless: str | None, check: Any) -> set[str]:
    names: set[str] = set()
    for source in (when, unless, getattr(check, "expression", None)):
        if source is not None:
            names |= {name.split("[]")[0] for name in names_in(source)}
    for reference in check.references():
        match reference.kind:
            case "question":
                question = case.questions.get(reference.name)
                rates = question is not None and question.type == "budget"
                names.add("budget.unconverted" if rates else f"answers.{reference.name}")
            case "part":
                names.add(f"answers.{reference.inside}.{reference.name}")
            case "fact":
                names.add(reference.name)
            case "column":
                names |= {"team", f"team.{reference.name}"}
            case "component":
                names.add("grants")
            case "tool" | "recorded":
                names.add(f"{'tools' if reference.kind == 'tool' else 'recorded'}.{reference.name}")
            case "profile" | "record":
                group = "profile" if reference.kind == "profile" else "records"
                names.add(f"parties.{group}.{reference.name}")
    return names | OF_WORD.get(check.word, frozenset())


def _party(rulebook: Rulebook, id: str) -> dict[str, Any]:
    role = rulebook.parties[id]
    return {
        "name": f"({id})",
        "kind": role.kinds[0] if role.kinds else "",
        "country": role.countries[0] if role.countries else "",
        "languages": list(role.documents_in or rulebook.languages),
        "records": dict.fromkeys(rulebook.once_per_organisation, True),
        **({"profile": {field: PROFILES[field] for field in rulebook.profile}} if rulebook.profile else {}),
    }


def _value(case: Case, question: Question) -> Any:
    match question.type:
        case "short_text" | "long_text":
            return "…"
        case "choice":
            return next(iter(case.options(question.id)), "")
        case "many":
            return list(case.options(question.id)[:1])
        case "number" | "money":
            return question.limit.minimum or "1"
        case "date":
            return question.limit.minimum or "2025-03-01"
        case "period":
            return {"from": question.limit.minimum or "2025-03-01", "to": question.limit.maximum or "2026-02-28"}
        case "table":
            return [{part.id: _part(part) for part in question.parts}] * (question.limit.at_least_rows or 1)
        case "results":
            return [{"level": option, "text": "…"} for option in case.options(question.id)]
        case "file":
            return 1
        case "organisation":
            return {"organisation": "", "name": "…", "country": "", "kind": ""}
        case "declaration":
            return {part.id: _part(part) for part in question.parts}
    return None


def _part(part: Part) -> Any:
    match part.type:
        case "yes_no":
            return True
        case "choice":
            return part.options[0].id if part.options else ""
        case "many":
            return [option.id for option in part.options[:1]]
        case "number" | "money":
            return part.limit.minimum or "1"
        case "period":
            return {"from": part.limit.minimum or "2025-03-01", "to": part.limit.maximum or "2026-02-28"}
        case "date":
            return part.limit.minimum or "2025-03-01"
    return "…"


def _team(case: Case, rulebook: Rulebook, component: str) -> list[dict[str, Any]]:
    """One person of each party: what has to be said of everybody, and no mark yet."""
    question = case.team_question
    if question is None:
        return []
    asked = rulebook.form_of(component).question(question.id)
    plain = {part.id: _part(part) for part in asked.parts if part.required and part.type != "yes_no"}
    return [{"name": "…", "party": party, **plain} for party in rulebook.components[component].parties]


def _whole(row: dict[str, Any], rulebook: Rulebook, component: str) -> dict[str, Any]:
    """A person with every column of the form, in its order: no where nothing else is said, '' for what is left open."""
    question = next((q for q in rulebook.form_of(component).questions() if q.edits == "team"), None)
    empty = {
        part.id: {"yes_no": False, "choice": "", "many": []}.get(part.type, _part(part) if part.required else "")
        for part in (question.parts if question else ())
    }
    return {"name": "…", "party": rulebook.components[component].parties[0], **empty, **row}


def _budget(rulebook: Rulebook, component: str) -> dict[str, Any]:
    chosen = rulebook.components[component]
    years = {str(year): "1000" for year in range(1, chosen.years + 1)}
    total = 1000 * chosen.years
    return {
        "currency": chosen.selection.currency,
        "years": years,
        "total": str(total),
        "by_party": {party: str(total if index == 0 else 0) for index, party in enumerate(chosen.parties)},
        "asked": str(total // 2),
        "own_contribution": str(total - total // 2),
        "unconverted": [],
    }

"""Teams and facts of the partnership programme, written short: `Pm Po Oc` is one of each bench and a coordinator.

First letter: P politician, O official, G guest from outside. Then, in any order: m majority, o opposition,
c coordinator, l project leader, e employed by the party, u leads a unit, x external; s civil society, a academia,
b business, k association; W woman, M man, N says nothing (otherwise they alternate); ! no code of conduct,
? no qualities named, ~ not confirmed to be fit to travel.
"""

from __future__ import annotations

from typing import Any

from tandem.core.eligibility.remedies import put

ROLES = {"P": "politician", "O": "official", "G": "guest"}
MARKS = {"c": "is_coordinator", "l": "is_leader", "e": "employed_by_party", "u": "leads_unit", "x": "external"}
SECTORS = {"s": "civil_society", "a": "academia", "b": "business", "k": "association"}
SAID: dict[str, dict[str, Any]] = {
    "m": {"bench": "majority"}, "o": {"bench": "opposition"},
    "W": {"gender": "woman"}, "M": {"gender": "man"}, "N": {"gender": "unsaid"},
    "!": {"code_of_conduct": False}, "?": {"qualities": " "}, "~": {"fit_to_travel": False},
}  # fmt: skip
NAMES = ("Ana", "Bo", "Cy", "Dee", "Eve", "Kim", "Omar", "Aud", "Don")
GOOD = {
    "preparation": "Pm Po Oc O",
    "steering_group": "Pm Po Oceu O",
    "project": "Ol O O",
    "broadening": "Oc O O O",
    "dissemination": "O O",
}
PLACES = {"home": ("Fjordstad", "SE"), "abroad": ("Makambira", "KE"), "third": ("Zelenovo", "HR")}


def person(code: str, party: str, number: int) -> dict[str, Any]:
    """One row of the team."""
    row: dict[str, Any] = {
        "name": f"{NAMES[number % len(NAMES)]} {number}", "party": party, "post": "post", "role": ROLES[code[0]],
        "gender": "woman" if number % 2 else "man",
        "mandate": "Head.", "qualifications": "Knows it.", "qualities": "Listens.",
        "code_of_conduct": True, "fit_to_travel": True,
    }  # fmt: skip
    for mark in code[1:]:
        if mark in MARKS:
            row[MARKS[mark]] = True
        elif mark in SECTORS:
            row["sector"] = SECTORS[mark]
        else:
            row |= SAID[mark]
    return row


def team(**sides: str) -> list[dict[str, Any]]:
    """The rows of every side; of an odd number the last says nothing about gender."""
    codes = [(side, code) for side, written in sides.items() for code in written.split()]
    if len(codes) % 2:
        side, code = codes[-1]
        codes[-1] = (side, code if set(code) & set("WMN") else f"{code}N")
    return [person(code, side, number) for number, (side, code) in enumerate(codes)]


def facts(component: str, sides: dict[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    """Facts that pass every rule, with another team and other values at `a__b` (for /a/b)."""
    good = GOOD[component]
    teams = sides or {"home": good, "abroad": good if component != "dissemination" else "Ol O"}
    if component == "project" and not sides:
        teams = {"home": f"{good} Gxs", "abroad": good}
    people = team(**teams)
    each = dict.fromkeys(teams, "words")
    found: dict[str, Any] = {
        "call": {"year": 2025, "closes_at": "2025-03-15T22:59:59+00:00", "starts_on": "2025-07-01"},
        "parties": {
            side: {"name": PLACES[side][0], "kind": "municipality", "country": PLACES[side][1], "records": {}}
            for side in teams
        },
        "answers": answers(component, each),
        "team": people,
        "budget": {
            "currency": "SEK", "years": {"1": "200000", "2": "100000"}, "total": "300000", "asked": "200000",
            "own_contribution": "100000", "by_party": {"home": "300000"}, "unconverted": [],
        },
        "workflow": {"step": "draft"},
        "grants": [{"component": "steering_group", "from": "2025-01-01", "to": "2027-12-31", "active": True}],
        "recorded": {"dialogue": "2025-02-03"},
        "tools": {
            "planning_tool": {"filled": ["problems", "objectives", "exchange", "activities", "indicators", "risks"]}
        },
    }  # fmt: skip
    for at, value in changes.items():
        put(found, "/" + at.replace("__", "/"), value)
    return found


def answers(component: str, each: dict[str, str]) -> dict[str, Any]:
    """Every answer that a rule of this component looks at."""
    visit = dict.fromkeys(("expects_to_learn", "methods", "challenges", "reflection", "brought_home"), "words")
    tasks = ("anchoring", "steering", "quality", "perspectives", "sustainability", "dissemination")
    visits = {"visits_home": "1", "visits_abroad": "1", "visit_plan": {side: dict(visit) for side in each}}
    council = {"council": {side: {"elected_opposition": True} for side in each}}
    promise = {"commitments": {side: {"planning_tool": True} for side in each}}
    days = {"period": {"from": "2025-07-01", "to": "2027-06-30"}}
    anchored = {"anchoring": dict(each)}
    found: dict[str, dict[str, Any]] = {
        "preparation": {
            "months": "12", "challenges": "w", "target_group": "w", **visits, **council, **promise, **anchored,
        },
        "steering_group": {"steering_tasks": dict.fromkeys(tasks, "w"), **days, **visits, **council, **anchored},
        "project": {
            "core_areas": ["equality"], "capacity_goal": dict(each), "societal_effect": "w", **days, **visits,
        },
        "broadening": {"months": "6", "stakeholders": "w", **visits, **promise},
        "dissemination": {"reach": "w", "methods": "w", "period": {"from": "2025-07-01", "to": "2026-06-30"}},
    }  # fmt: skip
    return found[component]

"""The parts of a plan as its pages list them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.core import planning
from tandem.core.values import Money
from tandem.plans.fields import Setting, answers, budget_lines, directions, kinds, note_kinds, short
from tandem.plans.rules import OFFICERS_MEND, Terms
from tandem.plans.shown.budget import Budget, budget
from tandem.plans.shown.pictures import Pair, chain_pictures, matrix_pictures
from tandem.plans.words.changes import part_words
from tandem.plans.words.findings import finding as said
from tandem.plans.words.findings import side_words
from tandem.web.templatetags.tandem import localised, number

BAND_KINDS = {"low": "good", "medium": "warn", "high": "bad"}


@dataclass(frozen=True)
class Shown:
    """One version in sections. `edit` is the plan's address when parts may be changed, else ''."""

    edit: str
    levels: list[dict[str, Any]]
    chain: Pair | None
    indicators: list[dict[str, Any]]
    risks: list[dict[str, Any]]
    matrix: Pair | None
    years: tuple[int, ...]
    activities: list[dict[str, Any]]
    budget: Budget
    notes: list[dict[str, Any]]
    musts: list[dict[str, Any]] = field(default_factory=list)  # what the partners mend before they propose
    decisions: list[dict[str, Any]] = field(default_factory=list)  # what an officer can bear before an agreement
    advice: list[dict[str, Any]] = field(default_factory=list)
    has_chain: bool = True
    has_register: bool = True


def shown(
    plan: planning.Plan, terms: Terms, awarded: Money, *, edit: str = "", findings: Iterable[planning.Finding] = ()
) -> Shown:
    """Everything that a plan says, ready to be shown."""
    codes = coded(plan, terms)
    register = planning.by_weight(plan.risks)
    listed = [_found(each, plan, terms, codes, edit) for each in findings]
    return Shown(
        edit=edit, levels=_levels(plan, terms, codes, edit), chain=chain_pictures(plan, terms, codes),
        indicators=_indicators(plan, terms, codes, edit), risks=_risks(register, terms, codes, edit),
        matrix=matrix_pictures(register, terms), years=terms.years, activities=_years(plan, terms, codes, edit),
        budget=budget(plan, terms, awarded), notes=_notes(plan, terms, edit),
        musts=[each for each in listed if each["must"] and each["code"] not in OFFICERS_MEND],
        decisions=[each for each in listed if each["code"] in OFFICERS_MEND],
        advice=[each for each in listed if not each["must"]],
        has_chain=terms.results is not None, has_register=terms.rulebook.risks is not None,
    )


def coded(plan: planning.Plan, terms: Terms) -> dict[UUID, str]:
    """A short number for every statement, from the top down: 1, 1.1, 1.1.2; what hangs on nothing begins anew."""
    place = {level.id: at for at, level in enumerate(terms.levels)}
    rows = sorted(plan.statements, key=lambda row: (place.get(row.level, 99), row.place, str(row.identity)))
    found: dict[UUID, str] = {}
    below: dict[str, int] = {}
    for row in rows:
        above = found.get(row.parent, "") if row.parent else ""
        below[above] = below.get(above, 0) + 1
        found[row.identity] = f"{above}.{below[above]}" if above else str(below[above])
    return found


def _url(edit: str, part: planning.PartKind, identity: UUID) -> str:
    return f"{edit}{part}/{identity}/" if edit else ""


def _levels(plan: planning.Plan, terms: Terms, codes: dict[UUID, str], edit: str) -> list[dict[str, Any]]:
    """The chain as a table: level by level from the top, each with its statements."""
    return [
        {
            "id": level.id, "title": localised(level.title), "explains": localised(level.explains),
            "centre": core.centre, "add": f"{edit}statement/add/?level={level.id}" if edit else "",
            "statements": [
                {
                    "identity": row.identity, "code": codes[row.identity], "text": row.text, "language": row.language,
                    "side": side_words(row.side, terms), "url": _url(edit, "statement", row.identity),
                    "leads_to": codes.get(row.parent, "") if row.parent else "", "top": not terms.above(level.id),
                }
                for row in sorted(plan.statements, key=lambda row: codes[row.identity]) if row.level == level.id
            ],
        }
        for level, core in zip(terms.stated, terms.levels, strict=True)
    ]


def _indicators(plan: planning.Plan, terms: Terms, codes: dict[UUID, str], edit: str) -> list[dict[str, Any]]:
    setting = Setting(terms, plan)
    named, ways = dict(kinds(setting)), dict(directions(setting))
    rows = sorted(plan.indicators, key=lambda row: (codes.get(row.statement, "9") if row.statement else "9", row.place))
    return [
        {
            "identity": row.identity, "title": row.title, "unit": row.unit, "kind": named.get(row.kind, row.kind),
            "way": ways.get(row.direction, "") if row.direction != "none" else "",
            "code": codes.get(row.statement, "") if row.statement else "",
            "baseline": value(row, row.baseline) or row.baseline_text, "baseline_on": row.baseline_on,
            "targets": [value(row, _target(row, year)) for year in terms.years], "method": row.method,
            "source": row.source, "url": _url(edit, "indicator", row.identity),
        }
        for row in rows
    ]


def _target(row: planning.Indicator, year: int) -> Decimal | None:
    return next((target.value for target in row.targets if target.year == year), None)


def value(row: planning.Indicator, amount: Decimal | None) -> str:
    """A value of this indicator as its reader writes it; '' where there is none. A zero is 0."""
    if amount is None:
        return ""
    if row.kind == "milestone" and amount in (0, 1):
        return _("done") if amount else _("not done")
    return f"{number(amount)}\u00a0%" if row.kind == "percentage" else number(amount)


def _risks(
    register: Sequence[planning.Risk], terms: Terms, codes: dict[UUID, str], edit: str
) -> list[dict[str, Any]]:
    named = dict(answers(Setting(terms, planning.Plan())))
    words = {"low": _("low"), "medium": _("medium"), "high": _("high")}
    found = []
    for place, row in enumerate(register, start=1):
        before, after = planning.original(row, terms.scale), planning.residual(row, terms.scale)
        found.append({
            "identity": row.identity, "number": place, "text": row.text, "threatens": codes.get(row.threatens, "")
            if row.threatens else "", "outside": row.origin == "external", "owner": side_words(row.owner, terms),
            "before": {"score": before.score, "band": words[before.band], "kind": BAND_KINDS[before.band]},
            "after": {"score": after.score, "band": words[after.band], "kind": BAND_KINDS[after.band]},
            "answer": named.get(row.answer, "") if row.answer else "", "answer_text": row.answer_text,
            "tolerance": row.tolerance, "bear": after.band == "high" and not row.tolerance,
            "url": _url(edit, "risk", row.identity),
        })
    return found


def _years(plan: planning.Plan, terms: Terms, codes: dict[UUID, str], edit: str) -> list[dict[str, Any]]:
    """Activities under the year in which they begin; what has no day yet comes last."""
    named = {option.id: localised(option.label) for option in terms.rulebook.activities}
    last = max(terms.years) + 1
    found: dict[int, list[dict[str, Any]]] = {}
    rows = sorted(plan.activities, key=lambda row: (str(row.starts_on or "9"), row.place))
    for row in rows:
        found.setdefault(row.starts_on.year if row.starts_on else last, []).append({
            "identity": row.identity, "title": row.title, "kind": named.get(row.kind, ""),
            "side": side_words(row.side, terms), "starts_on": row.starts_on, "ends_on": row.ends_on,
            "code": codes.get(row.statement, "") if row.statement else "", "url": _url(edit, "activity", row.identity),
        })
    return [
        {"title": str(year) if year != last else _("No day yet"), "rows": found[year]} for year in sorted(found)
    ]


def _notes(plan: planning.Plan, terms: Terms, edit: str) -> list[dict[str, Any]]:
    """What each side says, kind by kind; a side that says nothing stands there empty."""
    titles = dict(note_kinds(Setting(terms, plan)))
    groups = []
    others = [kind for kind in dict.fromkeys(note.kind for note in plan.notes) if kind not in titles]
    for kind in [*titles, *others]:
        rows = [note for note in plan.notes if note.kind == kind and note.text.strip()]
        asked = kind in ("learning_goal", "context_knowledge")
        if not rows and not asked:
            continue
        sides = [*terms.sides, ""] if asked else dict.fromkeys(note.side for note in rows)
        groups.append({
            "kind": kind, "title": titles.get(kind) or _("Sketch of results"), "sides": [
                {
                    "side": side_words(side, terms),
                    "notes": [{"text": n.text, "language": n.language, "url": _url(edit, "note", n.identity),
                               "identity": n.identity} for n in rows if n.side == side],
                    "add": f"{edit}note/add/?kind={kind}&side={side}" if edit and asked else "",
                }
                for side in sides if side or any(n.side == side for n in rows)
            ],
        })
    return groups


def _found(
    found: planning.Finding, plan: planning.Plan, terms: Terms, codes: dict[UUID, str], edit: str
) -> dict[str, Any]:
    """A finding with the words of its part and the place that mends it."""
    words = said(found, terms)
    part = next((part for kind, part in plan.parts() if kind == found.part and part.identity == found.identity), None)
    name = short(planning.label(part), 70) if part is not None else ""
    if isinstance(part, planning.Line):
        name = part.text or dict(budget_lines(Setting(terms, plan))).get(part.line, part.line)
    return {
        "must": found.severity == "must", "says": words.sentence, "mend": words.remedy, "name": name,
        "part": part_words(found.part), "code": found.code,
        "url": place(found, edit) if edit else (f"#{found.part}-{found.identity}" if part is not None else ""),
    }


def place(found: planning.Finding, edit: str) -> str:
    """Where a finding is mended: the field of its part, or the page that adds what is missing."""
    if found.code == "no_indicator":
        return f"{edit}indicator/add/?statement={found.identity}"
    if found.code == "nothing_leads_here":
        return f"{edit}statement/add/?parent={found.identity}"
    if found.code in ("side_without_learning_goals", "side_without_context_knowledge"):
        kind = "learning_goal" if found.code == "side_without_learning_goals" else "context_knowledge"
        return f"{edit}note/add/?kind={kind}&side={found.numbers.get('side', '')}"
    if found.code == "too_many_indicators":
        return "#indicators"
    if found.identity is None:
        asks = {"no_centre": f"level={found.numbers.get('level', '')}", "side_without_activities": _side(found),
                "side_without_budget": _side(found)}.get(found.code, "")
        return f"{edit}{found.part}/add/?{asks}"
    whole = found.field in ("", "identity", "targets")
    anchor = "" if whole else f"#id_{found.field.replace('/', '-')}"
    return f"{edit}{found.part}/{found.identity}/{anchor}"


def _side(found: planning.Finding) -> str:
    return f"side={found.numbers.get('side', '')}"


def plan_url(organiser: str, grant: UUID) -> str:
    """The address of a grant's plan."""
    return reverse("plans:plan", args=[organiser, grant])

"""A child may tighten and fill in what its parent says. What it loosens is found here, with file and line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from tandem.core.eligibility import Bounds, Check, check_of
from tandem.core.eligibility.evaluate import BadRule
from tandem.core.rulebook.findings import Finding, Path
from tandem.core.rulebook.loosening_choosing import looser_choosing
from tandem.core.rulebook.loosening_judgement import looser_judgement
from tandem.core.rulebook.places import written_at
from tandem.core.rulebook.schema import Component, Rule, Rulebook
from tandem.core.rulebook.sources import MAIN
from tandem.core.rulebook.yaml_tree import Document

# fields of checks: lists of what is asked (fewer is looser) and of what is enough (more is looser); yes is strict, lax
ASKED = ("have", "parts", "truthy", "leads", "filled", "include", "among")
ENOUGH = ("evidence",)
STRICT = ("nobody_else", "active")
LAX = ("or_applied",)
BOUNDS = ("exactly", "at_least", "at_most", "between", "around", "usually")


@dataclass
class _Comparison:
    parent: Rulebook
    child: Rulebook
    document: Document
    findings: list[Finding] = field(default_factory=list)

    def say(self, code: str, path: Path, rule: str = "", advice: bool = False, **values: Any) -> None:
        real, line, column = written_at(self.document, path)
        level: Any = "advice" if advice else "error"
        values |= {"parent": self.parent.rulebook}
        self.findings.append(Finding(MAIN, line, code, values, real, rule, column, level))


def loosened(parent: Rulebook, child: Rulebook, document: Document) -> tuple[Finding, ...]:
    """Everything in which `child`, whose main file is `document`, asks less than `parent`; empty when it does not."""
    found = _Comparison(parent, child, document)
    _parties(found)
    for id in parent.once_per_organisation:
        if id not in child.once_per_organisation:
            found.say("loosened_removed", ("once_per_organisation",), what="paper", name=id)
    for id, component in parent.components.items():
        if id not in child.components:
            found.say("loosened_removed", ("components",), what="component", name=id)
            continue
        _component(found, component, child.components[id], ("components", id))
        _rules(found, parent.own_rules(id), child.components[id].rules, ("components", id, "rules"))
        _form(found, id)
    for id in child.components:
        _rules(found, parent.everyone, child.components[id].rules, ("everyone",))
    for less in (*looser_choosing(parent, child), *looser_judgement(parent, child)):
        found.say(less.code, less.path, advice=less.advice, **less.values)
    unique = {(f.line, f.code, str(f.values)): f for f in found.findings}
    return tuple(unique.values())


def _parties(found: _Comparison) -> None:
    for id, role in found.parent.parties.items():
        other = found.child.parties.get(id)
        if other is None:
            continue
        for name in ("countries", "kinds"):
            more = [value for value in getattr(other, name) if value not in getattr(role, name)]
            if more:
                found.say("loosened_list", ("parties", id, name), what=name, more=more)
        if other.optional and not role.optional:
            found.say("loosened_number", ("parties", id, "optional"), name="optional", before="false", after="true")


def _component(found: _Comparison, before: Component, after: Component, path: Path) -> None:
    if after.years > before.years:
        found.say("loosened_number", (*path, "years"), name="years", before=before.years, after=after.years)
    _amount(found, before.ceiling, after.ceiling, (*path, "ceiling"))
    _amount(found, after.own_contribution_percent, before.own_contribution_percent, (*path, "own_contribution_percent"))
    if before.signatures == "each_party" and after.signatures != "each_party":
        found.say("loosened_number", (*path, "signatures"), name="signatures", before="each_party", after="leader")
    rows = {(row.region, row.parties): row.amount for row in (before.ceilings.rows if before.ceilings else ())}
    new = {(row.region, row.parties): row.amount for row in (after.ceilings.rows if after.ceilings else ())}
    if rows and not new and after.ceiling is None:
        found.say("loosened_removed", (*path, "ceilings"), what="table", name="ceilings")
    for key, amount in rows.items():
        if key in new:
            _amount(found, amount, new[key], (*path, "ceilings", "rows"))


def _amount(found: _Comparison, small: str | None, large: str | None, path: Path) -> None:
    """Say an amount that grew (or, the other way round, shrank)."""
    own = path[-1] == "own_contribution_percent"
    before, after = (large, small) if own else (small, large)
    low, high = _number(small), _number(large)
    if before is not None and (low is None or high is None or high > low):
        name = "ceilings" if path[-1] == "rows" else str(path[-1])
        found.say("loosened_number", path, name=name, before=before, after=after if after is not None else "nothing")


def _number(written: str | None) -> Decimal | None:
    try:
        return None if written is None else Decimal(written)
    except InvalidOperation:
        return None


def _form(found: _Comparison, component: str) -> None:
    """Questions that had to be answered and no longer have to."""
    parent, child = found.parent, found.child
    if parent.components[component].form not in parent.forms or child.components[component].form not in child.forms:
        return
    after = {question.id: question for question in child.form_of(component).questions()}
    for question in parent.form_of(component).questions():
        if question.required and not (question.id in after and after[question.id].required):
            found.say("loosened_question", ("components", component, "form"), name=question.id)


def _rules(found: _Comparison, before: tuple[Rule, ...], after: tuple[Rule, ...], path: Path) -> None:
    now = {rule.id: rule for rule in after}
    for rule in before:
        if rule.must is None:
            continue
        other = now.get(rule.id)
        here: Path = (*path, rule.id)
        if other is None:
            found.say("loosened_removed", here, rule.id, what="rule", name=rule.id)
        elif other.must is None:
            found.say("loosened_to_should", (*here, "should"), rule.id, name=rule.id)
        else:
            _rule(found, rule, other, here)


def _rule(found: _Comparison, before: Rule, after: Rule, path: Path) -> None:
    for name in ("when", "unless"):
        was, now = getattr(before, name), getattr(after, name)
        if was != now and now is not None:
            values = {"name": name, "before": was or "always", "after": now}
            found.say("loosened_condition", (*path, name), before.id, advice=was is not None, **values)
    if before.recorded_at == "submission" and after.recorded_at == "appraisal":
        values = {"name": "recorded_at", "before": "submission", "after": "appraisal"}
        found.say("loosened_number", (*path, "recorded_at"), before.id, **values)
    try:
        old, new = check_of(before), check_of(after)
    except BadRule:
        return
    if type(old) is not type(new):
        found.say("loosened_unsure", (*path, "must"), before.id, advice=True, name=before.id)
        return
    for name, was, now in looser(old, new):
        found.say("loosened_number", (*path, "must", name), before.id, name=name, before=was, after=now)
    if any(getattr(old, name, None) != getattr(new, name, None) for name in _others(old)):
        found.say("loosened_unsure", (*path, "must"), before.id, advice=True, name=before.id)


def _others(check: Check) -> list[str]:
    """Fields whose change may loosen or tighten: only people can tell."""
    known = {*ASKED, *ENOUGH, *STRICT, *LAX, *BOUNDS, "covers", "before"}
    kept = [name for name in type(check).model_fields if name not in known]
    return [*kept, *(["among"] if isinstance(getattr(check, "among", None), str) else [])]


def looser(old: Check, new: Check) -> Iterator[tuple[str, str, str]]:
    """(field, what it was, what it is) for every way in which a check of the same kind asks less."""
    if isinstance(old, Bounds) and isinstance(new, Bounds):
        yield from _wider("at_least", old.low, new.low, down=True)
        yield from _wider("at_most", old.high, new.high, down=False)
    else:
        for name in ("at_least", "at_most"):
            yield from _wider(name, getattr(old, name, None), getattr(new, name, None), down=name == "at_least")
    for name in (*ASKED, *ENOUGH):
        was, now = getattr(old, name, None), getattr(new, name, None)
        if isinstance(was, tuple) and isinstance(now, tuple) and _fewer(name, was, now):
            yield name, _said(was), _said(now)
    for name in (*STRICT, *LAX):
        was, now = getattr(old, name, False), getattr(new, name, False)
        if was != now and now is (name in LAX):
            yield name, str(was).lower(), str(now).lower()
    if getattr(old, "covers", None) is not None and getattr(new, "covers", None) is None:
        yield "covers", _said(getattr(old, "covers", ())), "nothing"
    if getattr(old, "before", "") == "submission" and getattr(new, "before", "") == "closing":
        yield "before", "submission", "closing"


def _fewer(name: str, was: tuple[str, ...], now: tuple[str, ...]) -> bool:
    if name in ENOUGH:
        return bool(set(now) - set(was))
    whole = name in ("parts", "filled") and not was  # nothing named means everything
    return bool(set(was) - set(now)) and not (name in ("parts", "filled") and not now) or (whole and bool(now))


def _wider(name: str, was: Any, now: Any, down: bool) -> Iterator[tuple[str, str, str]]:
    if was is None or was == now:
        return
    comparable = isinstance(was, int | Decimal) and isinstance(now, int | Decimal)
    if now is None or (comparable and (now < was) is down):
        yield name, str(was), "nothing" if now is None else str(now)


def _said(values: Any) -> str:
    return ", ".join(map(str, values)) or "everything"

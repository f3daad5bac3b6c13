"""Which changes of a rulebook hurt people who have begun an application under the older one.

Whatever asks more, allows less, gives less or judges otherwise hurts; where only people can tell, it is taken to hurt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from tandem.core.eligibility import check_of
from tandem.core.eligibility.evaluate import BadRule
from tandem.core.rulebook.differences import Difference
from tandem.core.rulebook.findings import Path
from tandem.core.rulebook.harming_forms import form_harms
from tandem.core.rulebook.loosening import looser
from tandem.core.rulebook.schema import Component, Rule, Rulebook
from tandem.core.rulebook.sources import MAIN

# what decides who is chosen: whoever has sent was promised these
JUDGED = (
    "criteria", "scale", "blind", "assessors", "outlier_points", "interview", "selection", "workflow",
)  # fmt: skip
NO_HARM = frozenset({"title", "guidance", "explains", "takes", "means", "source", "clause", "evidence", "budget"})


@dataclass(frozen=True)
class Harm:
    """One change that hurts. `path` is by name, as in a Difference; `judged`: it changes how what was sent is judged.

    code: new_must, now_must, rule_stricter, rule_applies_more, rule_unsure, ceiling_lower, contribution_higher,
    years_fewer, more_signatures, party_narrower, party_needed, judged_otherwise, closes_earlier, language_gone,
    component_gone, and those of `harming_forms`.
    """

    code: str
    path: Path
    values: Mapping[str, Any] = field(default_factory=dict)
    file: str = MAIN
    judged: bool = False


def harms(old: Rulebook, new: Rulebook, component: str) -> tuple[Harm, ...]:
    """Everything in which `new` hurts people with a draft of this component under `old`; empty when nothing does."""
    if component not in new.components:
        return (Harm("component_gone", ("components", component)),)
    found = [
        *_languages(old, new),
        *_parties(old, new, component),
        *_rules(old, new, component),
        *_component(old.components[component], new.components[component], ("components", component)),
        *_days(old, new),
    ]
    for code, path, values in form_harms(old, new, component):
        found.append(Harm(code, path, values, new.components[component].form))
    return tuple(found)


def harm_of(difference: Difference, found: Iterable[Harm]) -> Harm | None:
    """The harm that this difference does, None when it hurts nobody; `found` are those of the same two rulebooks."""
    for harm in found:
        if harm.file != difference.file or (difference.language and harm.code != "language_gone"):
            continue
        mine, its = tuple(map(str, difference.path)), tuple(map(str, harm.path))
        shortest = min(len(mine), len(its))
        if mine[:shortest] == its[:shortest] and shortest:
            return harm
    return None


def _languages(old: Rulebook, new: Rulebook) -> Iterator[Harm]:
    gone = [language for language in old.languages if language not in new.languages]
    if gone:
        yield Harm("language_gone", ("languages",), {"names": gone})


def _parties(old: Rulebook, new: Rulebook, component: str) -> Iterator[Harm]:
    before, after = old.components[component].parties, new.components[component].parties
    for id in after:
        if id not in before and not new.parties[id].optional:
            yield Harm("party_needed", ("components", component, "parties"), {"name": id})
    for id in before:
        was, now = old.parties.get(id), new.parties.get(id)
        if was is None or now is None or id not in after:
            yield Harm("party_narrower", ("parties", id), {"name": id, "less": [id]})
            continue
        for name in ("countries", "kinds"):
            less = [value for value in getattr(was, name) if value not in getattr(now, name)]
            if less:
                yield Harm("party_narrower", ("parties", id, name), {"name": id, "less": less})
        if was.optional and not now.optional:
            yield Harm("party_needed", ("parties", id, "optional"), {"name": id})


def _rules(old: Rulebook, new: Rulebook, component: str) -> Iterator[Harm]:
    before = {rule.id: rule for rule in old.components[component].rules}
    own = {rule.id for rule in new.own_rules(component)}
    for rule in new.components[component].rules:
        path: Path = ("components", component, "rules", rule.id) if rule.id in own else ("everyone", rule.id)
        was = before.get(rule.id)
        if rule.must is None:
            continue
        if was is None:
            yield Harm("new_must", path, {"name": rule.id})
        elif was.must is None:
            yield Harm("now_must", path, {"name": rule.id})
        else:
            yield from _rule(was, rule, path)


def _rule(was: Rule, now: Rule, path: Path) -> Iterator[Harm]:
    """A must that was a must: does it ask more, or of more people?"""
    more = (was.when != now.when and was.when is not None) or (was.unless != now.unless and was.unless is not None)
    if more:
        yield Harm("rule_applies_more", (*path, "when" if was.when != now.when else "unless"), {"name": now.id})
    if was.recorded_at == "appraisal" and now.recorded_at == "submission":
        yield Harm("rule_applies_more", (*path, "recorded_at"), {"name": now.id})
    if was.must == now.must:
        return
    try:
        old, new = check_of(was), check_of(now)
    except BadRule:
        yield Harm("rule_unsure", (*path, "must"), {"name": now.id})
        return
    if type(old) is not type(new):
        yield Harm("rule_unsure", (*path, "must"), {"name": now.id})
        return
    stricter = list(looser(new, old))  # seen from the new one, the old one asks less
    for name, after, before in stricter:
        yield Harm("rule_stricter", (*path, "must", name), {"name": now.id, "before": before, "after": after})
    if not stricter and not list(looser(old, new)):
        yield Harm("rule_unsure", (*path, "must"), {"name": now.id})


def _component(was: Component, now: Component, path: Path) -> Iterator[Harm]:
    if now.years < was.years:
        yield Harm("years_fewer", (*path, "years"), {"before": was.years, "after": now.years})
    if was.signatures == "leader" and now.signatures != "leader":
        yield Harm("more_signatures", (*path, "signatures"))
    yield from _amount(was.ceiling, now.ceiling, (*path, "ceiling"))
    yield from _ceilings(was, now, path)
    before, after = _number(was.own_contribution_percent) or Decimal(0), _number(now.own_contribution_percent)
    if after is not None and after > before:
        values = {"before": str(before), "after": str(after)}
        yield Harm("contribution_higher", (*path, "own_contribution_percent"), values)
    for name in JUDGED:
        if _meant(getattr(was, name)) != _meant(getattr(now, name)):
            yield Harm("judged_otherwise", (*path, name), {"name": name}, judged=True)


def _ceilings(was: Component, now: Component, path: Path) -> Iterator[Harm]:
    rows = {(row.region, row.parties): row.amount for row in (was.ceilings.rows if was.ceilings else ())}
    new = {(row.region, row.parties): row.amount for row in (now.ceilings.rows if now.ceilings else ())}
    if new and not rows and was.ceiling is None:
        yield Harm("ceiling_lower", (*path, "ceilings"), {"before": "", "after": ", ".join(new.values())})
    for key, amount in rows.items():
        yield from _amount(amount, new.get(key, "0" if new else None), (*path, "ceilings"))


def _amount(was: str | None, now: str | None, path: Path) -> Iterator[Harm]:
    """A ceiling that came down, or that is new."""
    before, after = _number(was), _number(now)
    if after is not None and (before is None or after < before):
        yield Harm("ceiling_lower", path, {"before": was or "", "after": now})


def _days(old: Rulebook, new: Rulebook) -> Iterator[Harm]:
    """A day of the yearly cycle by which people apply, when it has changed: a call's own days are its own terms."""
    for id, donor in old.cycle.donors.items():
        now = new.cycle.donors.get(id)
        if now is not None and now.application != donor.application and donor.application.on != "not yet set":
            values = {"name": id, "before": donor.application.on, "after": now.application.on}
            if (now.application.on, now.application.year) != (donor.application.on, donor.application.year):
                yield Harm("closes_earlier", ("cycle", "donors", id, "application"), values)


def _meant(value: Any) -> Any:
    """The value without its wording: other words for the same thing hurt nobody."""
    if hasattr(value, "model_dump"):
        value = value.model_dump()
    if isinstance(value, Mapping):
        return {key: _meant(inner) for key, inner in value.items() if key not in NO_HARM}
    if isinstance(value, tuple | list):
        return [_meant(inner) for inner in value]
    return value


def _number(written: str | None) -> Decimal | None:
    try:
        return None if written is None else Decimal(written)
    except InvalidOperation:
        return None

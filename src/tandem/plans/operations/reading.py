"""What people typed into a part of the plan, read in their language and held against the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as attributes
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core import planning
from tandem.core.forms import amounts, days, numerals
from tandem.core.forms.locales import PLAIN
from tandem.core.planning import PartKind
from tandem.core.values import Problem, storable
from tandem.foundation.access import Refused
from tandem.plans.fields import Field, Setting, keys

SHAPES: Mapping[PartKind, Any] = {
    "statement": planning.Statement, "indicator": planning.Indicator, "risk": planning.Risk,
    "activity": planning.Activity, "line": planning.Line, "note": planning.Note,
}
WRONG = frozenset({  # what is wrong at once; what is only missing yet stays a finding until the plan is proposed
    "unknown_level", "wrong_parent", "unknown_parent", "unknown_statement", "serves_wrong_level",
    "target_equals_baseline", "target_wrong_side", "target_year_outside", "percent_out_of_range",
    "milestone_not_yes_no", "ends_before_start", "outside_period", "negative_amount", "year_outside_grant", "no_rate",
    "bad_rate", "rate_without_source", "score_outside_scale", "residual_higher", "residual_incomplete",
})
RATED = ("probability", "consequence", "answer", "residual_probability", "residual_consequence")


def read(
    part: PartKind, before: planning.Part | None, values: Mapping[str, str], setting: Setting, identity: UUID
) -> Any:
    """The part with the values read; fields that are not given stay as they are in `before`.

    Refused (422) with every problem, its `where` being the key: unknown keys, what cannot be read, what is needed and
    missing, and what contradicts the plan around it.
    """
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    known = dict(keys(part, setting.terms))
    problems += [Problem("column_unknown", key[:60], {"columns": [key[:60]]}) for key in values if key not in known]
    currency = _currency(before, values, setting)
    for key, field in known.items():
        if key in values:
            value = _read(field, str(values[key]), setting, currency)
            if isinstance(value, Problem):
                problems.append(replace(value, where=key))
            else:
                found[key] = value
        elif field.needed and before is None:
            problems.append(Problem("missing", key, {"type": field.kind}))
    if problems:
        raise refused(problems)
    after = _built(part, before, found, setting, identity)
    problems = _contradictions(part, after, setting)
    if problems:
        raise refused(problems)
    return after


def refused(problems: list[Problem]) -> Refused:
    """The refusal that names every place."""
    text = ngettext(
        "One thing does not hold, so nothing was saved.", "%(number)d things do not hold, so nothing was saved.",
        len(problems),
    ) % {"number": len(problems)}
    return Refused("plan_part", text, _("Each is named beside its field. What you typed is kept."), problems=problems)


def _currency(before: planning.Part | None, values: Mapping[str, str], setting: Setting) -> str:
    typed = str(values.get("currency", "")).strip()
    kept = before.currency if isinstance(before, planning.Line) else ""
    return typed if typed in setting.terms.currencies else kept or setting.terms.currency


def _read(field: Field, raw: str, setting: Setting, currency: str) -> Any:
    """The value of one field, or the problem."""
    typed = storable(raw.replace("\r\n", "\n"))[0].strip()
    if not typed:
        return Problem("missing", values={"type": field.kind}) if field.needed else _nothing(field)
    return {
        "line": _text, "text": _text, "choice": _choice, "points": _points, "part": _part, "number": _number,
        "rate": _rate, "day": _day, "amount": _amount,
    }[field.kind](field, typed, setting, currency)


def _nothing(field: Field) -> Any:
    return "" if field.kind in ("line", "text", "choice", "rate") else None


def _text(field: Field, typed: str, setting: Setting, currency: str) -> Any:
    if field.kind == "line":
        typed = " ".join(typed.split())
    if len(typed) > field.most:
        values = {"actual": len(typed), "limit": field.most, "difference": len(typed) - field.most}
        return Problem("too_many_characters", values=values)
    return typed


def _choice(field: Field, typed: str, setting: Setting, currency: str) -> Any:
    offered = {id for id, _label in field.offer(setting)} if field.offer else set()
    return typed if typed in offered else Problem("choice_unknown", values={"chosen": [typed[:60]]})


def _points(field: Field, typed: str, setting: Setting, currency: str) -> Any:
    chosen = _choice(field, typed, setting, currency)
    return chosen if isinstance(chosen, Problem) else int(chosen)


def _part(field: Field, typed: str, setting: Setting, currency: str) -> Any:
    """A statement of this plan, whatever its level; the level is judged by the rules, with its own words."""
    try:
        wanted = UUID(typed)
    except ValueError:
        wanted = None
    known = {row.identity for row in setting.plan.statements}
    return wanted if wanted in known else Problem("unknown_statement")


def _number(field: Field, typed: str, setting: Setting, currency: str) -> Any:
    value, problem = numerals.number(typed, setting.locale)
    if problem is not None or value is None:
        return problem
    exact = Decimal(value)
    return exact if len(planning.plain(exact)) <= 40 else Problem(
        "number_too_long", values={"actual": len(value), "limit": 40, "unit": "characters"}
    )


def _rate(field: Field, typed: str, setting: Setting, currency: str) -> Any:
    exact = _number(field, typed, setting, currency)
    return exact if isinstance(exact, Problem) else planning.plain(exact)


def _day(field: Field, typed: str, setting: Setting, currency: str) -> Any:
    return days.day(typed, "en" if setting.locale == PLAIN else setting.locale)


def _amount(field: Field, typed: str, setting: Setting, currency: str) -> Any:
    found = amounts.money(typed, setting.locale, currency)
    return found if isinstance(found, Problem) else found.minor


def _built(
    part: PartKind, before: planning.Part | None, found: Mapping[str, Any], setting: Setting, identity: UUID
) -> Any:
    """The part with what was read in its place."""
    flat = {key: value for key, value in found.items() if "/" not in key}
    was: dict[str, Any] = {"identity": identity}
    if before is not None:
        was = {each.name: getattr(before, each.name) for each in attributes(before)}
    for name in ("targets", "years"):
        given = {int(key.partition("/")[2]): value for key, value in found.items() if key.startswith(f"{name}/")}
        if given:
            rows = {getattr(row, "year", None) or row[0]: row for row in was.get(name, ())}
            rows |= {year: planning.Target(year, value) if name == "targets" else (year, value)
                     for year, value in given.items() if value is not None}
            gone = {year for year, value in given.items() if value is None}
            flat[name] = tuple(row for year, row in sorted(rows.items()) if year not in gone)
    made = SHAPES[part](**{**was, **flat})
    if isinstance(made, planning.Risk) and before is not None and _rated_anew(before, made):
        made = replace(made, tolerance="")  # it was borne as it was
    worded = isinstance(made, (planning.Statement, planning.Note)) and made.text != was.get("text")
    if worded and setting.locale != PLAIN:
        made = replace(made, language=setting.locale[:12])  # whoever words it anew does so in their language
    if isinstance(made, planning.Line) and made.currency == setting.terms.currency and not made.rate:
        made = replace(made, rate_source="", rate_on=None)
    return made


def _rated_anew(before: planning.Part, after: planning.Risk) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in RATED)


def _contradictions(part: PartKind, after: Any, setting: Setting) -> list[Problem]:
    """What the rules refuse in this part at once."""
    room = {"activity": "activities"}.get(part, f"{part}s")
    others = tuple(row for row in getattr(setting.plan, room) if row.identity != after.identity)
    found = setting.terms.findings(replace(setting.plan, **{room: (*others, after)}))
    own = [finding for finding in found if finding.identity == after.identity and finding.code in WRONG]
    return [Problem(finding.code, finding.field, dict(finding.numbers)) for finding in own]



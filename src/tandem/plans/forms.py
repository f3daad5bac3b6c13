"""One small form per part of a plan. It only asks and shows: reading and refusing is the operation's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.core import planning
from tandem.core.forms import amounts, numerals
from tandem.core.forms.locales import convention
from tandem.core.planning import PartKind
from tandem.core.values import Money, Problem
from tandem.plans.fields import Field, Setting, keys, label
from tandem.plans.rules import Terms
from tandem.plans.words import problem as said
from tandem.web.templatetags.tandem import amount, day, number

RADIOS = frozenset({"direction", "origin", "paid_by", "entry", "side"})  # few answers: all are seen at once
OPTIONAL = frozenset({
    "definition", "baseline_text", "frequency", "rate", "rate_source", "rate_on", "residual_probability",
    "residual_consequence", "answer", "answer_text",
})


@dataclass(frozen=True)
class Group:
    """Fields under one heading ('' when the form is short)."""

    title: str
    fields: tuple[Any, ...]

    @property
    def by_year(self) -> bool:
        """Whether they stand side by side, a year each."""
        return all(field.name.startswith(("targets-", "years-")) for field in self.fields)


class PartForm(forms.Form):
    """The fields of one part; names are keys with '-' for '/'."""

    def __init__(self, part: PartKind, setting: Setting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part, self.setting = part, setting
        for key, field in keys(part, setting.terms):
            self.fields[_name(key)] = _asked(key, field, setting)

    def values(self) -> dict[str, str]:
        """What was posted, by key; fields that were not sent are left out."""
        listed = keys(self.part, self.setting.terms)
        return {key: str(self.data[_name(key)]) for key, _field in listed if _name(key) in self.data}

    def refuse(self, problems: Iterable[Problem]) -> list[dict[str, str]]:
        """Put every problem beside its field; returns them for the summary."""
        self.full_clean()
        listed = []
        for problem in problems:
            name, text = _name(problem.where), said(problem, self.setting.terms)
            if name in self.fields:
                self.add_error(name, text)
                where = self[name]
                url = f"#{where.id_for_label}" if not where.use_fieldset else f"#{where.auto_id}_0"
                listed.append({"url": url, "text": f"{where.label}: {text}"})
            else:
                listed.append({"url": "", "text": f"{label(problem.where, self.setting.terms)}: {text}"})
        return listed

    def groups(self) -> list[Group]:
        """The fields under their headings."""
        found: dict[str, list[Any]] = {}
        for key, field in keys(self.part, self.setting.terms):
            found.setdefault(str(field.group), []).append(self[_name(key)])
        groups = []
        for title, fields in found.items():
            years = tuple(field for field in fields if field.name.startswith(("targets-", "years-")))
            others = tuple(field for field in fields if field not in years)
            groups += [Group(title, others)] if others else []
            groups += [Group("" if others else title, years)] if years else []
        return groups


def _name(key: str) -> str:
    return key.replace("/", "-")


def _asked(key: str, field: Field, setting: Setting) -> forms.Field:
    attrs: dict[str, Any] = {"autocomplete": "off"}
    widget: forms.Widget
    if field.offer is not None:
        choices = field.offer(setting)
        if field.kind == "points" and not field.needed:
            choices = [("", _("Not rated yet")), *choices]
        widget = (forms.RadioSelect if field.name in RADIOS else forms.Select)(choices=choices)
    elif field.kind == "text":
        widget = forms.Textarea(attrs={"rows": 3})
    else:
        if field.kind in ("number", "amount", "rate"):
            attrs |= {"inputmode": "decimal", "class": "w14 num"}
        elif field.kind == "day":
            attrs["class"] = "w14"
        elif field.most <= 100:
            attrs["class"] = "w20"
        widget = forms.TextInput(attrs=attrs)
    asked = forms.CharField(
        required=False, strip=False, label=label(key, setting.terms) if "/" in key else str(field.label),
        help_text=str(field.hint or ""), widget=widget,
    )
    asked.needed = field.name not in OPTIONAL  # type: ignore[attr-defined]
    return asked


def typed(part: PartKind, row: planning.Part | None, terms: Terms) -> dict[str, str]:
    """What the fields show for a part that is there, in the reader's language, so that it reads back the same."""
    found: dict[str, str] = {}
    for key, field in keys(part, terms):
        name, _sep, year = key.partition("/")
        value = getattr(row, name, None) if row is not None else None
        if year and value is not None:
            value = _of_year(value, int(year))
        found[_name(key)] = _written(field, value, row)
    return found


def _of_year(rows: Any, year: int) -> Any:
    for row in rows:
        if isinstance(row, planning.Target) and row.year == year:
            return row.value
        if isinstance(row, tuple) and row[0] == year:
            return row[1]
    return None


def _written(field: Field, value: Any, row: planning.Part | None) -> str:
    if value is None or value == "":
        return ""
    if field.kind == "day":
        return str(day(value))
    if field.kind == "amount" and isinstance(row, planning.Line):
        cash = Money(int(value), row.currency)
        return _first(cash.amount, amount(cash), lambda text, locale: amounts.money(text, locale, row.currency) == cash)
    if field.kind in ("number", "rate"):
        try:
            exact = Decimal(value)
        except ArithmeticError:
            return str(value)
        return _first(exact, number(exact), lambda text, locale: _reads(text, locale) == exact)
    return str(value)


def _reads(text: str, locale: str) -> Decimal | None:
    value, _problem = numerals.number(text, locale)
    return Decimal(value) if value is not None else None


def _first(exact: Decimal, grouped: str, same: Callable[[str, str], bool]) -> str:
    """The first way of writing a number that reads back as itself in the reader's language: 1.800 can be two numbers
    in Spanish, 1800 only one."""
    locale = get_language() or "en"
    plain = format(exact, "f").replace(".", convention(locale).decimal)
    ways = (grouped, plain, f"{plain}0")
    return next((text for text in ways if same(text, locale)), plain)


def beginning(part: PartKind, terms: Terms, asked: Mapping[str, str]) -> dict[str, str]:
    """What a form for a new part begins with: sensible choices, and what the link to it named."""
    first = {
        "statement": {"level": terms.results.centre if terms.results else ""},
        "indicator": {"kind": "number", "direction": "rising", "entry": "total", "over_periods": "latest",
                      "across": "sum"},
        "risk": {"origin": "internal"},
        "line": {"currency": terms.currency, "paid_by": "grant"},
    }.get(part, {})
    names = {_name(key) for key, _field in keys(part, terms)}
    return {**first, **{name: value[:60] for name, value in asked.items() if name in names}}

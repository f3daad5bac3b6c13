"""One stored value against its question or part: shape, options, limits. Empty values are not the matter here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from tandem.core.forms import periods
from tandem.core.forms.amounts import known_currency
from tandem.core.forms.answers import is_blank, is_unread
from tandem.core.forms.definition import Part, Question
from tandem.core.forms.limits import outside, over
from tandem.core.forms.paths import place
from tandem.core.forms.typed import Intake
from tandem.core.values import Money, Problem

_SHOWN = 200
Problems = tuple[Problem, ...]


def check(asked: Question | Part, value: Any, where: str) -> Problems:
    """What is wrong with a stored value: unread, not of its type's shape, not offered, or beyond a limit."""
    if is_unread(value):
        return (unread_problem(value, where),)
    checker = _CHECKS.get(asked.type)
    return checker(asked, value, where) if checker else ()


def unread_problem(value: Mapping[str, str], where: str) -> Problem:
    """`unread`, with the beginning of what was typed."""
    return Problem("unread", where, {"typed": value["unread"][:_SHOWN]})


def malformed(type_: str, where: str) -> Problems:
    """The stored value does not have the shape of its type."""
    return (Problem("value_malformed", where, {"type": type_}),)


def shown(value: Any) -> str:
    """The beginning of any stored value, to say it with."""
    return Intake().text(value)[:60]


def whole(value: Any) -> int | None:
    """Minor units as stored (a whole number) or as canonical content has them (its digits); None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if abs(value) < 10**18 else None
    if isinstance(value, str) and len(value) <= 20 and value.removeprefix("-").isdecimal() and value.isascii():
        return int(value)
    return None


def decimal(value: Any) -> Decimal | None:
    """A stored plain decimal; None for anything else."""
    if not isinstance(value, str) or len(value) > 60:
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 60 else None


def iso_day(value: Any) -> date | None:
    """A stored day; None for anything else."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def _text(asked: Question | Part, value: Any, where: str) -> Problems:
    return over(asked.limit, value, where) if isinstance(value, str) else malformed(asked.type, where)


def _choice(asked: Question | Part, value: Any, where: str) -> Problems:
    return _offered(asked, [value], where) if isinstance(value, str) else malformed(asked.type, where)


def _many(asked: Question | Part, value: Any, where: str) -> Problems:
    if not isinstance(value, (list, tuple)) or not all(isinstance(each, str) for each in value):
        return malformed(asked.type, where)
    return _offered(asked, list(value), where)


def _offered(asked: Question | Part, chosen: list[str], where: str) -> Problems:
    offered = {option.id for option in asked.options}
    if not offered and isinstance(asked, Question) and asked.options_from:
        return ()
    strange = [each[:60] for each in chosen if each not in offered]
    return (Problem("choice_unknown", where, {"chosen": strange[:10]}),) if strange else ()


def _number(asked: Question | Part, value: Any, where: str) -> Problems:
    number = decimal(value)
    return malformed(asked.type, where) if number is None else outside(asked.limit, number, where)


def _money(asked: Question | Part, value: Any, where: str) -> Problems:
    minor = whole(value.get("minor")) if isinstance(value, Mapping) else None
    if minor is None:
        return malformed(asked.type, where)
    code = value.get("currency")
    if not known_currency(code):
        return (Problem("currency_unknown", where, {"currency": shown(code)}),)
    expected = asked.currency
    if expected and code != expected:
        return (Problem("currency_other", where, {"typed": code, "asked": expected}),)
    amount = Money(minor, code).amount
    if minor < 0 and not (asked.limit.minimum or "").startswith("-"):
        return (Problem("amount_negative", where, {"actual": format(amount, "f"), "currency": code}),)
    return outside(asked.limit, amount, where)


def _date(asked: Question | Part, value: Any, where: str) -> Problems:
    day = iso_day(value)
    return malformed(asked.type, where) if day is None else outside(asked.limit, day, where)


def _period(asked: Question | Part, value: Any, where: str) -> Problems:
    """Each end's problems: 'path#/to' of an answer, 'path#row/column/to' of a cell."""
    found = periods.check(asked.limit, value)
    return tuple(replace(problem, where=_inside(where, problem.where)) for problem in found)


def _inside(where: str, cell: str) -> str:
    if not cell:
        return where
    return f"{where}/{cell}" if "#" in where else place(where, "", cell)


def _yes_no(asked: Question | Part, value: Any, where: str) -> Problems:
    return () if isinstance(value, bool) else malformed(asked.type, where)


def _organisation(asked: Question | Part, value: Any, where: str) -> Problems:
    if not isinstance(value, Mapping):
        return malformed(asked.type, where)
    if is_blank(value.get("name")) and is_blank(value.get("organisation")):
        return (Problem("missing", place(where, "", "name"), {"type": "short_text"}),)
    return ()


_CHECKS: Mapping[str, Callable[[Question | Part, Any, str], Problems]] = {
    "short_text": _text,
    "long_text": _text,
    "choice": _choice,
    "many": _many,
    "number": _number,
    "money": _money,
    "date": _date,
    "period": _period,
    "yes_no": _yes_no,
    "organisation": _organisation,
}

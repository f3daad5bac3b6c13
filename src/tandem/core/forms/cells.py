"""One cell at a time: text, number, money, day, choice, yes or no. Each reader gives the value and its problems.

A reader takes the context and the raw input and returns `(None, ())` for a blank cell, `(value, ())` for a read one and
the typed text kept unread with the reason for any other. Numbers that arrive as numbers, not as text (a spreadsheet),
are in main units and mean the same in every locale; so does `{"plain": "1.234"}`, a reading chosen when it was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tandem.core.forms import amounts, days, numerals, periods
from tandem.core.forms.answers import is_unread, unread
from tandem.core.forms.definition import Part, Question
from tandem.core.forms.locales import PLAIN
from tandem.core.forms.typed import Intake
from tandem.core.values import Problem

_YES_WORDS = "true yes y on 1 ja j sí si s sim tak t oui да так"
_NO_WORDS = "false no n off 0 nei nej não nie non ні нет не"
_YES = frozenset(_YES_WORDS.split())
_NO = frozenset(_NO_WORDS.split())


@dataclass(frozen=True)
class Context:
    """What a reader needs beside the text."""

    asked: Question | Part
    locale: str
    currency: str
    options: tuple[str, ...] | None  # None: any option is thinkable
    intake: Intake


# The value (None when blank) and why it is unread, if it is.
Cell = tuple[Any, tuple[Problem, ...]]
Reader = Callable[[Context, Any], Cell]


def habits_of(raw: Any, locale: str) -> str:
    """The locale to read in: the person's for text, plain notation for what is a number or a chosen reading already."""
    return PLAIN if isinstance(raw, (int, float, Decimal)) or _is_chosen(raw) else locale


def numeral_text(context: Context, raw: Any) -> str:
    """What was typed, or the plain decimal of a chosen reading."""
    return context.intake.text(raw["plain"] if _is_chosen(raw) else raw)


def _is_chosen(raw: Any) -> bool:
    """`{"plain": "1234.5"}`: one of the `readings` of `number_ambiguous`, picked by the person who was asked."""
    return isinstance(raw, Mapping) and len(raw) == 1 and "plain" in raw


def part_cell(context: Context, part: Part, raw: Any) -> Cell:
    """One part inside a row or declaration, with the row's locale and intake."""
    options = tuple(option.id for option in part.options)
    return READERS[part.type](Context(part, context.locale, part.currency or "", options, context.intake), raw)


def kept(text: str, problem: Problem) -> Cell:
    """The text stored unread, with the reason."""
    return unread(text), (problem,)


def text(context: Context, raw: Any) -> Cell:
    """The text to the letter; only nothing at all is blank."""
    return context.intake.text(raw) or None, ()


def number(context: Context, raw: Any) -> Cell:
    """A plain decimal as string."""
    typed = numeral_text(context, raw)
    if not typed.strip():
        return None, ()
    value, problem = numerals.number(typed, habits_of(raw, context.locale))
    return (value, ()) if problem is None else kept(typed, problem)


def money(context: Context, raw: Any) -> Cell:
    """Text, or a mapping of `amount` and `currency` (two fields)."""
    currency = context.currency
    if isinstance(raw, Mapping) and "amount" in raw:
        typed = context.intake.text(raw["amount"])
        currency = context.intake.text(raw.get("currency")).strip().upper() or currency
    else:
        typed = numeral_text(context, raw)
    if not typed.strip():
        return None, ()
    if context.currency and currency != context.currency:
        values = {"typed": currency[:20], "asked": context.currency}
        return kept(f"{typed} {currency}", Problem("currency_other", values=values))
    amount = amounts.money(typed, habits_of(raw, context.locale), currency)
    if isinstance(amount, Problem):
        return kept(typed, amount)
    return {"minor": amount.minor, "currency": amount.currency}, ()


def day(context: Context, raw: Any) -> Cell:
    """Text, or a mapping of `day`, `month`, `year`."""
    if isinstance(raw, Mapping) and not is_unread(raw):
        parts = {name: context.intake.text(raw.get(name)) for name in ("day", "month", "year")}
        if not any(part.strip() for part in parts.values()):
            return None, ()
        found = days.day_of_parts(parts, context.locale)
        typed = " ".join(parts[name] or "?" for name in ("day", "month", "year"))
    else:
        typed = context.intake.text(raw)
        if not typed.strip():
            return None, ()
        found = days.day(typed, context.locale)
    return (found.isoformat(), ()) if isinstance(found, date) else kept(typed, found)


def period(context: Context, raw: Any) -> Cell:
    """A mapping of `from` and `to` (each text, or day, month and year), or one text with both days."""
    if isinstance(raw, Mapping) and not is_unread(raw):
        typed = {end: _day_text(context, raw.get(end)) for end in periods.ENDS}
        return periods.period(typed, context.locale)
    text = context.intake.text(raw)
    if not text.strip():
        return None, ()
    ends = periods.split(text)
    return kept(text, Problem("period_unreadable")) if ends is None else periods.period(ends, context.locale)


def _day_text(context: Context, raw: Any) -> str:
    """One end as text; three fields in an order that is read in every language."""
    if isinstance(raw, Mapping) and not is_unread(raw):
        parts = [context.intake.text(raw.get(name)).strip() for name in ("day", "month", "year")]
        return ".".join(part or "?" for part in parts) if any(parts) else ""
    return context.intake.text(raw)


def yes_no(context: Context, raw: Any) -> Cell:
    """True or false, from what a form sends or the words of the languages here."""
    typed = context.intake.text(raw)
    word = typed.strip().casefold()
    if not word:
        return None, ()
    if word in _YES or word in _NO:
        return word in _YES, ()
    return kept(typed, Problem("yes_no_unreadable"))


def choice(context: Context, raw: Any) -> Cell:
    """One option's id."""
    chosen = context.intake.texts(raw)
    if not chosen:
        return None, ()
    if len(chosen) == 1 and (context.options is None or chosen[0].strip() in context.options):
        return chosen[0].strip(), ()
    return kept("\n".join(chosen), _unknown(chosen, context.options or ()))


def many(context: Context, raw: Any) -> Cell:
    """Options' ids, each once, in the form's order."""
    chosen = context.intake.texts(raw)
    if not chosen:
        return None, ()
    ids = list(dict.fromkeys(each.strip() for each in chosen))
    if context.options is None:
        return ids, ()
    order = {option: place for place, option in enumerate(context.options)}
    if all(each in order for each in ids):
        return sorted(ids, key=order.__getitem__), ()
    return kept("\n".join(chosen), _unknown(chosen, context.options))


def _unknown(chosen: list[str], options: Collection[str]) -> Problem:
    """More than one where one is asked, or something that is not offered; at most ten shown, each cut at 60."""
    strange = [each for each in chosen if each.strip() not in options] or chosen
    return Problem("choice_unknown", values={"chosen": [each[:60] for each in strange[:10]]})


READERS: Mapping[str, Reader] = {
    "short_text": text,
    "long_text": text,
    "choice": choice,
    "many": many,
    "number": number,
    "money": money,
    "date": day,
    "period": period,
    "yes_no": yes_no,
}

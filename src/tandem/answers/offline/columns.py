"""The columns of questions with rows, and what is called how in an offline form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tandem.core.forms.definition import Option, Part, Question
from tandem.core.forms.rows import PAID_BY
from tandem.core.forms.tables import RESULT_COLUMNS
from tandem.web.templatetags.tandem import localised

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold


@dataclass(frozen=True)
class Column:
    """One column of a grid."""

    id: str
    label: str
    choices: tuple[str, ...] = ()
    kind: str = "text"


def legal(text: str) -> str:
    """The text as XML can hold it; what it cannot hold shows as U+FFFD."""
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))


def labels(options: Iterable[Option]) -> dict[str, str]:
    """What each option is called in the file; the id behind it where two are called the same."""
    named = {option.id: legal(localised(option.label)).strip() for option in options}
    called = list(named.values())
    return {id: label if called.count(label) == 1 else f"{label} ({id})" for id, label in named.items()}


def columns_of(sides: Sequence[tuple[str, str]], question: Question, party: str) -> tuple[Column, ...]:
    """The columns of a question with rows, in the order in which the page asks them. `sides`: id and name."""
    names = tuple(name for id, name in sides if not party or id == party)
    if question.type == "people":
        own = [Column("name", _("Name")), Column("email", _("Mail address")), Column("party", _("Works for"), names)]
        return (*own, *(_part_column(part) for part in question.parts))
    if question.type == "table":
        return tuple(_part_column(part) for part in question.parts)
    if question.type == "results":
        words = {
            "level": _("Level"), "text": _("What is reached"), "leads_to": _("Leads to number"),
            "indicator": _("How it is seen (indicator)"), "unit": _("Unit"), "baseline": _("Where you start"),
            "target": _("Where you want to be"),
        }  # fmt: skip
        levels = tuple(labels(question.options).values())
        return tuple(Column(id, words[id], levels if id == "level" else ()) for id in RESULT_COLUMNS)
    currencies = tuple(filter(None, [question.currency, *question.other_currencies]))
    years = [
        Column(f"years/{n}", _("Year %(number)s") % {"number": n}, kind="money")
        for n in range(1, (question.years or 1) + 1)
    ]
    rate = [Column("rate", _("Rate")), Column("rate_source", _("Where the rate comes from")),
            Column("rate_on", _("Day of the rate"))] if question.other_currencies else []  # fmt: skip
    return (
        Column("line", _("Budget line"), tuple(labels(question.lines).values())), Column("text", _("What for")),
        Column("party", _("Spent by"), names), Column("paid_by", _("Paid by"), tuple(payers().values())),
        Column("currency", _("Currency"), currencies), *years, *rate,
    )  # fmt: skip


def payers() -> dict[str, str]:
    """Who pays, as the file says it."""
    return dict(zip(PAID_BY, (_("the programme"), _("ourselves")), strict=True))


def yes_no() -> dict[bool, str]:
    """Yes and no, as the file says them."""
    return {True: _("Yes"), False: _("No")}


def _part_column(part: Part) -> Column:
    unit = f" ({part.currency})" if part.currency else ""
    choices = tuple(yes_no().values()) if part.type == "yes_no" else tuple(labels(part.options).values())
    return Column(part.id, localised(part.label) + unit, choices if part.type != "many" else (), part.type)

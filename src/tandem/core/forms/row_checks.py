"""Stored rows against their question: people, budget entries, files, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tandem.core.forms import tables
from tandem.core.forms.amounts import known_currency
from tandem.core.forms.answers import Rows, is_blank, is_unread
from tandem.core.forms.checks import Problems, check, decimal, iso_day, malformed, shown, unread_problem, whole
from tandem.core.forms.definition import Question
from tandem.core.forms.paths import Field
from tandem.core.forms.rows import PAID_BY
from tandem.core.values import Money, Problem

# Makes the `where` of a cell of the row in hand; of the row itself with ''.
Where = Callable[[str], str]


def check_row(field: Field, parties: Sequence[str], rows: Rows, row: str, value: Any, where: Where) -> Problems:
    """What is wrong with one row among the others, in the order of its columns."""
    if is_unread(value):
        return (unread_problem(value, where("")),)
    if not isinstance(value, Mapping):
        return malformed(field.question.type, where(""))
    if field.question.type == "people":
        return _person(field, parties, value, where)
    if field.question.type == "budget":
        return _budget(field, parties, value, where)
    if field.question.type == "table":
        return tables.check_table(field.question, value, where)
    if field.question.type == "results":
        return tables.check_results(field.question, rows, row, value, where)
    return () if not is_blank(value.get("file")) else (_missing("file", where("file")),)


def _missing(type_: str, where: str) -> Problem:
    return Problem("missing", where, {"type": type_})


def _unread_cells(value: Mapping[str, Any], columns: Sequence[str], where: Where) -> Problems:
    return tuple(unread_problem(value[column], where(column)) for column in columns if is_unread(value.get(column)))


def _party(field: Field, parties: Sequence[str], value: Mapping[str, Any], where: Where) -> Problems:
    """A row names its party, unless the question is asked of one party or there is only one."""
    party = value.get("party")
    if is_unread(party):
        return (unread_problem(party, where("party")),)
    if is_blank(party):
        return () if field.party or len(parties) < 2 else (_missing("choice", where("party")),)
    if party not in ((field.party,) if field.party else tuple(parties)):
        return (Problem("party_unknown", where("party"), {"party": shown(party)}),)
    return ()


def _person(field: Field, parties: Sequence[str], value: Mapping[str, Any], where: Where) -> Problems:
    problems: list[Problem] = []
    if is_blank(value.get("name")):
        problems.append(_missing("short_text", where("name")))
    email = value.get("email")
    if not is_blank(email) and not _looks_like_email(email):
        problems.append(Problem("email_malformed", where("email")))
    problems.extend(_party(field, parties, value, where))
    for part in field.question.parts:
        cell = value.get(part.id)
        if not is_blank(cell):
            problems.extend(check(part, cell, where(part.id)))
        elif part.required:
            problems.append(_missing(part.type, where(part.id)))
    return tuple(problems)


def _looks_like_email(email: Any) -> bool:
    """Something before and behind one @, no white space; whether it arrives only a mail can tell."""
    if not isinstance(email, str) or len(email) > 320:
        return False
    name, at, domain = email.strip().rpartition("@")
    return bool(at and name and domain) and "@" not in name and not any(c.isspace() for c in email.strip())


def _budget(field: Field, parties: Sequence[str], value: Mapping[str, Any], where: Where) -> Problems:
    question = field.question
    return (
        *_line(question, value, where),
        *_party(field, parties, value, where),
        *_paid_by(value, where),
        *_currency(question, value, where),
        *_years(question, value, where),
        *_rate(question, value, where),
    )


def _line(question: Question, value: Mapping[str, Any], where: Where) -> Problems:
    line = value.get("line")
    if is_unread(line):
        return (unread_problem(line, where("line")),)
    if is_blank(line):
        return (_missing("choice", where("line")),) if question.lines else ()
    if question.lines and line not in [each.id for each in question.lines]:
        return (Problem("line_unknown", where("line"), {"line": shown(line)}),)
    return ()


def _paid_by(value: Mapping[str, Any], where: Where) -> Problems:
    paid_by = value.get("paid_by")
    if is_unread(paid_by):
        return (unread_problem(paid_by, where("paid_by")),)
    if not is_blank(paid_by) and paid_by not in PAID_BY:
        return (Problem("paid_by_unknown", where("paid_by"), {"paid_by": shown(paid_by)}),)
    return ()


def _currency(question: Question, value: Mapping[str, Any], where: Where) -> Problems:
    currency = value.get("currency")
    if is_unread(currency):
        return (unread_problem(currency, where("currency")),)
    if is_blank(currency):
        return () if question.currency else (_missing("choice", where("currency")),)
    if not known_currency(currency):
        return (Problem("currency_unknown", where("currency"), {"currency": shown(currency)}),)
    allowed = [question.currency, *question.other_currencies] if question.currency else []
    if allowed and currency not in allowed:
        values = {"currency": currency, "allowed": allowed}
        return (Problem("currency_not_allowed", where("currency"), values),)
    return ()


def _years(question: Question, value: Mapping[str, Any], where: Where) -> Problems:
    years = value.get("years")
    if is_blank(years):
        return (Problem("amount_missing", where("years")),)
    if is_unread(years):
        return (unread_problem(years, where("years")),)
    if not isinstance(years, Mapping):
        return malformed("budget", where("years"))
    problems: list[Problem] = []
    currency = value.get("currency") or question.currency
    for year, cell in sorted(years.items(), key=lambda pair: (len(str(pair[0])), str(pair[0]))):
        place, number = where(f"years/{year}"), whole(year)
        if number is None or number < 1 or (question.years is not None and number > question.years):
            problems.append(Problem("year_unknown", place, {"year": shown(year), "limit": question.years}))
        minor = whole(cell)
        if is_unread(cell):
            problems.append(unread_problem(cell, place))
        elif minor is None:
            problems.extend(malformed("money", place))
        elif minor < 0:
            code = currency if isinstance(currency, str) and known_currency(currency) else ""
            actual = format(Money(minor, code).amount, "f") if code else str(minor)
            problems.append(Problem("amount_negative", place, {"actual": actual, "currency": code}))
    return tuple(problems)


def _rate(question: Question, value: Mapping[str, Any], where: Where) -> Problems:
    """An amount in another currency needs rate, source and day; within one currency there is no rate but 1."""
    unread = _unread_cells(value, ("rate", "rate_source", "rate_on"), where)
    grant, currency = question.currency, value.get("currency") or question.currency
    if not grant or not known_currency(currency):
        return unread
    rate = value.get("rate")
    number = decimal(rate)
    if currency == grant:
        if number is not None and number != 1:
            return (*unread, Problem("rate_of_same_currency", where("rate"), {"actual": rate, "currency": grant}))
        return unread
    pair = {"currency": currency, "grant_currency": grant}
    problems = list(unread)
    if is_blank(rate):
        problems.append(Problem("rate_missing", where("rate"), pair))
    elif number is None and not is_unread(rate):
        problems.extend(malformed("number", where("rate")))
    elif number is not None and number <= 0:
        problems.append(Problem("rate_not_positive", where("rate"), {"actual": rate}))
    if is_blank(value.get("rate_source")):
        problems.append(Problem("rate_source_missing", where("rate_source"), pair))
    day = value.get("rate_on")
    if is_blank(day):
        problems.append(Problem("rate_day_missing", where("rate_on"), pair))
    elif iso_day(day) is None and not is_unread(day):
        problems.extend(malformed("date", where("rate_on")))
    return tuple(problems)

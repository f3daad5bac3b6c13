"""A sentence in the reader's language for every problem the core can find in an answer: what, why, how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tandem.answers.inputs import Flaw
from tandem.core.values import Problem
from tandem.web.shapes import Choice
from tandem.web.templatetags.tandem import country, day, joined, number

SENTENCES: Mapping[str, str] = {
    "path_malformed": gettext_noop("“%(path)s” is no place in this form."),
    "path_unknown": gettext_noop("This form has no question “%(path)s”."),
    "number_unreadable": gettext_noop(
        "This is not a number we can read. What you typed is kept; write digits, like 12 500."
    ),
    "number_ambiguous": gettext_noop("This can mean %(readings)s. Write it without separators, or with two decimals."),
    "number_too_long": gettext_noop("This number is longer than %(limit)s %(unit)s. Check for a slip of the keyboard."),
    "money_decimals": gettext_noop("%(currency)s has %(limit)s decimals, you typed %(actual)s. Round the amount."),
    "currency_missing": gettext_noop("Which currency is this in? Add its code, like NOK."),
    "currency_unknown": gettext_noop("“%(currency)s” is not a currency code. Use three letters, like NOK."),
    "currency_other": gettext_noop("You typed %(typed)s; the amount is asked in %(asked)s."),
    "date_unreadable": gettext_noop("This is not a day we can read. Write it like 1 March 2025."),
    "date_ambiguous": gettext_noop("This can mean %(readings)s. Write the month as a word."),
    "date_impossible": gettext_noop("There is no such day: that month of %(year)s ends on the %(last)s."),
    "date_month": gettext_noop("There is no month %(month)s. Months go from 1 to 12."),
    "date_year": gettext_noop("The year %(year)s is outside %(first)s to %(last)s."),
    "period_unreadable": gettext_noop(
        "These are not two days we can read. Write them like 1 March 2025 to 28 February 2026."
    ),
    "choice_unknown": gettext_noop("“%(chosen)s” is not one of the answers offered. Choose again."),
    "yes_no_unreadable": gettext_noop("Answer yes or no."),
    "row_unreadable": gettext_noop("This row could not be read. What you typed is kept."),
    "column_unknown": gettext_noop("This row has no field called %(columns)s."),
    "unread": gettext_noop("“%(typed)s” is kept, but cannot be read yet. Write it another way."),
    "below_minimum": gettext_noop("%(actual)s is less than the least, %(limit)s."),
    "above_maximum": gettext_noop("%(actual)s is more than the most, %(limit)s."),
    "period_backwards": gettext_noop("It ends on %(to)s, before it starts on %(from)s. Exchange the days or mend one."),
    "period_too_long": gettext_noop("It lasts %(actual)s months; at most %(limit)s are possible. End it earlier."),
    "period_too_short": gettext_noop("It lasts %(actual)s months; at least %(limit)s are needed. End it later."),
    "leads_nowhere": gettext_noop("The result that this one leads to is not here any more. Choose another, or none."),
    "leads_down": gettext_noop("“%(typed)s” is not on a higher level. A result leads to one above it."),
    "amount_negative": gettext_noop("An amount cannot be negative here: %(actual)s %(currency)s."),
    "value_malformed": gettext_noop("This answer is damaged. Type it again; the earlier text is kept."),
    "email_malformed": gettext_noop("A mail address looks like name@example.org."),
    "party_unknown": gettext_noop("Choose one of the parties of this partnership."),
    "row_orphaned": gettext_noop("This row does not belong to any question."),
    "line_unknown": gettext_noop("Choose one of the budget's lines."),
    "year_unknown": gettext_noop("The budget has %(limit)s years; there is no year %(year)s."),
    "amount_missing": gettext_noop("Give an amount for at least one year. A zero counts."),
    "currency_not_allowed": gettext_noop("%(currency)s cannot be used here. Choose one of %(allowed)s."),
    "rate_missing": gettext_noop("What does 1 %(currency)s cost in %(grant_currency)s? Give the rate."),
    "rate_not_positive": gettext_noop("A rate is greater than zero; you typed %(actual)s."),
    "rate_of_same_currency": gettext_noop("The rate of %(currency)s to itself is 1, not %(actual)s."),
    "rate_source_missing": gettext_noop(
        "Where does the rate for %(currency)s come from? Name the bank or publication."
    ),
    "rate_day_missing": gettext_noop("Of which day is the rate for %(currency)s?"),
    "paid_by_unknown": gettext_noop("Say whether the programme or you yourselves pay this."),
}

_OF_DAYS: Mapping[str, str] = {
    "below_minimum": gettext_noop("%(actual)s is before the first day possible, %(limit)s."),
    "above_maximum": gettext_noop("%(actual)s is after the last day possible, %(limit)s."),
}
_MISSING: Mapping[str, str] = {
    "file": gettext_noop("No file has been handed in."),
    "people": gettext_noop("Nobody is named yet."),
    "budget": gettext_noop("The budget is empty."),
    "table": gettext_noop("The table is empty."),
    "results": gettext_noop("No result is named yet."),
    "choice": gettext_noop("Nothing is chosen yet."),
    "many": gettext_noop("Nothing is chosen yet."),
    "yes_no": gettext_noop("Neither yes nor no is chosen."),
    "": gettext_noop("This is not answered yet."),
}
_UNITS: Mapping[str, str] = {"characters": gettext_noop("characters"), "digits": gettext_noop("digits")}


def sentence(problem: Problem) -> str:
    """What is wrong, in words."""
    if problem.code == "missing":
        return _(_MISSING.get(str(problem.values.get("type")), _MISSING[""]))
    if problem.code.startswith(("too_many_", "too_few_")):
        return _length(problem)
    if problem.code in _OF_DAYS and _is_day(problem.values["limit"]):
        return _(_OF_DAYS[problem.code]) % {key: day(str(value)) for key, value in problem.values.items()}
    return _(SENTENCES[problem.code]) % {key: _shown(key, value) for key, value in problem.values.items()}


def _length(problem: Problem) -> str:
    values = {key: number(value) for key, value in problem.values.items()}
    difference = int(problem.values["difference"])
    texts = {
        "too_many_words": ngettext(
            "%(difference)s word too many: %(actual)s of %(limit)s. All is kept; shorten it when you like.",
            "%(difference)s words too many: %(actual)s of %(limit)s. All is kept; shorten it when you like.",
            difference,
        ),
        "too_many_characters": ngettext(
            "%(difference)s character too many: %(actual)s of %(limit)s. All is kept; shorten it when you like.",
            "%(difference)s characters too many: %(actual)s of %(limit)s. All is kept; shorten it when you like.",
            difference,
        ),
        "too_few_words": ngettext(
            "%(difference)s word too few: %(actual)s of at least %(limit)s.",
            "%(difference)s words too few: %(actual)s of at least %(limit)s.",
            difference,
        ),
        "too_many_files": ngettext(
            "%(difference)s file too many: %(actual)s of at most %(limit)s.",
            "%(difference)s files too many: %(actual)s of at most %(limit)s.",
            difference,
        ),
        "too_few_rows": ngettext(
            "%(difference)s row too few: %(actual)s of at least %(limit)s.",
            "%(difference)s rows too few: %(actual)s of at least %(limit)s.",
            difference,
        ),
        "too_many_rows": ngettext(
            "%(difference)s row too many: %(actual)s of at most %(limit)s.",
            "%(difference)s rows too many: %(actual)s of at most %(limit)s.",
            difference,
        ),
    }
    return texts[problem.code] % values


def flaw_of(problems: Sequence[Problem]) -> Flaw:
    """Problems of one input as the page shows them."""
    return Flaw(" ".join(sentence(problem) for problem in problems), readings_of(problems))


def readings_of(problems: Iterable[Problem]) -> tuple[Choice, ...]:
    """What an ambiguous number, amount or day can mean, to choose from; nothing for any other problem."""
    return tuple(
        Choice(str(reading), _reading(reading))
        for problem in problems
        if problem.code in {"number_ambiguous", "date_ambiguous"}
        for reading in problem.values["readings"]
    )


def _shown(key: str, value: Any) -> str:
    if key == "readings":
        return _(" or ").join(_reading(each) for each in value)
    if isinstance(value, (list, tuple)):
        return joined(value)
    if key in {"from", "to"} and _is_day(value):
        return day(str(value))
    if key in {"actual", "limit", "first", "last", "year"} and not isinstance(value, bool):
        text = str(value)
        return number(text) if key in {"actual", "limit"} and _is_number(text) else text
    if key == "country":
        return country(str(value))
    if key == "unit":
        return _(_UNITS[str(value)])
    return str(value)


def _reading(value: Any) -> str:
    text = str(value)
    return day(text) if _is_day(text) else number(text)


def _is_day(value: Any) -> bool:
    text = str(value)
    return text.count("-") == 2 and not text.startswith("-")


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).lstrip("-").isdigit()

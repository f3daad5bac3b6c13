"""What kind of answer a question takes and how much of it, as sentences."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.forms.definition import Limit, Question
from tandem.core.values import Money
from tandem.foundation.files.kinds import labels
from tandem.web.templatetags.tandem import day, joined, money, number


def question_kind(question: Question) -> str:
    """'A long text', 'Files: PDF, Word (docx)' … without a full stop."""
    if question.type == "money":
        return _("An amount in %(currency)s") % {"currency": question.currency or ""}
    if question.type == "file":
        return _("Files: %(kinds)s") % {"kinds": ", ".join(labels(question.accept))}
    if question.type == "people":
        return _("A list of people, one row each, with name and mail address")
    if question.type == "budget":
        return _budget(question)
    whole = {
        "table": _("A table, as many rows as you need"),
        "results": _("A sketch of the results: what is reached on each level, what it leads to, how it is seen"),
        "organisation": _("An organisation, with country and kind"),
        "declaration": _("A declaration with %(number)s points") % {"number": len(question.parts)},
    }
    return whole.get(question.type) or part_kind(question.type)


def _budget(question: Question) -> str:
    years = ngettext("A budget for %(years)d year in %(currency)s", "A budget for %(years)d years in %(currency)s",
                     question.years or 1) % {"years": question.years or 1, "currency": question.currency or ""}
    if not question.other_currencies:
        return years
    return _("%(budget)s. Amounts may also be typed in %(others)s, with the rate and where it comes from") % {
        "budget": years, "others": joined(question.other_currencies)
    }


def part_kind(type: str) -> str:
    """The same for one field of a declaration or one column, and for a question that asks no more than one."""
    return {
        "short_text": _("A short text"),
        "long_text": _("A text"),
        "choice": _("One of these"),
        "many": _("As many of these as fit"),
        "number": _("A number"),
        "money": _("An amount"),
        "date": _("A date"),
        "period": _("A period: its first and its last day"),
        "yes_no": _("Yes or no"),
    }[type]


def said_limits(limit: Limit, currency: str | None = None) -> list[str]:
    """Each limit as a sentence without a full stop."""
    said = []
    if limit.at_least_words:
        said.append(ngettext("At least %(n)s word", "At least %(n)s words", limit.at_least_words)
                    % {"n": number(limit.at_least_words)})
    if limit.words:
        said.append(ngettext("At most %(n)s word", "At most %(n)s words", limit.words) % {"n": number(limit.words)})
    if limit.characters:
        said.append(ngettext("At most %(n)s character", "At most %(n)s characters", limit.characters)
                    % {"n": number(limit.characters)})
    if limit.minimum is not None:
        words = _("Not before %(value)s") if _is_day(limit.minimum) else _("Not less than %(value)s")
        said.append(words % {"value": _value(limit.minimum, currency)})
    if limit.maximum is not None:
        words = _("Not after %(value)s") if _is_day(limit.maximum) else _("Not more than %(value)s")
        said.append(words % {"value": _value(limit.maximum, currency)})
    if limit.at_least_months:
        said.append(ngettext("At least %(n)s month", "At least %(n)s months", limit.at_least_months)
                    % {"n": number(limit.at_least_months)})
    if limit.months:
        said.append(ngettext("At most %(n)s month", "At most %(n)s months", limit.months) % {"n": number(limit.months)})
    if limit.files:
        said.append(ngettext("At most %(n)s file", "At most %(n)s files", limit.files) % {"n": number(limit.files)})
    if limit.at_least_rows:
        said.append(ngettext("At least %(n)s row", "At least %(n)s rows", limit.at_least_rows)
                    % {"n": number(limit.at_least_rows)})
    if limit.rows:
        said.append(ngettext("At most %(n)s row", "At most %(n)s rows", limit.rows) % {"n": number(limit.rows)})
    return said


def _is_day(text: str) -> bool:
    return text.count("-") == 2


def _value(text: str, currency: str | None) -> str:
    """A number, an amount or a day of a limit, as the reader writes it."""
    try:
        return money(Money.of(Decimal(text), currency)) if currency else number(Decimal(text))
    except (ArithmeticError, ValueError):
        return day(date.fromisoformat(text))

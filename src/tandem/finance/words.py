"""The sentences of the money: what speaks against an expense and how to mend it, accounts, kinds of booking."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from tandem.core.ledger import Finding
from tandem.core.rulebook.schema import Rulebook
from tandem.core.values import Money
from tandem.core.values.text import Localised
from tandem.web.templatetags.tandem import day, localised, money, number, percent


def line_titles(rulebook: Rulebook, component: str) -> dict[str, Localised]:
    """The budget lines in the programme's own words, by option id."""
    form = rulebook.form_of(component)
    return {line.id: line.label for question in form.questions() for line in question.lines}


def line_title(titles: Mapping[str, Localised], key: str, text: str) -> str:
    """A budget line as people read it: the line's name, and what exactly."""
    name = localised(titles[key]) if key in titles else key
    return f"{name}: {text}" if text else name


def against(finding: Finding) -> tuple[str, str]:
    """What speaks against an expense, and how to mend it."""
    values = finding.numbers
    if finding.code == "over_line":
        return _over(values)
    if finding.code == "outside_period":
        return (
            _("%(day)s is outside the grant's period, %(first)s to %(last)s.") % _days(values, actual="day"),
            _("Only what was paid within the period is covered. Check the day on the receipt."),
        )
    if finding.code == "future_date":
        return (
            _("%(day)s lies in the future; today is %(today)s.") % _days(values, actual="day"),
            _("Enter an expense when it has been paid."),
        )
    if finding.code in {"mixed_currency_without_rate", "bad_rate", "rate_without_source", "rate_without_day"}:
        return _exchange(finding.code, values)
    if finding.code == "duplicate_receipt":
        return _twice(values)
    if finding.code == "person_not_on_form":
        return (
            _("%(person)s is not on the form of this partnership's team or participants.") % values,
            _("Name somebody who is, or ask the programme officer to add the person first."),
        )
    if finding.code == "person_not_approved":
        return _not_approved(values)
    if finding.code == "too_long":
        return _("This is longer than %(limit)s signs.") % values, _("Shorten it.")
    what, remedy = _PLAIN[finding.code]
    return _(what), _(remedy)


_PLAIN: Mapping[str, tuple[str, str]] = {
    "negative_or_zero": (
        noop("The amount must be more than zero."),
        noop("Money that came back is not an expense: lower the expense it belongs to."),
    ),
    "unknown_line": (
        noop("The agreed budget has no such line."),
        noop("Choose a line of the plan as it was agreed; another line needs an amendment first."),
    ),
    "wrong_side": (
        noop("This budget line belongs to the other partner."),
        noop("Choose one of your own lines, or let your partner enter it."),
    ),
    "person_missing": (
        noop("It is not said whose journey or stay it was."),
        noop("Mark the people. This line covers approved participants only."),
    ),
    "person_unknown": (
        noop("Somebody who is named is not among the approved people of this grant."),
        noop("Choose from the list, or propose the person under Participants first."),
    ),
    "no_receipt": (noop("The receipt is missing."), noop("Choose a photo or a scan of it.")),
    "no_receipt_number": (
        noop("The receipt has no number."), noop("Write the number that stands on it, if there is one.")
    ),
    "no_text": (noop("It is not said what was paid for."), noop("A few words are enough.")),
    "no_payee": (noop("It is not said who was paid."), noop("Write the name on the receipt.")),
}


def _not_approved(values: Mapping[str, str]) -> tuple[str, str]:
    first, last = date.fromisoformat(values["first"]), date.fromisoformat(values["last"]) if values["last"] else None
    said = {"person": values["person"], "day": day(date.fromisoformat(values["day"])), "stay": stay(first, last)}
    return (
        _("%(person)s is not approved for %(day)s, only %(stay)s.") % said,
        _("Costs are covered for approved people only. Mark somebody who was approved on that day, or pay it "
          "yourselves; who takes somebody's place is proposed under Participants."),
    )


def stay(first: date, last: date | None) -> str:
    """The days for which somebody is approved."""
    if last is None:
        return _("from %(first)s on") % {"first": day(first)}
    return _("from %(first)s to %(last)s") % {"first": day(first), "last": day(last)}


def _over(values: Mapping[str, str]) -> tuple[str, str]:
    currency = values["currency"]
    said = {name: money(Money(int(values[name]), currency)) for name in ("budget", "spent", "asked", "limit")}
    left = int(values["left"])
    said |= {"left": money(Money(max(left, 0), currency)), "tolerance": percent(values["tolerance"])}
    said["room"] = money(Money(max(int(values["limit"]) - int(values["spent"]), 0), currency))
    what = _(
        "This would go over the budget line: %(budget)s agreed for the year, %(spent)s spent, %(left)s left. "
        "The line may be passed by %(tolerance)s, and this expense is %(asked)s."
    ) % said
    return what, _("At most %(room)s can still be entered here. Lower the amount, or ask for an amendment.") % said


def _exchange(code: str, values: Mapping[str, str]) -> tuple[str, str]:
    said = {**values, "rate": number(values.get("rate") or "0")}
    if code == "mixed_currency_without_rate":
        what = _("The amount is in %(currency)s and the grant in %(grant_currency)s, but no rate is given.") % said
        return what, _("What did 1 %(currency)s cost in %(grant_currency)s?") % said
    if code == "bad_rate":
        if values.get("currency") == values.get("grant_currency"):
            return _("The rate of a currency to itself is 1, not %(rate)s.") % said, _("Leave the rate empty.")
        return _("%(rate)s cannot be a rate.") % said, _("A rate is more than zero.")
    if code == "rate_without_source":
        return _("It is not said where the rate comes from."), _("Name the bank or the publication.")
    return _("It is not said of which day the rate is."), _("Take the day on which you looked it up or changed money.")


def _twice(values: Mapping[str, str]) -> tuple[str, str]:
    same = {
        "file": _("This very file is the receipt of another expense already: %(expense)s."),
        "paper": _("A receipt with this number, amount, day and payee has been entered already: %(expense)s."),
    }[values["same"]] % {"expense": values["expense"]}
    return same, _("A receipt counts once. If it is another one, choose its own file and number.")


def _days(values: Mapping[str, str], **renamed: str) -> dict[str, str]:
    return {renamed.get(name, name): day(date.fromisoformat(value)) for name, value in values.items()}


def kind(kind: str, corrects: str = "") -> str:
    """A kind of booking in words."""
    names = {
        "commitment": _("Grant promised"), "instalment_paid": _("Instalment paid"),
        "expense_accepted": _("Expense accepted"), "own_contribution": _("Own contribution accepted"),
        "repayment": _("Paid back"), "interest": _("Interest"), "exchange_difference": _("Exchange difference"),
    }
    if kind == "correction":
        return _("Correction: %(what)s") % {"what": names.get(corrects, corrects)}
    return names.get(kind, kind)


def account(name: str, lines: Mapping[str, str], sides: Mapping[str, str], first_year: int) -> str:
    """An account of the ledger in words; `lines` are titles by identity, `sides` names by side."""
    plain: Mapping[str, Any] = {
        "grant": _("the organiser's promise"), "promised": _("promised, not paid yet"), "returned": _("paid back"),
        "interest": _("interest"), "exchange": _("exchange"),
    }
    if name in plain:
        return str(plain[name])
    what, *parts = name.split("/")
    if what == "held":
        return _("with %(party)s") % {"party": sides.get(parts[0], parts[0])}
    if what == "own":
        return _("own money of %(party)s") % {"party": sides.get(parts[0], parts[0])}
    line, year, side = parts
    said = {
        "line": lines.get(line, "–"), "year": first_year + int(year) - 1, "party": sides.get(side, side)
    }
    if what == "own_spent":
        return _("%(line)s, %(year)s, %(party)s (own money)") % said
    return _("%(line)s, %(year)s, %(party)s") % said


def period(year: int | None) -> str:
    """What an audit covers."""
    return str(year) if year else _("the whole grant")


def missing_audit(code: str) -> str:
    """What is missing of an audit."""
    return {
        "not_opened": _("no auditor has been let in yet"), "not_delivered": _("the auditor has not reported yet"),
        "finding_open": _("a finding is not settled"),
    }[code]

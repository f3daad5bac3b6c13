"""A sentence and a remedy for every code that `core.planning.find` can give; the language is the active one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tandem.answers.sentences import SENTENCES as TYPED
from tandem.answers.sentences import sentence
from tandem.core.planning import Finding
from tandem.core.values import Money, Problem
from tandem.plans.fields import calendar, called
from tandem.plans.rules import Terms
from tandem.web.templatetags.tandem import day, localised, money, number

REMEDIES: Mapping[str, tuple[str, str]] = {
    # the results chain
    "duplicate_identity": (gettext_noop("This part stands in the plan twice."), gettext_noop("Take one away")),
    "no_text": (gettext_noop("It has no words yet."), gettext_noop("Write it")),
    "unknown_level": (
        gettext_noop("It stands on a level that the programme does not have."),
        gettext_noop("Choose a level"),
    ),
    "no_parent": (
        gettext_noop("It leads to nothing: on level “%(parent_level)s” nothing is chosen that it serves."),
        gettext_noop("Choose what it leads to"),
    ),
    "unknown_parent": (gettext_noop("What it leads to is not in the plan."), gettext_noop("Choose what it leads to")),
    "wrong_parent": (
        gettext_noop("It stands on “%(level)s”, so it leads to “%(parent_level)s”, not to “%(actual)s”."),
        gettext_noop("Choose what it leads to"),
    ),
    "no_centre": (
        gettext_noop("There is nothing on the level that counts most, “%(level)s”."),
        gettext_noop("Write what should change"),
    ),
    "no_indicator": (gettext_noop("Nothing shows whether it comes true."), gettext_noop("Add an indicator")),
    "nothing_leads_here": (gettext_noop("Nothing in the plan leads to it."), gettext_noop("Add what leads to it")),
    "vague_words": (
        gettext_noop("Could mean many things: %(words)s. Say what will be different, for whom, by when."),
        gettext_noop("Say it more exactly"),
    ),
    "double_objective": (
        gettext_noop("“%(joiner)s” may join two aims in one sentence."),
        gettext_noop("Make two statements of it"),
    ),
    # indicators
    "too_many_indicators": (
        gettext_noop("There are %(count)s indicators. Few are followed well; %(advised)s are advised."),
        gettext_noop("Keep those that show most"),
    ),
    "no_statement": (gettext_noop("It does not say what it shows."), gettext_noop("Choose a statement")),
    "unknown_statement": (gettext_noop("What it points at is not in this plan."), gettext_noop("Choose a statement")),
    "no_unit": (gettext_noop("It has no unit."), gettext_noop("Name the unit")),
    "no_source": (gettext_noop("It does not say where the value is found."), gettext_noop("Name the source")),
    "no_method": (gettext_noop("It does not say how the value is found."), gettext_noop("Describe the method")),
    "no_targets": (gettext_noop("It has no target for any year."), gettext_noop("Set a target")),
    "no_baseline": (
        gettext_noop("Nobody knows yet where it stands. No activity can start before that."),
        gettext_noop("Find the baseline"),
    ),
    "no_baseline_date": (
        gettext_noop("The baseline has no day. No activity can start before that."),
        gettext_noop("Add the day"),
    ),
    "no_baseline_source": (gettext_noop("The baseline has no source."), gettext_noop("Name the source")),
    "target_equals_baseline": (
        gettext_noop("The target for %(year)s is %(target)s, the same as the baseline: nothing would change."),
        gettext_noop("Set another target, or another direction"),
    ),
    "target_wrong_side": (
        gettext_noop(
            "The target for %(year)s, %(target)s, lies on the wrong side of the baseline "
            "%(baseline)s for this direction."
        ),
        gettext_noop("Set another target, or another direction"),
    ),
    "targets_not_monotone": (
        gettext_noop("The target for %(year)s, %(target)s, turns back from the one before, %(before)s."),
        gettext_noop("Check the targets"),
    ),
    "target_year_twice": (gettext_noop("The year %(year)s has two targets."), gettext_noop("Keep one of them")),
    "target_year_outside": (
        gettext_noop("The grant runs from %(first)s to %(last)s; %(year)s is outside."),
        gettext_noop("Take the target away"),
    ),
    "percent_out_of_range": (
        gettext_noop("%(actual)s is no percentage: those go from 0 to 100."),
        gettext_noop("Write it between 0 and 100"),
    ),
    "milestone_not_yes_no": (gettext_noop("Done or not done is 1 or 0, not %(actual)s."), gettext_noop("Write 1 or 0")),
    # risks
    "no_risks": (
        gettext_noop("No risk is named. Risks are looked at before anything is agreed."),
        gettext_noop("Name the first risk"),
    ),
    "score_outside_scale": (
        gettext_noop("%(actual)s is outside the scale from %(lowest)s to %(highest)s."),
        gettext_noop("Choose a point of the scale"),
    ),
    "threatens_nothing": (
        gettext_noop("It does not say which result it threatens."),
        gettext_noop("Choose the result"),
    ),
    "answer_without_text": (gettext_noop("An answer is chosen, but not what you do."), gettext_noop("Say what you do")),
    "residual_incomplete": (
        gettext_noop("Only half of what is left after the answer is rated."),
        gettext_noop("Rate both how likely and how bad"),
    ),
    "residual_higher": (
        gettext_noop("After the answer it would be higher (%(residual)s) than before (%(score)s)."),
        gettext_noop("Rate again what is left"),
    ),
    "high_without_answer": (
        gettext_noop("This risk is high (%(score)s) and has no answer."),
        gettext_noop("Answer it"),
    ),
    "high_only_accepted": (
        gettext_noop("This risk is high (%(score)s) and only accepted. That is no answer by itself."),
        gettext_noop("Reduce it, or let an officer write why it is borne"),
    ),
    "high_after_answer": (
        gettext_noop("This risk is still high (%(residual)s) after its answer."),
        gettext_noop("Reduce it further, or let an officer write why it is borne"),
    ),
    # activities
    "no_output": (gettext_noop("It does not say what it brings about."), gettext_noop("Choose what it brings about")),
    "serves_wrong_level": (
        gettext_noop("An activity brings about something on “%(level)s”, not on “%(actual)s”."),
        gettext_noop("Choose what it brings about"),
    ),
    "no_dates": (gettext_noop("It has no days yet."), gettext_noop("Set its days")),
    "ends_before_start": (
        gettext_noop("It ends on %(ends_on)s, before it starts on %(starts_on)s."),
        gettext_noop("Check the days"),
    ),
    "outside_period": (
        gettext_noop("%(actual)s is outside the grant, which runs from %(first)s to %(last)s."),
        gettext_noop("Choose a day inside the grant"),
    ),
    # the budget
    "no_line": (gettext_noop("It belongs to no line of the budget."), gettext_noop("Choose a line")),
    "no_currency": (gettext_noop("It has no currency."), gettext_noop("Choose a currency")),
    "negative_amount": (
        gettext_noop("%(amount)s is negative; a cost is zero or more."),
        gettext_noop("Check the amount"),
    ),
    "year_twice": (gettext_noop("The year %(year)s stands twice."), gettext_noop("Keep one of them")),
    "year_outside_grant": (
        gettext_noop("The grant has %(years)s years; there is no year %(year)s."),
        gettext_noop("Take the amount away"),
    ),
    "no_rate": (
        gettext_noop("It is in %(currency)s, the grant in %(grant_currency)s. What does 1 %(currency)s cost?"),
        gettext_noop("Give the rate with its source and day"),
    ),
    "bad_rate": (
        gettext_noop(
            "%(rate)s is no rate from %(currency)s to %(grant_currency)s. A rate is above zero, "
            "and 1 within one currency."
        ),
        gettext_noop("Check the rate"),
    ),
    "rate_without_source": (
        gettext_noop("The rate says not where it comes from, or of which day it is."),
        gettext_noop("Add source and day"),
    ),
    # both sides
    "side_without_learning_goals": (
        gettext_noop("%(side)s does not say what it wants to learn. So far the plan benefits one side only."),
        gettext_noop("Write its learning goals"),
    ),
    "side_without_context_knowledge": (
        gettext_noop(
            "%(side)s does not say what it knows about its own place. Local knowledge weighs as "
            "much as any other."
        ),
        gettext_noop("Write what it knows"),
    ),
    "side_without_activities": (gettext_noop("%(side)s does nothing in this plan."), gettext_noop("Add what it does")),
    "side_without_budget": (gettext_noop("%(side)s has no part in the budget."), gettext_noop("Add its costs")),
}
NUMBERS = frozenset({"target", "baseline", "before", "count", "advised", "score", "residual", "high_from", "years",
                     "lowest", "highest"})
DAYS = frozenset({"starts_on", "ends_on"})
LEVELS = frozenset({"level", "parent_level"})
TITLED = frozenset({"wrong_parent", "serves_wrong_level"})  # their `actual` is a level


@dataclass(frozen=True)
class Said:
    """What is the case, and what mends it."""

    sentence: str
    remedy: str


def finding(found: Finding, terms: Terms) -> Said:
    """A finding of the core in words."""
    return _said(found.code, found.field, found.numbers, terms)


def problem(found: Problem, terms: Terms) -> str:
    """What is wrong with one field: what was typed, or what the rules say to it."""
    if found.code in REMEDIES:
        said = _said(found.code, found.where, {key: str(value) for key, value in found.values.items()}, terms)
        return f"{said.sentence} {said.remedy}."
    if found.code == "missing":
        choose = found.values.get("type") in {"choice", "points", "part"}
        return _("Choose one of these.") if choose else _("This cannot stay empty.")
    if found.code in TYPED or found.code.startswith(("too_", "missing")):
        return sentence(found)
    return found.code


def _said(code: str, field: str, numbers: Mapping[str, str], terms: Terms) -> Said:
    says, remedy = REMEDIES[code]
    values = {key: _shown(code, key, value, terms) for key, value in numbers.items()}
    if code == "negative_amount":
        values["amount"] = money(Money(int(numbers["minor"]), numbers["currency"] or terms.currency))
    if field.startswith("years/"):
        values["year"] = calendar("years", field.partition("/")[2], terms)
    return Said(_(says) % values, _(remedy))


def _shown(code: str, key: str, value: str, terms: Terms) -> str:
    if key in LEVELS or (key == "actual" and code in TITLED):
        return level_words(value, terms)
    if key == "side":
        return side_words(value, terms)
    if key in DAYS or (code == "outside_period" and key in {"actual", "first", "last"}):
        return day(value)
    if key in NUMBERS or (key == "actual" and code in {"percent_out_of_range", "milestone_not_yes_no"}):
        return number(value)
    return value


def level_words(id: str, terms: Terms) -> str:
    """A level in the programme's words; several joined by commas stay several."""
    titles = {level.id: localised(level.title) for level in terms.stated}
    return ", ".join(titles.get(each.strip(), each.strip()) for each in id.split(","))


def side_words(side: str, terms: Terms) -> str:
    """The organisation on a side; both together when empty."""
    return called(side, terms) if side else _("Both together")

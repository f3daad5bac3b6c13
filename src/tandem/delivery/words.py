"""A sentence for everything that can be wrong with what was typed about the doing; the language is the active one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tandem.answers.sentences import SENTENCES as TYPED
from tandem.answers.sentences import sentence as typed_sentence
from tandem.core.values import Problem
from tandem.web.templatetags.tandem import day, number

SENTENCES: Mapping[str, str] = MappingProxyType({
    # activities
    "baseline_missing": gettext_noop("“%(indicator)s” has no baseline with a day. Find out where it stands today, and "
                                     "write it into the plan."),
    "in_the_future": gettext_noop("This day has not come yet; today is %(limit)s. Choose that day or an earlier one."),
    "outside_period": gettext_noop("The grant runs from %(first)s to %(last)s. Choose a day within it."),
    "before_start": gettext_noop("It began on %(limit)s. Choose that day or a later one."),
    "reason_missing": gettext_noop("Write the reason; it stays on record."),
    # visits
    "host_missing": gettext_noop("Choose whose place is visited."),
    "ends_before_start": gettext_noop("The visit ends before it starts on %(limit)s. Check the days."),
    "not_in_team": gettext_noop("This person is not in the team that the application names. Choose somebody of the "
                                "team, or change the team by an amendment."),
    "twice": gettext_noop("%(person)s is named twice. Name everybody once."),
    "nobody_travels": gettext_noop("Nobody of the visiting side is named. Mark who travels."),
    "unknown_activity": gettext_noop("The agreed plan has no such activity. Choose one of the list, or none."),
    "not_at_visit": gettext_noop("A pair needs two people of this visit. Choose from the lists."),
    "same_side": gettext_noop("%(people)s are of the same side. Professional equals come from different sides."),
    "two_counterparts": gettext_noop("%(person)s has two counterparts. Choose one of them."),
    "account_missing": gettext_noop("Write what you learnt. A visit counts once somebody can read what came of it."),
    "not_begun": gettext_noop("The visit begins on %(limit)s. Write its account once it is over."),
    "not_approved_then": gettext_noop("%(person)s is approved for other days: %(stay)s. Choose days within them, or "
                                      "somebody else."),
    # participants
    "nobody_changes": gettext_noop("Nobody leaves and nobody comes. Choose who leaves, or say who comes."),
    "not_on_form": gettext_noop("This person is not on the form as it stands now. Choose from the list."),
    "changes_already": gettext_noop("A change about %(person)s waits for the officer already. Take it back first."),
    "before_they_came": gettext_noop("%(person)s takes part from %(limit)s on. Choose a later day."),
    "team_rule": gettext_noop("%(says)s"),
    # values
    "unknown_indicator": gettext_noop("The agreed plan has no such indicator any more. What you typed is kept here."),
    "sent_already": gettext_noop("This value was sent, so it stays. Ask the programme officer to return it."),
    "no_number_here": gettext_noop("This indicator is described in words. Write it in the text."),
    "value_and_reason": gettext_noop("There is a value and a reason why there is none. Keep one of the two."),
    "half_missing": gettext_noop("A share needs both numbers: how many, and of how many."),
    "denominator_not_positive": gettext_noop("“Of how many” is above zero; you typed %(actual)s."),
    "share_differs": gettext_noop("You typed %(actual)s per cent, but the two numbers come to %(limit)s. Check them."),
    "parts_needed": gettext_noop("Shares are worked out anew across partnerships: write how many, and of how many."),
    "percent_out_of_range": gettext_noop("%(actual)s is no percentage: those go from 0 to 100. Check the numbers."),
    "value_missing": gettext_noop("“%(indicator)s” has no value. Write it, a zero too, or say why there is none."),
    "unknown_evidence": gettext_noop("This file is not here any more. Choose it again."),
    "not_sent": gettext_noop("This value does not lie with the officers, so it cannot be returned."),
    "question_missing": gettext_noop("Write what you want to know beside at least one value."),
    # meetings
    "before_grant": gettext_noop("The grant begins on %(limit)s. Choose that day or a later one."),
    "year_outside": gettext_noop("The grant runs from %(first)s to %(last)s. Choose one of its years."),
    "agenda_empty": gettext_noop("Write what was said about at least one item, or add the minutes as a file."),
    "side_unknown": gettext_noop("This side is none of the partnership's. Choose one of the list."),
    # fields
    "missing": gettext_noop("This cannot stay empty."),
})
DAYS = frozenset({"in_the_future", "outside_period", "before_start", "ends_before_start", "not_begun", "before_grant"})
SOME_DAYS = {"before_they_came": frozenset({"limit"})}  # of a sentence's values these are days
NUMBERS = frozenset({"denominator_not_positive", "share_differs", "percent_out_of_range"})


def said(problem: Problem) -> str:
    """What is wrong, and what to do about it."""
    if problem.code not in SENTENCES:
        return typed_sentence(problem) if _typed(problem.code) else problem.code
    values = {key: _shown(problem.code, key, value) for key, value in problem.values.items()}
    if problem.code == "not_approved_then":
        values["stay"] = stay(problem.values["first"], problem.values["last"])
    return _(SENTENCES[problem.code]) % values


def stay(first: Any, last: Any) -> str:
    """From which day to which somebody takes part; the last is empty where it goes on."""
    days = {"first": day(first), "last": day(last) if last else ""}
    return _("%(first)s to %(last)s") % days if last else _("from %(first)s on") % days


def _typed(code: str) -> bool:
    return code in TYPED or code.startswith(("too_many_", "too_few_"))


def _shown(code: str, key: str, value: Any) -> str:
    if code in DAYS or key in SOME_DAYS.get(code, ()):
        return day(str(value))
    return number(str(value)) if code in NUMBERS else str(value)


def by_field(problems: Iterable[Problem]) -> dict[str, list[str]]:
    """Sentences by the field that they stand beside."""
    found: dict[str, list[str]] = {}
    for problem in problems:
        found.setdefault(problem.where, []).append(said(problem))
    return found

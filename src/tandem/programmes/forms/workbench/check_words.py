"""The catalogue of rules in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

# word of the check → (what kind of rule it is, an example of it)
CATALOGUE: Mapping[str, tuple[Any, Any]] = {
    "choose": (_("How many options are marked"), _("At most two purposes; at least one effect")),
    "answered": (_("A question is answered"), _("Each party has said what it wants to learn")),
    "declared": (_("Points of a declaration are filled in"), _("The own task: which one, by which law, led by whom")),
    "yes": (_("Something is confirmed with yes"), _("Each party keeps to the programme")),
    "evidence": (_("A paper is attached"), _("The council's decision or a strategy")),
    "leads": (_("A party takes the lead"), _("The partner abroad leads the planning")),
    "understood": (_("A language is understood"), _("The partner abroad reads the language of the papers")),
    "expression": (_("A condition of your own"), _("What no other kind of rule can say")),
    "amount": (_("An amount has a ceiling or a floor"), _("At most 400,000 a year")),
    "share": (_("A share of the budget"), _("Own contribution of at least 10 %")),
    "rates": (_("Exchange rates are there"), _("Each line in another currency has its rate")),
    "country": (_("The party is in one of its countries"), _("The home partner is in Denmark")),
    "kind": (_("The party is of the right kind"), _("Municipalities only")),
    "on_record": (_("A paper is handed in once"), _("A code of ethics from each organisation")),
    "count": (_("How many people"), _("Three to five officials of each party")),
    "include": (_("All sorts of people are there"), _("Majority and opposition in each team")),
    "balance": (_("People are balanced"), _("At least 40 % women and 40 % men")),
    "all": (_("Everybody has something"), _("Each person has signed the code of conduct")),
    "marked": (_("How many people bear a mark"), _("Exactly one coordinator")),
    "lasts": (_("How long it lasts"), _("12 to 36 months")),
    "grant": (_("Another kind of support comes first"), _("Only with a steering group that is supported")),
    "tool": (_("A planning tool is filled in"), _("Problems and objectives first")),
    "recorded": (_("Something is recorded before"), _("A talk with the organiser before applying")),
    "profile": (_("The organisation's profile is complete"), _("Its mandate and its number of employees")),
    "rows": (_("How many entries a table has"), _("At least one pilot among the activities")),
    "follow_up": (_("Activities are followed up"), _("No training without a visit afterwards")),
}

# (check, argument) → (label, hint); with '' as check for all of them
ARGUMENTS: Mapping[tuple[str, str], tuple[Any, Any]] = {
    ("choose", "choose"): (_("Question with options"), ""),
    ("answered", "answered"): (_("Question that must be answered"), _("By everybody who is asked.")),
    ("declared", "declared"): (_("Declaration"), ""),
    ("declared", "parts"): (_("Points that must be filled in"), _("None marked: all that are required in the form.")),
    ("declared", "truthy"): (_("Points that must be answered with yes"), ""),
    ("yes", "yes"): (_("Point that must be answered with yes"), ""),
    ("evidence", "evidence"): (_("Questions for papers"), _("A paper at one of them is enough.")),
    ("leads", "leads"): (_("Questions about who leads"), ""),
    ("leads", "by"): (_("Party that is to be chosen there"), ""),
    ("understood", "understood"): (_("Question about the language"), ""),
    ("understood", "by"): (_("Party that has to understand it"), ""),
    ("expression", "expression"): (_("What has to be true"), _("Nothing chosen in a row: the row does not count.")),
    ("amount", "amount"): (_("Amount"), ""),
    ("amount", "at_least"): (_("At least"), ""),
    ("amount", "at_most"): (_("At most"), ""),
    ("share", "share"): (_("Part"), ""),
    ("share", "in"): (_("Whole"), ""),
    ("share", "rest"): (_("The other part"), _("What can be lowered instead.")),
    ("share", "at_least"): (_("At least so many per cent"), ""),
    ("share", "at_most"): (_("At most so many per cent"), ""),
    ("rates", "rates"): (_("Budget"), ""),
    ("country", "country"): (_("Whose country"), _("Its countries stand on the page of the party.")),
    ("kind", "kind"): (_("Whose kind of organisation"), _("Its kinds stand on the page of the party.")),
    ("on_record", "on_record"): (_("Paper"), ""),
    ("count", "count"): (_("Which people are counted"), _("Nothing chosen: everybody.")),
    ("count", "not_counting"): (_("Which of them are not counted"), _("Nothing chosen: all count.")),
    ("include", "include"): (_("What has to occur"), _("One per line, as the options of the column are called.")),
    ("include", "of"): (_("Column of the team"), ""),
    ("rows", "rows"): (_("Question with a table"), ""),
    ("rows", "where"): (_("Which entries count"), _("Nothing chosen: all count.")),
    ("include", "where"): (_("Among which people"), _("Nothing chosen: everybody.")),
    ("balance", "balance"): (_("Column of the team"), ""),
    ("balance", "among"): (_("Between what"), _("One per line, as the options of the column are called.")),
    ("balance", "at_least"): (_("Each at least, in per cent"), ""),
    ("all", "all"): (_("Which people"), _("Nothing chosen: everybody.")),
    ("all", "have"): (_("What each of them has"), _("Yes where it is answered with yes or no, else any answer.")),
    ("marked", "marked"): (_("Mark"), _("A column that is answered with yes or no.")),
    ("marked", "among"): (_("Among which people"), _("Nothing chosen: everybody.")),
    ("marked", "nobody_else"): (_("Nobody else may bear it"), ""),
    ("lasts", "lasts"): (_("Question about the time"), _("Its months, its period, or its first day.")),
    ("lasts", "until"): (_("Question about the last day"), _("When the first one is about the first day.")),
    ("lasts", "usually"): (_("Usually so many months"), _("For advice only.")),
    ("grant", "grant"): (_("Kind of support"), ""),
    ("grant", "active"): (_("It runs now"), ""),
    ("grant", "covers"): (
        _("Its time covers these days"),
        _("A question about a period, or the first and the last day."),
    ),
    ("grant", "or_applied"): (_("Applied for is enough"), ""),
    ("tool", "tool"): (_("Planning tool"), ""),
    ("tool", "filled"): (_("Steps that must be done"), _("None marked: all of them.")),
    ("recorded", "recorded"): (_("What is recorded"), ""),
    ("recorded", "before"): (_("Before"), ""),
    ("profile", "profile"): (_("What it has to have said about itself"), ""),
    ("follow_up", "follow_up"): (_("Column that names the activity followed up"), ""),
    ("follow_up", "of"): (_("Kinds of activity that need a follow-up"), _("None marked: all that say so.")),
    ("", "per"): (_("Counted"), ""),
    ("", "of"): (_("Of whom"), ""),
    ("", "by"): (_("By whom"), ""),
}

LITERALS: Mapping[str, Any] = {
    "party": _("in each party by itself"),
    "team": _("in the whole team"),
    "submission": _("sending in"),
    "closing": _("the deadline"),
    "each_party": _("each party"),
    "ceiling": _("the ceiling of this kind of support"),
}

FACTS: Mapping[str, Any] = {
    "budget.years": _("Each year of the budget"),
    "budget.total": _("The whole budget"),
    "budget.asked": _("What is asked of the programme"),
    "budget.own_contribution": _("The own contribution"),
}

PROFILE_WORDS: Mapping[str, Any] = {
    "rural_based": _("based in the countryside"),
    "rural_serves": _("serves the countryside"),
    "based_in": _("where it is based"),
    "serves": _("whom it serves"),
    "sectors": _("its sectors"),
    "work": _("its work"),
    "expertise": _("its expertise"),
    "experience": _("its experience"),
    "capacity": _("its capacity"),
    "networks": _("its networks"),
    "legal_status": _("its legal status"),
    "founded": _("when it was founded"),
}

PLACES: Mapping[str, Any] = {
    "actual": _("what it is now"),
    "limit": _("what it has to be"),
    "difference": _("how far apart the two are"),
    "party": _("the party's name"),
    "names": _("the people or points it is about"),
    "at_least": _("the smallest number"),
    "at_most": _("the largest number"),
    "currency": _("the currency"),
    "amount": _("the part, as an amount"),
    "whole": _("the whole, as an amount"),
    "add": _("what to add"),
    "lower_to": _("what to lower the rest to"),
    "raise_to": _("what to raise the rest to"),
    "component": _("the other kind of support"),
    "parties": _("how many parties"),
    "region": _("the region"),
}

BOUNDS: Mapping[str, Any] = {
    "": _("Choose"),
    "exactly": _("exactly"),
    "at_least": _("at least"),
    "at_most": _("at most"),
    "between": _("from … to …"),
    "around": _("about (one more or less is fine)"),
}


def title_of(word: str) -> Any:
    """What kind of rule a check is."""
    return CATALOGUE[word][0]


def example_of(word: str) -> Any:
    """An example of it."""
    return CATALOGUE[word][1]


def argument_words(word: str, key: str) -> tuple[Any, Any]:
    """Label and hint of an argument."""
    found = ARGUMENTS.get((word, key)) or ARGUMENTS.get(("", key))
    return found or (key.replace("_", " ").capitalize(), "")

"""Sentences for the codes that calls use: what is missing, what does not fit together, kinds of dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.calls.queries.missing import Missing
from tandem.core.values import Problem
from tandem.web.templatetags.tandem import moment, own_name

DATES: Mapping[str, Any] = {
    "application": gettext_lazy("Application to the organiser"),
    "programme_application": gettext_lazy("The organiser applies to the donor"),
    "instalment": gettext_lazy("Instalment"),
    "report": gettext_lazy("Your report"),
    "donor_report": gettext_lazy("The organiser's report to the donor"),
    "network_meetings": gettext_lazy("Network meetings"),
}
BECAUSE: Mapping[str, Any] = {
    "not applicable": gettext_lazy("not applicable"), "not yet set": gettext_lazy("not yet set")
}
CONDITIONS: Mapping[str, Any] = {
    "programme_application_year": gettext_lazy("The organiser applies to a donor for the whole programme this year"),
}
FIELDS: Mapping[str, Any] = {
    "title": gettext_lazy("title"), "lead": gettext_lazy("opening sentence"),
    "own_contribution": gettext_lazy("own contribution"), "papers": gettext_lazy("papers needed"),
}


def kind_of_date(kind: str, number: int = 0) -> str:
    """'Your report', 'Instalment 2'."""
    label = str(DATES.get(kind, kind))
    return f"{label} {number}" if number else label


def what_is_missing(missing: Missing) -> str:
    """One missing thing as a sentence that says what to do."""
    language = own_name(missing.language) if missing.language else ""
    if missing.code == "translation":
        return _("Write the %(what)s in %(language)s too.") % {"what": FIELDS[missing.where], "language": language}
    if missing.code == "rulebook_translation":
        values = {"language": language, "where": missing.where}
        return _("The rulebook lacks a text in %(language)s: %(where)s.") % values
    if missing.code == "papers_uneven":
        return _("The list of papers is shorter in %(language)s than in another language.") % {"language": language}
    return {
        "closes_in_the_past": _("The closing time has passed: set a later one."),
        "amounts": _("Say how much there is to share out."),
        "time_needed": _("Say how much time each partner will need."),
        "decision_date": _("Say by when it is decided."),
        "start_date": _("Say from when support is paid."),
        "title": _("Give the call a title."),
        "lead": _("Write an opening sentence that says whom the call is for."),
        "own_contribution": _("Say what the partners carry themselves, also when nothing is asked."),
        "papers": _("List the papers that are needed, also when it is only one."),
    }[missing.code]


def what_is_wrong(problem: Problem) -> str:
    """One fault of the typed terms as a sentence."""
    values = dict(problem.values)
    if problem.code in {"time_exists_twice", "time_does_not_exist"}:
        first, second = (moment(at, values["zone"]) for at in values["readings"])
        if problem.code == "time_exists_twice":
            return _("On that night the clock in %(zone)s shows this time twice. Choose another hour.") % values
        return _(
            "On that night the clocks in %(zone)s are put forward and this time does not exist: choose %(first)s or"
            " %(second)s."
        ) % {**values, "first": first, "second": second}
    return {
        "zone_unknown": _("“%(zone)s” is not a time zone."),
        "closes_before_opens": _("It closes before it opens."),
        "decision_before_close": _("The decision comes before the call closes."),
        "start_before_decision": _("Support starts before it is decided."),
        "budget_negative": _("The amount is below zero."),
        "ceiling_not_positive": _("The largest support is zero or less: leave it empty if there is no limit."),
        "year_odd": _("The year is not one between 2000 and 2100."),
        "slug_taken": _("Another call has this address."),
        "slug_wrong": _("Use small letters, digits and dashes for the address."),
        "closes_earlier": _("A published call may close later, never earlier."),
        "opens_changed": _("The call has opened; its opening cannot move."),
        "budget_lower": _("A published amount may grow, never shrink."),
        "ceiling_lower": _("The largest support of a published call may grow, never shrink."),
        "more_papers": _("A published call cannot ask for more papers than it did."),
        "decision_changed": _("The published day of decision stays once the call has opened."),
        "currency_changed": _("The currency of a published call stays."),
        "slug_changed": _("The address of a published call stays: people have saved it."),
    }[problem.code] % values

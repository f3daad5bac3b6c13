"""A panel as officers see it: who is late, what is missing, who stands apart, what fell away, what was talked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from babel import Locale
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tandem.applications.models import Application
from tandem.calls.models import Call
from tandem.core.scoring import Calibration, Outlier, Short, Spread, outliers
from tandem.core.values import Problem
from tandem.foundation.accounts.models import Person
from tandem.reviews import access
from tandem.reviews.models import DiscussionNote, Interview
from tandem.reviews.operations.interviewing import digest
from tandem.reviews.queries.codes import code_of
from tandem.reviews.queries.counting import criteria_of, plain, scale_of
from tandem.reviews.queries.lists import Appraisal
from tandem.reviews.queries.overview import Lack, Seat
from tandem.reviews.shown import value_of
from tandem.reviews.states import Stand, Talk
from tandem.web.templatetags.tandem import number

LANGUAGES = (
    "ar az be bg bn bs ca cs da de el en es et fa fi fr he hi hr hu hy is it ka kk lt lv mk mn nb ne nl nn pl ps pt ro"
    " ru se sk sl so sq sr sv sw tg th tr uk ur uz vi zh"
).split()


def spoken() -> list[tuple[str, str]]:
    """Languages to choose from, by their names in the reader's own."""
    names = Locale.parse((get_language() or "en").replace("-", "_")).languages
    return sorted(((code, names.get(code, code)) for code in LANGUAGES), key=lambda pair: pair[1].casefold())


def language_names(codes: Sequence[str]) -> str:
    """'English, Serbian'."""
    names = dict(spoken())
    return ", ".join(names.get(code, code) for code in codes)


def signed(points: Any) -> str:
    """'+12.5', '−40': how far somebody is from the others."""
    sign = "+" if points > 0 else "−" if points < 0 else ""
    return f"{sign}{number(abs(points), 1)}"


def range_of(spread: Spread | None) -> str:
    """'35 to 80'."""
    if spread is None:
        return ""
    return _("%(low)s to %(high)s") % {"low": number(spread.lowest, 1), "high": number(spread.highest, 1)}


def seat(one: Seat, now: datetime) -> dict[str, Any]:
    """One row of the panel."""
    left = one.given - one.locked
    return {
        "id": one.person.id, "name": str(one.person), "given": one.given, "undeclared": one.undeclared,
        "begun": one.begun, "locked": one.locked, "conflicts": one.conflicts, "due": one.due_at, "late": one.late,
        "waits": left > 0 or one.due_at is not None,
    }


def lack(one: Lack) -> str:
    """What an application lacks, in words."""
    n = one.values.get("number", 0)
    said = {
        "assessors": _("%(actual)d of %(limit)d assessors") % {"actual": 0, "limit": 0, **one.values},
        "undeclared": ngettext("%(number)d has not declared", "%(number)d have not declared", n) % {"number": n},
        "unlocked": ngettext("%(number)d has not locked", "%(number)d have not locked", n) % {"number": n},
        "discussion": ngettext(
            "%(number)d score stands apart and was not talked about",
            "%(number)d scores stand apart and were not talked about", n,
        ) % {"number": n},
        "list": _("the short list is not decided"),
        "interview": _("no interview recorded"),
        "confirmation": _("the interview waits for a second officer"),
    }
    return said[one.code]


def short(one: Short | None) -> str:
    """Why an application finds too few assessors."""
    if one is None:
        return ""
    said = ngettext("%(number)d is missing", "%(number)d are missing", one.lacking) % {"number": one.lacking}
    why = []
    if one.closed:
        why.append(_("%(number)d have an interest") % {"number": one.closed})
    if one.unread:
        why.append(_("%(number)d do not read its languages") % {"number": one.unread})
    return f"{said}: {', '.join(why)}" if why else said


def calibration(rows: Sequence[tuple[Person, Calibration]]) -> list[dict[str, Any]]:
    """The calibration table."""
    return [
        {
            "name": str(person), "applications": row.applications, "mean": row.mean, "spread": range_of(row.spread),
            "shared": row.shared, "own": row.own_on_shared, "others": row.others_on_shared,
            "others_spread": range_of(row.others_spread),
            "difference": "" if row.difference is None else signed(row.difference),
        }
        for person, row in rows
    ]


def apart(call: Call, found: Appraisal) -> list[dict[str, Any]]:
    """Whose scores stand apart, by the rulebook's points, with how far, and what was noted about it."""
    works = {each.assignment.id: each.assignment for each in found.given if each.stand == Stand.LOCKED}
    points = call.component.outlier_points
    if points is None or len(works) < 2:
        return []
    names = {work.id: str(work.assessor_id) for work in works.values()}
    rows = [row for row in found.scorings if row.assignment_id in works]
    told = outliers(criteria_of(call.component), scale_of(call.component), plain(rows, names), points)
    by_person = {str(work.assessor_id): work for work in works.values()}
    notes = {row.assignment_id: row for row in DiscussionNote.objects.filter(
        assignment__in=list(works), replaced_at=None).select_related("noted_by")} if told else {}
    titles = {asked.id: asked.title for asked in call.component.criteria}
    return [_outlier(one, by_person[one.assessor], titles, notes, points) for one in told]


def _outlier(
    one: Outlier, work: Any, titles: Mapping[str, Any], notes: Mapping[Any, DiscussionNote], points: int
) -> dict[str, Any]:
    return {
        "id": work.id, "name": str(work.assessor), "points": points,
        "total": "" if one.distance is None else signed(one.distance),
        "criteria": [{"title": titles[id], "distance": signed(distance)} for id, distance in one.criteria],
        "note": notes.get(work.id),
    }


def fallen(found: Appraisal) -> list[dict[str, Any]]:
    """Whose scores do not count any more, how many, and what the score was before and after."""
    return [
        {
            "name": str(each.assignment.assessor), "when": each.assignment.ended_at,
            "why": each.assignment.get_ended_display(), "number": len(each.assignment.trace["dropped"]),
            "before": each.assignment.trace["before"]["score"], "after": each.assignment.trace["after"]["score"],
        }
        for each in found.ended if each.assignment.trace
    ]


def blindness(application: Application, found: Appraisal) -> dict[str, Any] | None:
    """How the panel reads it: under which name, what is hidden, and whether it may see who applies by now."""
    parts = application.call.component.blind
    if not parts:
        return None
    said = {
        "names": _("names"), "size": _("size and kind"), "place": _("place"), "files": _("who made the files"),
    }
    live = [each for each in found.given if not each.assignment.ended]
    return {
        "code": code_of(application.id), "parts": [said[part] for part in parts],
        "hidden": bool(access.hidden(application)),
        "may": bool(live) and all(each.assignment.locked_at for each in live),
    }


def talk(call: Call, row: Interview | None) -> dict[str, Any] | None:
    """A record of an interview as it is read: who met whom, and each criterion with the assessors' mean beside."""
    if row is None:
        return None
    titles = {asked.id: asked.title for asked in call.component.criteria}
    order = list(titles)
    findings = sorted(row.findings.all(), key=lambda f: order.index(f.criterion) if f.criterion in order else 99)
    return {
        "id": row.id, "kind": Talk(row.kind).label, "on": row.held_on, "place": row.place,
        "interviewers": row.interviewers, "present": row.present, "reason": row.reason,
        "recommended": row.recommended, "by": row.recorded_by, "at": row.recorded_at,
        "confirmed_by": row.confirmed_by, "confirmed_at": row.confirmed_at, "sha256": digest(row),
        "findings": [
            {"title": titles.get(f.criterion, {}), "value": f.value, "reason": f.reason} for f in findings
        ],
    }


def interview_problem(problem: Problem) -> str:
    """What the record of an interview lacks."""
    values = dict(problem.values)
    said = {
        "kind_unknown": _("Say whether it was an interview or a visit"),
        "day_missing": _("Say on which day it was"),
        "day_to_come": _("That day is still to come"),
        "place_missing": _("Say where you were"),
        "finding_missing": _("Confirm this criterion or revise it"),
        "finding_reason_missing": _("Say what you saw or heard"),
        "recommendation_missing": _("Say whether you recommend it"),
        "reason_missing": _("Say why"),
        "criterion_unknown": _("There is no such criterion"),
    }
    if problem.code == "people_missing":
        return _("Name who asked: at least %(limit)d") % {"limit": values.get("limit", 1)}
    if problem.code == "score_out_of_scale":
        return _("Scores go from %(lowest)d to %(highest)d.") % {"lowest": 0, "highest": 0, **values}
    return said[problem.code]


def given_to(rows: Sequence[Any], criterion: str) -> list[Any]:
    """The assessors' values for one criterion: numbers, and 'abstain'."""
    return [value_of(row) for row in rows if row.criterion == criterion]

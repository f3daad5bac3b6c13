"""What each partnership reads: the rulebook's letter with the reasons per criterion, in a language it understands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tandem.applications.models import Application
from tandem.awards import words
from tandem.awards.queries.judged import Judged
from tandem.awards.queries.ranking import Ranking
from tandem.awards.queries.running import Runner
from tandem.awards.states import Lot
from tandem.calls.models import Call
from tandem.core.values import pick
from tandem.foundation.tenancy.models import Organiser
from tandem.partnerships.models import Party
from tandem.web.templatetags.tandem import localised, number

_PLACE = re.compile(r"\{(\w+)\}")
_WRAP = re.compile(r"^(.{80,})\n(?=\S)", re.M)  # a break after a long line is the file's, not the writer's
KINDS = {Lot.FUND: "award", Lot.RESERVE: "reserve", Lot.REFUSE: "refusal"}


@dataclass(frozen=True)
class Draft:
    """One letter before it is sent; `grounds` are its reasons as plain JSON for the status page."""

    language: str
    subject: str
    text: str
    grounds: Mapping[str, Any]


def language_of(party: Party, languages: Sequence[str]) -> str:
    """The first of the organisation's languages that the rulebook is written in, else the rulebook's first."""
    return next((own for own in party.organisation.languages if own in languages), languages[0])


def languages_for(call: Call, runner: Runner) -> tuple[str, ...]:
    """The languages that the parties of an application read, each once, in the rulebook's order."""
    wanted = {language_of(party, call.languages) for party in runner.listed.parties}
    return tuple(language for language in call.languages if language in wanted)


def drafts(call: Call, organiser: Organiser, runner: Runner, ranking: Ranking, judged: Judged) -> tuple[Draft, ...]:
    """The letters about one application, one per language of its parties."""
    return tuple(_draft(call, organiser, runner, ranking, judged, each) for each in languages_for(call, runner))


def _draft(
    call: Call, organiser: Organiser, runner: Runner, ranking: Ranking, judged: Judged, language: str
) -> Draft:
    application = runner.application
    row = ranking.by_id[str(application.id)]
    with override(language):
        grounds = grounds_of(call, runner, ranking, judged)
        kind = KINDS[Lot(row.proposal.value)]
        text = filled_letter(call, organiser, application, runner.listed.names, kind, in_text(grounds), language)
        return Draft(language, subject_of(row.proposal.value, application.title), text, grounds)


def filled_letter(
    call: Call, organiser: Organiser, application: Application, names: str, kind: str, reasons: str, language: str
) -> str:
    """One of the rulebook's letters with its places filled, how to complain below; in the active language."""
    places = {
        "partnership": _("“%(title)s” (%(names)s)") % {"title": application.title, "names": names},
        "call": pick(call.title, language, call.languages), "reference": application.reference,
        "organiser": localised(organiser.name), "reasons": reasons,
    }
    text = pick(call.rulebook.letters[kind], language, call.languages)
    text = _PLACE.sub(lambda found: places.get(found[1], found[0]), _WRAP.sub(r"\1 ", text))
    foot = f"{how_to_complain(organiser, call, application.reference)}\n{_address(organiser, application)}"
    return f"{text.strip()}\n\n—\n{foot}\n"


def subject_of(lot: str, title: str) -> str:
    """The subject of a letter, in the active language."""
    said = {
        Lot.FUND: _("Chosen for support: %(title)s"), Lot.RESERVE: _("On the reserve list: %(title)s"),
        Lot.REFUSE: _("Not chosen this time: %(title)s"),
    }
    return said[Lot(lot)] % {"title": title}


def _address(organiser: Organiser, application: Application) -> str:
    path = reverse("applications:overview", args=[organiser.slug, application.id])
    return f"{settings.TANDEM_URL}{path}"


def how_to_complain(organiser: Organiser, call: Call, reference: str) -> str:
    """What to do against the decision: stands in the letter and on the status page."""
    return _(
        "You may complain about this decision within %(days)d days, on the page of your application (reference"
        " %(reference)s) or by mail to %(mail)s. Somebody who had no hand in it answers within %(answer)d days. The"
        " ranking of all applications is public without names, so that you can count it again."
    ) % {
        "days": call.rulebook.complaints.within_days, "answer": call.rulebook.complaints.answer_days,
        "reference": reference, "mail": organiser.mail or localised(organiser.name),
    }


def grounds_of(call: Call, runner: Runner, ranking: Ranking, judged: Judged) -> dict[str, Any]:
    """The reasons of one application in the active language: why, the score, and each criterion with what was said.

    {"lot", "reserve", "why", "score", "criteria": [{"title", "mean", "highest", "reasons"}], "said"}; scores are plain
    strings; `said` is the interview's record where a programme does not score.
    """
    application = runner.application
    row = ranking.by_id[str(application.id)]
    grounds: dict[str, Any] = {
        "lot": row.proposal.value, "reserve": row.reserve,
        "why": words.why_in_letter(row.reason, row.numbers, ranking.terms.budget.currency),
        "score": None if row.candidate.score is None else str(row.candidate.score), "criteria": [],
        "said": judged.left_out.get(application.id) or judged.interviews.get(application.id, (None, ""))[1],
        "preferred": _preferred(call, ranking, str(application.id)),
    }
    reasons = judged.reasons.get(application.id, {})
    for criterion in call.component.criteria if ranking.terms.scoring else ():
        mean = row.candidate.tie_values.get(criterion.id)
        grounds["criteria"].append({
            "title": localised(criterion.title), "mean": None if mean is None else str(mean),
            "highest": ranking.terms.highest, "reasons": list(reasons.get(criterion.id, ())),
        })
    return grounds


def _preferred(call: Call, ranking: Ranking, application: str) -> list[dict[str, Any]]:
    """The published preferences that an application counts for, with their points."""
    counted = ranking.entry[application].preferred
    chosen = call.component.selection.prefer
    return [{"title": localised(each.title), "points": each.points} for each in chosen if each.id in counted]


def in_text(grounds: Mapping[str, Any]) -> str:
    """The reasons as plain text, for the letter."""
    lines = [grounds["why"]]
    if grounds["reserve"]:
        lines.append(_("Place %(number)s on the reserve list.") % {"number": number(grounds["reserve"])})
    if grounds["score"] is not None:
        lines.append(_("Score: %(score)s of 100") % {"score": number(grounds["score"], 1)})
    for one in grounds.get("preferred", ()):
        lines.append(f"+{number(one['points'])} {one['title']}")
    if grounds["said"]:
        lines += ["", grounds["said"]]
    for criterion in grounds["criteria"]:
        lines += ["", f"{criterion['title']}: {marks(criterion)}", *(f"– {text}" for text in criterion["reasons"])]
    return "\n".join(lines)


def marks(criterion: Mapping[str, Any]) -> str:
    """'4.5 of 5', or that nobody scored it."""
    if criterion["mean"] is None:
        return _("nobody scored it")
    return _("%(mean)s of %(highest)s") % {
        "mean": number(str(_trimmed(criterion["mean"]))), "highest": number(criterion["highest"])
    }


def _trimmed(mean: str) -> str:
    return mean.rstrip("0").rstrip(".") if "." in mean else mean

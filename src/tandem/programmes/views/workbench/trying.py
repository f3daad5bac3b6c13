"""Trying a draft: its form exactly as an applicant sees it, filled in by a sample, and what the rules say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tandem.answers.posted import Base, typed
from tandem.answers.queries import Stored
from tandem.answers.shown import Sheet, View, new_row, sheet
from tandem.answers.subjects import Side, Subject
from tandem.core.expressions import evaluate
from tandem.core.forms.conditions import visible
from tandem.core.forms.definition import Section
from tandem.core.forms.paths import Field, expand, index
from tandem.core.forms.reading import read
from tandem.core.rulebook import Rulebook
from tandem.core.values import Problem
from tandem.foundation.access import allow
from tandem.organisations.models import OrganisationKind
from tandem.programmes.forms.workbench.sample import sample_answers, sides_of, verdicts_of
from tandem.programmes.views.workbench.bench import Bench, bench, not_found
from tandem.web.routes import OFFICER, route
from tandem.web.templatetags.tandem import localised

Key = tuple[str, str]


@dataclass(frozen=True)
class Tried:
    """What the sample answers: as it began, or as somebody changed it (`touched`: the paths that were)."""

    found: Mapping[Key, Stored]
    problems: Mapping[Key, list[Problem]] = field(default_factory=dict)
    added: Sequence[Key] = ()
    touched: Collection[str] = frozenset()


@route(OFFICER, methods=("GET", "POST"))
def attempt(request: HttpRequest, draft: UUID, component: str) -> HttpResponse:
    """The form of one kind of support with a sample's answers; they can be changed, and nothing is stored."""
    at = bench(request, draft)
    if component not in at.desk.tree.components:
        raise not_found()
    book = at.examined.rulebook
    if book is None or book.components[component].form not in book.forms:
        context = at.context(title=_("It cannot be tried yet"), stops=[each for each in at.said if each.stops][:12])
        return render(request, "programmes/workbench/not_yet.html", context)
    subject = _subject(at, book, component)
    sample = _stored(subject, sample_answers(book, component))
    if request.method != "POST":
        return _page(at, book, component, subject, Tried(sample))
    found, problems = _typed(subject, request.POST)
    added = [(request.POST["add"], new_row())] if request.POST.get("add") else []
    touched = {key[0] for key in {*sample, *found} if sample.get(key) != found.get(key)}
    touched |= {path for path, _row in [*problems, *added]}
    return _page(at, book, component, subject, Tried(found, problems, added, touched))


def _subject(at: Bench, book: Rulebook, component: str) -> Subject:
    """A subject that no one has stored: the sample speaks for every party."""
    sides = tuple(
        Side(id, localised(book.parties[id].title), at.draft.id, book.parties[id].title)
        for id in sides_of(book, component)
    )
    return Subject(
        kind="sample",
        id=at.draft.id,
        title=localised(book.components[component].title),
        rulebook=book,
        form=book.form_of(component),
        sides=sides,
        mine=frozenset(side.id for side in sides),
        write=allow("sample"),
        sign=allow("sample"),
        home=at.home,
        address=at.home,
        kinds=tuple(OrganisationKind.choices),
    )


def _stored(subject: Subject, answers: Mapping[Key, Any]) -> dict[Key, Stored]:
    return {key: Stored(value, 1, "", "", None) for key, value in answers.items()}


def _typed(subject: Subject, posted: QueryDict) -> tuple[dict[Key, Stored], dict[Key, list[Problem]]]:
    """What was typed into the sample's form, read as an applicant's would be."""
    places = index(subject.form, subject.parties)
    found: dict[Key, Stored] = {}
    problems: dict[Key, list[Problem]] = {}
    removed = {value for key, value in posted.items() if key.startswith("remove:")}
    for path, row in _keys(subject, posted):
        place = places[path]
        if row in removed and row:
            continue
        _raws, raw = typed(place, Base(path, row, 1, ""), posted)
        reading = _read(subject, place, raw)
        if reading.value is not None:
            found[(path, row)] = Stored(reading.value, 1, "", "", None)
        if reading.problems:
            problems[(path, row)] = list(reading.problems)
    return found, problems


def _read(subject: Subject, place: Field, raw: Any) -> Any:
    question = place.question
    options = None
    if question.options_from and place.part is None:
        options = [option.id for option in subject.options(question)]
    return read(place.asked, raw, get_language() or "en", options=options)


def _keys(subject: Subject, posted: QueryDict) -> list[Key]:
    """Every answer that the page showed: its bases."""
    found = []
    for base in posted.getlist("base"):
        path, _dot, row = base.rsplit("|", 2)[0].partition(".")
        found.append((path, row))
    known = {place.path for place in expand(subject.form, subject.parties)}
    return [key for key in found if key[0] in known]


def _page(
    at: Bench,
    book: Rulebook,
    component: str,
    subject: Subject,
    tried: Tried,
) -> HttpResponse:
    answers = {key: kept.value for key, kept in tried.found.items()}
    shown = visible(subject.form, subject.parties, answers, evaluate)
    view = View(subject, tried.found, problems=tried.problems, added=tried.added)
    verdicts = [_verdict(at, component, subject, each) for each in verdicts_of(book, component, answers)]
    named = {each["url"].removeprefix("#q-") for each in verdicts} | {path.split("/")[0] for path in tried.touched}
    sections = [_section(each, sheet(view, each, shown), answers, named) for each in subject.form.sections]
    refusing = sum(1 for each in verdicts if not each["passed"] and each["severity"] == "must")
    heading = ngettext("One rule refuses the sample", "%(number)s rules refuse the sample", refusing) % {
        "number": refusing
    }
    context = at.context(
        subject=subject,
        sections=sections,
        verdicts=verdicts,
        form=subject.form,
        component=component,
        title=heading if refusing else _("The sample would be taken"),
        parties=[side.name for side in subject.sides],
        back=at.url("components", component, "form"),
    )
    context["part"] = at.request.headers.get("HX-Request") == "true"
    return render(at.request, f"programmes/workbench/{'parts/verdicts' if context['part'] else 'try'}.html", context)


def _section(section: Section, made: Sheet, answers: Mapping[Key, Any], named: Collection[str]) -> dict[str, Any]:
    """A part of the form: how much of it is answered, and open where a rule or a change leads into it."""
    asked, given = {each.id for each in made.questions}, {path.split("/")[0] for path, _row in answers}
    said = _("%(given)s of %(all)s answered") % {"given": len(asked & given), "all": len(asked)}
    return {"section": section, "sheet": made, "given": said, "open": bool(asked & set(named))}


def _verdict(at: Bench, component: str, subject: Subject, verdict: Any) -> dict[str, Any]:
    """A verdict for the page: it leads to the question, and to the rule that says it."""
    question = verdict.path.split("/")[0] if verdict.path else ""
    return {
        "passed": verdict.passed,
        "severity": verdict.severity.value,
        "refusal": verdict.refusal,
        "mend": verdict.mend,
        "source": verdict.source,
        "title": _title(subject, question) or verdict.rule,
        "url": f"#q-{question}" if question and not verdict.passed else "",
    }


def _title(subject: Subject, question: str) -> Any:
    return next((each.label for each in subject.form.questions() if each.id == question), "")

"""Pages on which a subject is filled in: a section, autosave, presence, what is missing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.answers import page, posted
from tandem.answers.beside import beside
from tandem.answers.operations import Edit, Outcome, Saved, be_present, save
from tandem.answers.papers import take_away, upload
from tandem.answers.queries import present, set_aside, stored
from tandem.answers.sentences import readings_of, sentence
from tandem.answers.shown import View, base_of, new_row, sheet, side_names
from tandem.answers.subjects import Subject, kind_named
from tandem.answers.views.conflicts import conflicts_of, mark_undecided, still_open, with_mine, words
from tandem.core.forms.definition import Section
from tandem.core.forms.paths import Field, field_at
from tandem.core.values import Problem
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused
from tandem.web.asking import actor_of, zone_of
from tandem.web.routes import SIGNED_IN, route
from tandem.web.shapes import Conflict
from tandem.web.templatetags.tandem import clock as clock_time


def _subject(request: HttpRequest, kind: str, subject: UUID) -> tuple[Actor, Subject]:
    actor = actor_of(request)
    return actor, kind_named(kind).load(actor, subject)


def _section(subject: Subject, id: str) -> Section:
    for section in subject.form.sections:
        if section.id == id:
            return section
    raise Refused("no_such_section", "", status=404)


@route(SIGNED_IN, methods=("GET", "POST"))
def section(request: HttpRequest, kind: str, subject: UUID, section: str) -> HttpResponse:
    """One section: read it, write in it. Saving is never blocked; what is wrong stands beside it."""
    actor, loaded = _subject(request, kind, subject)
    part = _section(loaded, section)
    if request.method == "POST":
        return _saved(request, actor, loaded, part)
    added = [(request.GET["add"], request.GET.get("row", ""))] if "add" in request.GET else []
    return _page(request, loaded, part, added=added)


def _saved(request: HttpRequest, actor: Actor, subject: Subject, part: Section) -> HttpResponse:
    open_conflicts = posted.undecided(request.POST)
    edits = [
        edit
        for edit in _decided(subject, request.POST)
        if (edit.path, edit.row) not in {(b.path, b.row) for b in open_conflicts}
    ]
    result = save(actor, subject.kind, subject.id, edits, locale=get_language() or actor.language)
    conflicts = conflicts_of(subject, result.conflicts, request)
    conflicts.update(still_open(subject, open_conflicts, request))
    if result.refusal:
        messages.warning(request, str(result.refusal))
    _say_replaced(request, result)
    pressed = posted.buttons(request.POST)
    fresh = kind_named(subject.kind).load(actor, subject.id)
    if conflicts:
        return _page(request, fresh, part, conflicts=conflicts)
    for key, value in pressed.items():
        if key == "add":
            return redirect(
                f"{page.section_address(subject, part.id)}?add={value}&row={new_row()}#f-{value.replace('/', '-')}"
            )
        if key == "upload":
            return _uploaded(request, actor, fresh, part, value)
        if key.startswith("pick:"):
            field = key.removeprefix("pick:").replace("/", "-")
            return redirect(f"{page.section_address(subject, part.id)}#f-{field}")
        if key.startswith("remove:"):
            path = key.removeprefix("remove:")
            take_away(actor, fresh, path, value, locale=actor.language)
            return redirect(f"{page.section_address(subject, part.id)}#f-{path.replace('/', '-')}")
        return redirect(page.section_address(subject, part.id))
    if result.refusal:
        return redirect(subject.home)
    _before, after = page.neighbours(subject.form.sections, part.id)
    if "stay" in request.POST:
        return redirect(page.section_address(subject, part.id) + "?check=1")
    return redirect(page.section_address(subject, after.id) if after else f"{subject.address}missing/")


def _decided(subject: Subject, data: QueryDict) -> list[Edit]:
    """The edits, with conflicts decided as the buttons say: mine as typed, theirs left alone, both below each other."""
    choices = {key.removeprefix("choose:"): data[key] for key in data if key.startswith("choose:")}
    found = []
    for edit in posted.edits(subject, data):
        key = f"{edit.path}.{edit.row}" if edit.row else edit.path
        choice = choices.get(key) or choices.get(edit.path)
        if choice == "theirs":
            continue
        if choice == "both" and isinstance(edit.raw, str):
            theirs = stored(subject.id, [edit.path.split("/")[0]]).get((edit.path, edit.row))
            text = theirs.value if theirs and isinstance(theirs.value, str) else ""
            edit = Edit(edit.path, edit.row, f"{text}\n\n{edit.raw}", edit.base)
        found.append(edit)
    return found


def _uploaded(request: HttpRequest, actor: Actor, subject: Subject, part: Section, path: str) -> HttpResponse:
    try:
        upload(actor, subject, path, request.FILES.getlist(path), locale=actor.language)
    except Refused as refused:
        return _page(request, subject, part, refused={path: refused.said}, status=422)
    return redirect(f"{page.section_address(subject, part.id)}#f-{path.replace('/', '-')}")


def _say_replaced(request: HttpRequest, result: Saved) -> None:
    signs = sorted({each.code_point for outcome in result.outcomes for each in outcome.replaced})
    if signs:
        messages.warning(
            request,
            _("Some characters cannot be stored and now show as \N{REPLACEMENT CHARACTER}: %(signs)s.")
            % {"signs": ", ".join(signs)},
        )


def _page(
    request: HttpRequest,
    subject: Subject,
    part: Section,
    *,
    conflicts: dict[tuple[str, str], Conflict] | None = None,
    added: list[tuple[str, str]] | None = None,
    refused: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    state = page.state_of(subject)
    conflicts = conflicts or {}
    view = View(
        subject,
        with_mine(state.stored, conflicts),
        conflicts,
        added=added or (),
        zone=zone_of(request),
        show_gaps="check" in request.GET,
    )
    made = sheet(view, part, state.shown)
    mark_undecided(made, conflicts)
    before, after = page.neighbours(subject.form.sections, part.id)
    errors = [{"text": text, "url": f"#f-{path.replace('/', '-')}"} for path, text in (refused or {}).items()]
    context = {
        "subject": subject,
        "section": part,
        "sheet": made,
        "state": state,
        "before": before,
        "after": after,
        "before_url": page.section_address(subject, before.id) if before else subject.home,
        "line": page.line(state, part.id),
        "parties": side_names(subject.sides),
        "errors": errors + made.errors,
        **beside(request, subject, state, part),
        "others": present(subject.id, part.id, request.user.pk, clock.now()),
        "saved_at": _last(state.stored, request),
    }
    return render(request, "answers/section.html", context, status=status)


def _last(found: Any, request: HttpRequest) -> str:
    moments = [kept.at for kept in found.values() if kept.at]
    return clock_time(max(moments), zone_of(request)) if moments else ""


@route(SIGNED_IN, methods=("POST",))
def autosave(request: HttpRequest, kind: str, subject: UUID, section: str) -> HttpResponse:
    """Save what changed without leaving the page; answers with each place's new base, or both texts (UX-6, UX-9)."""
    actor, loaded = _subject(request, kind, subject)
    part = _section(loaded, section)
    result = save(actor, kind, subject, posted.edits(loaded, request.POST), locale=get_language() or actor.language)
    fresh = kind_named(kind).load(actor, subject)
    state = page.state_of(fresh)
    conflicts = conflicts_of(fresh, result.conflicts, request)
    return JsonResponse(
        {
            "at": clock_time(result.at, zone_of(request)),
            "refusal": str(result.refusal),
            "answers": [_answered(loaded, outcome, conflicts, request) for outcome in result.outcomes],
            "side": render_to_string(
                "answers/side.html",
                beside(request, fresh, state, part),
                request,
            ),
            "others": present(subject, section, request.user.pk, clock.now()),
        }
    )


def _answered(
    subject: Subject, outcome: Outcome, conflicts: dict[tuple[str, str], Conflict], request: HttpRequest
) -> dict[str, Any]:
    key = f"{outcome.path}.{outcome.row}" if outcome.row else outcome.path
    place = field_at(subject.form, subject.parties, outcome.path)
    base = f"{key}|{outcome.revision}|{posted.UNDECIDED}"
    if outcome.status != "conflict" and isinstance(place, Field):
        came = next(b for b in posted.bases(request.POST) if b.key == key)
        base = base_of(key, outcome.revision, posted.typed(place, came, request.POST)[0])
    conflict = conflicts.get((outcome.path, outcome.row))
    return {
        "key": key,
        "status": outcome.status,
        "base": base,
        "problems": [sentence(problem) for problem in outcome.problems],
        "ask": [
            {"name": f"pick:{_input_of(key, problem)}", "value": reading.value, "label": reading.label}
            for problem in outcome.problems
            for reading in readings_of([problem])
        ],
        "conflict": render_to_string("answers/conflict.html", {"conflict": conflict, "key": key}, request)
        if conflict
        else "",
    }


def _input_of(key: str, problem: Problem) -> str:
    """The name of the input that a problem of reading is about: its answer's key and the cell behind it."""
    if not problem.where:
        return key
    return f"{key}.{problem.where}" if "." in key else f"{key}..{problem.where}"


@route(SIGNED_IN, methods=("POST",))
def presence(request: HttpRequest, kind: str, subject: UUID, section: str) -> HttpResponse:
    """I am here; who else is?"""
    actor, loaded = _subject(request, kind, subject)
    _section(loaded, section)
    be_present(actor, kind, subject, section, request.POST.get("path", ""))
    return JsonResponse({"others": present(subject, section, request.user.pk, clock.now())})


@route(SIGNED_IN)
def missing(request: HttpRequest, kind: str, subject: UUID) -> HttpResponse:
    """Everything that keeps it from being sent, at once; nothing here blocks saving."""
    _actor, loaded = _subject(request, kind, subject)
    if loaded.write.code == "submitted":
        return redirect(loaded.home)
    state = page.state_of(loaded)
    context = {
        "subject": loaded,
        "state": state,
        "groups": page.missing(state),
        "verdicts": page.shown_verdicts(state),
        "count": len(state.gaps) + state.refusals,
        "line": page.line(state),
        "parties": side_names(loaded.sides),
    }
    return render(request, "answers/missing.html", context)


@route(SIGNED_IN)
def kept(request: HttpRequest, kind: str, subject: UUID) -> HttpResponse:
    """Texts that lost a conflict or came too late: nothing typed is ever lost."""
    _actor, loaded = _subject(request, kind, subject)
    rows = [
        {
            "text": words(loaded, row.path, row.value),
            "why": row.why,
            "by": row.typed_by,
            "at": row.typed_at,
            "label": _label(loaded, row.path),
        }
        for row in set_aside(loaded.id)
    ]
    return render(request, "answers/kept.html", {"subject": loaded, "rows": rows, "zone": zone_of(request)})


def _label(subject: Subject, path: str) -> Any:
    place = field_at(subject.form, subject.parties, path)
    return place.question.label if isinstance(place, Field) else path

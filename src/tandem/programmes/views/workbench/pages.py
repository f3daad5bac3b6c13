"""Pages of fields and pages of entries: one view for every part of a programme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tandem.foundation.access import Refused
from tandem.programmes import operations
from tandem.programmes.forms.workbench import component_pages as of_component
from tandem.programmes.forms.workbench import (
    criteria_pages,
    cycle_pages,
    form_pages,
    programme_pages,
    question_pages,
    rule_pages,
    selection_pages,
)
from tandem.programmes.forms.workbench.items import Shown, Wrong
from tandem.programmes.forms.workbench.listing import Listing, added, pressed
from tandem.programmes.forms.workbench.programme_pages import Desk
from tandem.programmes.forms.workbench.sheet import Sheet, Taken, bases_of, errors_of, questions_of, take
from tandem.programmes.views.workbench.bench import Bench, bench, not_found
from tandem.programmes.views.workbench.spoken import in_words, with_preview
from tandem.web.routes import OFFICER, route

Page = Sheet | Listing | None
WHOLE: Mapping[str, Callable[[Desk], Page]] = {
    "basics": programme_pages.basics,
    "goal": programme_pages.goal,
    "parties": programme_pages.parties,
    "lists": programme_pages.lists,
    "papers": programme_pages.papers,
    "donors": cycle_pages.donors,
    "letters": cycle_pages.letters,
    "components": of_component.components,
}
ENTRIES: Mapping[str, Callable[[Desk, str], Page]] = {
    "parties": programme_pages.party,
    "lists": programme_pages.one_list,
    "papers": programme_pages.paper,
    "donors": cycle_pages.donor,
    "components": of_component.component,
}
OF_COMPONENT: Mapping[str, Callable[[Desk, str], Page]] = {
    "steps": of_component.steps,
    "criteria": criteria_pages.criteria,
    "scale": criteria_pages.scale,
    "selection": selection_pages.selection,
    "floors": selection_pages.floors,
    "preferences": selection_pages.preferences,
    "form": form_pages.form,
    "sections": form_pages.sections,
    "start": form_pages.start,
    "rules": rule_pages.rules,
    "people": question_pages.people,
}
OF_ENTRY: Mapping[str, Callable[[Desk, str, str], Page]] = {
    "criteria": criteria_pages.criterion,
    "floors": selection_pages.floor,
    "preferences": selection_pages.preference,
    "sections": form_pages.section,
    "questions": question_pages.question,
    "columns": question_pages.columns,
    "rules": rule_pages.rule,
}


@route(OFFICER, methods=("GET", "POST"))
def part(request: HttpRequest, draft: UUID, part: str) -> HttpResponse:
    """A part of the whole programme."""
    at = bench(request, draft)
    return show(at, WHOLE[part](at.desk) if part in WHOLE else None)


@route(OFFICER, methods=("GET", "POST"))
def entry(request: HttpRequest, draft: UUID, part: str, key: str) -> HttpResponse:
    """One side, list, paper, donor or kind of support."""
    at = bench(request, draft)
    return show(at, ENTRIES[part](at.desk, key) if part in ENTRIES else None)


@route(OFFICER, methods=("GET", "POST"))
def of_one(request: HttpRequest, draft: UUID, component: str, part: str) -> HttpResponse:
    """A part of one kind of support."""
    at = bench(request, draft)
    page = OF_COMPONENT[part](at.desk, component) if part in OF_COMPONENT else None
    if part == "form":
        page = form_pages.form(at.desk, component, request.GET.get("to", ""))
    return show(at, in_words(at, page, component) if part == "rules" and isinstance(page, Listing) else page)


@route(OFFICER, methods=("GET", "POST"))
def of_entry(request: HttpRequest, draft: UUID, component: str, part: str, key: str) -> HttpResponse:
    """One criterion, rule, section or question."""
    at = bench(request, draft)
    page = OF_ENTRY[part](at.desk, component, key) if part in OF_ENTRY else None
    return show(at, with_preview(at, page, component, key) if part == "rules" and isinstance(page, Sheet) else page)


@route(OFFICER, methods=("GET", "POST"))
def column(request: HttpRequest, draft: UUID, component: str, key: str, column: str) -> HttpResponse:
    """One column of the team or of a table, one point of a declaration."""
    at = bench(request, draft)
    return show(at, question_pages.column(at.desk, component, key, column))


@route(OFFICER, methods=("GET", "POST"))
def new_rule(request: HttpRequest, draft: UUID, component: str, word: str) -> HttpResponse:
    """A rule of a kind that was chosen from the catalogue."""
    at = bench(request, draft)
    return show(at, rule_pages.new_rule(at.desk, component, word))


def show(at: Bench, page: Page) -> HttpResponse:
    """Show a page, or take what came back."""
    if page is None:
        raise not_found()
    if at.request.method == "POST" and not at.open:
        operations.drafts.edit(at.actor, at.draft.id, at.draft.revision, ())  # says why nobody writes in it
    if isinstance(page, Listing):
        return listing(at, page)
    return sheet(at, page)


def sheet(at: Bench, page: Sheet) -> HttpResponse:
    """A page of fields."""
    request = at.request
    if request.method != "POST":
        return _fields(at, page, None)
    if "remove" in request.POST and page.remove:
        return _saved(at, page.remove, page.back, _("It is taken out."))
    taken = take(page, at.desk.tree, request.POST, at.who, at.when)
    if not taken.sound:
        return _fields(at, page, taken)
    try:
        return _saved(at, taken.edits, page.back if "stay" not in request.POST else request.path, _("Saved."))
    except Wrong as wrong:
        first = page.items[0].asked(taken.raws[page.items[0].name], Shown(), at.desk.tree).answers[0].name
        taken.errors[page.items[0].name] = {first: wrong.text}
        return _fields(at, page, taken)
    except Refused as refused:
        if refused.status not in (409, 422):
            raise
        return _fields(at, page, taken, refused)


def _saved(at: Bench, edits: object, to: str, told: str) -> HttpResponse:
    at.save(list(edits))  # type: ignore[call-overload]
    messages.success(at.request, told)
    return redirect(to)


def _fields(at: Bench, page: Sheet, taken: Taken | None, refused: Refused | None = None) -> HttpResponse:
    errors = errors_of(taken) if taken else []
    if refused is not None:
        errors.insert(0, {"url": "", "text": refused.said})
    conflicts = bool(taken and taken.conflicts)
    status = 409 if conflicts and not errors else refused.status if refused else 422 if errors else 200
    context = at.context(
        page=page,
        questions=questions_of(page, at.desk.tree, taken),
        bases=bases_of(page, at.desk.tree, taken),
        errors=errors,
        conflicts=conflicts,
        findings=at.here(page.key) if page.key else [],
    )
    return render(at.request, "programmes/workbench/sheet.html", context, status=status)


def listing(at: Bench, page: Listing) -> HttpResponse:
    """A page of entries."""
    request, taken, refused = at.request, None, None
    if request.method == "POST":
        button = pressed(page, request.POST)
        try:
            if button is not None:
                edits, told = button
                return _saved(at, edits, request.path, told or _("Saved."))
            taken = added(page, at.desk.tree, request.POST)
            if taken.sound:
                return _saved(at, taken.edits, _again(at, page), _("Saved."))
        except Wrong as wrong:
            refused = Refused("wrong", wrong.text)
        except Refused as no:
            if no.status not in (409, 422):
                raise
            refused = no
    errors = errors_of(taken) if taken else []
    if refused is not None:
        errors.insert(0, {"url": "", "text": refused.said})
    fields = Sheet("", page.items, "", (), {})
    context = at.context(
        page=page,
        errors=errors,
        questions=questions_of(fields, at.desk.tree, taken),
        bases=bases_of(fields, at.desk.tree, taken),
        notes=_notes(at, page),
    )
    return render(request, "programmes/workbench/listing.html", context, status=422 if errors else 200)


def _again(at: Bench, page: Listing) -> str:
    """The field to add more, of the group to which something was added just now."""
    to = at.request.POST.get("how.section", "")
    query = f"?{urlencode({'to': to})}" if to in {group.key for group in page.groups} else ""
    return f"{at.request.path}{query}#add"


def _notes(at: Bench, page: Listing) -> dict[str, list[object]]:
    """Findings by the address of the entry they are about."""
    found: dict[str, list[object]] = {}
    for each in at.said:
        found.setdefault(each.url, []).append(each)
    return found

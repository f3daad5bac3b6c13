"""Pages for officers: preparing a call, what is missing, publishing, answering questions."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.calls import operations
from tandem.calls.forms import AnswerForm, CallForm, StartForm, choices_of
from tandem.calls.models import Call, CallQuestion
from tandem.calls.queries import by_slug, missing, open_questions, proposed, terms_of
from tandem.calls.reader import language
from tandem.calls.views.shown import state
from tandem.calls.words import what_is_missing
from tandem.core.values import pick
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.tenancy.models import Office
from tandem.programmes.queries import latest_version, programme, programmes, rulebooks_of
from tandem.web import panels
from tandem.web.pages import errors_of
from tandem.web.routes import OFFICER, route
from tandem.web.templatetags.tandem import localised


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent with a POST, also when it is empty; None while somebody only looks."""
    return request.POST if request.method == "POST" else None


@route(OFFICER, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """First what is opened and for which year, then the terms as the rulebook proposes them."""
    choices = openable(request.actor)  # type: ignore[attr-defined]
    chosen = StartForm(request.GET or None, choices=choices, initial={"year": clock.now().year})
    if not request.GET or not chosen.is_valid():
        errors = errors_of(chosen) if request.GET else []
        context = {"form": chosen, "errors": errors, "any": bool(choices)}
        return render(request, "calls/start.html", context, status=422 if errors else 200)
    slug, component, office_slug = [*chosen.cleaned_data["what"].split("."), ""][:3]
    row, year = programme(slug), chosen.cleaned_data["year"]
    office = Office.objects.filter(slug=office_slug).first() if office_slug else None
    version = latest_version(row, office) if row else None
    if row is None or version is None:
        raise Refused("not_found", "", status=404)
    zone = request.organiser.time_zone  # type: ignore[attr-defined]
    today = clock.now().astimezone(ZoneInfo(zone)).date()
    terms = proposed(version.rulebook, component, year, zone, today)
    form = CallForm(
        typed(request), initial=CallForm.initial_of(terms), rulebook=version.rulebook, currency=terms.budget.currency
    )
    if request.method == "POST" and form.is_valid():
        try:
            call = operations.prepare(request.actor, row, component, year, form.terms(), office)  # type: ignore[attr-defined]
            return to_manage(request, call.slug)
        except Refused as refused:
            blame(form, refused)
    title = _("A call for %(component)s in %(year)s") % {
        "component": localised(version.rulebook.components[component].title), "year": year
    }
    return terms_page(request, form, title, None)


def openable(actor: Actor) -> list[tuple[str, str]]:
    """'programme.component' (and '.office' for one of an office) with what it is called: what the actor may open."""
    rows = programmes()
    if actor.offices is None:
        books = rulebooks_of([row.latest_version_id for row in rows if row.latest_version_id])  # type: ignore[attr-defined]
        return choices_of(rows, books, localised)
    found: list[tuple[str, str]] = []
    for office in Office.objects.filter(id__in=actor.offices).order_by("slug"):
        for row in rows:
            own = latest_version(row, office)
            row.latest_version_id = own.id if own else None  # type: ignore[attr-defined]
        books = rulebooks_of([row.latest_version_id for row in rows if row.latest_version_id])  # type: ignore[attr-defined]
        found += [(f"{value}.{office.slug}", f"{label} ({localised(office.name)})")
                  for value, label in choices_of(rows, books, localised)]
    return found


@route(OFFICER, methods=("GET", "POST"))
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the terms of a call; what would hurt people who rely on a published one is refused."""
    call = by_slug(request.actor, slug)  # type: ignore[attr-defined]
    terms = terms_of(call)
    form = CallForm(
        typed(request), initial=CallForm.initial_of(terms), rulebook=call.rulebook, currency=call.currency
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = operations.change(request.actor, call, form.terms())  # type: ignore[attr-defined]
            messages.success(request, _("Saved."))
            return to_manage(request, changed.slug)
        except Refused as refused:
            blame(form, refused)
    return terms_page(request, form, pick(call.title, language(), call.languages), call)


def blame(form: CallForm, refused: Refused) -> None:
    """Show a refusal in the form: each problem at its field, or the reason on top."""
    if refused.status != 422:
        raise refused
    if refused.code == "incomplete" or not refused.problems:
        form.add_error(None, refused.said)
    else:
        form.blame(refused.problems)


def terms_page(request: HttpRequest, form: CallForm, title: str, call: Call | None) -> HttpResponse:
    """The form of all terms, in four groups."""
    names = list(form.fields)
    groups: list[tuple[str, list[Any]]] = []
    for label, prefixes in (
        (_("What people read first"), ("title", "lead")),
        (_("When"), ("opens", "closes", "zone", "grace", "decision", "starts", "conditions")),
        (_("Money"), ("budget", "ceiling", "own_contribution")),
        (_("What it takes"), ("minutes", "papers")),
        (_("Where it stands"), ("slug",)),
    ):
        groups.append((label, [form[name] for name in names if name.startswith(prefixes)]))
    errors = errors_of(form)
    context = {"form": form, "groups": groups, "errors": errors, "title": title, "call": call}
    return render(request, "calls/terms.html", context, status=422 if errors else 200)


@route(OFFICER)
def manage(request: HttpRequest, slug: str) -> HttpResponse:
    """What is missing before publishing, the preview, the button; later the questions to answer."""
    return manage_page(request, by_slug(request.actor, slug))  # type: ignore[attr-defined]


def manage_page(
    request: HttpRequest, call: Call, *, refused: Refused | None = None,
    answering: tuple[UUID, AnswerForm] | None = None,
) -> HttpResponse:
    """The page as it stands, also after a refusal or with an answer that was refused."""
    now = clock.now()
    lacking = missing(call, now) if not call.is_published else ()
    newest = None if call.is_published else latest_version(call.programme, call.office_id)
    waiting = [
        {"question": row, "form": answering[1] if answering and answering[0] == row.id
         else AnswerForm(prefix=f"q-{row.id}")}
        for row in open_questions(call)
    ]
    errors = errors_of(answering[1]) if answering else []
    if refused:
        errors.append({"url": "#missing", "text": str(refused.reason)})
    word, kind = state(call, now)
    context = {
        "call": call, "title": manage_title(call, len(lacking), len(waiting)), "errors": errors, "waiting": waiting,
        "state": word, "kind": kind, "newer": newest if newest and newest.id != call.rulebook_version_id else None,
        "lacking": [{"text": what_is_missing(item), "field": item.field} for item in lacking],
        "panels": panels.rendered("call", request, call),
    }
    return render(request, "calls/manage.html", context, status=422 if errors else 200)


def manage_title(call: Call, lacking: int, waiting: int) -> str:
    """What is the case, as a sentence."""
    if lacking:
        return ngettext("One thing is missing before it can be published",
                        "%(n)d things are missing before it can be published", lacking) % {"n": lacking}
    if not call.is_published:
        return _("Everything is there: it can be published")
    if waiting:
        said = ngettext("One question waits for an answer", "%(n)d questions wait for an answer", waiting)
        return said % {"n": waiting}
    return _("The call is public, and no question is open")


@route(OFFICER, methods=("POST",))
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish the call for good."""
    call = by_slug(request.actor, slug)  # type: ignore[attr-defined]
    try:
        operations.publish(request.actor, call)  # type: ignore[attr-defined]
    except Refused as refused:
        if refused.code != "incomplete":
            raise
        return manage_page(request, call, refused=refused)
    messages.success(request, _("The call is public now."))
    return to_manage(request, slug)


@route(OFFICER, methods=("POST",))
def adopt(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the draft use the newest rulebook."""
    operations.adopt(request.actor, by_slug(request.actor, slug))  # type: ignore[attr-defined]
    messages.success(request, _("The call uses the newest rulebook now. Look at it once more."))
    return to_manage(request, slug)


@route(OFFICER, methods=("POST",))
def answer(request: HttpRequest, slug: str, question: UUID) -> HttpResponse:
    """Answer one question; a refused text stays in the form."""
    call = by_slug(request.actor, slug)  # type: ignore[attr-defined]
    row = CallQuestion.objects.filter(call=call, id=question).first()
    if row is None:
        raise Refused("not_found", "", status=404)
    form = AnswerForm(request.POST, prefix=f"q-{row.id}")
    if not form.is_valid():
        return manage_page(request, call, answering=(row.id, form))
    try:
        operations.answer(request.actor, row, form.cleaned_data["answer"])  # type: ignore[attr-defined]
    except Refused as refused:
        if refused.status != 422:
            raise
        form.add_error("answer", refused.said)
        return manage_page(request, call, answering=(row.id, form))
    messages.success(request, _("Answered: everybody can read it now."))
    return to_manage(request, slug)


def to_manage(request: HttpRequest, slug: str) -> HttpResponse:
    """Back to the officer's page of the call."""
    return redirect("calls:manage", organiser=request.organiser.slug, slug=slug)  # type: ignore[attr-defined]

"""One small page per part of the draft: add, change, take away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.core import planning
from tandem.core.planning import PartKind
from tandem.foundation.access import Refused
from tandem.foundation.ids import new_id
from tandem.plans import operations, queries
from tandem.plans.access import HeldPlan, missing
from tandem.plans.fields import PARTS, Setting, short
from tandem.plans.forms import PartForm, beginning, typed
from tandem.plans.operations.editing import find
from tandem.plans.views.opening import frame, opened, seen
from tandem.plans.words.changes import part_words, said
from tandem.web.asking import actor_of
from tandem.web.routes import SIGNED_IN, route
from tandem.web.templatetags.tandem import clock

ADDS = {
    "statement": "statements", "indicator": "indicators", "risk": "risks", "activity": "activities", "line": "budget",
    "note": "words",
}


def _part(name: str) -> PartKind:
    if name not in PARTS:
        raise missing()
    return next(part for part in PARTS if part == name)


@route(SIGNED_IN, methods=("GET", "POST"))
def add(request: HttpRequest, grant: UUID, part: str) -> HttpResponse:
    """A new part."""
    kind = _part(part)
    held, url = opened(request, grant)
    setting = _setting(held)
    if request.method != "POST":
        form = PartForm(kind, setting, initial=beginning(kind, held.terms, request.GET.dict()))
        return _page(request, held, url, kind, form)
    new = _new(request)
    form = PartForm(kind, setting, data=request.POST)
    try:
        identity = operations.put(actor_of(request), held.plan.id, kind, form.values(), new=new)
    except Refused as refused:
        return _refused(request, held, url, kind, form, refused, new=new)
    messages.success(request, _("Added to the plan."))
    return redirect(f"{url}#{kind}-{identity}")


def _new(request: HttpRequest) -> UUID:
    """The identity that the form carried, so that sending it twice adds one part; a fresh one otherwise."""
    try:
        return UUID(request.POST.get("new", ""))
    except ValueError:
        return new_id()


@route(SIGNED_IN, methods=("GET", "POST"))
def change(request: HttpRequest, grant: UUID, part: str, identity: UUID) -> HttpResponse:
    """A part that is there."""
    kind = _part(part)
    held, url = opened(request, grant)
    setting = _setting(held)
    row = find(setting.plan, kind, identity)
    if request.method != "POST":
        if row is None:
            raise missing()
        form = PartForm(kind, setting, initial=typed(kind, row, held.terms))
        return _page(request, held, url, kind, form, identity=identity, row=row)
    form = PartForm(kind, setting, data=request.POST)
    try:
        operations.put(
            actor_of(request), held.plan.id, kind, form.values(), identity=identity, seen=seen(request),
        )
    except Refused as refused:
        return _refused(request, held, url, kind, form, refused, identity=identity, row=row)
    messages.success(request, _("Saved."))
    return redirect(f"{url}#{kind}-{identity}")


@route(SIGNED_IN, methods=("GET", "POST"))
def away(request: HttpRequest, grant: UUID, part: str, identity: UUID) -> HttpResponse:
    """Take a part out of the draft, after a question."""
    kind = _part(part)
    held, url = opened(request, grant)
    setting = _setting(held)
    row = find(setting.plan, kind, identity)
    if row is None:
        raise missing()
    if request.method == "POST":
        operations.take_away(actor_of(request), held.plan.id, kind, identity, seen=seen(request))
        messages.success(request, _("Taken out of the draft. Earlier versions keep it."))
        return redirect(f"{url}#{ADDS[kind]}")
    context = frame(held, url, name=planning.label(row), kind=part_words(kind), part=kind, identity=identity)
    return render(request, "plans/away.html", context)


def _setting(held: HeldPlan) -> Setting:
    """The draft around the part; Refused where there is none to write in."""
    held.demand_write()
    if held.draft is None:
        raise Refused(
            "plan_frozen", _("This version of the plan is frozen: nothing in it changes any more."),
            _("Begin a new version, then change it there."), status=409,
        )
    return Setting(held.terms, queries.content(held.draft.id), get_language() or "en")


def _refused(
    request: HttpRequest, held: HeldPlan, url: str, kind: PartKind, form: PartForm, refused: Refused, **more: Any
) -> HttpResponse:
    """The form again with what was typed and what is wrong; other refusals go on to their page."""
    if refused.status not in (409, 422) or (refused.status == 409 and not refused.values):
        raise refused
    more["errors"] = form.refuse(refused.problems) or [{"url": "", "text": str(refused.reason)}]
    if refused.status == 409:
        more["conflict"] = _conflict(held, kind, form, refused)
        more["errors"] = [{"url": "#conflict", "text": refused.said}]
        more["new"] = new_id()
    return _page(request, held, url, kind, form, status=refused.status, **more)


def _conflict(held: HeldPlan, kind: PartKind, form: PartForm, refused: Refused) -> dict[str, Any]:
    """Field by field what the other one saved and what was typed here, where they differ."""
    theirs = refused.values["theirs"]
    saved = typed(kind, theirs, held.terms)
    rows = []
    for name, field in form.fields.items():
        mine, other = str(form.data.get(name, "")).replace("\r\n", "\n"), saved.get(name, "")
        if mine.strip() != other.strip():
            choices = dict(getattr(field.widget, "choices", ()))
            rows.append({"label": field.label, "mine": choices.get(mine, mine), "theirs": choices.get(other, other)})
    return {"who": refused.values["who"], "when": clock(refused.values["at"]), "rows": rows, "gone": theirs is None}


def _page(
    request: HttpRequest, held: HeldPlan, url: str, kind: PartKind, form: PartForm, *, identity: UUID | None = None,
    row: planning.Part | None = None, new: UUID | None = None, status: int = 200, **more: Any,
) -> HttpResponse:
    name = short(planning.label(row)) if row is not None else ""
    history = queries.history(held.plan.id, kind, identity) if identity is not None and kind == "risk" else ()
    context = frame(
        held, url, form=form, groups=form.groups(), part=kind, identity=identity, name=name, kind=part_words(kind),
        new=new or new_id(), title=_title(kind, bool(identity)), back=f"{url}#{ADDS[kind]}",
        history=[_then(held, before, after, version) for before, after, version in history], **more,
    )
    return render(request, "plans/part.html", context, status=status)


def _then(held: HeldPlan, before: planning.Plan, after: planning.Plan, version: Any) -> dict[str, Any]:
    changes = planning.difference(before, after)
    return {"version": version, "said": said(changes, held.terms, get_language() or "en", (before, after))}


def _title(kind: PartKind, there: bool) -> str:
    if there:
        return {
            "statement": _("Change a statement"), "indicator": _("Change an indicator"), "risk": _("Change a risk"),
            "activity": _("Change an activity"), "line": _("Change an entry of the budget"),
            "note": _("Change what a side says"),
        }[kind]
    return {
        "statement": _("Add a statement"), "indicator": _("Add an indicator"), "risk": _("Add a risk"),
        "activity": _("Add an activity"), "line": _("Add an entry to the budget"), "note": _("Add what a side says"),
    }[kind]

"""Acts on many applications: the preview that writes nothing, and the one act that was confirmed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.applications.lists import bulk
from tandem.applications.models import Application
from tandem.applications.views.listing import looked_at, to_list
from tandem.calls.models import Call
from tandem.foundation.access import Actor, Refused
from tandem.web.pages import errors_of
from tandem.web.routes import OFFICER, route


@route(OFFICER, methods=("POST",))
def bulk_act(request: HttpRequest, slug: str) -> HttpResponse:
    """First the fields and what would happen to each; with `confirm`, exactly that is done."""
    actor, call = looked_at(request, slug)
    query = request.POST.get("query", "")[:2000]
    try:
        action = bulk.action_of(call, request.POST.get("act", ""))
        there = bulk.chosen(
            actor, call, request.POST.getlist("ids"), QueryDict(query) if request.POST.get("all") == "yes" else None
        )
    except Refused as refused:
        if refused.status != 422:
            raise
        messages.error(request, refused.said)
        return to_list(request, call, query)
    return _previewed(request, actor, call, action, there, query)


def _previewed(
    request: HttpRequest, actor: Actor, call: Call, action: bulk.Action, there: list[Application], query: str
) -> HttpResponse:
    typed = request.POST if "filled" in request.POST else None
    form = action.form(call, typed) if action.form else None
    ready = form is None or (form.is_bound and form.is_valid())
    data: dict[str, Any] = dict(form.cleaned_data) if form is not None and ready else {}
    refusal: Refused | None = None
    if ready and request.POST.get("confirm") == "yes":
        try:
            number = bulk.carry_out(actor, call, action, there, data, request.POST.get("seen", ""))
        except Refused as refused:
            if refused.status not in (409, 422):
                raise
            refusal = refused
        else:
            said = ngettext("Done for %(number)d application.", "Done for %(number)d applications.", number)
            messages.success(request, said % {"number": number})
            return to_list(request, call, query)
    fates = bulk.preview(actor, call, action, there, data) if ready else []
    errors = errors_of(form)
    if refusal is not None:
        errors.append({"url": "", "text": refusal.said})
    does = sum(fate.does for fate in fates)
    context = {
        "call": call, "action": action, "form": form, "ready": ready, "errors": errors, "query": query,
        "fates": fates, "does": does, "ids": [row.id for row in there], "number": len(there),
        "seen": bulk.fingerprint(action, fates, data) if ready else "", "title": _title(ready, does, len(there)),
    }
    status = refusal.status if refusal is not None else 422 if errors else 200
    return render(request, "applications/bulk.html", context, status=status)


def _title(ready: bool, does: int, number: int) -> str:
    """What is the case, as a sentence."""
    if not ready:
        return ngettext("One application is marked", "%(number)d applications are marked", number) % {"number": number}
    if not does:
        return _("Nothing would happen to any of them")
    said = ngettext(
        "It would happen to %(does)d of %(number)d application",
        "It would happen to %(does)d of %(number)d applications",
        number,
    )
    return said % {"does": does, "number": number}

"""A published call and a newer rulebook: what would change, whom it hurts, and the second officer's yes or no."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.calls import operations
from tandem.calls.access import may_manage
from tandem.calls.harmwords import harm_said, kept
from tandem.calls.models import Adoption, Call
from tandem.calls.operations.adoption import what_changes
from tandem.calls.queries import by_slug
from tandem.foundation.access import Refused
from tandem.programmes.models import parsed
from tandem.programmes.queries import kept as kept_differences
from tandem.programmes.queries import latest_version
from tandem.programmes.words import changes_said
from tandem.web.pages import errors_of
from tandem.web.routes import OFFICER, route


class ReasonForm(forms.Form):
    """Why the call takes it."""

    reason = forms.CharField(
        label=gettext_lazy("Why, in words that applicants read"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": gettext_lazy("Say why.")},
    )


@route(OFFICER, methods=("GET", "POST"))
def adoption(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose the newest rulebook, or decide on what a colleague has proposed."""
    actor = request.actor  # type: ignore[attr-defined]
    call = by_slug(actor, slug)
    waiting = Adoption.objects.filter(call=call, adopted=None).select_related("proposed_by").first()
    form = ReasonForm(request.POST if request.POST.get("what") == "propose" else None)
    refusal = ""
    if request.method == "POST":
        try:
            done = _act(request, call, waiting, form)
            if done:
                messages.success(request, done)
                return redirect("calls:adoption", organiser=request.organiser.slug, slug=slug)  # type: ignore[attr-defined]
        except Refused as refused:
            if refused.status not in (409, 422):
                raise
            refusal = refused.said
    return _page(request, call, waiting, form, refusal)


def _act(request: HttpRequest, call: Call, waiting: Adoption | None, form: ReasonForm) -> str:
    actor, what = request.actor, request.POST.get("what", "")  # type: ignore[attr-defined]
    if what == "propose" and form.is_valid():
        made = operations.propose_adoption(actor, call, form.cleaned_data["reason"])
        return _("The call uses the newer rulebook now.") if made.adopted else _(
            "Proposed: a second officer decides, because it would hurt people who have begun.")
    if what == "confirm" and waiting is not None:
        operations.confirm_adoption(actor, waiting.id, request.POST.get("seen", ""))
        return _("The call uses the newer rulebook now; everybody with a draft is told.")
    if what == "drop" and waiting is not None:
        operations.drop_adoption(actor, waiting.id)
        return _("The call keeps its rulebook.")
    return ""


def _page(
    request: HttpRequest, call: Call, waiting: Adoption | None, form: ReasonForm, refusal: str
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    errors = errors_of(form)
    errors += [{"url": "", "text": refusal}] if refusal else []
    newest = latest_version(call.programme, call.office_id)
    context: dict[str, Any] = {
        "call": call, "waiting": waiting, "form": form, "errors": errors, "may": may_manage(actor, call),
        "newest": newest if newest and newest.id != call.rulebook_version_id else None,
        "past": [{"row": row} for row in Adoption.objects.filter(call=call).exclude(adopted=None).select_related(
            "after", "decided_by").defer("after__bundle", "after__sources").order_by("-decided_at")],
    }
    if waiting is not None:
        new = parsed(waiting.after_id)
        context |= {"harms": _said(waiting.harms, call, new), "changes": changes_said(waiting.differences, new),
                    "own": waiting.proposed_by_id == actor.person_id, "version": new.version}
    elif context["newest"] is not None and call.is_published and newest is not None:
        new = parsed(newest.id)
        differ, hurt = what_changes(call, newest)
        context |= {"harms": _said(kept(hurt), call, new), "version": new.version,
                    "changes": changes_said(kept_differences(differ), new)}
    return render(request, "calls/adoption.html", context, status=422 if errors else 200)


def _said(rows: list[Any], call: Call, new: Any) -> list[str]:
    old = parsed(call.rulebook_version_id)
    return list(dict.fromkeys(harm_said(row, old, new, call.component_id) for row in rows))

"""The second officer's page of a draft, and the officers' pages of published versions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tandem.foundation import clock
from tandem.foundation.access import Refused, reads_office
from tandem.foundation.tenancy.models import Office
from tandem.programmes import operations, queries
from tandem.programmes.access import may_approve, may_write
from tandem.programmes.forms.publishing import ChannelForm, PublishForm, ReviewForm
from tandem.programmes.models import DraftStep, RulebookDraft
from tandem.programmes.operations.refusing import said
from tandem.programmes.queries.changes import kept
from tandem.programmes.queries.criteria import published
from tandem.programmes.queries.drafts import Examined, compared_with
from tandem.programmes.views.criteria import stages
from tandem.programmes.words import changes_said
from tandem.web.pages import errors_of
from tandem.web.routes import OFFICER, route


@route(OFFICER, methods=("GET", "POST"))
def publish(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Read what changed, say how it is made known, publish; or give it back with a reason."""
    actor = request.actor  # type: ignore[attr-defined]
    row = queries.draft(actor, draft)
    whole = queries.examined(row)
    if whole.rulebook is None or row.step != DraftStep.SENT:
        return _result(request, row)
    form = PublishForm(
        request.POST if "publish" in request.POST else None, rulebook=whole.rulebook,
        follows=compared_with(row) is not None, loosens=bool(whole.loosened), today=clock.now().date(),
        initial={"seen": whole.sha256, "approver": actor.name},
    )
    refusal = ""
    try:
        if "return" in request.POST:
            operations.drafts.return_(actor, row.id, request.POST.get("why", ""))
            messages.success(request, _("Given back: its writers read why."))
            return redirect("programmes:list", organiser=request.organiser.slug)  # type: ignore[attr-defined]
        if "publish" in request.POST and form.is_valid():
            version = operations.drafts.publish(actor, row.id, form.cleaned_data["seen"], form.publication)
            messages.success(request, _("Version %(version)s is public.") % {"version": version.version})
            return redirect("programmes:version-criteria", request.organiser.slug, version.programme.slug, version.id)  # type: ignore[attr-defined]
    except Refused as refused:
        if refused.status not in (409, 422):
            raise
        refusal = refused.said
    return _page(request, row, whole, form, refusal)


def _page(
    request: HttpRequest, row: RulebookDraft, whole: Examined, form: PublishForm, refusal: str
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    errors = errors_of(form)
    errors += [{"url": "", "text": refusal}] if refusal else []
    assert whole.rulebook is not None
    context = {
        "draft": row, "whole": whole, "rulebook": whole.rulebook, "form": form, "errors": errors,
        "may": may_approve(actor, row.office_id, row.authors),
        "changes": changes_said(kept(whole.differences), whole.rulebook),
        "loosened": [said(each) for each in whole.loosened], "advice": [said(each) for each in whole.advice],
        "faults": [said(each) for each in (*whole.faults, *whole.missing)],
        "why": request.POST.get("why", ""),
    }
    return render(request, "programmes/publish.html", context, status=422 if errors else 200)


def _result(request: HttpRequest, row: RulebookDraft) -> HttpResponse:
    """There is nothing to decide: where it is now."""
    if row.step == DraftStep.PUBLISHED and row.published_version and row.programme:
        return redirect(
            "programmes:version-criteria", request.organiser.slug, row.programme.slug, row.published_version.id  # type: ignore[attr-defined]
        )
    return render(request, "programmes/publish.html", {"draft": row, "over": True})


@route(OFFICER)
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every version of a programme and its offices: where it stands, who approved it, how it was made known."""
    actor = request.actor  # type: ignore[attr-defined]
    programme = queries.programme(slug)
    if programme is None:
        raise Refused("no_such_programme", "", status=404)
    found = queries.versions_of_all(programme).get(programme.id, [])
    rows = [row for row in found if reads_office(actor, row.office_id)]
    newest: dict[Any, UUID] = {}
    for row in rows:
        newest.setdefault(row.office_id, row.id)
    shown = [{"version": row, "current": newest[row.office_id] == row.id, "status": status(row)} for row in rows]
    waiting = [row for row in queries.drafts(actor) if row.programme_id == programme.id]
    begun = {row.office_id for row in waiting}
    own = [row for row in Office.objects.filter(id__in=actor.offices or ()) if row.id not in begun]
    context = {"programme": programme, "shown": shown, "drafts": waiting, "own": own}
    return render(request, "programmes/versions.html", context)


@route(OFFICER, methods=("POST",))
def begin(request: HttpRequest, slug: str, office: str) -> HttpResponse:
    """Begin a draft of an office's own rulebook, or of its next version."""
    programme, row = queries.programme(slug), Office.objects.filter(slug=office).first()
    if programme is None or row is None:
        raise Refused("no_such_office", "", status=404)
    draft = operations.drafts.start(request.actor, programme=programme, office=row)  # type: ignore[attr-defined]
    told = _("The draft is there: whatever you do not change stays as the whole organisation has it.")
    messages.success(request, told)
    return redirect("programmes:draft", organiser=request.organiser.slug, draft=draft.id)  # type: ignore[attr-defined]


def status(row: Any) -> str:
    """How far a version has come: approved, made known, reviewed."""
    if row.reviewed_on:
        return _("reviewed")
    return _("made known") if row.channels else _("approved")


@route(OFFICER, methods=("GET", "POST"))
def version(request: HttpRequest, slug: str, version: UUID) -> HttpResponse:
    """How a version came about; add a way in which it was made known, or what its review found."""
    actor = request.actor  # type: ignore[attr-defined]
    found = published(slug, version=version)
    if not reads_office(actor, found.version.office_id):
        raise Refused("no_such_version", "", status=404)
    which = request.POST.get("what", "")
    today = clock.now().date()
    channel = ChannelForm(request.POST if which == "channel" else None, initial={"on": today})
    review = ReviewForm(request.POST if which == "review" else None, initial={"on": today})
    form = channel if which == "channel" else review
    if request.method == "POST" and which in ("channel", "review") and form.is_valid():
        try:
            if which == "channel":
                operations.note_distribution(actor, found.version.id, channel.channel)
            else:
                operations.note_review(actor, found.version.id, review.cleaned_data["on"], review.cleaned_data["found"])
            messages.success(request, _("Written down."))
            return redirect("programmes:version", request.organiser.slug, slug, version)  # type: ignore[attr-defined]
        except Refused as refused:
            if refused.status not in (409, 422):
                raise
            form.add_error(None, refused.said)
    errors = errors_of(form)
    context = {"found": found, "version": found.version, "stages": stages(found.version, staff=True),
               "channel": channel, "review": review, "errors": errors, "rulebook": found.version.rulebook,
               "may": may_write(actor, found.version.office_id)}
    return render(request, "programmes/version.html", context, status=422 if errors else 200)

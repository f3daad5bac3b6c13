"""What officers do around reports to donors: the list, beginning one, writing its sections, and who reads it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.foundation import clock
from tandem.foundation.access import Refused
from tandem.foundation.access.models import Grant as Access
from tandem.partnerships.access import READ
from tandem.programmes.models import Donor
from tandem.reports import access
from tandem.reports.forms import ReaderForm, StartForm
from tandem.reports.freezing import paper_of
from tandem.reports.models import DonorReport
from tandem.reports.operations.donor import start as start_operation
from tandem.reports.operations.donor import write as write_operation
from tandem.reports.operations.readers import invite_donor, withdraw_donor
from tandem.reports.states import NARRATIVE, DonorStep
from tandem.reports.views.shared import today_of
from tandem.web.asking import actor_of, slug_of
from tandem.web.pages import form_page
from tandem.web.routes import OFFICER, route


@route(OFFICER, methods=("GET", "POST"))
def listed(request: HttpRequest) -> HttpResponse:
    """All reports to donors; a new one is begun here."""
    form = StartForm(request.POST or None, initial={"year": today_of(request).year - 1})
    if request.method == "POST" and form.is_valid():
        programme, _bar, donor = form.cleaned_data["of"].partition("|")
        try:
            made = start_operation(
                actor_of(request), UUID(programme), UUID(donor), form.cleaned_data["year"], form.cleaned_data["due_on"]
            )
        except Refused as refused:
            if refused.code != "due_missing":
                raise
            form.add_error("due_on", refused.said)
        else:
            return redirect("reports:donor-report", slug_of(request), made.id)
    rows = DonorReport.objects.select_related("donor", "programme").order_by("-year", "due_on")
    number = len(rows)
    title = ngettext("%(number)s report to a donor", "%(number)s reports to donors", number) % {"number": number}
    return form_page(
        request,
        "reports/donor_reports.html",
        form,
        rows=[_row(row) for row in rows],
        title=title if number else _("No report to a donor yet"),
    )


def _row(row: DonorReport) -> dict[str, Any]:
    return {
        "id": row.id,
        "donor": row.donor.name,
        "programme": row.programme.title,
        "year": row.year,
        "due_on": row.due_on,
        "step": DonorStep(row.step).label,
        "kind": "good" if row.step == DonorStep.SENT else "",
    }


@route(OFFICER, methods=("GET", "POST"))
def write(request: HttpRequest, report: UUID) -> HttpResponse:
    """The officer's own words, section by section, in one language; figures are named, never typed."""
    held = access.hold_donor_report(actor_of(request), report)
    if held.step != DonorStep.DRAFT:
        return redirect("reports:donor-report", slug_of(request), report)
    paper = paper_of(held)
    languages = tuple(paper.rulebook.languages)
    language = request.POST.get("language") or request.GET.get("language") or languages[0]
    if language not in languages:
        raise Refused("no_such_language", _("The programme has no such language."), status=404)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        errors = _save(request, held, language)
        if not errors:
            messages.success(request, _("Your words are saved."))
            return redirect("reports:donor-report", slug_of(request), report)
    context = {
        "report": held,
        "language": language,
        "languages": languages,
        "errors": errors,
        "sections": [
            {
                "id": id,
                "title": _section_title(id),
                "text": request.POST.get(id, held.narrative.get(id, {}).get(language, "")),
            }
            for id in NARRATIVE
        ],
        "figures": [(each.key, paper.labels.say(each.key)) for each in paper.made.register if "." not in each.key],
    }
    return render(request, "reports/donor_write.html", context, status=422 if errors else 200)


def _section_title(id: str) -> str:
    return {
        "summary": _("Summary"),
        "achievements": _("What was achieved"),
        "challenges": _("What was hard"),
        "lessons": _("What we learnt"),
        "outlook": _("What comes next"),
    }[id]


def _save(request: HttpRequest, report: DonorReport, language: str) -> list[dict[str, str]]:
    """Save each changed section; what is wrong stands beside it and keeps nothing else from being saved."""
    errors = []
    for id in NARRATIVE:
        text = request.POST.get(id, "").replace("\r\n", "\n").strip()
        if text == report.narrative.get(id, {}).get(language, ""):
            continue
        try:
            write_operation(actor_of(request), report.id, id, language, text)
        except Refused as refused:
            if not refused.problems:
                raise
            errors.append({"url": f"#{id}", "text": str(refused.reason)})
    return errors


@route(OFFICER, methods=("GET", "POST"))
def readers(request: HttpRequest) -> HttpResponse:
    """Who reads for which donor; access is given and taken back here."""
    form = ReaderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        invite_donor(actor_of(request), UUID(data["donor"]), data["mail"], data["name"], data["language"])
        messages.success(request, _("%(name)s can read now.") % {"name": data["name"]})
        return redirect("reports:readers", slug_of(request))
    donors = {each.id: each for each in Donor.objects.all()}
    now = clock.now()
    given = Access.objects.filter(kind="donor", purpose=READ, allows=True, from_at__lte=now).select_related("person")
    rows = [
        {"person": row.person, "donor": donors[row.object_id], "from_at": row.from_at}
        for row in given.order_by("from_at")
        if row.object_id in donors and (row.until_at is None or row.until_at > now)
    ]
    return form_page(request, "reports/readers.html", form, rows=rows)


@route(OFFICER, methods=("POST",))
def withdraw(request: HttpRequest, donor: UUID, person: UUID) -> HttpResponse:
    """Take somebody's access back."""
    withdraw_donor(actor_of(request), donor, person)
    messages.success(request, _("The access was taken back."))
    return redirect("reports:readers", slug_of(request))

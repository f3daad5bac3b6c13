"""The report to a donor: its page, its figures with the rows behind them, its files, and what officers do with it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.foundation.access import Refused
from tandem.foundation.documents.cache import MEDIA_TYPES, Format
from tandem.foundation.files.serving import download
from tandem.reports import access, donor_paper
from tandem.reports.corrected import as_read
from tandem.reports.donor_files import Shown
from tandem.reports.donor_paper import sentence
from tandem.reports.figures.building import FIGURE
from tandem.reports.figures.labels import formula_words
from tandem.reports.figures.shown import text_of
from tandem.reports.freezing import paper_of
from tandem.reports.models import DonorReport
from tandem.reports.operations.donor import approve as approve_operation
from tandem.reports.operations.donor import freeze as freeze_operation
from tandem.reports.operations.donor import give_back as give_back_operation
from tandem.reports.operations.donor import look_for_corrections
from tandem.reports.queries.figure import Traced, behind, neighbours, traced, traced_now
from tandem.reports.states import DonorStep
from tandem.reports.views.shared import language_for
from tandem.web import blocks as web_blocks
from tandem.web.asking import actor_of, slug_of, zone_of
from tandem.web.routes import OFFICER, SIGNED_IN, route


def _held(request: HttpRequest, report: UUID) -> DonorReport:
    return access.hold_donor_report(actor_of(request), report)


def _language(request: HttpRequest, shown: Shown) -> str:
    wanted = request.GET.get("language", "")
    return wanted if wanted in shown.languages else language_for(shown.languages)


@route(SIGNED_IN)
def report(request: HttpRequest, report: UUID) -> HttpResponse:
    """The report as a page; every figure leads to the rows that it is counted from."""
    held = _held(request, report)
    shown = Shown(held)
    document = shown.document(_language(request, shown))
    officer, paper = access.runs_donor_reports(actor_of(request)), shown.paper
    context = {
        "report": held,
        "document": document,
        "contents": [one for one in web_blocks.contents(document) if one["level"] == 1],
        "officer": officer,
        "languages": shown.languages,
        "language": document.language,
        "zone": zone_of(request),
        "corrections": shown.corrections(document.language),
        "notice": shown.notice(document.language),
        "step": DonorStep(held.step).label,
        "problems": [sentence(each) for each in donor_paper.problems(paper)] if paper and officer else [],
        "may_approve": officer and held.step == DonorStep.FROZEN and held.frozen_by_id != actor_of(request).person_id,
        "number": len(paper.made.register) if paper else held.figures.count(),
    }
    return render(request, "reports/donor_report.html", context)


@route(SIGNED_IN)
def figure(request: HttpRequest, report: UUID, key: str) -> HttpResponse:
    """One figure: its value, how it is counted, and every row with its own page and who approved it (UX-27)."""
    held = _held(request, report)
    found: Traced | None
    if held.step == DonorStep.DRAFT:
        found = traced_now(held, paper_of(held), key)
    else:
        found = traced(held, key)
    if found is None:
        raise Refused("no_such_figure", _("This report has no such figure."), status=404)
    page, number = neighbours(request, found)
    sums = any(source.row.startswith(FIGURE) for source in found.figure.sources)
    below, more = behind(found) if sums else (None, False)
    context = {
        "report": held,
        "traced": found,
        "text": text_of(found.figure),
        "formula": formula_words(found.figure.formula),
        "below": neighbours(request, below, "rows")[0] if below else [],
        "more": more,
        "rows": page,
        "page_obj": number,
        "home": reverse("reports:donor-report", args=[slug_of(request), held.id]),
        "corrections": [
            (as_read(found.figure, one.before), as_read(found.figure, one.now), one.seen_at)
            for one in held.corrections.filter(key=key).order_by("seen_at")
        ],
    }
    return render(request, "reports/figure.html", context)


def _file(request: HttpRequest, report: UUID, format: Format) -> HttpResponse:
    shown = Shown(_held(request, report))
    content = shown.file(format, _language(request, shown))
    return download(HttpResponse(content), MEDIA_TYPES[format], shown.name(format))


@route(SIGNED_IN)
def pdf(request: HttpRequest, report: UUID) -> HttpResponse:
    """The report as PDF."""
    return _file(request, report, "pdf")


@route(SIGNED_IN)
def docx(request: HttpRequest, report: UUID) -> HttpResponse:
    """The report as Word."""
    return _file(request, report, "docx")


@route(SIGNED_IN)
def xlsx(request: HttpRequest, report: UUID) -> HttpResponse:
    """The report as Excel, with every registered figure on a sheet of its own."""
    return _file(request, report, "xlsx")


@route(OFFICER, methods=("POST",))
def freeze(request: HttpRequest, report: UUID) -> HttpResponse:
    """Fix words and figures."""
    freeze_operation(actor_of(request), report)
    messages.success(request, _("The report is frozen. A second officer approves it."))
    return redirect("reports:donor-report", slug_of(request), report)


@route(OFFICER, methods=("POST",))
def approve(request: HttpRequest, report: UUID) -> HttpResponse:
    """Approve and send, or send back with a note."""
    if request.POST.get("outcome") == "return":
        give_back_operation(actor_of(request), report, request.POST.get("note", ""))
        messages.success(request, _("The report went back."))
    else:
        approve_operation(actor_of(request), report, request.POST.get("sha256", ""))
        messages.success(request, _("The report is sent. The donor can read it."))
    return redirect("reports:donor-report", slug_of(request), report)


@route(OFFICER, methods=("POST",))
def correct(request: HttpRequest, report: UUID) -> HttpResponse:
    """Look whether sources have changed since it was sent."""
    held = _held(request, report)
    number = look_for_corrections(actor_of(request), held.id)
    messages.success(request, _("Figures corrected since: %(number)s.") % {"number": number})
    return redirect("reports:donor-report", slug_of(request), report)

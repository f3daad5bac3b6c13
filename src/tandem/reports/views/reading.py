"""A report as it was sent: read by its parties, officers, auditors and donors; returned or accepted by officers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.answers import page
from tandem.answers.papers import file_of
from tandem.answers.shown import side_names
from tandem.foundation.access import allow
from tandem.foundation.documents.cache import MEDIA_TYPES, rendered
from tandem.foundation.files.serving import download, serve
from tandem.reports import access, paper
from tandem.reports.content import answers_sent
from tandem.reports.models import Query, Sending
from tandem.reports.operations.deciding import MONEY, RESULTS
from tandem.reports.operations.deciding import accept as accept_operation
from tandem.reports.operations.deciding import give_back as give_back_operation
from tandem.reports.queries.lists import days_late, last_sending, questions
from tandem.reports.queries.tables import as_sent
from tandem.reports.states import Step
from tandem.reports.subject import subject_of
from tandem.reports.views.shared import held_of, language_for, today_of
from tandem.web.asking import actor_of, slug_of, zone_of
from tandem.web.routes import OFFICER, SIGNED_IN, route
from tandem.web.templatetags.tandem import localised


def read_page(request: HttpRequest, held: access.Held) -> HttpResponse:
    """What was sent last, with the officer's verbs; before it was sent, only how it stands."""
    sending = last_sending(held.report.id)
    loaded = subject_of(held)
    context: dict[str, Any] = {
        "held": held,
        "subject": loaded,
        "report": held.report,
        "grant": held.of.grant,
        "parties": side_names(loaded.sides),
        "sending": sending,
        "zone": zone_of(request),
        "days_late": days_late(held.report, today_of(request)),
        "step": Step(held.report.step).label,
        "title": _title(held),
        "accepted": held.report.step == Step.ACCEPTED,
    }
    if sending is not None:
        asked = questions(sending)
        tables = as_sent(held, sending)
        context |= {
            "sections": page.reading(loaded, answers_sent(sending), zone_of(request)),
            "tables": tables,
            "table": paper.tables_document(held, tables, language_for(tuple(held.of.rulebook.languages))),
            "asked": asked_about(held, asked),
            "may_decide": held.report.step == Step.SENT and access.may_decide(held),
            "about": _about(held),
            "plan": _plan_url(held, sending),
        }
    return render(request, "reports/read.html", context)


def _title(held: access.Held) -> str:
    title = {"report": f"{localised(held.kind.title)} {held.report.year}"}
    return {
        Step.DRAFT: _("%(report)s is being written"),
        Step.RETURNED: _("%(report)s was returned with questions"),
        Step.SENT: _("%(report)s waits for an officer"),
        Step.ACCEPTED: _("%(report)s is accepted"),
    }[Step(held.report.step)] % title


def _plan_url(held: access.Held, sending: Sending) -> str:
    number = as_sent(held, sending).number
    return reverse("plans:version", args=[held.report.organiser.slug, held.of.grant.id, number]) if number else ""


def _about(held: access.Held) -> list[tuple[str, str]]:
    """What an officer may ask about: every question, and the two tables."""
    found = [(question.id, localised(question.label)) for question in held.form.questions()]
    if held.kind.results:
        found.append((RESULTS, _("Results")))
    return [*found, (MONEY, _("Financial report"))] if held.kind.financial else found


def asked_about(held: access.Held, asked: dict[str, Query]) -> list[dict[str, Any]]:
    """An officer's questions in the order of the form, each with where it is answered."""
    slug, id = held.report.organiser.slug, held.report.id
    places = {q.id: section.id for section in held.form.sections for q in section.questions}
    tables = {RESULTS: "reports:results", MONEY: "reports:money"}
    rows = []
    for key, label in _about(held):
        if key in asked:
            url = (
                reverse(tables[key], args=[slug, id])
                if key in tables
                else f"{reverse('reports:report', args=[slug, id])}sections/{places[key]}/#f-{key}"
            )
            query = asked[key]
            rows.append({"label": label, "text": query.text, "by": query.asked_by, "at": query.asked_at, "url": url})
    return rows


@route(OFFICER, methods=("POST",))
def give_back(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Return it with questions."""
    asked = {name.removeprefix("ask-"): str(text) for name, text in request.POST.items() if name.startswith("ask-")}
    give_back_operation(actor_of(request), subject, asked, request.POST.get("sha256", ""))
    messages.success(request, _("The report went back with your questions."))
    return redirect("reports:report", slug_of(request), subject)


@route(OFFICER, methods=("POST",))
def accept(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Accept it."""
    accept_operation(actor_of(request), subject, request.POST.get("sha256", ""))
    messages.success(request, _("The report is accepted. It stays as it was sent."))
    return redirect("reports:report", slug_of(request), subject)


@route(SIGNED_IN)
def file(request: HttpRequest, subject: UUID, file: UUID) -> HttpResponse:
    """A file that an answer names, for whoever may read the report now (SEC-4)."""
    held = held_of(request, subject)
    found = file_of(subject, file)
    if found is None or not (held.of.belongs or last_sending(subject)):
        raise access.missing()
    return serve(allow("reads_report"), found, request)  # type: ignore[return-value]


@route(SIGNED_IN)
def pdf(request: HttpRequest, subject: UUID) -> HttpResponse:
    """What was sent as PDF."""
    return _document(request, subject, "pdf")


@route(SIGNED_IN)
def docx(request: HttpRequest, subject: UUID) -> HttpResponse:
    """What was sent as Word."""
    return _document(request, subject, "docx")


def _document(request: HttpRequest, subject: UUID, format: Any) -> HttpResponse:
    held = held_of(request, subject)
    sending = last_sending(subject)
    if sending is None:
        raise access.missing()
    language = request.GET.get("language", "")
    languages = tuple(held.of.rulebook.languages)
    wanted = language if language in languages else language_for(languages)
    made = paper.document(held, sending, held.report.organiser, wanted)
    name = f"{held.of.grant.reference}-{held.report.kind}-{held.report.year}.{format}"
    content = rendered(made, format, held.report.organiser_id)
    return download(HttpResponse(content), MEDIA_TYPES[format], name)

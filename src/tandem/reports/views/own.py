"""A report as its parties write and sign it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.answers import page
from tandem.answers.shown import side_names
from tandem.reports import access, paper
from tandem.reports.models import Signature
from tandem.reports.operations.making import prefill
from tandem.reports.operations.writing import explain as explain_operation
from tandem.reports.operations.writing import sign as sign_operation
from tandem.reports.queries.lists import days_late, last_sending, questions
from tandem.reports.queries.standing import Standing, standing
from tandem.reports.queries.words import line_title
from tandem.reports.states import Step
from tandem.reports.subject import subject_of
from tandem.reports.views.reading import asked_about, read_page
from tandem.reports.views.shared import held_of, language_for, today_of
from tandem.web.asking import actor_of, slug_of, zone_of
from tandem.web.routes import SIGNED_IN, route


@route(SIGNED_IN)
def report(request: HttpRequest, subject: UUID) -> HttpResponse:
    """The report: for its parties what is next while they write; for everybody else, and afterwards, what was sent."""
    held = held_of(request, subject)
    if not held.of.belongs or held.report.step in {Step.SENT, Step.ACCEPTED}:
        return read_page(request, held)
    loaded = subject_of(held)
    where = standing(held)
    state = page.state_of(loaded, where.stored)
    context = {
        "held": held,
        "subject": loaded,
        "report": held.report,
        "grant": held.of.grant,
        "parties": side_names(loaded.sides),
        "where": where,
        "line": page.line(state),
        "tasks": [*page.tasks(state), *_table_tasks(held, where)],
        "next": next((step for step in page.line(state) if not all(step["done"])), None),
        "days_late": days_late(held.report, today_of(request)),
        "signing": _signing(held, where),
        "asked": asked_about(held, questions(last_sending(held.report.id)))
        if held.report.step == Step.RETURNED
        else [],
        "begin": held.report.prefilled_at is None and bool(loaded.write),
    }
    return render(request, "reports/report.html", context)


def _table_tasks(held: access.Held, where: Standing) -> list[dict[str, Any]]:
    """The two tables beside the questions: how many values and explanations are open in each."""
    slug, made = held.report.organiser.slug, where.tables
    rows = []
    for code, title, name, there in (
        ("actual_missing", _("Results"), "reports:results", made.results),
        ("reason_missing", _("Financial report"), "reports:money", made.lines),
    ):
        if not there:
            continue
        number = sum(each.code == code for each in where.lacking)
        said = ngettext("%(number)s open", "%(number)s open", number) % {"number": number}
        rows.append(
            {
                "title": title,
                "url": reverse(name, args=[slug, held.report.id]),
                "tag": said if number else _("done"),
                "kind": "" if number else "good",
                "hint": _("Filled from what was recorded; only deviations need words."),
            }
        )
    return rows


def _signing(held: access.Held, where: Standing) -> list[dict[str, Any]]:
    rows = Signature.objects.filter(report=held.report, voided_at=None, content_sha256=where.content.sha256)
    signed = {row.side: row for row in rows}
    return [
        {"side": held.of.party(side).organisation.name, "signature": signed.get(side), "id": side}  # type: ignore[union-attr]
        for side in held.signing
    ]


@route(SIGNED_IN, methods=("POST",))
def begin(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Fill in what is known already."""
    number = prefill(actor_of(request), subject)
    said = ngettext("%(number)s answer was filled in.", "%(number)s answers were filled in.", number)
    messages.success(request, said % {"number": number})
    return redirect("reports:report", slug_of(request), subject)


@route(SIGNED_IN)
def results(request: HttpRequest, subject: UUID) -> HttpResponse:
    """The results table as it stands, and what is missing in it."""
    held = access.hold_own(actor_of(request), subject)
    where = standing(held)
    context = _with_tables(held, where, "actual_missing")
    return render(
        request,
        "reports/results.html",
        {
            **context,
            "table": paper.results_document(held, where.tables, language_for(tuple(held.of.rulebook.languages))),
            "values": reverse("delivery:year", args=[slug_of(request), held.of.grant.id, held.report.year]),
        },
    )


@route(SIGNED_IN, methods=("GET", "POST"))
def money(request: HttpRequest, subject: UUID) -> HttpResponse:
    """The financial report as it stands; lines far from their budget are explained here."""
    held = access.hold_own(actor_of(request), subject)
    if request.method == "POST":
        return _explained(request, subject)
    where = standing(held)
    context = _with_tables(held, where, "reason_missing")
    explaining = [
        {
            "key": line.key,
            "title": line_title(held.of, line.key),
            "text": line.reason,
            "percent": line.percent,
            "needed": line.explain,
        }
        for line in where.tables.lines
        if line.explain or line.reason
    ]
    return render(
        request,
        "reports/money.html",
        {
            **context,
            "table": paper.money_document(held, where.tables, language_for(tuple(held.of.rulebook.languages))),
            "explaining": explaining,
        },
    )


def _explained(request: HttpRequest, subject: UUID) -> HttpResponse:
    for name, text in request.POST.items():
        if name.startswith("line-"):
            explain_operation(actor_of(request), subject, name.removeprefix("line-"), str(text))
    messages.success(request, _("Your explanations are saved."))
    return redirect("reports:money", slug_of(request), subject)


def _with_tables(held: access.Held, where: Standing, code: str) -> dict[str, Any]:
    return {
        "held": held,
        "subject": subject_of(held),
        "report": held.report,
        "grant": held.of.grant,
        "where": where,
        "lacking": [each for each in where.lacking if each.code == code],
    }


@route(SIGNED_IN)
def check(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Exactly what is sent: answers, results, money; then sign."""
    held = access.hold_own(actor_of(request), subject)
    if held.report.step in {Step.SENT, Step.ACCEPTED}:
        return redirect("reports:report", slug_of(request), subject)
    loaded, where = subject_of(held), standing(held)
    signing = _signing(held, where)
    context = {
        "held": held,
        "subject": loaded,
        "report": held.report,
        "grant": held.of.grant,
        "where": where,
        "parties": side_names(loaded.sides),
        "editable": bool(loaded.write),
        "signing": signing,
        "sections": page.reading(loaded, where.stored, zone_of(request)),
        "zone": zone_of(request),
        "tables": paper.tables_document(held, where.tables, language_for(tuple(held.of.rulebook.languages))),
        "signed_by_me": any(row["signature"] and row["id"] in held.of.sides for row in signing),
    }
    return render(request, "reports/check.html", context)


@route(SIGNED_IN, methods=("POST",))
def sign(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Sign what was shown; the last signature sends it."""
    result = sign_operation(actor_of(request), subject, request.POST.get("sha256", ""))
    if result.sending:
        messages.success(request, _("The report is sent. Both parties have signed the same content."))
        return redirect("reports:report", slug_of(request), subject)
    messages.success(request, _("You have signed. It is sent as soon as the others have signed the same content."))
    return redirect("reports:check", slug_of(request), subject)

"""Audits of a grant: opening the books, the auditor's page, findings and what follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.values import Problem
from tandem.finance import access, operations, words
from tandem.finance.forms import AuditForm, EngageForm, blame
from tandem.finance.models import AuditFinding, Engagement, Expense
from tandem.finance.operations import FindingInput
from tandem.finance.operations.auditing import rules_of
from tandem.finance.operations.booking import today
from tandem.finance.queries.audits import MissingAudit, audits_missing, covered, engagements, findings_of
from tandem.finance.states import Claim, Work
from tandem.finance.views import shown
from tandem.foundation.access import Refused, allow
from tandem.foundation.files.serving import serve
from tandem.foundation.tenancy.models import Membership, Role
from tandem.partnerships.access import Held, hold
from tandem.web.asking import actor_of, slug_of
from tandem.web.pages import errors_of
from tandem.web.routes import OFFICER, SIGNED_IN, route
from tandem.web.templatetags.tandem import day, localised
from tandem.web.templatetags.tandem import money as money_text


@route(SIGNED_IN)
def listing(request: HttpRequest, grant: UUID) -> HttpResponse:
    """What the donor wants audited, what is there, and what is missing for closing."""
    return _listing(request, hold(actor_of(request), grant))


def _listing(request: HttpRequest, held: Held, form: EngageForm | None = None) -> HttpResponse:
    rules = rules_of(held)
    rows = engagements(held.grant.id)
    found = findings_of(rows)
    missing = audits_missing(held.grant, held.rulebook)
    to_open = [each.year for each in missing if each.code == "not_opened"]
    may = bool(held.acts) and not held.closed and bool(to_open)
    if form is None and may:
        until = today(held.grant) + timedelta(days=rules.access_days)
        form = _engage_form(held, to_open, initial={"until": until, "period": _value(to_open[0])})
    errors = errors_of(form) if form is not None and form.is_bound else []
    context = shown.head(held) | {
        "title": _title(missing, rows), "rules": rules, "form": form if may else None, "errors": errors,
        "rows": [_row(held, row, found.get(row.id, [])) for row in rows],
        "missing": [(words.period(each.year), words.missing_audit(each.code)) for each in missing],
        "yearly": covered(held.grant, held.rulebook) != (None,),
    }
    return render(request, "finance/audits.html", context, status=422 if errors else 200)


def _title(missing: tuple[MissingAudit, ...], rows: list[Engagement]) -> str:
    if not missing:
        return _("Every audit is there and settled")
    if any(each.code == "finding_open" for each in missing):
        return _("A finding of the auditor is not settled yet")
    if any(row.state == Work.OPEN for row in rows):
        return _("An audit is under way")
    return ngettext("One audit is missing", "%(n)d audits are missing", len(missing)) % {"n": len(missing)}


def _row(held: Held, row: Engagement, findings: list[AuditFinding]) -> dict[str, Any]:
    opinions = {option.id: localised(option.label) for option in rules_of(held).opinions}
    return {
        "row": row, "period": words.period(row.year), "opinion": opinions.get(row.opinion, ""),
        "state": Work(row.state).label, "clean": row.opinion == rules_of(held).clean,
        "open": sum(finding.open for finding in findings), "findings": len(findings),
        "kind": "accent" if row.state == Work.OPEN else "good" if row.opinion == rules_of(held).clean else "warn",
    }


def _value(year: int | None) -> str:
    return str(year) if year else "all"


def _engage_form(held: Held, years: list[int | None], *args: Any, **kwargs: Any) -> EngageForm:
    rows = Membership.objects.filter(organiser=held.grant.organiser_id, role=Role.AUDITOR, person__is_active=True)
    people = [(str(row.person_id), str(row.person)) for row in rows.select_related("person").order_by("person__name")]
    periods = [(_value(year), words.period(year)) for year in years]
    return EngageForm(*args, periods=periods, auditors=people, **kwargs)


@route(OFFICER, methods=("POST",))
def engage(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Open the books."""
    held = hold(actor_of(request), grant)
    rules_of(held)
    form = _engage_form(held, list(covered(held.grant, held.rulebook)), request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            row = operations.engage(
                actor_of(request), held.grant.id, year=form.year, auditor=UUID(data["auditor"]), firm=data["firm"],
                until=data["until"],
            )
            messages.success(request, _("The books are open until %(day)s.") % {"day": day(row.access_until_on)})
            return redirect("finance:audits", slug_of(request), held.grant.id)
        except Refused as refused:
            blame(form, refused, {"year": "period"})
    return _listing(request, held, form)


def _found(held: Held, audit: UUID) -> Engagement:
    row = Engagement.objects.filter(grant=held.grant, id=audit).select_related("auditor", "report").first()
    if row is None:
        raise access.missing()
    return row


@route(SIGNED_IN)
def page(request: HttpRequest, grant: UUID, audit: UUID) -> HttpResponse:
    """One audit: the auditor's form while it is open, then statements, opinion, findings and answers."""
    held = hold(actor_of(request), grant)
    return _page(request, held, _found(held, audit))


def _page(request: HttpRequest, held: Held, row: Engagement, form: AuditForm | None = None) -> HttpResponse:
    own = row.auditor_id == actor_of(request).person_id and held.reads == "auditor"
    if form is None and own and row.state == Work.OPEN:
        form = _audit_form(held)
    errors = errors_of(form) if form is not None and form.is_bound else []
    findings = findings_of([row]).get(row.id, [])
    context = shown.head(held) | {
        "row": row, "item": _row(held, row, findings), "form": form, "errors": errors, "rules": rules_of(held),
        "title": _said(held, row, findings), "statements": _statements(held, row), "own": own,
        "findings": findings, "may_respond": bool(held.may("edit")) and not held.closed,
        "may_settle": bool(held.acts) and not held.belongs and not held.closed,
        "may_end": bool(held.acts) and row.state == Work.OPEN and not held.closed, "today": today(held.grant),
    }
    return render(request, "finance/audit.html", context, status=422 if errors else 200)


@route(SIGNED_IN, methods=("POST",))
def deliver(request: HttpRequest, grant: UUID, audit: UUID) -> HttpResponse:
    """The auditor says what the accounts are worth; what is refused comes back with everything that was typed."""
    held = hold(actor_of(request), grant)
    row = _found(held, audit)
    if row.auditor_id != actor_of(request).person_id or held.reads != "auditor":
        raise Refused("auditor_only", _("Only the auditor of this audit may say this."), status=403)
    form = _audit_form(held, request.POST, request.FILES)
    if form.is_valid() and _deliver(request, row, form):
        messages.success(request, _("Delivered. The partners answer your findings."))
        return redirect("finance:audit", slug_of(request), held.grant.id, row.id)
    return _page(request, held, row, form)


def _audit_form(held: Held, *args: Any) -> AuditForm:
    rows = Expense.objects.filter(grant=held.grant, state=Claim.ACCEPTED).order_by("spent_on", "id")[:500]
    choices = [(str(row.id), f"{row.spent_on.isoformat()} · {row.text} · {money_text(row.amount)}") for row in rows]
    return AuditForm(*args, rules=rules_of(held), expenses=choices)


def _deliver(request: HttpRequest, row: Engagement, form: AuditForm) -> bool:
    data = form.cleaned_data
    try:
        operations.deliver(
            actor_of(request), row.id, statements=form.statements(), opinion=data["opinion"], remark=data["remark"],
            findings=[FindingInput(text, expense) for text, expense in form.findings()], report=data["report"],
        )
    except Refused as refused:
        if refused.status == 422 and refused.code.startswith("file_"):
            form.add_error("report", refused.said)
        else:
            said = [Problem(each.code, each.where, {"says": _wrong(each)}) for each in refused.problems]
            refused.problems = said
            blame(form, refused, {})
        return False
    return True


def _wrong(problem: Problem) -> str:
    return {
        "period_not_over": _("The period that is audited is not over yet."),
        "no_answer": _("Answer yes or no."), "no_remark": _("Say what does not hold."),
        "no_opinion": _("Choose an opinion."),
        "clean_beside_no": _("A statement was answered with no: the opinion cannot be without remarks."),
        "no_finding": _("An opinion with remarks needs at least one finding."),
        "no_such_expense": _("Choose an expense of this grant."), "no_report": _("Choose the report's file."),
    }[problem.code]


def _said(held: Held, row: Engagement, findings: list[AuditFinding]) -> str:
    if row.state == Work.OPEN:
        return _("%(who)s audits %(period)s until %(day)s") % {
            "who": row.auditor, "period": words.period(row.year), "day": day(row.access_until_on)
        }
    if row.state == Work.WITHDRAWN:
        return _("This audit ended without a report")
    waiting = sum(finding.open for finding in findings)
    if waiting:
        return ngettext("One finding is to be settled", "%(n)d findings are to be settled", waiting) % {"n": waiting}
    return _("The audit of %(period)s is delivered") % {"period": words.period(row.year)}


def _statements(held: Held, row: Engagement) -> list[dict[str, Any]]:
    """Each statement of the rulebook with what the auditor answered."""
    return [
        {"label": option.label, **row.statements[option.id]}
        for option in rules_of(held).statements if option.id in row.statements
    ]


@route(SIGNED_IN)
def report(request: HttpRequest, grant: UUID, audit: UUID) -> HttpResponse:
    """The auditor's report, to whoever may look into the grant now."""
    held = hold(actor_of(request), grant)
    row = _found(held, audit)
    if row.report is None:
        raise access.missing()
    return cast(HttpResponse, serve(allow(held.reads), row.report, request))


@route(OFFICER, methods=("POST",))
def end(request: HttpRequest, grant: UUID, audit: UUID) -> HttpResponse:
    """End it without a report."""
    held = hold(actor_of(request), grant)
    row = _found(held, audit)
    return _told(request, held, row.id, lambda: operations.end_audit(
        actor_of(request), row.id, request.POST.get("reason", "")), _("Ended. The books are closed to this auditor."))


def _finding(held: Held, finding: UUID) -> AuditFinding:
    row = AuditFinding.objects.filter(engagement__grant=held.grant, id=finding).first()
    if row is None:
        raise access.missing()
    return row


@route(SIGNED_IN, methods=("POST",))
def respond(request: HttpRequest, grant: UUID, finding: UUID) -> HttpResponse:
    """A partner answers a finding."""
    held = hold(actor_of(request), grant)
    row = _finding(held, finding)
    return _told(request, held, row.engagement_id, lambda: operations.respond(
        actor_of(request), row.id, request.POST.get("response", "")), _("Answered. An officer looks at it next."))


@route(OFFICER, methods=("POST",))
def settle(request: HttpRequest, grant: UUID, finding: UUID) -> HttpResponse:
    """An officer settles a finding."""
    held = hold(actor_of(request), grant)
    row = _finding(held, finding)
    return _told(request, held, row.engagement_id, lambda: operations.settle_finding(
        actor_of(request), row.id, request.POST.get("note", "")), _("Settled."))


def _told(request: HttpRequest, held: Held, audit: UUID, act: Any, said: str) -> HttpResponse:
    """Do it and say so on the audit's page; a text that is missing is said there too, anything else goes on."""
    try:
        act()
        messages.success(request, said)
    except Refused as refused:
        if refused.status != 422:
            raise
        messages.error(request, refused.said)
    return redirect("finance:audit", slug_of(request), held.grant.id, audit)

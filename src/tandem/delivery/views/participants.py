"""Who takes part: the approved people, the form of the whole team in its versions, and changes of the team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tandem.answers.inputs import Flaw, part_cells
from tandem.core.forms.definition import Question
from tandem.core.values import Verdict
from tandem.delivery import access, operations, queries
from tandem.delivery.forms import RefusalForm, ReplacementForm
from tandem.delivery.models import ApprovedPerson, ParticipantForm, Replacement
from tandem.delivery.operations.participants import demand_form
from tandem.delivery.participant_paper import document, languages_of
from tandem.delivery.participant_words import facts
from tandem.delivery.queries.participants import changed_team
from tandem.delivery.states import ReplacementState, Why
from tandem.delivery.views.shown import frame, opened, side_name
from tandem.delivery.words import said, stay
from tandem.foundation.access import Decision, Refused, deny
from tandem.partnerships.access import Held
from tandem.web.asking import actor_of, slug_of
from tandem.web.pages import errors_of
from tandem.web.routes import SIGNED_IN, route
from tandem.web.shapes import Cell
from tandem.web.templatetags.tandem import number

KINDS = {
    ReplacementState.PROPOSED: "accent", ReplacementState.APPROVED: "good", ReplacementState.REFUSED: "bad",
    ReplacementState.WITHDRAWN: "",
}
COMES = "comes-"


def may_propose(held: Held) -> Decision:
    """People who write for one of the parties, as long as the grant is open and its people are approved."""
    if held.closed:
        return deny("grant_closed", _("This grant is closed: nothing in it can be changed any more."))
    if held.rulebook.participants is None:
        return deny("no_participants", _("The people of this grant are not approved one by one."))
    return held.may("edit") if held.belongs else deny("not_a_party", _("Only the partners propose who takes part."))


@route(SIGNED_IN)
def listed(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Who is approved from when until when, every version of the form, every change that was proposed."""
    held = opened(request, grant)
    people, forms = queries.register(grant), queries.participant_forms(grant)
    today = access.today(held)
    now = sum(1 for one in people if one.approved_on(today))
    title = ngettext("%(n)s person is approved today", "%(n)s people are approved today", now) % {"n": number(now)}
    context = frame(
        request, held, "participants", title=title if people else _("Who takes part"), may=may_propose(held),
        people=[_person(held, one, today) for one in people], forms=[_version(request, held, row) for row in forms],
        changes=[_change(request, held, row, people) for row in queries.replacements(grant)],
        asks=held.rulebook.participants is not None,
    )
    return render(request, "delivery/participants.html", context)


def _person(held: Held, one: ApprovedPerson, today: Any) -> dict[str, Any]:
    return {
        "name": one.name, "post": one.post, "side": side_name(held, one.side), "stay": stay(one.from_on, one.until_on),
        "now": one.approved_on(today), "later": one.from_on > today,
    }


def _version(request: HttpRequest, held: Held, row: ParticipantForm) -> dict[str, Any]:
    args = [slug_of(request), held.grant.id, row.number]
    return {
        "row": row, "url": reverse("delivery:participant-form", args=args), "people": len(row.people),
        "papers": [
            {"language": language, "word": reverse("delivery:participant-form-word", args=[*args, language]),
             "pdf": reverse("delivery:participant-form-pdf", args=[*args, language])}
            for language in languages_of(held)
        ],
    }


def _change(request: HttpRequest, held: Held, row: Replacement, people: Sequence[ApprovedPerson]) -> dict[str, Any]:
    leaves = next((one.name for one in people if one.person == row.leaves), "")
    return {
        "row": row, "url": reverse("delivery:replacement", args=[slug_of(request), held.grant.id, row.id]),
        "leaves": leaves, "comes": row.comes.get("name", ""), "side": side_name(held, row.side),
        "state": ReplacementState(row.state).label, "kind": KINDS[ReplacementState(row.state)],
    }


@route(SIGNED_IN)
def form(request: HttpRequest, grant: UUID, version: int) -> HttpResponse:
    """One version of the form, to be read; the latest says who takes part now."""
    held = opened(request, grant)
    forms = queries.participant_forms(grant)
    versions = [row for row in forms if row.number <= version]
    if not versions or versions[0].number != version:
        raise access.missing()
    made = document(held, versions, queries.register(grant), get_language() or "en")
    context = frame(
        request, held, "participants", document=made, version=_version(request, held, versions[0]),
        newest=forms[0].number, is_newest=forms[0].number == version,
        title=_("%(title)s, version %(n)s") % {"title": made.title, "n": version},
    )
    return render(request, "delivery/participant_form.html", context)


@route(SIGNED_IN, methods=("GET", "POST"))
def new(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Propose that somebody leaves, comes, or takes somebody's place."""
    held = opened(request, grant)
    if not held.belongs:
        raise Refused("not_a_party", _("Only the partners propose who takes part."), status=403)
    may = may_propose(held)
    latest, question = queries.latest_form(grant), queries.columns_of(held.rulebook, held.grant.component)
    if request.method == "POST":
        latest, question = demand_form(held)
    sides = [party.side for party in held.parties if held.may("edit", party.side)]
    kwargs: dict[str, Any] = {"held": held, "people": latest.people if latest else [], "sides": sides}
    asked = ReplacementForm(request.POST if request.method == "POST" else None, **kwargs)
    typed = _typed(request.POST, question) if question else {}
    problems: dict[str, str] = {}
    if request.method == "POST" and asked.is_valid():
        try:
            row = operations.propose_replacement(
                actor_of(request), grant, asked.given(typed), get_language() or actor_of(request).language
            )
        except Refused as refused:
            problems = _blame(asked, refused)
        else:
            messages.success(request, _("Proposed. An officer decides; until then the team stays as it is."))
            return redirect("delivery:replacement", slug_of(request), grant, row.id)
    cells = _cells(question, typed, problems) if question else []
    errors = errors_of(asked) + [{"url": f"#{cell.id}", "text": cell.error} for cell in cells if cell.error]
    context = frame(request, held, "participants", form=asked, cells=cells, errors=errors, may=may)
    return render(request, "delivery/replace.html", context, status=422 if errors else 200)


def _typed(posted: Any, question: Question) -> dict[str, Any]:
    """What was typed about who comes, by column."""
    many = {part.id for part in question.parts if part.type == "many"}
    columns = ("name", "email", *(part.id for part in question.parts))
    return {
        column: posted.getlist(COMES + column) if column in many else posted.get(COMES + column, "")
        for column in columns
    }


def _blame(asked: ReplacementForm, refused: Refused) -> dict[str, str]:
    """What was refused, at the form's fields; what concerns a column of who comes is returned by column."""
    if refused.status != 422:
        raise refused
    cells: dict[str, str] = {}
    for problem in refused.problems:
        if problem.where.startswith("comes/"):
            cells.setdefault(problem.where.removeprefix("comes/"), said(problem))
        else:
            asked.add_error(problem.where if problem.where in asked.fields else None, said(problem))
    return cells


def _cells(question: Question, typed: Mapping[str, Any], problems: Mapping[str, str]) -> list[Cell]:
    """The columns of the form as fields, with what was typed."""
    error = problems.get
    found = [
        Cell(f"{COMES}name", _("Name"), value=typed.get("name", ""), error=error("name", ""), required=True),
        Cell(f"{COMES}email", _("Mail address"), "email", typed.get("email", ""), error=error("email", "")),
    ]
    yes = {"true": True, "false": False}
    for part in question.parts:
        value = typed.get(part.id) or None
        shown = yes.get(str(value)) if part.type == "yes_no" else value
        flaws = {"": Flaw(error(part.id, ""))} if error(part.id) else {}
        found += part_cells(part, f"{COMES}{part.id}", shown, flaws)
    return found


@route(SIGNED_IN)
def one(request: HttpRequest, grant: UUID, replacement: UUID) -> HttpResponse:
    """One change of the team: who, why, and what the rules say about the team as it would be."""
    held = opened(request, grant)
    return _page(request, held, _found(grant, replacement))


def _found(grant: UUID, replacement: UUID) -> Replacement:
    rows = Replacement.objects.filter(id=replacement, grant=grant).select_related("proposed_by", "decided_by", "form")
    if (found := rows.first()) is None:
        raise access.missing()
    assert isinstance(found, Replacement)
    return found


def _page(
    request: HttpRequest, held: Held, row: Replacement, *, refusal: RefusalForm | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    question = queries.columns_of(held.rulebook, held.grant.component)
    forms = queries.participant_forms(held.grant.id)
    names = {party.side: party.organisation.name for party in held.parties}
    waits = row.state == ReplacementState.PROPOSED and not held.closed
    judge = access.may_judge(held)
    leaves = next((p for f in forms for p in f.people if row.leaves and p.get("person") == str(row.leaves)), None)
    errors = [{"url": "", "text": said(one)} for one in refused.problems] if refused else []
    context = frame(
        request, held, "participants", row=row, state=ReplacementState(row.state), why=Why(row.why).label,
        kind=KINDS[ReplacementState(row.state)], leaves=leaves, side=side_name(held, row.side), judge=judge,
        comes=facts(question, row.comes, names) if question and row.comes else [], waits=waits,
        verdicts=_verdicts(held, row, forms) if waits and forms else [],
        refusal=refusal or (RefusalForm() if waits and judge else None),
        withdraw=waits and held.belongs and bool(held.may("edit", row.side)), errors=errors + errors_of(refusal),
        title=_title(row, leaves),
    )
    return render(request, "delivery/replacement.html", context, status=422 if context["errors"] else 200)


def _title(row: Replacement, leaves: Mapping[str, Any] | None) -> str:
    said = {"leaves": leaves.get("name") if leaves else "", "comes": row.comes.get("name", "")}
    if leaves and row.comes:
        return _("%(comes)s in the place of %(leaves)s") % said
    return _("%(leaves)s leaves the team") % said if leaves else _("%(comes)s joins the team") % said


def _verdicts(held: Held, row: Replacement, forms: Sequence[ParticipantForm]) -> list[dict[str, Any]]:
    [found] = queries.team_verdicts(held, [changed_team(forms[0].people, row.leaves, row.comes)])
    return [_shown(verdict) for verdict in found]


def _shown(verdict: Verdict) -> dict[str, Any]:
    return {
        "passed": verdict.passed, "severity": verdict.severity.value, "refusal": verdict.refusal, "mend": verdict.mend,
        "source": verdict.source, "title": "", "rule": verdict.rule, "url": "",
    }


@route(SIGNED_IN, methods=("POST",))
def approve(request: HttpRequest, grant: UUID, replacement: UUID) -> HttpResponse:
    """Approve it; the whole form is renewed."""
    held = opened(request, grant)
    row = _found(grant, replacement)
    try:
        made = operations.approve_replacement(actor_of(request), row.id)
    except Refused as refused:
        if refused.status != 422:
            raise
        return _page(request, held, row, refused=refused)
    assert made.form is not None
    messages.success(request, _("Approved. Version %(n)s of the form holds now.") % {"n": made.form.number})
    return redirect("delivery:participants", slug_of(request), grant)


@route(SIGNED_IN, methods=("POST",))
def refuse(request: HttpRequest, grant: UUID, replacement: UUID) -> HttpResponse:
    """Refuse it with a reason."""
    held = opened(request, grant)
    row = _found(grant, replacement)
    asked = RefusalForm(request.POST)
    asked.is_valid()
    try:
        operations.refuse_replacement(actor_of(request), row.id, asked.cleaned_data.get("reason", ""))
    except Refused as refused:
        asked.refuse(refused)
        return _page(request, held, row, refusal=asked)
    messages.success(request, _("Refused. The partners read your reason."))
    return redirect("delivery:replacement", slug_of(request), grant, replacement)


@route(SIGNED_IN, methods=("POST",))
def withdraw(request: HttpRequest, grant: UUID, replacement: UUID) -> HttpResponse:
    """Take it back."""
    opened(request, grant)
    operations.withdraw_replacement(actor_of(request), _found(grant, replacement).id)
    messages.success(request, _("Taken back. The team stays as it is."))
    return redirect("delivery:participants", slug_of(request), grant)

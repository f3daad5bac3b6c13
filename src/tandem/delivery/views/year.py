"""One year's values: written by the partners, judged by an officer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tandem.answers.inputs import shown_number
from tandem.core import planning
from tandem.core.values import Problem
from tandem.delivery import access, operations, queries
from tandem.delivery.forms import accepted
from tandem.delivery.models import Actual
from tandem.delivery.operations import ActualInput, Recorded
from tandem.delivery.operations.reporting import EVIDENCE, OPEN
from tandem.delivery.queries import Doing
from tandem.delivery.states import ActualState
from tandem.delivery.views.results import KINDS, baseline_of, readable, spoken, unit_of, value_of
from tandem.delivery.views.shown import frame, opened
from tandem.delivery.words import by_field, said
from tandem.foundation.access import Refused
from tandem.foundation.files.models import StoredFile
from tandem.partnerships.access import Held
from tandem.web.asking import actor_of, slug_of, uuid_or_none
from tandem.web.routes import OFFICER, SIGNED_IN, route
from tandem.web.templatetags.tandem import moment, number

NUMBERS = ("value", "numerator", "denominator")
WORDS = ("text", "reason", "evidence_note")


@route(SIGNED_IN)
def page(request: HttpRequest, grant: UUID, year: int) -> HttpResponse:
    """The values of one year, as inputs for those who may write them."""
    held, plan = _opened(request, grant, year)
    return _page(request, held, plan, year)


def _opened(request: HttpRequest, grant: UUID, year: int) -> tuple[Held, Doing]:
    held = opened(request, grant)
    plan = queries.doing(grant)
    if plan is None or year not in access.period(held).years:
        raise access.missing()
    return held, plan


@route(SIGNED_IN, methods=("POST",))
def save(request: HttpRequest, grant: UUID, year: int) -> HttpResponse:
    """Save what holds and show the rest again; with `send` it is sent too."""
    held, plan = _opened(request, grant, year)
    access.demand_write(held)
    typed, files = _typed(request, held, plan)
    done = operations.record_actuals(actor_of(request), grant, year, typed, get_language() or "en")
    for identity, problem in files.items():
        done.problems.setdefault(identity, []).append(problem)
    if done.problems or done.conflicts:
        return _page(request, held, plan, year, typed=typed, done=done)
    if "send" in request.POST:
        try:
            operations.send_actuals(actor_of(request), grant, year)
        except Refused as refused:
            if refused.status != 422 or not refused.problems:
                raise
            done.problems = _by_indicator(refused)
            return _page(request, held, plan, year, typed=typed, done=done)
        messages.success(request, _("Sent. An officer reads it; you hear when something is asked."))
        return redirect("delivery:results", slug_of(request), grant)
    messages.success(request, ngettext(
        "%(number)s value is saved.", "%(number)s values are saved.", len(done.saved)
    ) % {"number": number(len(done.saved))} if done.saved else _("Nothing had changed."))
    return redirect("delivery:year", slug_of(request), grant, year)


def _by_indicator(refused: Refused) -> dict[UUID, list[Problem]]:
    found: dict[UUID, list[Problem]] = {}
    for problem in refused.problems:
        identity, _slash, field = problem.where.partition("/")
        found.setdefault(UUID(identity), []).append(Problem(problem.code, field, problem.values))
    return found


def _typed(
    request: HttpRequest, held: Held, plan: Doing
) -> tuple[dict[UUID, ActualInput], dict[UUID, Problem]]:
    """What the form brought, by indicator, its files stored already; and what was wrong with files."""
    found: dict[UUID, ActualInput] = {}
    wrong: dict[UUID, Problem] = {}
    posted = request.POST
    for one in plan.plan.indicators:
        id = one.identity
        if f"revision-{id}" not in posted or posted.get("choose") == f"theirs:{id}":
            continue
        evidence = uuid_or_none(posted.get(f"file-{id}", ""))
        if upload := request.FILES.get(f"evidence-{id}"):
            try:
                evidence = operations.keep_evidence(actor_of(request), held.grant.id, upload).id
            except Refused as refused:
                if not refused.code.startswith("file_"):
                    raise
                wrong[id] = Problem("file", "evidence", {"text": refused.said})
        raw = posted.get(f"revision-{id}", "")
        found[id] = ActualInput(
            **{name: posted.get(f"{name}-{id}", "") for name in (*NUMBERS, *WORDS)},
            evidence=evidence, base_revision=int(raw[:9]) if raw.isascii() and raw.isdigit() else 0,
        )
    return found, wrong


@route(OFFICER, methods=("POST",))
def judge(request: HttpRequest, grant: UUID, year: int) -> HttpResponse:
    """An officer approves everything that was sent, or returns what they ask about."""
    held, plan = _opened(request, grant, year)
    actor = actor_of(request)
    if request.POST.get("verb") == "approve":
        approved = operations.approve_actuals(actor, grant, year)
        messages.success(request, ngettext(
            "%(number)s value is approved.", "%(number)s values are approved.", approved
        ) % {"number": number(approved)} if approved else _("No value waited for approval."))
        return redirect("delivery:results", slug_of(request), grant)
    questions = {one.identity: request.POST.get(f"question-{one.identity}", "") for one in plan.plan.indicators}
    try:
        asked = operations.return_actuals(actor, grant, year, questions)
    except Refused as refused:
        if refused.status != 422:
            raise
        return _page(request, held, plan, year, refused=refused, questions=questions)
    messages.success(request, ngettext(
        "%(number)s value went back with its question.", "%(number)s values went back with their questions.", asked
    ) % {"number": number(asked)})
    return redirect("delivery:results", slug_of(request), grant)


def _page(
    request: HttpRequest, held: Held, plan: Doing, year: int, *, typed: Mapping[UUID, ActualInput] | None = None,
    done: Recorded | None = None, refused: Refused | None = None, questions: Mapping[UUID, str] | None = None,
) -> HttpResponse:
    rows = readable(held, queries.actuals(held.grant.id))
    begun = year <= access.today(held).year and held.grant.starts_on <= access.today(held)
    may = bool(access.may_write(held)) and begun
    stored = _files(typed)
    fields = [_field(one, rows, year, typed or {}, done, stored, may) for one in plan.plan.indicators]
    judges = bool(access.may_judge(held)) and any(field["judged"] for field in fields)
    for field in fields:
        field["asking"] = (questions or {}).get(field["id"], "")
        if field["evidence"]:
            field["evidence_url"] = reverse(
                "delivery:evidence", args=[slug_of(request), held.grant.id, field["evidence"].id])
    errors = [{"url": f"#v-{field['id']}", "text": f"{field['title']}: {text}"}
              for field in fields for texts in field["errors"].values() for text in texts]
    errors += [{"url": f"#v-{field['id']}", "text": _("%(title)s: somebody else changed it meanwhile.") % {
        "title": field["title"]}} for field in fields if field["conflict"]]
    errors += [{"url": "#judge", "text": said(problem)} for problem in refused.problems] if refused else []
    context = frame(
        request, held, "results", year=year, fields=fields, errors=errors, begun=begun, may=may, judges=judges,
        editable=any(field["editable"] for field in fields), accept=accepted(EVIDENCE),
        waits=any(field["state_id"] == ActualState.SENT for field in fields), title=_title(fields, year, begun),
        saved=len(done.saved) if done else 0,
    )
    conflict = bool(done and done.conflicts)
    return render(request, "delivery/year.html", context, status=409 if conflict else 422 if errors else 200)


def _files(typed: Mapping[UUID, ActualInput] | None) -> dict[UUID, StoredFile]:
    """The files that were stored with what was typed, to show them again."""
    wanted = [given.evidence for given in (typed or {}).values() if given.evidence]
    return {file.id: file for file in StoredFile.objects.filter(id__in=wanted)} if wanted else {}


def _title(fields: list[dict[str, Any]], year: int, begun: bool) -> str:
    if not begun:
        return _("The year %(year)s has not begun") % {"year": year}
    left = sum(1 for field in fields if not field["told"])
    if left:
        return ngettext(
            "%(number)s indicator is not reported for %(year)s yet",
            "%(number)s indicators are not reported for %(year)s yet", left,
        ) % {"number": number(left), "year": year}
    return _("Everything is reported for %(year)s") % {"year": year}


def _field(
    one: planning.Indicator, rows: Mapping[tuple[UUID, int], Actual], year: int,
    typed: Mapping[UUID, ActualInput], done: Recorded | None, stored: Mapping[UUID, StoredFile], may: bool,
) -> dict[str, Any]:
    """One indicator on the form: what was typed stands before what is stored."""
    row, given = rows.get((one.identity, year)), typed.get(one.identity)
    if given is not None and done is not None and one.identity in done.saved:
        given = None
    conflict = done.conflicts.get(one.identity) if done else None
    before = [rows[key] for key in sorted(rows, key=lambda key: key[1]) if key[0] == one.identity and key[1] < year]
    target = next((each.value for each in one.targets if each.year == year), None)
    return {
        "id": one.identity, "title": one.title, "unit": unit_of(one), "kind": one.kind, "definition": one.definition,
        "baseline": baseline_of(one), "target": spoken(one, target), "last": _last(one, before),
        "increment": one.entry == "increment", "ratio": one.across == "ratio", "row": row, "told": row is not None,
        "state": ActualState(row.state).label if row else "", "state_id": row.state if row else "",
        "tag": KINDS[ActualState(row.state)] if row else "", "question": row.question if row else "",
        "editable": may and (row is None or row.state in OPEN), "said": value_of(one, row),
        "judged": bool(row and row.state in (ActualState.SENT, ActualState.APPROVED)),
        "values": _values(row, given), "revision": row.revision if row else 0,
        "errors": _errors(done, one.identity), "conflict": _conflict(one, conflict),
        "evidence": stored.get(given.evidence) if given and given.evidence else row.evidence if row else None,
        "fresh_file": given.evidence if given and given.evidence else "",
    }


def _errors(done: Recorded | None, identity: UUID) -> dict[str, list[str]]:
    problems = done.problems.get(identity, []) if done else []
    found = by_field(one for one in problems if one.code != "file")
    for one in problems:
        if one.code == "file":
            found.setdefault("evidence", []).append(str(one.values["text"]))
    return found


def _values(row: Actual | None, given: ActualInput | None) -> dict[str, str]:
    if given is not None:
        return {name: getattr(given, name) for name in (*NUMBERS, *WORDS)}
    if row is None:
        return dict.fromkeys((*NUMBERS, *WORDS), "")
    shown = {name: shown_number(getattr(row, name)) if getattr(row, name) else "" for name in NUMBERS}
    if row.denominator:
        shown["value"] = ""  # it is worked out from the two numbers
    return shown | {name: getattr(row, name) for name in WORDS}


def _last(one: planning.Indicator, before: list[Actual]) -> str:
    told = [row for row in before if row.value or row.text]
    if not told:
        return ""
    return _("%(value)s in %(year)s") % {"value": value_of(one, told[-1]) or told[-1].text, "year": told[-1].year}


def _conflict(one: planning.Indicator, theirs: Actual | None) -> dict[str, str] | None:
    if theirs is None:
        return None
    value = value_of(one, theirs) or theirs.text or theirs.reason or _("nothing any more")
    when = moment(theirs.recorded_at) if theirs.recorded_at else ""
    return {"theirs": value, "who": str(theirs.recorded_by or _("Somebody")), "when": when}

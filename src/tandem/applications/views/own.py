"""An application as its own people see it: overview, check, signing, receipt, files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tandem.answers import page
from tandem.answers.papers import file_of
from tandem.answers.queries import stored
from tandem.answers.shown import side_names
from tandem.applications import access, queries
from tandem.applications.content import content_of
from tandem.applications.history import clarifications_of, history
from tandem.applications.models import Clarification, Submission
from tandem.applications.operations import sign as sign_operation
from tandem.applications.operations.clarifying import questions_of
from tandem.applications.prerequisites import prerequisites
from tandem.applications.states import Outcome, Step
from tandem.applications.subject import subject_of
from tandem.applications.views.changes import adopted_since
from tandem.foundation import clock
from tandem.foundation.access import allow
from tandem.foundation.files.serving import serve
from tandem.web import panels
from tandem.web.asking import actor_of, zone_of
from tandem.web.routes import SIGNED_IN, route
from tandem.web.templatetags.tandem import lasting, localised, moment


def person_of(request: HttpRequest) -> UUID:
    """The signed-in person's id; the route has let nobody else in."""
    person = actor_of(request).person_id
    assert person is not None
    return person


@route(SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    """All applications of the organisations one acts for."""
    rows = [
        {"application": row.application, "names": row.names, "step": step_title(row.application)}
        for row in queries.mine(person_of(request))
    ]
    return render(request, "applications/mine.html", {"rows": rows})


@route(SIGNED_IN)
def overview(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Where the application is, what is next, and who has done what."""
    held = access.hold(actor_of(request), subject)
    loaded, application = subject_of(held), held.application
    if application.submitted_at:
        return _status_page(request, held, loaded)
    state = page.state_of(loaded)
    parties = side_names(loaded.sides)
    sent = queries.submissions_of(subject) if application.withdrawn_at else []
    context = {
        "subject": loaded,
        "application": application,
        "call": application.call,
        "parties": parties,
        "line": page.line(state),
        "tasks": page.tasks(state),
        "open_things": len(state.gaps) + state.refusals,
        "ready": state.ready,
        "own_zone": zone_of(request),
        "next": next((step for step in page.line(state) if not all(step["done"])), None),
        "papers": _papers(held),
        "needs": prerequisites(held),
        "taken_back": bool(sent), "zone": zone_of(request),
        "happenings": history(application, sent, ()) if sent or not loaded.write else [],
        "adopted": adopted_since(application),
        "may_ask_late": access.may_ask_late(held, clock.now()),
    }
    return render(request, "applications/overview.html", context)


def _papers(held: access.Held) -> list[dict[str, Any]]:
    """Papers handed in once per organisation and programme: who has, who has not (MIC-11)."""
    rulebook, there = held.application.call.rulebook, held.records
    return [
        {
            "title": record.title,
            "help": record.help,
            "id": id,
            "party": party.organisation.name,
            "organisation": party.organisation_id,
            "there": id in there.get(party.organisation_id, set()),
            "mine": party.side in held.sides,
        }
        for id, record in rulebook.once_per_organisation.items()
        for party in held.parties
    ]


def _status_page(request: HttpRequest, held: access.Held, loaded: Any) -> HttpResponse:
    application = held.application
    sent, asked = queries.submissions_of(application.id), clarifications_of(application.id)
    context = {
        "subject": loaded,
        "application": application,
        "call": application.call,
        "parties": side_names(loaded.sides),
        "steps": steps(application),
        "submission": sent[-1],
        "happenings": history(application, sent, asked),
        "asked": next((one for one in asked if _waits(one)), None),
        "may_withdraw": access.may_withdraw(held, clock.now()),
        "zone": zone_of(request),
        "outcome": Outcome(application.outcome).label if application.outcome else "",
        "panels": panels.rendered("application-status", request, application),
        "older_form": bool(application.rulebook_version_id)
        and application.rulebook_version_id != application.call.rulebook_version_id,
    }
    return render(request, "applications/status.html", context)


def _numbered(sent: Sequence[Submission], number: int) -> Submission | None:
    """The submission of this number, the last one for 0; Refused (404) for a number that there is not."""
    if not number:
        return sent[-1] if sent else None
    found = next((one for one in sent if one.number == number), None)
    if found is None:
        raise access.missing()
    return found


def _waits(row: Clarification) -> bool:
    """Whether answers are asked for and can still be given."""
    running = row.round.closes_at is not None and clock.now() <= row.round.closes_at
    return running and bool(questions_of(row)) and not hasattr(row, "supplement")


def step_title(application: Any) -> str:
    """Where an application is, in its rulebook's own words."""
    titles = {step.id: step.title for step in application.call.component.workflow}
    return localised(titles.get(application.step)) or str(Step(application.step).label)


def steps(application: Any) -> list[dict[str, Any]]:
    """The rulebook's steps in its own words, with where this application is (UX-19)."""
    workflow = application.call.component.workflow
    ids = [step.id for step in workflow]
    at = ids.index(application.step) if application.step in ids else 0
    return [
        {
            "title": localised(step.title),
            "text": localised(step.explains),
            "done": number < at or step.id == Step.DECIDED == application.step,
            "current": number == at,
            "when": lasting(step.takes),
        }
        for number, step in enumerate(workflow)
    ]


@route(SIGNED_IN)
def check(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Check your answers: exactly what is sent, then sign (UX-16)."""
    held = access.hold(actor_of(request), subject)
    if held.application.submitted_at:
        return redirect("applications:receipt", request.organiser.slug, subject)  # type: ignore[attr-defined]
    loaded = subject_of(held)
    state = page.state_of(loaded)
    sha256 = content_of(held, state.answers).sha256
    signed = {s.side: s for s in queries.signatures(subject) if s.content_sha256 == sha256}
    context = {
        "subject": loaded,
        "call": held.application.call,
        "parties": side_names(loaded.sides),
        "editable": bool(loaded.write),
        "sections": page.reading(loaded, state.stored, zone_of(request)),
        "sha256": sha256,
        "ready": state.ready,
        "open_things": len(state.gaps) + state.refusals,
        "own_zone": zone_of(request),
        "signing": [
            {"side": side, "signature": signed.get(side.id), "mine": side.id in loaded.mine}
            for side in loaded.sides
            if side.id in held.signing
        ],
        "signed_by_me": bool(set(signed) & set(loaded.mine)),
        "for_all": len(held.signing) < len(held.parties),
        "advice": [v for v in page.shown_verdicts(state) if not v["passed"]],
    }
    return render(request, "applications/check.html", context)


@route(SIGNED_IN, methods=("POST",))
def sign(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Sign what was shown; the last signature sends it."""
    result = sign_operation(actor_of(request), subject, request.POST.get("sha256", ""))
    slug = request.organiser.slug  # type: ignore[attr-defined]
    if result.submission:
        return redirect("applications:receipt", slug, subject)
    messages.success(request, _("You have signed. It is sent as soon as the others have signed the same answers."))
    return redirect("applications:check", slug, subject)


@route(SIGNED_IN)
def receipt(request: HttpRequest, subject: UUID, number: int = 0) -> HttpResponse:
    """The receipt: shown only after the commit; anything else says that nothing was sent. Earlier ones by number."""
    held = access.hold(actor_of(request), subject)
    sent = queries.submissions_of(subject)
    submission = _numbered(sent, number)
    loaded = subject_of(held)
    if submission is None:
        return render(request, "applications/not_sent.html", {"subject": loaded, "call": held.application.call})
    organiser, own = request.organiser.time_zone, zone_of(request)  # type: ignore[attr-defined]
    facts = [
        {"label": _("Received"), "value": moment(submission.received_at, organiser), "small": organiser},
        {"label": _("In universal time"), "value": moment(submission.received_at, "UTC"), "small": "UTC"},
    ]
    if own != organiser:
        facts.append({"label": _("On your clock"), "value": moment(submission.received_at, own), "small": own})
    context = {
        "subject": loaded,
        "call": held.application.call,
        "submission": submission,
        "facts": facts,
        "parties": side_names(loaded.sides),
        "signatures": queries.signatures_of(submission),
        "submission_zone": organiser,
        "others": [one for one in sent if one.id != submission.id],
        "steps": steps(held.application),
    }
    return render(request, "applications/receipt.html", context)


@route(SIGNED_IN)
def content(request: HttpRequest, subject: UUID, number: int = 0) -> HttpResponse:
    """The canonical content that was sent, to verify its checksum offline (UX-17)."""
    access.hold(actor_of(request), subject)
    submission = _numbered(queries.submissions_of(subject), number)
    if submission is None:
        raise access.missing()
    response = HttpResponse(submission.content.encode(), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{submission.reference}.json"'
    return response


@route(SIGNED_IN)
def read(request: HttpRequest, subject: UUID) -> HttpResponse:
    """The application as it was sent, for its own people."""
    held = access.hold(actor_of(request), subject)
    if held.application.submitted_at is None:  # its answers may have changed since: the receipt keeps what was sent
        return redirect("applications:receipt", request.organiser.slug, subject)  # type: ignore[attr-defined]
    loaded = subject_of(held)
    sections = page.reading(loaded, stored(subject), zone_of(request))
    return render(request, "applications/read.html", {"subject": loaded, "sections": sections, "back": loaded.home})


@route(SIGNED_IN)
def file(request: HttpRequest, subject: UUID, file: UUID) -> HttpResponse:
    """A file that an answer names, for whoever may read that answer now (SEC-4)."""
    actor = actor_of(request)
    try:
        access.hold(actor, subject)
    except access.Refused:
        queries.read_by(actor, subject, clock.now())
    found = file_of(subject, file)
    if found is None:
        raise access.missing()
    return serve(allow("reads_answer"), found, request)  # type: ignore[return-value]

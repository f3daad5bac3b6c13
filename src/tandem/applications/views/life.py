"""What its own people do around the form: take back, ask for a later time, answer what they are asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tandem.answers.shown import side_names
from tandem.applications import access, queries
from tandem.applications.history import clarifications_of
from tandem.applications.models import Clarification, Submission, Supplement
from tandem.applications.operations import ask_late, keep_answers, send_supplement, withdraw
from tandem.applications.operations.clarifying import questions_of, supplement_content
from tandem.applications.subject import subject_of
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused
from tandem.web.asking import actor_of
from tandem.web.routes import SIGNED_IN, route

T = TypeVar("T")


def said(refused: Refused | None) -> list[dict[str, str]]:
    """A refusal as an error summary."""
    return [{"url": "", "text": refused.said}] if refused else []


def tried(act: Callable[[], T]) -> tuple[T | None, Refused | None]:
    """What an act made, or why it was refused; that there is no such thing (404) goes on."""
    try:
        return act(), None
    except Refused as refused:
        if refused.status == 404:
            raise
        return None, refused


@route(SIGNED_IN, methods=("GET", "POST"))
def take_back(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Take back what was sent: what happens then, the reason, and the button."""
    actor = actor_of(request)
    held = access.hold(actor, subject)
    refused = None
    if request.method == "POST":
        made, refused = tried(lambda: withdraw(actor, subject, request.POST.get("reason", "")))
        if made is not None:
            messages.success(
                request, _("It is withdrawn. What was sent stays on record.") if made.submitted_at
                else _("It is a draft again. Change it, sign it and send it before the deadline."),
            )
            return redirect("applications:overview", request.organiser.slug, subject)  # type: ignore[attr-defined]
    now = clock.now()
    context = {
        "subject": subject_of(held), "application": held.application, "call": held.application.call,
        "errors": said(refused), "may": access.may_withdraw(held, now), "final": not held.application.call.is_open(now),
        "typed": request.POST.get("reason", ""), "parties": side_names(subject_of(held).sides),
    }
    return render(request, "applications/take_back.html", context, status=refused.status if refused else 200)


@route(SIGNED_IN, methods=("GET", "POST"))
def ask_for_time(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Ask for a later time for a draft that was not sent; what is decided holds for every such draft."""
    actor = actor_of(request)
    held = access.hold(actor, subject)
    refused = None
    if request.method == "POST":
        asked, refused = tried(lambda: ask_late(actor, subject, request.POST.get("words", "")))
        if asked is not None:
            messages.success(request, _("You have asked. The organiser answers by mail."))
            return redirect("applications:overview", request.organiser.slug, subject)  # type: ignore[attr-defined]
    context = {
        "subject": subject_of(held), "call": held.application.call, "errors": said(refused),
        "may": access.may_ask_late(held, clock.now()), "typed": request.POST.get("words", ""),
    }
    return render(request, "applications/ask_late.html", context, status=refused.status if refused else 200)


@route(SIGNED_IN, methods=("GET", "POST"))
def clarify(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Every round of clarification: the questions, the answers, and the receipt of what was sent."""
    actor = actor_of(request)
    held = access.hold(actor, subject)
    failed: dict[str, Any] = {}
    if request.method == "POST":
        failed = _answered(request, actor, subject)
        if not failed:
            return redirect("applications:clarify", request.organiser.slug, subject)  # type: ignore[attr-defined]
    submission = queries.submission_of(subject)
    rounds = [_shown(row, submission, failed) for row in clarifications_of(subject)]
    context = {
        "subject": subject_of(held), "call": held.application.call, "rounds": rounds,
        "errors": said(failed["refused"]) if failed else [],
        "may_sign": any(role == "sign" for role in held.roles.values()),
        "open": sum(1 for one in rounds if one["running"]),
    }
    return render(request, "applications/clarify.html", context, status=failed["refused"].status if failed else 200)


def _answered(request: HttpRequest, actor: Actor, subject: UUID) -> dict[str, Any]:
    """Keep what was typed, and send it when that was asked; {} when done, else the refusal and what was typed."""
    texts = request.POST.getlist("answer")
    try:
        id = UUID(request.POST.get("clarification", ""))
        revision = int(request.POST.get("revision", "") or 0)
    except ValueError as error:
        raise access.missing() from error
    row = Clarification.objects.filter(id=id, application=subject).first()
    if row is None:
        raise access.missing()
    try:
        kept = row if "sha256" in request.POST else keep_answers(actor, id, revision, texts)
        if request.POST.get("act") == "send":
            send_supplement(actor, id, request.POST.get("sha256", ""))
            messages.success(request, _("Sent. What you sent first stays as it was; these answers stand beside it."))
        elif kept is not row:
            messages.success(request, _("Kept. Nothing is sent before you send it."))
    except Refused as refused:
        if refused.status == 404:
            raise
        return {"refused": refused, "id": id, "texts": texts}
    return {}


def _shown(row: Clarification, submission: Submission | None, failed: dict[str, Any]) -> dict[str, Any]:
    supplement = getattr(row, "supplement", None)
    questions = questions_of(row)
    answers = [*row.answers, *[""] * len(questions)][: len(questions)]
    typed, theirs = answers, [""] * len(questions)
    if failed and failed["id"] == row.id and failed["texts"]:
        typed = [*failed["texts"], *[""] * len(questions)][: len(questions)]
        theirs = [kept if kept != mine else "" for kept, mine in zip(answers, typed, strict=True)]
    running = supplement is None and row.round.closes_at is not None and clock.now() <= row.round.closes_at
    whole = bool(questions) and all(text.strip() for text in answers)
    return {
        "row": row, "round": row.round, "supplement": supplement, "running": running and bool(questions),
        "pairs": list(zip(questions, typed, theirs, strict=True)), "whole": whole,
        "sha256": supplement_content(row, submission)[1] if submission is not None and whole else "",
    }


@route(SIGNED_IN)
def supplement_content_of(request: HttpRequest, subject: UUID, supplement: UUID) -> HttpResponse:
    """The exact content that a supplement's checksum is taken over."""
    access.hold(actor_of(request), subject)
    row = Supplement.objects.filter(id=supplement, submission__application=subject).first()
    if row is None:
        raise access.missing()
    response = HttpResponse(row.content.encode(), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.reference.replace("/", "-")}.json"'
    return response

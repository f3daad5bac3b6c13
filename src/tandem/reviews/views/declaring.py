"""Saying whether one has an interest, before anything is read: application by application, or by name alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.applications.queries import with_parties
from tandem.calls.models import Call
from tandem.calls.queries import by_slug
from tandem.core.scoring import Hint
from tandem.foundation.access import Refused
from tandem.reviews import operations, shown
from tandem.reviews.queries.codes import key_of
from tandem.reviews.queries.hints import by_organisation, hints_for
from tandem.reviews.queries.lists import declarable, declarations_of
from tandem.reviews.queries.names import applicants, asked_about, named, said_of
from tandem.web.asking import actor_of, slug_of
from tandem.web.routes import ASSESSOR, OFFICER, route

A_PAGE = 60
Hints = Mapping[UUID, Sequence[Hint]]


@route(ASSESSOR, OFFICER, methods=("GET", "POST"))
def declaring(request: HttpRequest, slug: str) -> HttpResponse:
    """Who applies, without content or links: for each, an interest or none, with hints that decide nothing (UX-26).

    A blind panel has organisations by name there, in an order and under keys of their own; others have applications.
    """
    actor = actor_of(request)
    call = by_slug(actor, slug)
    if call.component.blind and not actor.has(OFFICER):
        return _by_name(request, call)
    found = Paginator(declarable(actor, call), A_PAGE).get_page(request.GET.get("page"))
    if not found.paginator.count:
        raise Refused("nothing_given", "", status=404)
    listed = with_parties(list(found.object_list))
    errors: dict[str, str] = {}
    if request.method == "POST":
        said = _posted(request, {str(each.application.id): each.application.id for each in listed})
        try:
            done = operations.declare(actor, call, said)
        except Refused as error:
            errors = _errors(error)
        else:
            return _declared(request, done, slug)
    known = declarations_of(actor.person_id, call.id) if actor.person_id else {}
    behind = {each.application.id: tuple(party.organisation_id for party in each.parties) for each in listed}
    hints = _hints(request, call, behind)
    rows = [
        _row(request, str(each.application.id), each.application.title, shown.places(each.parties),
             known.get(each.application.id), errors, _named_hints(each.parties, hints))
        for each in listed
    ]
    return _page(request, call, rows, found, bool(errors))


def _by_name(request: HttpRequest, call: Call) -> HttpResponse:
    """Every organisation that applies, by name: neither order nor keys can be joined to what the panel reads."""
    actor = actor_of(request)
    person: UUID = request.user.pk  # type: ignore[assignment]
    if not asked_about(actor, call):
        raise Refused("nothing_given", "", status=404)
    behind = applicants(call)
    found = Paginator(named(behind), A_PAGE).get_page(request.GET.get("page"))
    keys = {key_of(call.id, one.id, person): one.id for one in found.object_list}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            done = operations.declare_about(actor, call, _posted(request, keys))
        except Refused as error:
            by_id = {str(id): key for key, id in keys.items()}
            errors = {by_id[where]: text for where, text in _errors(error).items()}
        else:
            return _declared(request, done, call.slug)
    known, hints = said_of(person, call.id), _hints(request, call, behind)
    rows = [
        _row(request, key, one.name, shown.place(one), known.get(one.id), errors, shown.hints(hints.get(one.id, ())))
        for key, one in zip(keys, found.object_list, strict=True)
    ]
    return _page(request, call, rows, found, bool(errors), by_name=True)


def _hints(request: HttpRequest, call: Call, behind: Mapping[UUID, tuple[UUID, ...]]) -> Hints:
    person: Any = request.user
    return by_organisation(hints_for(call, [person], behind).get(person.pk, ()))


def _named_hints(parties: Sequence[Any], hints: Hints) -> list[str]:
    """The hints about all the parties of an application, each with the name of the one it is about."""
    said = []
    for party in parties:
        said += [f"{party.organisation.name}: {text}" for text in shown.hints(hints.get(party.organisation_id, ()))]
    return said


def _posted(request: HttpRequest, ids: Mapping[str, UUID]) -> dict[UUID, str | None]:
    said: dict[UUID, str | None] = {}
    for key, id in ids.items():
        answer = request.POST.get(f"interest-{key}")
        if answer in {"none", "yes"}:
            said[id] = None if answer == "none" else request.POST.get(f"reason-{key}", "")
    return said


def _errors(refused: Refused) -> dict[str, str]:
    if refused.status != 422:
        raise refused
    return {problem.where: shown.problem_said(problem) for problem in refused.problems}


def _row(
    request: HttpRequest, key: str, title: str, places: str, known: Any, errors: Mapping[str, str], hints: list[str]
) -> dict[str, Any]:
    chosen = "" if known is None else "yes" if known.has_interest else "none"
    reason = known.reason if known else ""
    if request.method == "POST":
        chosen = request.POST.get(f"interest-{key}", chosen)
        reason = request.POST.get(f"reason-{key}", reason)
    return {
        "id": key, "title": title, "places": places, "chosen": chosen, "reason": reason, "error": errors.get(key, ""),
        "stands": bool(known and known.has_interest), "hints": hints,
    }


def _page(
    request: HttpRequest, call: Call, rows: list[dict[str, Any]], found: Any, refused: bool, *, by_name: bool = False
) -> HttpResponse:
    context = {
        "call": call, "rows": rows, "page_obj": found, "by_name": by_name,
        "left": sum(1 for row in rows if not row["chosen"]), "officer": not actor_of(request).has(ASSESSOR),
        "errors": [
            {"url": f"#none-{row['id']}", "text": f"{row['title']}: {row['error']}"} for row in rows if row["error"]
        ],
    }
    return render(request, "reviews/declare.html", context, status=422 if refused else 200)


def _declared(request: HttpRequest, done: operations.Declared, slug: str) -> HttpResponse:
    if done.conflicts:
        number = len(done.conflicts)
        messages.info(request, ngettext(
            "%(number)d application is closed to you now, and the officer knows.",
            "%(number)d applications are closed to you now, and the officer knows.", number,
        ) % {"number": number})
    if done.opened:
        number = len(done.opened)
        messages.success(request, ngettext(
            "%(number)d application is open for you to read.", "%(number)d applications are open for you to read.",
            number,
        ) % {"number": number})
    if not done.conflicts and not done.opened:
        messages.success(request, _("Your declaration is kept."))
    if actor_of(request).has(ASSESSOR):
        return redirect("reviews:list", slug_of(request))
    return redirect("reviews:assessors", slug_of(request), slug)

"""What the second officer reads and decides, and the letters."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.awards import access, operations, words
from tandem.awards.content import Content, content_of
from tandem.awards.letters import drafts
from tandem.awards.models import Proposal
from tandem.awards.queries.judged import judged
from tandem.awards.queries.proposals import InForce, in_force, latest, letters_sent
from tandem.awards.queries.ranking import ranking
from tandem.awards.queries.running import Runner, closed_to, gaps, running, without
from tandem.awards.states import Stand, Verdict
from tandem.awards.views import shown
from tandem.awards.views.ranking import posted_proposal
from tandem.calls.models import Call
from tandem.calls.queries import by_slug
from tandem.core.values import Localised
from tandem.foundation import clock
from tandem.foundation.access import Refused
from tandem.web.asking import actor_of, slug_of
from tandem.web.routes import OFFICER, route

A_PAGE = 40


@route(OFFICER)
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The proposal as it would be decided now: list, terms, donors and every letter, under one checksum."""
    actor = actor_of(request)
    call = by_slug(actor, slug)
    current = in_force(call.id)
    if current is None or current.stand not in (Stand.SENT, Stand.DECIDED):
        return render(request, "awards/not_sent.html", {"call": call})
    runners = running(call, actor.person_id, clock.now())
    interested = any(runner.interested for runner in runners)
    if interested:
        raise Refused.by(access.may_propose(actor, interested))
    content = content_of(call, request.organiser, current, runners)  # type: ignore[attr-defined]
    assessed = any(runner.assessed for runner in runners)
    stale = current.stand == Stand.SENT and (content.sha256 != current.proposal.sha256 or not content.whole)
    context = {
        "call": call, "current": current, "proposal": current.proposal, "content": content, "stale": stale,
        "title": _title(current, stale), "lead": shown.lead(content.ranking),
        "rows": _rows(slug_of(request), call, content), "ties": _ties(call, content),
        "may": access.may_decide(actor, current.hands, interested, assessed, call),
        "waiting": current.stand == Stand.SENT,
        "decision": getattr(current.proposal, "decision", None), "scoring": call.component.selection.scoring,
        "other_budget": current.proposal.budget != call.budget,
        "letters": sum(len(line.letters) for line in content.lines),
    }
    return render(request, "awards/decision.html", context)


def _title(current: InForce, stale: bool) -> str:
    if current.stand == Stand.DECIDED:
        return words.headline(len(current.funded), len(current.rows), decided=True)
    if stale:
        return _("Something has changed since this proposal was sent")
    return ngettext(
        "One award waits for your decision", "%(number)d awards wait for your decision", len(current.funded)
    ) % {"number": len(current.funded)}


def _ties(call: Call, content: Content) -> list[Localised]:
    titles = {each.id: each.title for each in call.component.criteria}
    return [titles[tie] for tie in content.ranking.terms.ties]


def _rows(slug: str, call: Call, content: Content) -> list[dict[str, Any]]:
    listed = content.ranking
    cut = shown.last_above_the_line(listed)
    return [
        {
            "line": line, "row": line.row, "names": line.runner.listed.names, "application": line.runner.application,
            "lot": shown.lot_label(line.row.lot, line.row.reserve), "cut": str(line.row.application_id) == cut,
            "kind": "good" if line.row.funded else "",
            "why": words.why(line.row.reason, line.row.numbers, line.row.currency),
            "placed": words.placed(listed.by_id[str(line.row.application_id)].placed_by, call.component),
            "slug": slug,
        }
        for line in content.lines
    ]


@route(OFFICER, methods=("POST",))
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """Approve what was seen, or send it back with a note."""
    call = by_slug(actor_of(request), slug)
    made = operations.decide(
        actor_of(request), posted_proposal(request), request.POST.get("sha256", ""), request.POST.get("outcome", ""),
        request.POST.get("note", ""),
    )
    if made.outcome == Verdict.APPROVE:
        messages.success(request, _("Decided. The letters are under way."))
        return redirect("awards:letters", slug_of(request), call.slug)
    messages.success(request, _("Sent back with your note."))
    return redirect("awards:ranking", slug_of(request), call.slug)


@route(OFFICER)
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    """Every letter as it would go out now, or as it went."""
    actor = actor_of(request)
    call = by_slug(actor, slug)
    proposal = latest(call.id)
    sent = proposal is not None and proposal.stand == Stand.DECIDED
    if sent:
        closed, found = closed_to(call, actor.person_id, clock.now()), _sent(call)
    else:
        runners = running(call, actor.person_id, clock.now())
        closed = {runner.application.id for runner in runners if runner.interested}
        found = _previews(request, call, proposal, runners)
    readable = [each for each in found if each["application"].id not in closed]
    if sent:
        title = ngettext("One letter has been written", "%(number)d letters have been written", len(found))
    else:
        title = ngettext("One letter would go out", "%(number)d letters would go out", len(found))
    context = {
        "call": call, "title": title % {"number": len(found)} if found else _("There is no letter yet"), "sent": sent,
        "page_obj": Paginator(readable, A_PAGE).get_page(request.GET.get("page")), "closed": len(found) - len(readable),
    }
    return render(request, "awards/letters.html", context)


def _sent(call: Call) -> list[dict[str, Any]]:
    return [
        {"application": each.application, "language": each.language, "subject": each.subject, "text": each.text,
         "to": len(each.mails.all()), "left": sum(1 for mail in each.mails.all() if mail.sent_at)}
        for each in letters_sent(call.id)
    ]


def _previews(
    request: HttpRequest, call: Call, proposal: Proposal | None, runners: list[Runner]
) -> list[dict[str, Any]]:
    found = judged(call)
    able = without(runners, gaps(call.component, runners, found))
    if not able or len(able) < len(runners):
        return []
    working = proposal is not None and proposal.stand in (Stand.MADE, Stand.SENT)
    listed = ranking(call, able, found, proposal.budget if proposal is not None and working else None)
    organiser = request.organiser  # type: ignore[attr-defined]
    by_id = {str(runner.application.id): runner for runner in able}
    return [
        {"application": by_id[row.candidate.id].application, "language": draft.language, "subject": draft.subject,
         "text": draft.text}
        for row in listed.selection.rows
        for draft in drafts(call, organiser, by_id[row.candidate.id], listed, found)
    ]

"""The ranking as a file, from which an outsider can count it again."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse

from tandem.awards import access
from tandem.awards.queries.judged import judged
from tandem.awards.queries.proposals import latest
from tandem.awards.queries.ranking import ranking
from tandem.awards.queries.running import gaps, running, without
from tandem.awards.states import Stand
from tandem.calls.models import Call
from tandem.calls.queries import by_slug
from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.web.asking import actor_of
from tandem.web.routes import ANYONE, OFFICER, route


@route(ANYONE)
def ranking_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Published terms, scores and result without a name: public once decided, for officers before that."""
    actor = actor_of(request)
    call = by_slug(actor, slug)
    proposal = latest(call.id)
    stand = proposal.stand if proposal else None
    if stand != Stand.DECIDED and not actor.has(OFFICER):
        raise access.missing()
    frozen = proposal is not None and stand != Stand.RETURNED
    document = proposal.terms if proposal is not None and frozen else _live(actor, call)
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    response = HttpResponse(text.encode(), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ranking-{call.slug}.json"'
    return response


def _live(actor: Actor, call: Call) -> object:
    runners = running(call, actor.person_id, clock.now())
    found = judged(call)
    return ranking(call, without(runners, gaps(call.component, runners, found)), found).document(call)

"""Could we apply? Without an account, and a page for every rule that says no (UX-3). Nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from tandem.calls.checking.asked import asks_of
from tandem.calls.checking.facts import Result, judged
from tandem.calls.checking.forms import CheckForm, said_title
from tandem.calls.checking.rulewords import condition, in_short, place, refusals, said
from tandem.calls.models import Call
from tandem.calls.queries import by_slug
from tandem.calls.reader import in_language, language
from tandem.core.rulebook.schema import Rule
from tandem.core.values import Verdict
from tandem.foundation import clock
from tandem.foundation.access import Refused
from tandem.web.routes import ANYONE, route
from tandem.web.templatetags.tandem import localised, own_name


@route(ANYONE)
@in_language
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """A few questions that the rules ask; the answers stand in the address and nowhere else."""
    call = by_slug(request.actor, slug)  # type: ignore[attr-defined]
    asks = asks_of(call.rulebook, call.component_id, language())
    asked = {key for key in request.GET if key != "language"}
    parties = {id: localised(call.rulebook.parties[id].title) for id in call.component.parties}
    currency = call.component.selection.currency
    form = CheckForm(request.GET if asked else None, asks=asks, currency=currency, parties=parties)
    errors: list[dict[str, str]] = []
    result: Result | None = None
    if asked:
        if form.is_valid():
            result = judged(call, asks, form.said()) if "more" not in request.GET else None
        else:
            errors = form.faults()
    context = {
        "call": call, "form": form, "errors": errors, "result": _shown(request, call, result) if result else None,
        "title": said_title(len(result.no), len(result.open)) if result else "",
        "groups": {group: form.of(group) for group in ("parties", "answers", "money", "support")},
        "rest": [rule for rule in call.component.rules if rule.id not in asks.rules],
        "open": call.is_open(clock.now()),
    }
    return render(request, "calls/check.html", context, status=422 if errors else 200)


def _shown(request: HttpRequest, call: Call, result: Result) -> dict[str, Any]:
    rules = {rule.id: rule for rule in call.component.rules}

    def address(rule: str) -> str:
        return reverse("calls:rule", args=[request.organiser.slug, call.slug, rule])  # type: ignore[attr-defined]

    def words(verdict: Verdict) -> str:
        sentence = in_short(said(call.rulebook, call.component_id, rules[verdict.rule]))
        party = localised(call.rulebook.parties[verdict.party].title) if verdict.party else ""
        return sentence if sentence.startswith(party) else f"{party}: {sentence}"

    def rows(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
        return [
            {
                "verdict": verdict, "said": words(verdict),
                "url": f"{address(verdict.rule)}?{urlencode({'back': request.GET.urlencode()})}",
                "actual": _number(verdict.actual), "limit": _number(verdict.limit),
                "difference": _number(verdict.difference),
            }
            for verdict in verdicts
        ]

    return {
        "no": rows(result.no), "advice": rows(result.advice), "open": rows(result.open), "holds": rows(result.holds),
    }


def _number(value: Any) -> str:
    """A number of a verdict, '' for anything that its text says better."""
    return str(value) if isinstance(value, int | str) and str(value).replace(".", "", 1).isdigit() else ""


@route(ANYONE)
@in_language
def rule(request: HttpRequest, slug: str, rule: str) -> HttpResponse:
    """One rule: what it asks in plain words, how strongly, where it comes from, and what to do about a no."""
    call = by_slug(request.actor, slug)  # type: ignore[attr-defined]
    found: Rule | None = next((each for each in call.component.rules if each.id == rule), None)
    if found is None:
        raise Refused("not_found", "", status=404)
    texts = refusals(call.rulebook, call.component_id, found)
    here = language() if language() in texts else next(iter(texts), "")
    question = place(call.rulebook, call.component_id, found)
    labels = {each.id: each.label for each in call.form.questions()}
    sentence = said(call.rulebook, call.component_id, found)
    context = {
        "call": call, "rule": found, "said": sentence, "title": in_short(sentence),
        "condition": condition(call.rulebook, call.component_id, found), "must": found.must is not None,
        "refusal": texts.get(here, ("", ""))[0], "mend": texts.get(here, ("", ""))[1], "lang": here,
        "others": [
            {"lang": code, "name": own_name(code), "refusal": text[0], "mend": text[1]}
            for code, text in texts.items() if code != here
        ],
        "back": QueryDict(request.GET.get("back", "")[:8000]).urlencode(),
        "question": question, "label": labels.get(question),
        "siblings": [
            (each.id, in_short(said(call.rulebook, call.component_id, each))) for each in call.component.rules
            if each.id != found.id
        ],
    }
    return render(request, "calls/rule.html", context)

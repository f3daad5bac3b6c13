"""What the rules look at: the answers, parties and papers of one application as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tandem.applications.access import Held
from tandem.applications.around import around
from tandem.core.forms.answers import Answers, by_path, is_blank
from tandem.core.forms.budget import totals
from tandem.core.forms.conditions import named_values
from tandem.core.forms.definition import Form, Question
from tandem.organisations.profiles import said


def facts_of(held: Held, answers: Answers) -> dict[str, Any]:
    """The facts of the rulebook language (see docs/reference/rulebook.md) for one application."""
    call = held.application.call
    form = held.application.form
    sides = tuple(party.side for party in held.parties)
    facts: dict[str, Any] = {
        "programme": {"id": str(call.programme_id)},
        "call": {
            "year": call.year,
            "closes_at": call.closes_at.isoformat(),
            "starts_on": call.starts_on.isoformat() if call.starts_on else "",
        },
        "parties": _parties(held),
        "answers": plain_answers(form, sides, answers),
        "team": team(form, answers),
        "workflow": _workflow(held),
        **around(held),
    }
    budget = question_editing(form, "plan.budget")
    if budget is not None:
        facts["budget"] = totals(budget, sides, answers).facts()
    return facts


def _workflow(held: Held) -> dict[str, Any]:
    """The step, and the moment of submission once it was sent (ISO, UTC)."""
    sent = held.application.submitted_at
    return {"step": held.application.step, **({"submitted_at": sent.isoformat()} if sent else {})}


def question_editing(form: Form, what: str) -> Question | None:
    """The question whose answers edit this part of the plan or the team; None when the form has none."""
    return next((question for question in form.questions() if question.edits == what), None)


def plain_answers(form: Form, sides: tuple[str, ...], answers: Answers) -> dict[str, Any]:
    """Answers by question id, as rules see them."""
    return named_values(form, sides, answers)


def team(form: Form, answers: Answers) -> list[Mapping[str, Any]]:
    """The people named in the form."""
    question = question_editing(form, "team")
    if question is None:
        return []
    rows = by_path(answers).get(question.id, ())
    return [value for _, value in rows if isinstance(value, Mapping) and not is_blank(value)]


def _parties(held: Held) -> dict[str, dict[str, Any]]:
    looked_at = held.application.call.rulebook.profile
    return {
        party.side: {
            "name": party.organisation.name,
            "kind": party.organisation.kind,
            "country": party.organisation.country,
            "languages": party.organisation.languages,
            "records": dict.fromkeys(held.records.get(party.organisation_id, ()), True),
            **({"profile": said(held.profiles.get(party.organisation_id), looked_at)} if looked_at else {}),
        }
        for party in held.parties
    }

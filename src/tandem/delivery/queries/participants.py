"""The participant form of a grant, its versions, who is approved when, and what the rules say about a team."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from tandem.answers.queries import values
from tandem.applications import access as applications
from tandem.applications.facts import facts_of, question_editing
from tandem.applications.models import Application
from tandem.core.eligibility import evaluate
from tandem.core.forms.definition import Question
from tandem.core.rulebook.schema import Rulebook
from tandem.core.values import Verdict
from tandem.delivery.models import ApprovedPerson, ParticipantForm, Replacement
from tandem.delivery.states import ReplacementState
from tandem.partnerships.access import Held
from tandem.partnerships.models import Grant, Party
from tandem.rulebooks.wording import say

Row = Mapping[str, Any]


def columns_of(rulebook: Rulebook, component: str) -> Question | None:
    """The question of the participant form with the columns that matter to this component.

    A column that only other components ask of their teams is left out. Where the programme has no form of its own the
    application's team question is the form; None when there is neither.
    """
    team = question_editing(rulebook.form_of(component), "team")
    if rulebook.participants is None:
        return team
    form = rulebook.forms[rulebook.participants.form]
    question = next(asked for asked in form.questions() if asked.type == "people")
    others = {
        part.id for id in rulebook.components if (asked := question_editing(rulebook.form_of(id), "team"))
        for part in asked.parts
    }
    mine = {part.id for part in team.parts} if team else set()
    parts = tuple(part for part in question.parts if part.id in mine or part.id not in others)
    return question.model_copy(update={"parts": parts})


def participant_forms(grant: UUID) -> list[ParticipantForm]:
    """Every version, the latest first. One query."""
    rows = ParticipantForm.objects.filter(grant=grant).select_related("made_by").order_by("-number")
    return list(rows)


def latest_form(grant: UUID) -> ParticipantForm | None:
    """The version that holds. One query."""
    found: ParticipantForm | None = ParticipantForm.objects.filter(grant=grant).order_by("-number").first()
    return found


def register(grant: UUID) -> list[ApprovedPerson]:
    """Everybody who is or was approved, side by side and then by name. One query."""
    return list(ApprovedPerson.objects.filter(grant=grant).order_by("side", "name", "from_on"))


def replacements(grant: UUID) -> list[Replacement]:
    """Every change of the team that was proposed, the latest first. One query."""
    rows = Replacement.objects.filter(grant=grant).select_related("proposed_by", "decided_by", "form")
    return list(rows.order_by("-proposed_at", "-id"))


def waiting(grant: UUID) -> int:
    """How many changes lie with an officer. One query."""
    return Replacement.objects.filter(grant=grant, state=ReplacementState.PROPOSED).count()


def application_of(grant: Grant) -> Application | None:
    """The application from which the grant came."""
    found: Application | None = applications.with_call(Application.objects.filter(plan__grant=grant)).first()
    return found


def team_rows(application: Application) -> list[dict[str, Any]]:
    """The people whom an application names, each with `row`: where they stand in its answers. One query."""
    question = question_editing(application.form, "team")
    if question is None:
        return []
    found = [(row, value) for (path, row), value in sorted(values(application.id).items()) if path == question.id]
    return [{**value, "row": row} for row, value in found if isinstance(value, dict) and value.get("name")]


def team_verdicts(held: Held, teams: Iterable[Sequence[Row]]) -> list[tuple[Verdict, ...]]:
    """What the rules about people say of each of these teams, everything else being as it was applied for."""
    application = application_of(held.grant)
    if application is None:
        facts: dict[str, Any] = {"parties": {party.side: _party(party) for party in held.parties}, "answers": {}}
    else:
        facts = facts_of(applications.Held(application, held.parties, {}), values(application.id))
    return [
        evaluate(held.rulebook, held.grant.component, {**facts, "team": list(rows)}, say, team_only=True)
        for rows in teams
    ]


def _party(party: Party) -> dict[str, Any]:
    one = party.organisation
    return {"name": one.name, "kind": one.kind, "country": one.country, "languages": one.languages, "records": {}}


def newly_broken(before: Iterable[Verdict], after: Iterable[Verdict]) -> list[Verdict]:
    """Musts that hold no more: what was broken before may stay so, or nobody could mend it step by step."""
    broken = {(verdict.rule, verdict.party) for verdict in before if verdict.refuses}
    return [verdict for verdict in after if verdict.refuses and (verdict.rule, verdict.party) not in broken]


def changed_team(rows: Iterable[Row], leaves: UUID | None, comes: Row) -> list[dict[str, Any]]:
    """The team without who leaves and with who comes."""
    kept = [dict(row) for row in rows if leaves is None or row.get("person") != str(leaves)]
    return [*kept, dict(comes)] if comes else kept

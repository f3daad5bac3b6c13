"""The team on one form: made at the award, renewed whole when somebody is replaced (ICLD-7, ICLD-8)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.forms.definition import Question
from tandem.core.forms.paths import fields_of
from tandem.core.forms.reading import read
from tandem.core.forms.row_checks import check_row
from tandem.core.values import Problem, Verdict
from tandem.delivery import access
from tandem.delivery.events import ReplacementDecided, ReplacementProposed
from tandem.delivery.models import ApprovedPerson, ParticipantForm, Replacement
from tandem.delivery.operations import typed
from tandem.delivery.queries import participants as queries
from tandem.delivery.queries.team import POSTS
from tandem.delivery.states import ReplacementState, Why
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.ids import new_id
from tandem.foundation.outbox.events import happened
from tandem.partnerships.access import Held, hold
from tandem.partnerships.models import Grant
from tandem.web.templatetags.tandem import localised


@dataclass(frozen=True)
class ReplacementInput:
    """A change of the team as typed: who leaves (or nobody), and the cells of the form for who comes (or none)."""

    leaves: UUID | None
    comes: Mapping[str, Any]
    why: str
    reason: str
    from_on: date


@transaction.atomic
def make_first_form(grant: Grant) -> ParticipantForm | None:
    """Version 1: the team of the application, approved with the award. None where the programme approves nobody.

    Everybody is approved from the day of the award, or from the grant's first day when that came before. Twice is
    harmless.
    """
    application = queries.application_of(grant)
    if application is None or application.rulebook.participants is None:
        return None
    if (there := queries.latest_form(grant.id)) is not None:
        return there
    awarded = grant.awarded_at.astimezone(ZoneInfo(application.organiser.time_zone)).date()
    from_on = min(awarded, grant.starts_on)
    rows = [_identified(row) for row in queries.team_rows(application)]
    form = _written(grant.id, 1, rows, from_on, None, "")
    ApprovedPerson.objects.bulk_create([_approved(grant.id, row, from_on) for row in rows])
    return form


def _identified(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the application as a row of the form; the person's id is where they stood in the application."""
    kept = {name: value for name, value in row.items() if name != "row"}
    try:
        return {"person": str(UUID(str(row["row"]))), **kept}
    except ValueError:
        return {"person": str(new_id()), **kept}


def _written(
    grant: UUID, number: int, rows: Sequence[Mapping[str, Any]], from_on: date, actor: Actor | None, reason: str
) -> ParticipantForm:
    made: ParticipantForm = ParticipantForm.objects.create(
        grant_id=grant, number=number, people=list(rows), from_on=from_on, reason=reason, sha256=sha256_of(rows),
        made_by_id=actor.person_id if actor else None, made_at=clock.now(),
    )
    return made


def sha256_of(rows: Sequence[Mapping[str, Any]]) -> str:
    """The checksum of a form's rows as canonical JSON."""
    text = json.dumps(list(rows), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _approved(grant: UUID, row: Mapping[str, Any], from_on: date) -> ApprovedPerson:
    post = next((said for name in POSTS if (said := _line(row, name))), "")
    return ApprovedPerson(
        grant_id=grant, person=UUID(row["person"]), side=_line(row, "party")[:60], name=_line(row, "name"), post=post,
        profession=_line(row, "profession")[:120], from_on=from_on,
    )


def _line(row: Mapping[str, Any], name: str) -> str:
    found = row.get(name)
    return " ".join(found.split())[:200] if isinstance(found, str) else ""


@transaction.atomic
def propose_replacement(actor: Actor, grant_id: UUID, given: ReplacementInput, locale: str) -> Replacement:
    """Propose that somebody leaves, somebody comes, or both; the team's rules are judged for the team as it would be.

    Refused: not writing for the party concerned (403); the grant closed, or a programme without participants (409);
    and with one problem per place (422): nobody leaves or comes, what the form asks is missing, no reason, a day
    outside the grant or before somebody came, somebody whose change lies with the officer already, and each rule of
    the team that would hold no more.
    """
    held = hold(actor, grant_id, lock=True)
    form, question = demand_form(held)
    leaver = next((row for row in form.people if given.leaves and row["person"] == str(given.leaves)), None)
    comes, problems = _read(held, question, given, leaver, locale)
    side = str((leaver or comes).get("party") or "")
    _demand_side(held, side)
    reason = typed.text(given.reason)
    problems += [*_said(given, leaver, comes, reason), *_day(held, given)]
    if not problems:
        problems += [_rule_problem(each) for each in broken_by(held, form, given.leaves, comes)]
    if problems:
        raise typed.refused("replacement", problems)
    row: Replacement = Replacement.objects.create(
        grant_id=grant_id, side=side, leaves=given.leaves if leaver else None, comes=comes, why=given.why,
        reason=reason, from_on=given.from_on, proposed_by_id=actor.person_id, proposed_at=clock.now(),
    )
    _recorded(actor, "proposed", row)
    happened(ReplacementProposed(str(grant_id), str(row.id)))
    return row


def demand_form(held: Held) -> tuple[ParticipantForm, Question]:
    """The form that holds and its question; Refused (409) for a closed grant, or where nobody is approved."""
    held.demand_open()
    form = queries.latest_form(held.grant.id)
    question = queries.columns_of(held.rulebook, held.grant.component)
    if form is None or question is None or held.rulebook.participants is None:
        raise Refused("no_participants", _("The people of this grant are not approved one by one."), status=409)
    return form, question


def _demand_side(held: Held, side: str) -> None:
    if not held.belongs:
        raise Refused("not_a_party", _("Only the partners propose who takes part."), status=403)
    if side and not (decision := held.may("edit", side)):
        raise Refused.by(decision)
    if not (decision := held.may("edit")):
        raise Refused.by(decision)


def _read(
    held: Held, question: Question, given: ReplacementInput, leaver: Mapping[str, Any] | None, locale: str
) -> tuple[dict[str, Any], list[Problem]]:
    """The row of who comes, as the form keeps it, and what is wrong with its cells."""
    raw = {name: cell for name, cell in given.comes.items() if name != "party"}
    if not any(str(cell).strip() for cell in raw.values()):
        return {}, []
    side = str(leaver["party"]) if leaver else str(given.comes.get("party") or "")
    reading = read(question, {**raw, "party": side}, locale)
    row = reading.value if isinstance(reading.value, dict) else {}
    sides = tuple(party.side for party in held.parties)
    field = fields_of(question, "", sides)[0]
    checked = check_row(field, sides, (), "", row, lambda cell: f"comes/{cell}")
    problems = [replace(each, where=f"comes/{each.where}") for each in reading.problems]
    problems += [each for each in checked if each.code != "unread"]  # why it was not read is said already
    return {"person": str(new_id()), **row}, problems


def _said(
    given: ReplacementInput, leaver: Mapping[str, Any] | None, comes: Mapping[str, Any], reason: str
) -> list[Problem]:
    found = [] if leaver or comes else [Problem("nobody_changes", "leaves")]
    if given.leaves and leaver is None:
        found = [Problem("not_on_form", "leaves")]
    if leaver and Replacement.objects.filter(leaves=given.leaves, state=ReplacementState.PROPOSED).exists():
        found.append(Problem("changes_already", "leaves", {"person": str(leaver.get("name"))}))
    if given.why not in Why.values:
        found.append(Problem("missing", "why", {"type": "choice"}))
    if not reason:
        found.append(Problem("reason_missing", "reason"))
    return [*found, *typed.too_long(reason, 4000, "reason")]


def _day(held: Held, given: ReplacementInput) -> list[Problem]:
    period = access.period(held)
    if given.from_on not in period:
        values = {"first": period.start.isoformat(), "last": period.end.isoformat()}
        return [Problem("outside_period", "from_on", values)]
    rows = ApprovedPerson.objects.filter(grant=held.grant, person=given.leaves) if given.leaves else ()
    return [
        Problem("before_they_came", "from_on", {"person": one.name, "limit": one.from_on.isoformat()})
        for one in rows if given.from_on <= one.from_on
    ]


def broken_by(held: Held, form: ParticipantForm, leaves: UUID | None, comes: Mapping[str, Any]) -> list[Verdict]:
    """The musts about people that hold today and would not hold for the team as it would be."""
    now, then = queries.team_verdicts(held, (form.people, queries.changed_team(form.people, leaves, comes)))
    return queries.newly_broken(now, then)


def _rule_problem(verdict: Verdict) -> Problem:
    says = " ".join(filter(None, (localised(verdict.refusal), localised(verdict.mend))))
    return Problem("team_rule", "team", {"says": says, "rule": verdict.rule})


@transaction.atomic
def approve_replacement(actor: Actor, replacement_id: UUID) -> Replacement:
    """Approve it: who leaves takes part until the day before, who comes from the day on; the whole form is renewed.

    Refused: not an officer of the call's office, or one who acts for a party (403); decided already, or who leaves is
    not on the form any more (409); a rule of the team that holds today and would not hold then (422).
    """
    held, row = _judged(actor, replacement_id)
    form, _question = demand_form(held)
    if row.leaves and all(person["person"] != str(row.leaves) for person in form.people):
        raise Refused("not_on_form", _("Meanwhile this person is not on the form any more."), status=409)
    if broken := broken_by(held, form, row.leaves, row.comes):
        raise typed.refused("team_rules", [_rule_problem(each) for each in broken])
    people = queries.changed_team(form.people, row.leaves, row.comes)
    row.form = _written(held.grant.id, form.number + 1, people, row.from_on, actor, row.reason)
    leaving = ApprovedPerson.objects.filter(grant=held.grant, person=row.leaves) if row.leaves else None
    if leaving is not None:
        leaving.update(until_on=row.from_on - timedelta(days=1))
    if row.comes:
        _approved(held.grant.id, row.comes, row.from_on).save(force_insert=True)
    _decide(actor, row, ReplacementState.APPROVED, "")
    return row


@transaction.atomic
def refuse_replacement(actor: Actor, replacement_id: UUID, reason: str) -> Replacement:
    """Refuse it with the reason, which the partners read. Refused as in `approve_replacement`; no reason (422)."""
    _held, row = _judged(actor, replacement_id)
    kept = typed.text(reason)
    if not kept:
        raise typed.refused("reason_missing", [Problem("reason_missing", "reason")])
    _decide(actor, row, ReplacementState.REFUSED, kept)
    return row


@transaction.atomic
def withdraw_replacement(actor: Actor, replacement_id: UUID) -> Replacement:
    """Take it back before an officer has decided. Refused: not writing for the party (403), decided already (409)."""
    held, row = _locked(actor, replacement_id)
    _demand_side(held, row.side)
    _demand_proposed(row)
    _decide(actor, row, ReplacementState.WITHDRAWN, "")
    return row


def _locked(actor: Actor, replacement_id: UUID) -> tuple[Held, Replacement]:
    """A proposal with its grant, both locked; Refused (404) for who may not know of it, (409) for a closed grant."""
    grant = Replacement.objects.filter(id=replacement_id).values_list("grant_id", flat=True).first()
    if grant is None:
        raise access.missing()
    held = hold(actor, grant, lock=True)
    held.demand_open()
    return held, Replacement.objects.select_for_update(of=("self",)).get(id=replacement_id)


def _judged(actor: Actor, replacement_id: UUID) -> tuple[Held, Replacement]:
    held, row = _locked(actor, replacement_id)
    if not (decision := access.may_judge(held)):
        raise Refused.by(decision)
    _demand_proposed(row)
    return held, row


def _demand_proposed(row: Replacement) -> None:
    if row.state != ReplacementState.PROPOSED:
        raise Refused(
            "decided", _("Meanwhile this proposal is: %(state)s.") % {"state": ReplacementState(row.state).label},
            _("Look at it again; nothing was changed."), status=409,
        )


def _decide(actor: Actor, row: Replacement, state: ReplacementState, answer: str) -> None:
    row.state, row.answer, row.decided_by_id, row.decided_at = state, answer, actor.person_id, clock.now()
    row.save(update_fields=["state", "answer", "decided_by", "decided_at", "form"])
    _recorded(actor, state, row)
    happened(ReplacementDecided(str(row.grant_id), str(row.id)))


def _recorded(actor: Actor, verb: str, row: Replacement) -> None:
    audit.record(actor, f"delivery.replacement_{verb}", "replacement", row.id, {
        "grant": str(row.grant_id), "leaves": str(row.leaves or ""), "comes": str(row.comes.get("person", "")),
        "from": row.from_on.isoformat(), "form": str(row.form_id or ""),
    })

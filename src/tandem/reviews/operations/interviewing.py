"""What an interview or a visit came to: recommended or not, or each criterion confirmed or revised (TAC-10)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.applications import operations as applications
from tandem.applications.access import missing
from tandem.applications.models import Application
from tandem.applications.states import Step
from tandem.core.rulebook.schema import Component
from tandem.core.transitions import move_refusal
from tandem.core.values import Problem, storable
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.reviews import access
from tandem.reviews.events import InterviewRecorded, InterviewWritten
from tandem.reviews.models import Assignment, Finding, Interview
from tandem.reviews.operations.running import run, run_undecided
from tandem.reviews.operations.settling import locked_application, recount, steps_of
from tandem.reviews.states import Talk

MOST_PEOPLE = 30


@dataclass(frozen=True)
class Met:
    """Who talked with whom: kind of talk, day, place, who asked, and who was there for the parties."""

    kind: str = Talk.INTERVIEW
    held_on: date | None = None
    place: str = ""
    interviewers: tuple[str, ...] = ()
    present: str = ""


@dataclass(frozen=True)
class Found:
    """What it says about one criterion: None confirms the assessors' scores, a score counts instead of them."""

    value: int | None
    reason: str


@transaction.atomic
def record_interview(
    actor: Actor, application: UUID, recommended: bool | None, reason: str, *, met: Met | None = None,
    findings: Mapping[str, Found] | None = None,
) -> Interview:
    """Record an interview or a visit; it counts at once, or when a second officer has confirmed it.

    Where the rulebook asks to confirm or revise each criterion, `met` and a finding for every criterion are needed and
    nothing is recommended; elsewhere `recommended` and its reason. By an officer of the call's office without an
    interest, or an assessor to whom it was given and opened. A newer record keeps the older. Refused: others (403,
    404), no interview in this workflow or not its turn (409), something missing (422, each in `problems`).
    """
    found = _interviewer(actor, application)
    _refuse_turn(found)
    rules = found.call.component.interview
    text = storable(reason.replace("\r\n", "\n"))[0].strip()
    talk = _clean(met or Met())
    said = {id: Found(each.value, storable(each.reason)[0].strip()) for id, each in (findings or {}).items()}
    problems = _lacking_met(found.call.component, talk, met is not None) if met or rules.each_criterion else []
    if rules.each_criterion:
        recommended = None
        problems += _lacking_findings(found.call.component, said)
    else:
        said = {}
        if recommended is None:
            problems.append(Problem("recommendation_missing", "recommended"))
        if not text:
            problems.append(Problem("reason_missing", "reason"))
    if problems:
        raise Refused(
            problems[0].code, _("The record of the interview is not complete."),
            _("Add what is named below; what you typed is kept."), problems=problems,
        )
    return _write(actor, found, recommended, text, talk, said)


def _write(
    actor: Actor, found: Application, recommended: bool | None, reason: str, talk: Met, said: Mapping[str, Found]
) -> Interview:
    now, rules = clock.now(), found.call.component.interview
    Interview.objects.filter(application=found, replaced_at=None).update(replaced_at=now)
    row: Interview = Interview.objects.create(
        application=found, recommended=recommended, reason=reason, kind=talk.kind, held_on=talk.held_on,
        place=talk.place, interviewers=list(talk.interviewers), present=talk.present, recorded_by_id=actor.person_id,
        recorded_at=now,
    )
    Finding.objects.bulk_create([
        Finding(interview=row, criterion=id, value=each.value, reason=each.reason) for id, each in said.items()
    ])
    audit.record(actor, "interview.recorded", "application", found.id, {
        "recommended": recommended, "revised": {id: each.value for id, each in said.items() if each.value is not None},
    })
    if rules.four_eyes:
        happened(InterviewWritten(str(found.id), str(found.call_id)))
        if found.step == Step.INTERVIEWED:  # the record before it counts no more
            recount(found)
        return row
    return _count(actor, found, row)


def _count(actor: Actor, found: Application, row: Interview) -> Interview:
    """Let a record count: the step, and the score as it stands with what was revised, before and after in the audit."""
    row.confirmed_by_id, row.confirmed_at = actor.person_id, clock.now()
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    before = found.score
    applications.move(found.id, step=Step.INTERVIEWED)
    found.step = Step.INTERVIEWED
    if found.call.component.interview.each_criterion:
        recount(found)
        audit.record(actor, "interview.counted", "application", found.id, {"before": before, "after": found.score})
    happened(InterviewRecorded(str(found.id), str(found.call_id)))
    return row


@transaction.atomic
def confirm_interview(actor: Actor, interview: UUID, seen_sha256: str) -> Interview:
    """A second officer confirms a record exactly as they have read it; from then on it counts (SEC-9).

    Confirming it again changes nothing. Refused: not an officer of its office, an own interest, or the one who recorded
    it or asked (403), unknown or replaced (404), not as seen (409).
    """
    row = Interview.objects.filter(id=interview, replaced_at=None).first()
    if row is None:
        raise missing()
    found = run(actor, row.application_id, clock.now())
    if row.confirmed_at is not None:
        return row
    if actor.person_id == row.recorded_by_id or actor.name in row.interviewers:
        raise Refused(
            "own_record", _("You took part or wrote this record: a colleague confirms it."), status=403
        )
    if seen_sha256 != digest(row):
        raise Refused("not_as_seen", _("The record is not the one that you read."), _("Read it again."), status=409)
    return _count(actor, found, row)


def digest(row: Interview) -> str:
    """What a record says, as one checksum: whoever confirms it has seen exactly this."""
    rows = [[f.criterion, f.value, f.reason] for f in row.findings.order_by("criterion")]
    said = [
        str(row.id), row.recommended, row.reason, row.kind, str(row.held_on), row.place, row.interviewers, row.present,
    ]
    return hashlib.sha256(json.dumps([said, rows]).encode()).hexdigest()


def _interviewer(actor: Actor, id: UUID) -> Application:
    if actor.has("officer"):
        return run_undecided(actor, id, clock.now())
    found = locked_application(id)
    work = Assignment.objects.filter(application=id, assessor=actor.person_id, ended_at=None).first()
    if work is None or found is None:
        raise missing()
    access.own_work(actor, work.id, clock.now())
    if found.call.component.interview.each_criterion:
        raise Refused("officers_only", _("Only officers of the organiser may do this."), status=403)
    return found


def _refuse_turn(found: Application) -> None:
    steps = steps_of(found)
    problem = move_refusal(steps, found.step, Step.INTERVIEWED)
    if found.step == Step.INTERVIEWED or problem is None:
        return
    if Step.INTERVIEWED not in steps:
        raise Refused("step_left_out", _("This programme holds no interviews."), status=409)
    raise Refused("not_its_turn", _("It is not the interview's turn now."), status=409, problems=[problem])


def _clean(met: Met) -> Met:
    names = tuple(dict.fromkeys(name for one in met.interviewers if (name := storable(one)[0].strip()[:200])))
    present = storable(met.present.replace("\r\n", "\n"))[0].strip()
    return Met(met.kind, met.held_on, storable(met.place)[0].strip()[:200], names[:MOST_PEOPLE], present)


def _lacking_met(component: Component, met: Met, given: bool) -> list[Problem]:
    """What is missing of who met whom. Codes: kind_unknown, day_missing, day_to_come, place_missing, people_missing."""
    rules, problems = component.interview, []
    if met.kind not in rules.kinds:
        problems.append(Problem("kind_unknown", "kind", {"limit": list(rules.kinds)}))
    if met.held_on is None:
        problems.append(Problem("day_missing", "held_on"))
    elif met.held_on > clock.now().date():
        problems.append(Problem("day_to_come", "held_on"))
    if met.kind == Talk.SITE_VISIT and not met.place:
        problems.append(Problem("place_missing", "place"))
    if len(met.interviewers) < rules.at_least:
        numbers = {"actual": len(met.interviewers), "limit": rules.at_least}
        problems.append(Problem("people_missing", "interviewers", numbers))
    return problems


def _lacking_findings(component: Component, said: Mapping[str, Found]) -> list[Problem]:
    """What is missing of the criteria. Codes: criterion_unknown, finding_missing, finding_reason_missing,
    score_out_of_scale; `where` is the criterion."""
    known: Sequence[str] = [criterion.id for criterion in component.criteria]
    scale, problems = component.scale, [Problem("criterion_unknown", id[:60]) for id in said if id not in known]
    for id in known:
        each = said.get(id)
        if each is None:
            problems.append(Problem("finding_missing", id))
            continue
        if not each.reason:
            problems.append(Problem("finding_reason_missing", id))
        if each.value is not None and not scale.lowest <= each.value <= scale.highest:
            numbers = {"actual": each.value, "lowest": scale.lowest, "highest": scale.highest}
            problems.append(Problem("score_out_of_scale", id, numbers))
    return problems

"""How the events of a story are played from the check of the rules to the decision."""

from __future__ import annotations

from uuid import UUID

from tandem.applications import operations as applications
from tandem.awards import operations as awards
from tandem.awards.models import Proposal
from tandem.awards.queries.proposals import in_force
from tandem.awards.states import Verdict
from tandem.calls.models import Call
from tandem.demo.story import BadStory, Event
from tandem.demo.world import World, act
from tandem.reviews import operations as reviews
from tandem.reviews.models import Assignment
from tandem.reviews.queries.lists import declarable


def _call(world: World, event: Event) -> Call:
    call: Call = Call.objects.get(id=world.calls[event.organiser, event.data["call"]])
    return call


@act("check")
def check(world: World, event: Event) -> None:
    """An officer finds applications eligible, or says why not: {application: reason, '' for eligible}."""
    for key, reason in event.data["applications"].items():
        applications.decide_eligibility(world.of(event), world.applications[key], not reason, reason or "")


@act("assign")
def assign(world: World, event: Event) -> None:
    """Applications go to assessors: {application: [assessor, …]}."""
    for key, assessors in event.data["applications"].items():
        people = [world.person(assessor).id for assessor in assessors]
        reviews.assign(world.of(event), _call(world, event), people, [world.applications[key]])


@act("declare")
def declare(world: World, event: Event) -> None:
    """Somebody says of all applications they are asked about whether they have an interest: {application: reason}."""
    actor, call = world.of(event), _call(world, event)
    interests: dict[UUID, str | None] = dict.fromkeys(declarable(actor, call).values_list("id", flat=True))
    interests |= {world.applications[key]: reason for key, reason in event.data.get("interests", {}).items()}
    reviews.declare(actor, call, interests)


@act("score")
def score(world: World, event: Event) -> None:
    """An assessor scores an application: {criterion: [score or 'abstain', reason, evidence]}; `lock` makes it final."""
    actor = world.of(event)
    work = Assignment.objects.get(
        application=world.applications[event.data["application"]], assessor=actor.person_id, ended_at=None
    )
    shown = event.data.get("evidence", {})
    for criterion, (value, reason) in event.data["scores"].items():
        reviews.score(actor, work.id, criterion, value, reason, shown.get(criterion, ""))
    if event.data.get("lock"):
        reviews.lock(actor, work.id)


@act("request_evidence")
def request_evidence(world: World, event: Event) -> None:
    """An officer asks the parties for what shows that their councils stand behind it."""
    reviews.request_evidence(world.of(event), world.applications[event.data["application"]])



@act("record_evidence")
def record_evidence(world: World, event: Event) -> None:
    """What a party has shown at appraisal: {side: {kind of paper: what it was}}."""
    actor, application = world.of(event), world.applications[event.data["application"]]
    for side, papers in event.data["seen"].items():
        for kind, note in papers.items():
            reviews.record_evidence(actor, application, side, kind, True, note)


@act("propose")
def propose(world: World, event: Event) -> None:
    """An officer freezes the ranking, confirms the donors the rulebook advises, and sends it to a colleague."""
    actor, call = world.of(event), _call(world, event)
    proposal = awards.propose(actor, call.id)
    rows = proposal.rows.exclude(donor_proposed=None).values_list("id", "donor_proposed_id")
    awards.confirm_donors(actor, proposal.id, dict(rows))
    awards.send_for_decision(actor, proposal.id)


@act("decide")
def decide(world: World, event: Event) -> None:
    """A second officer approves exactly what they have seen."""
    current = in_force(_call(world, event).id)
    if current is None:
        raise BadStory(f"{event.where}: nothing was proposed")
    seen = Proposal.objects.get(id=current.proposal.id).sha256
    awards.decide(world.of(event), current.proposal.id, seen, Verdict.APPROVE, event.data.get("note", ""))

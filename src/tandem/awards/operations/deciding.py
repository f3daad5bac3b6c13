"""The second officer's decision, and everything that follows from it in the same transaction."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.applications import operations as applications
from tandem.applications.states import Outcome, Step
from tandem.awards import access
from tandem.awards.content import Content, Line, content_of
from tandem.awards.events import AwardsDecided, AwardsFirm, ProposalReturned
from tandem.awards.letters import language_of
from tandem.awards.models import Decision, Letter, Proposal
from tandem.awards.operations.grants import grant_row
from tandem.awards.operations.proposing import locked_call
from tandem.awards.queries.proposals import InForce, in_force
from tandem.awards.queries.running import Runner, ready_step, running
from tandem.awards.states import Lot, Stand, Verdict
from tandem.calls.models import Call
from tandem.core.values import storable
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.foundation.outbox.queue import send_mail
from tandem.foundation.tenancy.models import Organiser
from tandem.foundation.tenancy.scope import current as organiser_in_scope
from tandem.organisations.models import Member
from tandem.organisations.queries import people_of
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep
from tandem.plans import operations as plans
from tandem.reviews.operations import end_access

OUTCOMES = {Lot.FUND: Outcome.AWARDED, Lot.RESERVE: Outcome.RESERVE, Lot.REFUSE: Outcome.REFUSED}


@transaction.atomic
def decide(actor: Actor, proposal: UUID, seen_sha256: str, outcome: str, note: str = "") -> Decision:
    """A second officer approves the proposal exactly as seen, or sends it back with a note (SEC-9).

    Approving creates the grants, conditional until the donor's own grant is recorded (MIC-20), ends the assessors'
    access and leaves the letters in the outbox, all in one transaction. The same person approving the same content
    again gets the same decision. Refused: whoever worked on it, has an interest or scored (403), unknown (404), not
    waiting for a decision or changed since it was seen (409), sending back without a note (422).
    """
    call_id = Proposal.objects.filter(id=proposal).values_list("call_id", flat=True).first()
    if call_id is None or not actor.roles:
        raise access.missing()
    call = locked_call(call_id)
    current = in_force(call.id)
    if current is None or current.proposal.id != proposal or current.stand == Stand.MADE:
        raise _moved_on()
    runners = running(call, actor.person_id, clock.now())
    interested, assessed = any(r.interested for r in runners), any(r.assessed for r in runners)
    if not (decision := access.may_decide(actor, current.hands, interested, assessed, call)):
        raise Refused.by(decision)
    if current.stand != Stand.SENT:
        return _again(actor, current, seen_sha256, outcome)
    kept = storable(note.replace("\r\n", "\n"))[0].strip()
    if outcome == Verdict.RETURN:
        return _send_back(actor, call, current, runners, seen_sha256, kept)
    if outcome != Verdict.APPROVE:
        raise Refused("unknown_outcome", _("Approve the proposal or send it back."))
    return _approve(actor, call, current, runners, seen_sha256, kept)


def _moved_on() -> Refused:
    return Refused(
        "moved_on", _("This proposal does not wait for a decision any more."), _("Look at the ranking again."),
        status=409,
    )


def _again(actor: Actor, current: InForce, seen: str, outcome: str) -> Decision:
    done: Decision = current.proposal.decision
    if (done.decided_by_id, done.seen_sha256, done.outcome) == (actor.person_id, seen, outcome):
        return done
    raise _moved_on()


def _send_back(
    actor: Actor, call: Call, current: InForce, runners: list[Runner], seen: str, note: str
) -> Decision:
    if not note:
        raise Refused("note_missing", _("Sending it back needs a note."), _("Say what should be looked at again."))
    made = _write(actor, current.proposal, Verdict.RETURN, note, seen)
    for runner in runners:
        if runner.application.step == Step.PROPOSED:  # so that scores can be opened again
            applications.move(runner.application.id, step=ready_step(call.component))
    audit.record(actor, "awards.returned", "proposal", current.proposal.id, {"note": note})
    happened(ProposalReturned(str(call.id), str(current.proposal.id)))
    return made


def _approve(
    actor: Actor, call: Call, current: InForce, runners: list[Runner], seen: str, note: str
) -> Decision:
    organiser = Organiser.objects.get(id=organiser_in_scope())
    content = content_of(call, organiser, current, runners)
    if not content.whole or content.sha256 != current.proposal.sha256:
        raise Refused(
            "changed",
            _("Something in this proposal has changed since it was sent to you: a score, a name or a letter."),
            _("Send it back, so that it is made again."), status=409,
        )
    if seen != content.sha256:
        raise Refused(
            "not_as_seen", _("The proposal is not the one that you read."), _("Read it again, then decide."), status=409
        )
    made = _write(actor, current.proposal, Verdict.APPROVE, note, seen)
    grants = _grants(call, content, made)
    for line in content.lines:
        applications.move(line.runner.application.id, step=Step.DECIDED, outcome=OUTCOMES[Lot(line.row.lot)])
    _send_letters(call, content, made)
    end_access(actor, call.id)
    audit.record(actor, "awards.decided", "proposal", current.proposal.id, {
        "seen_sha256": seen, "grants": [str(grant.id) for grant in grants], "note": note,
    })
    happened(AwardsDecided(str(call.id), str(current.proposal.id)))
    firm = tuple(str(grant.id) for grant in grants if grant.step == GrantStep.FIRM)
    if firm:
        happened(AwardsFirm(str(call.id), firm))
    return made


def _write(actor: Actor, proposal: Proposal, outcome: Verdict, note: str, seen: str) -> Decision:
    made: Decision = Decision.objects.create(
        proposal=proposal, decided_by_id=actor.person_id, decided_at=clock.now(), outcome=outcome, note=note,
        seen_sha256=seen[:64],
    )
    return made


def _grants(call: Call, content: Content, made: Decision) -> list[Grant]:
    """One per award."""
    funded = [line for line in content.lines if line.row.funded]
    decided, at = made.decided_at.astimezone(ZoneInfo(call.zone)).date(), made.decided_at
    made_grants: list[Grant] = Grant.objects.bulk_create([
        grant_row(
            call, each.runner.application, each.row.asked_minor, each.row.currency, each.row.donor_confirmed_id,
            decided, at,
        )
        for each in funded
    ])
    for line, grant in zip(funded, made_grants, strict=True):
        plans.attach(line.runner.application.plan_id, grant)
    return made_grants


def _send_letters(call: Call, content: Content, made: Decision) -> None:
    """Each language of a partnership once; everybody who acts for a party gets the one their organisation reads."""
    organisations = {p.organisation_id for line in content.lines for p in line.runner.listed.parties}
    people: dict[UUID, list[Member]] = {}
    for member in people_of(list(organisations)):
        people.setdefault(member.organisation_id, []).append(member)
    for line in content.lines:
        _send_about(call, line, made, people)


def _send_about(call: Call, line: Line, made: Decision, people: dict[UUID, list[Member]]) -> None:
    application = line.runner.application
    for draft in line.letters:
        letter = Letter.objects.create(
            application=application, decision=made, language=draft.language, subject=draft.subject[:300],
            text=draft.text, grounds=dict(draft.grounds), made_at=made.decided_at,
        )
        readers = {
            member.person_id: member
            for party in line.runner.listed.parties if language_of(party, call.languages) == draft.language
            for member in people.get(party.organisation_id, ())
        }
        letter.mails.set([
            send_mail(
                member.person.email, draft.subject, draft.text, language=draft.language,
                key=f"decision-{letter.id}-{person}", about=("letter", letter.id),
            )
            for person, member in readers.items()
        ])

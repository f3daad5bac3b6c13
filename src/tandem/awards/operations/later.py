"""After the call was decided: awards that fall away, the next of the reserve list, applications opened again."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.applications import operations as applications
from tandem.applications.models import Application
from tandem.applications.states import Outcome
from tandem.awards import access
from tandem.awards.events import AwardFellAway, LaterDecided, LaterProposed
from tandem.awards.later_letters import send_letters
from tandem.awards.models import Complaint, FallenAway, LaterDecision
from tandem.awards.operations.grants import grant_for
from tandem.awards.operations.proposing import locked_call
from tandem.awards.queries.later import Reserve, complaints_of, reserve_of
from tandem.awards.queries.proposals import donors_of, latest
from tandem.awards.queries.running import ready_step, running
from tandem.awards.states import Away, Found, Later, Lot, Stand, Verdict
from tandem.calls.models import Call
from tandem.core.values import storable
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.partnerships import operations as partnerships
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep
from tandem.reviews.operations import end_access

OUTCOMES = {Lot.FUND: Outcome.AWARDED, Lot.RESERVE: Outcome.RESERVE, Lot.REFUSE: Outcome.REFUSED}
OPEN = (GrantStep.CONDITIONAL, GrantStep.FIRM)


@transaction.atomic
def fall_away(actor: Actor, application: UUID, kind: str, words: str) -> FallenAway:
    """Record that an award came to nothing: its partners stepped back, or it was refused. The money is free again.

    Only before the agreement is signed. Refused: no officer of the office or an own interest (403), unknown (404), not
    decided or under agreement (409), not awarded, no words (422).
    """
    row, call = _loaded(actor, application)
    grant = Grant.objects.filter(partnership=row.partnership_id, reference=row.reference).first()
    if grant is None or row.outcome != Outcome.AWARDED:
        raise Refused("not_awarded", _("This application has no award."))
    if kind not in Away.values:
        raise Refused("unknown_kind", _("Say whether they stepped back or whether it was refused."))
    kept = _words(words)
    partnerships.move(grant.id, GrantStep.CANCELLED, after=OPEN)
    applications.move(row.id, outcome=Outcome.WITHDRAWN if kind == Away.WITHDRAWN else Outcome.REFUSED)
    made: FallenAway = FallenAway.objects.create(
        grant=grant, application=row, kind=kind, words=kept, recorded_by_id=actor.person_id, recorded_at=clock.now()
    )
    audit.record(actor, "awards.fell_away", "application", row.id, {"call": call.slug, "kind": kind, "words": kept})
    happened(AwardFellAway(str(row.id)))
    return made


def _words(words: str) -> str:
    kept = storable(words.replace("\r\n", "\n"))[0].strip()
    if not kept:
        raise Refused("words_missing", _("Nothing is written."), _("Say why; it is kept with the decision."))
    return kept


def _loaded(actor: Actor, application: UUID) -> tuple[Application, Call]:
    """The application with its call locked, for an officer who may propose in it."""
    call_id = Application.objects.filter(id=application).values_list("call_id", flat=True).first()
    if call_id is None or not actor.roles:
        raise access.missing()
    call = locked_call(call_id)
    proposal = latest(call.id)
    if proposal is None or proposal.stand != Stand.DECIDED:
        raise Refused("not_decided", _("The awards of this call are not decided."), status=409)
    interested = any(runner.interested for runner in running(call, actor.person_id, clock.now()))
    if not (decision := access.may_propose(actor, interested, call)):
        raise Refused.by(decision)
    return Application.objects.select_related("partnership").get(id=application), call


@transaction.atomic
def propose_later(
    actor: Actor, application: UUID, words: str, *, lot: str = Lot.FUND, donor: UUID | None = None
) -> LaterDecision:
    """Lay one application before a second officer: the next of the reserve list, or one that a complaint opened again.

    Nobody gets a part of what they asked for. Refused: as `fall_away`; not the next of the reserve list, not enough
    money, no donor (422), one that waits already or is being judged again (409).
    """
    row, call = _loaded(actor, application)
    proposal = latest(call.id)
    assert proposal is not None
    state = reserve_of(call, proposal)
    complaint = _upheld(row)
    if any(each.application_id == row.id for each in state.waiting):
        raise Refused("waits", _("It waits for a second officer already."), status=409)
    if complaint is None and (row.outcome != Outcome.RESERVE or lot != Lot.FUND or str(row.id) != state.next.id):
        raise Refused(
            "not_next", _("It is not the next on the published reserve list that the free money reaches."),
            _("The list says who is."),
        )
    if complaint is not None and row.step != ready_step(call.component):
        raise Refused(
            "not_scored", _("Its scores are not complete."), _("See who has not locked their scores"), status=409
        )
    _affordable(row, lot, state)
    giver = next((each.id for each in donors_of(call) if each.id == donor), None)
    if lot == Lot.FUND and giver is None:
        raise Refused("no_such_donor", _("Choose a donor of the programme for each award."))
    numbers = {"free": str(state.free.amount), **({} if complaint else {"reason": state.next.reason})}
    made = LaterDecision(
        application=row, kind=Later.COMPLAINT if complaint else Later.PROMOTION, lot=Lot(lot), words=_words(words),
        numbers=numbers, asked_minor=row.asked_minor or 0, currency=call.currency,
        donor_id=giver if lot == Lot.FUND else None, complaint=complaint,
        proposed_by_id=actor.person_id, proposed_at=clock.now(),
    )
    made.sha256 = checksum(made)
    made.save()
    audit.record(actor, "awards.later_proposed", "application", row.id, {"lot": made.lot, "sha256": made.sha256})
    happened(LaterProposed(str(made.id)))
    return made


def _upheld(row: Application) -> Complaint | None:
    """The complaint that opened an application again and is not decided yet."""
    if row.outcome != Outcome.NONE:
        return None
    return next((each for each in complaints_of(row.id) if each.outcome in (Found.UPHELD, Found.PARTLY)), None)


def _affordable(row: Application, lot: str, state: Reserve) -> None:
    if lot not in Lot.values:
        raise Refused("unknown_outcome", _("Fund it, put it on the reserve list, or do not fund it."))
    if lot == Lot.FUND and (row.asked_minor or 0) > state.free.minor:
        raise Refused(
            "not_enough", _("It asks for more than the %(free)s that are free.") % {"free": str(state.free)},
            _("Nobody gets a part of what they asked for; it can go on the reserve list."),
        )


def checksum(row: LaterDecision) -> str:
    """SHA-256 of what the second officer reads."""
    plain: dict[str, Any] = {
        "application": str(row.application_id), "kind": row.kind, "lot": row.lot, "words": row.words,
        "numbers": row.numbers, "asked": row.asked_minor, "currency": row.currency, "donor": str(row.donor_id or ""),
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def decide_later(actor: Actor, later: UUID, seen_sha256: str, outcome: str, note: str = "") -> LaterDecision:
    """A second officer approves it exactly as read, or sends it back with a note.

    Refused: who proposed it, answered its complaint, scored or has an interest (403), unknown (404), decided already,
    not as read or money that is gone meanwhile (409), sending back without a note (422).
    """
    found = LaterDecision.objects.filter(id=later).select_related("application").first()
    if found is None or not actor.roles:
        raise access.missing()
    row, call = _loaded(actor, found.application_id)
    _may_decide(actor, call, found)
    if found.decided_at is not None:
        if (found.decided_by_id, found.outcome) == (actor.person_id, outcome):
            return found
        raise Refused("moved_on", _("This does not wait for a decision any more."), status=409)
    if seen_sha256 != checksum(found) or found.sha256 != checksum(found):
        raise Refused("not_as_seen", _("This is not what you read."), _("Read it again, then decide."), status=409)
    if outcome == Verdict.RETURN and not note.strip():
        raise Refused("note_missing", _("Sending it back needs a note."), _("Say what should be looked at again."))
    if outcome not in Verdict.values:
        raise Refused("unknown_outcome", _("Approve the proposal or send it back."))
    found.outcome, found.note = outcome, storable(note)[0].strip()
    found.decided_by_id, found.decided_at = actor.person_id, clock.now()
    if outcome == Verdict.APPROVE:
        _approve(actor, call, row, found)
    found.save()
    audit.record(actor, "awards.later_decided", "application", row.id, {"outcome": outcome, "seen": seen_sha256})
    happened(LaterDecided(str(found.id)))
    return found


def _may_decide(actor: Actor, call: Call, found: LaterDecision) -> None:
    runners = running(call, actor.person_id, clock.now())
    hands = {found.proposed_by_id, found.complaint.answered_by_id if found.complaint else None}
    interested, assessed = any(each.interested for each in runners), any(each.assessed for each in runners)
    if not (decision := access.may_decide(actor, hands, interested, assessed, call)):
        raise Refused.by(decision)


def _approve(actor: Actor, call: Call, row: Application, found: LaterDecision) -> None:
    proposal = latest(call.id)
    assert proposal is not None
    if found.lot == Lot.FUND:
        state = reserve_of(call, proposal)
        if found.asked_minor > state.free.minor:
            raise Refused("not_enough", _("The money is gone meanwhile."), _("Send it back."), status=409)
        decided: date = clock.now().astimezone(ZoneInfo(call.zone)).date()
        grant_for(call, row, found.asked_minor, found.currency, found.donor_id, decided)
    applications.move(row.id, step="decided", outcome=OUTCOMES[Lot(found.lot)])
    end_access(actor, call.id, row.id)
    found.save()
    send_letters(call, row, found)

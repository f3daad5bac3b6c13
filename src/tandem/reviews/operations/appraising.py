"""Beside the scores: what shows the parties' commitment at home (MIC-4)."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.applications.access import missing
from tandem.core.values import storable
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.partnerships.queries import parties_of
from tandem.reviews.events import EvidenceRecorded, EvidenceRequested
from tandem.reviews.models import Evidence, EvidenceRequest
from tandem.reviews.operations.running import run_undecided
from tandem.reviews.queries.counting import evidence_kinds
from tandem.reviews.queries.lists import evidence_of


@transaction.atomic
def request_evidence(actor: Actor, application: UUID) -> EvidenceRequest:
    """Ask the parties for what shows that their councils stand behind it (MIC-4): a duty and a mail for each.

    Asking again reminds them. Refused: not an officer or an own interest (403), decided (409), a programme whose
    rules ask for no such paper at appraisal (422).
    """
    found = run_undecided(actor, application, clock.now())
    kinds = evidence_kinds(found.call.component)
    if not kinds:
        raise Refused("nothing_asked", _("The rules of this programme ask for no papers at this stage."))
    request, _created = EvidenceRequest.objects.update_or_create(
        application=found, defaults={"requested_by_id": actor.person_id, "requested_at": clock.now()}
    )
    audit.record(actor, "evidence.requested", "application", found.id, {"kinds": list(kinds)})
    happened(EvidenceRequested(str(found.id)))
    return request


@transaction.atomic
def record_evidence(
    actor: Actor, application: UUID, side: str, kind: str, seen: bool, note: str = ""
) -> Evidence:
    """Record whether a paper of one party was seen, and what it was; a newer record keeps the older (MIC-4).

    Refused: not an officer or an own interest (403), a side or a kind of paper that this application does not have
    (404), seen without a note that says what (422).
    """
    found = run_undecided(actor, application, clock.now())
    sides = {party.side for party in parties_of(found.partnership_id)}
    kinds = evidence_kinds(found.call.component)
    if side not in sides or kind not in kinds:
        raise missing()
    kept = storable(note.replace("\r\n", "\n"))[0].strip()
    if seen and not kept:
        raise Refused("note_missing", _("Say what was seen: which decision, of which day."))
    now = clock.now()
    there = evidence_of(found.id)
    before = there.get((side, kind))
    if before is not None and (before.seen, before.note) == (seen, kept):
        return before
    Evidence.objects.filter(application=found, side=side, kind=kind, replaced_at=None).update(replaced_at=now)
    row: Evidence = Evidence.objects.create(
        application=found, side=side, kind=kind, seen=seen, note=kept, recorded_by_id=actor.person_id, recorded_at=now
    )
    complete = all((side, each) in there or each == kind for each in kinds)
    audit.record(actor, "evidence.recorded", "application", found.id, {"side": side, "kind": kind, "seen": seen})
    happened(EvidenceRecorded(str(found.id), side, complete))
    return row

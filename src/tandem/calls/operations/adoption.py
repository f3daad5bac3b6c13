"""A published call takes a newer rulebook: a recorded act; where it hurts somebody, the act of two officers (UX-23).

What was sent keeps the version it was sent under; drafts go on under the new one, and their people are told.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.calls.access import may_manage
from tandem.calls.events import AdoptionDecided, AdoptionProposed, RulebookAdopted
from tandem.calls.harmwords import kept as kept_harms
from tandem.calls.models import Adoption, Call
from tandem.core.rulebook.differences import Difference, differences
from tandem.core.rulebook.harming import Harm, harms
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.audit.chain import record
from tandem.foundation.outbox.events import happened
from tandem.programmes.models import RulebookVersion, heavy
from tandem.programmes.queries import kept, latest_version

DECIDE_WITHIN = timedelta(days=3)
SHORTEST_REASON = 10


def what_changes(call: Call, version: RulebookVersion) -> tuple[tuple[Difference, ...], tuple[Harm, ...]]:
    """All differences between the call's rulebook and this version, and those that hurt people with a draft."""
    before = RulebookVersion.objects.get(id=call.rulebook_version_id)
    after = RulebookVersion.objects.get(id=version.id)
    return differences(before.bundle, after.bundle), harms(before.rulebook, after.rulebook, call.component_id)


@transaction.atomic
def propose_adoption(actor: Actor, call: Call, reason: str) -> Adoption:
    """Propose that a published call takes the newest rulebook of its programme or office.

    When nothing in it hurts anybody it is adopted at once; otherwise a second officer decides. Refused: nothing newer,
    another proposal waits (409), no reason, a component that is gone, and what would judge otherwise what was sent.
    """
    row = _locked(call)
    _allowed(actor, row)
    version = latest_version(row.programme, row.office_id)
    if not row.is_published:
        raise Refused("not_published", _("The call is not published: let it simply use the newer rulebook."))
    if version is None or version.id == row.rulebook_version_id:
        raise Refused("nothing_newer", _("There is no newer rulebook."), status=409)
    if row.component_id not in version.rulebook.components:
        raise Refused("component_unknown", _("The newer rulebook no longer has this component."),
                      _("Publish a version that has it again, or let the call keep its own."))
    if Adoption.objects.filter(call=row, adopted=None).exists():
        raise Refused("adoption_waits", _("An adoption waits for a second officer already."), status=409)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused("reason_missing", _("Say why, in a sentence that applicants may read."))
    differ, hurt = what_changes(row, version)
    adoption = Adoption.objects.create(
        call=row, before_id=row.rulebook_version_id, after=version, reason=reason.strip()[:2000],
        harms=kept_harms(hurt), differences=kept(differ), sha256=_seen(row, version, reason),
        proposed_by_id=actor.person_id, proposed_at=clock.now(),
    )
    record(actor, "call.adoption_proposed", "call", row.id,
           {"before": row.rulebook_version_id, "after": version.id, "harms": len(hurt), "reason": adoption.reason})
    happened(AdoptionProposed(str(adoption.id), str(row.id), bool(hurt), any(harm.judged for harm in hurt)))
    return _adopt(actor, row, adoption) if not hurt else adoption


@transaction.atomic
def confirm_adoption(actor: Actor, adoption_id: UUID, seen_sha256: str) -> Adoption:
    """A second officer lets a change that hurts take force. Bound to what they saw (409 `changed`)."""
    adoption, row = _waiting(actor, adoption_id)
    if adoption.proposed_by_id == actor.person_id:
        raise Refused("own_work", _("You have proposed this: a second officer decides."), status=403)
    if seen_sha256 != adoption.sha256 or row.rulebook_version_id != adoption.before_id:
        raise Refused("changed", _("This is not what was proposed any more."), _("Look at it again."), status=409)
    return _adopt(actor, row, adoption)


@transaction.atomic
def drop_adoption(actor: Actor, adoption_id: UUID) -> Adoption:
    """An officer says no, or takes the proposal back: the call keeps its rulebook."""
    adoption, row = _waiting(actor, adoption_id)
    adoption.adopted, adoption.decided_by_id, adoption.decided_at = False, actor.person_id, clock.now()
    adoption.save(update_fields=["adopted", "decided_by", "decided_at"])
    record(actor, "call.adoption_dropped", "call", row.id, {"after": adoption.after_id})
    happened(AdoptionDecided(str(adoption.id), str(row.id)))
    return adoption


def _adopt(actor: Actor, row: Call, adoption: Adoption) -> Adoption:
    before = row.rulebook_version_id
    row.rulebook_version_id = adoption.after_id
    row.save(update_fields=["rulebook_version"])
    adoption.adopted, adoption.decided_by_id, adoption.decided_at = True, actor.person_id, clock.now()
    adoption.save(update_fields=["adopted", "decided_by", "decided_at"])
    record(actor, "call.rulebook_adopted", "call", row.id,
           {"before": before, "after": adoption.after_id, "harms": len(adoption.harms)})
    happened(RulebookAdopted(str(adoption.id), str(row.id), str(before), str(adoption.after_id)))
    happened(AdoptionDecided(str(adoption.id), str(row.id)))
    return adoption


def _waiting(actor: Actor, id: UUID) -> tuple[Adoption, Call]:
    adoption: Adoption | None = Adoption.objects.select_for_update().filter(id=id).first()
    if adoption is None:
        raise Refused("no_such_adoption", _("There is no such proposal."), status=404)
    row = _locked(adoption.call)
    _allowed(actor, row)
    if adoption.adopted is not None:
        raise Refused("decided", _("This has been decided already."), status=409)
    return adoption, row


def _allowed(actor: Actor, call: Call) -> None:
    if not (decision := may_manage(actor, call)):
        raise Refused.by(decision)


def _locked(call: Call) -> Call:
    rows = Call.objects.select_for_update(of=("self",)).select_related("programme", "rulebook_version")
    return rows.defer(*heavy("rulebook_version")).get(id=call.id)


def _seen(call: Call, version: RulebookVersion, reason: str) -> str:
    what = [str(call.id), str(call.rulebook_version_id), version.sha256, reason.strip()]
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()

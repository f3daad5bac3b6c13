"""How acts are chained, and how a chain is verified."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from tandem.foundation import clock
from tandem.foundation.access.decision import Actor
from tandem.foundation.audit.models import Act, ActDetail, Head
from tandem.foundation.tenancy.scope import current_or_none

SYSTEM_CHAIN = "system"


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def _link(act: Act) -> str:
    return _digest(
        [
            act.chain,
            act.number,
            act.verb,
            str(act.actor_id or ""),
            act.object_kind,
            act.object_id,
            act.detail_sha256,
            act.happened_at.isoformat(),
            act.previous_sha256,
        ]
    )


def record(actor: Actor, verb: str, kind: str, object_id: UUID | str, payload: Mapping[str, Any] | None = None) -> Act:
    """Add one act to the chain of the organiser in scope (the system's chain when there is none).

    Must run inside the operation's transaction, as the last write but the outbox: the head row is locked here.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an act is recorded inside the transaction of what it records")
    organiser = current_or_none()
    chain = str(organiser) if organiser else SYSTEM_CHAIN
    head = Head.objects.select_for_update().filter(chain=chain).first()
    if head is None:
        Head.objects.bulk_create([Head(chain=chain)], ignore_conflicts=True)
        head = Head.objects.select_for_update().get(chain=chain)
    detail = json.loads(json.dumps(dict(payload or {}), cls=DjangoJSONEncoder))
    act = Act(
        chain=chain,
        number=head.number + 1,
        verb=verb,
        actor_id=actor.person_id,
        object_kind=kind,
        object_id=str(object_id),
        detail_sha256=_digest(detail),
        happened_at=clock.now(),
        previous_sha256=head.sha256,
    )
    act.sha256 = _link(act)
    act.save(force_insert=True)
    ActDetail.objects.create(act=act, organiser_id=organiser, actor_id=actor.person_id, payload=detail)
    head.number, head.sha256 = act.number, act.sha256
    head.save(update_fields=["number", "sha256"])
    return act


@dataclass(frozen=True)
class Fault:
    """Where a chain is broken: its number, and what was found there (`KINDS`)."""

    chain: str
    number: int
    what: str


KINDS = ("edited", "deleted", "inserted", "reordered", "detail_changed", "rewritten", "truncated")
_START = Head(number=0, sha256="0" * 64)


def chains() -> list[str]:
    """Every chain there is: one per organiser with acts, and the system's."""
    return sorted(
        {*Head.objects.values_list("chain", flat=True), *Act.objects.values_list("chain", flat=True).distinct()}
    )


def head_of(chain: str) -> Head:
    """Where a chain ends; an unsaved head with number 0 for one that has not begun."""
    return Head.objects.filter(chain=chain).first() or _START


def verify(chain: str, anchors: Sequence[tuple[int, str]] = ()) -> tuple[Fault, ...]:
    """Walk a chain from its beginning and name every fault.

    `anchors` are (number, sha256) of heads that were noted outside the database: only they can tell that the end was
    cut off together with its head, or that the whole chain was computed anew.
    """
    faults: list[Fault] = []
    noted = dict(anchors)
    head = head_of(chain)
    number, previous = 0, _START.sha256
    for act in Act.objects.filter(chain=chain).order_by("number").select_related("detail").iterator(2000):
        faults += [Fault(chain, missing, "deleted") for missing in range(number + 1, act.number)]
        if what := _fault_of(act, previous, follows=act.number == number + 1):
            faults.append(Fault(chain, act.number, what))
        if act.number > head.number:
            faults.append(Fault(chain, act.number, "inserted"))
        if noted.pop(act.number, act.sha256) != act.sha256:
            faults.append(Fault(chain, act.number, "rewritten"))
        number, previous = act.number, act.sha256
    if number < head.number or any(cut > number for cut in noted):
        faults.append(Fault(chain, number + 1, "truncated"))
    elif number == head.number and previous != head.sha256:
        faults.append(Fault(chain, number, "edited"))
    return tuple(dict.fromkeys(faults))


def _fault_of(act: Act, previous: str, *, follows: bool) -> str:
    """What is wrong with one act by itself; '' when nothing is. An erased detail is an empty one and no fault."""
    if act.sha256 != _link(act):
        return "edited"
    if follows and act.previous_sha256 != previous:
        return "reordered"
    detail = getattr(act, "detail", None)
    if detail is not None and detail.payload != {} and _digest(detail.payload) != act.detail_sha256:
        return "detail_changed"
    return ""

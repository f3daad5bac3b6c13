"""How acts are chained, and how a chain is verified."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
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
        [act.chain, act.number, act.verb, str(act.actor_id or ""), act.object_kind, act.object_id,
         act.detail_sha256, act.happened_at.isoformat(), act.previous_sha256]
    )


def record(actor: Actor, verb: str, kind: str, object_id: UUID | str, payload: Mapping[str, Any] | None = None) -> Act:
    """Add one act to the chain of the organiser in scope (the system's chain when there is none).

    Must run inside the operation's transaction, as the last write but the outbox: the head row is locked here.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an act is recorded inside the transaction of what it records")
    organiser = current_or_none()
    chain = str(organiser) if organiser else SYSTEM_CHAIN
    Head.objects.get_or_create(chain=chain)
    head = Head.objects.select_for_update().get(chain=chain)
    detail = json.loads(json.dumps(dict(payload or {}), cls=DjangoJSONEncoder))
    act = Act(
        chain=chain, number=head.number + 1, verb=verb, actor_id=actor.person_id, object_kind=kind,
        object_id=str(object_id), detail_sha256=_digest(detail), happened_at=clock.now(),
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
    """Where a chain is broken: its number, and what was found there."""

    chain: str
    number: int
    what: str  # edited, deleted, inserted, reordered, truncated, detail_changed


def verify(chain: str, anchor: tuple[int, str] | None = None) -> tuple[Fault, ...]:
    """Walk a chain from its beginning and name every fault; `anchor` is (number, sha256) noted outside before."""
    faults: list[Fault] = []
    expected, previous = 1, "0" * 64
    anchored = anchor is None or anchor[0] == 0
    for act in Act.objects.filter(chain=chain).order_by("number").select_related("detail").iterator(2000):
        if act.number != expected:
            faults.append(Fault(chain, expected, "deleted"))
        if act.sha256 != _link(act):
            faults.append(Fault(chain, act.number, "edited"))
        elif act.previous_sha256 != previous:
            faults.append(Fault(chain, act.number, "reordered"))
        detail = getattr(act, "detail", None)
        if detail is not None and detail.payload != {} and _digest(detail.payload) != act.detail_sha256:
            faults.append(Fault(chain, act.number, "detail_changed"))
        if anchor and act.number == anchor[0]:
            anchored = True
            if act.sha256 != anchor[1]:
                faults.append(Fault(chain, act.number, "rewritten"))
        expected, previous = act.number + 1, act.sha256
    head = Head.objects.filter(chain=chain).first()
    if (head and (head.number, head.sha256) != (expected - 1, previous)) or not anchored:
        faults.append(Fault(chain, expected, "truncated"))
    return tuple(faults)

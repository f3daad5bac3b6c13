"""Founding in one go: own organisation, partners and application, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from tandem.applications.models import Application
from tandem.applications.operations import found
from tandem.foundation.access import Actor
from tandem.organisations import operations as organisations


@dataclass(frozen=True)
class Newcomer:
    """An organisation that is not here yet; with a mail address its first signing member is invited."""

    name: str
    kind: str
    country: str
    mail: str = ""
    person_name: str = ""
    language: str = ""


def found_together(
    actor: Actor, call_id: UUID, title: str, sides: Mapping[str, UUID | Newcomer], own_side: str
) -> Application:
    """Found the application with organisations that are here and organisations that are new.

    The founder signs for a new organisation on `own_side`; partners' people are invited by mail. One transaction: a
    refusal leaves nothing behind.
    """
    with transaction.atomic():
        known: dict[str, UUID] = {}
        for side, who in sides.items():
            if isinstance(who, UUID):
                known[side] = who
            elif side == own_side:
                languages = [actor.language]
                known[side] = organisations.found(
                    actor, name=who.name, kind=who.kind, country=who.country, languages=languages
                ).id
            else:
                known[side] = organisations.introduce(
                    actor,
                    name=who.name,
                    kind=who.kind,
                    country=who.country,
                    mail=who.mail,
                    person_name=who.person_name,
                    languages=[who.language] if who.language else [],
                    language=who.language,
                ).id
        return found(actor, call_id, title, known)

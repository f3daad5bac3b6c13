"""Offices and rulebooks of their own, made through the operations. Inside an organiser's scope."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tandem.core.rulebook.editing import Edit
from tandem.foundation.access import Actor
from tandem.foundation.tenancy.models import Office
from tandem.foundation.tenancy.operations import appoint, make_office
from tandem.programmes.models import Programme, RulebookDraft, RulebookVersion
from tandem.programmes.operations import Channel, Publication, drafts


def office(actor: Actor, name: str = "Belgrade office", country: str = "RS", *people: object) -> Office:
    """An office, and officers of it."""
    made = make_office(actor, names={"en": name, "es": name}, country=country)
    for person in people:
        appoint(actor, person, "officer", made)  # type: ignore[arg-type]
    return made


def sent(actor: Actor, edits: Sequence[Edit] = (), *, programme: Programme, at: Office | None = None) -> RulebookDraft:
    """A draft of the programme's next version, or of the office's own rulebook, with these edits, sent for approval."""
    draft = drafts.start(actor, programme=programme, office=at)
    if edits:
        draft = drafts.edit(actor, draft.id, draft.revision, edits)
    return drafts.send(actor, draft.id)


def published(
    writer: Actor, approver: Actor, edits: Sequence[Edit] = (), *, programme: Programme, at: Office | None = None,
    reason: str = "",
) -> RulebookVersion:
    """The same, published by the second officer and made known in three ways."""
    draft = sent(writer, edits, programme=programme, at=at)
    ways = tuple(Channel(code, date(2024, 8, 2)) for code in ("website", "mail", "meeting"))
    said = Publication(
        approver=approver.name, channels=ways, consulted_on=date(2024, 7, 1), consulted_with="partners",
        changes={"en": "What changed", "es": "Lo que cambió"}, loosening_reason=reason,
    )
    return drafts.publish(approver, draft.id, draft.sent_sha256, said)

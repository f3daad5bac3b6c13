"""Who is in which section just now."""

from __future__ import annotations

from uuid import UUID

from tandem.answers.models import Presence
from tandem.answers.subjects import kind_named
from tandem.foundation import clock
from tandem.foundation.access import Actor


def be_present(actor: Actor, kind: str, subject_id: UUID, section: str, path: str = "") -> None:
    """Note that the person is in this section now; others see it for forty seconds."""
    subject = kind_named(kind).load(actor, subject_id)
    if actor.person_id is None or section not in {part.id for part in subject.form.sections}:
        return
    Presence.objects.update_or_create(
        subject_id=subject.id,
        section=section,
        person_id=actor.person_id,
        defaults={"path": path[:190], "seen_at": clock.now()},
    )

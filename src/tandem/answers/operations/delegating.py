"""Asking a colleague to fill in a section by a day: it stands on their desk until nothing in it is open (FLD-6)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.answers.queries import values
from tandem.answers.subjects import Subject, kind_named
from tandem.core.expressions import evaluate
from tandem.core.forms.missing import gaps
from tandem.core.forms.paths import index, split_where
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.duties import book
from tandem.foundation.duties.models import Duty

FILL = "fill_section"


def register() -> None:
    """Make the duty known."""
    asked = _("%(who)s asks you to fill in “%(section)s” of “%(title)s”. %(note)s")
    book.register(book.Kind(FILL, asked, lambda duty: str(duty.values.get("address", "/"))))


def delegate(
    actor: Actor, kind: str, subject_id: UUID, section: str, person_id: UUID, due_on: date, note: str = "", *,
    zone: str = "UTC",
) -> Duty:  # fmt: skip
    """Ask somebody who may write here to fill in a section by the end of a day; asking again moves the day.

    Refused: 404 when the person asking may not know of the subject; where nothing may be written any more (410); for a
    section that the form has not, for somebody who does not write here, and for a day that is past (422).
    """
    with transaction.atomic():
        subject = kind_named(kind).lock(actor, subject_id)
        if not subject.write:
            raise Refused(subject.write.code, subject.write.reason, status=410)
        found = next((part for part in subject.form.sections if part.id == section), None)
        if found is None:
            raise Refused("no_such_section", _("The form has no such section."), _("Choose one of its sections."))
        if person_id not in dict(kind_named(kind).writers(subject)):
            raise Refused("no_writer", _("This person does not write here."),
                          _("Choose somebody of your organisations, or invite them first."))  # fmt: skip
        if due_on < clock.now().astimezone(ZoneInfo(zone)).date():
            raise Refused("day_past", _("The day is past."), _("Choose today or a later day."))
        duty = book.assign(
            FILL, (kind, subject_id), due_at=datetime.combine(due_on, time(23, 59), ZoneInfo(zone)), person=person_id,
            part=section, values=_said(actor, subject, dict(found.title), found.id, note),
        )  # fmt: skip
        audit.record(actor, "section.delegated", kind, subject_id, {"section": section, "to": str(person_id)})
    return duty


def _said(actor: Actor, subject: Subject, title: dict[str, str], section: str, note: str) -> dict[str, Any]:
    address = f"{subject.address}sections/{section}/"
    return {"who": actor.name, "section": title, "title": subject.title, "note": note.strip()[:300], "address": address}


def take_back(actor: Actor, kind: str, subject_id: UUID, section: str, person_id: UUID) -> None:
    """The section is no longer asked of this person. Nothing happens when it was not."""
    with transaction.atomic():
        kind_named(kind).lock(actor, subject_id)
        if book.settle(FILL, subject_id, part=section, person_id=person_id):
            audit.record(actor, "section.taken_back", kind, subject_id, {"section": section, "to": str(person_id)})


def settle_filled(subject: Subject) -> None:
    """Sections in which nothing is open any more are off the desks. One query where nobody is asked for any."""
    asked = set(Duty.objects.filter(kind=FILL, subject_id=subject.id, done_at=None).values_list("part", flat=True))
    if not asked:
        return
    places = index(subject.form, subject.parties)
    found = gaps(subject.form, subject.parties, values(subject.id), evaluate=evaluate)
    open_in = {places[split_where(problem.where)[0]].section for problem in found}
    for section in asked - open_in:
        book.settle(FILL, subject.id, part=section)

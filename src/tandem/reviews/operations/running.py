"""The application, or an assessor's work on it, that an officer acts on: locked, and theirs to run."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tandem.applications.access import missing
from tandem.applications.models import Application
from tandem.applications.states import Step
from tandem.foundation.access import Actor, Refused
from tandem.reviews import access
from tandem.reviews.models import Assignment
from tandem.reviews.operations.settling import locked_application


def run(actor: Actor, id: UUID, now: datetime) -> Application:
    """The submitted application, its row locked until the transaction ends.

    Refused: unknown (404), not an officer of its office or an own interest (403).
    """
    found = locked_application(id)
    if found is None:
        raise missing()
    if not (decision := access.runs(actor, found, now)):
        raise Refused.by(decision)
    return found


def run_undecided(actor: Actor, id: UUID, now: datetime) -> Application:
    """The same; Refused (409) once it is decided."""
    found = run(actor, id, now)
    if found.step == Step.DECIDED:
        raise Refused("too_late", _("This application is decided."), status=409)
    return found


def run_work(actor: Actor, id: UUID, now: datetime, *, locked: bool = False) -> tuple[Assignment, Application]:
    """An assessor's work that has not ended, with its application as `run`; only locked scores with `locked`.

    Refused: unknown, ended or not locked (404), not an officer of its office or an own interest (403).
    """
    rows = Assignment.objects.filter(id=id, ended_at=None)
    work: Assignment | None = (rows.exclude(locked_at=None) if locked else rows).first()
    if work is None:
        raise missing()
    return work, run(actor, work.application_id, now)

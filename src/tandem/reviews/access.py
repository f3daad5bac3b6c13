"""Who may judge what: officers without an interest run the appraisal, assessors do what was given to them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tandem.applications.access import missing
from tandem.applications.models import Application
from tandem.applications.queries import has_supplements
from tandem.core.rulebook.schema import Component
from tandem.core.transitions import next_step
from tandem.foundation.access import Actor, Decision, Refused, allow, deny
from tandem.foundation.access.grants import granted, granted_among
from tandem.foundation.access.models import Grant
from tandem.foundation.access.offices import acting
from tandem.foundation.tenancy.models import Role
from tandem.programmes.models import heavy
from tandem.reviews.models import Assignment, Unblinding
from tandem.reviews.states import GONE, Ended

KIND, PURPOSE = "application", "assess"
BLIND = "assess_blind"  # opens the assessor's own pages, which hide who applies, and no other
PURPOSES = (PURPOSE, BLIND)


def hidden(application: Application) -> frozenset[str]:
    """What the panel does not see of this application now: names, size, place, files; nothing once it is unblinded."""
    parts = frozenset(application.call.component.blind)
    if parts and Unblinding.objects.filter(application=application).exists():
        return frozenset()
    return frozenset(str(part) for part in parts)


def purpose_for(application: Application) -> str:
    """The purpose for which an assessor of this application is let in."""
    return BLIND if hidden(application) else PURPOSE


def appraisal_step(component: Component) -> str:
    """The step that the assessors' work ends in: 'scored', else 'interviewed', '' when the workflow has neither."""
    steps = {step.id for step in component.workflow}
    return next((step for step in ("scored", "interviewed") if step in steps), "")


def waits_for_appraisal(application: Application) -> bool:
    """Whether the next step of the application is the assessors'."""
    component = application.call.component
    steps = [step.id for step in component.workflow]
    target = appraisal_step(component)
    return bool(target) and application.step in steps and next_step(steps, application.step) == target


def may_run(actor: Actor, application: UUID, now: datetime) -> Decision:
    """Officers run the appraisal of an application in which they have no interest (SEC-9)."""
    closed = actor.person_id is not None and granted(actor.person_id, KIND, application, PURPOSE, now) is False
    return may_run_read(actor, closed)


def runs(actor: Actor, application: Application, now: datetime) -> Decision:
    """`may_run`, and of the office to which the call belongs."""
    decision = may_run(actor, application.id, now)
    return acting(actor, application.call.office_id) if decision else decision


def denied(actor: Actor, now: datetime) -> Exists:
    """For a query of applications: whether one is closed to this person because of an interest."""
    return Exists(Grant.objects.filter(
        Q(until_at=None) | Q(until_at__gt=now), person=actor.person_id, kind=KIND, purpose=PURPOSE, allows=False,
        object_id=OuterRef("id"),
    ))


def may_run_read(actor: Actor, closed: bool) -> Decision:
    """`may_run` when the query of the application has already said whether it is closed to the actor."""
    if actor.person_id is None or not actor.has(Role.OFFICER):
        return deny("officers_only", _("Only officers of the organiser may do this."))
    if closed:
        return deny("conflict", _("You declared an interest in this application, so it is closed to you."))
    return allow("officer")


def own_work(actor: Actor, id: UUID, now: datetime, *, lock: bool = False) -> Assignment:
    """An assessor's own assignment with its application, its content open to them now.

    Refused: 404 for what was not given to them, 403 before they declared and after they declared an interest.
    """
    rows = Assignment.objects.select_related(
        "application__call__rulebook_version", "application__partnership", "application__organiser"
    ).defer(*heavy("application__call__rulebook_version")).annotate(clarified=has_supplements("application"))
    if lock:
        rows = rows.select_for_update(of=("self", "application"))
    work: Assignment | None = rows.filter(id=id, assessor_id=actor.person_id).first() if actor.person_id else None
    if work is None or work.ended in GONE:
        raise missing()
    if work.ended == Ended.NO and work.opened_at is None:
        raise Refused(
            "not_declared", _("First say whether you have an interest in any of the applicants."),
            _("The list of applicants is on your page “Assess”."), status=403,
        )
    if not (decision := _given_now(actor, work.application, now)):
        raise Refused.by(decision, status=403 if decision.code == "conflict" else 404)
    return work


def _given_now(actor: Actor, application: Application, now: datetime) -> Decision:
    """Whether the content is open to an assessor, with names or without; an interest always wins."""
    assert actor.person_id is not None
    asked = [(KIND, application.id, purpose) for purpose in PURPOSES]
    found = granted_among(actor.person_id, asked, now)
    if False in found.values():
        return deny(
            "conflict", _("You declared an interest in this application, so its content is closed to you."),
        )
    return allow() if found else deny("not_given", _("This application was not given to you."))


def may_score(work: Assignment) -> Decision:
    """Until they are locked, while the application waits for its scores."""
    if work.locked_at is not None:
        return deny("locked", _("You have locked these scores. Ask the officer to open them again."))
    if not waits_for_appraisal(work.application):
        return deny("too_late", _("This application is no longer being assessed."))
    return allow()

"""What officers and later stages do to an application: find it eligible or not, move it on."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.applications import access
from tandem.applications.events import EligibilityDecided
from tandem.applications.models import Application
from tandem.applications.states import Outcome, Step
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened


def decide_eligibility(actor: Actor, application_id: UUID, eligible: bool, reason: str) -> Application:
    """An officer finds a submitted application eligible or not, with a reason in the second case."""
    with transaction.atomic():
        application = _locked(application_id)
        if application is None or not actor.has("officer"):
            raise access.missing()
        for decision in (
            access.may_run(actor, application.call), access.may_read_content(actor, application, clock.now())
        ):
            if not decision:
                raise Refused.by(decision)
        if application.step not in {Step.SUBMITTED, Step.ELIGIBLE}:
            raise Refused("too_late", _("Eligibility is decided before anybody judges it."), status=409)
        if not eligible and not reason.strip():
            raise Refused("reason_missing", _("A refusal needs its reason."), _("Say which rule does not hold."))
        application.step = Step.ELIGIBLE if eligible else Step.DECIDED
        application.outcome = Outcome.NONE if eligible else Outcome.INELIGIBLE
        application.ineligible_because = "" if eligible else reason.strip()
        application.save(update_fields=["step", "outcome", "ineligible_because"])
        audit.record(
            actor,
            "application.eligibility",
            "application",
            application.id,
            {"eligible": eligible, "reason": reason.strip()},
        )
        happened(EligibilityDecided(str(application.id), eligible))
    return application


def _locked(application_id: UUID) -> Application | None:
    rows = Application.objects.select_for_update(of=("self",)).select_related("call")
    found: Application | None = rows.filter(id=application_id).first()
    return found


def move(
    application_id: UUID,
    *,
    step: str | None = None,
    outcome: str | None = None,
    score: Decimal | None = None,
    clear_score: bool = False,
) -> None:
    """For later stages: set the indexed step, outcome and score. Inside their transaction; they record the act."""
    changed: dict[str, object] = {}
    if step is not None:
        changed["step"] = Step(step)
    if outcome is not None:
        changed["outcome"] = Outcome(outcome)
    if score is not None or clear_score:
        changed["score"] = score
    if changed:
        Application.objects.filter(id=application_id).update(**changed)

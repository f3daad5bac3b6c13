"""Grants, as they stand when the donor has paid for them: made directly, because the way there has tests of its own."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from tandem.answers.queries import stored
from tandem.applications.models import Application
from tandem.foundation import clock
from tandem.foundation.access.grants import give
from tandem.partnerships.access import AUDIT, READ
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep
from tandem.plans.operations import attach
from tandem.programmes.models import Donor


def grant_for(application: UUID, *, donor: str = "", step: GrantStep = GrantStep.FIRM, **more: Any) -> Grant:
    """The grant of a submitted application; by default of the first donor of its rulebook. Inside a scope."""
    found = Application.objects.select_related("call__programme").get(id=application)
    call = found.call
    asked = {question.id: question.options_from for question in call.form.questions() if question.options_from}
    kept = {path: answer.value for (path, _row), answer in stored(found.id, asked).items()}
    goal = {asked[path]: value for path, value in kept.items() if path in asked and value}
    starts = call.starts_on or date(call.year + 1, 1, 1)
    years = call.component.years
    values: dict[str, Any] = {
        "partnership": found.partnership, "programme": call.programme, "rulebook_version": call.rulebook_version,
        "donor": Donor.objects.get(key=donor or next(iter(call.rulebook.cycle.donors))),
        "component": call.component_id, "reference": found.reference, "title": found.title, "goal": goal,
        "awarded_minor": found.asked_minor, "currency": call.currency, "cycle_year": call.year, "starts_on": starts,
        "ends_on": date(starts.year + years - 1, 12, 31), "years": years, "step": step, "awarded_at": clock.now(),
    }
    made: Grant = Grant.objects.create(**(values | more))
    attach(found.plan_id, made)
    return made


def audited_by(person: UUID, grant: Grant) -> None:
    """The person may look into this grant as its auditor from now on."""
    give(person, "grant", grant.id, AUDIT, allows=True, reason="audit", now=clock.now())


def read_by_donor(person: UUID, donor: UUID) -> None:
    """The person may look into what this donor pays for from now on."""
    give(person, "donor", donor, READ, allows=True, reason="donor", now=clock.now())

"""Grants, as they stand when the donor has paid for them: made directly, because the way there has tests of its own."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from tandem.answers.queries import stored
from tandem.applications.models import Application
from tandem.foundation import clock
from tandem.foundation.access.grants import give
from tandem.organisations.models import Organisation
from tandem.partnerships import operations as partnerships
from tandem.partnerships.access import AUDIT, READ
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep
from tandem.plans import operations
from tandem.plans.models import Stage, Version
from tandem.plans.operations import attach, start
from tandem.programmes.models import Donor
from tests.factories import calls, plans
from tests.remembered import remembered


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
        "office": call.office,
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


@remembered
def firm_grant(
    cast: Any,
    *,
    organiser: Any = None,
    officer: str = "ana",
    who: str = "dee",
    pair: tuple[Organisation, Organisation] | None = None,
    title: str = "Sorting at the door",
    plan: str = "proposed",
    step: GrantStep = GrantStep.FIRM,
    **more: Any,
) -> Grant:
    """A grant of the shipped programme, without the long way to it, with both parties and a plan.

    `plan`: 'empty' (version 1, frozen as it was sent), 'draft' (complete), 'proposed' or 'agreed'. `more` replaces
    fields of the grant. Inside the organiser's scope.
    """
    programme = calls.programme(cast.actor(officer, organiser))
    version = programme.versions.latest("published_at")
    component_id, component = next(iter(version.rulebook.components.items()))
    home, abroad = pair or (cast.fjordvik, cast.san_telmo)
    sides = dict(zip(component.parties, (home.id, abroad.id), strict=False))
    partnership = partnerships.found(cast.actor(who, organiser), title, sides)
    row = start(partnership.id)
    Version.objects.filter(plan=row).update(stage=Stage.PROPOSED, frozen_at=clock.now())
    starts, years = date(2025, 1, 1), component.years
    lists = {name: [listed.options[0].id] for name, listed in version.rulebook.lists.items()}
    values: dict[str, Any] = {
        "partnership": partnership, "programme": programme, "rulebook_version": version,
        "donor": Donor.objects.get(key=next(iter(version.rulebook.cycle.donors))), "component": component_id,
        "reference": f"KS-2024-{Grant.objects.count() + 1:04d}", "title": title, "goal": lists,
        "awarded_minor": 120_000_000, "currency": component.selection.currency, "cycle_year": 2024, "starts_on": starts,
        "ends_on": date(starts.year + years - 1, 12, 31), "years": years, "step": step, "awarded_at": clock.now(),
    }
    made: Grant = Grant.objects.create(**(values | more))
    attach(row.id, made)
    _write_plan(cast, made, plan, who, organiser)
    return made


def _write_plan(cast: Any, grant: Grant, plan: str, who: str, organiser: Any) -> None:
    if plan == "empty":
        return
    actor = cast.actor(who, organiser)
    written = plans.complete(actor, grant)
    if plan in {"proposed", "agreed"}:
        version = operations.propose(actor, written.plan.id)
        if plan == "agreed":
            operations.agree(actor, version.id)

"""The grant that an award becomes."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from tandem.applications.models import Application
from tandem.awards.events import AwardsFirm
from tandem.awards.queries.goals import goal_of
from tandem.awards.queries.periods import period_of
from tandem.calls.models import Call
from tandem.foundation import clock
from tandem.foundation.outbox.events import happened
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep
from tandem.plans import operations as plans


def grant_row(
    call: Call, application: Application, minor: int, currency: str, donor: UUID | None, decided: date, at: datetime
) -> Grant:
    """One award as a grant that is not saved yet: conditional where a donor has to grant the money first (MIC-20).

    Goal and purposes are kept as they were awarded (MIC-21); it belongs to the office that ran the call. When it runs:
    `periods.period_of`.
    """
    return Grant(
        partnership_id=application.partnership_id, programme_id=call.programme_id,
        rulebook_version_id=application.rulebook_version_id or call.rulebook_version_id, donor_id=donor,
        office_id=call.office_id, component=call.component_id, reference=application.reference, title=application.title,
        goal=goal_of(application.form, application.id), awarded_minor=minor, currency=currency, cycle_year=call.year,
        step=GrantStep.CONDITIONAL if call.rulebook.programme_application else GrantStep.FIRM, awarded_at=at,
        **asdict(period_of(call, application.id, decided)),
    )


def grant_for(
    call: Call, application: Application, minor: int, currency: str, donor: UUID | None, decided: date
) -> Grant:
    """The grant of an application that is awarded after the others, with its plan; inside the caller's transaction."""
    grant = grant_row(call, application, minor, currency, donor, decided, clock.now())
    grant.save()
    plans.attach(application.plan_id, grant)
    if grant.step == GrantStep.FIRM:
        happened(AwardsFirm(str(call.id), (str(grant.id),)))
    return grant

"""Grants that are being carried out. Must be called inside an organiser's scope."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from tandem.answers.models import Answer
from tandem.applications.facts import question_editing
from tandem.applications.models import Application
from tandem.delivery.models import (
    Actual,
    ApprovedPerson,
    Meeting,
    MeetingDecision,
    Participant,
    ParticipantForm,
    Replacement,
    Visit,
)
from tandem.delivery.states import ActualState
from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.foundation.files.operations import receive
from tandem.foundation.ids import new_id
from tandem.foundation.tenancy.scope import current
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep
from tandem.plans import operations as plans
from tandem.plans.models import Activity, Plan
from tandem.plans.queries import proposed
from tests.factories import calls
from tests.factories import plans as written
from tests.factories.grants import firm_grant
from tests.files.samples import pdf
from tests.remembered import remembered

TEAM = (
    ("home", "Kari Nes", "engineer", "Leads the waste department"),
    ("home", "Ole Vik", "teacher", "Runs the school garden"),
    ("abroad", "Ixchel Ajanel", "Engineer", "Plans the routes"),
    ("abroad", "Mateo Sic", "nurse", "Health post"),
)


@remembered
def under_agreement(cast: Any, *, without: tuple[str, ...] = (), **more: Any) -> tuple[Grant, dict[str, UUID]]:
    """A grant whose plan is agreed, and the identities of the plan's parts by name.

    `without` names indicators of `tests.factories.plans` whose baseline nobody has found yet.
    """
    grant = firm_grant(cast, plan="empty", **more)
    made = written.complete_plan(cast, grant)
    for name in without:
        values = {"baseline": "", "baseline_on": ""}
        plans.put(cast.actor("dee"), made.plan.id, "indicator", values, identity=made.ids[name], locale="plain")
    agree(cast, grant)
    return grant, made.ids


def agree(cast: Any, grant: Grant) -> None:
    """The draft is proposed and agreed, and the grant with it."""
    plan = Plan.objects.get(grant=grant)
    version = plans.propose(cast.actor("dee"), plan.id)
    plans.agree(cast.actor("ana"), version.id)
    Grant.objects.filter(id=grant.id).update(step=GrantStep.AGREED)
    grant.refresh_from_db()


def with_team(cast: Any, grant: Grant, people: Any = TEAM) -> dict[str, str]:
    """The application from which the grant came, which names these people; their rows by name."""
    call = calls.call(cast.actor("ana"), publish=False)
    application = Application.objects.create(
        call=call, partnership=grant.partnership, plan=Plan.objects.get(grant=grant), title=grant.title,
        founded_at=clock.now(), submitted_at=clock.now(), reference=grant.reference,
    )
    question = question_editing(call.form, "team")
    assert question is not None
    rows = {name: str(new_id()) for _side, name, _profession, _task in people}
    Answer.objects.bulk_create([
        Answer(
            subject_kind="application", subject_id=application.id, path=question.id, row=rows[name],
            value={"name": name, "party": side, "profession": profession, "task": task}, saved_at=clock.now(),
        )
        for side, name, profession, task in people
    ])
    return rows


def touched(actor: Actor, grant: Grant, canary: str = "") -> dict[str, Any]:
    """One of everything, made directly: ids by the names that addresses use."""
    now, plan = clock.now(), Plan.objects.get(grant=grant)
    version = proposed(plan.id)
    activity = Activity.objects.filter(version__plan=plan).order_by("-version__number", "place").first()
    assert version is not None and activity is not None
    if activity.version != version:
        Activity.objects.create(
            version=version, identity=activity.identity, title=f"{activity.title} {canary}", side=activity.side
        )
    visit = Visit.objects.create(
        grant=grant, host="abroad", place=f"San Telmo {canary}", purpose=f"To see it done {canary}",
        from_on=grant.starts_on, to_on=grant.starts_on, recorded_at=now,
    )
    Participant.objects.create(visit=visit, side="home", name=f"Kari {canary}", profession="engineer")
    file = receive(actor, current(), SimpleUploadedFile(f"Count {canary}.pdf", pdf()), ("pdf",), 10**7, "evidence")
    Actual.objects.create(
        grant=grant, version=version, indicator=new_id(), year=grant.first_year, value="0", evidence=file,
        state=ActualState.APPROVED, recorded_at=now, text=canary,
    )
    meeting = Meeting.objects.create(
        grant=grant, year=grant.first_year, held_on=date(grant.first_year, 11, 3), place=f"Online {canary}",
        agenda={"progress": f"On the way {canary}"}, minutes=file, recorded_at=now,
    )
    decision = MeetingDecision.objects.create(meeting=meeting, text=f"Count twice a year {canary}")
    person = {"person": str(new_id()), "name": f"Kari {canary}", "party": "home"}
    form = ParticipantForm.objects.create(
        grant=grant, number=1, people=[person], from_on=grant.starts_on, sha256="0" * 64, made_at=now, reason=canary
    )
    ApprovedPerson.objects.create(
        grant=grant, person=person["person"], side="home", name=person["name"], from_on=grant.starts_on
    )
    change = Replacement.objects.create(
        grant=grant, side="home", leaves=person["person"], why="left", reason=f"Moves away {canary}",
        from_on=grant.ends_on, proposed_at=now,
    )
    return {
        "replacement": change.id, "form_version": form.number, "form_language": "en",
        "activity": activity.identity, "visit": visit.id, "year": grant.first_year, "evidence": file.id,
        "meeting": meeting.id, "decision": decision.id,
    }

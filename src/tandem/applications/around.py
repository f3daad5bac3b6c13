"""What rules ask about a partnership beside its application: other support, what was recorded, tools filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tandem.answers.models import Answer
from tandem.applications.access import Held
from tandem.applications.models import Application
from tandem.applications.states import Outcome, Step
from tandem.core.eligibility.asking import time_asked
from tandem.core.forms.conditions import named_values
from tandem.core.rulebook.trying import asked_by
from tandem.foundation import clock
from tandem.partnerships.models import Grant
from tandem.partnerships.queries import grants_of, recorded_days
from tandem.partnerships.states import GrantStep
from tandem.plans.queries import tools_of
from tandem.programmes.models import parsed

ENDED = (Outcome.WITHDRAWN, Outcome.REFUSED, Outcome.INELIGIBLE)
RUNNING = (GrantStep.FIRM, GrantStep.AGREED)


def around(held: Held) -> dict[str, Any]:
    """The groups `grants`, `recorded` and `tools`, each only where a rule of the component looks at it.

    No query for a programme whose rules ask for none of them; else one for each group, two more for `grants`. Asked for
    once: whoever asks again about this holding gets what was found.
    """
    if (known := held.__dict__.get("_around")) is not None:
        return dict(known)
    found = held.__dict__["_around"] = _around(held)
    return dict(found)


def _around(held: Held) -> dict[str, Any]:
    application = held.application
    version = application.rulebook_version_id or application.call.rulebook_version_id
    wanted = needs(version, application.call.component_id)
    found: dict[str, Any] = {}
    if "grants" in wanted:
        found["grants"] = grants(application, day_of(application))
    if "recorded" in wanted:
        days = recorded_days(application.partnership_id, application.call.programme_id)
        found["recorded"] = {what: day.isoformat() for what, day in days.items()}
    if "tools" in wanted:
        rounds = tools_of(application.partnership_id)
        found["tools"] = {key: {"filled": list(row.filled)} for key, row in rounds.items()}
    return found


@lru_cache(maxsize=256)
def needs(version: UUID, component: str) -> frozenset[str]:
    """Which of the groups the rules of a component look at; a published version never changes."""
    asked = {name.split(".")[0] for name in asked_by(parsed(version), component)}
    return frozenset(asked & {"grants", "recorded", "tools"})


def day_of(application: Application) -> date:
    """The day on which it is judged: of submission once it was sent, else today, in the call's zone."""
    moment: datetime = application.submitted_at or clock.now()
    return moment.astimezone(ZoneInfo(application.call.zone)).date()


def grants(application: Application, today: date) -> list[dict[str, Any]]:
    """What the programme awarded the partnership, and what it has applied for and not been told about yet.

    Days as ISO texts, '' where they are not known. A cancelled grant is none; a closed one ended when it was closed.
    """
    call = application.call
    held = grants_of(application.partnership_id, call.programme_id)
    rows = [_granted(row, today) for row in held if row.step != GrantStep.CANCELLED]
    return rows + _applied(application)


def _granted(row: Grant, today: date) -> dict[str, Any]:
    last = min(row.ends_on, row.closed_at.date()) if row.closed_at else row.ends_on
    return {
        "component": row.component, "from": row.starts_on.isoformat(), "to": last.isoformat(),
        "active": row.step in RUNNING and row.starts_on <= today <= last, "applied": False,
    }


def _applied(application: Application) -> list[dict[str, Any]]:
    """Other applications of the partnership in the programme that were sent and are still on their way."""
    rows = list(
        Application.objects.filter(
            partnership=application.partnership_id, call__programme=application.call.programme_id
        )
        .exclude(id=application.id).exclude(submitted_at=None).exclude(outcome__in=ENDED)
        .exclude(step=Step.DECIDED, outcome=Outcome.AWARDED)  # its grant counts
        .select_related("call")
    )
    if not rows:
        return []
    kept: dict[UUID, dict[tuple[str, str], Any]] = {}
    for each in Answer.objects.filter(subject_id__in=[row.id for row in rows]).exclude(value=None):
        kept.setdefault(each.subject_id, {})[each.path, each.row] = each.value
    return [_asked_for(row, kept.get(row.id, {})) for row in rows]


def _asked_for(row: Application, answers: Mapping[tuple[str, str], Any]) -> dict[str, Any]:
    rulebook, component = row.rulebook, row.call.component_id
    said = named_values(rulebook.form_of(component), (), answers)
    time = time_asked(rulebook, component, said)
    first, last = (time.first, time.last) if time else (None, None)
    return {
        "component": component, "from": first.isoformat() if first else "", "to": last.isoformat() if last else "",
        "active": False, "applied": True,
    }

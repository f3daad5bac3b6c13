"""Activities begin and end. Before its baselines are known, none begins (MIC-8)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core import planning
from tandem.core.values import Problem
from tandem.delivery import access
from tandem.delivery.events import ActivityBegun, ActivityEnded
from tandem.delivery.models import ActivityStart
from tandem.delivery.operations import typed
from tandem.delivery.queries import Doing, doing
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.partnerships.access import Held, hold


@transaction.atomic
def start_activity(
    actor: Actor, grant_id: UUID, activity: UUID, started_on: date, override: str = ""
) -> ActivityStart:
    """Write down that an activity of the agreed plan has begun.

    Partners begin it when every indicator that it serves has a dated baseline. An officer may begin it without, and
    says in `override` why; both are recorded. Refused: not to be known (404), neither writer nor officer (403), not
    under agreement, closed or begun already (409), baselines missing (422, one problem per indicator), a day in the
    future or outside the grant (422).
    """
    held = hold(actor, grant_id, lock=True)
    plan, found = _activity(held, activity)
    lacking = lacking_baselines(held, plan, found)
    reason = typed.text(override)
    if held.belongs or not held.officer:
        access.demand_write(held)
        reason = ""
        if lacking:
            raise _not_yet(lacking)
    else:
        _demand_override(held, lacking, reason)
    if ActivityStart.objects.filter(grant=grant_id, activity=activity).exists():
        raise Refused("begun_already", _("This activity has begun already."), status=409)
    _demand_day(held, started_on, "started_on")
    row: ActivityStart = ActivityStart.objects.create(
        grant_id=grant_id, version=plan.version, activity=activity, started_on=started_on, override=reason,
        recorded_by_id=actor.person_id, recorded_at=clock.now(),
    )
    audit.record(actor, "delivery.activity_begun", "grant", grant_id, {
        "activity": str(activity), "title": found.title, "started_on": started_on.isoformat(),
        "without_baseline": [str(each.identity) for each in lacking], "reason": reason,
    })
    happened(ActivityBegun(str(grant_id), str(activity)))
    return row


@transaction.atomic
def end_activity(actor: Actor, grant_id: UUID, activity: UUID, ended_on: date) -> ActivityStart:
    """Write down that it is finished.

    Refused: not a writer (403), not begun, ended or closed (409), a day before it began or in the future (422).
    """
    held = hold(actor, grant_id, lock=True)
    _plan, found = _activity(held, activity)
    access.demand_write(held)
    row: ActivityStart | None = ActivityStart.objects.filter(grant=grant_id, activity=activity).first()
    if row is None:
        raise Refused("not_begun", _("This activity has not begun."), _("First write down when it began."), status=409)
    if row.ended_on is not None:
        raise Refused("ended_already", _("This activity is finished already."), status=409)
    if ended_on < row.started_on:
        raise typed.refused("day", [Problem("before_start", "ended_on", {"limit": row.started_on.isoformat()})])
    _demand_day(held, ended_on, "ended_on")
    row.ended_on = ended_on
    row.save(update_fields=["ended_on"])
    audit.record(actor, "delivery.activity_ended", "grant", grant_id, {
        "activity": str(activity), "title": found.title, "ended_on": ended_on.isoformat(),
    })
    happened(ActivityEnded(str(grant_id), str(activity)))
    return row


def lacking_baselines(held: Held, plan: Doing, activity: planning.Activity) -> tuple[planning.Indicator, ...]:
    """Indicators without a dated baseline that keep the activity from beginning; none when the programme asks none."""
    results = held.rulebook.results
    if results is None or results.indicators.baseline_before == "never":
        return ()
    return plan.without_baseline(activity)


def _activity(held: Held, identity: UUID) -> tuple[Doing, planning.Activity]:
    plan = doing(held.grant.id)
    found = plan.activity(identity) if plan else None
    if plan is None or found is None:
        raise access.missing()
    return plan, found


def _not_yet(lacking: tuple[planning.Indicator, ...]) -> Refused:
    return Refused(
        "baseline_missing",
        ngettext(
            "It cannot begin yet: one indicator that it serves has no baseline with a day.",
            "It cannot begin yet: %(number)d indicators that it serves have no baseline with a day.", len(lacking),
        ) % {"number": len(lacking)},
        _("Write down where they stand today, with the day and the source, in the plan; propose it, then begin."),
        problems=[
            Problem("baseline_missing", f"indicator/{each.identity}", {"indicator": each.title}) for each in lacking
        ],
    )


def _demand_override(held: Held, lacking: tuple[planning.Indicator, ...], reason: str) -> None:
    access.demand_judge(held)
    if not lacking:
        raise Refused(
            "nothing_in_the_way", _("Nothing keeps this activity from beginning."),
            _("The partners write down themselves when it begins."),
        )
    if not reason:
        raise typed.refused("reason_missing", [Problem("reason_missing", "override")])


def _demand_day(held: Held, day: date, where: str) -> None:
    today, period = access.today(held), access.period(held)
    if day > today:
        raise typed.refused("day", [Problem("in_the_future", where, {"limit": today.isoformat()})])
    if day not in period:
        values = {"first": period.start.isoformat(), "last": period.end.isoformat()}
        raise typed.refused("day", [Problem("outside_period", where, values)])

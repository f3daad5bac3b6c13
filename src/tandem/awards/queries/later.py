"""After the decision: complaints, awards that fell away, who is next on the reserve list."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from tandem.applications.models import Application
from tandem.awards.models import Complaint, FallenAway, LaterDecision, Letter, Proposal
from tandem.awards.queries.ranking import Ranking, frozen
from tandem.awards.states import Lot, Verdict
from tandem.calls.models import Call
from tandem.core.selection import Next, next_in_reserve
from tandem.core.values import Money
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep


def until(letter: Letter, call: Call) -> datetime:
    """The last moment to complain about a decision: the end of the published day, where the call is."""
    zone = ZoneInfo(call.zone)
    day = letter.made_at.astimezone(zone).date() + timedelta(days=call.rulebook.complaints.within_days)
    return datetime.combine(day, time(23, 59, 59), zone)


def newest_letter(application: UUID) -> Letter | None:
    """The letter that counts now, in any language. One query."""
    found: Letter | None = Letter.objects.filter(application=application).order_by("-made_at", "-id").first()
    return found


def complaints_of(application: UUID) -> list[Complaint]:
    """Complaints of an application, newest first. One query."""
    rows = Complaint.objects.filter(application=application).select_related("answered_by", "about")
    return list(rows.order_by("-made_at"))


def complaints_in(call: UUID) -> list[Complaint]:
    """Complaints of a call, those without answer first. One query."""
    rows = Complaint.objects.filter(application__call=call).select_related("application", "made_by", "answered_by")
    return sorted(rows, key=lambda row: (row.answered_at is not None, row.due_at))


def hands_in(call: UUID) -> frozenset[UUID | None]:
    """Everybody who proposed, sent or decided anything in a call, sent-back proposals included. Two queries."""
    found: set[UUID | None] = set()
    rows = Proposal.objects.filter(call=call).values_list(
        "made_by", "sent_by", "decision__decided_by", "rows__confirmed_by"
    )
    for row in (*rows, *LaterDecision.objects.filter(application__call=call).values_list("proposed_by", "decided_by")):
        found |= set(row)
    return frozenset(found - {None})


@dataclass(frozen=True)
class Reserve:
    """Where a decided call stands: the money that is free, who is next and why, what fell away, what waits."""

    free: Money
    next: Next
    ranking: Ranking
    gone: tuple[FallenAway, ...]
    waiting: tuple[LaterDecision, ...]


def reserve_of(call: Call, proposal: Proposal) -> Reserve:
    """The reserve list of a decided call as it stands now. Five queries."""
    listed = frozen(proposal.terms)
    gone = tuple(FallenAway.objects.filter(application__call=call).select_related("application", "recorded_by"))
    later = list(LaterDecision.objects.filter(application__call=call).select_related("application", "proposed_by"))
    done = [each for each in later if each.outcome == Verdict.APPROVE]
    withdrawn = Application.objects.filter(call=call, outcome="withdrawn").values_list("id", flat=True)
    away = {str(each.application_id) for each in gone} | {str(id) for id in withdrawn}
    promoted = {str(each.application_id) for each in done if each.lot == Lot.FUND} - away
    settled = {str(each.application_id) for each in done} - promoted
    found = next_in_reserve(listed.selection, listed.terms.skip_upwards, away, promoted, settled)
    return Reserve(
        found.free, found, listed, gone, tuple(each for each in later if not each.decided_at)
    )


def grant_of(application: Application, steps: Collection[GrantStep] = ()) -> Grant | None:
    """The grant that an application led to, None when there is none or it was cancelled. One query."""
    rows = Grant.objects.filter(partnership=application.partnership_id, reference=application.reference)
    found: Grant | None = rows.exclude(step=GrantStep.CANCELLED).first()
    return found

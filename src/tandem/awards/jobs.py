"""Duties that the choice gives people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext_lazy

from tandem.applications.events import EligibilityDecided
from tandem.applications.models import Application
from tandem.awards import access
from tandem.awards.events import AwardsDecided, ProposalMade, ProposalReturned, ProposalSent
from tandem.awards.models import Proposal
from tandem.awards.queries.judged import judged
from tandem.awards.queries.proposals import in_force
from tandem.awards.queries.running import OUT, gaps, ready_step, running
from tandem.awards.states import Stand
from tandem.calls.models import Call
from tandem.foundation import clock
from tandem.foundation.access.officers import officers_in
from tandem.foundation.duties import book
from tandem.foundation.duties.models import Duty
from tandem.foundation.tenancy.models import Role
from tandem.programmes.models import heavy
from tandem.reviews.events import ApplicationScored, InterviewRecorded, ScoreRecounted

PROPOSE, DONORS, DECIDE = "awards.propose", "awards.confirm_donors", "awards.decide"
COMPLAINT, RESERVE, LATER = "awards.complaint", "awards.reserve", "awards.later"


def register() -> None:
    """Make the kinds of duty known."""
    for id, sentence, route in (
        (PROPOSE, gettext_lazy("Propose who is supported in “{call}”"), "awards:ranking"),
        (DONORS, gettext_lazy("Confirm the donors of the awards in “{call}”, and send the proposal"), "awards:ranking"),
        (DECIDE, gettext_lazy("Decide on the awards of “{call}”"), "awards:decision"),
        (COMPLAINT, gettext_lazy("Answer a complaint about “{call}”"), "awards:complaints"),
        (RESERVE, gettext_lazy("An award of “{call}” fell away: see who is next"), "awards:reserve"),
        (LATER, gettext_lazy("Decide on one more application of “{call}”"), "awards:reserve"),
    ):
        book.register(book.Kind(id, sentence, _address(route)))


def _address(route: str) -> Callable[[Duty], str]:
    def address(duty: Duty) -> str:
        return reverse(route, args=[duty.organiser.slug, duty.values["slug"]])

    return address


def _call(id: str | UUID) -> Call:
    rows = Call.objects.select_related("rulebook_version").defer(*heavy("rulebook_version"))
    found: Call = rows.get(id=id)
    return found


def due(call: Call, days_before: int) -> datetime | None:
    """The end of the day that lies so many days before the decision; None when no day is published."""
    if call.decision_on is None:
        return None
    day = call.decision_on - timedelta(days=days_before)
    return datetime.combine(day, time(23, 59), ZoneInfo(call.zone)).astimezone(UTC)


def _assign(kind: str, call: Call, days_before: int, *, person: UUID | None = None, role: str = "") -> None:
    book.assign(
        kind, ("call", call.id), due_at=due(call, days_before), person=person, role=role, office=call.office_id,
        values={"call": call.title, "slug": call.slug},
    )


def ask_for_proposal(event: ApplicationScored | InterviewRecorded | ScoreRecounted) -> None:
    """Now: officers propose as soon as every application can be ranked; not any more when one falls back."""
    _ask(_call(event.call_id))


def ask_after_eligibility(event: EligibilityDecided) -> None:
    """Now: the last application that was not judged may have been found not eligible."""
    _ask(_call(Application.objects.values_list("call_id", flat=True).get(id=event.application_id)))


def _ask(call: Call) -> None:
    standing = in_force(call.id)
    if standing and standing.stand in (Stand.SENT, Stand.DECIDED):
        return
    ready = not _somebody_waits(call) and _complete(call)
    if ready and not (standing and standing.stand == Stand.MADE):
        _assign(PROPOSE, call, 7, role=Role.OFFICER)
    elif not ready:
        book.settle(PROPOSE, call.id)


def _somebody_waits(call: Call) -> bool:
    """Whether an application has not come to the step before the proposal: asked first, because it is cheap."""
    steps: list[str] = [step.id for step in call.component.workflow]
    before = steps[: steps.index(ready_step(call.component))]
    rows = Application.objects.filter(call=call, step__in=before).exclude(submitted_at=None)
    return bool(rows.exclude(outcome__in=OUT).exists())


def _complete(call: Call) -> bool:
    runners = running(call, None, clock.now())
    return bool(runners) and not gaps(call.component, runners, judged(call))


def ask_for_donors(event: ProposalMade) -> None:
    """Now: proposed; who made it confirms the donors and sends it."""
    call = _call(event.call_id)
    book.settle(PROPOSE, call.id)
    book.settle(DONORS, call.id)
    _assign(DONORS, call, 5, person=Proposal.objects.values_list("made_by_id", flat=True).get(id=event.proposal_id))


def ask_for_decision(event: ProposalSent) -> None:
    """Now: every officer who may decide gets the duty; the first decision settles it for all."""
    call = _call(event.call_id)
    book.settle(DONORS, call.id)
    standing = in_force(call.id)
    if standing is None:
        return
    now = clock.now()
    for officer in officers_in(call.office_id):
        runners = running(call, officer.person_id, now)
        may = access.may_decide(
            officer, standing.hands, any(runner.interested for runner in runners),
            any(runner.assessed for runner in runners),
        )
        if may:
            _assign(DECIDE, call, 0, person=officer.person_id)


def ask_again(event: ProposalReturned) -> None:
    """Now: it came back; officers look at the ranking again."""
    call = _call(event.call_id)
    book.settle(DECIDE, call.id)
    _assign(PROPOSE, call, 3, role=Role.OFFICER)


def settle(event: AwardsDecided) -> None:
    """Now: the choice is made."""
    for kind in (PROPOSE, DONORS, DECIDE):
        book.settle(kind, UUID(event.call_id))

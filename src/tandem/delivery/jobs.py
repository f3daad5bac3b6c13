"""Duties that the doing gives people: the yearly meeting, the values of a year, what a meeting decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext_lazy

from tandem.core.rulebook.schema import Rulebook
from tandem.core.timetable import expand
from tandem.delivery.events import ActualsApproved, ActualsReturned, ActualsSent, DecisionSettled, MeetingHeld
from tandem.delivery.models import Meeting, MeetingDecision
from tandem.foundation import clock
from tandem.foundation.duties import book
from tandem.foundation.duties.models import Duty
from tandem.foundation.tenancy.models import Organiser, Role
from tandem.foundation.tenancy.scope import organiser_scope
from tandem.partnerships.models import Grant
from tandem.partnerships.queries import parties_of
from tandem.partnerships.states import GrantStep
from tandem.programmes.models import parsed

MEET, VALUES = "delivery.meet", "delivery.values"
READ, ANSWER, DECIDED, MISSED = "delivery.read_values", "delivery.answer", "delivery.decision", "delivery.no_meeting"
BEFORE_REPORT = timedelta(days=30)  # house advice: values are there a month before the report that tells them
AFTER_SENDING = timedelta(days=14)  # house advice: an officer reads within two weeks, partners answer within two
EVERY = timedelta(hours=12)


class OfGrant(Protocol):
    """An event about one grant; its id as a string."""

    @property
    def grant_id(self) -> str: ...


def register() -> None:
    """Make the kinds of duty known."""
    for id, sentence, address in (
        (MEET, gettext_lazy("Hold the yearly meeting of {year} and write it down: “{grant}”"), _page("meetings")),
        (VALUES, gettext_lazy("Report what was reached in {year}: “{grant}”"), _year),
        (READ, gettext_lazy("Read the values of {year}: “{grant}”"), _year),
        (ANSWER, gettext_lazy("Answer the questions about the values of {year}: “{grant}”"), _year),
        (DECIDED, gettext_lazy("Decided at a meeting: {decision}"), _page("meetings")),
        (MISSED, gettext_lazy("No meeting is written down for {year}: ask the partners of “{grant}”"),
         _page("meetings")),
    ):
        book.register(book.Kind(id, sentence, address))


def _page(name: str) -> Callable[[Duty], str]:
    def address(duty: Duty) -> str:
        return reverse(f"delivery:{name}", args=[duty.organiser.slug, duty.values["grant_id"]])

    return address


def _year(duty: Duty) -> str:
    return reverse("delivery:year", args=[duty.organiser.slug, duty.values["grant_id"], int(duty.values["year"])])


def ask_for_the_years(event: OfGrant) -> None:
    """Now: the grant is agreed; each party meets every year and reports what was reached. Twice is harmless."""
    grant = _grant(event.grant_id)
    rulebook = parsed(grant.rulebook_version_id)
    held = set(Meeting.objects.filter(grant=grant).values_list("year", flat=True))
    for year in range(grant.starts_on.year, grant.ends_on.year + 1):
        if rulebook.meeting is not None and year not in held and not _asked(MEET, grant, year):
            _all_parties(MEET, grant, year, min(date(year, 12, 31), grant.ends_on))
        if rulebook.results is not None and not _asked(VALUES, grant, year):
            _all_parties(VALUES, grant, year, values_due(grant, rulebook, year))


def _asked(kind: str, grant: Grant, year: int) -> bool:
    """Whether the duty was given before; one that is done stays done when an amendment is signed."""
    return Duty.objects.filter(kind=kind, subject_id=grant.id, part=str(year)).exists()


def values_due(grant: Grant, rulebook: Rulebook, year: int) -> date:
    """A month before the donor's date for the report of this year; without such a date, a month after the year."""
    donors = [grant.donor.key] if grant.donor else ()
    stones = expand(rulebook.cycle, grant.cycle_year + year - grant.first_year, (), donors)
    report = next((stone.on for stone in stones if stone.kind == "report"), None)
    ended = min(date(year, 12, 31), grant.ends_on)
    return max(report - BEFORE_REPORT, ended) if report else ended + BEFORE_REPORT


def settle_meeting(event: MeetingHeld) -> None:
    """Now: the meeting of the year is held; what it decided becomes somebody's duty."""
    grant = _grant(event.grant_id)
    for kind in (MEET, MISSED):
        book.settle(kind, grant.id, part=str(event.year))
    parties = parties_of(grant.partnership_id)
    for decision in MeetingDecision.objects.filter(meeting=UUID(event.meeting_id), done_on=None):
        for party in parties:
            if party.side == decision.side or not decision.side:
                book.assign(
                    DECIDED, ("decision", decision.id), due_at=_evening(grant, decision.due_on),
                    organisation=party.organisation_id, values={"decision": decision.text[:160], **_named(grant)},
                )


def settle_decision(event: DecisionSettled) -> None:
    """Now: it is carried out."""
    book.settle(DECIDED, UUID(event.decision_id))


def ask_to_read(event: ActualsSent) -> None:
    """Now: officers read what was sent."""
    grant = _grant(event.grant_id)
    for kind in (VALUES, ANSWER):
        book.settle(kind, grant.id, part=str(event.year))
    _assign(READ, grant, event.year, _soon(), role=Role.OFFICER, office=grant.office_id)


def ask_to_answer(event: ActualsReturned) -> None:
    """Now: it came back with questions."""
    grant = _grant(event.grant_id)
    book.settle(READ, grant.id, part=str(event.year))
    for party in parties_of(grant.partnership_id):
        _assign(ANSWER, grant, event.year, _soon(), organisation=party.organisation_id)


def settle_values(event: ActualsApproved) -> None:
    """Now: approved; nothing is to be done about this year any more."""
    for kind in (READ, ANSWER, VALUES):
        book.settle(kind, UUID(event.grant_id), part=str(event.year))


def look_for_missed_meetings(now: datetime) -> None:
    """Again and again: officers hear of agreed grants whose year passed without a meeting. May run twice."""
    for organiser in Organiser.objects.order_by("slug"):
        with organiser_scope(organiser.id):
            _missed(now.astimezone(ZoneInfo(organiser.time_zone)).year)


def _missed(this_year: int) -> None:
    rows = Grant.objects.filter(step=GrantStep.AGREED, starts_on__year__lt=this_year)
    grants = {grant.id: grant for grant in rows.select_related("organiser", "donor")
              if parsed(grant.rulebook_version_id).meeting is not None}
    held = set(Meeting.objects.filter(grant__in=grants).values_list("grant_id", "year"))
    told = set(Duty.objects.filter(kind=MISSED, subject_id__in=grants).values_list("subject_id", "part"))
    for grant in grants.values():
        for year in range(grant.starts_on.year, min(grant.ends_on.year, this_year - 1) + 1):
            if (grant.id, year) not in held and (grant.id, str(year)) not in told:
                _assign(MISSED, grant, year, _soon(), role=Role.OFFICER, office=grant.office_id)


def _grant(id: str) -> Grant:
    found: Grant = Grant.objects.select_related("organiser", "donor").get(id=UUID(id))
    return found


def _named(grant: Grant) -> dict[str, str]:
    return {"grant": grant.title, "grant_id": str(grant.id)}


def _all_parties(kind: str, grant: Grant, year: int, due: date) -> None:
    for party in parties_of(grant.partnership_id):
        _assign(kind, grant, year, _evening(grant, due), organisation=party.organisation_id)


def _assign(kind: str, grant: Grant, year: int, due: datetime | None, **holder: Any) -> None:
    book.assign(
        kind, ("grant", grant.id), due_at=due, part=str(year), values={**_named(grant), "year": str(year)}, **holder
    )


def _evening(grant: Grant, day: date | None) -> datetime | None:
    return datetime.combine(day, time(23, 59), ZoneInfo(grant.organiser.time_zone)).astimezone(UTC) if day else None


def _soon() -> datetime:
    return clock.now() + AFTER_SENDING

"""Duties around the donors: applying to each, sending, recording the answer; partners hear that an award is firm."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from tandem.awards.events import AwardsDecided, DonorGrantRecorded, ProgrammeApplicationMade, ProgrammeApplicationSent
from tandem.awards.letters import language_of
from tandem.awards.models import DonorGrantRow, ProgrammeApplication
from tandem.awards.queries.funding import Ask, ask_by_ids, waiting
from tandem.awards.states import Answer
from tandem.calls.models import Call
from tandem.core.values import pick
from tandem.foundation.access.officers import officers_in
from tandem.foundation.duties import book
from tandem.foundation.duties.models import Duty
from tandem.foundation.outbox.queue import send_mail
from tandem.foundation.tenancy.models import Organiser, Role
from tandem.organisations.queries import people_of
from tandem.partnerships.models import Grant
from tandem.partnerships.queries import parties_of_many
from tandem.programmes.models import parsed
from tandem.web.templatetags.tandem import localised, money

APPLY, SEND, RECORD = "awards.apply_to_donor", "awards.send_to_donor", "awards.record_donor_grant"
_PLACE = re.compile(r"\{(\w+)\}")


def register() -> None:
    """Make the kinds of duty known."""
    for id, sentence in (
        (APPLY, gettext_lazy("Assemble the application to {donor} for {year}")),
        (SEND, gettext_lazy("Read and send the application to {donor} for {year}")),
        (RECORD, gettext_lazy("Record what {donor} grants for {year}")),
    ):
        book.register(book.Kind(id, sentence, _address))


def _address(duty: Duty) -> str:
    values = duty.values
    return reverse("awards:funding", args=[duty.organiser.slug, values["slug"], values["key"], values["number"]])


def _part(ask: Ask) -> str:
    return f"{ask.donor.key}-{ask.year}"[:60]


def _assign(kind: str, ask: Ask, due: date | None, *, person: UUID | None = None, role: str = "") -> None:
    at = datetime.combine(due, time(23, 59), ZoneInfo(ask.zone)).astimezone(UTC) if due else None
    book.assign(
        kind, ("programme", ask.programme.id), due_at=at, person=person, role=role, part=_part(ask),
        values={
            "donor": ask.donor.name, "year": str(ask.year), "slug": ask.programme.slug, "key": ask.donor.key,
            "number": ask.year,
        },
    )


def _ask(application: str) -> tuple[Ask, ProgrammeApplication]:
    rows = ProgrammeApplication.objects.select_related("programme", "donor")
    row = rows.get(id=UUID(application))
    return ask_by_ids(row.programme, row.donor, row.year), row


def ask_for_applications(event: AwardsDecided) -> None:
    """Now: officers apply to every donor of the awards by the donor's date."""
    call = Call.objects.select_related("programme").get(id=UUID(event.call_id))
    version = parsed(call.rulebook_version_id)
    if not version.programme_application:
        return
    grants = Grant.objects.filter(programme=call.programme, cycle_year=call.year, donor__isnull=False)
    donors = {grant.donor_id: grant.donor for grant in grants.select_related("donor")}
    for donor in donors.values():
        if donor.key in version.cycle.donors:
            ask = ask_by_ids(call.programme, donor, call.year)
            if waiting(ask):
                _assign(APPLY, ask, ask.due.on, role=Role.OFFICER)


def ask_to_send(event: ProgrammeApplicationMade) -> None:
    """Now: every officer but the one who assembled it may send it."""
    ask, row = _ask(event.application_id)
    for kind in (APPLY, SEND):
        book.settle(kind, ask.programme.id, part=_part(ask))
    for person in {officer.person_id for officer in officers_in(None)} - {row.made_by_id}:
        _assign(SEND, ask, ask.due.on, person=person)


def ask_to_record(event: ProgrammeApplicationSent) -> None:
    """Now: it lies with the donor; officers record the answer when it comes."""
    ask, _row = _ask(event.application_id)
    book.settle(SEND, ask.programme.id, part=_part(ask))
    _assign(RECORD, ask, None, role=Role.OFFICER)


def settle_recording(event: DonorGrantRecorded) -> None:
    """Now: the answer is here; awards that stay conditional wait for another application."""
    row = DonorGrantRow.objects.filter(donor_grant=UUID(event.donor_grant_id)).select_related("donor_grant").first()
    if row is not None:
        ask, _row = _ask(str(row.donor_grant.application_id))
        book.settle(RECORD, ask.programme.id, part=_part(ask))


def tell_partners(event: DonorGrantRecorded) -> None:
    """Later: everybody who acts for a party of a firm award hears it in the language their organisation reads."""
    rows = DonorGrantRow.objects.filter(donor_grant=UUID(event.donor_grant_id)).exclude(outcome=Answer.CONDITIONAL)
    found = list(rows.select_related("grant__donor", "grant__organiser"))
    parties = parties_of_many({row.grant.partnership_id for row in found})
    for row in found:
        rulebook = parsed(row.grant.rulebook_version_id)
        names = [party.organisation.name for party in parties[row.grant.partnership_id]]
        for party in parties[row.grant.partnership_id]:
            language = language_of(party, rulebook.languages)
            for member in people_of([party.organisation_id]):
                with override(language):
                    subject, text = firm_letter(row, rulebook, language, names)
                send_mail(
                    member.person.email, subject, text, language=language,
                    key=f"firm-{row.id}-{member.person_id}", about=("grant", row.grant_id),
                )


def firm_letter(row: DonorGrantRow, rulebook: Any, language: str, names: list[str]) -> tuple[str, str]:
    """Subject and text of the mail that an award is firm, in the active language: the rulebook's, else our own."""
    grant, organiser = row.grant, row.grant.organiser
    partnership = _("“%(title)s” (%(names)s)") % {"title": grant.title, "names": ", ".join(names)}
    places = {
        "partnership": partnership, "reference": grant.reference, "amount": money(row.amount),
        "organiser": localised(organiser.name), "donor": localised(grant.donor.name) if grant.donor else "",
        "reason": row.reason,
    }
    own = _(
        "Dear partners,\n\n{donor} has granted us the money. Your award for {partnership}, reference {reference}, is"
        " firm: {amount}.\n\nWhat comes next: finish the plan together; then we send you the agreement.\n\n{organiser}"
    )
    template = pick(rulebook.letters["firm"], language, rulebook.languages) if "firm" in rulebook.letters else own
    text = _PLACE.sub(lambda found: places.get(found[1], found[0]), template)
    if row.outcome == Answer.CUT:
        text += "\n\n" + _("It is less than was awarded. The reason: %(why)s") % {"why": row.reason}
    text += f"\n\n—\n{_address_of(organiser, grant)}\n"
    return _("Your award is firm: %(title)s") % {"title": grant.title}, text


def _address_of(organiser: Organiser, grant: Grant) -> str:
    return f"{settings.TANDEM_URL}{reverse('partnerships:grant', args=[organiser.slug, grant.id])}"

"""The programme application to a donor: assembled from conditional awards, sent by a second officer (MIC-20)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.awards import access
from tandem.awards.events import ProgrammeApplicationMade, ProgrammeApplicationSent
from tandem.awards.models import ProgrammeApplication, ProgrammeApplicationRow
from tandem.awards.programme_paper import documents, sums_of
from tandem.awards.queries.funding import Ask, ask_by_ids, awards_of, in_force, missing, next_number, waiting
from tandem.awards.states import Asked
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused, acting
from tandem.foundation.documents.stored import checksum, stored
from tandem.foundation.outbox.events import happened
from tandem.foundation.tenancy.models import Organiser
from tandem.foundation.tenancy.scope import current as organiser_in_scope
from tandem.partnerships.models import Grant
from tandem.programmes.models import Donor, Programme


@transaction.atomic
def assemble(actor: Actor, programme: UUID, donor: UUID, year: int) -> ProgrammeApplication:
    """Freeze what this donor is asked for in this cycle year, from the awards that wait for it. Newest number counts.

    Refused: no officer (403), unknown (404), one lies with the donor (409), the programme asks no donor, no award
    waits, awards in several currencies (422).
    """
    ask = _locked(actor, programme, donor, year)
    earlier = in_force(ask)
    if earlier is not None and earlier.stand == Asked.SENT:
        raise Refused(
            "with_donor", _("Application %(number)s lies with the donor.") % {"number": earlier.number},
            _("Record the donor's answer first."), status=409,
        )
    if not ask.rulebook.programme_application:
        raise Refused("asks_no_donor", _("The rulebook of this programme has no application to a donor."))
    grants = waiting(ask, lock=True)
    _demand_awards(grants)
    now = clock.now()
    awards = awards_of(ask, grants)
    content, sha256 = _content(ask, grants, now.astimezone(ZoneInfo(ask.zone)).date())
    if earlier is not None:
        ProgrammeApplication.objects.filter(id=earlier.id).update(superseded_at=now)
    made: ProgrammeApplication = ProgrammeApplication.objects.create(
        programme=ask.programme, donor=ask.donor, rulebook_version=ask.version, year=year, number=next_number(ask),
        content=content, sha256=sha256, currency=grants[0].currency, due_on=ask.due.on, made_by_id=actor.person_id,
        made_at=now,
    )
    sums = sums_of(awards, ask.rulebook)
    ProgrammeApplicationRow.objects.bulk_create([
        ProgrammeApplicationRow(
            application=made, grant=award.grant, place=place, minor=award.grant.awarded_minor,
            currency=award.grant.currency, late=award.late,
            years={str(each): minor for each, minor in sums.per_award[award.grant.id].items()},
        )
        for place, award in enumerate(awards)
    ])
    audit.record(actor, "awards.programme_application_made", "programme_application", made.id, {
        "sha256": sha256, "grants": [str(grant.id) for grant in grants], "donor": ask.donor.key, "year": year,
    })
    happened(ProgrammeApplicationMade(str(made.id)))
    return made


def _demand_awards(grants: list[Grant]) -> None:
    if not grants:
        raise Refused(
            "no_awards", _("No award waits for this donor in this year."),
            _("Decide on the applications first, or look at another year."),
        )
    currencies = sorted({grant.currency for grant in grants})
    if len(currencies) > 1:
        raise Refused(
            "mixed_currencies", _("The awards are in several currencies: %(list)s.") % {"list": ", ".join(currencies)},
            _("One application asks in one currency."),
        )


def _locked(actor: Actor, programme: UUID, donor: UUID, year: int) -> Ask:
    """The ask with its programme locked, so that two officers who assemble or record take turns.

    A donor is asked for the awards of every office, by officers of the whole organiser.
    """
    found = Programme.objects.select_for_update().filter(id=programme).first()
    giver = Donor.objects.filter(id=donor, programmes=programme).first()
    if found is None or giver is None or not actor.roles:
        raise missing()
    if not (may := access.may_propose(actor, interested=False)) or not (may := acting(actor, None)):
        raise Refused.by(may)
    return ask_by_ids(found, giver, year)


def _content(ask: Ask, grants: list[Grant], on: date) -> tuple[dict[str, Any], str]:
    """The document per language as JSON, and the checksum of all of it."""
    organiser = Organiser.objects.get(id=organiser_in_scope())
    made = documents(ask, organiser, awards_of(ask, grants), on)
    content = {language: stored(document) for language, document in made.items()}
    return content, checksum(content)


def lock_application(actor: Actor, application: UUID) -> tuple[Ask, ProgrammeApplication]:
    """The application with its ask, locked; Refused like `assemble`, 404 for an unknown one."""
    row = ProgrammeApplication.objects.filter(id=application).first()
    if row is None:
        raise missing()
    ask = _locked(actor, row.programme_id, row.donor_id, row.year)
    return ask, ProgrammeApplication.objects.get(id=application)


@transaction.atomic
def send_programme_application(actor: Actor, application: UUID, seen_sha256: str) -> ProgrammeApplication:
    """A second officer sends it exactly as read. Sending the same again gives the same.

    Refused: whoever assembled it (403), one that was replaced, is not as read, or whose awards have changed (409).
    """
    ask, row = lock_application(actor, application)
    if row.stand in (Asked.SENT, Asked.ANSWERED) and row.sent_by_id == actor.person_id and row.sha256 == seen_sha256:
        return row
    if row.stand != Asked.MADE:
        raise Refused("moved_on", _("This application does not wait to be sent any more."), status=409)
    if actor.person_id == row.made_by_id:
        raise Refused("own_application", _("You assembled this application, so another officer sends it."), status=403)
    if seen_sha256 != row.sha256:
        raise Refused("not_as_seen", _("This is not what you read."), _("Read it again, then send it."), status=409)
    _content_now, sha256 = _content(ask, waiting(ask, lock=True), row.made_at.astimezone(ZoneInfo(ask.zone)).date())
    if sha256 != row.sha256:
        raise Refused(
            "changed", _("An award, a plan or a name has changed since this was assembled."),
            _("Assemble it again, so that the donor reads what is true."), status=409,
        )
    row.sent_by_id, row.sent_at = actor.person_id, clock.now()
    row.save(update_fields=["sent_by", "sent_at"])
    audit.record(actor, "awards.programme_application_sent", "programme_application", row.id, {"seen": seen_sha256})
    happened(ProgrammeApplicationSent(str(row.id)))
    return row

"""Duties around agreements: issuing, signing per side, deciding on amendments; and mails to the partners."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from tandem.agreements import operations
from tandem.agreements.events import (
    AgreementIssued,
    AgreementSigned,
    AmendmentAsked,
    AmendmentDecided,
    AmendmentSubmitted,
    CopySigned,
    PartnersAgreed,
)
from tandem.agreements.models import Agreement, Amendment
from tandem.agreements.operations.amending import hands
from tandem.agreements.states import ORGANISER, Outcome
from tandem.awards.letters import language_of
from tandem.core.rulebook.cooperation import Agreement as Paper
from tandem.foundation import clock
from tandem.foundation.access.decision import SYSTEM
from tandem.foundation.access.officers import officers_in
from tandem.foundation.duties import book
from tandem.foundation.duties.models import Duty
from tandem.foundation.outbox.queue import send_mail
from tandem.foundation.tenancy.models import Role
from tandem.organisations.queries import people_of
from tandem.partnerships.models import Grant
from tandem.partnerships.queries import parties_of
from tandem.partnerships.states import GrantStep
from tandem.plans.models import Plan
from tandem.programmes.models import parsed
from tandem.web.templatetags.tandem import localised

ISSUE, SIGN, AMEND, DECIDE = "agreements.issue", "agreements.sign", "agreements.amend", "agreements.decide"
SIGN_WITHIN, DECIDE_WITHIN = timedelta(days=21), timedelta(days=14)


def register() -> None:
    """Make the kinds of duty known."""
    for id, sentence, address in (
        (ISSUE, gettext_lazy("Issue “{paper}” for {title}"), _at("agreements:of", "kind")),
        (SIGN, gettext_lazy("Sign “{paper}” for {title} and bring in the copy"),
         _at("agreements:sign", "agreement", "side")),
        (AMEND, gettext_lazy("Write the amendment of {title} and submit it"), _at("agreements:amendment", "amendment")),
        (DECIDE, gettext_lazy("Decide on the amendment of {title}"), _at("agreements:amendment", "amendment")),
    ):
        book.register(book.Kind(id, sentence, address))


def _at(route: str, *names: str) -> Callable[[Duty], str]:
    def address(duty: Duty) -> str:
        return reverse(route, args=[duty.organiser.slug, duty.values["grant"], *(duty.values[name] for name in names)])

    return address


def _grant(id: str) -> Grant:
    found: Grant = Grant.objects.select_related("organiser").get(id=UUID(id))
    return found


def _papers(grant: Grant) -> dict[str, Paper]:
    return parsed(grant.rulebook_version_id).agreements


def ask_to_issue(event: Any) -> None:
    """Now, when a plan is proposed: an officer issues what has not been issued yet, for grants that are firm."""
    grant = _grant(event.grant_id)
    if grant.step != GrantStep.FIRM:
        return
    there = set(Agreement.objects.filter(grant=grant, superseded_at=None).values_list("kind", flat=True))
    for kind, paper in _papers(grant).items():
        if kind not in there and paper.between == "organiser_and_parties":
            book.assign(
                ISSUE, ("grant", grant.id), due_at=clock.now() + DECIDE_WITHIN, role=Role.OFFICER,
                office=grant.office_id, part=kind,
                values={"paper": paper.title, "title": grant.title, "grant": str(grant.id), "kind": kind},
            )


def ask_to_sign(event: AgreementIssued) -> None:
    """Now: each side signs; its people hear it in the language their organisation reads."""
    row = Agreement.objects.select_related("grant__organiser").defer("content").get(id=UUID(event.agreement_id))
    grant, paper = row.grant, _papers(row.grant)[row.kind]
    book.settle(ISSUE, grant.id, part=row.kind)
    for earlier in Agreement.objects.filter(grant=grant, kind=row.kind).exclude(id=row.id).values_list("id", flat=True):
        book.settle(SIGN, earlier)
    due = clock.now() + SIGN_WITHIN
    for party in parties_of(grant.partnership_id):
        _assign_sign(row, paper, party.side, due, organisation=party.organisation_id)
    if ORGANISER in row.signers:
        _assign_sign(row, paper, ORGANISER, due, role=Role.OFFICER, office=grant.office_id)


def _assign_sign(row: Agreement, paper: Paper, side: str, due: datetime, **holder: Any) -> None:
    book.assign(
        SIGN, ("agreement", row.id), due_at=due, part=side, **holder,
        values={
            "paper": paper.title, "title": row.grant.title, "grant": str(row.grant_id), "agreement": str(row.id),
            "side": side,
        },
    )


def settle_signing(event: CopySigned) -> None:
    """Now: this side's copy is here."""
    book.settle(SIGN, UUID(event.agreement_id), part=event.side)


def settle_all(event: AgreementSigned | PartnersAgreed) -> None:
    """Now: every copy is here."""
    book.settle(SIGN, UUID(event.agreement_id))


def ask_to_write(event: AmendmentAsked) -> None:
    """Now: both parties write the amendment and submit it."""
    row = Amendment.objects.select_related("grant").get(id=UUID(event.amendment_id))
    for party in parties_of(row.grant.partnership_id):
        book.assign(
            AMEND, ("amendment", row.id), due_at=None, organisation=party.organisation_id, values=_amendment(row)
        )


def _amendment(row: Amendment) -> dict[str, str]:
    return {"title": row.grant.title, "grant": str(row.grant_id), "amendment": str(row.id)}


def ask_to_decide(event: AmendmentSubmitted) -> None:
    """Now: every officer who had no hand in it may decide."""
    row = Amendment.objects.select_related("grant", "base", "draft").get(id=UUID(event.amendment_id))
    book.settle(AMEND, row.id)
    for person in {officer.person_id for officer in officers_in(row.grant.office_id)} - hands(row):
        book.assign(
            DECIDE, ("amendment", row.id), due_at=clock.now() + DECIDE_WITHIN, person=person, values=_amendment(row)
        )


def settle_amendment(event: AmendmentDecided) -> None:
    """Now: it is decided or withdrawn."""
    for kind in (AMEND, DECIDE):
        book.settle(kind, UUID(event.amendment_id))


def follow_plan(event: Any) -> None:
    """Now: a version was proposed, or a risk is borne: an open amendment is about that version."""
    grant = getattr(event, "grant_id", "") or _grant_of_plan(event.plan_id)
    if grant:
        operations.follow(SYSTEM, UUID(str(grant)))


def _grant_of_plan(plan: str) -> UUID | None:
    found: UUID | None = Plan.objects.filter(id=UUID(plan)).values_list("grant_id", flat=True).first()
    return found


def tell_to_sign(event: AgreementIssued) -> None:
    """Later: the people who act for the parties get the address of the paper."""
    row = Agreement.objects.select_related("grant__organiser").defer("content").get(id=UUID(event.agreement_id))
    paper = _papers(row.grant)[row.kind]

    def words() -> tuple[str, str]:
        values = {"paper": localised(paper.title), "title": row.grant.title}
        subject = _("To be signed: %(paper)s, %(title)s") % values
        text = _(
            "“%(paper)s” for “%(title)s” is ready.\n\nRead it, choose your language, print and sign it, and bring in"
            " the signed copy:"
        ) % values
        return subject, text

    address = reverse("agreements:of", args=[row.grant.organiser.slug, row.grant_id, row.kind])
    _tell(row.grant, f"agreement-{row.id}", words, address)


def tell_amendment(event: AmendmentDecided) -> None:
    """Later: the people who act for the parties hear what was decided, and why."""
    row = Amendment.objects.select_related("grant__organiser").get(id=UUID(event.amendment_id))
    if row.outcome == Outcome.WITHDRAWN:
        return

    def words() -> tuple[str, str]:
        values = {"title": row.grant.title, "number": row.number, "outcome": Outcome(row.outcome).label}
        subject = _("Amendment %(number)s of “%(title)s”: %(outcome)s") % values
        note = _("The officer's note: %(note)s") % {"note": row.note} if row.note else ""
        return subject, "\n\n".join(part for part in (subject, note) if part)

    address = reverse("agreements:amendment", args=[row.grant.organiser.slug, row.grant_id, row.id])
    _tell(row.grant, f"amendment-{row.id}", words, address)


def _tell(grant: Grant, key: str, words: Callable[[], tuple[str, str]], address: str) -> None:
    languages = parsed(grant.rulebook_version_id).languages
    for party in parties_of(grant.partnership_id):
        language = language_of(party, languages)
        with override(language):
            subject, text = words()
        for member in people_of([party.organisation_id]):
            send_mail(
                member.person.email, subject, f"{text}\n\n{settings.TANDEM_URL}{address}\n", language=language,
                key=f"{key}-{member.person_id}", about=("grant", grant.id),
            )

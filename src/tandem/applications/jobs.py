"""Duties that applications give people, and what is done when something happened to one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from tandem.applications import access
from tandem.applications.events import ApplicationFounded, ApplicationSubmitted, EligibilityDecided, PartySigned
from tandem.applications.models import Application
from tandem.applications.queries import submission_of
from tandem.core.values import pick
from tandem.foundation.accounts.models import Person
from tandem.foundation.duties import book
from tandem.foundation.duties.models import Duty
from tandem.foundation.outbox.queue import send_mail
from tandem.organisations.queries import signers_of
from tandem.partnerships.queries import parties_of
from tandem.partnerships.telling import tell
from tandem.web.templatetags.tandem import moment

WRITE, FINISH = "application.write", "application.finish"  # with and without a signature of one's own
SIGN, CHECK = "application.sign", "application.check"
CHECK_WITHIN = timedelta(days=7)
PAST = timedelta(days=1)  # after the deadline nothing can be written or signed


def _overview(duty: Duty) -> str:
    return reverse("applications:overview", args=[duty.organiser.slug, duty.subject_id])


def _sign(duty: Duty) -> str:
    return reverse("applications:check", args=[duty.organiser.slug, duty.subject_id])


def _read(duty: Duty) -> str:
    return reverse("applications:read-one", args=[duty.organiser.slug, duty.subject_id])


def register() -> None:
    """Make the kinds of duty known."""
    book.register(book.Kind(WRITE, gettext_lazy("Finish and sign the application “%(title)s”"), _overview, lapses=PAST))
    finish = gettext_lazy("Finish the application “%(title)s” together")
    book.register(book.Kind(FINISH, finish, _overview, lapses=PAST))
    book.register(book.Kind(SIGN, gettext_lazy("Sign “%(title)s”: your partner has signed"), _sign, lapses=PAST))
    book.register(book.Kind(CHECK, gettext_lazy("Check whether “%(title)s” is eligible"), _read))


def _application(id: str) -> Application:
    return access.known(UUID(id))


def _held(application: Application) -> access.Held:
    return access.Held(application, tuple(parties_of(application.partnership_id)), {})


def give_writing_duties(event: ApplicationFounded) -> None:
    """Now: each party's people have to finish by the deadline, and those of a party that signs to sign."""
    held = _held(_application(event.application_id))
    application = held.application
    for party in held.parties:
        book.assign(
            WRITE if party.side in held.signing else FINISH,
            ("application", application.id),
            due_at=application.call.closes_at,
            organisation=party.organisation_id,
            values={"title": application.title},
        )


def ask_others_to_sign(event: PartySigned) -> None:
    """Now: the parties that have not signed yet get the duty to, and their signers a mail."""
    held = _held(_application(event.application_id))
    application = held.application
    signed = set(application.signatures.filter(voided_at=None).values_list("side", flat=True))
    for party in held.parties:
        if party.side in signed or party.side not in held.signing:
            continue
        book.assign(
            SIGN,
            ("application", application.id),
            due_at=application.call.last_at,
            organisation=party.organisation_id,
            values={"title": application.title},
        )
        for member in signers_of([party.organisation_id]):
            with override(member.person.language):
                send_mail(
                    member.person.email,
                    _("Your signature is needed: %(title)s") % {"title": application.title},
                    _(
                        "Your partner has signed “%(title)s”. Read it and sign for %(party)s before %(when)s."
                    )
                    % {
                        "title": application.title,
                        "party": party.organisation.name,
                        "when": moment(application.call.last_at, application.call.zone),
                    },
                    language=member.person.language,
                    key=f"sign-{application.id}-{application.revision}-{member.person_id}",
                    about=("application", application.id),
                )


def settle_after_submission(event: ApplicationSubmitted) -> None:
    """Now: writing and signing are done; officers check eligibility within a week of the close."""
    application = _application(event.application_id)
    book.settle((WRITE, FINISH, SIGN), application.id)
    book.assign(
        CHECK,
        ("application", application.id),
        due_at=application.call.closes_at + CHECK_WITHIN,
        role="officer",
        office=application.call.office_id,
        values={"title": application.title},
    )


def settle_check(event: Any) -> None:
    """Now: eligibility is decided."""
    book.settle(CHECK, UUID(event.application_id))


def tell_ineligible(event: EligibilityDecided) -> None:
    """Later: a no is told to everybody who acts for a party, with its reason and how to object (FLD-5)."""
    application = _application(event.application_id)
    if event.eligible or not application.ineligible_because:
        return
    organiser = application.organiser

    def words(person: Person) -> tuple[str, str]:
        text = _(
            "The application “%(title)s” (%(reference)s) was found not eligible.\n\nThe reason:\n%(reason)s\n\n"
            "If you think this is wrong, write to %(mail)s and name the reference."
        ) % {
            "title": application.title,
            "reference": application.reference,
            "reason": application.ineligible_because,
            "mail": organiser.mail or str(pick(organiser.name, person.language)),
        }
        return _("Not eligible: %(title)s") % {"title": application.title}, text

    about = ("application", application.id)
    tell(application.partnership_id, words, key=f"ineligible-{application.id}", about=about)


def send_receipts(event: ApplicationSubmitted) -> None:
    """Later: everybody who acts for a party gets the receipt in their own language."""
    application = _application(event.application_id)
    submission = submission_of(application.id)
    if submission is None:
        return

    def words(person: Person) -> tuple[str, str]:
        text = _(
            "The application “%(title)s” was received on %(when)s.\n\nReference: %(reference)s\n"
            "Checksum (SHA-256): %(sha256)s\n\nKeep this mail. You can check the receipt on the organiser's page."
        ) % {
            "title": application.title,
            "when": moment(submission.received_at, application.call.zone),
            "reference": submission.reference,
            "sha256": submission.sha256,
        }
        return _("Received: %(title)s") % {"title": application.title}, text

    about = ("application", application.id)
    tell(application.partnership_id, words, key=f"receipt-{submission.id}", about=about)

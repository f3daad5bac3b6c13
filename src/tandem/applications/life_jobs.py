"""What follows when an application is taken back, admitted late, asked for clarification or written to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.applications import access
from tandem.applications.events import (
    ApplicationWithdrawn,
    ClarificationOpened,
    LateAdmitted,
    LateAsked,
    LateProposed,
    LateRefused,
    MessageSent,
    SupplementSent,
)
from tandem.applications.jobs import CHECK, FINISH, PAST, SIGN, WRITE
from tandem.applications.models import (
    Application,
    Clarification,
    ClarificationRound,
    LateAdmission,
    Message,
    Submission,
    Supplement,
)
from tandem.applications.operations.admitting_late import drafts_of
from tandem.applications.operations.clarifying import questions_of
from tandem.core.values import pick
from tandem.foundation.duties import book
from tandem.foundation.duties.models import Duty
from tandem.partnerships.queries import parties_of
from tandem.partnerships.telling import tell as tell_partners
from tandem.web.templatetags.tandem import moment

LATE, CONFIRM, CLARIFY = "application.late", "application.confirm_late", "application.clarify"
ANSWER_LATE_WITHIN = timedelta(days=2)


def _late(duty: Duty) -> str:
    return reverse("applications:late", args=[duty.organiser.slug, duty.values["slug"]])


def _clarify(duty: Duty) -> str:
    return reverse("applications:clarify", args=[duty.organiser.slug, duty.subject_id])


def register() -> None:
    """Make the kinds of duty known."""
    book.register(book.Kind(LATE, gettext_lazy("Answer who asks to be admitted late to “%(call)s”"), _late))
    book.register(book.Kind(CONFIRM, gettext_lazy("Confirm a late admission to “%(call)s”, or refuse it"), _late))
    answer = gettext_lazy("Answer what you are asked about “%(title)s”")
    book.register(book.Kind(CLARIFY, answer, _clarify, lapses=PAST))


def tell(application: Application, key: str, words: Any) -> None:
    """A mail to everybody who acts for a party, in their own language: `words()` gives subject and text."""
    tell_partners(
        application.partnership_id, lambda person: words(person.language), key=key,
        about=("application", application.id),
    )


def _address(application: Application, name: str = "overview") -> str:
    return settings.TANDEM_URL + reverse(f"applications:{name}", args=[application.organiser.slug, application.id])


def after_withdrawal(event: ApplicationWithdrawn) -> None:
    """Now: nobody checks it any more; before the deadline its people may go on writing."""
    application = access.known(UUID(event.application_id))
    book.settle((CHECK, CLARIFY), application.id)
    if event.final:
        return
    held = access.Held(application, tuple(parties_of(application.partnership_id)), {})
    for party in held.parties:
        book.assign(
            WRITE if party.side in held.signing else FINISH, ("application", application.id),
            due_at=application.call.closes_at, organisation=party.organisation_id,
            values={"title": application.title},
        )


def tell_withdrawn(event: ApplicationWithdrawn) -> None:
    """Later: everybody of every party hears who took it back, why, and what is possible now."""
    application = access.known(UUID(event.application_id))
    submission = Submission.objects.get(id=event.submission_id)

    def words(language: str) -> tuple[str, str]:
        values = {
            "title": application.title, "reference": submission.reference, "who": submission.withdrawn_name,
            "reason": submission.withdrawn_because or "–", "address": _address(application),
            "when": moment(application.call.closes_at, application.call.zone),
        }
        subject = _("Taken back: %(title)s") % values
        if event.final:
            return subject, _(
                "%(who)s has taken back the application “%(title)s” (%(reference)s). The call has closed, so this is"
                " final.\n\nThe reason:\n%(reason)s\n\nWhat was sent and its receipt stay on record:\n%(address)s"
            ) % values
        return subject, _(
            "%(who)s has taken back the application “%(title)s” (%(reference)s).\n\nThe reason:\n%(reason)s\n\n"
            "You can change it and send it again until %(when)s. What was sent and its receipt stay on record:\n"
            "%(address)s"
        ) % values

    tell(application, f"withdrawn-{submission.id}", words)


def ask_about_late(event: LateAsked | LateProposed) -> None:
    """Now: officers answer an ask; a proposal waits for a second officer."""
    row = LateAdmission.objects.select_related("call").get(id=event.admission_id)
    proposed = isinstance(event, LateProposed)
    if proposed:
        book.settle(LATE, row.id)
    since = row.proposed_at if proposed else row.asked_at
    book.assign(
        CONFIRM if proposed else LATE, ("late_admission", row.id), role="officer", office=row.call.office_id,
        due_at=(since + ANSWER_LATE_WITHIN) if since else None,
        values={"call": _said(row.call.title), "slug": row.call.slug},
    )


def _said(text: Mapping[str, str]) -> str:
    return text.get("en") or next(iter(text.values()), "")


def settle_late(event: LateAdmitted | LateRefused) -> None:
    """Now: decided. After an admission everybody with a draft has until the later instant."""
    row = LateAdmission.objects.get(id=event.admission_id)
    book.settle((LATE, CONFIRM), row.id)
    if isinstance(event, LateRefused):
        return
    for application in drafts_of(row.call_id):
        kinds = (WRITE, FINISH, SIGN)
        Duty.objects.filter(kind__in=kinds, subject_id=application.id, done_at=None).update(due_at=row.until_at)


def tell_late_admission(event: LateAdmitted) -> None:
    """Later: everybody with a draft that was not sent hears of it: the same time for all (equal treatment)."""
    row = LateAdmission.objects.select_related("call").get(id=event.admission_id)
    call = row.call

    def words_for(application: Application) -> Any:
        def words(language: str) -> tuple[str, str]:
            values = {
                "call": pick(call.title, language, call.languages), "title": application.title,
                "when": moment(row.until_at, call.zone), "reason": pick(row.reason, language, call.languages),
                "address": _address(application),
            }
            return _("More time for your draft: %(title)s") % values, _(
                "The call “%(call)s” has closed. Drafts that were not sent may still be sent until %(when)s; this holds"
                " for everybody who has one.\n\nThe reason:\n%(reason)s\n\nYour draft:\n%(address)s"
            ) % values

        return words

    for application in drafts_of(call.id):
        tell(application, f"late-{row.id}-{application.id}", words_for(application))


def tell_late_refused(event: LateRefused) -> None:
    """Later: who asked is told why not."""
    row = LateAdmission.objects.select_related("application__organiser", "call").get(id=event.admission_id)
    if row.application is None:
        return

    def words(language: str) -> tuple[str, str]:
        values = {
            "title": row.application.title, "reason": row.refused_because, "address": _address(row.application)
        }
        return _("No later time: %(title)s") % values, _(
            "You asked to send “%(title)s” after the call had closed. It was not granted.\n\nThe reason:\n%(reason)s"
            "\n\nYour draft stays readable:\n%(address)s"
        ) % values

    tell(row.application, f"late-refused-{row.id}", words)


def ask_for_clarification(event: ClarificationOpened) -> None:
    """Now: who is asked something has to answer by the deadline of the round."""
    row = ClarificationRound.objects.get(id=event.round_id)
    for one in _asked(row):
        if not questions_of(one):
            continue
        for party in parties_of(one.application.partnership_id):
            book.assign(
                CLARIFY, ("application", one.application_id), due_at=row.closes_at,
                organisation=party.organisation_id, values={"title": one.application.title},
            )


def tell_clarification(event: ClarificationOpened) -> None:
    """Later: everybody who applied hears of the round; who is asked nothing is told so."""
    row = ClarificationRound.objects.select_related("call").get(id=event.round_id)

    def words_for(one: Clarification) -> Any:
        def words(language: str) -> tuple[str, str]:
            questions = questions_of(one)
            values = {
                "title": one.application.title, "reference": one.application.reference,
                "when": moment(row.closes_at, row.call.zone), "address": _address(one.application, "clarify"),
                "questions": "\n".join(f"{n}. {text}" for n, text in enumerate(questions, start=1)),
            }
            if not questions:
                return _("Nothing is asked of you: %(title)s") % values, _(
                    "The organiser has opened a round of clarification for all applications of this call. Nothing is"
                    " asked about “%(title)s” (%(reference)s); you need do nothing."
                ) % values
            return _("Please clarify: %(title)s") % values, _(
                "The organiser asks all applicants of this call to clarify, with the same deadline: %(when)s.\n\n"
                "About “%(title)s” (%(reference)s):\n%(questions)s\n\nAnswer here; what you sent stays as it is:\n"
                "%(address)s"
            ) % values

        return words

    for one in _asked(row):
        tell(one.application, f"clarify-{one.id}", words_for(one))


def _asked(row: ClarificationRound) -> Any:
    rows = Clarification.objects.filter(round=row).select_related("round", "application__organiser")
    return rows.order_by("id").iterator(chunk_size=500)


def settle_clarification(event: SupplementSent) -> None:
    """Now: answered."""
    book.settle(CLARIFY, UUID(event.application_id))


def send_supplement_receipts(event: SupplementSent) -> None:
    """Later: everybody who acts for a party gets the supplement's own receipt."""
    row = Supplement.objects.select_related("submission__application__organiser", "submission__application__call").get(
        id=event.supplement_id
    )
    application = row.submission.application

    def words(language: str) -> tuple[str, str]:
        values = {
            "title": application.title, "reference": row.reference, "sha256": row.sha256,
            "when": moment(row.received_at, application.call.zone), "address": _address(application),
        }
        return _("Received: your clarification of %(title)s") % values, _(
            "Your answers about “%(title)s” were received on %(when)s. What you sent first stays as it was.\n\n"
            "Reference: %(reference)s\nChecksum (SHA-256): %(sha256)s\n\n%(address)s"
        ) % values

    tell(application, f"supplement-{row.id}", words)


def send_message(event: MessageSent) -> None:
    """Later: the officer's words to everybody who acts for a party, as they were written."""
    row = Message.objects.select_related("application__organiser").get(id=event.message_id)
    application = row.application

    def words(language: str) -> tuple[str, str]:
        about = _("About “%(title)s” (%(reference)s):") % {
            "title": application.title, "reference": application.reference
        }
        return row.subject, f"{about}\n\n{row.text}\n\n{_address(application)}"

    tell(application, f"message-{row.id}", words)

"""Duties that the judgement gives people, and the mails that go with them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from tandem.applications.events import ApplicationWithdrawn
from tandem.applications.models import Application
from tandem.calls.models import Call
from tandem.foundation import clock
from tandem.foundation.access import grants
from tandem.foundation.accounts.models import Person
from tandem.foundation.duties import book
from tandem.foundation.duties.models import Duty
from tandem.foundation.outbox.queue import send_mail
from tandem.foundation.tenancy.models import Organiser, Role
from tandem.foundation.tenancy.scope import current
from tandem.partnerships.queries import parties_of
from tandem.partnerships.telling import tell
from tandem.reviews import access, events
from tandem.reviews.models import Assignment, Panelist
from tandem.reviews.panel_jobs import tell_officers, tell_panel, title_for
from tandem.reviews.queries.counting import evidence_kinds
from tandem.reviews.queries.overview import undeclared
from tandem.reviews.states import Ended
from tandem.web.templatetags.tandem import localised

DECLARE, SCORE, REPLACE = "reviews.declare", "reviews.score", "reviews.replace_assessor"
SHOW, RECORD = "reviews.show_evidence", "reviews.record_evidence"
CONFIRM = "reviews.confirm_interview"
AT_LEAST = timedelta(days=3)  # for work that is given late


def register() -> None:
    """Make the kinds of duty known."""
    kinds = (
        (DECLARE, gettext_lazy("Say whether you have an interest in any applicant of “{call}”"), "reviews:declare"),
        (SCORE, gettext_lazy("Assess “{title}”"), "reviews:assess"),
        (REPLACE, gettext_lazy("Find another assessor for “{title}”: {assessor} declared an interest"),
         "reviews:appraisal"),
        (SHOW, gettext_lazy("Show us what anchors “{title}” at home"), "applications:overview"),
        (RECORD, gettext_lazy("Record what the parties of “{title}” have shown"), "reviews:appraisal"),
        (CONFIRM, gettext_lazy("Read and confirm the interview with “{title}”"), "reviews:interview"),
    )
    for id, sentence, route in kinds:
        book.register(book.Kind(id, sentence, _address(route)))


def _address(route: str) -> Any:
    def address(duty: Duty) -> str:
        subject = duty.values["slug"] if duty.kind == DECLARE else duty.subject_id
        return reverse(route, args=[duty.organiser.slug, subject])

    return address


def due(call: Call, days_before: int) -> datetime | None:
    """The end of the day that lies so many days before the decision, but not sooner than in three days."""
    if call.decision_on is None:
        return None
    day = datetime.combine(call.decision_on - timedelta(days=days_before), time(23, 59), ZoneInfo(call.zone))
    return max(day.astimezone(UTC), clock.now() + AT_LEAST)


def give_work(event: events.AssessorsAssigned) -> None:
    """Now: who has not declared about all of it declares first; the rest may be scored."""
    call = Call.objects.get(id=UUID(event.call_id))
    works = Assignment.objects.filter(
        assessor__in=event.assessors, application__in=event.applications, ended_at=None, locked_at=None
    ).select_related("application__call__rulebook_version")
    for work in works:
        if work.opened_at is None:
            book.assign(
                DECLARE, ("call", call.id), person=work.assessor_id, due_at=due(call, 21),
                values={"call": call.title, "slug": call.slug},
            )
        else:
            _score(work, call)
    for application in {work.application_id for work in works}:
        book.settle(REPLACE, application)
    _tell(call, event)


def _tell(call: Call, event: events.AssessorsAssigned) -> None:
    """One mail per assessor and act, in their language: no applicant is named before they have declared."""
    organiser, now = Organiser.objects.get(id=current()), clock.now()
    address = settings.TANDEM_URL + reverse("reviews:list", args=[organiser.slug])
    for person in Person.objects.filter(id__in=event.assessors, is_active=True):
        with override(person.language):
            own = {application for application, assessor in event.pairs if assessor == str(person.id)}
            number = len(own) or len(event.applications)
            values = {"name": person, "call": localised(call.title), "number": number, "address": address}
            text = ngettext(
                "Hello %(name)s,\n\nwe ask you to assess %(number)d application to “%(call)s”. First say whether you"
                " have an interest in any of the applicants; then you read, judge and give your reasons.\n\n"
                "%(address)s\n",
                "Hello %(name)s,\n\nwe ask you to assess %(number)d applications to “%(call)s”. First say whether you"
                " have an interest in any of the applicants; then you read, judge and give your reasons.\n\n"
                "%(address)s\n",
                number,
            ) % values
            send_mail(
                person.email, _("You are asked to assess applications to “%(call)s”") % values, text,
                language=person.language, key=f"assess-{call.id}-{person.id}-{int(now.timestamp())}",
                about=("call", call.id),
            )


def _score(work: Assignment, call: Call) -> None:
    book.assign(
        SCORE, ("assignment", work.id), person=work.assessor_id, due_at=due(call, 14),
        values={"title": title_for(work.application)},
    )


def open_work(event: events.InterestsDeclared) -> None:
    """Now: what is free may be scored; what is closed falls away, and officers look for somebody else."""
    call = Call.objects.get(id=UUID(event.call_id))
    for work in Assignment.objects.filter(id__in=event.free).select_related("application__call__rulebook_version"):
        _score(work, call)
    waiting = Assignment.objects.filter(
        assessor=event.person_id, application__call=call, ended_at=None, opened_at=None
    )
    asked = Panelist.objects.filter(call=call, person=event.person_id).exists()
    if not waiting.exists() and not (asked and undeclared(UUID(event.person_id), call)):
        book.settle(DECLARE, call.id, person_id=UUID(event.person_id))
    ended = Assignment.objects.filter(
        assessor=event.person_id, application__in=event.conflicts, ended="conflict"
    ).select_related("application", "assessor")
    for work in ended:
        book.settle(SCORE, work.id)
        book.assign(
            REPLACE, ("application", work.application_id), role=Role.OFFICER, office=call.office_id,
            part=str(work.assessor_id), due_at=due(call, 21),
            values={"title": work.application.title, "assessor": str(work.assessor)},
        )
        if work.trace:
            tell_officers(work)


def settle_score(event: events.AssessmentLocked | events.AssignmentTakenBack) -> None:
    """Now: locked or taken back, there is nothing left to score; without undeclared work nothing to declare."""
    work = Assignment.objects.select_related("application").get(id=UUID(event.assignment_id))
    book.settle(SCORE, work.id)
    waiting = Assignment.objects.filter(
        assessor=work.assessor_id, application__call=work.application.call_id, ended_at=None, opened_at=None
    )
    if not waiting.exists():
        book.settle(DECLARE, work.application.call_id, person_id=work.assessor_id)


def end_with_application(event: ApplicationWithdrawn) -> None:
    """Now: an application that was withdrawn for good is judged no more; what was said about it stays on record."""
    if not event.final:
        return
    now, id = clock.now(), UUID(event.application_id)
    works = Assignment.objects.filter(application=id, ended_at=None)
    for work in list(works):
        book.settle(SCORE, work.id)
        for purpose in access.PURPOSES:
            grants.withdraw(work.assessor_id, access.KIND, id, purpose, now)
    works.update(ended_at=now, ended=Ended.WITHDRAWN)
    book.settle((REPLACE, SHOW, RECORD, CONFIRM), id)


def ask_to_declare(event: events.PanelAsked) -> None:
    """Now: whoever sits on the panel has the duty to declare, and a mail that names nobody who applies."""
    call = Call.objects.get(id=UUID(event.call_id))
    for person in event.persons:
        if undeclared(UUID(person), call):
            book.assign(
                DECLARE, ("call", call.id), person=UUID(person), due_at=due(call, 21),
                values={"call": call.title, "slug": call.slug},
            )
    tell_panel(call, event.persons)


def ask_to_confirm(event: events.InterviewWritten) -> None:
    """Now: a second officer reads the record."""
    application = Application.objects.select_related("call").get(id=UUID(event.application_id))
    book.assign(
        CONFIRM, ("application", application.id), role=Role.OFFICER, office=application.call.office_id,
        due_at=due(application.call, 7), values={"title": application.title},
    )


def score_again(event: events.AssessmentReopened) -> None:
    """Now: opened again, to be locked again."""
    work = Assignment.objects.select_related("application__call").get(id=UUID(event.assignment_id))
    _score(work, work.application.call)


def ask_for_evidence(event: events.EvidenceRequested) -> None:
    """Now: each party gets the duty and a mail in its people's languages; officers the duty to record."""
    application = Application.objects.select_related("call__rulebook_version").get(id=UUID(event.application_id))
    call, now = application.call, clock.now()
    until, values = due(call, 21), {"title": application.title}
    for party in parties_of(application.partnership_id):
        book.assign(
            SHOW, ("application", application.id), organisation=party.organisation_id, due_at=until, values=values
        )
    book.assign(
        RECORD, ("application", application.id), role=Role.OFFICER, office=call.office_id, due_at=due(call, 14),
        values=values,
    )
    asked = {question.id: question.label for question in call.form.questions()}
    organiser = Organiser.objects.get(id=current())

    def words(person: Person) -> tuple[str, str]:
        papers = "\n".join(f"– {localised(asked.get(kind, kind))}" for kind in evidence_kinds(call.component))
        address = settings.TANDEM_URL + reverse("applications:overview", args=[organiser.slug, application.id])
        text = _(
            "Hello %(name)s,\n\nwe are reading “%(title)s”. Please show us, if you can, what anchors it at home:"
            "\n\n%(papers)s\n\nIt is not too late for a decision made after you sent the application. Send a copy"
            " to %(mail)s.\n\n%(address)s\n"
        ) % {
            "name": person, "title": application.title, "papers": papers, "address": address,
            "mail": organiser.mail or localised(organiser.name),
        }
        return _("What anchors “%(title)s” at home?") % values, text

    tell(
        application.partnership_id, words, key=f"evidence-{application.id}-{int(now.timestamp())}",
        about=("application", application.id),
    )


def settle_evidence(event: events.EvidenceRecorded) -> None:
    """Now: a party of whom everything is recorded has shown it; when all have, the officer is done too."""
    if not event.complete:
        return
    application = Application.objects.get(id=UUID(event.application_id))
    for party in parties_of(application.partnership_id):
        if party.side == event.side:
            book.settle(SHOW, application.id, organisation_id=party.organisation_id)
    if not Duty.objects.filter(kind=SHOW, subject_id=application.id, done_at=None).exists():
        book.settle(RECORD, application.id)


def settle_interview(event: events.InterviewRecorded) -> None:
    """Now: with the interview's record, what the assessors had to do about it is done."""
    book.settle(CONFIRM, UUID(event.application_id))
    for id in Assignment.objects.filter(application=event.application_id).values_list("id", flat=True):
        book.settle(SCORE, id)

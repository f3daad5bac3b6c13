"""The report as something that can be filled in."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from tandem.answers.subjects import Change, Side, Subject
from tandem.core.forms.answers import Answers
from tandem.core.values import Verdict
from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.organisations.models import OrganisationKind
from tandem.organisations.queries import writers_of
from tandem.reports import access
from tandem.reports.models import Report, Signature
from tandem.reports.states import Step
from tandem.web.templatetags.tandem import localised

KIND = "report"


class ReportSubject:
    """Registered with `answers.subjects` when the apps are loaded."""

    name = KIND

    def load(self, actor: Actor, id: UUID) -> Subject:
        """The report as one of its own people sees it; Refused (404) for others."""
        return subject_of(access.hold_own(actor, id))

    def lock(self, actor: Actor, id: UUID) -> Subject:
        """The same, its row locked until the transaction ends."""
        return subject_of(access.hold_own(actor, id, lock=True))

    def saved(self, actor: Actor, subject: Subject, changes: Sequence[Change]) -> None:
        """An edit voids the signatures."""
        held: access.Held = subject.extra
        touch(held.report)

    def verdicts(self, subject: Subject, answers: Answers) -> tuple[Verdict, ...]:
        """A report has no rules of its own: what its tables lack is told where they stand."""
        return ()

    def writers(self, subject: Subject) -> list[tuple[UUID, str]]:
        """Everybody of the parties who may write or sign."""
        return writers_of([side.organisation_id for side in subject.sides])


def touch(report: Report) -> None:
    """Something in it was changed: signatures are void."""
    report.revision += 1
    report.save(update_fields=["revision"])
    if report.step in {Step.DRAFT, Step.RETURNED}:
        Signature.objects.filter(report=report, voided_at=None).update(voided_at=clock.now())


def title_of(held: access.Held) -> str:
    """'Annual report 2025', in the active language."""
    return f"{localised(held.kind.title)} {held.report.year}"


def subject_of(held: access.Held) -> Subject:
    """A report, held by one person, as a subject of `answers`."""
    report, rulebook, now = held.report, held.of.rulebook, clock.now()
    parties = {party.side: party for party in held.of.parties}
    home = reverse("reports:report", kwargs={"organiser": report.organiser.slug, "subject": report.id})
    return Subject(
        kind=KIND,
        id=report.id,
        title=title_of(held),
        rulebook=rulebook,
        form=held.form,
        sides=tuple(
            Side(side, parties[side].organisation.name, parties[side].organisation_id, rulebook.parties[side].title)
            for side in held.sides
        ),
        mine=held.of.sides,
        write=access.may_write(held, now),
        sign=access.may_sign(held, now),
        home=home,
        address=home,
        revision=report.revision,
        kinds=tuple(OrganisationKind.choices),
        extra=held,
    )

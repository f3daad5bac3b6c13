"""Lists and single applications for those who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tandem.applications import access
from tandem.applications.models import (
    Application,
    ClarificationRound,
    SavedView,
    Signature,
    Submission,
    Supplement,
)
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.access.grants import with_granted
from tandem.foundation.tenancy.prepared import Prepared
from tandem.organisations.models import Member
from tandem.organisations.queries import organisations_of
from tandem.partnerships.models import Party
from tandem.partnerships.queries import names_of_many, parties_in, parties_of_many


@dataclass(frozen=True)
class Listed:
    """One row of a list: the application and its parties' names."""

    application: Application
    parties: tuple[Party, ...]

    @property
    def names(self) -> str:
        """'Fjordvik kommune – San Mateo'."""
        return " – ".join(party.organisation.name for party in self.parties)


def mine(person: UUID) -> list[Listed]:
    """Applications of the organisations this person acts for, those still open first. Three queries."""
    organisations = [organisation.id for organisation in organisations_of(person)]
    partnerships = Party.objects.filter(organisation__in=organisations, left_at=None).values("partnership_id")
    rows = Application.objects.filter(partnership__in=partnerships)
    return with_parties(list(access.with_call(rows).order_by("call__closes_at", "id")))


def with_parties(applications: list[Application]) -> list[Listed]:
    """The applications with their parties. One query."""
    found = parties_of_many([application.partnership_id for application in applications])
    return [Listed(a, tuple(found.get(a.partnership_id, ()))) for a in applications]


def with_names(applications: list[Application]) -> list[tuple[Application, str]]:
    """The applications with their parties' names: 'Fjordvik kommune – San Mateo'. One query."""
    names = names_of_many([application.partnership_id for application in applications])
    return [(a, " – ".join(names.get(a.partnership_id, ()))) for a in applications]


def _with_call_and_grant(id: UUID, person: UUID, now: datetime) -> QuerySet[Application]:
    rows = access.with_call(Application.objects.filter(id=id)).annotate(clarified=has_supplements("pk"))
    return with_granted(rows, person, access.KIND, "assess", now)


_read: Prepared[Application] = Prepared(_with_call_and_grant, id=UUID, person=UUID, now=datetime)


def read_by(actor: Actor, id: UUID, now: datetime) -> access.Held:
    """A submitted application for an officer or assessor; 404 for others, 403 with the reason for a conflict."""
    if actor.person_id is None or not actor.roles:
        raise access.missing()
    application: Any = _read.first(id=id, person=actor.person_id, now=now)
    if application is None:
        raise access.missing()
    decision = access.may_read_given(
        actor, application, False if application.denied else True if application.allowed else None
    )
    if not decision:
        raise Refused.by(decision, status=403 if decision.code == "conflict" else 404)
    return access.Held(application, tuple(parties_in(application.partnership)), {})


def earlier(person: UUID, but: UUID) -> list[Application]:
    """Submitted applications of the organisations a person acts for, to take answers from; newest first. One query."""
    acting = Member.objects.filter(person=person, ended_at=None, accepted_at__isnull=False)
    mine = acting.values("organisation_id")
    partnerships = Party.objects.filter(organisation__in=mine, left_at=None).values("partnership_id")
    rows = Application.objects.filter(partnership__in=partnerships).exclude(submitted_at=None)
    return list(rows.exclude(id=but).order_by("-submitted_at")[:5])


def signatures(application: UUID) -> list[Signature]:
    """Signatures in force, oldest first."""
    return list(Signature.objects.filter(application=application, voided_at=None).order_by("signed_at"))


def submission_of(application: UUID) -> Submission | None:
    """What was sent last, also when it was taken back since (`withdrawn_at`); None when nothing ever was."""
    return next(reversed(submissions_of(application)), None)


def submissions_of(application: UUID) -> list[Submission]:
    """Everything that was sent, first one first, also what was taken back. One query."""
    return list(Submission.objects.filter(application=application).order_by("number"))


def signatures_of(submission: Submission) -> list[Signature]:
    """Who had signed exactly this when it was sent, oldest first."""
    rows = Signature.objects.filter(
        Q(voided_at=None) | Q(voided_at__gte=submission.received_at), application=submission.application_id,
        content_sha256=submission.sha256, signed_at__lte=submission.received_at,
    )
    return list(rows.order_by("signed_at"))


def submission_named(reference: str) -> Submission | None:
    """The submission with this reference, for the public check of a checksum."""
    return Submission.objects.filter(reference=reference.upper()).first()


def supplement_named(reference: str) -> Supplement | None:
    """The supplement with this reference, for the same check."""
    return Supplement.objects.filter(reference=reference.upper()).first()


@dataclass(frozen=True)
class View:
    """A kept view of a list: its filters, and whose it is ('' for one's own)."""

    id: UUID
    name: str
    query: str
    whose: str


def views_of(call: UUID, actor: Actor) -> list[View]:
    """One's own views of a call's list and those that colleagues share, by name. One query."""
    rows = SavedView.objects.filter(Q(person=actor.person_id) | Q(shared=True), call=call).order_by("name", "id")
    found = rows.values_list("id", "name", "query", "person_id", "person__name")
    return [View(id, name, query, "" if whose == actor.person_id else who) for id, name, query, whose, who in found]


def round_open(call: UUID) -> bool:
    """Whether a clarification round of the call is open now."""
    return ClarificationRound.objects.filter(call=call, closes_at__gt=clock.now()).exists()


def supplements(application: UUID) -> list[Supplement]:
    """The answers of clarification rounds that belong to what was sent, first one first. One query."""
    return list(_supplements(application).select_related("clarification__round").order_by("received_at"))


def has_supplements(application: str) -> Exists:
    """Whether there are any, for a query whose field names the application: most have none, and need no query."""
    return Exists(_supplements(OuterRef(application)))


def _supplements(application: Any) -> QuerySet[Supplement]:
    return Supplement.objects.filter(submission__application=application)

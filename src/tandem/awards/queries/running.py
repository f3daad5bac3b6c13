"""The applications that compete in a call, and what keeps them from being ranked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tandem.applications.models import Application
from tandem.applications.queries import Listed, with_parties
from tandem.applications.states import Outcome, Step
from tandem.awards.queries.judged import Judged
from tandem.calls.models import Call
from tandem.core.rulebook.schema import Component
from tandem.foundation.access.models import Grant
from tandem.organisations.models import Member
from tandem.partnerships.models import Party
from tandem.reviews.models import Assignment

OUT = (Outcome.INELIGIBLE, Outcome.WITHDRAWN)


@dataclass(frozen=True)
class Runner:
    """One application that competes, and what the person who looks is to it."""

    listed: Listed
    closed: bool  # an interest was declared, or access denied
    belongs: bool  # acts for one of its parties, or founded it
    assessed: bool  # was given it to assess

    @property
    def application(self) -> Application:
        """The application itself."""
        return self.listed.application

    @property
    def interested(self) -> bool:
        """Whether the person has an interest in it (SEC-9)."""
        return self.closed or self.belongs


def _rows(call: Call, person: UUID | None, now: datetime) -> QuerySet[Application]:
    """Applications that compete, each with what the person is to it."""
    denied = Grant.objects.filter(
        Q(until_at=None) | Q(until_at__gt=now), person=person, kind="application", allows=False,
        object_id=OuterRef("id"),
    )
    organisations = Party.objects.filter(partnership=OuterRef(OuterRef("partnership_id")), left_at=None)
    acting = Member.objects.filter(
        person=person, ended_at=None, accepted_at__isnull=False,
        organisation__in=organisations.values("organisation_id"),
    )
    given = Assignment.objects.filter(application=OuterRef("id"), assessor=person, locked_at__isnull=False)
    rows: QuerySet[Application] = (
        Application.objects.filter(call=call).exclude(submitted_at=None).exclude(outcome__in=OUT)
        .annotate(closed=Exists(denied), acting=Exists(acting), assessed=Exists(given)).order_by("reference")
    )
    return rows


def running(call: Call, person: UUID | None, now: datetime) -> list[Runner]:
    """Submitted applications of a call that were not found ineligible or withdrawn, by reference. Two queries."""
    return [
        Runner(
            listed, listed.application.closed,  # type: ignore[attr-defined]
            listed.application.acting or (person is not None and listed.application.founded_by_id == person),  # type: ignore[attr-defined]
            listed.application.assessed,  # type: ignore[attr-defined]
        )
        for listed in with_parties(list(_rows(call, person, now)))
    ]


def closed_to(call: Call, person: UUID | None, now: datetime) -> set[UUID]:
    """Ids of the applications in which the person has an interest. One query."""
    interest = Q(closed=True) | Q(acting=True) | Q(founded_by=person, founded_by__isnull=False)
    rows = _rows(call, person, now).filter(interest)
    return set(rows.values_list("id", flat=True))


def ready_step(component: Component) -> str:
    """The step in which an application waits for the proposal: the last one before 'proposed' or 'decided'."""
    return [step.id for step in component.workflow if step.id not in (Step.PROPOSED, Step.DECIDED)][-1]


@dataclass(frozen=True)
class Gap:
    """An application that cannot be ranked yet. Codes: eligibility_open, not_scored, not_interviewed, no_amount."""

    runner: Runner
    code: str


def gaps(component: Component, runners: Iterable[Runner], judged: Judged) -> list[Gap]:
    """What is missing before a proposal, one gap an application, in the order of `runners`."""
    steps: list[str] = [step.id for step in component.workflow]
    enough = steps.index(ready_step(component))
    found = []
    for runner in runners:
        application = runner.application
        if application.id in judged.left_out:  # not on the short list: it has nothing more to wait for
            continue
        at = steps.index(application.step) if application.step in steps else 0
        if application.step == Step.SUBMITTED and Step.ELIGIBLE in steps:
            found.append(Gap(runner, "eligibility_open"))
        elif at < enough or not judged.complete(application.id):
            found.append(Gap(runner, "not_scored" if component.selection.scoring else "not_interviewed"))
        elif application.asked_minor is None:
            found.append(Gap(runner, "no_amount"))
    return found


def without(runners: Sequence[Runner], lacking: Iterable[Gap]) -> list[Runner]:
    """Those that can be ranked."""
    left_out = {gap.runner.application.id for gap in lacking}
    return [runner for runner in runners if runner.application.id not in left_out]

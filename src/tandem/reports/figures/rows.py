"""Every row that a donor's report counts, read set by set: a query per table, however many grants there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tandem.core.planning import Plan
from tandem.delivery.models import ActivityStart, Actual, Meeting, Participant, Visit
from tandem.delivery.states import ActualState, VisitState
from tandem.finance.models import AuditFinding, Engagement, Expense, Instalment
from tandem.finance.states import Claim, Payment, Work
from tandem.partnerships.models import Grant, Party
from tandem.partnerships.states import GrantStep
from tandem.plans.models import BudgetYear, Indicator, Risk, Stage, Statement, Target, Version
from tandem.programmes.models import parsed
from tandem.reports.models import Report
from tandem.reports.states import Step

By = defaultdict[UUID, list[Any]]


def by_grant(rows: Iterable[Any]) -> By:
    """Rows whose first value is the grant's id, by grant."""
    found: By = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


@dataclass
class Rows:
    """The rows of one programme × donor × calendar year, by grant id."""

    year: int
    grants: list[Grant]
    parties: By  # (grant, organisation id, name, country, kind, side)
    reports: By  # (grant, id, kind, due_on, sent_at, step, accepted_by)
    accepted: dict[UUID, tuple[Any, ...]]  # the accepted report with accounts or results, by grant
    versions: dict[UUID, UUID]  # the plan version that counts, by grant
    expenses: By  # (grant, id, line, year, own, minor, amount minor, currency, rate, text, receipt, decided_by)
    refused: By  # (grant, id, text, decided_by)
    instalments: By  # (grant, id, number, paid_on, minor, paid_by)
    budget: By  # (grant, id, line, paid_by, year, minor, currency, rate)
    statements: By  # (grant, id)
    indicators: By  # (grant, id, identity, title, unit, direction, baseline, statement identity, kind)
    targets: dict[UUID, tuple[UUID, str]]  # by indicator id: (target id, value) of the year
    actuals: dict[tuple[UUID, UUID], tuple[Any, ...]]  # by grant and identity: (id, value, numerator, denominator, by)
    activities: By  # (grant, identity, title, starts_on)
    started: By  # (grant, id, activity, started_on)
    visits: By  # (grant, id, place, from_on, to_on, host)
    participants: By  # (grant, id, name, counterpart, visit)
    meetings: By  # (grant, id, held_on)
    amendments: By  # (grant, id, reason)
    risks: By  # (grant, id, text, probability, consequence, answer, left p, left c, tolerance)
    audits: By  # (grant, id, year, opinion, auditor, delivered_at)
    findings: By  # (grant, id, text, settled_at, response, settled_by)
    plans: dict[UUID, Plan] = field(default_factory=dict)


def grants_of(programme: UUID, donor: UUID, year: int) -> QuerySet[Grant]:
    """Grants of the donor that ran in the calendar year: agreed, and closed since or not."""
    return Grant.objects.filter(
        programme_id=programme,
        donor_id=donor,
        starts_on__year__lte=year,
        ends_on__year__gte=year,
        step__in=[GrantStep.AGREED, GrantStep.CLOSED],
    )


def rows(programme: UUID, donor: UUID, year: int) -> Rows:
    """Everything that counts. Some twenty queries."""
    wanted = grants_of(programme, donor, year)
    ids = wanted.values("id")
    grants = list(wanted.order_by("reference"))
    reports = by_grant(
        Report.objects.filter(grant__in=ids, year=year)
        .order_by("kind")
        .values_list("grant_id", "id", "kind", "due_on", "sent_at", "step", "accepted_by_id", "plan_version_id")
    )
    accepted = {
        grant.id: row
        for grant in grants
        for row in reports.get(grant.id, ())
        if row[5] == Step.ACCEPTED and _accounts(grant, row[2])
    }
    versions = _versions(ids, accepted)
    chosen = list(versions.values())
    return Rows(
        year,
        grants,
        _parties(ids),
        reports,
        accepted,
        versions,
        *_money(ids, year, chosen),
        *_results(ids, year, chosen),
        *_doing(ids, year, chosen),
        *_care(ids, year, chosen),
    )


def _accounts(grant: Grant, kind: str) -> bool:
    """Whether this kind of report gives account of the year, and does not apply for the next one."""
    found = parsed(grant.rulebook_version_id).reports.get(kind)
    return found is not None and found.due == "report"


def _versions(ids: Any, accepted: dict[UUID, tuple[Any, ...]]) -> dict[UUID, UUID]:
    """The plan that an accepted report was made against, else the newest agreed one."""
    agreed = Version.objects.filter(plan__grant__in=ids, stage=Stage.AGREED).order_by("number")
    found = {grant: id for id, grant in agreed.values_list("id", "plan__grant_id")}
    return {**found, **{grant: row[7] for grant, row in accepted.items()}}


def _parties(ids: Any) -> By:
    found = Party.objects.filter(partnership__grants__in=ids, left_at=None).order_by("id")
    return by_grant(
        found.values_list(
            "partnership__grants__id",
            "organisation_id",
            "organisation__name",
            "organisation__country",
            "organisation__kind",
            "side",
        )
    )


def _money(ids: Any, year: int, versions: list[UUID]) -> tuple[By, By, By, By]:
    expenses = Expense.objects.filter(grant__in=ids, state=Claim.ACCEPTED, spent_on__year__lte=year).order_by("id")
    refused = Expense.objects.filter(
        grant__in=ids, state__in=[Claim.REFUSED, Claim.DISALLOWED], spent_on__year=year
    ).order_by("id")
    paid = Instalment.objects.filter(grant__in=ids, state=Payment.PAID, paid_on__year__lte=year)
    budget = BudgetYear.objects.filter(line__version__in=versions).order_by("line__place", "id")
    return (
        by_grant(
            expenses.values_list(
                "grant_id",
                "id",
                "line_key",
                "spent_on__year",
                "own",
                "grant_minor",
                "amount_minor",
                "currency",
                "rate",
                "text",
                "receipt_id",
                "decided_by_id",
            ).iterator(10_000)
        ),
        by_grant(refused.values_list("grant_id", "id", "text", "decided_by_id")),
        by_grant(
            paid.order_by("paid_on", "number").values_list(
                "grant_id", "id", "number", "paid_on", "planned_minor", "paid_by_id"
            )
        ),
        by_grant(
            budget.values_list(
                "line__version__plan__grant_id",
                "id",
                "line__line",
                "line__paid_by",
                "year",
                "minor",
                "line__currency",
                "line__rate",
            )
        ),
    )


def _results(ids: Any, year: int, versions: list[UUID]) -> tuple[By, By, dict[UUID, Any], dict[Any, Any]]:
    of_plan = {"version__in": versions}
    indicators = (
        Indicator.objects.filter(**of_plan)
        .order_by("place", "id")
        .values_list(
            "version__plan__grant_id", "id", "identity", "title", "unit", "direction", "baseline", "statement", "kind"
        )
    )
    targets = Target.objects.filter(indicator__version__in=versions, year=year)
    actuals = Actual.objects.filter(grant__in=ids, year=year, state=ActualState.APPROVED).values_list(
        "grant_id", "indicator", "id", "value", "numerator", "denominator", "approved_by_id"
    )
    statements = Statement.objects.filter(**of_plan).order_by("place", "id")
    return (
        by_grant(statements.values_list("version__plan__grant_id", "id", "identity", "text", "level")),
        by_grant(indicators),
        {indicator: (id, value) for indicator, id, value in targets.values_list("indicator_id", "id", "value")},
        {(row[0], row[1]): row[2:] for row in actuals},
    )


def _doing(ids: Any, year: int, versions: list[UUID]) -> tuple[By, By, By, By, By, By]:
    from tandem.agreements.models import Amendment
    from tandem.plans.models import Activity

    people = Participant.objects.filter(visit__grant__in=ids, visit__from_on__year=year, visit__state=VisitState.HELD)
    activities = Activity.objects.filter(version__in=versions).order_by("place", "id")
    visits = Visit.objects.filter(grant__in=ids, from_on__year=year, state=VisitState.HELD).order_by("from_on", "id")
    meetings = Meeting.objects.filter(grant__in=ids, held_on__year=year).order_by("held_on", "id")
    amended = Amendment.objects.filter(grant__in=ids, decided_at__year=year, outcome="approved").order_by("decided_at")
    started = ActivityStart.objects.filter(grant__in=ids, started_on__year__lte=year).order_by("started_on", "id")
    return (
        by_grant(activities.values_list("version__plan__grant_id", "identity", "title", "starts_on", "ends_on")),
        by_grant(started.values_list("grant_id", "id", "activity", "started_on")),
        by_grant(visits.values_list("grant_id", "id", "place", "from_on", "to_on", "host")),
        by_grant(people.order_by("id").values_list("visit__grant_id", "id", "name", "counterpart_id", "visit_id")),
        by_grant(meetings.values_list("grant_id", "id", "held_on")),
        by_grant(amended.values_list("grant_id", "id", "reason")),
    )


def _care(ids: Any, year: int, versions: list[UUID]) -> tuple[By, By, By]:
    risks = (
        Risk.objects.filter(version__in=versions)
        .order_by("place", "id")
        .values_list(
            "version__plan__grant_id",
            "id",
            "text",
            "probability",
            "consequence",
            "answer",
            "residual_probability",
            "residual_consequence",
            "tolerance",
            "answer_text",
        )
    )
    audits = Engagement.objects.filter(grant__in=ids, state=Work.DELIVERED).order_by("delivered_at")
    findings = AuditFinding.objects.filter(engagement__grant__in=ids, engagement__state=Work.DELIVERED).order_by(
        "number"
    )
    covered = by_grant(
        row
        for row in audits.values_list(
            "grant_id", "id", "year", "opinion", "auditor_id", "delivered_at", "firm", "grant__ends_on__year"
        )
        if row[2] == year or (row[2] is None and row[7] == year)
    )
    there = {row[1] for found in covered.values() for row in found}
    found = (
        row
        for row in findings.values_list(
            "engagement__grant_id", "id", "text", "settled_at", "response", "settled_by_id", "engagement_id"
        )
        if row[6] in there
    )
    return by_grant(risks), covered, by_grant(found)

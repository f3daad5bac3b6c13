"""Audits: what has been asked for, what was delivered, what is still missing before a grant can be closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from tandem.core.rulebook.schema import Rulebook
from tandem.finance.models import AuditFinding, Engagement
from tandem.finance.states import Work
from tandem.foundation.tenancy.prepared import Prepared
from tandem.partnerships.models import Grant

Missing = Literal["not_opened", "not_delivered", "finding_open"]


@dataclass(frozen=True)
class MissingAudit:
    """What keeps a grant from being closed: an audit of a calendar year (None: of the whole grant)."""

    year: int | None
    code: Missing
    engagement: UUID | None = None


def covered(grant: Grant, rulebook: Rulebook) -> tuple[int | None, ...]:
    """What the grant's donor wants audited: each calendar year, or (None,) the whole grant after its last year.

    Empty for a programme whose rulebook asks for no audit.
    """
    if rulebook.audit is None:
        return ()
    donor = rulebook.cycle.donors.get(grant.donor.key) if grant.donor else None
    if donor is not None and donor.audit == "yearly":
        return tuple(range(grant.first_year, grant.first_year + grant.years))
    return (None,)


def audits_missing(
    grant: Grant, rulebook: Rulebook, known: Iterable[Engagement] | None = None
) -> tuple[MissingAudit, ...]:
    """Everything that is missing for closing; empty when all audits are there and settled.

    One query; none when the grant's `engagements` are known.
    """
    wanted = covered(grant, rulebook)
    there: dict[int | None, Any] = {
        row.year: row for row in (engagements(grant.id) if known is None else known)
    }
    found: list[MissingAudit] = []
    for year in wanted:
        row = there.get(year)
        if row is None:
            found.append(MissingAudit(year, "not_opened"))
        elif row.state != Work.DELIVERED:
            found.append(MissingAudit(year, "not_delivered", row.id))
    found += [MissingAudit(row.year, "finding_open", row.id) for row in there.values() if row.unsettled]
    return tuple(found)


def _engagements(grant: UUID) -> QuerySet[Engagement]:
    rows: QuerySet[Engagement] = Engagement.objects.filter(grant=grant).exclude(state=Work.WITHDRAWN)
    unsettled = AuditFinding.objects.filter(engagement=OuterRef("id"), settled_at=None)
    rows = rows.annotate(unsettled=Exists(unsettled))
    return rows.select_related("auditor", "report").order_by("year", "opened_at")


_of_grant: Prepared[Engagement] = Prepared(_engagements, grant=UUID)


def engagements(grant: UUID) -> list[Engagement]:
    """Audits of a grant that were not ended without a report, oldest period first, each with `unsettled`: whether a
    finding of it is open. One query."""
    return _of_grant.all(grant=grant)


def delivered_audits(grants: Iterable[UUID]) -> list[Engagement]:
    """Delivered audits of many grants with their auditors. One query."""
    rows = Engagement.objects.filter(grant__in=list(grants), state=Work.DELIVERED)
    return list(rows.select_related("auditor").order_by("grant_id", "year"))


def findings_of(engagements: Iterable[Engagement]) -> dict[UUID, list[AuditFinding]]:
    """Findings of these audits, by audit. One query."""
    found: dict[UUID, list[AuditFinding]] = {}
    rows = AuditFinding.objects.filter(engagement__in=list(engagements)).order_by("number")
    for row in rows.select_related("expense", "responded_by", "settled_by"):
        found.setdefault(row.engagement_id, []).append(row)
    return found

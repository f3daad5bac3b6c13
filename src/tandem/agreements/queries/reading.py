"""Agreements, copies and amendments of a grant."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import F, FilteredRelation, Q, QuerySet, Subquery

from tandem.agreements.access import missing
from tandem.agreements.instalments import PlannedInstalment
from tandem.agreements.models import Agreement, AgreementCopy, Amendment
from tandem.agreements.states import ORGANISER
from tandem.foundation.tenancy.prepared import Prepared
from tandem.partnerships.access import Held


def in_force(grant: UUID) -> dict[str, Agreement]:
    """By kind: the agreement that counts, signed or not, without its content. One query."""
    rows = Agreement.objects.filter(grant=grant, superseded_at=None).select_related("issued_by", "version")
    return {row.kind: row for row in rows.defer("content")}


OPEN = ("id", "number", "submitted_at")  # what a panel tells of an open amendment


def _for_panel(grant: UUID) -> QuerySet[Agreement]:
    waiting = Amendment.objects.filter(grant=grant, decided_at=None)
    columns = {f"open_{name}": Subquery(waiting.values(name)[:1]) for name in OPEN}
    counts = FilteredRelation("copies", condition=Q(copies__replaced_at=None))
    rows = Agreement.objects.filter(grant=grant, superseded_at=None).defer("content", "instalments")
    return rows.annotate(copy=counts, signed_side=F("copy__side"), **columns).order_by("kind")  # a row per copy


_panel: Prepared[Agreement] = Prepared(_for_panel, grant=UUID)


def for_panel(grant: UUID) -> tuple[dict[str, Agreement], dict[str, set[str]], Amendment | None]:
    """The agreements that count, by kind; the sides of which a copy is there, by kind; the open amendment (its id,
    number and course only). One query."""
    rows: list[Any] = _panel.all(grant=grant)
    sides: dict[str, set[str]] = {}
    for row in rows:
        sides.setdefault(row.kind, set()).add(row.signed_side or "")
    first = next((row for row in rows if row.open_id), None)
    values = {name: getattr(first, f"open_{name}") for name in OPEN} if first else {}
    return {row.kind: row for row in rows}, sides, Amendment(**values) if values else None


def of_grant(grant: UUID) -> list[Agreement]:
    """Every one that was ever issued, newest first, without content. One query."""
    rows = Agreement.objects.filter(grant=grant).select_related("issued_by", "version").defer("content")
    return list(rows.order_by("kind", "-number"))


def agreement_of(held: Held, id: UUID) -> Agreement:
    """One agreement of the grant, replaced or not; Refused (404) when there is none."""
    found: Agreement | None = (
        Agreement.objects.filter(id=id, grant=held.grant).select_related("issued_by", "version").first()
    )
    if found is None:
        raise missing()
    return found


def grant_agreement(grant: UUID) -> Agreement | None:
    """The signed agreement with the organiser that counts; None before it is signed. One query."""
    rows = Agreement.objects.filter(grant=grant, superseded_at=None, signed_at__isnull=False).defer("content")
    return next((row for row in rows.order_by("kind") if ORGANISER in row.signers), None)


def instalment_plan(grant: UUID) -> tuple[PlannedInstalment, ...]:
    """What was agreed to be paid when, in the order of days; nothing before the agreement is signed. One query.

    `year` is the year of the grant (1, 2, …), `number` the instalment within that year.
    """
    found = grant_agreement(grant)
    rows = [PlannedInstalment.of(row) for row in found.instalments] if found else []
    return tuple(sorted(rows, key=lambda each: (each.due_on, each.year, each.number)))


def copies_of(agreements: list[UUID]) -> dict[UUID, dict[str, AgreementCopy]]:
    """By agreement: the copy that counts of each side. One query."""
    found: dict[UUID, dict[str, AgreementCopy]] = {}
    rows = AgreementCopy.objects.filter(agreement__in=agreements, replaced_at=None)
    for row in rows.select_related("file", "uploaded_by"):
        found.setdefault(row.agreement_id, {})[row.side] = row
    return found


def partners_agreed(held: Held) -> bool:
    """Whether every paper between the partners alone is signed, or the programme has none. One query at most."""
    kinds = [kind for kind, paper in held.rulebook.agreements.items() if paper.between == "parties"]
    if not kinds:
        return True
    rows = Agreement.objects.filter(grant=held.grant, kind__in=kinds, superseded_at=None, signed_at__isnull=False)
    return rows.count() == len(kinds)


def amendments_of(grant: UUID) -> list[Amendment]:
    """All of them, newest first, with who had to do with them. One query."""
    people = ("asked_by", "submitted_by", "decided_by")
    return list(Amendment.objects.filter(grant=grant).select_related(*people, "base", "draft").order_by("-number"))


def open_amendment(grant: UUID) -> Amendment | None:
    """The one that is written or waits; None when there is none."""
    found: Amendment | None = Amendment.objects.filter(grant=grant, decided_at=None).select_related("draft").first()
    return found

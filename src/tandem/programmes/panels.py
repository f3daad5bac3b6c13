"""On an organisation's page: the papers each programme asks for once, and which are there (MIC-11)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Subquery
from django.http import HttpRequest
from django.template.loader import render_to_string

from tandem.organisations.access import by_role
from tandem.organisations.models import HandedIn, Member, Organisation
from tandem.programmes.queries import programmes, rulebooks_of


def papers(request: HttpRequest, organisation: Organisation) -> str:
    """Every once-per-organisation paper of every programme, with its file and who handed it in. Two queries."""
    acting = Member.objects.filter(
        organisation=organisation, person=request.actor.person_id, accepted_at__isnull=False, ended_at=None  # type: ignore[attr-defined]
    )
    rows = programmes(role=Subquery(acting.values("role")[:1]))
    books = rulebooks_of([row.latest_version_id for row in rows if row.latest_version_id])  # type: ignore[attr-defined]
    there: dict[tuple[UUID, str], list[HandedIn]] = {}
    handed = HandedIn.objects.filter(organisation=organisation).select_related("file", "handed_in_by")
    for paper in handed.order_by("-handed_in_at"):
        there.setdefault((paper.programme_id, paper.record), []).append(paper)
    shown: list[dict[str, Any]] = []
    for row in rows:
        book = books.get(row.latest_version_id)  # type: ignore[attr-defined]
        for id, record in (book.once_per_organisation if book else {}).items():
            found = there.get((row.id, id), [])
            shown.append({"programme": row, "id": id, "record": record, "papers": found})
    if not shown:
        return ""
    context = {"shown": shown, "organisation": organisation.id, "may_edit": bool(by_role(rows[0].role or "", "edit"))}  # type: ignore[attr-defined]
    return render_to_string("programmes/parts/papers.html", context, request)

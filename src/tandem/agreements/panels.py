"""Agreements on the page of their grant."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from tandem.agreements.queries.reading import for_panel
from tandem.agreements.words import KINDS, side_name
from tandem.partnerships.access import Held


def grant(request: HttpRequest, held: Held) -> str:
    """Which papers there are, who still has to sign, and whether an amendment is open. One query."""
    papers = held.rulebook.agreements
    if not papers:
        return ""
    there, copies, amendment = for_panel(held.grant.id)
    rows: list[dict[str, Any]] = []
    for kind, paper in papers.items():
        row = there.get(kind)
        missing = [] if row is None or row.signed_at else [
            side_name(held, side) for side in row.signers if side not in copies[kind]
        ]
        rows.append({
            "title": paper.title, "row": row, "kind": KINDS[row.stand] if row else "",
            "stand": row.stand.label if row else "", "missing": missing, "must": paper.strength == "must",
        })
    context = {
        "rows": rows, "grant": held.grant,
        "amendment": amendment,
        "organiser": request.organiser, "LANGUAGE_CODE": get_language(),  # type: ignore[attr-defined]
    }
    return render_to_string("agreements/panel_grant.html", context, request)

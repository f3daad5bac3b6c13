"""What is signed and sent: one canonical content with answers, figures, reasons and the plan version behind them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tandem.answers.queries import Stored
from tandem.core.forms.answers import Answers, by_path, canonical
from tandem.reports.access import Held
from tandem.reports.models import Sending
from tandem.reports.queries.tables import Tables


@dataclass(frozen=True)
class Content:
    """Canonical JSON of a report and its SHA-256."""

    text: str
    sha256: str


def content_of(held: Held, answers: Answers, tables: Tables) -> Content:
    """Keys sorted, UTF-8, no insignificant space: the same report gives the same bytes, whoever computes them."""
    report = held.report
    body = {
        "report": str(report.id),
        "grant": held.of.grant.reference,
        "kind": report.kind,
        "year": report.year,
        "rulebook": str(held.of.grant.rulebook_version_id),
        "plan": str(tables.version or ""),
        "parties": {party.side: party.organisation.name for party in held.of.parties},
        "answers": json.loads(canonical(answers)),
        "languages": {},
        **tables.plain(),
    }
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Content(text, hashlib.sha256(text.encode()).hexdigest())


def answers_sent(sending: Sending) -> dict[tuple[str, str], Stored]:
    """The answers of what was sent, as the pages read them."""
    found: Mapping[str, Mapping[str, Any]] = json.loads(sending.content)["answers"]
    return {
        (path, row): Stored(value, 0, "", "", sending.sent_at)
        for path, rows in found.items()
        for row, value in rows.items()
    }


def files_of(answers: Answers) -> list[str]:
    """Ids of the files that the answers name."""
    return [
        str(value["file"])
        for rows in by_path(answers).values()
        for _row, value in rows
        if isinstance(value, dict) and value.get("file")
    ]

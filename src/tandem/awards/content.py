"""The canonical content of a proposal: what the second officer sees, and what the approval is bound to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tandem.awards.letters import Draft, drafts
from tandem.awards.models import ProposalRow
from tandem.awards.queries.judged import Judged, judged
from tandem.awards.queries.proposals import InForce
from tandem.awards.queries.ranking import Ranking, ranking
from tandem.awards.queries.running import Runner, gaps, without
from tandem.calls.models import Call
from tandem.foundation.tenancy.models import Organiser

FORMAT = "tandem-proposal/1"


@dataclass(frozen=True)
class Line:
    """One application of a proposal with everything that is decided about it."""

    row: ProposalRow
    runner: Runner
    letters: tuple[Draft, ...]


@dataclass(frozen=True)
class Content:
    """A proposal as it would be decided now: `text` is canonical JSON, `sha256` its checksum.

    It is made from what the database says now, not from a copy: a score, a name, a donor or a letter that has changed
    since the proposal was sent gives another checksum. `whole` is False when applications came or went.
    """

    text: str
    sha256: str
    lines: tuple[Line, ...]
    ranking: Ranking
    whole: bool


def content_of(call: Call, organiser: Organiser, current: InForce, runners: Sequence[Runner]) -> Content:
    """The content of the proposal in force. One query (the judgement)."""
    found = judged(call)
    able = without(runners, gaps(call.component, runners, found))
    listed = ranking(call, able, found, current.proposal.budget)
    lines = _lines(call, organiser, current, able, listed, found)
    plain = {
        "format": FORMAT, "call": call.slug, "proposal": current.proposal.number,
        "made_by": str(current.proposal.made_by_id), "made_at": current.proposal.made_at.isoformat(),
        "published_budget": str(call.budget.amount), "ranking": listed.document(call),
        "why_unmet": current.proposal.why_unmet, "applications": [_plain(line) for line in lines],
    }
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    whole = len(lines) == len(current.rows) == len(runners)
    return Content(text, hashlib.sha256(text.encode()).hexdigest(), lines, listed, whole)


def _lines(
    call: Call, organiser: Organiser, current: InForce, able: Sequence[Runner], listed: Ranking, found: Judged
) -> tuple[Line, ...]:
    by_id = {runner.application.id: runner for runner in able}
    return tuple(
        Line(row, by_id[row.application_id], drafts(call, organiser, by_id[row.application_id], listed, found))
        for row in current.rows if row.application_id in by_id
    )


def _plain(line: Line) -> dict[str, Any]:
    row, application = line.row, line.runner.application
    return {
        "id": str(application.id), "reference": application.reference, "title": application.title,
        "parties": [[p.side, p.organisation.name, p.organisation.country] for p in line.runner.listed.parties],
        "rank": row.rank, "score": None if row.score is None else str(row.score), "asked": str(row.asked.amount),
        "proposal": row.lot, "reserve": row.reserve, "reason": row.reason, "numbers": row.numbers,
        "donor": row.donor_confirmed.key if row.donor_confirmed else "",
        "letters": [[draft.language, draft.subject, draft.text] for draft in line.letters],
    }

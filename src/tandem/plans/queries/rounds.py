"""Planning tools: which a partnership is offered, how far each is, and what stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tandem.answers.queries import stored
from tandem.core.forms.answers import is_blank
from tandem.core.forms.definition import Form
from tandem.core.rulebook.support import Tool
from tandem.foundation.tenancy.prepared import Prepared
from tandem.partnerships.models import Grant
from tandem.plans.models import PlanningTool
from tandem.programmes.models import parsed
from tandem.programmes.queries import programmes


@dataclass(frozen=True)
class Offered:
    """A tool that a partnership may fill in: what the rulebook says, and the version to begin it under."""

    key: str
    tool: Tool
    version: UUID


@dataclass(frozen=True)
class ToolAnswers:
    """What stands in the newest round of a tool. Rows keep their ids wherever they are taken: they name each other."""

    row: PlanningTool
    form: Form
    answers: Mapping[tuple[str, str], Any]
    languages: Mapping[tuple[str, str], str]
    title: Mapping[str, str]
    saved_at: datetime | None

    @property
    def number(self) -> int:
        """Which round it is, from 1."""
        return self.row.number


def offered_tools(partnership: UUID, supported_by: set[UUID] | None = None) -> dict[str, Offered]:
    """Tools by key, as the newest rulebooks of the organiser's programmes have them. Two queries.

    Where two programmes have a tool of one key, that of a programme which supports the partnership comes first;
    `supported_by` names these programmes when the caller knows them (one query less).
    """
    own = supported_by
    if own is None:
        own = set(Grant.objects.filter(partnership=partnership).values_list("programme_id", flat=True))
    found: dict[str, Offered] = {}
    for programme in sorted(programmes(), key=lambda each: each.id not in own):
        version = programme.latest_version_id  # type: ignore[attr-defined]
        for key, tool in (parsed(version).tools if version else {}).items():
            if tool.form:
                found.setdefault(key, Offered(key, tool, version))
    return found


_rounds: Prepared[PlanningTool] = Prepared(
    lambda partnership: PlanningTool.objects.filter(partnership=partnership).order_by("number"), partnership=UUID
)


def rounds_of(partnership: UUID) -> list[PlanningTool]:
    """Every round of every tool of a partnership, the oldest first. One query."""
    return _rounds.all(partnership=partnership)


def tools_of(partnership: UUID) -> dict[str, PlanningTool]:
    """The newest round of each tool by key; `filled` are the steps without a gap. One query."""
    return {row.key: row for row in rounds_of(partnership)}


def tool_answers(partnership: UUID, key: str) -> ToolAnswers | None:
    """What stands in the newest round of a tool; None when nobody has begun it. Two queries."""
    row = tools_of(partnership).get(key)
    if row is None:
        return None
    rulebook = parsed(row.rulebook_version_id)
    kept = {place: each for place, each in stored(row.id).items() if not is_blank(each.value)}
    return ToolAnswers(
        row=row, form=rulebook.forms[rulebook.tools[key].form],
        answers={place: each.value for place, each in kept.items()},
        languages={place: each.language for place, each in kept.items()},
        title=rulebook.tools[key].title, saved_at=row.saved_at,
    )

"""What became of the figures of a report after it was sent: one sentence in front, and a table at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.aggregation import Figure
from tandem.foundation.documents.blocks import Block, Column, Heading, Note, Paragraph, Table, Text
from tandem.reports.figures.building import FIGURE
from tandem.reports.figures.shown import text_of
from tandem.web.templatetags.tandem import day, number

MOST_CAUSES: Final = 5  # records that are named per corrected figure


def _causes(key: str, changes: Mapping[str, Any], seen: frozenset[str] = frozenset()) -> list[str]:
    """The records, in words, that a corrected figure changed by: through every sum down to what it is counted from."""
    found: list[str] = []
    for row in changes[key].rows if key in changes and key not in seen else ():
        below = row[0].removeprefix(FIGURE)
        found += [row[4]] if below == row[0] else _causes(below, changes, seen | {key})
    return list(dict.fromkeys(word for word in found if word))


def as_read(figure: Figure, value: str) -> str:
    """Another value of the figure, with its currency or sign and as many decimals; '' is said in words."""
    return text_of(replace(figure, value=Decimal(value) if value else None))


def corrected_since(report: Any, figures: Sequence[tuple[str, Figure]]) -> list[Block]:
    """What has changed in the sources since the report was sent: each figure before and now, and by which records.

    `figures` are the frozen ones that were corrected, each with its words, in the order of the report.
    """
    made = list(report.corrections.order_by("seen_at", "key"))
    changes = {each.key: each for each in made}
    rows: list[tuple[Text, ...]] = [
        (
            label,
            as_read(figure, each.before),
            as_read(figure, each.now),
            "; ".join((*_causes(each.key, changes)[:MOST_CAUSES], day(each.seen_at, "short"))),
        )
        for label, figure in figures
        for each in made
        if each.key == figure.key
    ]
    columns = (
        Column(_("Figure"), share=5),
        Column(_("Sent as"), "end", 4),
        Column(_("Now"), "end", 4),
        Column(_("Because of"), share=5),
    )
    if not rows:
        return []
    return [
        Heading(1, _("Corrected since it was sent")),
        Paragraph(_("The figures above stay as they were sent. What has changed in their sources since is told here.")),
        Table(columns, tuple(rows), caption=_("Corrections"), row_headers=True),
    ]


def corrected_notice(many: int) -> Note:
    """One sentence in front of a report whose sources have changed since."""
    said = ngettext(
        "%(number)s figure has changed since. It stands here as it was sent; the last section says what it is now.",
        "%(number)s figures have changed since. They stand here as they were sent; the last section says what they "
        "are now.",
        many,
    )
    return Note(said % {"number": number(many)}, title=_("Corrected since it was sent"), tone="warn")

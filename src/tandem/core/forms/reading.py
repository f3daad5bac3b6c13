"""What people type → the JSON value of an answer, or the same text kept unread with the problems named.

`read` never raises and loses nothing: what cannot be read becomes `{"unread": "<what was typed>"}` (see
`tandem.core.forms.answers`), in the whole answer or in the one cell it concerns. Reading says what a text means; what
is missing or beyond a limit is the matter of `tandem.core.forms.missing`, so that saving is never blocked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from tandem.core.forms import rows, tables
from tandem.core.forms.cells import READERS, Context, Reader
from tandem.core.forms.definition import Part, Question
from tandem.core.forms.typed import Intake
from tandem.core.values import Problem, Replacement

_READERS: Mapping[str, Reader] = {
    **READERS,
    "file": rows.file,
    "organisation": rows.organisation,
    "people": rows.person,
    "budget": rows.budget_entry,
    "table": tables.table_row,
    "results": tables.result_row,
    "declaration": rows.declaration,
}


@dataclass(frozen=True)
class Reading:
    """What one input means. `value` None: nothing was typed, the answer is to be deleted.

    `problems`: why something is unread; `where` is '' or the cell of a row ('rate', 'years/1').
    `replaced`: characters that no database can store and that now read U+FFFD.
    `typed`: the input as it was typed (storable), to show it again.
    """

    value: Any
    problems: tuple[Problem, ...] = ()
    replaced: tuple[Replacement, ...] = ()
    typed: Any = ""

    @property
    def was_read(self) -> bool:
        """True when nothing of the input stays unread."""
        return not self.problems


def read(
    asked: Question | Part,
    raw: Any,
    locale: str,
    *,
    currency: str | None = None,
    options: Collection[str] | None = None,
) -> Reading:
    """The meaning of `raw` (text, list of texts for many, mapping for rows and parts) for a question or a part.

    `locale`: how this person writes ('es-GT'). `currency`: of money and of a budget row that names none; by default the
    question's own. `options`: ids that may be chosen where the question takes them from a rulebook list. One row of
    people, budget, table, results or file at a time; one part of a declaration at a time (a whole declaration as
    mapping is read too: then `value` maps part ids). Never raises; bounded time.
    """
    intake = Intake()
    own = asked.currency if isinstance(asked, Question) else None
    offered = tuple(options) if options is not None else tuple(option.id for option in asked.options)
    open_list = options is None and not asked.options and isinstance(asked, Question) and _elsewhere(asked)
    context = Context(asked, locale, currency or own or "", None if open_list else offered, intake)
    value, problems = _READERS[asked.type](context, raw)
    return Reading(value, problems, intake.replaced, Intake().typed(raw))


def _elsewhere(question: Question) -> bool:
    """Whether what may be chosen stands in the rulebook and not in the form."""
    return bool(question.options_from) or question.type == "results"

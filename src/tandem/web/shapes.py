"""The shapes that the page components read. Pages and panels build them; templates only show them.

Texts are ready for the reader (translated, numbers formatted); {language: text} from a rulebook may be passed as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import ngettext

from tandem.core.values.text import Localised
from tandem.web.templatetags.tandem import localised, number

Text = str | Localised


@dataclass(frozen=True)
class Choice:
    """One answer to choose."""

    value: str
    label: Text
    hint: Text = ""
    chosen: bool = False


@dataclass(frozen=True)
class Counter:
    """How much has been written. `unit` is 'words' or 'characters'; `limit` 0 means no limit."""

    now: int
    limit: int
    unit: str = "words"

    @property
    def over(self) -> bool:
        """True when more was written than the limit; nothing is ever cut."""
        return bool(self.limit) and self.now > self.limit

    @property
    def text(self) -> str:
        """'312 of 300 words'."""
        values = {"now": number(self.now), "limit": number(self.limit)}
        if not self.limit:
            words = ngettext("%(now)s word", "%(now)s words", self.now)
            signs = ngettext("%(now)s character", "%(now)s characters", self.now)
        else:
            words = ngettext("%(now)s of %(limit)s word", "%(now)s of %(limit)s words", self.limit)
            signs = ngettext("%(now)s of %(limit)s character", "%(now)s of %(limit)s characters", self.limit)
        return (words if self.unit == "words" else signs) % values


@dataclass(frozen=True)
class Cell:
    """One small field inside a row or a declaration.

    `kind` is one of text, email, textarea, choice, many, number, money, date, yes_no (radios from `choices`).
    `width` is '', 'two' or 'all' columns.
    """

    name: str
    label: Text
    kind: str = "text"
    value: Any = ""
    choices: Sequence[Choice] = ()
    hint: Text = ""
    error: str = ""
    required: bool = False
    width: str = ""
    counter: Counter | None = None
    unit: str = ""  # of money: its currency, shown before the input
    ask: Sequence[Choice] = ()  # what was typed can mean each of these: which was meant?

    @property
    def id(self) -> str:
        """The HTML id, from the name."""
        return f"f-{self.name}".replace("/", "-")

    @property
    def said(self) -> str:
        """Its answer in words, to be read."""
        if self.choices:
            return ", ".join(localised(choice.label) for choice in self.choices if choice.chosen)
        return str(self.value or "")

    @property
    def described(self) -> str:
        """Ids of what describes the field, for aria-describedby."""
        named = [f"{self.id}-hint"] if self.hint else []
        return " ".join(named + ([f"{self.id}-error"] if self.error else []))


@dataclass(frozen=True)
class Row:
    """One person, or one entry of a budget: `title` names it, `cells` are its fields.

    A budget entry also has `years` (a money cell each), `rate` (cells for rate, source and day, when its currency is
    not the grant's) and `total`, its sum in the grant's currency as text.
    """

    id: str
    title: str
    cells: Sequence[Cell]
    years: Sequence[Cell] = ()
    rate: Sequence[Cell] = ()
    total: str = ""
    revision: int = 0


@dataclass(frozen=True)
class FileRow:
    """One file that has been handed in; `size` in bytes, `url` downloads it."""

    row: str
    name: str
    size: int
    url: str
    title: str = ""
    note: str = ""


@dataclass(frozen=True)
class Conflict:
    """Two versions of one answer: mine, not saved, and the one that `who` saved at `when`."""

    mine: str
    theirs: str
    who: str
    when: str


@dataclass(frozen=True)
class Answer:
    """One answer to a question: the partnership's, or one party's (`party` is its name to show).

    `name` is the HTML name, `path` and `row` the answer's place, `revision` what was read (for autosave).
    `choices` for choice and many; `cells` for declaration, period and organisation; `rows` for people, budget, table
    and results; `files` for file.
    """

    name: str
    value: Any = ""
    path: str = ""
    row: str = ""
    revision: int = 0
    party: str = ""
    errors: Sequence[str] = ()
    choices: Sequence[Choice] = ()
    cells: Sequence[Cell] = ()
    rows: Sequence[Row] = ()
    files: Sequence[FileRow] = ()
    counter: Counter | None = None
    presence: str = ""
    saved: str = ""
    conflict: Conflict | None = None
    editable: bool = True
    ask: Sequence[Choice] = ()  # what was typed can mean each of these: which was meant?

    @property
    def id(self) -> str:
        """The HTML id, from the name."""
        return f"f-{self.name}".replace("/", "-")

    @property
    def picked(self) -> bool:
        """Whether one of the choices is chosen or one of the cells filled."""
        return any(choice.chosen for choice in self.choices) or any(cell.said for cell in self.cells)


@dataclass(frozen=True)
class Asked:
    """One question with its answers: one, or one per party. `type` is the form definition's question type.

    `currency` for money and budget; `accept` (the input's attribute) and `file_rule` ('PDF or Word, at most 10 MB
    each') for file; `add` is the value of the button that adds a row; `totals` are rows of text under a budget.
    """

    id: str
    type: str
    label: Text
    answers: Sequence[Answer]
    hint: Text = ""
    why: Text = ""
    required: bool = False
    currency: str = ""
    accept: str = ""
    file_rule: str = ""
    years: Sequence[str] = ()
    totals: Sequence[Mapping[str, Any]] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    GROUPED = frozenset(
        {"choice", "many", "file", "organisation", "people", "budget", "declaration", "period", "table", "results"}
    )

    @property
    def one(self) -> Answer | None:
        """The only answer, when a single input with one label is enough."""
        return self.answers[0] if len(self.answers) == 1 and self.type not in self.GROUPED else None

    @property
    def errors(self) -> list[str]:
        """Everything that is wrong with any of its answers."""
        return [error for answer in self.answers for error in answer.errors]

    def described(self, answer: Answer) -> str:
        """Ids of what describes one answer's input, for aria-describedby."""
        named = [f"q-{self.id}-hint"] if self.hint else []
        named += [f"{answer.id}-error"] if answer.errors else []
        return " ".join(named + ([f"{answer.id}-foot"] if answer.counter else []))

"""What can be filled in: a later app registers its kind of subject, and this app does the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from tandem.core.forms.answers import Answers
from tandem.core.forms.definition import Form, Option, Question
from tandem.core.forms.paths import Field
from tandem.core.rulebook.schema import Rulebook
from tandem.core.values import Verdict
from tandem.foundation.access import Actor, Decision


@dataclass(frozen=True)
class Side:
    """One party of the subject: its id in the rulebook, its organisation, and its title per language."""

    id: str
    name: str
    organisation_id: UUID
    title: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Subject:
    """Something being filled in, as one person sees it."""

    kind: str
    id: UUID
    title: str
    rulebook: Rulebook
    form: Form
    sides: tuple[Side, ...]
    mine: frozenset[str]  # the sides the person acts for
    write: Decision
    sign: Decision
    home: str  # address of its overview page
    address: str  # address under which its answer pages lie, ending in '/'
    revision: int = 0
    kinds: tuple[tuple[str, Any], ...] = ()  # kinds of organisation to choose from, with their labels
    elsewhere: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (verb of a remedy, party) → address
    extra: Any = None  # what the registering app wants to keep at hand

    @property
    def parties(self) -> tuple[str, ...]:
        """Ids of the sides, in the rulebook's order."""
        return tuple(side.id for side in self.sides)

    def side(self, id: str) -> Side | None:
        """The side with this id, None when the subject has none such."""
        return next((side for side in self.sides if side.id == id), None)

    def writable(self, place: Field) -> bool:
        """Whether this person may answer here: each party speaks for itself, the rest is written together."""
        return bool(self.write) and (not place.party or place.party in self.mine)

    def options(self, question: Question) -> tuple[Option, ...]:
        """The options of a choice, from the rulebook's list where the question names one."""
        return self.rulebook.lists[question.options_from].options if question.options_from else question.options


@dataclass(frozen=True)
class Change:
    """One answer that was saved: where, what it was and what it is."""

    place: Field
    row: str
    before: Any
    after: Any


class Kind(Protocol):
    """What an app that owns a kind of subject provides."""

    name: str

    def load(self, actor: Actor, id: UUID) -> Subject:
        """The subject as this person sees it; Refused with status 404 when they may not know of it."""

    def lock(self, actor: Actor, id: UUID) -> Subject:
        """The same under a row lock, inside a transaction: `write` is decided anew."""

    def saved(self, actor: Actor, subject: Subject, changes: Sequence[Change]) -> None:
        """Called in the transaction of a save with what changed."""

    def verdicts(self, subject: Subject, answers: Answers) -> tuple[Verdict, ...]:
        """What the rules say about these answers of the subject."""

    def writers(self, subject: Subject) -> Sequence[tuple[UUID, str]]:
        """Who may write here, by id and name: colleagues who can be asked to fill in a section."""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind of subject known."""
    _kinds[kind.name] = kind


def kind_named(name: str) -> Kind:
    """The registered kind; KeyError when there is none."""
    return _kinds[name]

"""The shape of rulebook and form that rules need: anything that looks like this will do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol


class OptionLike(Protocol):
    """An answer to choose."""

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> Mapping[str, str]: ...


class PartLike(Protocol):
    """A field of a declaration or a column of a row."""

    @property
    def id(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def label(self) -> Mapping[str, str]: ...
    @property
    def required(self) -> bool: ...
    @property
    def options(self) -> Sequence[OptionLike]: ...


class QuestionLike(Protocol):
    """A question of the form."""

    @property
    def id(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def of(self) -> str: ...
    @property
    def label(self) -> Mapping[str, str]: ...
    @property
    def options(self) -> Sequence[OptionLike]: ...
    @property
    def options_from(self) -> str | None: ...
    @property
    def parts(self) -> Sequence[PartLike]: ...
    @property
    def currency(self) -> str | None: ...
    @property
    def edits(self) -> str | None: ...


class FormLike(Protocol):
    """A form."""

    def questions(self) -> Iterator[QuestionLike]: ...


class PartyLike(Protocol):
    """Who may stand on one side."""

    @property
    def title(self) -> Mapping[str, str]: ...
    @property
    def kinds(self) -> Sequence[str]: ...
    @property
    def countries(self) -> Sequence[str]: ...
    @property
    def optional(self) -> bool: ...


class ListLike(Protocol):
    """A named list of options."""

    @property
    def options(self) -> Sequence[OptionLike]: ...


class RecordLike(Protocol):
    """A paper handed in once."""

    @property
    def title(self) -> Mapping[str, str]: ...


class RegionLike(Protocol):
    """Countries that are treated alike."""

    @property
    def title(self) -> Mapping[str, str]: ...
    @property
    def countries(self) -> Sequence[str]: ...


class ToolLike(Protocol):
    """A tool that the parties fill in together, step by step."""

    @property
    def title(self) -> Mapping[str, str]: ...
    @property
    def steps(self) -> Sequence[OptionLike]: ...


class CeilingLike(Protocol):
    """One row of a table of ceilings."""

    @property
    def region(self) -> str: ...
    @property
    def parties(self) -> int | None: ...
    @property
    def amount(self) -> str: ...


class CeilingsLike(Protocol):
    """A table of ceilings."""

    @property
    def decided_by(self) -> str: ...
    @property
    def rows(self) -> Sequence[CeilingLike]: ...


class FollowUpLike(Protocol):
    """What has to follow a kind of activity."""

    @property
    def kinds(self) -> Sequence[OptionLike]: ...
    @property
    def open(self) -> bool: ...
    @property
    def by(self) -> Sequence[str]: ...


class ActivityLike(Protocol):
    """A kind of activity."""

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> Mapping[str, str]: ...
    @property
    def followed_by(self) -> FollowUpLike | None: ...


class RuleLike(Protocol):
    """One rule as written."""

    @property
    def id(self) -> str: ...
    @property
    def must(self) -> Mapping[str, Any] | None: ...
    @property
    def should(self) -> Mapping[str, Any] | None: ...
    @property
    def when(self) -> str | None: ...
    @property
    def unless(self) -> str | None: ...
    @property
    def source(self) -> str: ...
    @property
    def clause(self) -> str: ...
    @property
    def refusal(self) -> Mapping[str, str]: ...
    @property
    def mend(self) -> Mapping[str, str]: ...
    @property
    def remedy(self) -> Mapping[str, Any] | str: ...


class ComponentLike(Protocol):
    """A kind of support."""

    @property
    def parties(self) -> Sequence[str]: ...
    @property
    def rules(self) -> Sequence[RuleLike]: ...
    @property
    def title(self) -> Mapping[str, str]: ...
    @property
    def ceiling(self) -> str | None: ...
    @property
    def ceilings(self) -> CeilingsLike | None: ...


class BookLike(Protocol):
    """A rulebook."""

    @property
    def languages(self) -> Sequence[str]: ...
    @property
    def parties(self) -> Mapping[str, PartyLike]: ...
    @property
    def lists(self) -> Mapping[str, ListLike]: ...
    @property
    def once_per_organisation(self) -> Mapping[str, RecordLike]: ...
    @property
    def regions(self) -> Mapping[str, RegionLike]: ...
    @property
    def tools(self) -> Mapping[str, ToolLike]: ...
    @property
    def recorded(self) -> Mapping[str, RecordLike]: ...
    @property
    def activities(self) -> Sequence[ActivityLike]: ...
    @property
    def components(self) -> Mapping[str, ComponentLike]: ...
    def form_of(self, component: str) -> FormLike: ...

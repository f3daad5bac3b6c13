"""One application as rules see it: facts read through the rulebook's parties and questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Generic, TypeVar, overload

from tandem.core.eligibility.asked import EACH_PARTY, YES_NO, Asked, asked_in
from tandem.core.eligibility.book import BookLike, ComponentLike, PartLike, QuestionLike
from tandem.core.eligibility.sorts import EVERYBODY, Kind, Sorts, matches

__all__ = ["EACH_PARTY", "MOST_DIGITS", "TOGETHER", "YES_NO", "Case", "as_decimal", "is_blank", "mapping", "sequence"]

TOGETHER = "together"
MOST_DIGITS = 40

Made = TypeVar("Made")


class lazily(Generic[Made]):
    """A property made on first use. Cases are made by the thousand: functools' own takes a lock for each."""

    def __init__(self, make: Callable[[Any], Made]) -> None:
        self.make = make
        self.name = make.__name__

    @overload
    def __get__(self, one: None, owner: type[Any]) -> lazily[Made]: ...
    @overload
    def __get__(self, one: object, owner: type[Any]) -> Made: ...
    def __get__(self, one: object | None, owner: type[Any]) -> lazily[Made] | Made:
        if one is None:
            return self
        made = self.make(one)
        one.__dict__[self.name] = made
        return made


def is_blank(value: Any) -> bool:
    """True for what counts as no answer: nothing, white text, an empty list or mapping. Zero and no are answers."""
    if isinstance(value, str):
        return not value or value.isspace()
    if isinstance(value, Mapping):
        return all(is_blank(part) for part in value.values())
    return value is None or (isinstance(value, list | tuple) and len(value) == 0)


def as_decimal(value: Any) -> Decimal | None:
    """A finite number of at most 40 characters as Decimal, from int, Decimal or plain text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    return _read(str(value))


@lru_cache(maxsize=4096)
def _read(written: str) -> Decimal | None:
    text = written.strip()
    body = text.lstrip("+-").replace(".", "", 1)
    if len(text) > MOST_DIGITS or not body.isascii() or not body.isdigit():
        return None
    try:
        return Decimal(text)
    except InvalidOperation:  # more than one sign
        return None


def mapping(value: Any) -> Mapping[str, Any]:
    """The value when it is a mapping, else an empty one."""
    if type(value) is dict:  # by far the most common, and asked thousands of times
        return value
    return value if isinstance(value, Mapping) else {}


@dataclass(frozen=True)
class Case:
    """A component's rules beside one set of facts. Facts of the wrong shape count as absent."""

    book: BookLike
    component_id: str
    facts: Mapping[str, Any]
    sorts: Sorts | None = field(default=None, repr=False, compare=False)  # those that will be asked of the people

    @lazily
    def component(self) -> ComponentLike:
        return self.book.components[self.component_id]

    @lazily
    def questions(self) -> Mapping[str, QuestionLike]:
        return self.asked.questions

    @lazily
    def asked(self) -> Asked:
        """The form as rules read it."""
        return asked_in(self.book.form_of(self.component_id))

    @lazily
    def answers(self) -> Mapping[str, Any]:
        """All answers by question."""
        return mapping(self.facts.get("answers"))

    @lazily
    def parties(self) -> tuple[str, ...]:
        """Parties that must be there, and the optional ones that are."""
        there = mapping(self.facts.get("parties"))
        roles = self.book.parties
        return tuple(id for id in self.component.parties if id in there or id not in roles or not roles[id].optional)

    def party(self, id: str) -> Mapping[str, Any]:
        return mapping(mapping(self.facts.get("parties")).get(id))

    def parties_of(self, question: str) -> tuple[str, ...]:
        """Who answers a question: ('',) when all together."""
        if question in self.asked.each:
            return self.parties
        of = self.questions[question].of if question in self.questions else TOGETHER
        return ("",) if of == TOGETHER else (of,)

    def chosen_parties(self, written: str) -> tuple[str, ...]:
        """'each_party' or one party's id, as the parties that are there."""
        return self.parties if written == EACH_PARTY else tuple(id for id in (written,) if id in self.parties)

    def pointer(self, question: str, party: str = "", part: str = "") -> str:
        """Where the answer stands among the facts, as a JSON pointer."""
        own = party if question in self.asked.each else ""
        return "/".join(["/answers", question, *(piece for piece in (own, part) if piece)])

    def path(self, question: str, party: str = "", part: str = "") -> str:
        """The question path to go to."""
        return _joined(question, party, part)

    def answer(self, question: str, party: str = "") -> Any:
        """The answer of one party (or of all together), None when there is none."""
        value = self.answers.get(question)
        return mapping(value).get(party) if question in self.asked.each else value

    def options(self, question: str) -> tuple[str, ...]:
        """Option ids a question offers, in order."""
        asked = self.questions.get(question)
        if asked is None:
            return ()
        if asked.options_from is not None:
            named = self.book.lists.get(asked.options_from)
            return tuple(option.id for option in named.options) if named else ()
        return tuple(option.id for option in asked.options)

    def part(self, question: str, part: str) -> PartLike | None:
        return self.asked.parts(question).get(part)

    @property
    def team_question(self) -> QuestionLike | None:
        return self.asked.team

    @property
    def yes_no_columns(self) -> frozenset[str]:
        """Columns of the people that are answered with yes or no."""
        return self.asked.yes_no

    @property
    def budget_question(self) -> QuestionLike | None:
        return self.asked.budget

    def team(self, party: str = "") -> list[Mapping[str, Any]]:
        """Rows of the team, of one party when given."""
        return [row for _, row in self.people(party)]

    def people(self, party: str = "") -> list[tuple[int, Mapping[str, Any]]]:
        """Rows of the team with their index among the facts, of one party when given."""
        found = self._people.get(party)
        if found is None:
            found = self._people[party] = [(i, row) for i, row in self._people[""] if row.get("party") == party]
        return found

    def of_sort(self, source: str, party: str = "", but: str | None = None) -> list[tuple[int, Mapping[str, Any]]]:
        """People of a sort, `but` not of another one, with their index among the facts; of one party when given."""
        people, sorts = self.people(party), self.sorts
        if source == EVERYBODY and not but:
            return people
        if sorts is None or not sorts.sources.issuperset((source, but or source)):
            return [pair for pair in people if matches(source, pair[1]) and not (but and matches(but, pair[1]))]
        kinds = self._kinds
        if not but:
            return [pair for pair in people if kinds[pair[0]][source]]
        return [pair for pair in people if (kind := kinds[pair[0]])[source] and not kind[but]]

    @lazily
    def _kinds(self) -> dict[int, Kind]:
        """By index among the facts, what is found for people who are alike in every column that sorts look at."""
        return {index: self.sorts.kind(row) for index, row in self._people[""]} if self.sorts else {}

    @lazily
    def _people(self) -> dict[str, list[tuple[int, Mapping[str, Any]]]]:
        """Rows of the team with their index: of all under '', of one party once somebody asks."""
        rows = self.facts.get("team")
        numbered = enumerate(rows) if isinstance(rows, (list, tuple)) else ()
        return {"": [(i, row) for i, row in numbered if row.__class__ is dict or isinstance(row, Mapping)]}

    def fact(self, dotted: str) -> Any:
        """The fact under a dotted name, None when it is not there."""
        value: Any = self.facts
        for name in dotted.split("."):
            value = mapping(value).get(name)
        return value

    def names(self, party: str = "") -> Mapping[str, Any]:
        """What expressions may ask: all facts, and `party` (with its own `answers`) where a rule is asked per party."""
        if not party:
            return self.facts
        found = self._names.get(party)
        if found is None:
            own = {**self.party(party), "id": party, "answers": self.own_answers(party)}
            found = self._names[party] = {**self.facts, "party": own}
        return found

    @lazily
    def _names(self) -> dict[str, Mapping[str, Any]]:
        return {}

    @property
    def asked_each(self) -> tuple[str, ...]:
        """Questions that each party answers."""
        return tuple(self.asked.each)

    def own_answers(self, party: str) -> dict[str, Any]:
        """What this party answered to the questions that each party answers."""
        answers = self.answers
        found = {id: mapping(answers[id]).get(party) for id in self.asked.each if id in answers}
        return {id: value for id, value in found.items() if value is not None}

    @lazily
    def ceiling(self) -> Decimal | None:
        """The largest grant in main units: the table's amount for this region and number of parties, else the one."""
        table = self.component.ceilings
        if table is None:
            return as_decimal(self.component.ceiling)
        region = self.region(table.decided_by)
        for row in table.rows:
            if row.region in ("", region) and row.parties in (None, len(self.parties)):
                return as_decimal(row.amount)
        return None

    def region(self, party: str) -> str:
        """The region of the party's country, '' when it is in none."""
        country = self.party(party).get("country")
        return next((id for id, region in self.book.regions.items() if country in region.countries), "")


def sequence(value: Any) -> Sequence[Any]:
    """The value when it is a list, one value as a list of one, nothing as an empty list."""
    if isinstance(value, list | tuple):
        return value
    return () if is_blank(value) else (value,)


@lru_cache(maxsize=4096)
def _joined(question: str, party: str, part: str) -> str:
    return "/".join([question, *(piece for piece in (party, part) if piece)])

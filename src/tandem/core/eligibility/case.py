"""One application as rules see it: facts read through the rulebook's parties and questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from tandem.core.eligibility.book import BookLike, ComponentLike, PartLike, QuestionLike

EACH_PARTY = "each_party"
TOGETHER = "together"
YES_NO = "yes_no"
MOST_DIGITS = 40


def is_blank(value: Any) -> bool:
    """True for what counts as no answer: nothing, white text, an empty list or mapping. Zero and no are answers."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, Mapping):
        return all(is_blank(part) for part in value.values())
    return value is None or (isinstance(value, list | tuple) and len(value) == 0)


def as_decimal(value: Any) -> Decimal | None:
    """A finite number of at most 40 characters as Decimal, from int, Decimal or plain text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    text = str(value).strip()
    body = text.lstrip("+-")
    if len(text) > MOST_DIGITS or not body.replace(".", "", 1).isascii() or not body.replace(".", "", 1).isdigit():
        return None
    return Decimal(text)


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

    @cached_property
    def component(self) -> ComponentLike:
        return self.book.components[self.component_id]

    @cached_property
    def questions(self) -> Mapping[str, QuestionLike]:
        return {question.id: question for question in self.book.form_of(self.component_id).questions()}

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """Parties that must be there, and the optional ones that are."""
        there = mapping(self.facts.get("parties"))
        roles = self.book.parties
        return tuple(id for id in self.component.parties if id in there or id not in roles or not roles[id].optional)

    def party(self, id: str) -> Mapping[str, Any]:
        return mapping(mapping(self.facts.get("parties")).get(id))

    def parties_of(self, question: str) -> tuple[str, ...]:
        """Who answers a question: ('',) when all together."""
        of = self.questions[question].of if question in self.questions else TOGETHER
        if of == EACH_PARTY:
            return self.parties
        return ("",) if of == TOGETHER else (of,)

    def chosen_parties(self, written: str) -> tuple[str, ...]:
        """'each_party' or one party's id, as the parties that are there."""
        return self.parties if written == EACH_PARTY else tuple(id for id in (written,) if id in self.parties)

    def pointer(self, question: str, party: str = "", part: str = "") -> str:
        """Where the answer stands among the facts, as a JSON pointer."""
        own = party if question in self.questions and self.questions[question].of == EACH_PARTY else ""
        return "/".join(["/answers", question, *(piece for piece in (own, part) if piece)])

    def path(self, question: str, party: str = "", part: str = "") -> str:
        """The question path to go to."""
        return "/".join([question, *(piece for piece in (party, part) if piece)])

    def answer(self, question: str, party: str = "") -> Any:
        """The answer of one party (or of all together), None when there is none."""
        value = mapping(self.facts.get("answers")).get(question)
        if question in self.questions and self.questions[question].of == EACH_PARTY:
            return mapping(value).get(party)
        return value

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
        asked = self.questions.get(question)
        return next((found for found in asked.parts if found.id == part), None) if asked else None

    @cached_property
    def team_question(self) -> QuestionLike | None:
        found = [question for question in self.questions.values() if question.edits == "team"]
        return found[0] if found else None

    @cached_property
    def yes_no_columns(self) -> frozenset[str]:
        """Columns of the people that are answered with yes or no."""
        asked = self.team_question
        return frozenset(part.id for part in asked.parts if part.type == YES_NO) if asked else frozenset()

    @cached_property
    def budget_question(self) -> QuestionLike | None:
        found = [question for question in self.questions.values() if question.type == "budget"]
        return found[0] if found else None

    def team(self, party: str = "") -> list[Mapping[str, Any]]:
        """Rows of the team, of one party when given."""
        return [row for _, row in self.people(party)]

    def people(self, party: str = "") -> list[tuple[int, Mapping[str, Any]]]:
        """Rows of the team with their index among the facts, of one party when given."""
        found = self._people.get(party)
        if found is None:
            found = self._people[party] = [(i, row) for i, row in self._people[""] if row.get("party") == party]
        return found

    @cached_property
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

    def names(self, party: str = "") -> dict[str, Any]:
        """What expressions may ask: all facts, and `party` (with its own `answers`) where a rule is asked per party."""
        own = {"party": {**self.party(party), "id": party, "answers": self.own_answers(party)}} if party else {}
        return {**self.facts, **own}

    @cached_property
    def asked_each(self) -> tuple[str, ...]:
        """Questions that each party answers."""
        return tuple(id for id, question in self.questions.items() if question.of == EACH_PARTY)

    def own_answers(self, party: str) -> dict[str, Any]:
        """What this party answered to the questions that each party answers."""
        return {id: value for id in self.asked_each if (value := self.answer(id, party)) is not None}

    @cached_property
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

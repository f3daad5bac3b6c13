"""What a form is made of: sections of questions, in the rulebook's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Text = dict[str, str]
Kept = TypeVar("Kept")
Bound = Annotated[str, Field(pattern=r"^(-?[0-9]{1,20}(\.[0-9]{1,10})?|[0-9]{4}-[0-9]{2}-[0-9]{2})$")]

QuestionType = Literal[
    "short_text",
    "long_text",
    "choice",
    "many",
    "number",
    "money",
    "date",
    "period",
    "file",
    "organisation",
    "people",
    "budget",
    "table",
    "results",
    "declaration",
]
# What a long text may start from instead of an empty field; the application that owns the form fills it.
PREFILLS: Final = frozenset(
    """
    last_report plan_statements plan_learning_goals plan_context_knowledge activities_done activities_next
    results_reached deviations risks_open visits_made budget_next amendments
    """.split()
)
Edited = Literal[
    "plan.learning_goals",
    "plan.results",
    "plan.context_knowledge",
    "plan.budget",
    "plan.activities",
    "plan.risks",
    "team",
]
# together: one answer for the partnership; each_party: one per party; a party's id: that party alone.
AskedOf = str


class Shape(BaseModel):
    """Base of everything written in a rulebook: nothing unknown, nothing changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Limit(Shape):
    """At most so many words or characters; at least so many. Text over a limit is kept, never cut."""

    words: int | None = Field(default=None, ge=1)
    characters: int | None = Field(default=None, ge=1)
    at_least_words: int | None = Field(default=None, ge=1)
    minimum: Bound | None = None  # smallest number, amount in main units, or day (ISO)
    maximum: Bound | None = None  # of a period: the first and the last day that it may hold
    months: int | None = Field(default=None, ge=1, le=600)  # longest period
    at_least_months: int | None = Field(default=None, ge=1, le=600)  # shortest period
    files: int | None = Field(default=None, ge=1)
    rows: int | None = Field(default=None, ge=1)  # at most so many people, entries or rows
    at_least_rows: int | None = Field(default=None, ge=1)


class Option(Shape):
    """One answer to choose."""

    id: Identifier
    label: Text
    hint: Text = {}


class Part(Shape):
    """One field of a declaration or one column of a row: a simple question without parties or conditions."""

    id: Identifier
    type: Literal["short_text", "long_text", "choice", "many", "number", "money", "date", "period", "yes_no"]
    label: Text
    hint: Text = {}
    required: bool = True
    options: tuple[Option, ...] = ()
    limit: Limit = Limit()
    currency: str | None = None  # money: the currency it is asked in; without one the person names it


class Question(Shape):
    """One question. `required` is a must at submission and never blocks saving."""

    id: Identifier
    type: QuestionType
    label: Text
    hint: Text = {}
    why: Text = {}  # why it is asked, shown as help
    required: bool = False
    of: AskedOf = "together"
    options: tuple[Option, ...] = ()  # results: the levels that may be named; without them the rulebook's stated ones
    options_from: str | None = None  # name of a rulebook list ('purposes') instead of options written here
    limit: Limit = Limit()
    parts: tuple[Part, ...] = ()  # declaration: its fields; table: its columns; people: those beside name and mail
    accept: tuple[str, ...] = ()  # file: allowed kinds, e.g. pdf, docx, xlsx, png, jpg
    currency: str | None = None  # money and budget: the grant's currency
    other_currencies: tuple[str, ...] = ()  # budget: may also be typed in these, with rate and source
    lines: tuple[Option, ...] = ()  # budget: its lines
    years: int | None = Field(default=None, ge=1, le=10)  # budget: how many years
    edits: Edited | None = None  # the part of the plan that the answer writes through to
    prefill: str = ""  # what it starts from: one of PREFILLS, 'earlier', 'profile.<field>', 'tool.<key>/<question>'
    when: str | None = None  # shown only when this expression holds over the answers
    identifies: bool = False  # says who or where the parties are: hidden from a blind panel
    clause: str = ""


class Section(Shape):
    """One page of the form."""

    id: Identifier
    title: Text
    intro: Text = {}
    answered_by: AskedOf = "together"
    questions: tuple[Question, ...]


class Form(Shape):
    """A whole form. Question ids are unique in it; the loader checks that."""

    id: Identifier
    title: Text
    intro: Text = {}
    minutes: int | None = Field(default=None, ge=1)  # time needed by each party, in minutes
    papers: tuple[Text, ...] = ()  # papers to have at hand
    sections: tuple[Section, ...]
    _places: dict[Any, Any] = PrivateAttr(default_factory=dict)  # what `paths` has worked out, by parties

    def questions(self) -> Iterator[Question]:
        """Every question in reading order."""
        for section in self.sections:
            yield from section.questions

    def question(self, id: str) -> Question:
        """The question with this id; KeyError when the form has none."""
        for question in self.questions():
            if question.id == id:
                return question
        raise KeyError(id)

    def kept(self, name: str, parties: Sequence[str], make: Callable[[], Kept]) -> Kept:
        """What `make` works out of this form for these parties, worked out once: a form never changes."""
        key = (name, tuple(parties))
        if key not in self._places:
            self._places[key] = make()
        found: Kept = self._places[key]
        return found

    def __copy__(self) -> Form:
        """A copy works everything out anew: it is made to be changed."""
        made = super().__copy__()
        made._places = {}
        return made

    def with_levels(self, levels: tuple[Option, ...]) -> Form:
        """The form with these levels in every sketch of results that writes none itself."""
        if all(question.type != "results" or question.options for question in self.questions()):
            return self
        sections = []
        for section in self.sections:
            asked = tuple(
                question.model_copy(update={"options": levels})
                if question.type == "results" and not question.options
                else question
                for question in section.questions
            )
            sections.append(section.model_copy(update={"questions": asked}))
        return self.model_copy(update={"sections": tuple(sections)})


def prefill_of(written: str) -> tuple[str, str, str]:
    """What `prefill` names: its kind (earlier, profile, tool, else the word itself), a key, a question of a tool."""
    if written.startswith("profile."):
        return "profile", written.removeprefix("profile."), ""
    if written.startswith("tool."):
        tool, _, question = written.removeprefix("tool.").partition("/")
        return "tool", tool, question
    return written, "", ""


def same_shape(one: Question, other: Question) -> bool:
    """Whether an answer to one question is an answer to the other: same type, and no column that the other lacks."""
    if one.type != other.type:
        return False
    columns = {part.id: part.type for part in other.parts}
    return all(columns.get(part.id) == part.type for part in one.parts)

"""Remedies for machines: the words a rulebook may use, the verbs a verdict carries, their schema, how to apply one.

A rulebook says `remedy: {choose: purposes}` (a word and what it concerns) or `remedy: none`. A verdict answers with a
verb and computed arguments: `choose_fewer`, `{"path": "purposes", "remove": 1, …}`.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from tandem.core.eligibility.case import mapping
from tandem.core.eligibility.sorts import matches
from tandem.core.values import Remedy

# A rulebook's word → the verbs a verdict may answer with, and what the word's target is.
WORDS: Mapping[str, tuple[frozenset[str], str]] = {
    "choose": (frozenset({"choose_fewer", "choose_more"}), "question"),
    "fill_in": (frozenset({"fill_in"}), "question"),
    "answer": (frozenset({"answer"}), "question"),
    "attach": (frozenset({"attach_file"}), "question"),
    "hand_in": (frozenset({"hand_in"}), "record"),
    "fill_in_profile": (frozenset({"fill_in_profile"}), "party"),
    "replace_party": (frozenset({"replace_organisation"}), "party"),
    "change_team": (
        frozenset({"add_person", "remove_person", "replace_people", "complete_people"}),
        "question",
    ),
    "complete_people": (frozenset({"complete_people"}), "question"),
    "mark_people": (frozenset({"mark_people"}), "question"),
    "change_rows": (frozenset({"add_rows", "remove_rows"}), "question"),
    "change_period": (frozenset({"change_period"}), "question"),
    "apply_first": (frozenset({"apply_first"}), "component"),
    "fill_in_tool": (frozenset({"fill_in_tool"}), "tool"),
    "have_recorded": (frozenset({"have_recorded"}), "recorded"),
    "change_amount": (frozenset({"change_amount"}), "question"),
    "add_rates": (frozenset({"add_rates"}), "question"),
}

Pointer = Annotated[str, Field(pattern=r"^/.+", description="JSON pointer into the facts")]
AnswerPath = Annotated[str, Field(description="Question path to go to: question, question/party, question/party/part")]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ChooseFewer(_Shape):
    """Unmark so many options."""

    verb: Literal["choose_fewer"]
    path: AnswerPath
    at: Pointer
    remove: int = Field(ge=1)
    of: list[str] = Field(description="What is marked now, in the form's order")


class ChooseMore(_Shape):
    """Mark so many options more."""

    verb: Literal["choose_more"]
    path: AnswerPath
    at: Pointer
    add: int = Field(ge=1)
    of: list[str] = Field(description="What may still be marked, in the form's order")


class FillIn(_Shape):
    """Write an answer at each of `at` in one's own words, and put one of the given values at each of `set`."""

    verb: Literal["fill_in"]
    path: AnswerPath
    paths: list[AnswerPath]
    at: list[Pointer]
    set: dict[str, list[Any]]


class Answer(_Shape):
    """Give one of these values at each place."""

    verb: Literal["answer"]
    path: AnswerPath
    paths: list[AnswerPath]
    set: dict[str, list[Any]] = Field(description="JSON pointer into the facts → values that are right")


class AttachFile(_Shape):
    """Attach a file at one of these questions."""

    verb: Literal["attach_file"]
    path: AnswerPath
    any_of: list[AnswerPath]
    at: list[Pointer]
    number: int = Field(ge=1)


class HandIn(_Shape):
    """The organisation hands in a paper that is asked once."""

    verb: Literal["hand_in"]
    record: str
    party: str
    at: Pointer


class FillInProfile(_Shape):
    """The organisation says this about itself in its profile."""

    verb: Literal["fill_in_profile"]
    party: str
    fields: list[str]
    set: dict[str, list[Any]]


class ReplaceOrganisation(_Shape):
    """Another organisation takes this side: one whose country or kind is among these."""

    verb: Literal["replace_organisation"]
    party: str
    at: Pointer
    what: Literal["country", "kind"]
    one_of: list[str]


class AddPerson(_Shape):
    """Name so many people more; `rows` say what they have to be."""

    verb: Literal["add_person"]
    path: AnswerPath
    party: str = Field(description="'' for any party")
    number: int = Field(ge=1)
    rows: list[dict[str, Any]]


class RemovePerson(_Shape):
    """Take so many people of a sort out; `sort` is an expression over a person, `person` for anybody."""

    verb: Literal["remove_person"]
    path: AnswerPath
    party: str = Field(description="'' for any party")
    number: int = Field(ge=1)
    sort: str
    not_counting: str


class ReplacePeople(_Shape):
    """Name other people in the place of these; each takes over what the place needs, `rows` say what has to differ."""

    verb: Literal["replace_people"]
    path: AnswerPath
    party: str = Field(description="'' for any party")
    number: int = Field(ge=1)
    at: list[Pointer]
    rows: list[dict[str, Any]]


class CompletePeople(_Shape):
    """Complete what is said of these people: own words at each of `at`, one of the given values at each of `set`."""

    verb: Literal["complete_people"]
    path: AnswerPath
    party: str = Field(description="'' for any party")
    people: list[str]
    at: list[Pointer]
    set: dict[str, list[Any]]


class MarkPeople(_Shape):
    """Take the mark from those at `unmark`; give it to `number` of those at `at`, or name new people (`rows`)."""

    verb: Literal["mark_people"]
    path: AnswerPath
    party: str = Field(description="'' for any party")
    mark: str
    number: int = Field(ge=0)
    at: list[Pointer]
    people: list[str] = Field(description="Names of those who may bear it")
    unmark: list[Pointer]
    rows: list[dict[str, Any]]


class AddRows(_Shape):
    """Add so many rows to a table; `rows` say what they have to be."""

    verb: Literal["add_rows"]
    path: AnswerPath
    at: Pointer
    number: int = Field(ge=1)
    rows: list[dict[str, Any]]


class RemoveRows(_Shape):
    """Take so many rows of a sort out of a table; `sort` is an expression over a row, '' for any."""

    verb: Literal["remove_rows"]
    path: AnswerPath
    at: Pointer
    number: int = Field(ge=1)
    sort: str


class ChangePeriod(_Shape):
    """Let it last otherwise: number of months or days; the first of the given values is the nearest that is right."""

    verb: Literal["change_period"]
    path: AnswerPath
    months: int = Field(ge=0)
    set: dict[str, list[Any]]


class ApplyFirst(_Shape):
    """Have another kind of support first (or ask for it at the same time, where that is enough), over this period."""

    verb: Literal["apply_first"]
    component: str
    begin: str = Field(description="ISO day, '' when any")
    end: str = Field(description="ISO day, '' when any")
    row: dict[str, Any] = Field(description="The grant as it would stand among the facts")


class FillInTool(_Shape):
    """Work through these steps of a tool together."""

    verb: Literal["fill_in_tool"]
    tool: str
    steps: list[str]
    at: Pointer


class HaveRecorded(_Shape):
    """Do this with the organiser, who records the day."""

    verb: Literal["have_recorded"]
    what: str
    at: Pointer
    by: str = Field(description="The last day that counts, '' when any")


class Way(_Shape):
    """One way to change amounts: by how much, to how much, and the facts as they are afterwards."""

    do: Literal["raise", "lower"]
    path: AnswerPath
    by: str
    to: str = ""
    set: dict[str, str]


class ChangeAmount(_Shape):
    """Any one of these ways is enough."""

    verb: Literal["change_amount"]
    path: AnswerPath
    currency: str
    options: list[Way] = Field(min_length=1)


class AddRates(_Shape):
    """Give so many budget lines their exchange rate."""

    verb: Literal["add_rates"]
    path: AnswerPath
    number: int = Field(ge=1)
    set: dict[str, list[Any]]


class Nothing(_Shape):
    """Nothing the applicant does can mend it."""

    verb: Literal["none"]


AnyRemedy = Annotated[
    ChooseFewer
    | ChooseMore
    | FillIn
    | Answer
    | AttachFile
    | HandIn
    | FillInProfile
    | ReplaceOrganisation
    | AddPerson
    | RemovePerson
    | ReplacePeople
    | CompletePeople
    | MarkPeople
    | AddRows
    | RemoveRows
    | ChangePeriod
    | ApplyFirst
    | FillInTool
    | HaveRecorded
    | ChangeAmount
    | AddRates
    | Nothing,
    Field(discriminator="verb"),
]
_ADAPTER: TypeAdapter[Any] = TypeAdapter(AnyRemedy)


def remedy_json(remedy: Remedy) -> dict[str, Any]:
    """A verdict's remedy as one JSON object that the published schema accepts."""
    return {"verb": remedy.verb, **remedy.arguments}


def remedies_schema() -> dict[str, Any]:
    """JSON Schema of every remedy a verdict may carry."""
    schema = _ADAPTER.json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tandem remedies",
        "description": "What mends a refusal: one object with a verb and its arguments.",
        **schema,
    }


def valid_remedy(remedy: Remedy) -> bool:
    """True when the published schema accepts it."""
    return bool(_ADAPTER.validate_python(remedy_json(remedy)))


def apply_remedy(facts: Mapping[str, Any], remedy: Remedy, way: int = 0) -> dict[str, Any]:
    """The facts as they are after somebody has followed the remedy; the given facts stay untouched.

    Texts are written as '…', the first allowed value is taken, people to be removed go from the end of the list.
    `way` chooses among the options of change_amount. ValueError for 'none' and unknown verbs.
    """
    after: dict[str, Any] = copy.deepcopy(dict(facts))
    said = remedy.arguments
    follow = _FOLLOW.get(remedy.verb)
    if follow is not None:
        follow(after, said)
    elif remedy.verb == "change_amount":
        for at, amount in said["options"][way]["set"].items():
            put(after, at, amount)
    else:
        raise ValueError(f"nothing to apply: {remedy.verb}")
    return after


def _choose_fewer(after: dict[str, Any], said: Mapping[str, Any]) -> None:
    put(after, said["at"], list(said["of"])[: len(said["of"]) - said["remove"]])


def _choose_more(after: dict[str, Any], said: Mapping[str, Any]) -> None:
    before = look(after, said["at"])
    marked = before if isinstance(before, list) else [before] if before else []
    put(after, said["at"], [*marked, *said["of"][: said["add"]]])


def _write(after: dict[str, Any], said: Mapping[str, Any]) -> None:
    for at in said.get("at", ()):
        put(after, at, "…")
    for at, values in said["set"].items():
        put(after, at, values[0])


def _attach(after: dict[str, Any], said: Mapping[str, Any]) -> None:
    before = look(after, said["at"][0])
    put(after, said["at"][0], (before if isinstance(before, int) else 0) + said["number"])


def _add_people(after: dict[str, Any], said: Mapping[str, Any]) -> None:
    team = after.get("team")
    after["team"] = [*(team if isinstance(team, list) else []), *({"name": "…", **row} for row in said["rows"])]


def _remove_people(after: dict[str, Any], said: Mapping[str, Any]) -> None:
    after["team"] = _without(after.get("team") or [], said)


def _replace_people(after: dict[str, Any], said: Mapping[str, Any]) -> None:
    for at, row in zip(said["at"], said["rows"], strict=True):
        put(after, at, {**mapping(look(after, at)), "name": "…", **row})


def _mark_people(after: dict[str, Any], said: Mapping[str, Any]) -> None:
    for at in said["unmark"]:
        put(after, at, False)
    for at in said["at"][: said["number"]]:
        put(after, at, True)
    _add_people(after, said)


def _apply_first(after: dict[str, Any], said: Mapping[str, Any]) -> None:
    grants = after.get("grants")
    after["grants"] = [*(grants if isinstance(grants, list) else []), dict(said["row"])]


def _fill_in_tool(after: dict[str, Any], said: Mapping[str, Any]) -> None:
    before = look(after, said["at"])
    put(after, said["at"], [*(before if isinstance(before, list) else []), *said["steps"]])


def _add_rows(after: dict[str, Any], said: Mapping[str, Any]) -> None:
    before = look(after, said["at"])
    put(
        after, said["at"], [*(before if isinstance(before, list) else []), *({"title": "…", **r} for r in said["rows"])]
    )


def _remove_rows(after: dict[str, Any], said: Mapping[str, Any]) -> None:
    before = look(after, said["at"])
    rows = before if isinstance(before, list) else []
    wanted = [i for i, row in enumerate(rows) if not said["sort"] or matches(said["sort"], mapping(row))]
    gone = set(wanted[len(wanted) - said["number"] :])
    put(after, said["at"], [row for i, row in enumerate(rows) if i not in gone])


_FOLLOW: Mapping[str, Callable[[dict[str, Any], Mapping[str, Any]], None]] = {
    "choose_fewer": _choose_fewer,
    "choose_more": _choose_more,
    "fill_in": _write,
    "answer": _write,
    "fill_in_profile": _write,
    "complete_people": _write,
    "change_period": _write,
    "add_rates": _write,
    "attach_file": _attach,
    "hand_in": lambda after, said: put(after, said["at"], True),
    "replace_organisation": lambda after, said: put(after, said["at"], said["one_of"][0]),
    "add_person": _add_people,
    "remove_person": _remove_people,
    "add_rows": _add_rows,
    "remove_rows": _remove_rows,
    "replace_people": _replace_people,
    "mark_people": _mark_people,
    "apply_first": _apply_first,
    "fill_in_tool": _fill_in_tool,
    "have_recorded": lambda after, said: put(after, said["at"], said["by"] or "2000-01-01"),
}


def _without(team: list[Any], said: Mapping[str, Any]) -> list[Any]:
    left = said["number"]
    kept: list[Any] = []
    for row in reversed(team):
        person = mapping(row)
        mine = not said["party"] or person.get("party") == said["party"]
        spared = bool(said["not_counting"]) and matches(said["not_counting"], person)
        if left and mine and not spared and matches(said["sort"], person):
            left -= 1
        else:
            kept.append(row)
    return kept[::-1]


def look(facts: Mapping[str, Any], pointer: str) -> Any:
    """The fact at a JSON pointer, None when it is not there."""
    value: Any = facts
    for key in pointer.split("/")[1:]:
        if isinstance(value, list):
            value = value[int(key)] if key.isdigit() and int(key) < len(value) else None
        else:
            value = mapping(value).get(key)
    return value


def put(facts: dict[str, Any], pointer: str, value: Any) -> None:
    """Write a fact at a JSON pointer, making the mappings on the way; entries of lists have to be there."""
    *way, last = pointer.split("/")[1:]
    holder: Any = facts
    for key, following in zip(way, pointer.split("/")[2:], strict=True):
        at: Any = int(key) if isinstance(holder, list) else key
        inner = holder[at] if isinstance(holder, list) else holder.get(key)
        entry = isinstance(inner, list) and following.isdigit() and int(following) < len(inner)
        fits = entry or isinstance(inner, dict)
        holder[at] = inner if fits else {}
        holder = holder[at]
    holder[int(last) if isinstance(holder, list) else last] = value

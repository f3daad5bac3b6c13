"""A sample applicant: answers that fill the whole form, and the facts that rules make of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from tandem.core.eligibility import evaluate
from tandem.core.forms.answers import Answers, by_path, is_blank
from tandem.core.forms.budget import totals
from tandem.core.forms.conditions import named_values
from tandem.core.forms.definition import Form, Option, Part, Question
from tandem.core.forms.paths import expand
from tandem.core.rulebook import Rulebook, example_facts
from tandem.core.values import Verdict, exponent
from tandem.rulebooks.wording import say
from tandem.web.templatetags.tandem import localised

SPACE = UUID("6b5f2a4e-9a3c-4d6e-8f3f-0a1b2c3d4e5f")  # rows of the sample are the same whenever it is shown
YEAR = 2026


def sides_of(book: Rulebook, component: str) -> tuple[str, ...]:
    """The parties of the sample: all of them."""
    return book.components[component].parties


def sample_answers(book: Rulebook, component: str) -> dict[tuple[str, str], Any]:
    """An answer at every place of the form: what a careful partnership would write, from facts that pass the rules."""
    form, sides = book.form_of(component), sides_of(book, component)
    facts = example_facts(book, component)
    found: dict[tuple[str, str], Any] = {}
    for place in expand(form, sides):
        question = place.question
        if place.has_rows:
            for at, row in enumerate(_rows(book, component, question, sides, facts)):
                found[(place.path, str(uuid5(SPACE, f"{place.path}/{at}")))] = row
            continue
        given = _given(facts, question, place.party, place.part)
        value = _value(book, place.asked, question, given)
        if value is not None:
            found[(place.path, "")] = value
    return found


def _given(facts: Mapping[str, Any], question: Question, party: str, part: Part | None) -> Any:
    value = facts["answers"].get(question.id)
    if question.of == "each_party" and isinstance(value, Mapping):
        value = value.get(party)
    return value.get(part.id) if part is not None and isinstance(value, Mapping) else value


def _value(book: Rulebook, asked: Question | Part, question: Question, given: Any) -> Any:
    """The JSON value of one answer; None where a sample has nothing to say."""
    kind = asked.type
    if kind in ("short_text", "long_text"):
        text = (
            given
            if isinstance(given, str) and given not in ("", "…")
            else _("An example of “%(question)s”") % {"question": localised(asked.label)}
        )
        return text[: asked.limit.characters or None]
    if kind in ("choice", "many"):
        ids = [option.id for option in options_of(book, asked)]
        return given if given else (ids[:1] if kind == "many" else next(iter(ids), None))
    if kind == "money":
        currency = asked.currency or book.organiser_currency
        amount = given if isinstance(given, str) and given.replace(".", "").isdigit() else "1000"
        return {"minor": int(float(amount) * 10 ** exponent(currency)), "currency": currency}
    if kind == "period":
        return given if isinstance(given, Mapping) else {"from": f"{YEAR}-03-01", "to": f"{YEAR + 1}-02-28"}
    if kind == "organisation":
        return {"organisation": "", "name": _("An association"), "country": "", "kind": "association"}
    if kind == "yes_no":
        return True if given is None else given
    return {"number": given or "1", "date": given or f"{YEAR}-03-01"}.get(kind)


def options_of(book: Rulebook, asked: Question | Part) -> Sequence[Option]:
    """What may be chosen."""
    named = getattr(asked, "options_from", None)
    if named and named in book.lists:
        return book.lists[named].options
    return asked.options


def _rows(
    book: Rulebook, component: str, question: Question, sides: Sequence[str], facts: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Rows of people, money, tables and results; files are left out: a sample has none to hand in."""
    if question.type == "people":
        return [_person(row, at) for at, row in enumerate(facts.get("team") or ())]
    if question.type == "budget":
        return list(_budget(question, sides, facts))
    if question.type == "table":
        row = {part.id: _value(book, part, question, None) for part in question.parts}
        return [{key: value for key, value in row.items() if value is not None}]
    if question.type == "results":
        level = next((option.id for option in question.options), "")
        return [
            {
                "level": level,
                "text": _("What is different for people"),
                "leads_to": "",
                "indicator": "",
                "unit": "",
                "baseline": "",
                "target": "",
            }
        ]
    return []


def _person(row: Mapping[str, Any], at: int) -> dict[str, Any]:
    names = [
        "Ada Holm",
        "Ben Odhiambo",
        "Clara Vig",
        "David Njoroge",
        "Eva Lind",
        "Fatma Said",
        "Gry Dal",
        "Hugo Mwangi",
    ]
    name = names[at % len(names)]
    plain = {key: value for key, value in row.items() if not is_blank(value)}
    return {**plain, "name": name, "email": f"{name.split()[0].lower()}@example.org"}


def _budget(question: Question, sides: Sequence[str], facts: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    budget = facts.get("budget", {})
    years = {str(at): 0 for at in range(1, (question.years or 1) + 1)}
    places = 10 ** exponent(question.currency or "EUR")
    line = next((option.id for option in question.lines), "")
    found = []
    for paid, key in (("grant", "asked"), ("own", "own_contribution")):
        amount = int(float(budget.get(key) or 0) * places)
        each = {year: amount // len(years) for year in years}
        if amount:
            found.append(
                {
                    "line": line,
                    "text": _("Visits and meetings"),
                    "party": sides[0],
                    "paid_by": paid,
                    "currency": question.currency,
                    "years": each,
                }
            )
    return found


def facts_of(book: Rulebook, component: str, answers: Answers, files: int = 1) -> dict[str, Any]:
    """What the rules look at when the sample applicant has written this; it has handed in its papers."""
    form, sides = book.form_of(component), sides_of(book, component)
    example = example_facts(book, component)
    facts: dict[str, Any] = {
        **{key: value for key, value in example.items() if key not in ("answers", "team", "budget")},
        "parties": {
            id: {**party, "name": localised(book.parties[id].title)} for id, party in example["parties"].items()
        },
        "answers": {**_papers(form, sides, files), **named_values(form, sides, answers)},
        "team": _team(form, answers),
    }
    budget = next((question for question in form.questions() if question.edits == "plan.budget"), None)
    if budget is not None:
        facts["budget"] = totals(budget, sides, answers).facts()
    return facts


def _papers(form: Form, sides: Sequence[str], files: int) -> dict[str, Any]:
    """A paper at every question that asks for one."""
    return {
        question.id: dict.fromkeys(sides, files) if question.of == "each_party" else files
        for question in form.questions()
        if question.type == "file" and files
    }


def _team(form: Form, answers: Answers) -> list[Mapping[str, Any]]:
    question = next((each for each in form.questions() if each.edits == "team"), None)
    rows = by_path(answers).get(question.id, ()) if question else ()
    return [value for _row, value in rows if isinstance(value, Mapping) and not is_blank(value)]


def verdicts_of(book: Rulebook, component: str, answers: Answers) -> tuple[Verdict, ...]:
    """What the rules say to the sample applicant."""
    return tuple(evaluate(book, component, facts_of(book, component, answers), say=say))


def breaking_facts(book: Rulebook, component: str) -> list[Mapping[str, Any]]:
    """Facts that break rules, the mildest first: the example with one answer gone, then nothing at all."""
    whole = example_facts(book, component)
    parties = {id: {"name": localised(book.parties[id].title)} for id in book.components[component].parties}
    return [
        {**whole, "parties": {id: {**whole["parties"].get(id, {}), **named} for id, named in parties.items()}},
        {
            "parties": parties,
            "answers": {},
            "team": [],
            "budget": whole.get("budget", {}),
            "call": whole.get("call", {}),
        },
        {"parties": parties, "answers": {}, "team": [], "budget": {}},
    ]

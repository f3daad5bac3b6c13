"""Reading and checking is linear: a millisecond a question, however long the form."""

from __future__ import annotations

import time
from typing import Any

from tandem.core.forms.definition import Form
from tandem.core.forms.missing import gaps
from tandem.core.forms.paths import expand, field_at
from tandem.core.forms.reading import read
from tests.core.forms.sample import options, question, text

TYPED: dict[str, Any] = {
    "short_text": "Clean water for Valle Verde",
    "long_text": "Agua limpia para todas. " * 100,
    "many": ["b", "a"],
    "choice": "a",
    "number": "1 234,5",
    "money": "kr 1 234,50",
    "date": "1. oktober 2024",
    "people": {"name": "Bo", "email": "bo@example.org", "party": "home"},
    "budget": {"line": "a", "currency": "NOK", "party": "home", "years": {"1": "1 000", "2": "2 000"}},
    "organisation": {"name": "Valle Verde", "country": "GT"},
}


def form_of(size: int) -> Form:
    types = list(TYPED)
    more = {"options": options("a", "b"), "limit": {"words": 1000}}
    questions = []
    for number in range(size):
        type_ = types[number % len(types)]
        asked = more if type_ in {"choice", "many"} else {"limit": {"words": 1000, "characters": 9000}}
        budget = {"currency": "NOK", "lines": options("a"), "years": 2} if type_ in {"budget", "money"} else {}
        questions.append(question(f"q{number}", type_, of="each_party", required=True, **asked, **budget))
    return Form(id="f", title=text("f"), sections=({"id": "s", "title": text("s"), "questions": questions},))


def seconds(form: Form) -> float:
    """The best of three runs of reading every place and checking the whole."""
    best = 1e9
    for _ in range(3):
        started = time.process_time()
        answers = {}
        for field in expand(form, ("home",)):
            row = "r" if field.has_rows else ""
            answers[(field.path, row)] = read(field.asked, TYPED[field.asked.type], "nb").value
        assert gaps(form, ("home",), answers) == ()
        best = min(best, time.process_time() - started)
    return best


def test_a_millisecond_a_question_and_linear() -> None:
    sixty, six_hundred = seconds(form_of(60)), seconds(form_of(600))
    assert sixty / 60 < 0.001
    assert six_hundred / 600 < 0.001
    assert six_hundred < 25 * sixty


def test_one_place_is_found_without_walking_the_answers() -> None:
    form = form_of(600)
    started = time.process_time()
    for _ in range(100):
        field_at(form, ("home",), "q599/home")
    assert (time.process_time() - started) / 100 < 0.001

"""A programme whose form asks as many questions as wanted, of every type: written into a folder of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

BASE = Path(__file__).resolve().parent.parent.parent / "benchmarks" / "rulebook"
LEVELS = ("output", "outcome", "impact")
A_SECTION = 10


def folder(to: Path, questions: int = 60, extra: Sequence[Mapping[str, Any]] = ()) -> Path:
    """A rulebook folder below `to` whose form asks so many questions (at least ten), ten a section.

    `extra` questions come last, in a section of their own.
    """
    made = to / f"asks-{questions}"
    shutil.copytree(BASE, made, dirs_exist_ok=True)
    yaml = YAML()
    book = yaml.load(made / "rulebook.yaml")
    book["rulebook"] = f"asks-{questions}"
    book["results"] = {
        "levels": [
            {"id": id, "title": {"en": id.capitalize()}, "centre": id == "outcome", "measured": id == "outcome"}
            for id in LEVELS
        ]
    }
    form = yaml.load(made / "forms/ten.yaml")
    more = [question(number) for number in range(11, questions + 1)]
    for at in range(0, len(more), A_SECTION):
        number = at // A_SECTION + 2
        section = {"id": f"part_{number}", "title": {"en": f"Part {number}"}, "questions": more[at : at + A_SECTION]}
        form["sections"].append(section)
    if extra:
        last = {"id": "extra", "title": {"en": "Extra"}, "questions": [_extra(each) for each in extra]}
        form["sections"].append(last)
    yaml.dump(book, made / "rulebook.yaml")
    yaml.dump(form, made / "forms/ten.yaml")
    return made


def _extra(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"label": {"en": str(given["id"])}, **json.loads(json.dumps(given))}


def question(number: int) -> dict[str, Any]:
    """The question of this number; its type turns with the number."""
    kinds = list(_kinds(number))
    return {"id": f"q{number}", "label": {"en": f"Question {number}: åøąñ?"}, **kinds[number % len(kinds)]}


def _kinds(number: int) -> Iterator[dict[str, Any]]:
    yield {"type": "short_text", "limit": {"characters": 120}}
    yield {"type": "long_text", "of": "each_party", "limit": {"words": 300}}
    yield {"type": "number", "limit": {"minimum": "-5"}}
    yield {"type": "money", "currency": "NOK"}
    yield {"type": "date"}
    yield {"type": "period", "limit": {"minimum": "2025-01-01", "maximum": "2029-12-31"}}
    yield {"type": "choice", "options": _options()}
    yield {"type": "many", "options": _options()}
    yield {"type": "table", "limit": {"rows": 40}, "parts": _columns()}
    yield {"type": "results"}
    yield {"type": "organisation"}
    yield {"type": "declaration", "of": "each_party", "parts": _columns()}
    yield {"type": "long_text", "when": 'place == "both"'}


def _columns() -> list[dict[str, Any]]:
    types = ("short_text", "long_text", "number", "money", "date", "period", "yes_no", "choice", "many")
    made: list[dict[str, Any]] = [
        {"id": f"c_{type}", "type": type, "label": {"en": type.replace("_", " ").capitalize()}} for type in types
    ]
    for column in made:
        if column["type"] in {"choice", "many"}:
            column["options"] = _options()
        if column["type"] == "money":
            column["currency"] = "EUR"
    return made


def _options() -> list[dict[str, Any]]:
    return [{"id": f"o{n}", "label": {"en": f"Possibility {n}"}} for n in range(1, 5)]

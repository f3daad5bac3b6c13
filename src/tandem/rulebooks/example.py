"""Example facts as YAML with notes: what each fact is, and which rules look at it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tandem.core.rulebook import Rulebook
from tandem.core.values import pick

HEAD = """\
# What the rules of {rulebook}/{component} look at. Change it and try it:
#   tandem rulebook facts {rulebook} {component} > facts.yaml
#   tandem rulebook try {rulebook} {component} --facts facts.yaml
# Leave out what is not answered; a zero and a no are answers. Amounts are plain numbers in quotes.
"""


def example_text(
    rulebook: Rulebook, component: str, facts: Mapping[str, Any], asked: Mapping[str, Sequence[str]]
) -> str:
    """The facts as YAML; every group and fact that a rule looks at carries the ids of those rules."""
    lines = [*HEAD.format(rulebook=rulebook.rulebook, component=component).splitlines(), ""]
    labels = {question.id: question for question in rulebook.form_of(component).questions()}
    for group, value in facts.items():
        lines.append(f"{group}:{_rules(asked, group)}")
        if group == "team":
            columns = sorted(name for name in asked if name.startswith("team."))
            lines += [f"  # {name.removeprefix('team.')}:{_rules(asked, name)[3:]}" for name in columns]
        if group == "answers":
            for id, answer in value.items():
                question = labels[id]
                lines.append(f"  # {pick(question.label, 'en')} ({question.type})")
                lines += _entry(id, answer, 1, asked, f"answers.{id}")
        else:
            lines += _body(value, 1, asked, group)
    return "\n".join(lines) + "\n"


def _rules(asked: Mapping[str, Sequence[str]], name: str) -> str:
    rules = asked.get(name, ())
    return f"  # {', '.join(rules)}" if rules else ""


def _entry(key: str, value: Any, level: int, asked: Mapping[str, Sequence[str]], name: str) -> Iterator[str]:
    pad = "  " * level
    if isinstance(value, (dict, list)) and value and not _flat(value):
        yield f"{pad}{key}:{_rules(asked, name)}"
        yield from _body(value, level + 1, asked, name)
    else:
        yield f"{pad}{key}: {json.dumps(value, ensure_ascii=False)}{_rules(asked, name)}"


def _body(value: Any, level: int, asked: Mapping[str, Sequence[str]], name: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            outer = name.split(".")[0]
            wide = f"parties.{key}" if outer == "parties" else f"{name}.{key}"
            deep = f"parties.records.{key}" if name == "parties.records" else wide
            yield from _entry(str(key), inner, level, asked, deep)
    else:
        for entry in value:
            yield f"{'  ' * level}- {json.dumps(entry, ensure_ascii=False)}"


def _flat(value: Any) -> bool:
    return isinstance(value, list) and not any(isinstance(entry, dict | list) for entry in value)

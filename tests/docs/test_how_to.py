"""The how-to pages work as they are written: their blocks are taken out and used."""

from __future__ import annotations

import re
import shutil
import textwrap
from pathlib import Path

import pytest

from tandem.core.rulebook import check, example_facts, load, try_
from tandem.rulebooks import shipped
from tandem.rulebooks.wording import say

HOW_TO = Path(__file__).resolve().parents[2] / "docs" / "how-to"


def block(page: str, language: str) -> str:
    """The only fenced block of this language on a page, as far left as it goes."""
    found = re.findall(rf"^ *```{language}\n(.*?)^ *```", (HOW_TO / page).read_text(encoding="utf-8"), re.S | re.M)
    assert len(found) == 1, page
    return textwrap.dedent(found[0])


def with_entry(text: str, before: str, entry: str) -> str:
    """The YAML text with an entry of a list put before another, indented alike."""
    place = re.search(rf"^( *)- id: {before}$", text, re.M)
    assert place is not None
    return text[: place.start()] + textwrap.indent(entry, place[1]) + text[place.start() :]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A copy of the shipped rulebook with the question and the rule of the pages."""
    folder = tmp_path / "ks-mic"
    shutil.copytree(shipped()["ks-mic"], folder)
    form, main = folder / "forms" / "application.yaml", folder / "rulebook.yaml"
    form.write_text(with_entry(form.read_text(), "competence", block("add-a-question.md", "yaml")))
    main.write_text(with_entry(main.read_text(), "focus_named", block("add-a-rule.md", "yaml")))
    return folder


def test_the_question_and_the_rule_are_sound(book: Path) -> None:
    assert check(book, shipped()) == ()


def test_the_rule_advises_each_party_when_its_answer_is_missing(book: Path) -> None:
    rulebook = load(book, shipped())
    facts = example_facts(rulebook, "project")
    assert set(facts["answers"]["handover"]) == {"home", "abroad"}
    del facts["answers"]["handover"]
    verdicts, problems = try_(rulebook, "project", facts, say)
    assert not problems
    found = [verdict for verdict in verdicts if verdict.rule == "handover_thought_of"]
    assert [verdict.party for verdict in found] == ["home", "abroad"]
    assert not any(verdict.passed for verdict in found)
    assert all("handover" in str(verdict.remedy) for verdict in found)

"""What check finds in the section about participants: one spoilt entry each."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.core.rulebook.check import check_documents
from tandem.core.rulebook.differences import differences
from tandem.core.rulebook.sources import read_folder
from tandem.core.rulebook.yaml_tree import read_yaml
from tandem.rulebooks import shipped
from tandem.rulebooks.differences import difference_text
from tandem.rulebooks.messages import finding_text

TEXTS = read_folder(shipped()["icld-partnership"]).texts
MAIN, FORM = "rulebook.yaml", "forms/participant.yaml"
SECTION = """participants:
  form: forms/participant.yaml
  approves: officer
  costs_only_for_approved: true
  lines: [travel, accommodation]
  source: Val av deltagare till partnerskapet
"""


def spoilt(file: str, old: str, new: str) -> list[Any]:
    """What check says once `old` reads `new` in this file."""
    assert TEXTS[file].count(old) >= 1, old
    texts = {**TEXTS, file: TEXTS[file].replace(old, new, 1)}
    return list(check_documents({name: read_yaml(name, text) for name, text in texts.items()}))


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        (MAIN, "lines: [travel, accommodation]", "lines: [travel, yachts]", "unknown_reference"),
        (MAIN, "lines: [travel, accommodation]", "lines: [travel, travel]", "twice"),
        (MAIN, "costs_only_for_approved: true", "costs_only_for_approved: false", "lines_not_asked"),
        (MAIN, SECTION, SECTION.replace("Val av deltagare till partnerskapet", "''"), "section_source_missing"),
        (MAIN, "form: forms/participant.yaml", "form: forms/preparation.yaml", "participants_form"),
        (MAIN, "form: forms/participant.yaml", "form: forms/nowhere.yaml", "file_missing"),
        (MAIN, "approves: officer", "approves: everybody", "wrong_value"),
        (FORM, "- id: mandate", "- id: mandated", "participants_lack"),
        (FORM, "- {id: guest, label: {sv: Gäst utifrån, en: Guest from outside}}", "", "participants_differ"),
        ("forms/preparation.yaml", "        edits: team\n", "", "participants_without_team"),
    ],
)
def test_one_spoilt_entry_is_named(file: str, old: str, new: str, code: str) -> None:
    found = [finding for finding in spoilt(file, old, new) if finding.code == code]
    assert found, code
    assert all(finding.line > 1 and "{" not in finding_text(finding) for finding in found)


def test_the_shipped_section_is_sound() -> None:
    assert not spoilt(MAIN, "approves: officer", "approves: officer")


def test_a_change_of_it_is_told_in_words() -> None:
    """Who compares two versions reads that people are named on another line too."""
    old = {"files": dict(TEXTS)}
    new = {"files": {**TEXTS, MAIN: TEXTS[MAIN].replace("[travel, accommodation]", "[travel, interpreting]")}}
    said = [difference_text(one) for one in differences(old, new, {})]
    assert said == ["participants: lines: interpreting added, accommodation removed"]

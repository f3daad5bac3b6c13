"""Faults are named where they are written, also in a rulebook that lies over another or says a thing for all parts."""

from __future__ import annotations

import pytest

from tandem.core.rulebook.check import check_texts
from tandem.core.rulebook.findings import Finding
from tandem.core.rulebook.sources import MAIN, read_folder
from tandem.rulebooks import shipped

TEXTS = {name: dict(read_folder(folder).texts) for name, folder in shipped().items()}
PARENT, OFFICE, FUND = "tacso-cooperation", "tacso-cooperation-serbia", "local-partnership"


def spoilt(book: str, before: str, after: str, file: str = MAIN) -> tuple[tuple[Finding, ...], int]:
    """What is found after one change, and the first line that was changed."""
    text = TEXTS[book][file]
    assert text.count(before) == 1, (before, text.count(before))
    line = text[: text.index(before)].count("\n") + 1
    return check_texts({**TEXTS[book], file: text.replace(before, after)}, TEXTS), line


OFFICE_STEP = "    - id: scored\n      title:\n        sr: Pročitana i bodovana\n"
RULES_MET = "      explains:\n        en: The published rules are met.\n"
UNSET = "        - {on: not yet set, source: house advice}\n"
CASES = (
    # an entry of an office's list stands at another number than in the whole, where its parent's come first
    (OFFICE, OFFICE_STEP, OFFICE_STEP.replace("sr: Proč", "srx: Proč"), "unknown_reference", 2),
    (OFFICE, OFFICE_STEP, OFFICE_STEP.replace("      title:", "      titlex:"), "unknown_key", 1),
    (OFFICE, "  - id: distance\n    title", "  - id: distance\n    weightx: 7\n    title", "unknown_key", 1),
    # what an office writes twice is there twice, and an id that is no text is refused like any other
    (OFFICE, OFFICE_STEP, OFFICE_STEP * 2, "step_twice", 0),
    (OFFICE, "  - id: distance\n    title", "  - id: {distance: [far]}\n    title", "wrong_value", 0),
    # what all components have in common is named there, not in each of them
    (PARENT, "  form: forms/application.yaml\n", "  form: forms/nowhere.yaml\n", "file_missing", 0),
    (PARENT, "  lowest_score:", "  lowest_scorex:", "unknown_key", 0),
    (PARENT, RULES_MET, "      explains: {}\n", "text_missing", 0),
    # an entry of a list in what a rule asks; instalments without a day
    (PARENT, "        - rural_serves\n", "        - [rural_serves]\n", "wrong_value", 0),
    (FUND, UNSET, UNSET * 2, "instalments_out_of_order", 1),
)


@pytest.mark.parametrize(("book", "before", "after", "code", "below"), CASES)
def test_it_is_named_where_it_is_written(book: str, before: str, after: str, code: str, below: int) -> None:
    found, line = spoilt(book, before, after)
    assert (MAIN, line + below, code) in {(each.file, each.line, each.code) for each in found}, found


def test_who_follows_up_is_one_of_those_that_the_form_offers() -> None:
    form = "forms/application.yaml"
    found, _ = spoilt(PARENT, "              - id: networks\n", "              - id: nobody\n", form)
    lines = TEXTS[PARENT][MAIN].splitlines()
    said = [each for each in found if each.code == "unknown_reference" and each.values["name"] == "networks"]
    # of trainings and of conferences
    assert [lines[each.line - 1].strip() for each in said] == ["- networks", "- networks"]

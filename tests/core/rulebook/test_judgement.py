"""What check finds in panels, outliers and interviews: one spoilt entry each, named in its file."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.core.rulebook.check import check_documents
from tandem.core.rulebook.findings import Finding
from tandem.core.rulebook.judgement import Assessors, InterviewRules
from tandem.core.rulebook.load import load
from tandem.core.rulebook.loosening_judgement import looser_judgement
from tandem.core.rulebook.sources import read_folder
from tandem.core.rulebook.yaml_tree import Document, read_yaml
from tandem.rulebooks import shipped
from tandem.rulebooks.messages import finding_text
from tests.core.rulebook.mutants import replaced

MAIN = "rulebook.yaml"
DOCUMENTS = {name: read_yaml(name, text) for name, text in read_folder(shipped()["ks-mic"]).texts.items()}
DATA: Any = DOCUMENTS[MAIN].data
COMPONENT = next(name for name, each in DATA["components"].items() if each.get("criteria"))
FORM_FILE = DATA["components"][COMPONENT]["form"]


def spoilt(changes: dict[str, Any], form: dict[str, Any] | None = None) -> tuple[Finding, ...]:
    """What check says once these entries of the component, and the flags of these questions, are otherwise."""
    documents: dict[str, Document] = dict(DOCUMENTS)
    before = DATA["components"][COMPONENT]
    documents[MAIN] = replaced(documents[MAIN], ("components", COMPONENT), {**before, **changes})
    for id, value in (form or {}).items():
        for number, section in enumerate(documents[FORM_FILE].data["sections"]):
            for place, question in enumerate(section["questions"]):
                if question["id"] == id:
                    path = ("sections", number, "questions", place)
                    documents[FORM_FILE] = replaced(documents[FORM_FILE], path, {**question, "identifies": value})
    return check_documents(documents)


def codes(found: tuple[Finding, ...]) -> set[str]:
    return {finding.code for finding in found}


EVIDENCE = DATA["components"][COMPONENT]["criteria"][0]["evidence"][0]
USED = {id for criterion in DATA["components"][COMPONENT]["criteria"] for id in criterion.get("evidence", ())}
SPARE = next(
    question["id"] for section in DOCUMENTS[FORM_FILE].data["sections"] for question in section["questions"]
    if question["id"] not in USED
)  # fmt: skip
SPOILT = [
    ({"blind": ["names", "names"]}, {}, "twice", MAIN),
    ({"outlier_points": 20}, {}, "outlier_of_one", MAIN),
    ({"interview": {"each_criterion": True}}, {}, "interview_without_step", MAIN),
    ({"interview": {"kinds": []}}, {}, "list_empty", MAIN),
    ({"blind": ["names"]}, {EVIDENCE: True}, "evidence_hidden", MAIN),
    ({}, {EVIDENCE: True}, "identifies_for_nobody", FORM_FILE),
    ({"blind": ["names"], "criteria": [], "selection": {**DATA["components"][COMPONENT]["selection"], "ties": []}}, {},
     "blind_without_scores", MAIN),
    ({"criteria": [], "interview": {"each_criterion": True}}, {}, "interview_without_criteria", MAIN),
]  # fmt: skip


@pytest.mark.clause("TAC-16")
@pytest.mark.parametrize(("changes", "form", "code", "file"), SPOILT)
def test_it_is_named_in_its_file_and_in_words(
    changes: dict[str, Any], form: dict[str, Any], code: str, file: str
) -> None:
    found = [finding for finding in spoilt(changes, form) if finding.code == code]
    assert found, codes(spoilt(changes, form))
    assert found[0].file == file and "{" not in finding_text(found[0])


@pytest.mark.clause("TAC-16")
def test_a_sound_panel_is_not_complained_of() -> None:
    sound = {"blind": ["names", "files"], "assessors": {"each": 2, "languages": True}, "outlier_points": 25}
    assert not codes(spoilt(sound)) & {"twice", "outlier_of_one", "evidence_hidden", "blind_without_scores"}
    assert not codes(spoilt(sound, {SPARE: True})) & {"identifies_for_nobody", "evidence_hidden"}


@pytest.mark.clause("TAC-5", "TAC-16")
def test_an_office_judges_as_strictly_as_its_parent() -> None:
    parent = load(shipped()["tacso-cooperation"])
    before = parent.components["exchange"]
    same = {"exchange": before}
    assert list(looser_judgement(parent, parent.model_copy(update={"components": same}))) == []
    looser = before.model_copy(update={
        "blind": ("names",), "assessors": Assessors(each=1), "outlier_points": 90,
        "interview": InterviewRules(at_least=1),
    })  # fmt: skip
    found = list(looser_judgement(parent, parent.model_copy(update={"components": {"exchange": looser}})))
    assert {one.path[-1] for one in found} == {
        "blind", "each", "languages", "outlier_points", "each_criterion", "four_eyes", "at_least"
    }  # fmt: skip
    child = load(shipped()["tacso-cooperation-serbia"], shipped())
    assert list(looser_judgement(parent, child)) == []

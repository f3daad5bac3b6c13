"""Two versions of a rulebook: every difference in words, with file and line; a child that loosens its parent."""

from __future__ import annotations

import copy
import shutil
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tandem.core.rulebook import RulebookError, bundle, check, differences, load
from tandem.core.rulebook.load import assemble
from tandem.core.rulebook.loosening import loosened
from tandem.core.rulebook.sources import read_folder
from tandem.core.rulebook.yaml_tree import read_yaml
from tandem.rulebooks import shipped
from tandem.rulebooks.differences import difference_text
from tandem.rulebooks.messages import finding_text
from tests.core.rulebook.mutants import replaced

HARBOUR = Path(__file__).parents[2] / "rulebooks" / "harbour-exchange"
PARENTS = {"harbour-exchange": HARBOUR}
MAIN, FORM, BOND = "rulebook.yaml", "forms/logbook.yaml", "templates/bond.yaml"

SAID = [
    (MAIN, 'version: "7"', 'version: "8"', "the version is 8, was 7"),
    (MAIN, "  en: Harbour Exchange\n", "  en: Harbour Swap\n",
     "the title in en is “Harbour Swap”, was “Harbour Exchange”"),
    (MAIN, "between: [1, 3]}", "between: [1, 2]}",
     "rule up_to_three_crafts of component voyage: must: between is 1, 2, was 1, 3"),
    (MAIN, "must: {rates: purse}", "should: {rates: purse}",
     "rule rates_known of component voyage: should instead of must, it only advises now"),
    (MAIN, "should: {choose: wind, exactly: 1}", "must: {choose: wind, exactly: 1}",
     "rule one_wind of component voyage: must instead of should, it refuses now"),
    (MAIN, "en: No wind is named.", "en: Name a wind.",
     "rule one_wind of component voyage: the refusal in en is “Name a wind.”, was “No wind is named.”"),
    (MAIN, "countries: [CL, PE, NZ]", "countries: [CL, PE]", "party tide: the countries: NZ removed"),
    (MAIN, "{on: 31 May}", "{on: 30 May}", ": the day is “30 May”, was “31 May”"),
    (MAIN, 'ceiling: "4000000"', 'ceiling: "4100000"', "component voyage: the ceiling is 4100000, was 4000000"),
    (MAIN, "unless: 'party.kind == \"university\"'\n", "\n", ": unless is gone, was “party.kind == \"university\"”"),
    (FORM, "limit: {rows: 12}", "limit: {rows: 13}",
     "question crew of section crew_and_purse: limit: rows is 13, was 12"),
    (FORM, "- {id: bread, label: {en: Bread, es: Pan}}", "- {id: water, label: {en: Water, es: Agua}}",
     "budget line water of question purse of section crew_and_purse is new"),
    (FORM, "- {id: bread, label: {en: Bread, es: Pan}}", "- {id: water, label: {en: Water, es: Agua}}",
     "budget line bread of question purse of section crew_and_purse is gone"),
    (BOND, "source: Charter of the Quays", "source: house advice",
     "the source is “house advice”, was “Charter of the Quays”"),
]  # fmt: skip


def changed(tmp_path: Path, file: str, old: str, new: str) -> Path:
    """A copy of the harbour's rulebook with one text replaced."""
    folder = Path(shutil.copytree(HARBOUR, tmp_path / "harbour-exchange"))
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text, old
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(("file", "old", "new", "said"), SAID)
def test_a_difference_is_said_in_words_at_its_line(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    folder = changed(tmp_path, file, old, new)
    found = differences(HARBOUR, folder)
    told = {difference_text(one): one for one in found}
    one = next((told[text] for text in told if text == said or (said[0] == ":" and text.endswith(said))), None)
    assert one is not None, list(told)
    assert one.file == file
    if new.strip():
        text = (HARBOUR if one.old else folder).joinpath(file).read_text(encoding="utf-8")
        first = text[: text.index(old if one.old else new)].count("\n") + 1
        assert first - 1 <= one.line <= first + 1


def test_what_is_the_same_has_no_difference_and_order_is_one() -> None:
    assert differences(HARBOUR, HARBOUR) == ()
    stored = bundle(HARBOUR).content
    assert differences(stored, HARBOUR) == ()


def test_rules_that_come_go_and_move(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(HARBOUR, tmp_path / "h"))
    yaml = YAML()
    tree = yaml.load(folder / MAIN)
    rules = tree["components"]["voyage"]["rules"]
    gone = rules.pop(0)
    rules.insert(0, rules.pop(1))
    rules.append({**copy.deepcopy(rules[0]), "id": "a_new_one"})
    yaml.dump(tree, folder / MAIN)
    told = [(one.kind, one.path[-1], one.old) for one in differences(HARBOUR, folder)]
    assert ("added", "a_new_one", False) in told
    assert ("removed", gone["id"], True) in told
    assert ("moved", "rules", False) in told
    back = {(one.kind, one.path[-1]) for one in differences(folder, HARBOUR)}
    assert back == {("removed", "a_new_one"), ("added", gone["id"]), ("moved", "rules")}


def test_ceilings_and_letters_of_another_programme(tmp_path: Path) -> None:
    book = shipped()["icld-partnership"]
    folder = Path(shutil.copytree(book, tmp_path / "b"))
    text = (folder / MAIN).read_text(encoding="utf-8")
    text = text.replace('amount: "220000"', 'amount: "230000"', 1).replace("opens: 15 February", "opens: 14 February")
    (folder / MAIN).write_text(text, encoding="utf-8")
    assert [difference_text(one) for one in differences(book, folder)] == [
        "row 1 of component preparation: the amount is 230000, was 220000",
        "round spring: the first day is “14 February”, was “15 February”",
    ]


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulebookError):
        differences(HARBOUR, tmp_path)


# ---- a child beside its parent ---------------------------------------------------------------------------------------


def child(written: str, tmp_path: Path) -> Path:
    folder = tmp_path / "little-harbour"
    folder.mkdir()
    title = "title: {en: Little harbour, es: Pequeño puerto}"
    head = f'rulebook: little-harbour\nversion: "1"\nextends: harbour-exchange\n{title}\n'
    (folder / MAIN).write_text(head + written, encoding="utf-8")
    return folder


def rule(written: str) -> str:
    return f"components:\n  voyage:\n    rules:\n      - {written}\n"


LOOSER = [
    (rule("{id: up_to_three_crafts, must: {between: [1, 4]}}"), 8, "loosened_number"),
    (rule("{id: up_to_three_crafts, must: {between: [0, 3]}}"), 8, "loosened_number"),
    (rule("{id: up_to_three_crafts, must: {between: null, at_most: 3}}"), 8, "loosened_number"),
    (rule("{id: rates_known, must: null, should: {rates: purse}}"), 8, "loosened_to_should"),
    (rule("{id: rates_known, when: 'answers.days > 3'}"), 8, "loosened_condition"),
    (rule("{id: rates_known, recorded_at: appraisal}"), 8, "loosened_number"),
    ("components: {voyage: {rules: []}}\n", 5, "loosened_removed"),
    ("components: {voyage: {years: 3}}\n", 5, "loosened_number"),
    ('components: {voyage: {ceiling: "4000001"}}\n', 5, "loosened_number"),
    ("parties: {tide: {countries: [CL, PE, NZ, BO]}}\n", 5, "loosened_list"),
    ("parties: {lantern: {kinds: [municipality, association, company]}}\n", 5, "loosened_list"),
    ("parties: {guild: {optional: true}}\n", 5, "loosened_number"),
    (rule("{id: rates_known, must: {rates: null, answered: days}}"), 8, ""),
]
STRICTER = [
    rule("{id: up_to_three_crafts, must: {between: [1, 2]}}"),
    rule("{id: one_wind, should: null, must: {choose: wind, exactly: 1}}"),
    'components: {voyage: {ceiling: "3900000"}}\n',
    "parties: {tide: {countries: [CL, PE]}}\ncycle: {donors: {}}\n",
    "components: {voyage: {years: 2}}\n",
]


@pytest.mark.parametrize(("written", "line", "code"), LOOSER)
def test_a_child_that_loosens_its_parent_is_reported_at_its_line(
    tmp_path: Path, written: str, line: int, code: str
) -> None:
    found = [f for f in check(child(written, tmp_path), PARENTS) if f.code.startswith("loosened")]
    if code:
        assert {(f.code, f.file, f.line) for f in found} == {(code, MAIN, line)}
        assert all(f.level == "error" for f in found)
        assert not any("{" in text for f in found for text in finding_text(f))


@pytest.mark.parametrize("written", STRICTER)
def test_a_child_may_tighten(tmp_path: Path, written: str) -> None:
    found = check(child(written, tmp_path), PARENTS)
    assert not [f for f in found if f.code.startswith("loosened")]


LAXER: list[tuple[str, str, dict[str, Any], str]] = [
    ("preparation", "two_politicians", {"exactly": 1}, "at_least"),
    ("preparation", "two_politicians", {"exactly": 3}, "at_most"),
    ("preparation", "one_coordinator", {"nobody_else": False}, "nobody_else"),
    ("steering_group", "majority_and_opposition", {"include": ["majority"]}, "include"),
    ("project", "lasts", {"between": [6, 36]}, "at_least"),
    ("project", "lasts", {"between": [12, 48]}, "at_most"),
    ("project", "steering_group_alongside", {"covers": None}, "covers"),
    ("project", "tool_came_before", {"filled": ["risks"]}, "filled"),
    ("broadening", "steering_group_runs", {"active": False}, "active"),
    ("broadening", "steering_group_runs", {"or_applied": True}, "or_applied"),
    ("dissemination", "talked_first", {"before": "closing"}, "before"),
]
SHIPPED = shipped()["icld-partnership"]
PARENT = load(SHIPPED)
DOCUMENTS = {name: read_yaml(name, text) for name, text in read_folder(SHIPPED).texts.items()}


@pytest.mark.parametrize(("component", "id", "change", "field"), LAXER)
def test_each_way_to_ask_less_is_named(component: str, id: str, change: dict[str, Any], field: str) -> None:
    data: Any = DOCUMENTS[MAIN].data
    rules = data["components"][component]["rules"]
    place = next(index for index, entry in enumerate(rules) if entry["id"] == id)
    path = ("components", component, "rules", place, "must")
    before = reduce(lambda tree, key: tree[key], path, data)
    document = replaced(DOCUMENTS[MAIN], path, {k: v for k, v in {**before, **change}.items() if v is not None})
    looser = assemble({**DOCUMENTS, MAIN: document}).rulebook
    assert looser is not None
    (finding,) = loosened(PARENT, looser, document)
    assert (finding.code, finding.values["name"], finding.rule) == ("loosened_number", field, id)
    assert finding.line == DOCUMENTS[MAIN].place(path)[0]
    assert not loosened(PARENT, PARENT, DOCUMENTS[MAIN])

"""Rulebooks are edited entry by entry: the value is there afterwards, and whatever was not touched stays as it was."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.rulebook import check_texts, formatted_files
from tandem.core.rulebook.editing import EditError, Insert, Key, Move, Remove, Set, edited, inverse, value_at
from tandem.core.rulebook.skeleton import child_skeleton, skeleton
from tandem.core.rulebook.sources import read_folder
from tandem.core.rulebook.yaml_tree import read_yaml
from tandem.rulebooks import shipped

MAIN = "rulebook.yaml"
TEXTS = dict(read_folder(shipped()["ks-mic"]).texts)
SMALL = {MAIN: """\
# What this file is about.

rulebook: small   # its name
languages: [en, es]
title: {en: A title, es: Un título}

parties:
  # first the one at home
  home:
    countries: [NO]   # one
  abroad:
    # and why
    countries: [GT, KE]

rules:
  # the first rule
  - id: one
    text: >-
      A long text that somebody
      has broken where it suited them.
    must: {count: 'role == "x"', at_least: 2}

  - id: two   # the second
    text: "2"
    must: {yes: a}

  # the last rule
  - id: three
    text: three
    nothing: null

after: end
"""}
COMMENTS = ("# What this file is about.", "# its name", "# first the one at home", "# one", "# and why",
            "# the first rule", "# the second", "# the last rule")


def data(texts: dict[str, str], file: str = MAIN) -> Any:
    document = read_yaml(file, texts[file])
    assert not document.findings, document.findings
    return document.data


plain_text = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=300)
texts = plain_text | st.sampled_from(
    ["", "null", "true", "12", "-0", "1e3", "2024.1", "2024-10-01", "NO", "yes", "a: b", "- a", "# no", "'", '"', "\\",
     "a\nb", "a\n", "\n", " a", "a ", "a  b", "{x}", "[x", "&a", "*a", "!t", "%d", "@x", "`x", "|", ">", "word " * 40,
     "line\n\nline", "  two\nlines", "tab\tin", "---", "...", "=", "é: ñ", "a #b", "a:", "?", "<<", "~"])
scalars = texts | st.integers(-10**12, 10**12) | st.booleans() | st.none()
keys = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True) | st.sampled_from(["yes", "on", "a b", "1", "en-GB"])
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
                      max_leaves=12)


def paths(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a tree but its root."""
    found = [path] if path else []
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in inner:
        found += paths(value, (*path, key))
    return found


PLACES = paths(data(SMALL))
LISTS = [path for path in PLACES if isinstance(value_at(SMALL, MAIN, path), list)]
ENTRIES = [path for path in PLACES if isinstance(path[-1], int)]


@given(st.sampled_from(PLACES), values)
def test_what_is_set_is_there_and_nothing_else_has_changed(path: tuple[Any, ...], value: Any) -> None:
    after = edited(SMALL, [Set(MAIN, path, value)])
    expected = deepcopy(data(SMALL))
    holder = expected
    for part in path[:-1]:
        holder = holder[part]
    holder[path[-1]] = value
    assert data(after) == expected


@given(st.sampled_from(PLACES), values)
def test_setting_back_gives_the_same_meaning(path: tuple[Any, ...], value: Any) -> None:
    after = edited(SMALL, [Set(MAIN, path, value)])
    assert data(edited(after, [Set(MAIN, path, value_at(SMALL, MAIN, path))])) == data(SMALL)


@given(st.sampled_from([p for p in PLACES if not isinstance(value_at(SMALL, MAIN, p), dict | list)]), texts)
def test_another_text_and_back_leaves_every_comment(path: tuple[Any, ...], value: str) -> None:
    after = edited(SMALL, [Set(MAIN, path, value)])
    for comment in COMMENTS:
        assert comment in after[MAIN], comment


@given(st.sampled_from(PLACES), texts.filter(lambda t: len(t) < 60 and "\n" not in t))
def test_setting_a_short_text_back_gives_the_same_text(path: tuple[Any, ...], value: str) -> None:
    before = value_at(SMALL, MAIN, path)
    if isinstance(before, dict | list) or path[-1] == "text" or before is None or "=" in str(before):
        return  # those have several ways to be written
    again = edited(edited(SMALL, [Set(MAIN, path, value)]), [Set(MAIN, path, before)])
    assert again == SMALL


@given(st.sampled_from(LISTS), st.integers(0, 5), values)
def test_inserting_and_the_inverse(path: tuple[Any, ...], index: int, value: Any) -> None:
    length = len(value_at(SMALL, MAIN, path))
    edit = Insert(MAIN, path, min(index, length), value)
    after = edited(SMALL, [edit])
    assert value_at(after, MAIN, (*path, min(index, length))) == value
    assert data(edited(after, inverse(SMALL, edit))) == data(SMALL)


@given(st.sampled_from(ENTRIES), st.integers(-1, 2))
def test_moving_keeps_every_comment_and_the_inverse_gives_the_same_text(path: tuple[Any, ...], to: int) -> None:
    length = len(value_at(SMALL, MAIN, path[:-1]))
    edit = Move(MAIN, path, to if to < length else -1)
    after = edited(SMALL, [edit])
    assert all(comment in after[MAIN] for comment in COMMENTS)
    moved = value_at(after, MAIN, (*path[:-1], edit.to if edit.to >= 0 else length - 1))
    assert moved == value_at(SMALL, MAIN, path)
    assert edited(after, inverse(SMALL, edit)) == SMALL


@given(st.sampled_from(PLACES))
def test_removing_takes_one_thing_and_the_inverse_brings_it_back(path: tuple[Any, ...]) -> None:
    edit = Remove(MAIN, path)
    after = edited(SMALL, [edit])
    back = edited(after, inverse(SMALL, edit))
    assert data(back) == data(SMALL)
    if path[0] != "rules":
        assert "# the first rule" in after[MAIN] and "# the last rule" in after[MAIN]
    if path[0] != "parties":
        assert "# and why" in after[MAIN]


@given(st.lists(st.tuples(st.sampled_from(PLACES), scalars), max_size=4))
def test_the_result_is_in_normal_form_when_it_was_before(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    after = SMALL
    for path, value in changes:
        try:
            after = edited(after, [Set(MAIN, path, value)])
        except EditError:
            continue  # an earlier change has taken the place away
    left = formatted_files(after)
    assert not left or data(left | {k: v for k, v in after.items() if k not in left}) == data(after)


def test_an_entry_is_picked_by_its_id_wherever_it_stands() -> None:
    rules = data(TEXTS)["components"]["project"]["rules"]
    first = rules[3]["id"]
    path = ("components", "project", "rules", Key("id", first))
    assert value_at(TEXTS, MAIN, (*path, "id")) == first
    moved = edited(TEXTS, [Move(MAIN, path, 0)])
    assert data(moved)["components"]["project"]["rules"][0]["id"] == first
    assert sorted(moved[MAIN].splitlines()) == sorted(TEXTS[MAIN].splitlines())


def test_an_edit_of_a_large_file_changes_one_line_only() -> None:
    after = edited(TEXTS, [Set(MAIN, ("components", "project", "years"), 2)])
    before, now = TEXTS[MAIN].splitlines(), after[MAIN].splitlines()
    assert len(before) == len(now) and sum(a != b for a, b in zip(before, now, strict=True)) == 1


def test_a_whole_entry_is_saved_and_only_what_differs_is_written() -> None:
    rule = value_at(SMALL, MAIN, ("rules", Key("id", "one")))
    after = edited(SMALL, [Set(MAIN, ("rules", Key("id", "one")), {**rule, "clause": "MIC-1"})])
    assert "has broken where it suited them." in after[MAIN] and "    clause: MIC-1" in after[MAIN]
    assert after[MAIN].replace("    clause: MIC-1\n", "") == SMALL[MAIN]


@pytest.mark.parametrize(("edit", "code"), [
    (Set("forms/none.yaml", ("a",), 1), "no_file"),
    (Set("/etc/passwd", (), {"a": 1}), "file_name"),
    (Set("../x.yaml", (), {"a": 1}), "file_name"),
    (Set(MAIN, ("rules", 9, "id"), 1), "not_there"),
    (Set(MAIN, ("rules", Key("id", "nine"), "id"), 1), "not_there"),
    (Set(MAIN, ("parties", Key("id", "home"), "id"), 1), "no_list"),
    (Set(MAIN, ("after", "deeper", "still"), 1), "not_there"),
    (Remove(MAIN, ("nothing",)), "not_there"),
    (Remove(MAIN, ()), "main_needed"),
    (Remove("forms/none.yaml", ()), "no_file"),
    (Insert(MAIN, ("after",), 0, 1), "no_list"),
    (Insert(MAIN, ("rules",), 9, 1), "not_there"),
    (Move(MAIN, ("after",), 0), "no_list"),
    (Move(MAIN, ("rules", 0), 9), "not_there"),
    (Set(MAIN, ("after",), 1.5), "bad_value"),
    (Set(MAIN, ("after",), "a\x00b"), "bad_value"),
    (Set(MAIN, ("after",), "a\ud800b"), "bad_value"),
    (Set(MAIN, ("after",), "x" * 9000), "unreadable"),
    (Set(MAIN, (), [1]), "no_mapping"),
])
def test_a_bad_edit_is_refused_and_nothing_changes(edit: Any, code: str) -> None:
    before = dict(SMALL)
    with pytest.raises(EditError) as error:
        edited(SMALL, [Set(MAIN, ("after",), "first"), edit])
    assert error.value.code == code and before == SMALL


def test_what_is_no_yaml_is_not_edited() -> None:
    with pytest.raises(EditError) as error:
        edited({MAIN: "a: 1\na: 2\n"}, [Set(MAIN, ("b",), 1)])
    assert error.value.code == "unreadable" and error.value.findings[0].code == "duplicate_key"


def test_files_are_made_and_removed() -> None:
    new = edited(SMALL, [Set("forms/a.yaml", (), {"id": "a", "title": {"en": "A"}})])
    assert new["forms/a.yaml"] == "id: a\ntitle: {en: A}\n"
    assert edited(new, inverse(SMALL, Set("forms/a.yaml", (), {"id": "a"}))) == SMALL


@pytest.mark.parametrize("languages", [["en"], ["da", "en"], ["sv", "en", "pl"]])
def test_the_smallest_rulebook_has_no_finding_and_is_in_normal_form(languages: list[str]) -> None:
    made = skeleton("schools", {languages[0]: "Skoler"}, languages, "DKK", countries={"home": ["DK"], "abroad": ["KE"]})
    assert check_texts(made) == () and formatted_files(made) == {}
    child = child_skeleton("schools-office", "schools", {languages[0]: "Kontor"}, languages)
    assert [each for each in check_texts(child, {"schools": made}) if each.level == "error"] == []

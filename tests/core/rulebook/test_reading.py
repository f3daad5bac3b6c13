"""Rulebooks are read from their folder and nowhere else, in bounded time, and kept so that they read the same later."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.core.rulebook import RulebookError, bundle, check, check_bundle, check_texts, formatted, load, load_bundle
from tandem.core.rulebook.sources import read_folder
from tandem.core.rulebook.yaml_tree import read_yaml
from tandem.rulebooks import shipped

HARBOUR = Path(__file__).parents[2] / "rulebooks" / "harbour-exchange"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the harbour's rulebook that may be spoilt."""
    return Path(shutil.copytree(HARBOUR, tmp_path / "harbour"))


def edit(file: Path, old: str, new: str) -> int:
    """Replace the first occurrence; the line it stands on."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def codes(folder: Path) -> dict[str, int]:
    return {finding.code: finding.line for finding in check(folder)}


def test_the_dialect_keeps_countries_amounts_and_days_as_they_are_written() -> None:
    document = read_yaml("x", "a: {b: NO, c: 12.50, d: 3, e: true, f: 2024-10-01, g: yes, h: null, i: '3'}\n")
    assert document.data["a"] == {
        "b": "NO", "c": "12.50", "d": 3, "e": True, "f": "2024-10-01", "g": "yes", "h": None, "i": "3",
    }  # fmt: skip
    assert document.places["a", "c"] == (1, 12)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\na: 2\n", "duplicate_key", 2),
        ("a: &x [1]\nb: *x\n", "anchor", 1),
        ("a: !!python/object:os.system ls\n", "tag", 1),
        ("a: 1\n---\nb: 2\n", "not_yaml", 2),
        ("a: 1\n\tb: 2\n", "not_yaml", 2),
        ("a: [1, 2\nb: 3\n", "not_yaml", 2),
        ("a: 'x\n", "not_yaml", 2),
        ("a: b: c\n", "not_yaml", 1),
        ("[" * 3000, "too_deep", 1),
        ("a: \x07\n", "not_yaml", 1),
        ("? [a]\n: b\n", "key_not_text", 1),
        ("a: " + "x" * 9000, "text_too_long", 1),
        ("a: [" + "1," * 21_000 + "]", "too_many_entries", 1),
        ("x" * 160_000, "file_too_big", 1),
    ],
)
def test_what_is_no_rulebook_yaml_is_named_with_its_line(text: str, code: str, line: int) -> None:
    found = read_yaml("x", text).findings
    assert (found[0].code, found[0].line) == (code, line)


def test_bombs_end_soon() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    started = time.process_time()
    assert {finding.code for finding in read_yaml("x", "\n".join(rows)).findings} == {"anchor"}
    deep = "".join("  " * n + f"k{n}:\n" for n in range(300))
    assert "too_deep" in {finding.code for finding in read_yaml("x", deep).findings}
    assert time.process_time() - started < 3


@settings(max_examples=120, deadline=None)
@given(st.text(alphabet="ab: -\n\t[]{}&*!|>'\"#%@`,?\\\x00\x85\ud800é", max_size=120))
def test_check_never_raises_whatever_the_file_says(text: str) -> None:
    check_texts({"rulebook.yaml": text})
    check_texts({"rulebook.yaml": "rulebook: x\n" + text})


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda s: (
            st.lists(s)
            | st.dictionaries(
                st.sampled_from(
                    ["rulebook", "languages", "components", "parties", "form", "rules", "must", "id", "when", "on"]
                ),
                s,
            )
        ),
        max_leaves=25,
    )
)
def test_check_never_raises_whatever_its_shape(data: object) -> None:
    check_texts({"rulebook.yaml": json.dumps(data)})


def test_nothing_outside_the_folder_is_read(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("id: secret\n", encoding="utf-8")
    for name in (
        "../secret.yaml",
        "/etc/passwd",
        "forms/../../secret.yaml",
        "forms/./logbook.yaml",
        "c:\\x.yaml",
        "forms/x.txt",
    ):
        shutil.copy(HARBOUR / "rulebook.yaml", folder / "rulebook.yaml")
        line = edit(folder / "rulebook.yaml", "form: forms/logbook.yaml", f"form: {name}")
        assert codes(folder)["outside_folder"] == line
        with pytest.raises(RulebookError):
            load(folder)


def test_a_link_out_of_the_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("id: secret\n", encoding="utf-8")
    (folder / "forms" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    assert "outside_folder" in codes(folder)
    (folder / "forms" / "round.yaml").symlink_to(folder / "forms" / "round.yaml")
    check(folder)


def test_a_folder_that_is_none_is_a_finding(tmp_path: Path) -> None:
    assert codes(tmp_path / "nowhere") == {"file_missing": 1}
    (tmp_path / "rulebook.yaml").write_bytes(b"title: \xff\n")
    assert codes(tmp_path) == {"not_utf8": 1}


def test_effects_are_a_list_to_choose_from_like_any_other() -> None:
    book = load(HARBOUR)
    assert [option.id for option in book.lists["effects"].options] == [effect.id for effect in book.goal.effects]


# ---- storing a version ---------------------------------------------------------------------------------------------


def test_a_bundle_reads_the_same_without_its_folder() -> None:
    for path in (*shipped().values(), HARBOUR):
        stored = bundle(path, shipped())
        flat = load(path, shipped()).model_copy(update={"extends": None})
        assert load_bundle(stored.content) == flat
        assert load_bundle(json.loads(stored.content)) == flat
        assert check_bundle(stored.content) == ()
        assert bundle(path, shipped()) == stored
        assert len(stored.sha256) == 64


def test_line_ends_do_not_change_a_bundle(folder: Path) -> None:
    before = bundle(folder).sha256
    main = folder / "rulebook.yaml"
    main.write_bytes(main.read_bytes().replace(b"\n", b"\r\n"))
    assert bundle(folder).sha256 == before
    edit(main, "Harbour Exchange", "Harbour exchange")
    assert bundle(folder).sha256 != before


@pytest.mark.parametrize("stored", [b"", b"[]", b"{}", b'{"files": 3}', "{" * 5000, {"files": {"../x.yaml": "a"}}])
def test_what_is_no_bundle_is_refused(stored: bytes) -> None:
    with pytest.raises(RulebookError):
        load_bundle(stored)


# ---- spacing -------------------------------------------------------------------------------------------------------


def test_format_keeps_comments_order_and_meaning() -> None:
    text = 'b:   {x: 1,y:  2}   # why\na:\n- NO\n-   z: ~\n    # deep\n    w: "2024.1"\n'
    after = formatted("x", text)
    assert after == 'b: {x: 1, y: 2}     # why\na:\n  - NO\n  - z: null\n    # deep\n    w: "2024.1"\n'
    assert formatted("x", after) == after


def test_shipped_rulebooks_are_written_in_the_normal_spacing() -> None:
    for path in (*shipped().values(), HARBOUR):
        for file, text in read_folder(path).texts.items():
            assert formatted(file, text) == text


def test_format_refuses_what_is_no_yaml() -> None:
    with pytest.raises(RulebookError):
        formatted("x", "a: [1\n")


# ---- parents -------------------------------------------------------------------------------------------------------

CHILD = """\
rulebook: little-harbour
version: "1"
extends: harbour-exchange
title: {en: Little harbour, es: Pequeño puerto}
components:
  voyage:
    rules:
      - id: one_skipper
        source: Little law
      - id: own_tale
        must: {answered: tale}
        source: Little law
        refusal: {en: "{party} tells no tale.", es: "{party} no cuenta nada."}
        remedy: {fill_in: tale}
"""


def test_a_child_fills_in_what_its_parent_leaves_and_keeps_the_rest(tmp_path: Path) -> None:
    (tmp_path / "rulebook.yaml").write_text(CHILD, encoding="utf-8")
    parents = {"harbour-exchange": HARBOUR}
    assert check(tmp_path, parents) == ()
    child, parent = load(tmp_path, parents), load(HARBOUR)
    assert child.title["en"] == "Little harbour"
    assert child.cycle == parent.cycle
    rules = {rule.id: rule for rule in child.components["voyage"].rules}
    assert len(rules) == len(parent.components["voyage"].rules) + 1
    assert rules["one_skipper"].source == "Little law"
    assert rules["one_skipper"].must == next(r.must for r in parent.components["voyage"].rules if r.id == "one_skipper")
    stored = bundle(tmp_path, parents)
    assert load_bundle(stored.content).model_copy(update={"extends": "harbour-exchange"}) == child


def test_parents_in_a_circle_and_unknown_parents_are_named(tmp_path: Path) -> None:
    (tmp_path / "rulebook.yaml").write_text(CHILD, encoding="utf-8")
    assert codes(tmp_path)["parent_unknown"] == 3
    circle = {"harbour-exchange": tmp_path}
    assert [f.code for f in check(tmp_path, circle)] == ["extends_circle"]
    own = {"little-harbour": tmp_path}
    (tmp_path / "rulebook.yaml").write_text(
        CHILD.replace("extends: harbour-exchange", "extends: little-harbour"), encoding="utf-8"
    )
    assert [f.code for f in check(tmp_path, own)] == ["extends_circle"]

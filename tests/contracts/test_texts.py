"""Rules about texts: whose names stand where, what is translated, what a page may not contain."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from ruamel.yaml import YAML

from tests.contracts import tree

UNFINISHED = re.compile(
    r"\b(TODO|FIXME|XXX|HACK|raise NotImplementedError|return NotImplemented|(?i:coming soon|lorem ipsum))\b"
)
TEXT = {".py", ".html", ".js", ".css", ".typ", ".txt", ".svg"}
INLINE = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(?!\s*</script>)", re.I),
    "an inline style sheet": re.compile(r"<style\b", re.I),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.I),
    "a script address": re.compile(r"javascript:", re.I),
    "an evaluated htmx expression": re.compile(r"hx-on|hx-vals\s*=\s*[\"']js:", re.I),
}
COMMENT = re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->", re.S)
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.S)
TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.S)
NOT_PROSE = re.compile(r"<(script|style|pre|code|svg)\b.*?</\1>", re.S | re.I)
LETTERS = re.compile(r"[^\W\d_]{2,}")
SAYING = re.compile(r"""\s(?:alt|aria-label|title|placeholder|aria-description)="([^"]*)\"""")
ATTRIBUTES = re.compile(r"""[\w-]+="[^"]*\"""")
STANDS_ALONE = {"500.html"}  # shown when nothing else works: plain text, in every language at once
SAME_EVERYWHERE = {"tandem", "px", "sha", "utc", "pdf", "ics", "json", "docx", "word", "excel", "csv", "md", "kb", "mb"}


def shipped() -> Iterator[Path]:
    """Every text file of the product that is no rulebook, no translation and no licence."""
    for path in sorted(tree.SRC.rglob("*")):
        ours = tree.SRC / "rulebooks" not in path.parents and "locale" not in path.parts
        if ours and path.suffix in TEXT and not path.name.endswith("OFL.txt"):
            yield path


def names_of_rulebooks() -> set[str]:
    """Ids and titles of the shipped rulebooks, their donors and purposes, read from the rulebooks themselves."""
    found: set[str] = set()
    for path in sorted((tree.SRC / "rulebooks").glob("*/rulebook.yaml")):
        data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        found.add(path.parent.name)
        found |= set(_names(data.get("title")))
        for cycle in _entries(data.get("cycle", {}).get("donors", data.get("cycle", {}))):
            found |= {cycle[0], *_names(cycle[1])}
        for purpose in _entries(data.get("purposes")):
            found |= {purpose[0], *_names(purpose[1])}
    return {name for name in found if len(name) > 2}


def _entries(value: object) -> list[tuple[str, object]]:
    if isinstance(value, dict):
        return [(str(key), item) for key, item in value.items()]
    if isinstance(value, list):
        return [(str(item.get("id", "")), item) for item in value if isinstance(item, dict)]
    return []


def _names(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        title = value.get("title", value.get("name", value.get("text", value)))
        return [text for text in title.values() if isinstance(text, str)] if isinstance(title, dict) else []
    return []


def test_the_engine_knows_no_programme_donor_or_purpose_by_name() -> None:
    names = names_of_rulebooks()
    assert len(names) >= 6, f"the rulebooks name too little to compare with: {names}"
    pattern = re.compile(r"(?<![\w-])(" + "|".join(re.escape(name) for name in sorted(names)) + r")(?![\w-])", re.I)
    found = [
        f"{tree.name(path)}: {match.group(0)!r}"
        for path in shipped()
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.expects("SEC-6")
@pytest.mark.parametrize("what", INLINE)
def test_no_template_holds_inline_code(what: str) -> None:
    found = [
        f"{tree.name(path)}: {match.group(0)[:80]}"
        for path in tree.templates()
        for match in INLINE[what].finditer(COMMENT.sub("", path.read_text(encoding="utf-8")))
    ]
    assert found == []


def prose(path: Path) -> list[str]:
    """Words in a template that no translation wraps: between the tags, and in attributes that are read out."""
    text = TRANSLATED.sub(" ", COMMENT.sub(" ", path.read_text(encoding="utf-8")))
    bare = TAGS.sub(" ", text)
    said = [match.group(1) for match in SAYING.finditer(bare)]
    said += ATTRIBUTES.sub(" ", re.sub(r"<[^>]*>", "\n", NOT_PROSE.sub(" ", bare))).split("\n")
    return [
        piece.strip() for piece in said
        if any(word.lower() not in SAME_EVERYWHERE for word in LETTERS.findall(re.sub(r"&\w+;", "", piece)))
    ]


@pytest.mark.expects("UX-32")
def test_every_word_of_a_template_is_translated() -> None:
    found = [
        f"{tree.name(path)}: {piece[:70]}" for path in tree.templates() for piece in prose(path)
        if path.name not in STANDS_ALONE
    ]
    assert found == []


def test_nothing_unfinished_is_shipped() -> None:
    found = [
        f"{tree.name(path)}: {match.group(0)}"
        for path in shipped()
        for match in UNFINISHED.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_other_peoples_hosts_stand_nowhere() -> None:
    """No page asks a third party for anything: addresses of others are links that a reader may follow, no more."""
    asked = re.compile(
        r"<(?:script|link|img|iframe|source|video|audio)\b[^>]*(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.I
    )
    assert [tree.name(path) for path in tree.templates() if asked.search(path.read_text(encoding="utf-8"))] == []


def asked_for(path: Path) -> Iterator[str]:
    """Sentences that a module has translated, under whatever name it imported gettext."""
    parsed = ast.parse(path.read_text(encoding="utf-8"))
    imported = (name for node in ast.walk(parsed) if isinstance(node, ast.ImportFrom) for name in node.names)
    names = {name.asname or name.name for name in imported if "gettext" in name.name or name.name == "N_"}
    for call in ast.walk(parsed):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in names and call.args:
            said = call.args[call.func.id.startswith("pgettext")]
            if isinstance(said, ast.Constant):
                yield str(said.value)


def test_every_sentence_of_the_code_is_in_the_catalogues() -> None:
    """Also inside f-strings and under other names: else it stays English, and no list of what is missing names it."""
    with (tree.SRC / "locale" / "sv" / "LC_MESSAGES" / "django.po").open("rb") as file:
        known = {one for message in read_po(file) for one in (message.id if message.pluralizable else [message.id])}
    asked = {(str(path.relative_to(tree.SRC)), said) for path in tree.SRC.rglob("*.py") for said in asked_for(path)}
    assert len(asked) > 2_000
    assert not sorted(one for one in asked if one[1] not in known)

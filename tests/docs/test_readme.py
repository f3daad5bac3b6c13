"""What the README and the other pages promise is there: commands, links, settings, words."""

from __future__ import annotations

import argparse
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from tandem.cli.main import parser

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted(
    page for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")) if "node_modules" not in page.parts
)
BY_HAND = [page for page in PAGES if page.name not in {"clauses.md", "benchmarks.md"}]  # the others are generated
VARIABLE = re.compile(r"\b(TANDEM_[A-Z_]+|DATABASE_URL)\b")
READ = re.compile(r"""(?:text|flag|get|setdefault|pop|environ\[)\(?["'](TANDEM_[A-Z_]+|DATABASE_URL)["']""")


def commands(parsing: argparse.ArgumentParser, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every subcommand with its parents' names."""
    for action in parsing._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield (*before, name)
                yield from commands(inner, (*before, name))


def code_of(text: str) -> str:
    """Only what is set as code: `inline`, indented and fenced."""
    fenced = re.findall(r"```\w*\n(.*?)```", text, re.S)
    indented = re.findall(r"^    .*$", text, re.M)
    inline = re.findall(r"`([^`\n]+)`", text)
    return "\n".join([*fenced, *indented, *inline])


def anchors(page: Path) -> set[str]:
    """The places inside a page that a link can lead to, as GitHub makes them from headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def in_code(*folders: str) -> set[str]:
    """Environment variables that Python files of these folders read."""
    texts = (path.read_text(encoding="utf-8") for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return {name for text in texts for name in READ.findall(text)}


@pytest.mark.parametrize("page", BY_HAND, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_target_and_subcommand_that_is_named_exists(page: Path) -> None:
    code = code_of(page.read_text(encoding="utf-8"))
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"\bmake ([a-z][a-z-]*)", code)) <= targets
    known = set(commands(parser()))
    lasting = {one[0] for one in known}
    for first, second in re.findall(r"(?:^|[\s/(])tandem ([a-z]+)(?: ([a-z]+))?", code, re.M):
        if f"tandem {first}" == "tandem backup" and "There is no `tandem backup`" in page.read_text(encoding="utf-8"):
            continue
        assert first in lasting, f"{page.name} names `tandem {first}`"
        inner = {one[1] for one in known if len(one) == 2 and one[0] == first}
        if second and inner:
            assert second in inner, f"{page.name} names `tandem {first} {second}`"


def test_every_command_and_public_target_stands_in_the_readme() -> None:
    for command in {one[0] for one in commands(parser())}:
        assert f"`tandem {command}" in README, f"`tandem {command}` is not in the README"
    for verb in {one[1] for one in commands(parser()) if len(one) == 2}:
        assert re.search(rf"`(tandem \w+ )?{verb}`", README), f"the verb {verb} is not in the README"
    for target in ("demo", "serve", "test", "check", "bench"):
        assert f"make {target}" in README


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]+`", "", page.read_text(encoding="utf-8"), flags=re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        where, _, place = unquote(target).partition("#")
        there = (page.parent / where).resolve() if where else page
        assert there.exists(), f"{page.name} links to {target}"
        assert there.is_relative_to(ROOT), f"{page.name} links outside the project: {target}"
        if place:
            assert place in anchors(there), f"{page.name} links to {target}: no such heading"


def test_every_setting_of_the_code_stands_in_the_readme_and_no_other() -> None:
    said = set(VARIABLE.findall(README))
    assert in_code("src") <= said
    assert said <= in_code("src", "tests"), "the README names a variable that nothing reads"


@pytest.mark.parametrize("page", BY_HAND, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_names_a_setting_that_does_not_exist(page: Path) -> None:
    assert set(VARIABLE.findall(page.read_text(encoding="utf-8"))) <= in_code("src", "tests")


def test_the_pictures_are_light_and_1280_wide() -> None:
    pictures = sorted((ROOT / "docs" / "images").glob("*.png"))
    assert len(pictures) >= 3
    for picture in pictures:
        content = picture.read_bytes()
        assert len(content) <= 120_000, picture.name
        assert int.from_bytes(content[16:20], "big") == 1280, picture.name
        assert f"docs/images/{picture.name}" in README


def test_every_word_of_the_glossary_is_spelled_as_in_the_code() -> None:
    named = re.findall(r"\| `([a-z_.]+(?:\.[A-Za-z_.]+)?)` \|$", (ROOT / "docs" / "glossary.md").read_text(), re.M)
    assert len(named) > 40
    for name in named:
        found = thing(name)
        assert found is not None, f"the glossary says {name}, and there is no such thing"


def thing(name: str) -> object | None:
    """What `tandem.<name>` is: a module, or something in one; None when it is not there."""
    parts = f"tandem.{name}".split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ImportError:
            continue
        for part in parts[length:]:
            found = getattr(found, part, None)
        return found
    return None


def test_the_picture_of_the_lifecycle_says_what_exists() -> None:
    picture = (ROOT / "docs" / "lifecycle.svg").read_text(encoding="utf-8")
    assert "<title" in picture and "<desc" in picture
    today = re.search(r"exist today: ([^.]+)\.", picture)
    planned = re.search(r"are planned: ([^.]+)\.", picture)
    assert today and planned
    for app in today[1].split(", "):
        assert (ROOT / "src" / "tandem" / app / "models.py").exists(), app
    for app in planned[1].split(", "):
        assert not (ROOT / "src" / "tandem" / app).exists(), f"{app} is there now: draw it as existing"

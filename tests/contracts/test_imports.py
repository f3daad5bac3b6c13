"""Who may know whom: the contracts of pyproject.toml hold, and so does what a linter cannot see."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.contracts import tree

SCREENS = {"views", "panels", "forms", "admin", "exports", "imports", "documents"}
STAGES = [stage for stage in tree.LIFE if (tree.SRC / stage / "apps.py").exists()]
CLOCKS = re.compile(r"\b(?:datetime|date)\.(?:now|today|utcnow)\(|\btimezone\.now\(|\btime\.time\(")


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=tree.ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@cache
def imported(path: Path) -> list[tuple[int, str]]:
    """Every name of ours that a module imports, also inside functions, with its line."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree.parsed(path)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return [(line, name) for line, name in found if name.startswith("tandem.")]


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage not in {"web"}])
def test_an_apps_screens_are_private_to_it(stage: str) -> None:
    """Others ask its queries and operations, or are shown its panels through a registry."""
    intruders = [
        f"{tree.name(path)}:{line} imports {name}"
        for path in tree.modules()
        if tree.SRC / stage not in path.parents
        for line, name in imported(path)
        if name.split(".")[1] == stage and len(name.split(".")) > 2 and name.split(".")[2] in SCREENS
    ]
    assert intruders == []


def test_only_the_clock_reads_a_clock() -> None:
    """So that tests and the demo decide what time it is. Exceptions compare with times that others took."""
    readers = {
        tree.name(path)
        for path in tree.modules()
        if CLOCKS.search(re.sub(r'""".*?"""', "", path.read_text(encoding="utf-8"), flags=re.S))
    }
    assert readers - {
        "src/tandem/foundation/files/storage.py",  # compares with times of the file system
        "src/tandem/web/signin.py",  # compares with the sign-in library's own note of when it sent a code
    } == {"src/tandem/foundation/clock/__init__.py"}


def test_no_module_is_called_what_says_nothing() -> None:
    nothing = {"utils", "util", "helpers", "helper", "misc", "common", "base", "tools", "stuff"}
    assert [tree.name(path) for path in tree.modules() if path.stem in nothing] == [
        "src/tandem/config/sqlite3/base.py"  # the name under which Django looks for a database's backend
    ]


def test_no_signals() -> None:
    """What follows from a change stands in reactions.py, on one screen; the sign-in library's own signals excepted."""
    users = [
        f"{tree.name(path)}:{node.lineno}"
        for path in tree.modules()
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("django.db.models.signals", "django.dispatch"))
    ]
    assert users == []

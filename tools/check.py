"""Everything about the code that can be checked without playing a story: `make check`.

Runs the steps two at a time, prints one line per step and the whole output of those that fail; exit 1 when one does.
"""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
WITHOUT_PAGES = ("--ignore=tests/contracts/test_matrix.py",)  # asks every page: part of `make test`


@dataclass(frozen=True)
class Step:
    """One thing to check: what it is, and the command that fails when it is not so."""

    what: str
    command: tuple[str, ...]


def tool(name: str, *arguments: str) -> tuple[str, ...]:
    """A program of the environment that this script runs in."""
    return (str(BIN / name), *arguments)


def script(path: str, *arguments: str) -> tuple[str, ...]:
    """A script of the project."""
    return (sys.executable, path, *arguments)


def templates() -> list[str]:
    """Every page, component and partial."""
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "src").rglob("*.html"))


def steps() -> list[Step]:
    """In the order in which they are started; the slowest first."""
    return [
        Step("types (mypy, strict in the core)", tool("mypy")),
        Step("contracts: sizes, routes, relations, texts", tool("pytest", "-q", "tests/contracts", *WITHOUT_PAGES)),
        Step("each rule of every rulebook is missed when it is gone", script("tools/rules_matter.py")),
        Step("imports follow the life of a programme", tool("lint-imports", "--no-cache")),
        Step("style (ruff)", tool("ruff", "check", "--no-cache", ".")),
        Step("style of templates (djade)", tool("djade", "--check", "--target-version", "5.2", *templates())),
        Step("models and migrations agree", script("manage.py", "makemigrations", "--check", "--dry-run", "-v", "0")),
        Step("settings", script("manage.py", "check", "--fail-level", "WARNING")),
        Step("translations are complete and compiled", script("tools/translations.py", "--check")),
        Step("docs/clauses.md is fresh", script("tools/clauses.py", "--check")),
    ]


def run(step: Step) -> tuple[Step, int, str, float]:
    """The step, its exit status, all it said, and its seconds."""
    began = time.monotonic()
    done = subprocess.run(
        step.command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return step, done.returncode, done.stdout, time.monotonic() - began


def main() -> int:
    """Run all steps; returns 1 when one fails."""
    failed: list[str] = []
    with ThreadPoolExecutor(max_workers=2) as two:
        for step, status, said, seconds in two.map(run, steps()):
            print(f"{'ok    ' if status == 0 else 'FAILED'} {seconds:5.1f} s  {step.what}", flush=True)
            if status:
                failed.append(step.what)
                print(said, flush=True)
    print("All checks hold." if not failed else f"{len(failed)} checks fail: {'; '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

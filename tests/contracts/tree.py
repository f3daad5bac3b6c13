"""Reading the project's own tree, for rules about the code itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SRC = ROOT / "src" / "tandem"
LIFE = (
    "core",
    "rulebooks",
    "foundation",
    "web",
    "answers",
    "organisations",
    "programmes",
    "partnerships",
    "plans",
    "calls",
    "applications",
    "reviews",
    "awards",
    "agreements",
    "delivery",
    "finance",
    "reports",
    "learning",
    "workshops",
    "opendata",
    "desk",
    "reactions",
    "api",
    "demo",
    "cli",
    "config",
)  # low to high; reactions, api and demo are one step


def modules() -> Iterator[Path]:
    """Every module of the product but migrations."""
    for path in sorted(SRC.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def templates() -> list[Path]:
    """Every page, component and partial."""
    return sorted(SRC.rglob("*.html"))


@cache
def parsed(path: Path) -> ast.Module:
    """The module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name(path: Path) -> str:
    """The path as people say it: from the project's root."""
    return str(path.relative_to(ROOT))


def lines(path: Path) -> int:
    """How many lines a file has."""
    return len(path.read_text(encoding="utf-8").splitlines())


def is_partial(path: Path) -> bool:
    """Pieces of pages: their names begin with an underscore, or they lie in a folder `partials`."""
    return path.name.startswith("_") or "partials" in path.parts


def is_component(path: Path) -> bool:
    """Page components of django-cotton lie in a folder `cotton`."""
    return "cotton" in path.parts

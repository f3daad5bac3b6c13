"""Every model inside a rulebook with its path: walked once, read by all lints that look at each field of a kind."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from tandem.core.rulebook.findings import Path

Placed = tuple[Path, BaseModel]
_PLAIN = frozenset({str, int, bool, type(None)})


def models_in(value: Any) -> list[Placed]:
    """The value itself and every model below it, in reading order."""
    found: list[Placed] = []
    _walk(value, (), found)
    return found


def _walk(value: Any, path: Path, found: list[Placed]) -> None:
    if isinstance(value, BaseModel):
        found.append((path, value))
        for name in fields_of(type(value)):
            if type(inner := getattr(value, name)) not in _PLAIN:
                _walk(inner, (*path, name), found)
        return
    entries = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, tuple) else ()
    for key, inner in entries:
        if type(inner) not in _PLAIN:
            _walk(inner, (*path, key), found)


@lru_cache(maxsize=512)
def fields_of(kind: type[BaseModel]) -> tuple[str, ...]:
    """The names of its fields."""
    return tuple(kind.model_fields)

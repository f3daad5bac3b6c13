"""Documents as they are kept when they are frozen: plain JSON, and back again without loss."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, get_args

from tandem.foundation.documents.blocks import Block, Column, Document, Figure, plain

_KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in (*get_args(Block), Column, Document, Figure)}


def stored(document: Document) -> dict[str, Any]:
    """The document as JSON values; `restored` gives an equal one back."""
    found: dict[str, Any] = plain(document)
    return found


def restored(data: Mapping[str, Any]) -> Document:
    """The document that `stored` wrote. KeyError for a block of an unknown kind."""
    found = _back(data)
    if not isinstance(found, Document):
        raise ValueError("what was kept is not a document")
    return found


def checksum(data: Any) -> str:
    """SHA-256 in hexadecimal of JSON values in one way of writing."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _back(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(_back(item) for item in value)
    if not isinstance(value, Mapping):
        return value
    kind = value["block"]
    if kind == "Runs":
        return tuple(_back(part) for part in value["parts"])
    fields = {name: _back(item) for name, item in value.items() if name != "block"}
    if kind == "Figure" and fields.get("value") is not None:
        fields["value"] = Decimal(fields["value"])
    if kind == "Document":
        fields["date"] = dt.date.fromisoformat(fields["date"])
    return _KINDS[kind](**fields)

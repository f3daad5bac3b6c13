"""Plain data as YAML in the normal form of rulebooks: short things on one line, long texts folded, nothing guessed."""

from __future__ import annotations

import re
import textwrap
from typing import Any

from tandem.core.rulebook.yaml_tree import means

WIDTH = 120
LONG = 100  # characters from which a text is folded
_PLAIN = re.compile(r"[^\W_][^\n\r\t:#,\[\]{}\"'`\\|>&*!%@]*\Z")  # may stand without quotes anywhere
_PLAIN_LINE = re.compile(r"[^\W_(][^\n\r\t\"'`\\]*\Z")  # may stand without quotes after `key: `
_NUMBER = re.compile(r"[-+.\d][\d_.,:eExX+-]*\Z")  # other readers of YAML would take it for a number or a day
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]|[\ud800-\udfff]|[\ufffe\uffff]")


class Unwritable(ValueError):
    """A value that no rulebook can hold: not plain data, or a text with characters that cannot be stored."""


def lines_of(value: Any, indent: int, first: int) -> tuple[str, list[str]]:
    """A value as the text that follows `key:` or `- `, and the lines below it, each with its indentation.

    `first` is the column at which the value would begin, `indent` that of the lines below. Raises Unwritable.
    """
    inline = flow(value)
    if inline is not None and first + len(inline) <= WIDTH and not (isinstance(value, str) and len(inline) > LONG):
        return inline, []
    pad = " " * indent
    if isinstance(value, dict) and value:
        return "", [line for key, entry in value.items() for line in entry_lines(key, entry, indent)]
    if isinstance(value, list) and value:
        return "", [line for entry in value for line in item_lines(entry, indent)]
    return _block_text(value, pad) or (inline or quoted(str(value)), [])


def entry_lines(key: str, value: Any, indent: int) -> list[str]:
    """The lines of one entry of a block mapping whose keys stand at `indent`."""
    head = f"{' ' * indent}{flow(str(key))}:"
    first, below = lines_of(value, indent + 2, len(head) + 1)
    return [f"{head} {first}" if first else head, *below]


def item_lines(value: Any, indent: int) -> list[str]:
    """The lines of one entry of a block sequence whose dashes stand at `indent`."""
    first, below = lines_of(value, indent + 2, indent + 2)
    pad = " " * indent
    if first:
        return [f"{pad}- {first}", *below]
    return [f"{pad}- {below[0].lstrip()}", *below[1:]]


def flow(value: Any) -> str | None:
    """The value on one line; None when it does not fit on one by its nature (line ends, three levels deep)."""
    return _flow(value, 0)


def _flow(value: Any, depth: int) -> str | None:
    if isinstance(value, dict | list):
        if depth > 1:
            return None if value else ("{}" if isinstance(value, dict) else "[]")
        inner = [_flow(entry, depth + 1) for entry in (value.values() if isinstance(value, dict) else value)]
        if any(entry is None for entry in inner):
            return None
        if isinstance(value, list):
            if any(isinstance(entry, dict) for entry in value):
                return None
            return f"[{', '.join(str(entry) for entry in inner)}]"
        keys = [_flow(str(key), 1) for key in value]
        return "{" + ", ".join(f"{key}: {entry}" for key, entry in zip(keys, inner, strict=True)) + "}"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str):
        raise Unwritable(type(value).__name__)
    if _UNSEEN.search(value):
        raise Unwritable("characters that cannot be stored")
    return None if "\n" in value and depth else _scalar(value, inside=depth > 0)


def _scalar(text: str, inside: bool) -> str | None:
    if "\n" in text:
        return None
    safe = _PLAIN.match(text) if inside else _PLAIN_LINE.match(text)
    apart = ": " not in text and " #" not in text and not text.endswith((":", " "))
    return text if safe and apart and means(text) == text and not _NUMBER.match(text) else quoted(text)


def quoted(text: str) -> str:
    """The text in quotes, such that it is read back exactly."""
    if _UNSEEN.search(text):
        raise Unwritable("characters that cannot be stored")
    if ('"' in text or "\\" in text) and not re.search(r"[\n\t]|^ | $", text):
        return "'" + text.replace("'", "''") + "'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def _block_text(value: Any, pad: str) -> tuple[str, list[str]] | None:
    """A long text folded at its spaces, a text of several lines as it stands; None when only quotes keep it exact."""
    if not isinstance(value, str) or not value.strip() or _UNSEEN.search(value) or "\t" in value:
        return None
    body = value.removesuffix("\n")
    lines = body.split("\n")
    if value[0] == " " or not lines[0] or not lines[-1] or any(line != line.rstrip() for line in lines):
        return None
    sign = "-" if body == value else ""
    if len(lines) > 1:
        return f"|{sign}", [f"{pad}{line}" if line else "" for line in lines]
    if "  " in body:
        return None
    room = max(WIDTH - len(pad), 40)
    return f">{sign}", [
        f"{pad}{line}" for line in textwrap.wrap(body, room, break_long_words=False, break_on_hyphens=False)
    ]

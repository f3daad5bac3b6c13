"""Why a file is not taken: twelve codes, each with the values that its message needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CODES = (
    "none",  # nothing was chosen
    "empty",  # 0 bytes
    "not_allowed",  # a kind that is not asked for
    "mismatch",  # the content is not what the name says
    "too_big",
    "too_many",
    "password",  # encrypted
    "infected",  # only when the installation has a scanner
    "expands",  # unpacks to far more than it should
    "damaged",
    "unsafe",  # carries something that runs, hides or reaches out; `what` says which
    "failed",  # our fault: nothing was stored
)

UNSAFE = ("macro", "script", "program", "second_file", "declaration", "remote_part")


class Unacceptable(Exception):
    """A file is not taken. `code` is one of CODES; `values` are plain values for its message."""

    def __init__(self, code: str, **values: Any) -> None:
        if code not in CODES:
            raise ValueError(f"{code!r} is not one of the twelve codes")
        super().__init__(code)
        self.code = code
        self.values: Mapping[str, Any] = values

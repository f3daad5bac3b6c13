"""What `check` says: where in which file, a code from a closed list, and the values to say it with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Finding:
    """One fault of a rulebook.

    `line` and `column` count from 1. `path` is the place in the file's tree, `rule` the id of the rule it concerns, ''
    for none. The shell words `code` with `values` (`tandem.rulebooks.messages`). An advice does not make a check fail.
    """

    file: str
    line: int
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    path: Path = ()
    rule: str = ""
    column: int = 1
    level: Literal["error", "advice"] = "error"

    @property
    def where(self) -> str:
        """The path as people write it: components.project.rules[3].must."""
        text = ""
        for part in self.path:
            text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
        return text


class RulebookError(ValueError):
    """A rulebook that cannot be loaded; `findings` say why."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        first = findings[0] if findings else None
        super().__init__(f"{first.file}:{first.line}: {first.code} {dict(first.values)}" if first else "no rulebook")

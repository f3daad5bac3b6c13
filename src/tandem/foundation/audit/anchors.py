"""Heads of the chains noted outside the database: what finds an end that was cut off or a chain written anew (SEC-11).

The file has one JSON object per line and only grows. Whoever can write the database but not this file (another disk,
another machine, a printed line) cannot hide.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from tandem.foundation.audit.models import Head

Anchor = tuple[int, str]  # number and sha256 of the act that was last then


def file(home: Path | str) -> Path:
    """Where the heads are noted: TANDEM_HOME/anchors.jsonl."""
    return Path(home) / "anchors.jsonl"


def note(path: Path, now: datetime) -> int:
    """Add the heads that have moved since they were last noted; returns how many. On disk when it returns."""
    last = {chain: anchors[-1] for chain, anchors in read(path).items()}
    lines = [
        json.dumps({"at": now.isoformat(), "chain": head.chain, "number": head.number, "sha256": head.sha256})
        for head in Head.objects.filter(number__gt=0).order_by("chain")
        if last.get(head.chain) != (head.number, head.sha256)
    ]
    if lines:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write("".join(f"{line}\n" for line in lines))
            out.flush()
            os.fsync(out.fileno())
    return len(lines)


def read(path: Path) -> dict[str, tuple[Anchor, ...]]:
    """All that was noted, per chain, oldest first. A last line that a crash cut off is left out."""
    found: dict[str, list[Anchor]] = {}
    if not path.exists():
        return {}
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        found.setdefault(row["chain"], []).append((int(row["number"]), str(row["sha256"])))
    return {chain: tuple(anchors) for chain, anchors in found.items()}

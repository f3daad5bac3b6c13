"""What is sent: the canonical content that is signed, hashed and kept."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from tandem.applications.access import Held
from tandem.core.forms.answers import Answers, by_path, canonical


@dataclass(frozen=True)
class Content:
    """Canonical JSON of an application and its SHA-256, and the files that belong to it."""

    text: str
    sha256: str
    files: tuple[dict[str, Any], ...]


def content_of(held: Held, answers: Answers) -> Content:
    """Canonical content: call, rulebook version, parties and answers; keys sorted, UTF-8, no insignificant space.

    The same answers give the same bytes, whoever computes them (UX-17).
    """
    application, call = held.application, held.application.call
    body = {
        "application": str(application.id),
        "call": call.slug,
        "rulebook": call.rulebook_version.sha256,
        "parties": {
            party.side: {"name": party.organisation.name, "country": party.organisation.country}
            for party in held.parties
        },
        "answers": json.loads(canonical(answers)),
    }
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Content(text, hashlib.sha256(text.encode()).hexdigest(), tuple(_files(held, answers)))


def _files(held: Held, answers: Answers) -> list[dict[str, Any]]:
    rows = by_path(answers)
    return [
        {"path": path, "name": value.get("name", ""), "size": value.get("size"), "sha256": value.get("sha256")}
        for path in sorted(rows)
        for _, value in rows[path]
        if isinstance(value, dict) and value.get("file") and value.get("sha256")
    ]

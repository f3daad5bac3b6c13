"""Which rulebooks may be extended here: those the organiser has published, then those that are installed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tandem.core.rulebook.sources import MAIN, Source
from tandem.core.rulebook.yaml_tree import read_yaml
from tandem.programmes.models import RulebookVersion
from tandem.rulebooks import shipped


@dataclass(frozen=True)
class Parents:
    """By id, and the published version that the one extended here is, if it is one."""

    by_id: Mapping[str, Source] = field(default_factory=dict)
    version: RulebookVersion | None = None


def parents_for(files: Mapping[str, str]) -> Parents:
    """The rulebooks that these files may extend. At most one query: the newest published version of the one named."""
    known: dict[str, Source] = dict(shipped())
    wanted = extended_by(files)
    if not wanted:
        return Parents(known)
    rows = RulebookVersion.objects.filter(programme__rulebook=wanted, office=None)
    version = rows.defer("sources").order_by("-published_at", "-id").first()
    if version is not None:
        known[wanted] = version.bundle["files"]
    return Parents(known, version)


def extended_by(files: Mapping[str, str]) -> str:
    """The id after `extends:` in the main file, '' when there is none or it cannot be read."""
    return entry(files, "extends")


def entry(files: Mapping[str, str], key: str) -> str:
    """A text at the top of the main file, '' when there is none or the file cannot be read."""
    data = read_yaml(MAIN, files.get(MAIN, "")).data
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, str) else ""

"""The rulebooks that come with the distribution: data, one folder each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tandem.core.rulebook import Finding, Rulebook, RulebookError, bundle, load
from tandem.core.rulebook.check import check
from tandem.core.rulebook.sources import Bundle

Signature = tuple[tuple[str, int, int], ...]


def shipped() -> dict[str, Path]:
    """Folder of each shipped rulebook by its id (the folder's name), in alphabetical order."""
    here = Path(__file__).parent
    return {folder.name: folder for folder in sorted(here.iterdir()) if (folder / "rulebook.yaml").is_file()}


@dataclass(frozen=True)
class Checked:
    """A folder as it was found: the rulebook and what to store of it, or the faults that keep it from being read."""

    rulebook: Rulebook | None
    bundle: Bundle | None
    faults: tuple[Finding, ...]


def checked(folder: Path) -> Checked:
    """Read and check a folder; done again only when a file in it, or in a shipped one it may extend, has changed."""
    folders = (folder, *shipped().values())
    return _checked(folder, tuple(line for each in folders for line in _signature(each)))


def _signature(folder: Path) -> Signature:
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in {".yaml", ".yml"})
    stats = ((str(path), path.stat()) for path in found)
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


@lru_cache(maxsize=32)
def _checked(folder: Path, _signature: Signature) -> Checked:
    errors = tuple(finding for finding in check(folder, shipped()) if finding.level == "error")
    if errors:
        return Checked(None, None, errors)
    try:
        return Checked(load(folder, shipped()), bundle(folder, shipped()), ())
    except RulebookError as error:
        return Checked(None, None, tuple(error.findings))

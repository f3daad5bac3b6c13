"""The rulebooks that come with the distribution: data, one folder each."""

from __future__ import annotations

from pathlib import Path


def shipped() -> dict[str, Path]:
    """Folder of each shipped rulebook by its id (the folder's name), in alphabetical order."""
    here = Path(__file__).parent
    return {folder.name: folder for folder in sorted(here.iterdir()) if (folder / "rulebook.yaml").is_file()}

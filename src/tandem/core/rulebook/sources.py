"""The files of a rulebook: read from a folder or a stored bundle, and nothing outside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from tandem.core.rulebook.findings import Finding, RulebookError
from tandem.core.rulebook.yaml_tree import MOST_CHARACTERS

MAIN = "rulebook.yaml"
FOLDERS = ("forms", "templates")  # what lies elsewhere in the folder (a demo's story, notes) is no part of the rulebook
MOST_FILES = 60


@dataclass(frozen=True)
class Files:
    """The texts of a rulebook by path inside its folder, and what could not be read."""

    texts: Mapping[str, str]
    findings: tuple[Finding, ...] = ()


def inside(path: str) -> bool:
    """True when a path written in a rulebook stays in its folder: relative, '/' as separator, no '..', a YAML file."""
    pure = PurePosixPath(path)
    plain = "\\" not in path and "\x00" not in path and ":" not in path
    return plain and not pure.is_absolute() and ".." not in pure.parts and str(pure) == path and pure.suffix == ".yaml"


def read_folder(folder: Path) -> Files:
    """`rulebook.yaml` and the YAML files below `forms/` and `templates/`.

    Links that lead out of the folder, big and unreadable files are findings, never errors.
    """
    texts: dict[str, str] = {}
    findings: list[Finding] = []
    try:
        root = folder.resolve()
        below = (path for name in FOLDERS for path in (root / name).rglob("*.yaml"))
        paths = [*(path for path in (root / MAIN,) if path.is_symlink() or path.exists()), *sorted(below)]
    except OSError as error:
        return Files({}, (Finding(MAIN, 1, "unreadable", {"problem": str(error.strerror or "")}),))
    for path in paths[:MOST_FILES]:
        name = path.relative_to(root).as_posix()
        try:
            if not path.resolve().is_relative_to(root):
                findings.append(Finding(name, 1, "outside_folder", {"path": name}))
            elif not path.is_file():
                continue
            elif (size := path.stat().st_size) > MOST_CHARACTERS * 4:
                findings.append(Finding(name, 1, "file_too_big", {"limit": MOST_CHARACTERS, "actual": size}))
            else:
                texts[name] = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            findings.append(Finding(name, 1, "not_utf8", {"position": error.start}))
        except (OSError, RuntimeError) as error:
            findings.append(Finding(name, 1, "unreadable", {"problem": type(error).__name__}))
    if len(paths) > MOST_FILES:
        findings.append(Finding(MAIN, 1, "too_many_files", {"limit": MOST_FILES, "actual": len(paths)}))
    if MAIN not in texts and not any(finding.file == MAIN for finding in findings):
        findings.append(Finding(MAIN, 1, "file_missing", {"path": MAIN}))
    return Files(texts, tuple(findings))


Source = Path | Mapping[str, str]  # a rulebook's folder, or its texts by file name
Parents = Mapping[str, Source]  # rulebooks that may be extended, by id


def files_of(source: Source) -> Files:
    """The files of a folder, or the texts that are given."""
    return read_folder(source) if isinstance(source, Path) else Files(source)


@dataclass(frozen=True)
class Bundle:
    """One stored version of a rulebook: canonical bytes, their SHA-256 in hexadecimal, and the files in them."""

    content: bytes
    sha256: str
    files: Mapping[str, str]


def pack(texts: Mapping[str, str]) -> Bundle:
    """The same files always give the same bytes: JSON, keys sorted, UTF-8, line ends as newlines."""
    files = {name: texts[name].replace("\r\n", "\n").replace("\r", "\n") for name in sorted(texts)}
    content = json.dumps({"format": 1, "files": files}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    raw = content.encode("utf-8")
    return Bundle(raw, hashlib.sha256(raw).hexdigest(), files)


def unpack(stored: bytes | str | Mapping[str, Any]) -> Files:
    """The files of a stored bundle; RulebookError when it is none."""
    try:
        data = json.loads(stored) if isinstance(stored, bytes | str) else stored
        files = data["files"]
        texts = {str(name): str(text) for name, text in files.items() if inside(str(name))}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RulebookError((Finding(MAIN, 1, "not_a_bundle", {"problem": type(error).__name__}),)) from error
    return Files(texts)

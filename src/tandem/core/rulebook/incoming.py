"""Files that somebody brings in: YAML files or one zip of them, refused with file, line and reason before anything is
taken. Reads at most what a rulebook may hold."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from tandem.core.rulebook.findings import Finding
from tandem.core.rulebook.load import draft
from tandem.core.rulebook.sources import FOLDERS, MAIN, MOST_FILES, Files, Parents, inside
from tandem.core.rulebook.yaml_tree import MOST_CHARACTERS, read_yaml

MOST_BYTES = 2_000_000  # of what is brought in, and of a zip unpacked
ENTRIES = 500  # of a zip, those that are no part of the rulebook counted too
SUFFIXES = (".yaml", ".yml")


def incoming(
    brought: Sequence[tuple[str, bytes]], there: Mapping[str, str], parents: Parents | None = None
) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """The rulebook's texts after these files came in, and what is wrong with them; with a fault nothing is to be taken.

    `there` are the texts so far: YAML files take the place of those of the same name; a zip replaces all of them.
    """
    if not brought or not any(content for _name, content in brought):
        return dict(there), (Finding(MAIN, 1, "nothing_sent"),)
    if sum(len(content) for _name, content in brought) > MOST_BYTES:
        size = sum(len(content) for _name, content in brought)
        values = {"limit": MOST_BYTES, "actual": size}
        return dict(there), (Finding(_shown(brought[0][0]), 1, "upload_too_big", values),)
    zipped = [(name, content) for name, content in brought if content[:2] == b"PK"]
    if zipped and len(brought) > 1:
        return dict(there), (Finding(_shown(zipped[0][0]), 1, "zip_and_more"),)
    if zipped:
        raw, faults = _unzipped(*zipped[0])
        texts: dict[str, str] = {}
    else:
        raw, faults = _named(brought, there)
        texts = dict(there)
    if faults:
        return dict(there), faults
    texts_in, faults = _decoded(raw)
    texts.update(texts_in)
    return texts, (*faults, *_sound(texts, texts_in, parents))


def _sound(texts: Mapping[str, str], new: Mapping[str, str], parents: Parents | None) -> tuple[Finding, ...]:
    """What no editor could go on from: no YAML, keys written twice, a circle of parents, too much of it."""
    found = [finding for name, text in new.items() for finding in read_yaml(name, text).findings]
    found += [
        Finding(name, 1, "not_a_mapping")
        for name, text in new.items()
        if not read_yaml(name, text).findings and not isinstance(read_yaml(name, text).data, dict)
    ]
    if MAIN not in texts:
        found.append(Finding(MAIN, 1, "file_missing", {"path": MAIN}))
    if len(texts) > MOST_FILES:
        found.append(Finding(MAIN, 1, "too_many_files", {"limit": MOST_FILES, "actual": len(texts)}))
    if not found:
        found += [each for each in draft(Files(texts), parents).findings if each.code == "extends_circle"]
    return tuple(found)


def _decoded(raw: Mapping[str, bytes]) -> tuple[dict[str, str], tuple[Finding, ...]]:
    texts, faults = {}, []
    for name, content in raw.items():
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            faults.append(Finding(name, content[: error.start].count(b"\n") + 1, "not_utf8", {"position": error.start}))
            continue
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > MOST_CHARACTERS:
            faults.append(Finding(name, 1, "file_too_big", {"limit": MOST_CHARACTERS, "actual": len(text)}))
        elif "\x00" in text:
            at = text.index("\x00")
            faults.append(Finding(name, text[:at].count("\n") + 1, "not_utf8", {"position": at}))
        else:
            texts[name] = text
    return texts, tuple(faults)


def _named(
    brought: Sequence[tuple[str, bytes]], there: Mapping[str, str]
) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """Each file at its place in the rulebook: its own path, the one of that name, or the main file by its content."""
    placed: dict[str, bytes] = {}
    faults = []
    for name, content in brought:
        base = PurePosixPath(name.replace("\\", "/")).name
        same = [path for path in there if PurePosixPath(path).name == base]
        if PurePosixPath(base).suffix not in SUFFIXES:
            faults.append(Finding(_shown(name), 1, "file_name", {"path": _shown(name)}))
            continue
        if name in there or (inside(name) and name.startswith(tuple(f"{folder}/" for folder in FOLDERS))):
            place = name
        elif base == MAIN or _is_main(content):
            place = MAIN
        elif len(same) == 1:
            place = same[0]
        else:
            place = f"{FOLDERS[0]}/{PurePosixPath(base).stem}.yaml"
        if place in placed:
            faults.append(Finding(place, 1, "file_twice", {"path": place}))
        elif not inside(place):
            faults.append(Finding(_shown(name), 1, "outside_folder", {"path": _shown(name)}))
        placed[place] = content
    return placed, tuple(faults)


def _is_main(content: bytes) -> bool:
    return any(line.startswith(b"rulebook:") for line in content.splitlines()[:400])


def _unzipped(name: str, content: bytes) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    shown = _shown(name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _entries(archive, shown)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError, RuntimeError):
        return {}, (Finding(shown, 1, "zip_damaged"),)


def _entries(archive: zipfile.ZipFile, shown: str) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > ENTRIES:
        return {}, (Finding(shown, 1, "too_many_files", {"limit": MOST_FILES, "actual": len(infos)}),)
    root = _root([info.filename for info in infos])
    if root is None:
        return {}, (Finding(shown, 1, "zip_without_main", {"path": MAIN}),)
    found: dict[str, bytes] = {}
    faults: list[Finding] = []
    left = MOST_BYTES
    for info in infos:
        path = info.filename
        wanted = path.startswith(root) and PurePosixPath(path).suffix in SUFFIXES and not _hidden(path)
        if ".." in PurePosixPath(path).parts or path.startswith("/") or "\\" in path or ":" in path:
            faults.append(Finding(shown, 1, "outside_folder", {"path": _shown(path)}))
        elif wanted:
            below = path[len(root) :]
            if below != MAIN and below.split("/")[0] not in FOLDERS:
                continue  # what lies elsewhere in the folder (a demo's story, notes) is no part of the rulebook
            if info.flag_bits & 1:
                faults.append(Finding(below, 1, "zip_locked"))
                continue
            with archive.open(info) as file:
                data = file.read(left + 1)
            left -= len(data)
            if left < 0:
                return {}, (Finding(shown, 1, "zip_bomb", {"limit": MOST_BYTES}),)
            if below in found:
                faults.append(Finding(below, 1, "file_twice", {"path": below}))
            elif not inside(below):
                faults.append(Finding(shown, 1, "file_name", {"path": _shown(below)}))
            found[below] = data
    return ({}, tuple(faults)) if faults else (found, ())


def _root(names: Sequence[str]) -> str | None:
    """The folder inside the zip that holds the main file ('' or 'name/'), None when there is none."""
    mains = [name for name in names if PurePosixPath(name).name == MAIN and not _hidden(name)]
    return min(mains, key=len)[: -len(MAIN)] if mains else None


def _hidden(path: str) -> bool:
    return any(part.startswith((".", "__")) for part in PurePosixPath(path).parts)


def _shown(name: str) -> str:
    """A file's name as it can be said."""
    return "".join(character for character in name if character.isprintable())[:120] or "?"

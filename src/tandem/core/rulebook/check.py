"""`check`: everything wrong with a rulebook, with file and line. Never raises."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tandem.core.rulebook.findings import Finding
from tandem.core.rulebook.lint import (
    Desk,
    lint_choosing,
    lint_cooperation,
    lint_forms,
    lint_judgement,
    lint_programme,
    lint_rules,
    lint_support,
    lint_templates,
    lint_texts,
)
from tandem.core.rulebook.load import Draft, assemble, draft
from tandem.core.rulebook.loosening import loosened
from tandem.core.rulebook.schema import Rulebook
from tandem.core.rulebook.sources import MAIN, Files, Parents, files_of, read_folder, unpack
from tandem.core.rulebook.yaml_tree import Document

LINTS = (
    lint_programme,
    lint_judgement,
    lint_support,
    lint_cooperation,
    lint_choosing,
    lint_forms,
    lint_rules,
    lint_templates,
    lint_texts,
)


def check(folder: Path | str, parents: Parents | None = None) -> tuple[Finding, ...]:
    """Every finding about the rulebook in `folder`, by file and line; empty when it is sound.

    `parents` are the rulebooks it may extend, by id. Reads nothing outside `folder` and those. Never raises.
    """
    return _checked(read_folder(Path(folder)), parents)


def _checked(files: Files, parents: Parents | None) -> tuple[Finding, ...]:
    return _judged(draft(files, parents), parents)


def _judged(found: Draft, parents: Parents | None) -> tuple[Finding, ...]:
    above = (found.rulebook.extends if found.rulebook else None) or ""
    known = parents or {}
    parent = draft(files_of(known[above]), parents).rulebook if above in known else None
    return findings_of(found, parent)


def check_bundle(stored: bytes | Mapping[str, object]) -> tuple[Finding, ...]:
    """The same for a stored bundle. RulebookError when it is no bundle at all."""
    return findings_of(draft(unpack(stored), None))


def check_documents(documents: Mapping[str, Document], parents: Parents | None = None) -> tuple[Finding, ...]:
    """The same for documents that are read already."""
    return _judged(assemble(documents, (), parents), parents)


def check_texts(texts: Mapping[str, str], parents: Parents | None = None) -> tuple[Finding, ...]:
    """The same for texts by file name, for an editor that has not saved yet."""
    return _checked(Files(texts), parents)


def findings_of(found: Draft, parent: Rulebook | None = None) -> tuple[Finding, ...]:
    """All findings of a draft, schema first; what is inherited is judged too, and what loosens the parent is named."""
    findings = list(found.findings)
    if found.rulebook is not None and parent is not None:
        findings += loosened(parent, found.rulebook, found.documents[MAIN])
    if found.rulebook is not None:
        desk = Desk(found.rulebook, found.documents)
        for lint in LINTS:
            try:
                lint(desk)
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
                values = {"lint": lint.__name__, "problem": repr(error)[:200]}
                desk.findings.append(Finding(MAIN, 1, "lint_failed", values))
        findings += desk.findings
    unique = {(f.file, f.line, f.code, f.path, str(f.values)): f for f in findings}
    return tuple(sorted(unique.values(), key=lambda f: (f.file != MAIN, f.file, f.line, f.column, f.code)))

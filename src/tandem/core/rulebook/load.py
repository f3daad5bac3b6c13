"""From files to a Rulebook: YAML, then schema, then the forms beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from tandem.core.forms.definition import Form, Option
from tandem.core.rulebook.cooperation import Template
from tandem.core.rulebook.findings import Finding, RulebookError
from tandem.core.rulebook.findings import Path as TreePath
from tandem.core.rulebook.inherit import files_above, flat_text, inherited, with_common
from tandem.core.rulebook.places import unwritten, written_of
from tandem.core.rulebook.schema import Lists, Rulebook
from tandem.core.rulebook.sources import MAIN, Bundle, Files, Parents, inside, pack, read_folder, unpack
from tandem.core.rulebook.yaml_tree import Document, read_yaml

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Draft:
    """A rulebook as far as it could be read: documents by file, the rulebook when it is whole, all findings so far."""

    documents: Mapping[str, Document]
    rulebook: Rulebook | None
    findings: tuple[Finding, ...]


def load(folder: Path | str, parents: Parents | None = None) -> Rulebook:
    """The rulebook in `folder`, its parent (found by id in `parents`) flattened into it.

    Raises RulebookError with every finding that keeps it from being read; `check` says more.
    """
    return _whole(draft(read_folder(Path(folder)), parents))


def load_bundle(stored: bytes | str | Mapping[str, Any]) -> Rulebook:
    """A rulebook from a stored bundle, without its folder; RulebookError when it cannot be read."""
    return _whole(draft(unpack(stored), None))


def bundle(folder: Path | str, parents: Parents | None = None) -> Bundle:
    """What to store of a version: canonical bytes, SHA-256, files. RulebookError when the rulebook cannot be read."""
    return bundled(read_folder(Path(folder)), parents)


def bundled(files: Files, parents: Parents | None = None) -> Bundle:
    """The same for files that are read already."""
    whole = _whole(draft(files, parents))
    if whole.extends is None:
        return pack(files.texts)
    return pack({**files_above(files, parents or {}), MAIN: flat_text(files, parents or {})})


def _whole(found: Draft) -> Rulebook:
    if found.rulebook is None or found.findings:
        raise RulebookError(found.findings)
    return found.rulebook


def draft(files: Files, parents: Parents | None) -> Draft:
    """Read whatever can be read; never raises."""
    documents = {name: read_yaml(name, text) for name, text in files.texts.items()}
    return assemble(documents, files.findings, parents)


def assemble(
    documents: Mapping[str, Document],
    before: tuple[Finding, ...] = (),
    parents: Parents | None = None,
) -> Draft:
    """A Draft from documents that are read already; never raises."""
    findings = [*before, *(finding for document in documents.values() for finding in document.findings)]
    main = documents.get(MAIN)
    if main is None or main.findings or not isinstance(main.data, dict):
        if main is not None and not main.findings:
            findings.append(Finding(MAIN, 1, "not_a_mapping"))
        return Draft(documents, None, tuple(findings))
    for key in ("forms", "templates"):
        if key in main.data:
            line, column = main.place((key,))
            findings.append(Finding(MAIN, line, "unknown_key", {"key": key}, path=(key,), column=column))
    data, above, more = inherited(main.data, parents)
    line, column = main.place(("extends",))
    findings.extend(replace(finding, line=line, column=column) for finding in more)
    if more:
        return Draft(documents, None, tuple(findings))
    data = with_common(data)
    read = _beside(Form, _named_forms(data), data, documents, findings, above)
    templates = _beside(Template, _named_templates(data), data, documents, findings, above)
    rulebook = _model(Rulebook, main, {**data, "forms": {}, "templates": {}}, findings)
    if rulebook is None:
        return Draft(documents, None, tuple(findings))
    effects = Lists(title=rulebook.goal.title, options=rulebook.goal.effects)
    lists = {"effects": effects, **rulebook.lists}
    components = {
        id: component.model_copy(update={"rules": (*component.rules, *rulebook.everyone)})
        for id, component in rulebook.components.items()
    }
    levels = tuple(level for level in rulebook.results.levels if level.stated) if rulebook.results else ()
    named = tuple(Option(id=level.id, label=level.title, hint=level.explains) for level in levels)
    forms = {name: form.with_levels(named) for name, form in read.items()}
    whole = {"forms": forms, "templates": templates, "lists": lists, "components": components}
    return Draft(documents, rulebook.model_copy(update=whole), tuple(findings))


def _beside(
    kind: type[Model],
    named: Iterator[tuple[TreePath, str]],
    data: Mapping[str, Any],
    documents: Mapping[str, Document],
    findings: list[Finding],
    above: Mapping[str, Any],
) -> dict[str, Model]:
    """The files that the main file names, read once each; one that lies only beside a parent comes from `above`."""
    read: dict[str, Model] = {}
    main = documents[MAIN]
    for where, name in named:
        path = written_of(main.data, data, where, common=True)
        line, column = main.place(path)
        if not inside(name):
            findings.append(Finding(MAIN, line, "outside_folder", {"path": name}, path=path, column=column))
        elif name in read:
            continue
        elif name in documents:
            found = None if documents[name].findings else _model(kind, documents[name], documents[name].data, findings)
            if found is not None:
                read[name] = found
        elif name in above:
            read[name] = kind.model_validate(above[name])
        else:
            findings.append(Finding(MAIN, line, "file_missing", {"path": name}, path=path, column=column))
    return read


def _named_forms(data: Mapping[str, Any]) -> Iterator[tuple[TreePath, str]]:
    """Every form that a component, a kind of report, a tool or the participants name."""
    for group in ("components", "reports", "tools"):
        yield from _named_in(data, group, "form")
    people = data.get("participants")
    if isinstance(people, dict) and isinstance(people.get("form"), str):
        yield ("participants", "form"), people["form"]


def _named_templates(data: Mapping[str, Any]) -> Iterator[tuple[TreePath, str]]:
    """Every template that an agreement, the programme application or the donor's report names."""
    yield from _named_in(data, "agreements", "template")
    for key in ("programme_application", "donor_report"):
        if isinstance(data.get(key), str) and data[key]:
            yield (key,), data[key]


def _named_in(data: Mapping[str, Any], group: str, key: str) -> Iterator[tuple[TreePath, str]]:
    entries = data.get(group)
    for id, entry in entries.items() if isinstance(entries, dict) else ():
        if isinstance(entry, dict) and isinstance(entry.get(key), str):
            yield (group, id, key), entry[key]


def _model(kind: type[Model], document: Document, data: Any, findings: list[Finding]) -> Model | None:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            findings.append(_schema_finding(document, data, fault))
    return None


def _schema_finding(document: Document, data: Any, fault: Any) -> Finding:
    whole = tuple(part for part in fault["loc"])
    path = written_of(document.data, data, whole, common=document.file == MAIN)
    line, column = document.place(path)
    rest = [str(part) for part in unwritten(whole, path) if part != "[key]"]
    context = {key: str(value) for key, value in fault.get("ctx", {}).items()}
    values = {"problem": fault["msg"], "kind": fault["type"], "key": ".".join(rest), **context}
    code = {"extra_forbidden": "unknown_key", "missing": "key_missing"}.get(fault["type"], "wrong_value")
    if code == "unknown_key" and path:
        values["key"] = str(path[-1])
    rule = _rule_id(document.data, path)
    return Finding(document.file, line, code, values, path=path, rule=rule, column=column)


def _rule_id(data: Any, path: TreePath) -> str:
    """The id of the rule that a path leads into, '' when it leads into none."""
    in_component = len(path) > 3 and path[0] == "components" and path[2] == "rules"
    at = 4 if in_component else 2
    if len(path) < at or not (in_component or path[0] == "everyone"):
        return ""
    for part in path[:at]:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return ""
    id = data.get("id") if isinstance(data, dict) else None
    return id if isinstance(id, str) else ""

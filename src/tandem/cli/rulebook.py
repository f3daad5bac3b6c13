"""`tandem rulebook check|diff|schema|format|facts|try`: rulebooks without a server. Imports no Django."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tandem.core.eligibility import refused, remedy_json
from tandem.core.rulebook import (
    Difference,
    Finding,
    Rulebook,
    RulebookError,
    asked_by,
    check,
    differences,
    example_facts,
    formatted_files,
    load,
    schemas,
    try_,
)
from tandem.core.rulebook.sources import read_folder
from tandem.core.rulebook.yaml_tree import read_yaml
from tandem.core.values import Problem, Verdict
from tandem.rulebooks import shipped
from tandem.rulebooks.differences import difference_text
from tandem.rulebooks.example import example_text
from tandem.rulebooks.messages import finding_text, problem_text
from tandem.rulebooks.wording import say

PASSED, REFUSED, BAD_INPUT = 0, 1, 2
MOST_FACTS = 2_000_000  # characters


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `rulebook` and its verbs; the parsed namespace carries `run(arguments) -> int`."""
    rulebook = subparsers.add_parser("rulebook", help="check, format and try rulebooks")
    verbs = rulebook.add_subparsers(dest="verb", required=True)

    verb = verbs.add_parser("check", help="name every fault with file, line, rule and remedy")
    verb.add_argument("path", metavar="PATH", help="a rulebook's folder, or the id of a shipped one")
    verb.add_argument("--json", action="store_true", help="print a JSON list instead of lines")
    verb.set_defaults(run=run_check)

    verb = verbs.add_parser("diff", help="say in words what differs between two rulebooks or versions")
    verb.add_argument("old", metavar="A", help="a rulebook's folder, or the id of a shipped one")
    verb.add_argument("new", metavar="B")
    verb.add_argument("--json", action="store_true", help="print a JSON list instead of lines")
    verb.set_defaults(run=run_diff)

    verb = verbs.add_parser("schema", help="print the JSON Schema of rulebooks, forms, templates or remedies")
    verb.add_argument("of", nargs="?", choices=("rulebook", "form", "template", "remedies"), default="rulebook")
    verb.add_argument("--out", metavar="DIR", type=Path, help="write all of them into this folder instead")
    verb.set_defaults(run=run_schema)

    verb = verbs.add_parser("format", help="normalise the spacing; comments and order stay")
    verb.add_argument("path", metavar="PATH")
    verb.add_argument("--check", action="store_true", help="change nothing; exit 1 when something would change")
    verb.set_defaults(run=run_format)

    verb = verbs.add_parser("facts", help="print an annotated example of what the rules look at")
    verb.add_argument("rulebook", metavar="RULEBOOK", help="the id of a shipped rulebook, or a folder")
    verb.add_argument("component", metavar="COMPONENT")
    verb.add_argument("--json", action="store_true", help="print plain JSON, without the notes")
    verb.set_defaults(run=run_facts)

    verb = verbs.add_parser(
        "try",
        help="print every verdict about some facts",
        description="Exit 0: every must is met. 1: at least one is not. 2: the rulebook or the facts cannot be read.",
    )
    verb.add_argument("rulebook", metavar="RULEBOOK", help="the id of a shipped rulebook, or a folder")
    verb.add_argument("component", metavar="COMPONENT")
    verb.add_argument("--facts", metavar="FILE", required=True, help="JSON or YAML; - for standard input")
    verb.add_argument("--language", default="", help="language of the texts; the rulebook's first by default")
    verb.add_argument("--json", action="store_true", help="print one JSON object")
    verb.set_defaults(run=run_try)


def run_check(arguments: argparse.Namespace) -> int:
    """Print findings; 0 when there is no error, 1 when there is, 2 when there is nothing to check."""
    folder = _folder(arguments.path)
    if not folder.is_dir():
        return _bad_input([Problem("no_folder", "", {"path": str(folder)})], arguments.json)
    findings = check(folder, shipped())
    if arguments.json:
        print(json.dumps([_finding_json(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            _print_finding(finding, folder)
        print(f"{folder}: {len(findings)} finding{'' if len(findings) == 1 else 's'}")
    return REFUSED if any(finding.level == "error" for finding in findings) else PASSED


def run_diff(arguments: argparse.Namespace) -> int:
    """Print each difference with file and line; 0 when there is none, 1 when there are, 2 when one cannot be read."""
    old, new = _folder(arguments.old), _folder(arguments.new)
    for folder in (old, new):
        if not folder.is_dir():
            return _bad_input([Problem("no_folder", "", {"path": str(folder)})], arguments.json)
        try:
            load(folder, shipped())
        except RulebookError as error:
            return _bad_rulebook(error, folder, arguments.json)
    found = differences(old, new, shipped())
    if arguments.json:
        print(json.dumps([_difference_json(one) for one in found], ensure_ascii=False, indent=1, default=str))
    else:
        for one in found:
            print(f"{(old if one.old else new) / one.file}:{one.line}: {difference_text(one)}")
        print(f"{len(found)} difference{'' if len(found) == 1 else 's'}")
    return REFUSED if found else PASSED


def _difference_json(one: Difference) -> dict[str, Any]:
    place = {"file": one.file, "line": one.line, "in": "old" if one.old else "new", "path": list(one.path)}
    values = {"kind": one.kind, "language": one.language, "before": one.before, "after": one.after}
    return {**place, **values, "said": difference_text(one)}


def run_schema(arguments: argparse.Namespace) -> int:
    """Print one schema, or write all."""
    texts = {name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for name, schema in schemas().items()}
    if arguments.out is None:
        print(texts[f"{arguments.of}.schema.json"], end="")
        return PASSED
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (arguments.out / name).write_text(text, encoding="utf-8")
        print(arguments.out / name)
    return PASSED


def run_format(arguments: argparse.Namespace) -> int:
    """Rewrite the files whose spacing is not normal; 2 when one is no YAML."""
    folder = _folder(arguments.path)
    files = read_folder(folder)
    try:
        changed = formatted_files(files.texts)
    except RulebookError as error:
        return _bad_rulebook(error, folder, json_out=False)
    for name, text in changed.items():
        print(f"{folder / name}: {'would change' if arguments.check else 'formatted'}")
        if not arguments.check:
            (folder / name).write_text(text, encoding="utf-8")
    return REFUSED if changed and arguments.check else PASSED


def run_facts(arguments: argparse.Namespace) -> int:
    """Print example facts; they can be piped into `try`."""
    rulebook = _rulebook(arguments)
    if not isinstance(rulebook, Rulebook):
        return rulebook
    facts = example_facts(rulebook, arguments.component)
    if arguments.json:
        print(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        print(example_text(rulebook, arguments.component, facts, asked_by(rulebook, arguments.component)), end="")
    return PASSED


def run_try(arguments: argparse.Namespace) -> int:
    """Print verdicts, or the problems of the facts."""
    rulebook = _rulebook(arguments)
    if not isinstance(rulebook, Rulebook):
        return rulebook
    facts, problems = _facts(arguments.facts)
    if not problems:
        verdicts, problems = try_(rulebook, arguments.component, facts, say)
    if problems:
        return _bad_input(problems, arguments.json, arguments.facts)
    language = arguments.language or rulebook.languages[0]
    if arguments.json:
        found = [_verdict_json(verdict) for verdict in verdicts]
        print(json.dumps({"passed": not refused(verdicts), "verdicts": found}, ensure_ascii=False, indent=1))
    else:
        for verdict in verdicts:
            _print_verdict(verdict, language)
    return REFUSED if refused(verdicts) else PASSED


def _folder(written: str) -> Path:
    return shipped().get(written, Path(written))


def _rulebook(arguments: argparse.Namespace) -> Rulebook | int:
    """The rulebook named on the command line, or the exit status when it cannot be used."""
    folder = _folder(arguments.rulebook)
    try:
        rulebook = load(folder, shipped())
    except RulebookError as error:
        return _bad_rulebook(error, folder, arguments.json)
    component = rulebook.components.get(arguments.component)
    if component is None:
        known = list(rulebook.components)
        return _bad_input([Problem("no_component", "", {"name": arguments.component, "known": known})], arguments.json)
    if component.form not in rulebook.forms:
        return _bad_input([Problem("no_form", "", {"name": component.form})], arguments.json)
    findings = [finding for finding in check(folder, shipped()) if finding.level == "error"]
    return _bad_rulebook(RulebookError(tuple(findings)), folder, arguments.json) if findings else rulebook


def _facts(file: str) -> tuple[Any, tuple[Problem, ...]]:
    try:
        raw = sys.stdin.buffer.read(MOST_FACTS * 4 + 1) if file == "-" else Path(file).read_bytes()
        text = raw.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return None, (Problem("not_json", "", {"problem": getattr(error, "strerror", None) or str(error)}),)
    if len(text) > MOST_FACTS:
        return None, (Problem("not_json", "", {"problem": f"more than {MOST_FACTS} characters"}),)
    if text.lstrip().startswith("{"):
        return _json(text)
    document = read_yaml("facts", text)
    for finding in document.findings[:1]:
        return None, (Problem("not_json", f"line {finding.line}", {"problem": finding_text(finding)[0]}),)
    return document.data, ()


def _json(text: str) -> tuple[Any, tuple[Problem, ...]]:
    try:
        return json.loads(text, parse_float=str, object_pairs_hook=_once), ()
    except (ValueError, RecursionError) as error:
        return None, (Problem("not_json", "", {"problem": str(error)[:200]}),)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"{key} is written twice")
        found[key] = value
    return found


_HERE: Mapping[str, tuple[str, str]] = {
    "no_folder": ("there is no folder {path}", "name a rulebook's folder or a shipped rulebook"),
    "no_component": ("there is no component {name}", "use one of: {known}"),
    "no_form": ("the form {name} cannot be read", "run tandem rulebook check"),
}


def _problem_text(problem: Problem) -> tuple[str, str]:
    if problem.code not in _HERE:
        return problem_text(problem)
    values = {key: ", ".join(value) if isinstance(value, list) else value for key, value in problem.values.items()}
    what, mend = _HERE[problem.code]
    return what.format(**values), mend.format(**values)


def _bad_input(problems: Any, as_json: bool, file: str = "") -> int:
    said = [(problem, *_problem_text(problem)) for problem in problems]
    if as_json:
        out = [{"file": file, "at": p.where, "code": p.code, "problem": what, "mend": mend} for p, what, mend in said]
        print(json.dumps({"problems": out}, ensure_ascii=False, indent=1))
    else:
        for problem, what, mend in said:
            print(f"{file}{'#' if file else ''}{problem.where}: {what}. {mend}.", file=sys.stderr)
    return BAD_INPUT


def _bad_rulebook(error: RulebookError, folder: Path, json_out: bool) -> int:
    if json_out:
        findings = [_finding_json(finding) for finding in error.findings]
        print(json.dumps({"findings": findings}, ensure_ascii=False, indent=1))
    else:
        for finding in error.findings:
            _print_finding(finding, folder, sys.stderr)
    return BAD_INPUT


def _print_finding(finding: Finding, folder: Path, out: Any = None) -> None:
    what, mend = finding_text(finding)
    rule = f" [rule {finding.rule}]" if finding.rule else ""
    level = "" if finding.level == "error" else " advice:"
    place = f"{folder / finding.file}:{finding.line}:{finding.column}:"
    print(f"{place}{level} {finding.code}{rule} {finding.where}: {what}. {mend}.", file=out or sys.stdout)


def _finding_json(finding: Finding) -> dict[str, Any]:
    what, mend = finding_text(finding)
    return {
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "level": finding.level,
        "code": finding.code,
        "rule": finding.rule,
        "at": finding.where,
        "what": what,
        "mend": mend,
    }


def _print_verdict(verdict: Verdict, language: str) -> None:
    mark = "passed" if verdict.passed else "refused" if verdict.refuses else "advised"
    party = f" ({verdict.party})" if verdict.party else ""
    source = f"{verdict.source.cites}{', ' if verdict.source.clause else ''}{verdict.source.clause}"
    numbers = f"{_short(verdict.actual)} / {_short(verdict.limit)}"
    print(f"{mark:8}{verdict.rule}{party} · {verdict.severity} · {numbers} · {source}")
    if not verdict.passed:
        for text in (verdict.refusal, verdict.mend):
            if text.get(language):
                print(f"        {text[language]}")
        print(f"        remedy: {json.dumps(remedy_json(verdict.remedy), ensure_ascii=False)}")


def _short(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return "–" if value is None else str(value)


def _verdict_json(verdict: Verdict) -> dict[str, Any]:
    return {
        "rule": verdict.rule,
        "party": verdict.party,
        "severity": str(verdict.severity),
        "passed": verdict.passed,
        "actual": verdict.actual,
        "limit": verdict.limit,
        "difference": verdict.difference,
        "path": verdict.path,
        "remedy": remedy_json(verdict.remedy),
        "source": {"cites": verdict.source.cites, "clause": verdict.source.clause},
        "refusal": {} if verdict.passed else dict(verdict.refusal),
        "mend": {} if verdict.passed else dict(verdict.mend),
    }

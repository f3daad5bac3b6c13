"""`tandem ranking recompute EXPORT.json`: an outsider checks a published ranking without trusting the server."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from tandem.core.scoring import BadScores, score_plain
from tandem.core.selection import BadCandidates, BadExport, Difference, Proposal, Selection, compare, recompute
from tandem.core.values import Problem

SAME, DIFFERS, BAD_INPUT = 0, 1, 2


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `ranking` with its one verb `recompute`; the parsed namespace carries `run(arguments) -> int`."""
    ranking = subparsers.add_parser("ranking", help="check a published ranking")
    verbs = ranking.add_subparsers(dest="verb", required=True)
    verb = verbs.add_parser(
        "recompute",
        help="rank again from a public export and say whether the published list is the same",
        description="Exit 0: the same list. 1: it differs, each place is named. 2: the file is no readable export.",
    )
    verb.add_argument("export", metavar="EXPORT.json", help="the file, or - for standard input")
    verb.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Recompute and compare; returns the exit status (0 same, 1 differs, 2 bad input)."""
    try:
        document = _load(arguments.export)
        if "result" not in document:
            raise BadExport("missing", "result")
        selection = recompute(document, score_plain)
    except BadExport as error:
        return _bad((error.problem,), arguments.json)
    except (BadCandidates, BadScores) as error:
        return _bad(error.problems, arguments.json)
    differences = compare(document, selection)
    if arguments.json:
        _print_json(selection, differences)
    else:
        _print_lines(selection, differences)
    return DIFFERS if differences else SAME


def _no_constant(name: str) -> Any:
    raise BadExport("not_a_number", "", {"actual": name})


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are all different: of two, a reader might see one and the computer the other."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadExport("key_twice", key)
        found[key] = value
    return found


def _load(name: str) -> dict[str, Any]:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise BadExport("unreadable", name, {"actual": error.strerror or type(error).__name__}) from error
    try:
        document = json.loads(raw.decode("utf-8-sig"), parse_constant=_no_constant, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        raise BadExport("not_json", place, {"actual": error.msg}) from error
    except UnicodeDecodeError as error:
        raise BadExport("not_utf8", f"byte {error.start}") from error
    except BadExport:
        raise
    except (RecursionError, ValueError) as error:
        raise BadExport("not_json", "", {"actual": type(error).__name__}) from error
    if not isinstance(document, dict):
        raise BadExport("not_an_object", "")
    return document


def _bad(problems: tuple[Problem, ...], as_json: bool) -> int:
    if as_json:
        plain = [{"code": item.code, "where": item.where, "values": dict(item.values)} for item in problems]
        print(json.dumps({"status": "bad input", "problems": plain}, ensure_ascii=False))
    for item in () if as_json else problems:
        values = "".join(f", {name} {value}" for name, value in item.values.items())
        print(f"{item.where or 'document'}: {item.code.replace('_', ' ')}{values}", file=sys.stderr)
    return BAD_INPUT


def _print_json(selection: Selection, differences: tuple[Difference, ...]) -> None:
    answer = {
        "status": "differs" if differences else "same",
        "applications": len(selection.rows),
        "funded": list(selection.of(Proposal.FUND)),
        "remaining": str(selection.remaining),
        "differences": [vars(difference) for difference in differences],
    }
    print(json.dumps(answer, ensure_ascii=False))


def _print_lines(selection: Selection, differences: tuple[Difference, ...]) -> None:
    for row in selection.rows:
        score = "" if row.candidate.score is None else f"{row.candidate.score:>6} "
        place = f"{row.proposal} {row.reserve or ''}".strip()
        print(f"{row.rank:>4} {score} {place:<11} {row.candidate.asked}  {row.candidate.id}")
    print(f"left of {selection.budget}: {selection.remaining}")
    for difference in differences:
        print(f"{difference.where}: published {difference.published!r}, recomputed {difference.recomputed!r}")
    print("DIFFERS from the published list" if differences else "The same as the published list.")

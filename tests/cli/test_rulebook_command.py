"""`tandem rulebook …` as a person types it."""

from __future__ import annotations

import argparse
import io
import json
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from tandem.cli.rulebook import add_parser

ROOT = Path(__file__).parents[2]
HARBOUR = ROOT / "tests" / "rulebooks" / "harbour-exchange"
RUN = """
import argparse, sys
from tandem.cli.rulebook import add_parser
top = argparse.ArgumentParser()
add_parser(top.add_subparsers())
arguments = top.parse_args(sys.argv[1:])
code = arguments.run(arguments)
assert not any(name.split(".")[0] == "django" for name in sys.modules), "Django was imported"
sys.exit(code)
"""


@dataclass
class Said:
    """What a command printed and its exit status."""

    returncode: int
    stdout: str
    stderr: str


def tandem(*arguments: str | Path, stdin: str = "") -> Said:
    """The command in this process."""
    top = argparse.ArgumentParser()
    add_parser(top.add_subparsers())
    parsed = top.parse_args(["rulebook", *map(str, arguments)])
    out, err = io.StringIO(), io.StringIO()
    before, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = parsed.run(parsed)
    finally:
        sys.stdin = before
    return Said(code, out.getvalue(), err.getvalue())


def test_the_commands_need_no_django() -> None:
    found = subprocess.run(
        [sys.executable, "-c", RUN, "rulebook", "facts", "ks-mic", "project"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"},
    )
    assert found.returncode == 0, found.stderr


def test_check_is_silent_about_what_is_right_and_names_file_line_rule_and_remedy(tmp_path: Path) -> None:
    assert tandem("check", "ks-mic").returncode == 0
    folder = Path(shutil.copytree(HARBOUR, tmp_path / "h"))
    main = folder / "rulebook.yaml"
    text = main.read_text(encoding="utf-8")
    line = text[: text.index("{rates: purse}")].count("\n") + 1
    main.write_text(text.replace("{rates: purse}", "{rates: perse}"), encoding="utf-8")
    said = tandem("check", folder)
    assert said.returncode == 1
    assert f"rulebook.yaml:{line}:" in said.stdout
    assert "[rule rates_known]" in said.stdout
    assert "did you mean purse?" in said.stdout
    (found,) = [f for f in json.loads(tandem("check", folder, "--json").stdout) if f["at"].endswith("must.rates")]
    assert (found["line"], found["rule"], found["code"]) == (line, "rates_known", "unknown_reference")
    assert tandem("check", tmp_path / "nowhere").returncode == 2


KINDS = ("preparation", "project", "steering_group", "broadening", "dissemination")
EXAMPLES = [("ks-mic", "project"), (HARBOUR, "voyage"), *(("icld-partnership", kind) for kind in KINDS)]


@pytest.mark.parametrize(("rulebook", "component"), EXAMPLES)
def test_the_example_facts_are_annotated_and_pass(rulebook: str | Path, component: str) -> None:
    facts = tandem("facts", rulebook, component)
    assert facts.returncode == 0
    assert "# " in facts.stdout
    tried = tandem("try", rulebook, component, "--facts", "-", "--json", stdin=facts.stdout)
    assert tried.returncode == 0, tried.stdout + tried.stderr
    assert json.loads(tried.stdout)["passed"]
    as_json = tandem("facts", rulebook, component, "--json")
    assert tandem("try", rulebook, component, "--facts", "-", stdin=as_json.stdout).returncode == 0


def test_try_says_each_verdict_with_its_numbers_remedy_and_source(tmp_path: Path) -> None:
    facts = json.loads(tandem("facts", "ks-mic", "project", "--json").stdout)
    facts["answers"]["purposes"] = ["efficient_services", "environment_in_plans", "transparent_government"]
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(facts), encoding="utf-8")
    said = tandem("try", "ks-mic", "project", "--facts", file, "--json")
    assert said.returncode == 1
    verdicts = {verdict["rule"]: verdict for verdict in json.loads(said.stdout)["verdicts"]}
    failed = verdicts["one_or_two_purposes"]
    assert (failed["severity"], failed["passed"], failed["actual"], failed["limit"]) == ("must", False, 3, 2)
    assert failed["remedy"]["verb"] == "choose_fewer"
    assert failed["source"] == {"cites": "Introduction", "clause": "MIC-1"}
    spoken = tandem("try", "ks-mic", "project", "--facts", file, "--language", "es")
    assert "Hay 3 finalidades" in spoken.stdout


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ("{", "neither JSON nor YAML"),
        ("[]", "this is list"),
        ('{"answers": 3}', "/answers"),
        ('{"answers": {"purpose": []}}', "did you mean purposes?"),
        ('{"answers": {"purposes": ["efficient"]}}', "/answers/purposes/0"),
        ('{"budget": {"total": "12,5"}}', "/budget/total"),
        ('{"team": [{"party": "abrod"}]}', "/team/0/party"),
        ('{"a": 1, "a": 2}', "written twice"),
        ("a: &x 1\nb: *x\n", "anchors"),
        ("{" * 100_000, "neither JSON nor YAML"),
        ('{"budget": {"total": 1e999}}', "/budget/total"),
    ],
)
def test_bad_facts_end_in_two_with_place_fault_and_remedy(facts: str, said: str) -> None:
    found = tandem("try", "ks-mic", "project", "--facts", "-", stdin=facts)
    assert found.returncode == 2
    assert said in found.stderr
    assert "Traceback" not in found.stderr


def test_unknown_rulebooks_components_and_files_are_bad_input(tmp_path: Path) -> None:
    for arguments in (
        ("facts", "nowhere", "project"),
        ("facts", "ks-mic", "projekt"),
        ("try", "ks-mic", "project", "--facts", tmp_path / "none.json"),
    ):
        found = tandem(*arguments)
        assert found.returncode == 2
        assert found.stderr
        assert "Traceback" not in found.stderr


def test_diff_says_what_differs_with_file_and_line(tmp_path: Path) -> None:
    assert tandem("diff", HARBOUR, HARBOUR).returncode == 0
    folder = Path(shutil.copytree(HARBOUR, tmp_path / "h"))
    main = folder / "rulebook.yaml"
    text = main.read_text(encoding="utf-8")
    line = text[: text.index("must: {rates: purse}")].count("\n") + 1
    main.write_text(text.replace("must: {rates: purse}", "should: {rates: purse}"), encoding="utf-8")
    said = tandem("diff", HARBOUR, folder)
    assert said.returncode == 1
    told = "rule rates_known of component voyage: should instead of must, it only advises now"
    assert f"{main}:{line - 1}: {told}" in said.stdout
    (one,) = json.loads(tandem("diff", HARBOUR, folder, "--json").stdout)
    assert (one["kind"], one["before"], one["after"], one["said"]) == ("strength", "must", "should", told)
    assert tandem("diff", HARBOUR, tmp_path / "nowhere").returncode == 2


def test_format_normalises_once(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(HARBOUR, tmp_path / "h"))
    main = folder / "rulebook.yaml"
    before = main.read_text(encoding="utf-8")
    main.write_text(before.replace('version: "7"', 'version:    "7"'), encoding="utf-8")
    assert tandem("format", folder, "--check").returncode == 1
    assert tandem("format", folder).returncode == 0
    assert main.read_text(encoding="utf-8") == before
    assert tandem("format", folder, "--check").returncode == 0


def test_the_published_schemas_are_those_of_the_code() -> None:
    for name in ("rulebook", "form", "template", "remedies"):
        published = ROOT / "docs" / "reference" / f"{name}.schema.json"
        assert tandem("schema", name).stdout == published.read_text(encoding="utf-8"), (
            "tandem rulebook schema --out docs/reference"
        )

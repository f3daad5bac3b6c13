"""`make bench`: loads a large programme, serves it, and measures pages, submissions and memory on both databases."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # `python benchmarks/run.py` finds its package too
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import donor_report, forms, machine, report
from benchmarks.client import Browser, Times, at_once, submissions
from benchmarks.serving import ROOT, Installation, Served, installation, serve, serve_bare
from tests.postgres import NoPostgres

KINDS = ("embedded", "postgresql")
TOGETHER = 8


@dataclass(frozen=True)
class Effort:
    """How much is loaded and for how long each page is asked for."""

    applications: int
    drafts: int
    seconds: float  # per page alone, and again for eight at once
    least: int  # answers per page and way
    submit_seconds: float


FULL = Effort(10_000, 1200, 2.0, 40, 15.0)
QUICK = Effort(500, 120, 0.7, 12, 4.0)


@dataclass
class Page:
    """One page's figures. CPU in milliseconds per answer, sizes in bytes."""

    cpu_web: float
    cpu_database: float
    alone: Times
    together: Times
    compressed: int
    queries: int = 0
    raw: int = 0


@dataclass
class Result:
    """All figures of one database."""

    kind: str
    load_seconds: float
    pages: dict[str, Page] = field(default_factory=dict)
    submitted: Times | None = None
    submit_cpu: tuple[float, float] = (0.0, 0.0)  # web, database: milliseconds for each submission
    memory: dict[str, float] = field(default_factory=dict)  # MB, proportional share


def measured(served: Served, database: Callable[[], float], who: list[str], path: str, effort: Effort) -> Page:
    """One page alone and by eight people at once; the CPU per answer is that of asking alone."""
    browsers = [Browser(served.port, who[number % len(who)] if who else "") for number in range(TOGETHER)]
    for browser in browsers:
        body = browser.get(path)
    before = machine.cpu_ms(served.web), database()
    alone = at_once(browsers[:1], lambda one: bool(one.get(path)), effort.seconds, effort.least)
    after = machine.cpu_ms(served.web), database()
    together = at_once(browsers, lambda one: bool(one.get(path)), effort.seconds, effort.least)
    for browser in browsers:
        browser.close()
    used = [(end - begin) / alone.count for begin, end in zip(before, after, strict=True)]
    return Page(used[0], used[1], alone, together, len(body))


def measure(one: Installation, places: dict[str, Any], load_seconds: float, effort: Effort) -> Result:
    """Everything about one installation that is loaded."""
    result = Result(one.name, load_seconds)
    counted = one.ask("benchmarks.counting", given=json.dumps(places))
    with serve(one) as served:
        for name, (who, path) in places["pages"].items():
            session = places["writers"][:1] if who == "writer" else [places[who]] if who else []
            page = measured(served, one.database_cpu, session, path, effort)
            page.queries, page.raw = counted[name]["queries"], counted[name]["raw"]
            result.pages[name] = page
        homes = [[f"/measured/applications/{draft}/" for draft in own] for own in places["drafts"]]
        before = machine.cpu_ms(served.web), one.database_cpu()
        sent = submissions(served.port, places["writers"], homes, effort.submit_seconds)
        after = machine.cpu_ms(served.web), one.database_cpu()
        result.submitted = sent
        result.submit_cpu = (after[0] - before[0]) / sent.count, (after[1] - before[1]) / sent.count
        result.memory = {
            "web": machine.pss_mb(served.web),
            "worker": machine.pss_mb(served.worker),
            "parent": machine.pss_mb([served.parent]),
        }
    return result


def grant_page(one: Installation, places: dict[str, Any], effort: Effort) -> Page:
    """The page of a grant on an installation that benchmarks.donor_report has loaded."""
    counted = one.ask("benchmarks.counting", given=json.dumps(places))["grant"]
    if counted["status"] != 200:
        raise RuntimeError(f"the page of a grant answers {counted['status']}")
    with serve(one) as served:
        page = measured(served, one.database_cpu, [places["officer"]], places["pages"]["grant"][1], effort)
    page.queries, page.raw = counted["queries"], counted["raw"]
    return page


def bare(folder: Path, effort: Effort) -> Page:
    """The calibration: what any Django view costs on this server and machine just now."""
    with serve_bare(folder) as served:
        return measured(served, float, [], "/bare/", effort)


def load(one: Installation, effort: Effort) -> tuple[dict[str, Any], float]:
    """Load an installation; where things are, and the seconds it took."""
    began = time.monotonic()
    arguments = ("--applications", str(effort.applications), "--drafts", str(effort.drafts))
    return one.ask("benchmarks.load", *arguments), time.monotonic() - began


def everything(effort: Effort, kinds: list[str]) -> tuple[list[Result], Page]:
    """Load the installations side by side, then measure them one after the other."""
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="tandem-bench-", ignore_cleanup_errors=True))
        )
        installed = [stack.enter_context(installation(kind, folder)) for kind in kinds]
        with ThreadPoolExecutor(len(installed)) as pool:
            loaded = list(pool.map(lambda one: load(one, effort), installed))
        calibration = bare(folder, effort)
        results = []
        for one, (places, seconds) in zip(installed, loaded, strict=True):
            print(
                f"{one.name}: {effort.applications} applications loaded in {seconds:.0f} s", file=sys.stderr, flush=True
            )
            results.append(measure(one, places, seconds, effort))
            print("\n".join(report.database(results[-1], calibration)), file=sys.stderr, flush=True)
    return results, calibration


def core() -> str:
    """The chapters without pages. In a process of its own: rules and selection need nothing that was loaded here."""
    code = "from benchmarks import rules, selection; print(rules.section() + selection.section(), end='')"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def main() -> int:
    """Measure and print; with --write, also docs/benchmarks.md. Exit 1 when a database cannot be measured."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="500 applications, to see that everything runs")
    parser.add_argument("--only", choices=KINDS, help="one database only")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    arguments = parser.parse_args()
    effort = QUICK if arguments.quick else FULL
    try:
        results, calibration = everything(effort, [arguments.only] if arguments.only else list(KINDS))
    except NoPostgres as error:
        print(error, file=sys.stderr)
        return 1
    kinds = [arguments.only] if arguments.only else list(KINDS)
    grants = donor_report.section(
        200 if arguments.quick else donor_report.GRANTS, kinds, lambda one, places: grant_page(one, places, effort)
    )
    text = report.text(results, calibration, effort) + grants + forms.section(kinds) + core()
    print(text)
    if arguments.write:
        report.PLACE.write_text(text, encoding="utf-8")
        print(f"written: {report.PLACE}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())

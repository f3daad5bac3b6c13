"""The figures as a page of documentation, beside what they have to beat."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import machine

if TYPE_CHECKING:
    from benchmarks.run import Effort, Page, Result

PLACE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
NAMES = {
    "call": "call page, signed out",
    "list": "officer's list, page 1",
    "list_far": "officer's list, page 50",
    "list_search": "officer's list, searched, by amount",
    "list_filtered": "officer's list, three filters, by score",
    "could_apply": "could we apply? with an answer",
    "application": "one application, read by the officer",
    "form": "form, all ten questions on one page",
    "overview": "applicant's overview",
    "check": "check your answers, ready to be sent",
    "desk": "officer's desk",
    "desk_assessor": "assessor's desk",
    "assessor_list": "assessor's list",
    "assess": "assessor's scoring page",
}
PEER = {"list": 447.0, "list_far": 2059.0, "application": 138.0, "form": 89.0, "desk": 4305.0}  # CPU ms, web + database
TARGET = {"list": 44.7, "list_far": 205.9, "application": 13.8, "form": 8.9, "desk": 40.0}
QUERIES, PER_SECOND, MEMORY, FAR = 8, 100, 300, 1.3
PEER_PER_SECOND, PEER_MEMORY = 12.8, 573


def cpu(page: Page) -> float:
    """Milliseconds of web and database together."""
    return page.cpu_web + page.cpu_database


def text(results: list[Result], calibration: Page, effort: Effort) -> str:
    """The whole page."""
    return (
        "\n".join(
            [
                *head(effort),
                *bare(calibration),
                *(line for one in results for line in database(one, calibration)),
                *against(results),
                *method(effort),
            ]
        )
        + "\n"
    )


def head(effort: Effort) -> Iterator[str]:
    """What, when and on which machine."""
    facts = machine.described()
    yield "# Measurements"
    yield ""
    yield "Written by `make bench` (`python -m benchmarks --write`); not edited by hand."
    yield ""
    yield f"- Date: {datetime.now(UTC):%-d %B %Y}"
    yield (
        f"- Machine: {facts['processor']}, {facts['cores']} cores, {facts['memory']}, {facts['system']}, Python "
        f"{facts['python']}"
    )
    yield (
        f"- Load average when the figures were taken: {machine.load_average():.1f} (above {facts['cores']}: others "
        "were working too)"
    )
    yield (
        f"- Loaded: {effort.applications:,} submitted applications of ten questions each, five assignments and three "
        "scored"
        f" assessments to each application, {effort.drafts:,} drafts ready to be sent; 60 rows a page; `tandem "
        "serve` with 2 web"
        " processes; server, database and client share the machine"
    )
    yield ""


def bare(page: Page) -> Iterator[str]:
    """The calibration in a line."""
    yield (
        f"**Bare Django view on the same server:** {page.cpu_web:.2f} ms CPU, p50 {page.alone.p50:.1f} ms alone, p50"
        f" {page.together.p50:.1f} and p95 {page.together.p95:.1f} ms with 8 at once, {page.together.per_second:.0f} "
        "answers/s."
        " The column “× bare” says how many such views a page costs: it can be compared between machines."
    )
    yield ""


def database(result: Result, calibration: Page) -> Iterator[str]:
    """One database's table."""
    title = {"embedded": "Embedded database (SQLite)", "postgresql": "PostgreSQL"}[result.kind]
    yield f"## {title}"
    yield ""
    yield (
        "| page | CPU web ms | CPU database ms | × bare | p50 / p95 alone ms | p50 / p95 with 8 ms | queries | bytes "
        "compressed (plain) |"
    )
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    for name, page in result.pages.items():
        inside = f"{page.cpu_database:.1f}" if result.kind == "postgresql" else "in web"
        yield (
            f"| {NAMES[name]} | {page.cpu_web:.1f} | {inside} | {cpu(page) / calibration.cpu_web:.0f} | "
            f"{page.alone.p50:.0f} /"
            f" {page.alone.p95:.0f} | {page.together.p50:.0f} / {page.together.p95:.0f} | {page.queries} |"
            f" {page.compressed:,} ({page.raw:,}) |"
        )
    yield ""
    if result.submitted:
        yield (
            "Submissions, 8 people at once, each reading the whole form and sending it: "
            f"**{result.submitted.per_second:.1f} a"
            f" second** ({result.submitted.count} in all; one takes {result.submitted.p50:.0f} ms, p95 "
            f"{result.submitted.p95:.0f}). CPU for one: {result.submit_cpu[0]:.1f} ms in the web processes"
            + (f", {result.submit_cpu[1]:.1f} ms in the database." if result.kind == "postgresql" else ".")
        )
    yield (
        f"Memory (proportional share): **{result.memory['web']:.0f} MB** in the two web processes, "
        f"{result.memory['worker']:.0f}"
        f" in the worker, {result.memory['parent']:.0f} in their parent. Loading took {result.load_seconds:.0f} s."
    )
    yield ""


def against(results: list[Result]) -> Iterator[str]:
    """What the best open peer needs, what we aim at, what we need."""
    yield "## Beside the bar"
    yield ""
    yield (
        "The bar is Hypha 6.7 on PostgreSQL with 2 processes on two cores, the best open system we found, measured "
        "in the same"
        " way on another day; the aim is a tenth of its CPU. Figures that miss the aim say so."
    )
    yield ""
    yield "| what | Hypha 6.7 | aim | " + " | ".join(result.kind for result in results) + " |"
    yield "|---|---:|---:|" + "---:|" * len(results)
    for name, peer in PEER.items():
        cells = [judged(cpu(result.pages[name]), TARGET[name]) for result in results]
        yield f"| {NAMES[name]}, CPU ms | {peer:,.0f} | {TARGET[name]:g} | " + " | ".join(cells) + " |"
    far = [judged(cpu(result.pages["list_far"]) / cpu(result.pages["list"]), FAR, 2) for result in results]
    yield f"| list page 50 ÷ page 1 | 4.6 | {FAR} | " + " | ".join(far) + " |"
    most = [judged(max(result.pages[name].queries for name in PEER), QUERIES, 0) for result in results]
    yield f"| most queries on one of these pages | 142 | {QUERIES} | " + " | ".join(most) + " |"
    raw = [f"{result.pages['list'].raw / 1024:.0f}" for result in results]
    yield "| list page 1, plain KB | 442 |  | " + " | ".join(raw) + " |"
    sent = [judged(-result.submitted.per_second if result.submitted else 0.0, -PER_SECOND) for result in results]
    yield f"| submissions a second | {PEER_PER_SECOND} | {PER_SECOND} | " + " | ".join(sent) + " |"
    held = [judged(sum(result.memory.values()), MEMORY, 0) for result in results]
    yield f"| memory of all processes, MB | {PEER_MEMORY} | {MEMORY} | " + " | ".join(held) + " |"
    yield ""


def judged(value: float, most: float, digits: int = 1) -> str:
    """The value, marked when it misses the aim; negative values are those of which more is better."""
    shown = f"{abs(value):.{digits}f}"
    return f"{shown}" if value <= most else f"{shown} (misses)"


def method(effort: Effort) -> Iterator[str]:
    """How the figures come about."""
    yield "## How it is measured"
    yield ""
    yield (
        f"Each page is asked for over HTTP on a kept connection for {effort.seconds:g} s alone and again by 8 people "
        "at once. CPU"
        " is what the kernel says the web processes (and the database's processes) used, divided by the answers "
        "given alone."
        " Queries are counted with Django's test client, sign-in included. PostgreSQL runs with its default "
        "durability, the"
        " embedded database with synchronous=FULL. A submission is two requests: the page with all answers and its "
        "checksum,"
        " and the signature that sends it, with receipt, audit record, frozen plan and outbox in one transaction."
    )

"""Forms of 15, 30 and 60 questions of every type: what the applicant's pages cost, and what one question more costs.

`python -m benchmarks.forms measure` prints JSON: the pages are asked in one process, so that only the server's own work
is counted; CPU of the database is added where it has processes of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SIZES = (15, 30, 60)
MOST_PER_QUESTION, MOST_QUERIES = 1.0, 12  # milliseconds of CPU
PAGES = {
    "overview": "applicant's overview",
    "sections/all/": "a section of ten questions",
    "missing/": "what is missing",
    "check/": "check your answers: the whole form",
    "offline/form.xlsx": "the form as Excel",
}
OFFICERS = {"application": "one application, read by the officer", "list": "officer's list"}
ASKED = 15  # answers of each page that are counted
LISTED = 20  # applications that were sent, of each form


def main() -> None:
    """Measure; prints JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks.forms", description=__doc__)
    parser.add_argument("what", choices=("measure",))
    parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.config.settings")
    import django

    django.setup()
    print(json.dumps(measure()))


def measure() -> dict[str, Any]:
    """By number of questions and page: CPU milliseconds of an answer, queries, bytes."""
    from django.conf import settings

    from tandem.cli import serve
    from tandem.foundation import clock
    from tests.cast import Cast

    settings.ALLOWED_HOSTS = ["*"]
    serve.prepare_database()
    serve.prepare_static_files()
    settings.TANDEM_DEMO = True
    clock.set_demo(moment())
    cast = Cast.build()
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as folder:
        return {str(size): _of(cast, Path(folder), size) for size in SIZES}


def moment() -> Any:
    """When it all happens: while the calls are open."""
    from datetime import UTC, datetime

    return datetime(2024, 9, 12, 10, tzinfo=UTC)


def _of(cast: Any, folder: Path, size: int) -> dict[str, Any]:
    """One form, an application that is filled in, and its pages."""
    from django.test import Client

    from tests.factories import applications, calls, sixty

    with cast.scope():
        call = calls.call(cast.actor("ana"), sixty.folder(folder, size), slug=f"asks-{size}")
        actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
        sides = {"home": cast.fjordvik, "abroad": cast.san_telmo}
        application = applications.filled(actors, call, sides)
        sent = [applications.submitted(actors, call, sides, f"Number {n}").application_id for n in range(LISTED)]
    bo, ana = Client(headers={"accept-language": "en"}), Client(headers={"accept-language": "en"})
    for client, person in ((bo, cast.bo), (ana, cast.ana)):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    home = f"/samband/applications/{application.id}/"
    found = {page: _page(bo, home + page.removeprefix("overview")) for page in PAGES}
    found["application"] = _page(ana, f"/samband/applications/{sent[0]}/read/")
    found["list"] = _page(ana, f"/samband/calls/{call.slug}/applications/")
    return found


def _page(client: Any, path: str) -> dict[str, float]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(path)
    with CaptureQueriesContext(connection) as counted:
        response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answers {response.status_code}")
    queries = len(counted)  # the next request forgets them
    spent = []
    for _ in range(ASKED):
        began = time.process_time()
        client.get(path)
        spent.append((time.process_time() - began) * 1000)
    return {"cpu": sorted(spent)[ASKED // 2], "queries": queries}


def section(kinds: Sequence[str]) -> str:
    """The page's chapter: a row for each page, a column for each size, and what one question more costs."""
    from benchmarks.report import judged
    from benchmarks.serving import installation

    lines = [
        "", "## Forms of sixty questions", "",
        "Median CPU milliseconds of one answer, asked in one process, for forms of "
        f"{', '.join(map(str, SIZES))} questions of every type, all answered. One question more costs at most "
        f"{MOST_PER_QUESTION:.0f} ms.", "",
        f"| database | page | {' | '.join(f'{size} questions' for size in SIZES)} | one question more | queries |",
        f"|---|---|{'--:|' * (len(SIZES) + 2)}",
    ]  # fmt: skip
    for kind in kinds:
        place = tempfile.TemporaryDirectory(prefix="tandem-bench-", ignore_cleanup_errors=True)
        with place as folder, installation(kind, Path(folder)) as one:
            found = one.ask("benchmarks.forms", "measure")
        for page, name in {**PAGES, **OFFICERS}.items():
            each = [found[str(size)][page]["cpu"] for size in SIZES]
            more = (each[-1] - each[0]) / (SIZES[-1] - SIZES[0])
            queries = max(found[str(size)][page]["queries"] for size in SIZES)
            figures = " | ".join(f"{cpu:.1f}" for cpu in each)
            most = judged(queries, MOST_QUERIES, 0)
            lines.append(f"| {kind} | {name} | {figures} | {judged(more, MOST_PER_QUESTION, 2)} | {most} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()

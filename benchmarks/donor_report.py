"""2,000 grants under way, 10,000 indicators, 100,000 expenses: all figures of a donor's report, and one grant's page.

`python -m benchmarks.donor_report load` fills an installation, `... measure` computes in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from benchmarks.run import Page
    from benchmarks.serving import Installation

GRANTS, INDICATORS, EXPENSES = 2_000, 5, 50  # indicators and expenses of each grant
MOST_SECONDS, MOST_MB = 10, 500
MOST_QUERIES, MOST_CPU = 12, 40  # of the page of a grant; CPU in milliseconds, web and database together
NOW = datetime(2026, 5, 1, tzinfo=UTC)
AT_ONCE = 2_000


def main() -> None:
    """Load or measure; prints JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks.donor_report", description=__doc__)
    parser.add_argument("what", choices=("load", "measure"))
    parser.add_argument("--grants", type=int, default=GRANTS)
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.config.settings")
    import django

    django.setup()
    print(json.dumps(load(arguments.grants) if arguments.what == "load" else measure()))


def load(grants: int) -> dict[str, Any]:
    """Rows written directly: the way there is measured elsewhere."""
    from benchmarks.load import session_of
    from tandem.cli import serve
    from tandem.foundation.accounts.models import Person
    from tandem.foundation.tenancy.models import Membership, Organiser
    from tandem.foundation.tenancy.scope import organiser_scope

    began = time.monotonic()
    serve.prepare_database()
    serve.prepare_static_files()
    host = Organiser.objects.create(slug="measured", name={"en": "Measured"}, languages=["en"])
    ana = Person.objects.create_user("ana@measured.example", "Ana", language="en")
    Membership.objects.create(organiser=host, person=ana, role="officer")
    with organiser_scope(host.id):
        last = _rows(ana, grants)
    _analyse()
    pages = {"grant": ("officer", f"/measured/grants/{last}/")}
    return {
        "grants": grants, "seconds": time.monotonic() - began, "officer": session_of(ana), "writers": [], "pages": pages
    }


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _rows(ana: Any, number: int) -> UUID:
    """The rows; the id of the last grant."""
    from tandem.finance.models import Expense, Instalment
    from tandem.foundation.access import Actor
    from tandem.organisations.models import Organisation
    from tandem.partnerships.models import Grant, Partnership, Party
    from tandem.plans.models import BudgetLine, BudgetYear, Plan, Version
    from tandem.programmes.models import Donor
    from tandem.reports.models import Report
    from tests.factories import calls

    programme = calls.programme(Actor(ana.id, "Ana", frozenset({"officer"})))
    version = programme.versions.latest("published_at")
    donor = Donor.objects.order_by("key")[0]
    kind = next(key for key, each in version.rulebook.reports.items() if each.financial)
    town = Organisation.objects.create(name="Town", kind="municipality", country="NO", made_at=NOW)
    pairs = _made(Partnership, (Partnership(title=f"Pair {n}", founded_at=NOW) for n in range(number)))
    _made(Party, (Party(partnership=one, organisation=town, side="home", joined_at=NOW) for one in pairs))
    grants = _made(Grant, (
        Grant(
            partnership=one, programme=programme, rulebook_version=version, donor=donor, component="project",
            reference=f"M-{n:05d}", title=f"Grant {n}", awarded_minor=100_000_000, currency="NOK", cycle_year=2024,
            starts_on=date(2025, 1, 1), ends_on=date(2027, 12, 31), years=3, step="agreed", awarded_at=NOW,
        ) for n, one in enumerate(pairs)
    ))
    plans = _made(Plan, (Plan(partnership=one.partnership, grant=one, made_at=NOW) for one in grants))
    versions = _made(Version, (
        Version(plan=one, number=1, stage="agreed", made_at=NOW, frozen_at=NOW, agreed_at=NOW) for one in plans
    ))
    lines = _made(BudgetLine, (
        BudgetLine(version=one, identity=one.id, line="joint_work", currency="NOK", side="home") for one in versions
    ))
    _made(BudgetYear, (BudgetYear(line=one, year=1, minor=30_000_000) for one in lines))
    _measured(grants, versions)
    _under_way(grants, versions)
    _made(Report, (
        Report(grant=one, kind=kind, year=2025, step="accepted", made_at=NOW, sent_at=NOW, accepted_at=NOW,
               accepted_by=ana, plan_version=version) for one, version in zip(grants, versions, strict=True)
    ))
    _made(Instalment, (
        Instalment(grant=one, number=1, year=2025, due_on=date(2025, 3, 1), planned_minor=30_000_000, currency="NOK",
                   state="paid", paid_on=date(2025, 3, 2), paid_by=ana, paid_at=NOW) for one in grants
    ))
    _made(Expense, (
        Expense(
            grant=one, version=version, line=line.identity, line_key="joint_work", side="home", year=1,
            spent_on=date(2025, 5, 1 + n % 28), text=f"Expense {n}", payee="Somebody", amount_minor=10_000 + n,
            currency="NOK", rate="1", grant_minor=10_000 + n, grant_currency="NOK", state="accepted", entered_at=NOW,
            decided_by=ana, decided_at=NOW,
        )
        for one, version, line in zip(grants, versions, lines, strict=True) for n in range(EXPENSES)
    ))
    last: UUID = grants[-1].id
    return last


def _under_way(grants: list[Any], versions: list[Any]) -> None:
    """A signed agreement, and activities of which one has begun."""
    from tandem.agreements.models import Agreement
    from tandem.delivery.models import ActivityStart
    from tandem.foundation.ids import new_id
    from tandem.plans.models import Activity

    pairs = list(zip(grants, versions, strict=True))
    _made(Agreement, (
        Agreement(grant=one, kind="grant", number=1, version=version, content={}, sha256={}, checksum="0" * 64,
                  signers=["home", "organiser"], issued_at=NOW, signed_at=NOW) for one, version in pairs
    ))
    activities = _made(Activity, (
        Activity(version=version, identity=new_id(), place=n, title=f"Activity {n}", side="home")
        for version in versions for n in range(4)
    ))
    by_version = {version.id: one for one, version in pairs}
    _made(ActivityStart, (
        ActivityStart(grant=by_version[one.version_id], version_id=one.version_id, activity=one.identity,
                      started_on=date(2025, 3, 1), recorded_at=NOW) for one in activities[::4]
    ))


def _measured(grants: list[Any], versions: list[Any]) -> None:
    """Indicators with a target and an approved value each."""
    from tandem.delivery.models import Actual
    from tandem.foundation.ids import new_id
    from tandem.plans.models import Indicator, Target

    indicators = _made(Indicator, (
        Indicator(version=one, identity=new_id(), place=n, statement=one.id, title=f"Indicator {n}", kind="number",
                  direction="rising", baseline="10") for one in versions for n in range(INDICATORS)
    ))
    _made(Target, (Target(indicator=one, year=2025, value="50") for one in indicators))
    by_version = dict(zip((one.id for one in versions), grants, strict=True))
    _made(Actual, (
        Actual(grant=by_version[one.version_id], version_id=one.version_id, indicator=one.identity, year=2025,
               value=str(n % 70), state="approved", recorded_at=NOW) for n, one in enumerate(indicators)
    ))


def _made(model: Any, rows: Iterator[Any]) -> list[Any]:
    made: list[Any] = model.objects.bulk_create(list(rows), batch_size=AT_ONCE)
    return made


def measure() -> dict[str, Any]:
    """Compute every figure, and check each against its own rows."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tandem.foundation.tenancy.models import Organiser
    from tandem.foundation.tenancy.scope import organiser_scope
    from tandem.partnerships.models import Grant
    from tandem.reports.figures import compute

    with organiser_scope(Organiser.objects.get(slug="measured").id):
        grant = Grant.objects.order_by("reference")[0]
        with CaptureQueriesContext(connection) as queries:
            began, used = time.monotonic(), time.process_time()
            made = compute(grant.programme_id, grant.donor_id, 2025)
            seconds, cpu = time.monotonic() - began, time.process_time() - used
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return {
            "seconds": seconds, "cpu": cpu, "mb": peak, "figures": len(made.register), "grants": len(made.rows.grants),
            "sources": sum(len(each.sources) for each in made.register), "queries": len(queries),
            "wrong": len(made.register.wrong()), "spent": str(made.register["spent"].value),
        }


def section(grants: int, kinds: list[str], page: Callable[[Installation, dict[str, Any]], Page]) -> str:
    """The figures as a part of the page of measurements; `page` measures the page of a grant."""
    from benchmarks.report import judged
    from benchmarks.serving import installation

    rows = [
        "", "## The page of one grant among many", "",
        f"Plan, agreement, what was done, money, reports and audit on one page, read by the officer; {grants:,} "
        f"grants, {grants * EXPENSES:,} expenses. At most {MOST_QUERIES} queries and {MOST_CPU} ms CPU, web and "
        "database together.", "",
        "| database | CPU ms | of these database | p50 / p95 alone ms | p50 / p95 with 8 ms | queries | bytes "
        "compressed (plain) |", "|---|--:|--:|--:|--:|--:|--:|",
    ]
    lines = [
        "", "## Report to a donor", "",
        f"All figures of one donor's report: {grants:,} grants, {grants * INDICATORS:,} indicators, "
        f"{grants * EXPENSES:,} expenses. At most {MOST_SECONDS} s and {MOST_MB} MB.", "",
        "| database | seconds | of these CPU in Python | peak memory, MB | figures | sources "
        "| queries | figures that do not add up |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for kind in kinds:
        place = tempfile.TemporaryDirectory(prefix="tandem-bench-", ignore_cleanup_errors=True)
        with place as folder, installation(kind, Path(folder)) as one:
            places = one.ask("benchmarks.donor_report", "load", "--grants", str(grants))
            found = one.ask("benchmarks.donor_report", "measure")
            seen = page(one, places)
        lines.append(
            f"| {kind} | {judged(found['seconds'], MOST_SECONDS)} | {found['cpu']:.1f} | "
            f"{judged(found['mb'], MOST_MB, 0)} | "
            f"{found['figures']:,} | {found['sources']:,} | "
            f"{found['queries']} | {found['wrong']} |"
        )
        rows.append(
            f"| {kind} | {judged(seen.cpu_web + seen.cpu_database, MOST_CPU)} | {seen.cpu_database:.1f} | "
            f"{seen.alone.p50:.0f} / {seen.alone.p95:.0f} | {seen.together.p50:.0f} / {seen.together.p95:.0f} | "
            f"{judged(seen.queries, MOST_QUERIES, 0)} | {seen.compressed:,} ({seen.raw:,}) |"
        )
    return "\n".join(rows + lines) + "\n"


if __name__ == "__main__":
    main()

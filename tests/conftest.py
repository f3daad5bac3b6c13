"""What every test may ask for: a database, a clock that stands still, the cast, a browser."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.settings import ON_POSTGRESQL

IN_CI = os.environ.get("CI", "").lower() == "true"
ROOT = Path(__file__).resolve().parent.parent
pytest_plugins = ["tests.browser"]

hypothesis_settings.register_profile(
    "tandem", deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("tandem")


def pytest_report_header() -> str:
    return f"tandem: tests on {'PostgreSQL' if ON_POSTGRESQL else 'SQLite'}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Journeys are what lies in tests/journeys. On PostgreSQL only what asks for a database runs, journeys left out.

    The other tests never meet a database: they would prove the same thing a second time.
    """
    journeys = ROOT / "tests" / "journeys"
    for item in items:
        if journeys in item.path.parents:
            item.add_marker("journey")
    if ON_POSTGRESQL:
        kept = [item for item in items if _meets_database(item) and not item.get_closest_marker("journey")]
        chosen = set(kept)
        if left_out := [item for item in items if item not in chosen]:
            config.hook.pytest_deselected(items=left_out)
            items[:] = kept


def pytest_collection_finish(session: pytest.Session) -> None:
    """What has been imported stays for the whole run: counting it as garbage again and again took minutes."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """What a module leaves in caches is not looked through again during the next ones either."""
    if nextitem is None or nextitem.path != item.path:
        gc.collect()
        gc.freeze()


def _meets_database(item: pytest.Item) -> bool:
    wanted = {"db", "transactional_db", "django_db_setup", "live_server", "cast"}
    return bool(item.get_closest_marker("django_db") or wanted & set(getattr(item, "fixturenames", ())))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI nothing is skipped: a skip fails the run."""
    reporter = session.config.pluginmanager.getplugin("terminalreporter")
    if IN_CI and exitstatus == 0 and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("CI=true: nothing may be skipped", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Test data that lies outside the project; where is said by TANDEM_SHARED_DATA."""
    folder = Path(os.environ.get("TANDEM_SHARED_DATA", "") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no test data at {folder}; set TANDEM_SHARED_DATA to the folder that holds it")
    return folder


def moment(text: str | datetime) -> datetime:
    """An instant from ISO text; without an offset it is Oslo's."""
    value = datetime.fromisoformat(text) if isinstance(text, str) else text
    return (value if value.tzinfo else value.replace(tzinfo=ZoneInfo("Europe/Oslo"))).astimezone(UTC)


@pytest.fixture
def at() -> Iterator[Callable[[str | datetime], datetime]]:
    """`at("2024-09-01T10:00")` lets the clock stand still there until the test ends or `at` is called again.

    Holds in the test's own thread. A page served by `live_server` runs elsewhere: use `served_at`.
    """
    from tandem.foundation import clock

    with ExitStack() as stack:

        def freeze(text: str | datetime) -> datetime:
            stack.enter_context(clock.at(moment(text)))
            return moment(text)

        yield freeze


@pytest.fixture
def served_at(settings: Any) -> Iterator[Callable[[str | datetime], datetime]]:
    """`served_at("2024-09-01T10:00")` sets the demo's clock, which every thread and process reads; it runs on."""
    from tandem.foundation import clock

    def set_clock(text: str | datetime) -> datetime:
        settings.TANDEM_DEMO = True
        clock.set_demo(moment(text))
        return moment(text)

    yield set_clock
    clock.forget_demo()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """The session's database, also for fixtures of a whole module that no single test's marker announces."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    from tandem.foundation.audit import triggers

    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        with connection.cursor() as cursor:
            for statement in triggers.making(connection.vendor):
                cursor.execute(statement)
    yield
    with django_db_blocker.unblock():
        if not ON_POSTGRESQL:  # there the whole cluster is thrown away, whoever may still be connected
            teardown_databases(made, verbosity=0)


@pytest.fixture
def cast(db: None) -> Iterator[Any]:
    """Two organisers with twin data, and everybody who acts in them; see tests/cast.py."""
    from tests.cast import Cast
    from tests.remembered import empty_ground

    with empty_ground():
        yield Cast.build()


@pytest.fixture(autouse=True)
def _as_new(request: pytest.FixtureRequest) -> Iterator[None]:
    """Nothing that a process remembers goes from one test to the next."""
    from django.core.cache import cache
    from django.utils import translation

    from tandem.delivery.queries.doing import frozen
    from tandem.foundation import clock
    from tandem.programmes import models as programmes

    clock.forget_demo()
    programmes._parsed.cache_clear()
    frozen.cache_clear()
    cache.clear()
    with translation.override("en"):
        yield

"""On the embedded database those who write take turns: nobody waits long for a transaction that has ended."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import ConnectionHandler, OperationalError

from tandem.config import environment
from tandem.config.sqlite3 import base


@pytest.fixture(autouse=True)
def unblocked(django_db_blocker: Any) -> Any:
    """These tests have a database file of their own."""
    with django_db_blocker.unblock():
        yield


def _connect(path: Path) -> Any:
    """A connection of its own to the file, as the settings make it."""
    handler = ConnectionHandler({"default": environment.sqlite(str(path))})
    return handler.create_connection("default")


def _in_transaction(connection: Any, statement: str) -> None:
    connection.ensure_connection()
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    connection.cursor().execute(statement)


def _end(connection: Any, how: str) -> None:
    getattr(connection, how)()
    connection.set_autocommit(True)


@pytest.mark.parametrize("how", ["commit", "rollback"])
def test_who_waits_goes_on_soon_after_the_other_has_ended(tmp_path: Path, how: str) -> None:
    first, ended, went_on = _connect(tmp_path / "db"), [0.0], [0.0]
    first.cursor().execute("CREATE TABLE t (n INTEGER)")
    _in_transaction(first, "INSERT INTO t VALUES (1)")

    def wait() -> None:
        second = _connect(tmp_path / "db")
        second.inc_thread_sharing()
        _in_transaction(second, "INSERT INTO t VALUES (2)")
        went_on[0] = time.monotonic()
        _end(second, "commit")
        second.close()

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.3)
    assert went_on[0] == 0.0
    ended[0] = time.monotonic()
    _end(first, how)
    waiting.join(10)
    assert 0 < went_on[0] - ended[0] < 1
    cursor = first.cursor().execute("SELECT n FROM t ORDER BY n")
    assert [row[0] for row in cursor.fetchall()] == ([1, 2] if how == "commit" else [2])
    first.close()


def test_a_connection_that_closes_in_a_transaction_gives_its_turn_back(tmp_path: Path) -> None:
    first, second = _connect(tmp_path / "db"), _connect(tmp_path / "db")
    first.cursor().execute("CREATE TABLE t (n INTEGER)")
    _in_transaction(first, "INSERT INTO t VALUES (1)")
    first._close()
    first.connection = None
    _in_transaction(second, "INSERT INTO t VALUES (2)")
    _end(second, "commit")
    assert second.cursor().execute("SELECT count(*) FROM t").fetchone()[0] == 1
    second.close()


def test_who_never_gets_a_turn_is_told_by_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "PATIENCE", 0.05)
    first, second = _connect(tmp_path / "db"), _connect(tmp_path / "db")
    first.cursor().execute("CREATE TABLE t (n INTEGER)")
    second.cursor().execute("PRAGMA busy_timeout=50")
    _in_transaction(first, "INSERT INTO t VALUES (1)")
    with pytest.raises(OperationalError, match="locked"):
        _in_transaction(second, "INSERT INTO t VALUES (2)")
    _end(first, "commit")
    first.close()
    second.close()

"""Django's SQLite backend, in which whoever begins a transaction waits for their turn.

SQLite lets one connection write at a time. Those who wait sleep up to a tenth of a second between two looks, far longer
than most of our transactions last, so that the database stands idle while eight people wait. Here they hold a lock on a
file beside the database and look every few milliseconds. The lock only orders those who wait: SQLite's own lock still
says who writes, also to programs that know nothing of ours.
"""

from __future__ import annotations

import fcntl
import os
import time
from typing import Any

from django.db.backends.sqlite3 import base

LOOKS = (0.0005, 0.001, 0.002, 0.003)  # seconds between two looks; the last again and again
PATIENCE = 20.0  # seconds, then SQLite itself decides


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that queues up before it begins a transaction."""

    _queue: int | None = None  # the lock file, open for this connection alone
    _holds = False

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()
            if self._queue is not None:
                os.close(self._queue)
                self._queue = None

    def _take_turn(self) -> None:
        if self.is_in_memory_db() or self._holds:
            return
        if self._queue is None:
            self._queue = os.open(f"{self.settings_dict['NAME']}-queue", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        end, look = time.monotonic() + PATIENCE, 0
        while not (holds := _locked(self._queue)) and time.monotonic() < end:
            time.sleep(LOOKS[min(look, len(LOOKS) - 1)])
            look += 1
        self._holds = holds

    def _end_turn(self) -> None:
        if self._holds and self._queue is not None:
            self._holds = False
            fcntl.flock(self._queue, fcntl.LOCK_UN)


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

"""Real processes for tests that kill: forked, with a database connection of their own."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from django.db import connection, connections


def fork(work: Callable[[], Any]) -> int:
    """Run `work` in a child process; returns its pid. The child ends with status 0, or 1 when it raised."""
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        work()
        connections.close_all()
        status = 0
    finally:
        os._exit(status)


def killed_at(statement: int, work: Callable[[], Any]) -> bool:
    """Run `work` in a child that is killed (-9) just before its n-th database statement; False when it got through."""

    def guarded() -> None:
        seen = [0]

        def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            seen[0] += 1
            if seen[0] == statement:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            work()

    status = os.waitstatus_to_exitcode(os.waitpid(fork(guarded), 0)[1])
    assert status in {0, -signal.SIGKILL}, f"the child failed with {status}"
    return status != 0

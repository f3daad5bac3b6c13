"""Keeping a few child processes alive that share the console: forked, restarted when they die, stopped together."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

log = logging.getLogger("tandem.serve")

LONGEST_WAIT = 30.0  # seconds between restarts of a child that keeps dying
STEADY_AFTER = 20.0  # seconds after which a child counts as having started well
PATIENCE = 15.0  # seconds that children have to finish what they do

Stopped = Callable[[], bool]


@dataclass
class Child:
    """One process: `run(stopped)` returns when `stopped()` says so."""

    name: str
    run: Callable[[Stopped], None]
    pid: int = 0
    started: float = 0.0
    deaths: int = 0
    start_at: float = 0.0


@dataclass
class Supervisor:
    """Runs the children until it is told to stop (SIGTERM, SIGINT); `on_start` is called once all are running.

    The parent forks, so what it has loaded is shared with its children until they change it; it must hold no open
    database connection and no thread when `run` is called.
    """

    children: list[Child]
    on_start: Callable[[], None] = lambda: None
    _stopping: bool = field(default=False, init=False)

    def run(self) -> int:
        """Until stopped; returns 0, or 1 when a child had to be killed in the end.

        RuntimeError when this process has threads: a forked child would inherit what they hold and wait for ever.
        """
        if (threads := _threads()) > 1:
            raise RuntimeError(f"{threads} threads run already; what starts them must be loaded by the children")
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            for child in self.children:
                self._start(child)
            self.on_start()
            while not self._stopping:
                self._look_after()
                time.sleep(0.2)
            return self._end()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number: int, frame: object) -> None:
        self._stopping = True

    def _start(self, child: Child) -> None:
        pid = os.fork()
        if pid == 0:
            _be(child)
        child.pid, child.started = pid, time.monotonic()

    def _look_after(self) -> None:
        while (found := _ended()) is not None:
            pid, status = found
            child = next((child for child in self.children if child.pid == pid), None)
            if child is None or self._stopping:
                continue
            child.pid = 0
            if time.monotonic() - child.started > STEADY_AFTER:
                child.deaths = 0
            wait = 0.0 if child.deaths == 0 else min(2.0 ** (child.deaths - 1), LONGEST_WAIT)
            child.deaths += 1
            child.start_at = time.monotonic() + wait
            log.warning("%s (%s) ended with %s; started again in %ss", child.name, pid, status, wait)
        for child in self.children:
            if child.pid == 0 and time.monotonic() >= child.start_at and not self._stopping:
                self._start(child)

    def _end(self) -> int:
        running = {child.pid: child for child in self.children if child.pid}
        for pid in running:
            _send(pid, signal.SIGTERM)
        end = time.monotonic() + PATIENCE
        while running and time.monotonic() < end:
            found = _ended()
            if found is None:
                time.sleep(0.05)
            else:
                running.pop(found[0], None)
        for pid, child in running.items():
            log.error("%s (%s) did not stop in %s s and is killed", child.name, pid, PATIENCE)
            _send(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        return 1 if running else 0


def _threads() -> int:
    """How many threads this process has, those of libraries included; 1 where the system does not say."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.exists() else 1


def _send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _ended() -> tuple[int, str] | None:
    """A child that has ended and how, without waiting; None when none has."""
    try:
        pid, status = os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return None
    if pid == 0:
        return None
    code = os.waitstatus_to_exitcode(status)
    return pid, f"signal {-code}" if code < 0 else f"status {code}"


def _be(child: Child) -> None:
    """The child's whole life: told by SIGTERM, or by its parent being gone, that it should stop. Never returns."""
    parent = os.getppid()
    stopping: list[bool] = []
    signal.signal(signal.SIGTERM, lambda number, frame: stopping.append(True))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group: the parent decides
    status = 1
    try:
        child.run(lambda: bool(stopping) or os.getppid() != parent)
        status = 0 if stopping else 1
    except BaseException:
        log.exception("%s failed", child.name)
    finally:
        logging.shutdown()
        os._exit(status)

"""The installation under test: a home of its own, a database of its own, `tandem serve` as people start it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import machine
from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
DURABLE = {"max_connections": "50"}  # otherwise as PostgreSQL comes: what is committed is on the disk


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass(frozen=True)
class Installation:
    """Where it keeps its things, and which database it uses."""

    name: str
    home: Path
    environment: dict[str, str]
    postmaster: int = 0  # process id; 0 for the embedded database

    def ask(self, module: str, *arguments: str, given: str = "") -> Any:
        """Run one of our modules in this installation; what it prints, as JSON."""
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=self.environment,
            input=given,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    def database_cpu(self) -> float:
        """CPU milliseconds of the database's own processes so far, ended ones included; 0 when it is embedded."""
        if not self.postmaster:
            return 0.0
        return machine.cpu_ms(machine.children(self.postmaster)) + machine.ended_ms(self.postmaster)


@dataclass(frozen=True)
class Served:
    """A running server: its port and its processes."""

    port: int
    parent: int
    web: tuple[int, ...]
    worker: tuple[int, ...] = ()


@contextmanager
def installation(kind: str, folder: Path) -> Iterator[Installation]:
    """An empty installation on the embedded database, or on a PostgreSQL cluster made for it."""
    home = folder / kind
    home.mkdir()
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("TANDEM_") and key != "DATABASE_URL"},
        "TANDEM_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "tandem.config.settings",
    }
    if kind == "embedded":
        yield Installation(kind, home, environment)
        return
    server = postgres.new_server(DURABLE)
    try:
        server.run(str(postgres.binaries() / "createdb"), "-h", str(server.folder), "-U", "tandem", "tandem")
        postmaster = int((server.folder / "cluster" / "postmaster.pid").read_text().split()[0])
        yield Installation(kind, home, {**environment, "DATABASE_URL": server.url}, postmaster)
    finally:
        server.stop()


@contextmanager
def running(command: list[str], environment: dict[str, str], log: Path, port: int, web: int = 2) -> Iterator[Served]:
    """A server while the block runs; its first `web` children are the web processes. It must answer within a minute."""
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait_for(port, process, log)
            found = _children(process.pid, web)
            yield Served(port, process.pid, tuple(found[:web]), tuple(found[web:]))
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        with socket.socket() as one:
            one.settimeout(1)
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-2000:]}")


def _children(pid: int, least: int) -> list[int]:
    end = time.monotonic() + 20
    while len(found := machine.children(pid)) < least and time.monotonic() < end:
        time.sleep(0.1)
    time.sleep(0.5)
    return machine.children(pid) if len(found) >= least else found


def serve(one: Installation) -> Any:
    """`tandem serve` with two web processes."""
    port = free_port()
    tandem = str(Path(sys.executable).parent / "tandem")
    environment = {**one.environment, "TANDEM_URL": f"http://127.0.0.1:{port}"}
    command = [tandem, "serve", "--port", str(port), "--workers", "2"]
    return running(command, environment, one.home / "serve.log", port)


def serve_bare(folder: Path) -> Any:
    """The bare view on the same server."""
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    return running([sys.executable, "-m", "benchmarks.bare", str(port)], environment, folder / "bare.log", port)

"""Eight slow senders beside a reader: with granian's blocking threads they stop every page, with waitress none."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tandem.cli import web
from tests.foundation.processes import fork

APPLICATION = textwrap.dedent(
    """
    def application(environ, start_response):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        environ["wsgi.input"].read(length)
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
        return [b"ok"]
    """
)
SLOW, PATIENCE = 8, 3.0  # senders; seconds that a reader waits


def read(port: int) -> float:
    """Seconds until a page comes; TimeoutError when it does not."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"ok"
    finally:
        connection.close()
    return time.monotonic() - began


@contextmanager
def slow_senders(port: int) -> Iterator[None]:
    """Eight connections that have announced a body of 100 kB and sent 100 bytes of it."""
    senders = []
    for _ in range(SLOW):
        one = socket.create_connection(("127.0.0.1", port))
        one.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + b"a" * 100)
        senders.append(one)
    time.sleep(0.5)
    try:
        yield
    finally:
        for one in senders:
            one.close()


def wait_for(port: int) -> None:
    """Until it answers."""
    for _ in range(100):
        try:
            read(port)
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nothing answers on {port}")


@contextmanager
def waitress() -> Iterator[int]:
    """Our own two web processes on one socket; the port."""
    space: dict[str, object] = {}
    exec(APPLICATION, space)
    listening = web.listen("127.0.0.1", 0)
    children = [fork(lambda: web.serve(space["application"], listening, lambda: False)) for _ in range(2)]
    try:
        yield listening.getsockname()[1]
    finally:
        for pid in children:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        listening.close()


@contextmanager
def granian(folder: Path) -> Iterator[int]:
    """Granian with two processes of two blocking threads each; the port."""
    (folder / "slow_app.py").write_text(APPLICATION)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [
        str(Path(sys.executable).parent / "granian"),
        "--interface",
        "wsgi",
        "--workers",
        "2",
        "--blocking-threads",
        "2",
        "--no-ws",
        "--port",
        str(port),
        "slow_app:application",
    ]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=folder, start_new_session=True, **quiet) as server:  # type: ignore[call-overload]
        try:
            yield port
        finally:
            os.killpg(server.pid, signal.SIGKILL)


@pytest.mark.expects("SEC-7")
def test_slow_senders_hold_up_nobody() -> None:
    with waitress() as port:
        wait_for(port)
        with slow_senders(port):
            assert max(read(port) for _ in range(20)) < 1.0


def test_with_blocking_threads_they_stop_every_page(tmp_path: Path) -> None:
    """The negative control, and why the embedded server is not the fastest one."""
    with granian(tmp_path) as port:
        wait_for(port)
        with slow_senders(port), pytest.raises(TimeoutError):
            for _ in range(4):
                read(port)


@pytest.mark.expects("SEC-7")
def test_a_body_that_is_announced_as_too_large_is_refused_before_it_is_sent() -> None:
    with waitress() as port:
        wait_for(port)
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as one:
            one.sendall(f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {2 * 1024**3}\r\n\r\n".encode())
            assert b" 413 " in one.recv(100)


def test_an_answer_that_is_on_its_way_gets_out_before_the_process_ends() -> None:
    """Told to stop in the middle of a request: the answer arrives whole, and no new connection is taken."""
    def slow(environ: dict[str, object], start_response: object) -> list[bytes]:
        time.sleep(0.8)
        assert callable(start_response)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"x" * 500_000]

    listening = web.listen("127.0.0.1", 0)
    port = listening.getsockname()[1]

    def serve() -> None:
        stopping: list[int] = []
        signal.signal(signal.SIGTERM, lambda number, frame: stopping.append(number))
        web.serve(slow, listening, lambda: bool(stopping))

    pid = fork(serve)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    time.sleep(0.7)
    connection.request("GET", "/")
    time.sleep(0.3)
    os.kill(pid, signal.SIGTERM)
    assert len(connection.getresponse().read()) == 500_000
    assert os.waitpid(pid, 0)[1] == 0
    listening.close()

"""A PostgreSQL server that the test session starts itself: as root, who must become somebody else, and as anybody."""

from __future__ import annotations

import os
import pwd
import signal
import time
from pathlib import Path

import psycopg
import pytest

from tests import postgres


@pytest.fixture(autouse=True)
def _installed() -> None:
    try:
        postgres.binaries()
    except postgres.NoPostgres as missing:
        pytest.skip(str(missing))


def answer(url: str) -> str:
    """Who the server runs as, asked over its socket."""
    folder = url.split("host=")[1]
    with psycopg.connect(f"host={folder} user=tandem dbname=postgres") as connection:
        row = connection.execute("SELECT version()").fetchone()
    assert row is not None
    return str(row[0])


def test_it_starts_answers_and_leaves_nothing() -> None:
    """As whoever runs the tests: root in a container, an ordinary user at a desk."""
    server = postgres.new_server()
    try:
        assert answer(server.url).startswith("PostgreSQL")
        assert server.switches == (os.geteuid() == 0)
    finally:
        server.stop()
    assert not server.folder.exists()


def test_it_starts_as_an_ordinary_user() -> None:
    """Root runs the same code as an ordinary user who is not `postgres`; an ordinary user has just done so."""
    if os.geteuid() != 0:
        return
    nobody = pwd.getpwnam("nobody")
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        _as(nobody, writing)
    os.close(writing)
    with os.fdopen(reading) as said:
        url, version, owner = said.read().split("|")
    assert os.waitpid(pid, 0)[1] == 0
    assert version.startswith("PostgreSQL")
    assert int(owner) == nobody.pw_uid
    assert not Path(url.split("host=")[1]).exists()


def test_it_does_not_outlive_tests_that_are_killed() -> None:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(writing, str(postgres.new_server().folder).encode())
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(writing)
    with os.fdopen(reading) as said:
        folder = Path(said.read())
    end = time.monotonic() + 30
    while folder.exists() and time.monotonic() < end:
        time.sleep(0.2)
    assert folder.name.startswith("tandem-pg-") and not folder.exists()


def _as(user: pwd.struct_passwd, writing: int) -> None:
    """In a child: become the user for good, start a server, say who owns it, stop it. Never returns."""
    status = 1
    try:
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
        os.chdir("/")
        server = postgres.new_server()
        try:
            found = f"{server.url}|{answer(server.url)}|{server.folder.stat().st_uid}"
        finally:
            server.stop()
        os.write(writing, found.encode())
        status = 0
    finally:
        os._exit(status)

"""`tandem serve` as a person at a console meets it: started, looked at, killed in parts, stopped."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tandem.cli import main
from tandem.cli.supervisor import Child, Supervisor
from tests.contracts.tree import ROOT


def tandem(*arguments: str, home: Path, **environment: str) -> subprocess.Popen[str]:
    """The command in a process of its own, with a home of its own and nothing else from the tests' environment."""
    keep = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "tandem.cli.main", *arguments],
        cwd=ROOT,
        env={**keep, "HOME": str(home), "TANDEM_HOME": str(home), "PYTHONPATH": str(ROOT / "src"), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def get(port: int, path: str = "/") -> tuple[int, dict[str, str], str]:
    """Status, headers and body."""
    connection = http.client.HTTPConnection("localhost", port, timeout=20)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        connection.close()


def said_until(process: subprocess.Popen[str], word: str) -> str:
    """What it prints up to and with the line that holds `word`."""
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        if word in line:
            return "".join(lines)
    raise AssertionError(f"it ended without saying {word!r}:\n{''.join(lines)}")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.Popen[str], int, str]]:
    """An empty installation that runs; the process, its port, what it printed. The last test that uses it ends it."""
    port = free_port()
    process = tandem("serve", "--port", str(port), home=tmp_path_factory.mktemp("home"))
    try:
        yield process, port, said_until(process, "No mail server")
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(20)


def test_an_empty_installation_says_where_it_is_set_up(served: tuple[subprocess.Popen[str], int, str]) -> None:
    _, port, said = served
    address, token = (line.strip() for line in said.splitlines()[2:4])
    assert address == f"http://localhost:{port}/set-up/" and len(token) >= 20
    status, headers, body = get(port, "/set-up/")
    assert status == 200 and "<form" in body and token not in body
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    stylesheet = body.split('rel="stylesheet" href="')[1].split('"')[0]
    status, headers, _ = get(port, stylesheet)
    assert status == 200 and "immutable" in headers["Cache-Control"]


def test_a_child_that_is_killed_is_started_again_and_everything_stops_together(
    served: tuple[subprocess.Popen[str], int, str],
) -> None:
    process, port, _ = served
    parent = psutil.Process(process.pid)
    before = {child.pid for child in parent.children()}
    assert len(before) == 3, "two web processes and the worker"
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + 20
    while time.monotonic() < end:
        now = {child.pid for child in parent.children() if child.status() != psutil.STATUS_ZOMBIE}
        if len(now) == 3 and not now & before:
            break
        time.sleep(0.1)
    assert len(now) == 3 and not now & before
    assert get(port)[0] in {200, 302}
    process.send_signal(signal.SIGTERM)
    assert process.wait(25) == 0
    assert not any(psutil.pid_exists(pid) for pid in now)


def test_children_do_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    process = tandem("serve", "--port", str(free_port()), home=tmp_path)
    said_until(process, "No mail server")
    children = psutil.Process(process.pid).children()
    process.kill()
    process.wait(20)
    _, alive = psutil.wait_procs(children, timeout=20)
    assert alive == []


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = tandem("serve", "--port", str(taken.getsockname()[1]), home=tmp_path)
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 1 and "use --port" in said


def test_a_child_that_keeps_dying_is_started_less_and_less_often() -> None:
    """It is not given up, and it does not keep the machine busy."""
    supervisor = Supervisor([])
    child = Child("dying", lambda stopped: None)
    supervisor.children.append(child)
    waits = []
    for _ in range(8):
        supervisor._start(child)
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        now = time.monotonic()
        child.start_at = float("inf")
        supervisor._look_after()
        waits.append(round(max(child.start_at - now, 0)))
        if child.pid:
            os.waitpid(child.pid, 0)
    assert waits == [0, 1, 2, 4, 8, 16, 30, 30]


def test_nothing_is_forked_from_a_process_with_threads() -> None:
    """A typesetter that was woken before has threads; children would inherit its locks without them."""
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        with pytest.raises(RuntimeError, match="threads run already"):
            Supervisor([Child("never", lambda stopped: None)]).run()
    finally:
        done.set()
        thread.join()


def test_a_stage_that_cannot_be_played_is_refused_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main.main(["demo", "--until", "some day"])
    assert refused.value.code == 2
    assert "'some day'" in (said := capsys.readouterr().err) and "closed" in said


def test_a_demo_never_plays_over_real_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tandem.sqlite3").write_text("somebody's work")
    with pytest.raises(SystemExit):
        main.main(["demo", "--until", "call", "--out", str(tmp_path)])
    assert "is not empty" in capsys.readouterr().err
    assert (tmp_path / "tandem.sqlite3").read_text() == "somebody's work"


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main.main(["--help"])
    assert done.value.code == 0
    assert set(main.COMMANDS) <= set(capsys.readouterr().out.split())


def test_a_bad_environment_is_named_and_not_a_traceback(tmp_path: Path) -> None:
    process = tandem("check", home=tmp_path, DATABASE_URL="mysql://nobody@nowhere/tandem")
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    assert said.strip() == "DATABASE_URL starts with 'mysql'; use postgresql:// or sqlite://"


FIT = {"TANDEM_URL": "https://tandem.example", "TANDEM_HOSTS": "tandem.example"}
UNFIT = {
    "TANDEM_DEBUG": ("1", "debugging is on"),
    "TANDEM_DEMO": ("1", "this is a demo"),
    "TANDEM_SECRET_KEY": ("changeme" * 10, "the secret key can be guessed"),
    "TANDEM_URL": ("http://tandem.example", "people reach it over plain http"),
    "TANDEM_HOSTS": ("*", "any host name is taken"),
}


def check(home: Path, **environment: str) -> tuple[int, str]:
    """`tandem check` there: its exit status and what it prints."""
    process = tandem("check", home=home, **environment)
    printed, _ = process.communicate(timeout=120)
    return process.returncode, printed


@pytest.mark.expects("SEC-6")
def test_what_is_not_fit_for_others_is_refused_and_named(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir(mode=0o755)
    (tmp_path / "files").chmod(0o755)
    status, printed = check(tmp_path, **{name: value for name, (value, _) in UNFIT.items()})
    assert status == 1
    assert [said for _, said in UNFIT.values() if said not in printed] == []
    assert f"{tmp_path / 'files'} can be read by others" in printed


@pytest.mark.expects("SEC-6")
def test_a_fit_installation_passes(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir(mode=0o700)
    status, printed = check(tmp_path, **FIT)
    assert status == 0, printed

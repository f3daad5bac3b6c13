"""A PostgreSQL server of the test session's own: started as root or as an ordinary user, gone afterwards.

`python -m tests.postgres` starts one, prints its address and waits for the end of standard input.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HOW_TO_INSTALL = "apt-get install --no-install-recommends postgresql"
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "100"}
WATCH = """
python=$1 folder=$2; shift 2
while [ -d "$folder" ] && kill -0 "$python" 2>/dev/null; do sleep 2; done
[ -d "$folder" ] && "$@"
rm -rf "$folder"
"""


class NoPostgres(RuntimeError):
    """There is no PostgreSQL on this machine, or it does not start; the message says what to do."""


def binaries() -> Path:
    """The newest installation's folder with initdb and pg_ctl; NoPostgres when there is none."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")]
    if found:
        return max(found, key=lambda folder: int(folder.parent.name))
    if on_path := shutil.which("pg_ctl"):
        return Path(on_path).resolve().parent
    raise NoPostgres(f"PostgreSQL is not installed; on Debian or Ubuntu: {HOW_TO_INSTALL}")


@dataclass(frozen=True)
class Server:
    """A running server that listens on a socket in `folder` only."""

    folder: Path
    user: str  # of the machine: whom the server runs as
    switches: bool  # whether commands have to change to that user first
    settings: tuple[tuple[str, str], ...] = tuple(FAST.items())

    @property
    def url(self) -> str:
        """Its address as DATABASE_URL; the database in it is made by the tests themselves."""
        return f"postgresql://tandem@/tandem?host={self.folder}"

    def run(self, *command: str) -> None:
        """Run a program as the server's user; NoPostgres with its output when it fails."""
        prefix = ["runuser", "-u", self.user, "--"] if self.switches else []
        done = subprocess.run(
            [*prefix, *command], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=120, check=False,
        )
        if done.returncode:
            raise NoPostgres(f"{Path(command[0]).name} failed:\n{done.stdout}")

    def start(self) -> None:
        """Make the cluster and start it. PostgreSQL refuses root, so root becomes its own user for this."""
        tools = binaries()
        cluster = str(self.folder / "cluster")
        self.run(
            str(tools / "initdb"), "-D", cluster, "-U", "tandem", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
            "--no-sync",
        )
        options = " ".join(f"-c {name}={value}" for name, value in self.settings)
        self.run(
            str(tools / "pg_ctl"), "-D", cluster, "-w", "-t", "60", "-l", str(self.folder / "log"),
            "-o", f"-k {self.folder} -c listen_addresses='' {options}", "start",
        )

    def watch(self) -> None:
        """Stop it also when this Python is killed: a small shell waits for that, or for the folder to be gone."""
        prefix = ["runuser", "-u", self.user, "--"] if self.switches else []
        stop = [*prefix, str(binaries() / "pg_ctl"), "-D", str(self.folder / "cluster"), "-m", "immediate", "stop"]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.Popen(
            ["sh", "-c", WATCH, "watch", str(os.getpid()), str(self.folder), *stop],
            cwd="/", start_new_session=True, **quiet,  # type: ignore[call-overload]
        )

    def stop(self) -> None:
        """Stop it at once and remove its folder."""
        try:
            self.run(str(binaries() / "pg_ctl"), "-D", str(self.folder / "cluster"), "-m", "immediate", "-w", "stop")
        except (NoPostgres, subprocess.TimeoutExpired) as error:
            print(error, file=sys.stderr)
        shutil.rmtree(self.folder, ignore_errors=True)


def new_server(settings: Mapping[str, str] = FAST) -> Server:
    """Start a server in a new folder: as `postgres` when we are root, else as ourselves."""
    folder = Path(tempfile.mkdtemp(prefix="tandem-pg-"))
    root = os.geteuid() == 0
    user = "postgres" if root else pwd.getpwuid(os.geteuid()).pw_name
    if root:
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    server = Server(folder, user, root, tuple(settings.items()))
    try:
        server.start()
        server.watch()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return server


@cache
def server() -> Server:
    """The session's server, started when it is first asked for and stopped when Python ends."""
    one = new_server()
    atexit.register(one.stop)
    return one


if __name__ == "__main__":
    one = new_server()
    print(one.url, flush=True)
    try:
        sys.stdin.read()
    finally:
        one.stop()

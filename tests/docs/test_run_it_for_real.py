"""The settings that docs/how-to/run-it-for-real.md names make an installation that `tandem check` finds fit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

FIT = {
    "TANDEM_URL": "https://tandem.example.org",
    "TANDEM_HOSTS": "tandem.example.org",
    "TANDEM_MAIL_URL": "smtp://user:secret@mail.example.org:587",
    "TANDEM_MAIL_FROM": "Tandem <tandem@example.org>",
}


def checked(home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """What `tandem check` says of an embedded installation whose database file has just been made."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TANDEM_")}
    environment.pop("DATABASE_URL", None)
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # set for this session by the browser
    environment.update(TANDEM_HOME=str(home), **more)
    prepare = (
        "from tandem.cli.main import set_up_django; set_up_django()\n"
        "from django.db import connection; connection.ensure_connection()"
    )
    subprocess.run([sys.executable, "-c", prepare], env=environment, check=True, timeout=60)
    command = [sys.executable, "-m", "tandem.cli.main", "check"]
    return subprocess.run(command, env=environment, check=False, capture_output=True, text=True, timeout=60)


def test_as_the_page_says_it_is_fit_behind_a_proxy_and_without(tmp_path: Path) -> None:
    for proxied in ("1", "0"):
        said = checked(tmp_path, **FIT, TANDEM_BEHIND_PROXY=proxied)
        assert said.returncode == 0, said.stderr


def test_plain_http_a_demo_and_a_readable_database_are_refused(tmp_path: Path) -> None:
    said = checked(tmp_path, TANDEM_DEMO="1")
    assert said.returncode == 1
    assert "plain http" in said.stderr and "this is a demo" in said.stderr
    (tmp_path / "tandem.sqlite3").chmod(0o644)
    said = checked(tmp_path, **FIT)
    assert said.returncode == 1 and "can be read by others" in said.stderr

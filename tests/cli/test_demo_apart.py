"""The story is played in a process of its own: what is forked afterwards can still make a PDF."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SCRIPT = """
import os, signal
from tandem.cli.main import set_up_django
set_up_django()
from tandem.cli.demo import _apart
from tandem.foundation.documents.blocks import Document, Paragraph
from tandem.foundation.documents.pdf import to_pdf
import datetime as dt

def make():
    assert to_pdf(Document("A letter", "en", (Paragraph("Dear Bo"),), "Ana", dt.date(2024, 10, 1)))

{first}
child = os.fork()
if not child:
    signal.alarm(8)
    make()
    os._exit(0)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def outcome(first: str, home: str) -> str:
    """What a forked process says that makes a PDF after `first`: 0, or the signal that ended it."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("TANDEM_", "DJANGO_"))}
    environment["TANDEM_HOME"] = home
    command = [sys.executable, "-c", SCRIPT.format(first=first)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=90, check=False)
    assert done.stdout, done.stderr
    return done.stdout.strip()


@pytest.mark.slow
def test_after_a_story_played_apart_a_forked_process_makes_a_pdf(tmp_path: object) -> None:
    assert outcome("make()", str(tmp_path)) == "-14", "the damage that is guarded against no longer shows"
    assert outcome("assert _apart(make) == 0", str(tmp_path)) == "0"


def test_a_story_that_fails_says_so_and_serves_nothing(tmp_path: object) -> None:
    assert outcome("assert _apart(lambda: 1 / 0) == 1", str(tmp_path)) == "0"

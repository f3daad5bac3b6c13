"""`tandem demo`: plays a rulebook's story through the operations, to any stage that exists, on its own date."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from tandem.cli import serve, web

STAGES = ("call", "submitted", "scored", "decided", "agreed", "reported", "closed")
WRITTEN = ("*donor-report-*.*", "*programme-application-*.*", "*agreement-*.*", "*registers.xlsx")  # by an earlier play
INTERESTING = "reported"  # where `--serve` leads when no stage is named


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `demo`."""
    demo = subparsers.add_parser(
        "demo", help="play a programme's story and look at it",
        description="Plays in a database of its own, which it makes anew each time.",
    )
    demo.add_argument("--programme", default="", metavar="P", help="folder name of a shipped rulebook")
    demo.add_argument("--until", choices=STAGES, default="", help=f"how far to play ({INTERESTING})")
    demo.add_argument("--out", type=Path, metavar="DIR", help="where the demo lives (var/demo)")
    demo.add_argument("--serve", action="store_true", help="serve it afterwards, with a link per person")
    serve.add_options(demo)
    demo.set_defaults(run=run, prepare=prepare, django=True)


def prepare(arguments: argparse.Namespace) -> None:
    """Before Django is set up: the demo has its own home, so that it never touches real data."""
    arguments.until = arguments.until or INTERESTING
    folder = (arguments.out or Path(os.environ.get("TANDEM_HOME", "var")) / "demo").resolve()
    _empty(folder)
    os.environ.pop("DATABASE_URL", None)
    os.environ.update(TANDEM_HOME=str(folder), TANDEM_DEMO="1")
    serve.prepare(arguments)


def _empty(folder: Path) -> None:
    """Make the folder anew; SystemExit when it holds something that no demo wrote."""
    mark = folder / "this-is-a-demo"
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        print(f"{folder} is not empty and no demo was played there; name another folder with --out", file=sys.stderr)
        raise SystemExit(2)
    for name in ("tandem.sqlite3", "tandem.sqlite3-wal", "tandem.sqlite3-shm", "anchors.jsonl"):
        (folder / name).unlink(missing_ok=True)
    for pattern in WRITTEN:
        for path in folder.glob(pattern):
            path.unlink()
    shutil.rmtree(folder / "files", ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    mark.touch()


def run(arguments: argparse.Namespace) -> int:
    """Play, then print where everybody enters; serve when asked to."""
    listening = None
    if arguments.serve:
        try:
            listening = web.listen(arguments.host, arguments.port)
        except OSError as error:
            print(f"cannot listen on {arguments.host}:{arguments.port}: {error.strerror}; use --port", file=sys.stderr)
            return 1
    serve.prepare_database()
    print(f"Playing {arguments.programme or 'the story'} until '{arguments.until}' …", flush=True)
    if status := _apart(lambda: _play(arguments.programme, arguments.until)):
        return status
    if listening is None:
        print(f"Played into {os.environ['TANDEM_HOME']}")
        return 0
    serve.prepare_static_files()
    return serve.supervise(arguments, listening, _links)


def _play(programme: str, until: str) -> None:
    from tandem.demo import play
    from tandem.demo.files import write_files

    play.play(programme or play.DEFAULT, until)
    written = write_files(Path(os.environ["TANDEM_HOME"]))
    if written:
        print(f"{len(written)} documents written, from {written[0].name} to {written[-1].name}")


def _apart(work: Callable[[], None]) -> int:
    """Do it in a process of its own; returns its exit status.

    The story makes letters, and the typesetter then has threads. Web processes that are forked afterwards would inherit
    the typesetter without its threads, and wait for them for ever at the first PDF.
    """
    from django.db import connections

    connections.close_all()
    sys.stdout.flush()
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    connections.close_all()
    sys.stdout.flush()
    os._exit(0)


def _links() -> None:
    """A link per person; it opens a page with a button that signs them in."""
    from django.conf import settings
    from django.urls import reverse

    from tandem.demo.models import CastMember

    print(f"Tandem's demo runs at {settings.TANDEM_URL}/  (stop with Ctrl-C)\n")
    for member in CastMember.objects.select_related("person"):
        link = f"{settings.TANDEM_URL}{reverse('demo-as', args=[member.key])}"
        print(f"  {member.person.name:<20} {link}")
        print(f"  {'':<20} {member.part.get('en', '')}: {member.today.get('en', '')}")
    print(flush=True)

"""`tandem worker`: does what the outbox holds: mail, reminders, slow documents."""

from __future__ import annotations

import argparse
import signal
from datetime import datetime, timedelta

from tandem.cli.supervisor import Stopped


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `worker`."""
    worker = subparsers.add_parser(
        "worker", help="do the jobs of the outbox (`serve` starts one itself)",
        description="As many as you like, on as many machines as you like: each job is leased to one of them.",
    )
    worker.add_argument("--until-empty", action="store_true", help="do what waits now, then end")
    worker.set_defaults(run=run, django=True)


def run(arguments: argparse.Namespace) -> int:
    """Work until SIGTERM or Ctrl-C, or until nothing waits."""
    from tandem.foundation.outbox.worker import run_until_empty

    if arguments.until_empty:
        load_jobs()
        print(f"{run_until_empty()} jobs done")
        return 0
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, frame: stopping.append(number))
    work(lambda: bool(stopping))
    return 0


def work(stopped: Stopped) -> None:
    """Be a worker until `stopped()`; the job at hand is finished first."""
    from tandem.foundation.outbox.worker import Worker

    load_jobs()
    Worker().run(stopped)


def load_jobs() -> None:
    """Let every app register what it does later, and what is done again and again."""
    from django.conf import settings
    from django.utils.module_loading import autodiscover_modules

    from tandem.foundation.audit import anchors
    from tandem.foundation.outbox import jobs, worker

    autodiscover_modules("jobs")
    jobs.periodic("outbox.sweep", timedelta(days=1), worker.sweep)
    jobs.periodic("files.tidy", timedelta(days=1), tidy)
    jobs.periodic("audit.anchor", timedelta(hours=1), lambda now: anchors.note(anchors.file(settings.HOME), now))


def tidy(now: datetime) -> int:
    """Once a day, for every organiser: contents that no row names, and documents kept for more than a month.

    How many files went. What somebody is uploading meanwhile is younger than a day and stays.
    """
    from tandem.foundation.documents import cache
    from tandem.foundation.files import operations as files
    from tandem.foundation.tenancy.models import Organiser
    from tandem.foundation.tenancy.scope import organiser_scope

    gone = 0
    for organiser in Organiser.objects.order_by("slug"):
        with organiser_scope(organiser.id):
            gone += files.sweep() + cache.prune(organiser.id, timedelta(days=30).total_seconds())
    return gone

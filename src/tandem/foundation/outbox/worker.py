"""Doing what the outbox holds: claim with a lease, run, try again later, give up loudly.

A worker may be killed at any moment: its lease runs out and another one takes the job, so a job may run twice and
is never lost (REL-8).
"""

from __future__ import annotations

import logging
import os
import random
import socket
import time
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta

from django.db import close_old_connections, connection, transaction
from django.db.models import F, Q, QuerySet

from tandem.foundation import clock
from tandem.foundation.access.decision import SYSTEM
from tandem.foundation.audit import chain
from tandem.foundation.outbox import queue
from tandem.foundation.outbox.jobs import NotNow, periodics
from tandem.foundation.outbox.models import Job
from tandem.foundation.tenancy.scope import organiser_scope

log = logging.getLogger("tandem.worker")

LEASE = timedelta(minutes=5)  # no handler may take longer
ATTEMPTS = 10  # over about four hours
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
AWAY = timedelta(minutes=1)  # how long a kind rests after NotNow
IDLE = 1.0  # seconds between looks at an empty outbox
LOOK_FOR_THE_DEAD = 5.0  # seconds between looks for what killed workers held: a database may commit for them yet
KEEP_DONE = timedelta(days=30)


class Worker:
    """One that does jobs; `name` tells whose lease it is (machine and process)."""

    def __init__(self, name: str = "") -> None:
        self.name = (name or f"{socket.gethostname()}/{os.getpid()}")[-60:]
        self._resting: dict[str, datetime] = {}

    def run(self, stopped: Callable[[], bool]) -> None:
        """Work until `stopped()`; it is asked after every job and at least once a second."""
        arm_periodic()
        looked = -LOOK_FOR_THE_DEAD
        while not stopped():
            close_old_connections()
            try:
                if time.monotonic() - looked > LOOK_FOR_THE_DEAD:
                    self.release_of_the_dead()
                    looked = time.monotonic()
                idle = not self.one()
            except Exception:  # the database is away: say it and go on
                log.exception("the outbox cannot be read")
                idle = True
            if idle:
                time.sleep(IDLE)

    def one(self) -> bool:
        """Claim a job and do it; False when nothing waits."""
        job = self.claim()
        if job is None:
            return False
        self.do(job)
        return True

    def claim(self) -> Job | None:
        """Take the oldest waiting job under a lease; None when nothing waits. An idle look takes no write lock."""
        while True:
            now = clock.now()
            if not self._waiting(now).exists():
                return None
            with transaction.atomic():
                rows = self._waiting(now)
                if connection.features.has_select_for_update_skip_locked:
                    rows = rows.select_for_update(skip_locked=True, of=("self",))
                job = rows.first()
                if job is None:
                    return None
                taken = Job.objects.filter(
                    id=job.id, done_at=None, dead_at=None, leased_until=job.leased_until, attempts=job.attempts
                ).update(leased_until=now + LEASE, leased_by=self.name, attempts=F("attempts") + 1)
            if taken:
                job.attempts += 1
                job.leased_by = self.name
                return job

    def _waiting(self, now: datetime) -> QuerySet[Job]:
        rows = Job.objects.filter(
            Q(leased_until=None) | Q(leased_until__lte=now), done_at=None, dead_at=None, run_at__lte=now
        )
        resting = [kind for kind, until in self._resting.items() if until > now]
        return rows.exclude(kind__in=resting).order_by("run_at", "id")

    def do(self, job: Job) -> None:
        """Run a claimed job in its organiser's scope, and note how it went."""
        if job.attempts > ATTEMPTS:
            self._died(job, "the worker died with it each time")
            return
        scope = organiser_scope(job.organiser_id) if job.organiser_id else nullcontext()
        with scope:
            try:
                queue.handler_of(job.kind)(job.payload)
            except NotNow as away:
                self._rest(job, str(away))
            except Exception as error:
                self._failed(job, error)
            else:
                self._done(job)

    def _mine(self, job: Job) -> QuerySet[Job]:
        return Job.objects.filter(id=job.id, leased_by=self.name, done_at=None, dead_at=None)

    def _done(self, job: Job) -> None:
        now = clock.now()
        again = periodics().get(job.kind)
        if again:
            self._mine(job).update(
                run_at=now + again.every, attempts=0, leased_until=None, leased_by="", last_error=""
            )
        else:
            self._mine(job).update(done_at=now, leased_until=None, last_error="")

    def _rest(self, job: Job, why: str) -> None:
        log.warning("%s waits: %s", job.kind, why)
        self._resting[job.kind] = clock.now() + AWAY
        self._mine(job).update(attempts=F("attempts") - 1, leased_until=None, leased_by="", last_error=why)

    def _failed(self, job: Job, error: Exception) -> None:
        said = "".join(traceback.format_exception(error))[-4000:]
        if job.attempts >= ATTEMPTS and job.kind not in periodics():
            self._died(job, said)
            return
        wait = wait_after(job.attempts)
        log.warning("%s %s failed, attempt %s, again in %ss: %r", job.kind, job.id, job.attempts, wait.seconds, error)
        self._mine(job).update(run_at=clock.now() + wait, leased_until=None, leased_by="", last_error=said)

    def _died(self, job: Job, said: str) -> None:
        log.error("ALARM: gave up %s %s after %s attempts: %s", job.kind, job.id, job.attempts - 1, said)
        with transaction.atomic():
            if self._mine(job).update(dead_at=clock.now(), leased_until=None, last_error=said):
                chain.record(SYSTEM, "gave_up", "job", job.id, {"kind": job.kind, "key": job.key})

    def release_of_the_dead(self) -> int:
        """Give back at once what workers of this machine held that are no more; returns how many jobs."""
        machine = f"{socket.gethostname()}/"
        held = Job.objects.filter(done_at=None, dead_at=None, leased_by__startswith=machine).exclude(leased_until=None)
        dead = [
            name for name in held.values_list("leased_by", flat=True).distinct()
            if name != self.name and not _runs(name.removeprefix(machine))
        ]
        return held.filter(leased_by__in=dead).update(leased_until=None, leased_by="") if dead else 0


def _runs(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True


def wait_after(attempt: int) -> timedelta:
    """The wait after the n-th failed attempt: doubling, bounded, ±20 % so that failures do not march in step."""
    plain = min(FIRST_WAIT * 2 ** (attempt - 1), LONGEST_WAIT)
    return plain * random.uniform(0.8, 1.2)


def arm_periodic() -> None:
    """One row per periodic kind, made when missing; it is re-armed each time it is done."""
    now = clock.now()
    Job.objects.bulk_create(
        [Job(kind=kind, key=f"every:{kind}", created_at=now, run_at=now) for kind in periodics()],
        ignore_conflicts=True,
    )


def run_until_empty(limit: int = 100_000) -> int:
    """Do all that waits now, in this thread; for tests and the demo's story. Returns how many jobs were done."""
    worker = Worker(f"inline/{os.getpid()}")
    done = 0
    while done < limit and worker.one():
        done += 1
    return done


def sweep(now: datetime) -> None:
    """Forget jobs that were done long ago; dead ones stay for people to look at."""
    Job.objects.filter(done_at__lt=now - KEEP_DONE).delete()

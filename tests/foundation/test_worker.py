"""Jobs and mail: nothing is lost when a worker dies, nothing is done twice unrecognisably, failures end loudly."""

from __future__ import annotations

import logging
import os
import random
import signal
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.db import transaction

from tandem.foundation import clock
from tandem.foundation.audit.models import Act
from tandem.foundation.outbox import jobs, queue, worker
from tandem.foundation.outbox.models import Job, Mail
from tandem.foundation.tenancy.scope import current, current_or_none, organiser_scope
from tests.cast import Cast
from tests.foundation.processes import fork, killed_at
from tests.smtp import mail_server

seen: list[Any] = []


@queue.handles("test.note")
def note(payload: Mapping[str, Any]) -> None:
    seen.append((payload.get("n"), current_or_none()))


@queue.handles("test.fail")
def fail(payload: Mapping[str, Any]) -> None:
    raise ValueError("it does not work")


@pytest.fixture(autouse=True)
def _nothing_seen() -> Iterator[None]:
    seen.clear()
    yield


def put(kind: str, *payloads: dict[str, Any], **options: Any) -> None:
    with transaction.atomic():
        for payload in payloads:
            queue.put(kind, payload, **options)


def write(count: int, to: str = "bo@tandem.example") -> None:
    """Put mails into the outbox, in one transaction."""
    with transaction.atomic():
        for number in range(count):
            queue.send_mail(to, f"Letter {number}", f"This is letter {number}.", key=f"letter-{number}")


def test_a_job_runs_in_its_organisers_scope_and_in_order(cast: Cast) -> None:
    with organiser_scope(cast.samband.id):
        put("test.note", *({"n": n} for n in range(50)))
        here = current()
    put("test.note", {"n": 50})
    assert worker.run_until_empty() == 51
    assert seen == [*((n, here) for n in range(50)), (50, None)]
    assert worker.run_until_empty() == 0


@pytest.mark.django_db
def test_the_same_key_is_one_job_and_a_change_undone_leaves_none() -> None:
    put("test.note", {"n": 1}, key="once")
    put("test.note", {"n": 2}, key="once")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue.put("test.note", {"n": 3})
        raise ZeroDivisionError
    worker.run_until_empty()
    assert [n for n, _ in seen] == [1]


@pytest.mark.django_db(transaction=True)
def test_a_job_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        queue.put("test.note", {})


@pytest.mark.django_db
def test_a_later_job_waits_for_its_time(at: Any) -> None:
    now = at("2024-09-01T10:00")
    put("test.note", {"n": 1}, run_at=now + timedelta(hours=1))
    assert worker.run_until_empty() == 0
    at("2024-09-01T11:00")
    assert worker.run_until_empty() == 1


@pytest.mark.expects("REL-8")
@pytest.mark.django_db
def test_failures_wait_longer_each_time_and_end_with_an_alarm(at: Any, caplog: pytest.LogCaptureFixture) -> None:
    now = at("2024-09-01T10:00")
    put("test.fail", {})
    waits: list[float] = []
    with caplog.at_level(logging.ERROR, "tandem.worker"):
        for _ in range(worker.ATTEMPTS):
            assert worker.run_until_empty() == 1
            job = Job.objects.get()
            waits.append((job.run_at - now).total_seconds())
            now = at(job.run_at)
    assert job.dead_at is not None and job.attempts == worker.ATTEMPTS
    assert "it does not work" in job.last_error
    assert [record.message.split(":")[0] for record in caplog.records] == ["ALARM"]
    assert Act.objects.get().verb == "gave_up"
    for number, wait in enumerate(waits[:-1], start=1):
        plain = min(30 * 2 ** (number - 1), 3600)
        assert 0.8 * plain <= wait <= 1.2 * plain
    at(now + timedelta(days=9))
    assert worker.run_until_empty() == 0, "a dead job rests until somebody looks at it"


@pytest.mark.django_db
def test_waits_differ_so_that_failures_do_not_march_in_step() -> None:
    assert len({worker.wait_after(3) for _ in range(20)}) == 20


@pytest.mark.django_db
def test_a_lease_keeps_others_away_until_it_runs_out(at: Any) -> None:
    now = at("2024-09-01T10:00")
    put("test.note", {"n": 1})
    one, two = worker.Worker("elsewhere/1"), worker.Worker("elsewhere/2")
    held = one.claim()
    assert held is not None and two.claim() is None
    at(now + worker.LEASE)
    again = two.claim()
    assert again is not None and (again.id, again.attempts) == (held.id, 2)
    two.do(again)
    one.do(held)  # the first one wakes up: it does the job again, and its note changes nothing
    assert Job.objects.get().leased_by == "elsewhere/2"
    assert Job.objects.get().done_at == clock.now()


@pytest.mark.django_db
def test_a_job_that_kills_its_worker_every_time_is_given_up(at: Any) -> None:
    now = at("2024-09-01T10:00")
    put("test.note", {"n": 1})
    for _ in range(worker.ATTEMPTS):
        assert worker.Worker("elsewhere/1").claim() is not None  # and no more is heard of it
        now = at(now + worker.LEASE)
    assert worker.run_until_empty() == 1
    assert seen == [] and Job.objects.get().dead_at == now


@pytest.mark.django_db
def test_periodic_work_is_armed_once_and_again(at: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_periodic", {})
    now = at("2024-09-01T10:00")
    jobs.periodic("test.tick", timedelta(minutes=1), seen.append)
    for _ in range(3):
        worker.arm_periodic()
    assert (worker.run_until_empty(), seen) == (1, [now])
    assert worker.run_until_empty() == 0
    at(now + timedelta(days=3))
    assert worker.run_until_empty() == 1, "after three days away it runs once, not 4,320 times"
    assert Job.objects.get().run_at == clock.now() + timedelta(minutes=1)


@pytest.mark.django_db
def test_a_mail_goes_once_with_its_fixed_identity() -> None:
    write(1)
    write(1)
    assert worker.run_until_empty() == 1
    jobs.send({"mail": str(Mail.objects.get().id)})
    (sent,) = django_mail.outbox
    assert sent.extra_headers["Message-ID"] == Mail.objects.get().message_id == "<letter-0@tandem>"
    assert (sent.to, sent.subject) == (["bo@tandem.example"], "Letter 0")
    assert Mail.objects.get().sent_at is not None


@pytest.mark.django_db
def test_long_keys_that_differ_at_their_end_are_two_mails() -> None:
    for end in ("one", "two"):
        write_one("k" * 150 + end)
    assert len(set(Mail.objects.values_list("message_id", flat=True))) == 2
    assert all(len(mail.message_id) <= 120 for mail in Mail.objects.all())


@pytest.mark.expects("SEC-8")
@pytest.mark.django_db
def test_a_line_break_in_a_subject_adds_no_header() -> None:
    with transaction.atomic():
        queue.send_mail("bo@tandem.example", "Hello\r\nBcc: eve@brofonden.example", "text")
    worker.run_until_empty()
    (sent,) = django_mail.outbox
    assert sent.subject == "Hello Bcc: eve@brofonden.example"
    assert sent.message()["Bcc"] is None and sent.recipients() == ["bo@tandem.example"]


@pytest.mark.expects("REL-11")
@pytest.mark.django_db
def test_a_mail_server_down_for_a_day_delays_everything_and_loses_nothing(settings: Any, at: Any) -> None:
    now = at("2024-09-01T10:00")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    write(30)
    put("test.note", {"n": 1})
    one = worker.Worker("elsewhere/1")
    for minute in range(0, 24 * 60, 30):
        at(now + timedelta(minutes=minute))
        while one.one():
            pass
    assert seen == [(1, None)], "other work goes on"
    assert Job.objects.filter(kind="mail", attempts=0, done_at=None, dead_at=None).count() == 30
    with mail_server(settings) as server:
        at(now + timedelta(days=1, minutes=2))
        while one.one():
            pass
        assert [mail["Subject"] for mail in server.mails] == [f"Letter {n}" for n in range(30)], "in order"


@pytest.mark.django_db
def test_one_refused_address_does_not_hold_up_the_others(settings: Any) -> None:
    with mail_server(settings, refuses="nobody@") as server:
        write(1, "nobody@tandem.example")
        with transaction.atomic():
            queue.send_mail("dee@tandem.example", "Carta", "Hola", language="es")
        worker.run_until_empty()
        assert [mail["To"] for mail in server.mails] == ["dee@tandem.example"]
        assert server.mails[0]["Content-Language"] == "es"
    assert "550" in Job.objects.get(done_at=None).last_error


def work_once() -> None:
    """What a worker process does with one mail."""
    one = worker.Worker(f"{worker.socket.gethostname()}/{os.getpid()}")
    one.release_of_the_dead()
    one.one()


@pytest.mark.expects("REL-8")
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_at_any_statement_loses_no_mail(settings: Any) -> None:
    """Killed before its 1st, 2nd, … statement until it gets through; each time the next worker ends the work."""
    repeated: list[int] = []
    with mail_server(settings) as server:
        for statement in range(1, 40):
            write_one(f"kill-{statement}")
            killed = killed_at(statement, work_once)
            while Mail.objects.filter(sent_at=None).exists() or Job.objects.filter(kind="mail", done_at=None).exists():
                work_once()
            count = server.ids()[f"<kill-{statement}@tandem>"]
            assert count >= 1, f"lost when killed before statement {statement}"
            if count > 1:
                repeated.append(statement)
                assert count == 2
            if not killed:
                break
        assert not killed and statement > 6
    assert len(repeated) == 1, "sent again only when killed between the server's yes and our note of it"


def write_one(key: str) -> None:
    with transaction.atomic():
        queue.send_mail("bo@tandem.example", key, "text", key=key)


@pytest.mark.django_db(transaction=True)
def test_without_a_lease_that_runs_out_a_killed_worker_does_lose_a_mail(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: an endless lease that nobody gives back."""
    monkeypatch.setattr(worker, "LEASE", timedelta(days=36500))
    with mail_server(settings) as server:
        write_one("lost")
        for statement in range(1, 40):
            assert killed_at(statement, lambda: worker.Worker("elsewhere/1").one())
            if Job.objects.get().leased_until is not None:
                break
        assert worker.run_until_empty() == 0
        assert (server.mails, Mail.objects.get().sent_at) == ([], None)


@pytest.mark.slow
@pytest.mark.expects("REL-8")
@pytest.mark.django_db(transaction=True)
def test_five_hundred_mails_and_workers_killed_all_the_time(settings: Any) -> None:
    """Two workers, one killed (-9) after every 38 mails: each of the 500 is accepted, repeats are recognisable."""
    kills, chance = 0, random.Random(500)
    with mail_server(settings, slow=0.004) as server:
        write(500)
        workers = [fork(keep_working) for _ in range(2)]
        end = time.monotonic() + 120
        while Job.objects.filter(kind="mail", done_at=None).exists() and time.monotonic() < end:
            time.sleep(0.01)
            if kills < 12 and len(server.mails) >= 38 * (kills + 1):
                which = chance.randrange(2)
                os.kill(workers[which], signal.SIGKILL)
                os.waitpid(workers[which], 0)
                workers[which] = fork(keep_working)
                kills += 1
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        ids = server.ids()
    assert set(ids) == {f"<letter-{n}@tandem>" for n in range(500)}
    repeats = sum(ids.values()) - 500
    print(f"\n500 mails, {kills} kills, {repeats} sent again under the same Message-ID")
    assert kills == 12 and repeats <= kills
    assert not Mail.objects.filter(sent_at=None).exists()


def keep_working() -> None:
    worker.IDLE = 0.05
    worker.Worker(f"{worker.socket.gethostname()}/{os.getpid()}").run(lambda: False)

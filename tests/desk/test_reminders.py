"""Reminders: at 14, 7, 2 and 1 days and 3 hours, once, in the holder's language, and never late with a wrong text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tandem.desk.jobs import remind
from tandem.foundation import clock
from tandem.foundation.outbox.jobs import periodics
from tandem.foundation.outbox.models import Job, Mail
from tests.factories import organisations

pytestmark = [pytest.mark.django_db, pytest.mark.expects("UX-18")]
CLOSES = datetime(2024, 10, 1, 21, 59, tzinfo=UTC)  # 23:59 in Oslo


def walk(start: datetime, end: datetime, step: timedelta = timedelta(minutes=30)) -> None:
    """Let the worker's half hours pass."""
    now = start
    while now <= end:
        with clock.at(now):
            remind(now)
        now += step


def sent(to: str) -> list[str]:
    return [mail.subject for mail in Mail.objects.filter(to=to).order_by("created_at")]


@pytest.fixture
def roses(cast: Any, duty: Any) -> Any:
    with clock.at(CLOSES - timedelta(days=40)):
        return duty(CLOSES, person=cast.bo.id)


def test_five_reminders_and_none_after(roses: Any, cast: Any) -> None:
    walk(CLOSES - timedelta(days=16), CLOSES + timedelta(days=1))
    assert sent(cast.bo.email) == [
        "In 14 days: Water the roses", "In 7 days: Water the roses", "In 2 days: Water the roses",
        "Tomorrow: Water the roses", "In 3 hours: Water the roses",
    ]
    assert Job.objects.filter(kind="mail").count() == 5


@pytest.mark.expects("REL-4")
def test_running_twice_sends_once(roses: Any, cast: Any) -> None:
    now = CLOSES - timedelta(days=7)
    for minutes in (0, 0, 5, 30, 60):
        remind(now + timedelta(minutes=minutes))
    assert sent(cast.bo.email) == ["In 7 days: Water the roses"]


@pytest.mark.expects("REL-10")
def test_after_three_days_down_nobody_reads_a_wrong_number(roses: Any, cast: Any) -> None:
    walk(CLOSES - timedelta(days=16), CLOSES - timedelta(days=8))
    walk(CLOSES - timedelta(days=5), CLOSES - timedelta(days=4))  # the seven-day moment passed meanwhile
    assert sent(cast.bo.email) == ["In 14 days: Water the roses"]
    walk(CLOSES + timedelta(hours=1), CLOSES + timedelta(days=3))  # down over the deadline itself
    assert len(sent(cast.bo.email)) == 1


def test_done_in_time_ends_them_and_a_new_date_starts_anew(roses: Any, cast: Any, duty: Any) -> None:
    remind(CLOSES - timedelta(days=7))
    with cast.scope():
        roses.done_at = CLOSES - timedelta(days=6)
        roses.save()
        walk(CLOSES - timedelta(days=3), CLOSES)
        assert len(sent(cast.bo.email)) == 1
        roses.done_at, roses.due_at = None, CLOSES + timedelta(days=10)
        roses.save()
    walk(CLOSES, CLOSES + timedelta(days=4))
    assert sent(cast.bo.email) == ["In 7 days: Water the roses"] * 2


def test_a_duty_given_after_the_moment_waits_for_the_next(cast: Any, duty: Any) -> None:
    with clock.at(CLOSES - timedelta(days=7) + timedelta(minutes=10)):
        duty(CLOSES, person=cast.bo.id)
    walk(CLOSES - timedelta(days=7) + timedelta(minutes=15), CLOSES - timedelta(days=3))
    assert sent(cast.bo.email) == []


def test_a_role_and_an_organisation_are_reminded_in_their_own_languages(cast: Any, duty: Any) -> None:
    from django.conf import settings

    with cast.scope():
        reader = cast.nobody
        organisations.make("Annet kommune", sign=None)
        cast.san_telmo.members.create(
            organiser=cast.samband, person=reader, role="read", invited_at=CLOSES, accepted_at=CLOSES
        )
    with clock.at(CLOSES - timedelta(days=40)):
        duty(CLOSES, role="officer", what="the ferns")
        duty(CLOSES, organisation=cast.san_telmo.id, what={"en": "roses", "es": "las rosas"})
    cast.dee.time_zone = "America/Guatemala"
    cast.dee.save()
    remind(CLOSES - timedelta(days=2))
    assert {mail.to for mail in Mail.objects.all()} == {cast.ana.email, cast.omar.email, cast.dee.email}
    mail = Mail.objects.get(to=cast.dee.email)
    assert mail.language == "es" and "las rosas" in mail.subject
    assert "23:59" in mail.text and "15:59" in mail.text and f"{settings.TANDEM_URL}/samband/plants/" in mail.text


def test_the_twin_organiser_is_reminded_of_its_own_only(cast: Any, duty: Any) -> None:
    with clock.at(CLOSES - timedelta(days=40)):
        duty(CLOSES, role="officer", organiser=cast.brofonden, what="twin ferns")
    remind(CLOSES - timedelta(days=2))
    assert {mail.to for mail in Mail.objects.all()} == {cast.eve.email}


def test_the_worker_knows_them() -> None:
    assert periodics()["desk.remind"].every <= timedelta(minutes=60)

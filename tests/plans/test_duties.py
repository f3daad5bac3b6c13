"""Who has to complete the plan, by when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tandem.foundation.access import Actor, Refused
from tandem.foundation.duties.book import open_for
from tandem.foundation.duties.models import Duty
from tandem.plans import jobs, operations, queries
from tests.cast import Cast
from tests.factories import grants, plans
from tests.plans.conftest import Desk


@dataclass(frozen=True)
class Granted:
    """Any event that names grants."""

    grants: tuple[str, ...]


def duties(cast: Cast, who: str, organisation: str, kind: str = jobs.COMPLETE) -> list[Duty]:
    rows = open_for(Actor(getattr(cast, who).id), [getattr(cast, organisation).id])
    return [duty for duty in rows if duty.kind == kind]


def test_each_party_completes_the_plan_before_the_grant_begins(cast: Cast, at: Callable[..., datetime]) -> None:
    at("2024-11-20T12:00")
    with cast.scope():
        grant = grants.firm_grant(cast, plan="empty")
        jobs.ask_to_complete(Granted((str(grant.id),)))
        for who, organisation in (("bo", "fjordvik"), ("dee", "san_telmo")):
            found = duties(cast, who, organisation)
            assert [duty.due_at for duty in found] == [datetime(2025, 1, 1, 22, 59, tzinfo=UTC)]
        written = plans.complete_plan(cast, grant)
        assert duties(cast, "bo", "fjordvik")
        operations.propose(cast.actor("dee"), written.plan.id)
        assert not duties(cast, "bo", "fjordvik") and not duties(cast, "dee", "san_telmo")


def test_a_late_answer_of_the_donor_leaves_a_month(cast: Cast, at: Callable[..., datetime]) -> None:
    at("2025-03-01T12:00")
    with cast.scope():
        grant = grants.firm_grant(cast, plan="empty")
        jobs.ask_to_complete(Granted((str(grant.id),)))
        assert duties(cast, "dee", "san_telmo")[0].due_at == datetime(2025, 3, 31, 21, 59, tzinfo=UTC)


def test_a_new_version_is_a_duty_again(desk: Desk) -> None:
    operations.propose(desk.actor("dee"), desk.plan)
    assert not duties(desk.cast, "bo", "fjordvik")
    operations.revise(desk.actor("dee"), desk.plan, "Two schools join")
    assert duties(desk.cast, "bo", "fjordvik") and queries.draft(desk.plan)


def test_an_officers_words_reach_the_partners_until_they_answer(desk: Desk) -> None:
    said = operations.comment(desk.actor("ana"), desk.plan, "Why only one indicator for the schools?")
    assert queries.comments(desk.plan) == [said]
    assert duties(desk.cast, "bo", "fjordvik", jobs.ANSWER) and duties(desk.cast, "dee", "san_telmo", jobs.ANSWER)
    operations.comment(desk.actor("dee"), desk.plan, "Two are enough: they count the same.")
    assert not duties(desk.cast, "bo", "fjordvik", jobs.ANSWER)


@pytest.mark.parametrize(("who", "words", "status"), [
    ("kim", "Hm", 403), ("nobody", "Hm", 404), ("ana", " ", 422), ("ana", "x" * 20_001, 422),
])
def test_only_officers_and_partners_talk_and_they_say_something(desk: Desk, who: str, words: str, status: int) -> None:
    with pytest.raises(Refused) as caught:
        operations.comment(desk.actor(who), desk.plan, words)
    assert caught.value.status == status and not queries.comments(desk.plan)

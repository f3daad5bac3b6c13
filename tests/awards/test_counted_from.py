"""The time of an award: counted from the decision or the signature, or on the days asked for; and what it leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tandem.awards import operations
from tandem.foundation.duties.models import Duty
from tandem.partnerships.models import Grant
from tandem.partnerships.operations import count_from_signature
from tandem.partnerships.states import GrantStep
from tests.awards.conftest import World
from tests.factories import icld

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided(cast: Any, at: Callable[..., Any]) -> Iterator[Callable[..., Grant]]:
    """`decided("preparation")` takes an application of the programme from draft to award, on 12 May 2025."""

    def decide(component: str, **changed: Any) -> Grant:
        at(icld.NOW)
        call = icld.call(cast.actor("ana"), component)
        if not hasattr(cast, "sides"):
            cast.sides = icld.pair(cast)
            cast.within = icld.partnership(cast.actor("bo"), cast.sides)
        actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
        made = icld.draft(actors, call, cast.sides, within=cast.within, **changed)
        icld.signed(actors, made)
        at("2025-05-12T10:00")
        world = World(cast, call)
        made.refresh_from_db()
        world.judge(made, 4, 5)
        proposal = world.sent()
        operations.decide(cast.actor("omar"), proposal.id, world.seen(), "approve")
        return Grant.objects.get(reference=made.reference or Grant.objects.latest("awarded_at").reference)

    with cast.scope():
        yield decide


@pytest.mark.clause("ICLD-1")
def test_a_preparation_runs_a_year_from_the_award_and_then_from_the_signed_agreement(decided: Any) -> None:
    grant = decided("preparation")
    assert (grant.starts_on, grant.ends_on) == (date(2025, 5, 12), date(2026, 5, 11))
    assert (grant.months, grant.counted_from, grant.counted_on) == (12, "award", date(2025, 5, 12))
    assert grant.years == 2, "two calendar years are touched"
    count_from_signature(grant.id, date(2025, 6, 20))
    grant.refresh_from_db()
    assert (grant.starts_on, grant.ends_on) == (date(2025, 5, 12), date(2026, 6, 19))
    assert (grant.counted_from, grant.counted_on) == ("signature", date(2025, 6, 20))
    count_from_signature(grant.id, date(2025, 9, 1))
    grant.refresh_from_db()
    assert grant.ends_on == date(2026, 6, 19), "a second signature moves nothing"


@pytest.mark.clause("ICLD-4")
def test_six_months_may_end_in_the_next_calendar_year(decided: Any, cast: Any) -> None:
    group = decided("steering_group")
    Grant.objects.filter(id=group.id).update(starts_on=date(2025, 1, 1))
    grant = decided("broadening")
    assert (grant.starts_on, grant.ends_on, grant.years) == (date(2025, 5, 12), date(2025, 11, 11), 1)
    count_from_signature(grant.id, date(2025, 8, 1))
    grant.refresh_from_db()
    assert (grant.ends_on, grant.years) == (date(2026, 1, 31), 2)


@pytest.mark.clause("ICLD-3")
def test_a_steering_group_runs_on_the_days_asked_for_and_no_signature_moves_them(decided: Any) -> None:
    grant = decided("steering_group")
    assert (grant.starts_on, grant.ends_on, grant.years) == (date(2025, 7, 1), date(2027, 6, 30), 3)
    assert (grant.months, grant.counted_from) == (None, "")
    count_from_signature(grant.id, date(2025, 9, 1))
    grant.refresh_from_db()
    assert grant.ends_on == date(2027, 6, 30)


def test_where_no_donor_is_asked_the_award_is_firm_and_the_partners_complete_their_plan(decided: Any) -> None:
    grant = decided("preparation")
    assert grant.step == GrantStep.FIRM
    assert Duty.objects.filter(subject_id=grant.id, kind="plans.complete").exists()


@pytest.mark.clause("ICLD-1")
def test_an_awarded_preparation_offers_project_and_steering_group_to_the_same_partnership(
    decided: Any, cast: Any, at: Any
) -> None:
    grant = decided("preparation")
    project = icld.call(
        cast.actor("ana"), "project", slug="project-autumn",
        opens=icld.OPENS.replace(month=9), closes=icld.CLOSES.replace(month=10),
    )
    at("2025-09-20T10:00")
    page = seen(cast.bo, f"/samband/grants/{grant.id}/")
    start = f"/samband/calls/{project.slug}/start/?partnership={grant.partnership_id}"
    assert f'href="{start}"' in page and "Apply for Project with this partnership" in page
    assert "No call is announced for it yet." in page, "the steering group's call is not there"
    assert "0 of 6 steps" not in page and "Mandatory during this support." in page
    assert "12 months, counted from the award on 12 May 2025" in page.replace("\xa0", " ")
    whole = seen(cast.dee, f"/samband/partnerships/{grant.partnership_id}/")
    assert f'href="{start}"' in whole and grant.reference in whole
    client = Client()
    client.force_login(cast.dee, backend="django.contrib.auth.backends.ModelBackend")
    assert "apply together again" in client.get(start, headers={"accept-language": "en"}).content.decode()
    done = client.post(start, {"title": "Ungas röst, projekt"})
    assert done.status_code == 302
    assert project.applications.get().partnership_id == grant.partnership_id
    again = client.post(start, {"title": "En gång till"}, headers={"accept-language": "en"})
    assert again.status_code == 422 and "has an application in this call already" in again.content.decode()


def seen(who: Any, address: str) -> str:
    client = Client(headers={"accept-language": "en"})
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()

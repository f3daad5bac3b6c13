"""Who takes part is approved person by person; who leaves is replaced, and the whole form renewed (ICLD-7, ICLD-8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from tandem.awards.events import AwardsDecided
from tandem.delivery import operations, queries
from tandem.delivery.models import ApprovedPerson, Participant, ParticipantForm, Replacement
from tandem.delivery.operations import VisitInput
from tandem.delivery.operations.participants import sha256_of
from tandem.delivery.words import said
from tandem.foundation.access import Refused
from tandem.foundation.duties.models import Duty
from tandem.foundation.ids import new_id
from tandem.foundation.outbox.events import happened
from tandem.partnerships.states import GrantStep
from tests.factories import participants
from tests.factories.participants import Awarded

NOON = "2025-06-10T12:00"
pytestmark = pytest.mark.django_db


@pytest.fixture
def team(cast: Any, at: Callable[..., datetime]) -> Iterator[Awarded]:
    """A preparation whose eight people were approved with the award of 10 June 2025."""
    at(NOON)
    with cast.scope():
        yield participants.awarded(cast)


def refused(act: Callable[[], Any], status: int = 422) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.status == status, caught.value
    return caught.value


def codes(refusal: Refused) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in refusal.problems]


@pytest.mark.clause("ICLD-8")
def test_the_form_of_the_whole_team_is_made_from_the_application(team: Awarded) -> None:
    """Everybody whom the application names stands on version 1, with every answer, approved from the award on."""
    assert team.form is not None and team.form.number == 1
    assert len(team.form.people) == 8 and team.form.sha256 == sha256_of(team.form.people)
    assert {row["mandate"] for row in team.form.people} == {"Head."}
    register = queries.register(team.grant.id)
    assert {(one.from_on, one.until_on) for one in register} == {(date(2025, 6, 10), None)}
    assert {str(one.person) for one in register} == {row["person"] for row in team.form.people}


def test_the_form_is_made_once(team: Awarded) -> None:
    assert operations.make_first_form(team.grant) == team.form
    assert ParticipantForm.objects.count() == 1 and ApprovedPerson.objects.count() == 8


@pytest.mark.clause("ICLD-7")
def test_who_leaves_is_replaced_motivated_and_approved(team: Awarded, cast: Any) -> None:
    """Proposed with reasons, approved by an officer; the leaver's last day is the day before, the form is version 2."""
    row = team.propose("Bo 1", "Po")
    assert Duty.objects.filter(kind="delivery.replacement", subject_id=row.id, done_at=None).count() == 1
    assert queries.latest_form(team.grant.id) == team.form, "until somebody has decided the team stays as it is"
    made = operations.approve_replacement(cast.actor("ana"), row.id)
    form = queries.latest_form(team.grant.id)
    assert form is not None and made.form == form and form.number == 2 and form.reason == row.reason
    assert len(form.people) == 8 and "Nora Ny" in {one["name"] for one in form.people}
    stays = {one.name: (one.from_on, one.until_on) for one in queries.register(team.grant.id)}
    assert stays["Bo 1"] == (date(2025, 6, 10), date(2026, 2, 28))
    assert stays["Nora Ny"] == (date(2026, 3, 1), None)
    assert not Duty.objects.filter(kind="delivery.replacement", done_at=None).exists()


@pytest.mark.clause("ICLD-8")
def test_earlier_versions_stay_as_they_were(team: Awarded, cast: Any) -> None:
    before = (team.form.people, team.form.sha256) if team.form else None
    operations.approve_replacement(cast.actor("ana"), team.propose("Bo 1", "Po").id)
    first = ParticipantForm.objects.get(grant=team.grant, number=1)
    assert (first.people, first.sha256) == before


@pytest.mark.clause("ICLD-7")
@pytest.mark.parametrize(
    ("leaves", "code", "cells", "rule"),
    [
        ("Bo 1", "", {}, "two_politicians"),
        ("Bo 1", "O", {}, "two_politicians"),
        ("Cy 2", "O", {}, "one_coordinator"),
        ("", "Po", {}, "two_politicians"),
        ("Bo 1", "Po!", {}, "follows_the_code"),
        ("Bo 1", "Po~", {}, "fit_to_travel"),
    ],
)
def test_the_rules_of_the_team_are_judged_again(
    team: Awarded, leaves: str, code: str, cells: dict[str, Any], rule: str
) -> None:
    """A change that breaks a rule of the team is refused in the rule's own words."""
    refusal = refused(lambda: team.propose(leaves, code, cells=cells))
    assert rule in {problem.values["rule"] for problem in refusal.problems}
    assert all(said(problem) and "%" not in said(problem) for problem in refusal.problems)
    assert not Replacement.objects.exists()


def test_what_was_broken_before_may_be_mended_step_by_step(cast: Any, at: Callable[..., datetime]) -> None:
    """Two people too few at the award: each step towards a whole team is allowed."""
    at(NOON)
    with cast.scope():
        team = participants.awarded(cast, "project", home="Ol O", abroad="Ol")
        row = team.propose("", "O")
        operations.approve_replacement(cast.actor("ana"), row.id)
        assert len(queries.register(team.grant.id)) == 4


def test_advice_refuses_nothing(team: Awarded) -> None:
    """Both politicians of one bench is advised against, not refused."""
    assert team.propose("Bo 1", "Pm").state == "proposed"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"reason": "  "}, ("reason_missing", "reason")),
        ({"reason": "x" * 4001}, ("too_many_characters", "reason")),
        ({"why": "bored"}, ("missing", "why")),
        ({"from_on": date(2024, 1, 1)}, ("outside_period", "from_on")),
        ({"from_on": date(2027, 1, 1)}, ("outside_period", "from_on")),
        ({"cells": {"name": " "}}, ("missing", "comes/name")),
        ({"cells": {"email": "nora at example"}}, ("email_malformed", "comes/email")),
        ({"cells": {"role": "king"}}, ("choice_unknown", "comes/role")),
        ({"cells": {"mandate": ""}}, ("missing", "comes/mandate")),
        ({"cells": {"fit_to_travel": ""}}, ("missing", "comes/fit_to_travel")),
        ({"cells": {"qualities": "kind " * 80}}, ("too_many_words", "comes/qualities")),
    ],
)
def test_each_refusal_names_its_place(team: Awarded, change: dict[str, Any], problem: tuple[str, str]) -> None:
    refusal = refused(lambda: team.propose("Bo 1", "Po", **change))
    assert problem in codes(refusal)
    assert all("%" not in said(one) and said(one) != one.code for one in refusal.problems)


def test_nobody_leaves_and_nobody_comes(team: Awarded) -> None:
    assert codes(refused(lambda: team.propose())) == [("nobody_changes", "leaves")]


def test_a_stranger_to_the_form_cannot_leave_it(team: Awarded) -> None:
    refusal = refused(lambda: team.propose(stranger=team.grant.id))
    assert codes(refusal) == [("not_on_form", "leaves")]


def test_one_change_about_a_person_at_a_time(team: Awarded) -> None:
    team.propose("Bo 1", "Po")
    assert ("changes_already", "leaves") in codes(refused(lambda: team.propose("Bo 1", "Po")))


def test_a_partner_changes_its_own_people(team: Awarded) -> None:
    """Dee writes for the partner abroad: she cannot take somebody of Björkvik out, nor put one in."""
    refused(lambda: team.propose("Bo 1", "Po", who="dee"), 403)
    refused(lambda: team.propose("", "Gxs", who="dee"), 403)
    refused(lambda: team.propose("Bo 1", "Po", who="ana"), 403)
    refused(lambda: team.propose("Bo 1", "Po", who="eve"), 404)


def test_an_officer_decides_once(team: Awarded, cast: Any) -> None:
    row = team.propose("Bo 1", "Po")
    refused(lambda: operations.approve_replacement(cast.actor("bo"), row.id), 403)
    assert codes(refused(lambda: operations.refuse_replacement(cast.actor("ana"), row.id, " "))) == [
        ("reason_missing", "reason")
    ]
    operations.refuse_replacement(cast.actor("ana"), row.id, "Her deputy has not read the plan.")
    for act in (operations.approve_replacement, operations.withdraw_replacement):
        refused(lambda act=act: act(cast.actor("ana" if act is operations.approve_replacement else "bo"), row.id), 409)
    assert len(queries.participant_forms(team.grant.id)) == 1
    row.refresh_from_db()
    assert row.answer == "Her deputy has not read the plan."


def test_the_office_that_ran_the_call_decides(team: Awarded, cast: Any) -> None:
    """An officer of another office reads the proposal and does not decide on it."""
    row = team.propose("Bo 1", "Po")
    elsewhere = replace(cast.actor("ana"), offices=frozenset({new_id()}))
    said_no = refused(lambda: operations.approve_replacement(elsewhere, row.id), 403)
    assert said_no.code == "another_office"
    assert operations.approve_replacement(cast.actor("ana"), row.id).state == "approved"


def test_the_rules_are_judged_as_things_stand_when_the_officer_decides(cast: Any, at: Callable[..., datetime]) -> None:
    """Two changes that hold one by one and not together: the second is refused when its turn comes."""
    at(NOON)
    with cast.scope():
        team = participants.awarded(cast, home="Pm Po Oc")
        one, two = team.propose("", "O"), team.propose("", "O", cells={"name": "Nils Ny"})
        operations.approve_replacement(cast.actor("ana"), one.id)
        refusal = refused(lambda: operations.approve_replacement(cast.actor("omar"), two.id))
        assert [problem.values["rule"] for problem in refusal.problems] == ["one_or_two_officials"]
        two.refresh_from_db()
        assert two.state == "proposed" and len(queries.participant_forms(team.grant.id)) == 2


def test_taken_back_by_whoever_proposed(team: Awarded, cast: Any) -> None:
    row = team.propose("Bo 1", "Po")
    operations.withdraw_replacement(cast.actor("bo"), row.id)
    assert team.propose("Bo 1", "Po").state == "proposed"


def test_nothing_changes_in_a_closed_grant(team: Awarded) -> None:
    row = team.propose("Bo 1", "Po")
    team.grant.step = GrantStep.CLOSED
    team.grant.save()
    refused(lambda: team.propose("Bo 1", "Po"), 409)
    refused(lambda: operations.approve_replacement(team.cast.actor("ana"), row.id), 409)


@pytest.mark.clause("ICLD-7")
def test_visits_are_made_by_people_approved_on_their_days(team: Awarded, cast: Any) -> None:
    """Who left in March cannot travel in April; the refusal names the person and the days."""
    operations.approve_replacement(cast.actor("ana"), team.propose("Bo 1", "Po").id)
    members = {member.name: member.row for member in queries.team(team.grant)}
    assert set(members) >= {"Bo 1", "Nora Ny"}

    def visit(name: str, first: date, last: date) -> Any:
        given = VisitInput("abroad", "Makambira", "See the market", first, last, (members[name],))
        return operations.plan_visit(cast.actor("bo"), team.grant.id, given)

    refusal = refused(lambda: visit("Bo 1", date(2026, 4, 6), date(2026, 4, 10)))
    [problem] = refusal.problems
    assert problem.code == "not_approved_then" and "Bo 1" in said(problem) and "28" in said(problem)
    refused(lambda: visit("Nora Ny", date(2026, 2, 27), date(2026, 3, 2)))
    assert visit("Nora Ny", date(2026, 4, 6), date(2026, 4, 10)).id
    assert visit("Bo 1", date(2026, 2, 2), date(2026, 2, 6)).id
    assert "Not approved on these days" not in _page(cast, team, "Bo 1")
    row = team.propose("Cy 2", "Oc", from_on=date(2026, 4, 8), cells={"name": "Olle Ny"})
    later = visit("Cy 2", date(2026, 4, 6), date(2026, 4, 10))
    operations.approve_replacement(cast.actor("ana"), row.id)
    said_now = _page(cast, team, "Cy 2")
    assert "Not approved on these days" in said_now and later.place in said_now


def _page(cast: Any, team: Awarded, name: str) -> str:
    """The page of the latest visit of this person."""
    client = Client()
    client.force_login(cast.bo)
    visit = Participant.objects.filter(name=name).latest("visit__recorded_at").visit_id
    return client.get(f"/samband/grants/{team.grant.id}/visits/{visit}/").content.decode()


@pytest.mark.clause("ICLD-8")
def test_the_award_makes_the_form(cast: Any, at: Callable[..., datetime]) -> None:
    """Decided, every grant of the call has version 1; the page of the grant leads to it."""
    at(NOON)
    with cast.scope():
        team = participants.awarded(cast, form=False)
        assert queries.latest_form(team.grant.id) is None
        happened(AwardsDecided(str(team.application.call_id), str(team.grant.id)))
        form = queries.latest_form(team.grant.id)
        assert form is not None and len(form.people) == 8
        client = Client()
        client.force_login(cast.ana)
        page = client.get(f"/samband/grants/{team.grant.id}/").content.decode()
        assert f"/samband/grants/{team.grant.id}/participants/" in page and "Approved today" in page

"""Costs are covered for approved people only, on the days for which they are approved (ICLD-7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tandem.core.ledger.persons import PERSON_CODES, Stay, person_findings
from tandem.core.values import Money
from tandem.delivery import operations as delivery
from tandem.finance import operations, words
from tandem.finance.models import Expense
from tandem.finance.operations import ExpenseInput
from tandem.finance.states import Claim
from tandem.foundation.access import Refused
from tandem.foundation.ids import new_id
from tests.factories import finance, participants
from tests.factories.participants import Awarded

pytestmark = pytest.mark.django_db
IN_MARCH = date(2026, 3, 12)


@pytest.fixture
def team(cast: Any, at: Callable[..., datetime]) -> Iterator[Awarded]:
    """Bo 1 leaves at the end of February 2026, Nora Ny comes on 1 March; it is April."""
    at("2025-06-10T12:00")
    with cast.scope():
        made = participants.awarded(cast)
        delivery.approve_replacement(cast.actor("ana"), made.propose("Bo 1", "Po").id)
        at("2026-04-20T12:00")
        yield made


def people(team: Awarded, *names: str) -> tuple[str, ...]:
    found = {one.name: str(one.person) for one in team.grant.approved_people.all()}
    return tuple(found[name] for name in names)


def enter(team: Awarded, line: str = "travel", on: date = IN_MARCH, **changed: Any) -> Expense:
    bo = team.cast.actor("bo")
    which = next(each for each in finance.lines(team.grant) if each.key == line and each.side == "home")
    values: dict[str, Any] = {
        "side": "home", "line": which.identity, "spent_on": on, "amount": Money(120_000, "SEK"), "number": "K-1",
        "text": "Train to the airport", "payee": "Tåget", "receipt": finance.receipt(bo.person_id, team.grant),
    }
    return operations.enter(bo, team.grant.id, ExpenseInput(**(values | changed)))


def refusal(act: Callable[[], Any]) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.status == 422
    return caught.value


@pytest.mark.clause("ICLD-7")
@pytest.mark.parametrize(
    ("name", "on", "allowed"),
    [
        ("Bo 1", date(2026, 2, 28), True),
        ("Bo 1", date(2026, 3, 1), False),
        ("Nora Ny", date(2026, 2, 28), False),
        ("Nora Ny", date(2026, 3, 1), True),
        ("Cy 2", date(2026, 4, 20), True),
    ],
)
def test_an_expense_for_somebody_not_approved_on_that_day_is_refused(
    team: Awarded, name: str, on: date, allowed: bool
) -> None:
    """By name, with the day, the days of the approval and what to do."""
    if allowed:
        made = enter(team, on=on, persons=people(team, name))
        assert [each["name"] for each in made.persons] == [name]
        return
    said = refusal(lambda: enter(team, on=on, persons=people(team, name)))
    assert [(problem.code, problem.where) for problem in said.problems] == [("person_not_approved", "persons")]
    assert name in said.reason and str(on.day) in said.reason and "Participants" in said.remedy
    assert not Expense.objects.exists()


@pytest.mark.clause("ICLD-7")
def test_lines_of_the_rulebook_name_people_and_others_need_not(team: Awarded) -> None:
    for line in ("travel", "accommodation"):
        said = refusal(lambda line=line: enter(team, line))
        assert [problem.code for problem in said.problems] == ["person_missing"]
    assert enter(team, "material").persons == []
    assert enter(team, "accommodation", persons=people(team, "Nora Ny", "Cy 2"), number="K-2").id


def test_each_person_is_judged_by_themselves(team: Awarded) -> None:
    said = refusal(lambda: enter(team, persons=people(team, "Bo 1", "Cy 2", "Nora Ny")))
    assert [problem.values["person"] for problem in said.problems] == ["Bo 1"]
    unknown = refusal(lambda: enter(team, persons=(str(new_id()), "nobody")))
    assert [problem.code for problem in unknown.problems] == ["person_unknown", "person_unknown"]


def test_a_typed_name_does_not_do_where_people_are_approved(team: Awarded) -> None:
    said = refusal(lambda: enter(team, person="Cy 2"))
    assert [problem.code for problem in said.problems] == ["person_not_on_form"]


@pytest.mark.clause("ICLD-7")
def test_an_officer_cannot_accept_what_does_not_hold_any_more(team: Awarded) -> None:
    """Entered while Cy was approved; by the time an officer looks, she has left before that day."""
    made = enter(team, persons=people(team, "Cy 2"))
    row = team.propose("Cy 2", "Oc", from_on=date(2026, 3, 5), cells={"name": "Olle Ny"})
    delivery.approve_replacement(team.cast.actor("ana"), row.id)
    said = refusal(lambda: operations.accept(team.cast.actor("ana"), made.id))
    assert said.problems[0].code == "person_not_approved"
    made.refresh_from_db()
    assert made.state == Claim.ENTERED


def test_another_programme_asks_nobody(cast: Any, at: Callable[..., datetime]) -> None:
    """A programme without participants takes an expense for nobody in particular, as before."""
    at("2025-02-20T10:00")
    with cast.scope():
        grant = finance.funded_grant(cast)
        at("2025-04-02T10:00")
        assert finance.entered(cast, grant).persons == []


def test_the_page_offers_the_approved_people_and_keeps_the_marks(team: Awarded, client: Client) -> None:
    """The form lists them with their days; a refusal stands beside the list, and nothing marked is lost."""
    client.force_login(team.cast.bo)
    address = f"/samband/grants/{team.grant.id}/expenses/new/"
    page = client.get(address).content.decode()
    assert "Nora Ny, from 1" in page and 'name="person"' not in page
    [bo] = people(team, "Bo 1")
    line = next(each for each in finance.lines(team.grant) if each.key == "travel" and each.side == "home")
    typed = {
        "line": str(line.identity), "spent_on": "2026-03-12", "text": "Train", "payee": "Tåget", "amount": "1200",
        "currency": "SEK", "persons": [bo], "number": "K-9",
    }
    answer = client.post(address, typed)
    said = answer.content.decode()
    assert answer.status_code == 422 and "Bo 1 is not approved for" in said
    assert f'value="{bo}" id="id_persons_' in said.replace(" checked", "") and "checked" in said


def test_every_code_about_people_is_said_in_words() -> None:
    codes = {
        finding.code for finding in (
            *person_findings(IN_MARCH, (), (), needed=True),
            *person_findings(IN_MARCH, ("x", "y"), (Stay("y", "Y", date(2026, 4, 1)),), needed=False),
        )
    }
    assert codes == PERSON_CODES
    for code in codes:
        numbers = {"person": "Y", "day": "2026-03-12", "first": "2026-04-01", "last": ""}
        what, remedy = words.against(words.Finding(code, "must", "persons", numbers))
        assert what and remedy and "%" not in what + remedy


def test_somebody_approved_twice_may_take_part_under_either() -> None:
    stays = (Stay("y", "Y", date(2026, 1, 1), date(2026, 1, 31)), Stay("y", "Y", date(2026, 3, 1)))
    assert not person_findings(IN_MARCH, ("y",), stays, needed=True)
    [finding] = person_findings(date(2026, 2, 20), ("y", "y"), stays, needed=True)
    assert (finding.numbers["first"], finding.numbers["last"]) == ("2026-03-01", "")


def test_identities_are_kept_as_uuids(team: Awarded) -> None:
    made = enter(team, persons=people(team, "Cy 2"))
    assert UUID(made.persons[0]["person"])

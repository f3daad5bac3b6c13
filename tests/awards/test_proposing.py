"""From the ranking to a proposal: what it needs, who may, which donor, and how a tie is broken."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.applications.models import Application
from tandem.awards import operations
from tandem.awards.models import Proposal
from tandem.awards.queries.donors import advised
from tandem.awards.queries.judged import judged
from tandem.awards.queries.proposals import in_force
from tandem.awards.queries.running import gaps, running
from tandem.core.selection import lot
from tandem.core.values import Money
from tandem.foundation import clock
from tandem.foundation.access import Refused
from tandem.foundation.access.grants import give
from tandem.foundation.duties.models import Duty
from tests.awards.conftest import three


def lots(world: Any) -> list[tuple[str, str]]:
    current = in_force(world.call.id)
    return [(row.application.title, row.lot) for row in current.rows]


def test_the_ranking_walks_down_the_published_budget(world: Any) -> None:
    world.four()
    operations.propose(world.actor("ana"), world.call.id)
    assert lots(world) == [("Waste", "fund"), ("Schools", "fund"), ("Budgets", "fund"), ("Fire", "reserve")]
    current = in_force(world.call.id)
    assert current.rows[3].reserve == 1 and current.rows[3].reason == "does_not_fit"
    assert Money.of(current.rows[3].numbers["short"], "NOK") == Money.of(500_000, "NOK")


def test_another_budget_gives_another_list_and_is_recorded(world: Any) -> None:
    world.four()
    made = operations.propose(world.actor("ana"), world.call.id, Money.of(2_000_000, "NOK"))
    assert [kind for _, kind in lots(world)] == ["fund", "reserve", "reserve", "reserve"]
    assert made.budget == Money.of(2_000_000, "NOK") and world.call.budget == Money.of(5_000_000, "NOK")
    for wrong in (Money.of(0, "NOK"), Money.of(10, "EUR")):
        with pytest.raises(Refused, match="bad_budget"):
            operations.propose(world.actor("ana"), world.call.id, wrong)


def test_not_ready_names_each_application_and_what_it_lacks(world: Any) -> None:
    world.four()
    waiting = world.application("Bridges", 100, step="submitted")
    unscored = world.application("Parks", 100, step="eligible")
    with pytest.raises(Refused) as refused:
        operations.propose(world.actor("ana"), world.call.id)
    assert refused.value.code == "not_ready"
    assert {(p.code, p.where) for p in refused.value.problems} == {
        ("eligibility_open", str(waiting.id)), ("not_scored", str(unscored.id))
    }
    assert Proposal.objects.count() == 0


def test_what_was_found_ineligible_or_withdrawn_holds_nothing_up(world: Any) -> None:
    world.four()
    for outcome in ("ineligible", "withdrawn"):
        Application.objects.filter(id=world.application("Gone", 100, step="decided").id).update(outcome=outcome)
    operations.propose(world.actor("ana"), world.call.id)
    assert len(lots(world)) == 4


def test_before_the_close_and_without_applications_nothing_is_proposed(world: Any, at: Any) -> None:
    with pytest.raises(Refused, match="nothing_to_rank"):
        operations.propose(world.actor("ana"), world.call.id)
    world.four()
    at("2024-09-20T12:00")
    with pytest.raises(Refused, match="call_open"):
        operations.propose(world.actor("ana"), world.call.id)


@pytest.mark.parametrize("who", ["bo", "cy", "kim", "aud", "don", "nobody"])
def test_only_officers_propose(world: Any, who: str) -> None:
    world.four()
    with pytest.raises(Refused, match="officers_only"):
        operations.propose(world.actor(who), world.call.id)


@pytest.mark.expects("SEC-9")
def test_an_officer_with_an_interest_does_not_propose(world: Any) -> None:
    first = world.four()[0]
    give(world.cast.ana.id, "application", first.id, "assess", allows=False, reason="cousin", now=clock.now())
    with pytest.raises(Refused, match="conflict"):
        operations.propose(world.actor("ana"), world.call.id)
    operations.propose(world.actor("omar"), world.call.id)


def test_a_tie_is_broken_by_the_published_criteria_then_by_the_published_lot(world: Any) -> None:
    criteria = [each.id for each in world.call.component.criteria]
    ties = world.call.component.selection.ties
    weights = {each.id: each.weight for each in world.call.component.criteria}
    even = next(
        (a, b) for a in criteria for b in criteria
        if a == ties[1] and b != a and b not in ties and weights[a] == weights[b]
    )
    better = tuple(4 if name == even[0] else 2 if name == even[1] else 3 for name in criteria)
    worse = tuple(2 if name == even[0] else 4 if name == even[1] else 3 for name in criteria)
    by_criterion = [
        world.judge(world.application("Second", 100), worse), world.judge(world.application("First", 100), better)
    ]
    assert by_criterion[0].score == by_criterion[1].score
    equal = [world.scored(f"Equal {n}", 100, 2) for n in range(5)]
    operations.propose(world.actor("ana"), world.call.id)
    rows = in_force(world.call.id).rows
    assert [row.application.title for row in rows[:2]] == ["First", "Second"]
    drawn = sorted(equal, key=lambda each: lot(world.call.seed, str(each.id)))
    assert [row.application_id for row in rows[2:]] == [each.id for each in drawn]


def test_without_scoring_the_interviews_decide(harbour: Any) -> None:
    harbour.interviewed("Pilots", 3_000_000, True, three(harbour.cast, "CL", "PE", "NZ"))
    harbour.interviewed("Cranes", 1_000_000, False, three(harbour.cast, "CL", "PE", "NZ"))
    waiting = harbour.application("Nets", 10, step="shortlisted", parties=three(harbour.cast, "CL", "PE", "NZ"))
    with pytest.raises(Refused) as refused:
        operations.propose(harbour.actor("ana"), harbour.call.id)
    assert [(p.code, p.where) for p in refused.value.problems] == [("not_interviewed", str(waiting.id))]
    Application.objects.filter(id=waiting.id).update(outcome="withdrawn")
    operations.propose(harbour.actor("ana"), harbour.call.id)
    assert lots(harbour) == [("Pilots", "fund"), ("Cranes", "refuse")]
    assert in_force(harbour.call.id).rows[1].reason == "not_recommended"


@pytest.mark.clause("MIC-20")
def test_the_donor_is_proposed_by_the_partners_country_and_confirmed_by_an_officer(world: Any) -> None:
    world.four()
    proposal = operations.propose(world.actor("ana"), world.call.id)
    current = in_force(world.call.id)
    keys = {row.application.title: row.donor_proposed and row.donor_proposed.key for row in current.rows}
    cycle = world.call.rulebook.cycle.donors
    expected = {c: next(key for key, donor in cycle.items() if c in donor.for_countries) for c in ("GT", "AL")}
    assert expected["GT"] != expected["AL"]
    assert keys == {"Waste": expected["GT"], "Schools": expected["AL"], "Budgets": expected["GT"], "Fire": None}
    with pytest.raises(Refused) as refused:
        operations.send_for_decision(world.actor("ana"), proposal.id)
    assert refused.value.code == "donors_open" and len(refused.value.problems) == 3
    first, *others = current.funded
    other = next(row.donor_proposed_id for row in others if row.donor_proposed_id != first.donor_proposed_id)
    changed = operations.confirm_donor(world.actor("ana"), first.id, other)
    assert changed.donor_confirmed_id == other and changed.donor_proposed_id != other
    operations.confirm_donors(world.actor("ana"), proposal.id, {row.id: row.donor_proposed_id for row in others})
    operations.send_for_decision(world.actor("ana"), proposal.id)


def test_the_advice_on_donors() -> None:
    from tandem.core.rulebook.schema import Cycle, CycleEntry, DonorCycle

    date = CycleEntry(on="1 May")

    def donor(*countries: str) -> DonorCycle:
        return DonorCycle(title={"en": "D"}, application=date, programme_application=date, instalments=(date,),
                          report=date, donor_report=date, for_countries=countries)

    cycle = Cycle(donors={"a": donor("GT", "KE"), "b": donor("AL"), "rest": donor()})
    asked = (["NO", "KE"], ["NO", "AL"], ["NO", "SE"], ["AL", "GT"])
    assert [advised(cycle, countries) for countries in asked] == ["a", "b", "rest", "a"]
    assert advised(Cycle(donors={"a": donor("GT")}), ["NO"]) == ""


def test_a_row_that_is_no_award_and_a_foreign_donor_are_refused(world: Any) -> None:
    world.four()
    proposal = operations.propose(world.actor("ana"), world.call.id)
    current = in_force(world.call.id)
    reserve, award = current.rows[3], current.rows[0]
    for wrong in ({reserve.id: award.donor_proposed_id}, {award.id: reserve.id}):
        with pytest.raises(Refused, match="no_such_donor"):
            operations.confirm_donors(world.actor("ana"), proposal.id, wrong)


def test_a_new_proposal_supersedes_and_a_sent_one_stands(world: Any) -> None:
    world.four()
    first = operations.propose(world.actor("ana"), world.call.id)
    second = operations.propose(world.actor("ana"), world.call.id)
    first.refresh_from_db()
    assert (first.number, second.number) == (1, 2) and first.superseded_at is not None
    with pytest.raises(Refused, match="moved_on"):
        operations.confirm_donors(world.actor("ana"), first.id, {})
    world.sent()
    with pytest.raises(Refused, match="awaits_decision"):
        operations.propose(world.actor("ana"), world.call.id)


def test_duties_follow_the_proposal(world: Any) -> None:
    from tandem.awards.jobs import DECIDE, DONORS, PROPOSE, ask_for_proposal
    from tandem.reviews.events import ApplicationScored

    def open_duties() -> set[tuple[str, str]]:
        rows = Duty.objects.filter(kind__startswith="awards.", done_at=None).select_related("person")
        return {(row.kind, row.person.name.split()[0] if row.person else row.role) for row in rows}

    made = world.four()
    late = world.application("Late", 10, step="eligible")
    ask_for_proposal(ApplicationScored(str(made[0].id), str(world.call.id)))
    assert open_duties() == set()
    world.judge(late, 1)
    ask_for_proposal(ApplicationScored(str(late.id), str(world.call.id)))
    assert open_duties() == {(PROPOSE, "officer")}
    proposal = world.proposed()
    assert open_duties() == {(DONORS, "Ana")}
    operations.send_for_decision(world.actor("ana"), proposal.id)
    assert open_duties() == {(DECIDE, "Omar")}
    operations.decide(world.actor("omar"), proposal.id, "", "return", "Look at the spread")
    assert open_duties() == {(PROPOSE, "officer")}
    again = world.sent()
    operations.decide(world.actor("omar"), again.id, world.seen(), "approve")
    assert open_duties() == {("awards.apply_to_donor", "officer")}  # the next step: MIC-20


def test_gaps_come_in_the_order_of_references(world: Any) -> None:
    names = [world.application(title, 10, step="eligible").reference for title in "ABC"]
    runners = running(world.call, None, clock.now())
    found = gaps(world.call.component, runners, judged(world.call))
    assert [gap.runner.application.reference for gap in found] == names

"""Four eyes on exactly what was seen, and everything that follows from the decision."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.applications.models import Application
from tandem.awards import operations
from tandem.awards.access import may_decide, may_propose
from tandem.awards.models import Decision, Letter
from tandem.awards.queries.proposals import in_force
from tandem.calls.models import Call
from tandem.core.values import Money
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.access.grants import give, granted
from tandem.foundation.accounts.models import Person
from tandem.foundation.audit import chain
from tandem.foundation.audit.models import Act
from tandem.foundation.duties.models import Duty
from tandem.foundation.ids import new_id
from tandem.foundation.outbox.models import Mail
from tandem.foundation.tenancy.models import Membership, Role
from tandem.organisations.models import Member, Organisation
from tandem.partnerships.models import Grant
from tandem.reviews.models import Assignment, Scoring
from tests.factories import rulebooks

roles = st.frozensets(st.sampled_from([role.value for role in Role]))


@pytest.mark.expects("SEC-9")
@given(first=roles, second=roles, by=st.booleans(), sends=st.booleans())
@settings(max_examples=200)
def test_no_set_of_roles_lets_one_person_propose_and_decide(
    first: frozenset[str], second: frozenset[str], by: bool, sends: bool
) -> None:
    """Whatever roles somebody has when they work on a proposal and whatever they have got since."""
    one, other = new_id(), new_id()
    before, after = Actor(one, roles=first), Actor(one, roles=second)
    hands = {one if by else other, one if sends else other}
    if one in hands and may_propose(before, interested=False):
        assert not may_decide(after, hands, interested=False, assessed=False)
    for interested, assessed in ((True, False), (False, True)):
        assert not may_decide(after, {other}, interested, assessed)
    if may_decide(after, hands, interested=False, assessed=False):
        assert "officer" in second and one not in hands


@pytest.mark.expects("SEC-9")
@pytest.mark.parametrize("also", [[], ["assessor"], ["assessor", "cashier", "auditor", "donor"]])
def test_who_proposed_never_decides_whatever_else_they_are(world: Any, also: list[str]) -> None:
    world.four()
    for role in also:
        Membership.objects.create(organiser=world.cast.samband, person=world.cast.ana, role=role)
    proposal = world.sent()
    for outcome in ("approve", "return"):
        with pytest.raises(Refused, match="own_proposal"):
            operations.decide(world.actor("ana"), proposal.id, world.seen(), outcome, "so")
    assert Decision.objects.count() == 0


@pytest.mark.expects("SEC-9")
def test_whoever_confirmed_a_donor_or_sent_it_does_not_decide_either(world: Any) -> None:
    world.four()
    proposal = operations.propose(world.actor("ana"), world.call.id)
    rows = in_force(world.call.id).funded
    operations.confirm_donor(world.actor("omar"), rows[0].id, rows[0].donor_proposed_id)
    operations.confirm_donors(world.actor("ana"), proposal.id, {row.id: row.donor_proposed_id for row in rows[1:]})
    operations.send_for_decision(world.actor("ana"), proposal.id)
    with pytest.raises(Refused, match="own_proposal"):
        operations.decide(world.actor("omar"), proposal.id, world.seen(), "approve")


@pytest.mark.expects("SEC-9")
@pytest.mark.parametrize("interest", ["declared", "acts for a party", "scored it"])
def test_an_interest_keeps_from_deciding(world: Any, interest: str) -> None:
    made = world.four()
    proposal = world.sent()
    omar = world.cast.omar
    if interest == "declared":
        give(omar.id, "application", made[3].id, "assess", allows=False, reason="neighbour", now=clock.now())
    elif interest == "acts for a party":
        organisation = Organisation.objects.get(name="Fjord 2 kommune")
        Member.objects.create(
            organisation=organisation, person=omar, role="read", invited_at=clock.now(), accepted_at=clock.now()
        )
    else:
        Assignment.objects.create(application=made[0], assessor=omar, assigned_at=clock.now(), locked_at=clock.now(),
                                  ended_at=clock.now(), ended="taken_back")
    with pytest.raises(Refused) as refused:
        operations.decide(world.actor("omar"), proposal.id, "0" * 64, "approve")
    assert refused.value.code == ("assessed" if interest == "scored it" else "conflict")
    assert refused.value.status == 403


@pytest.mark.parametrize("who", ["bo", "cy", "kim", "aud", "don", "nobody", "eve"])
def test_others_cannot_decide(world: Any, who: str) -> None:
    world.four()
    proposal = world.sent()
    with pytest.raises(Refused) as refused:
        operations.decide(world.actor(who), proposal.id, world.seen("ana"), "approve")
    assert refused.value.status in (403, 404)


def _score(world: Any, made: list[Application]) -> None:
    Scoring.objects.filter(assignment__application=made[3]).update(value=5)


def _title(world: Any, made: list[Application]) -> None:
    Application.objects.filter(id=made[0].id).update(title="Waste, renamed")


def _name(world: Any, made: list[Application]) -> None:
    Organisation.objects.filter(name="San Telmo 1").update(name="San Telmo Nuevo")


def _reason(world: Any, made: list[Application]) -> None:
    row = Scoring.objects.filter(assignment__application=made[2]).first()
    assert row is not None
    row.reason = "Another reason"
    row.save()


def _donor(world: Any, made: list[Application]) -> None:
    rows = in_force(world.call.id).funded
    rows[0].donor_confirmed_id = rows[1].donor_confirmed_id
    rows[0].save()


def _newcomer(world: Any, made: list[Application]) -> None:
    world.scored("Late", 100, 5)


@pytest.mark.expects("SEC-9")
@pytest.mark.parametrize("change", [_score, _title, _name, _reason, _donor, _newcomer], ids=lambda f: f.__name__[1:])
def test_what_has_changed_since_it_was_seen_is_not_approved(world: Any, change: Any) -> None:
    made = world.four()
    proposal = world.sent()
    before = world.seen()
    change(world, made)
    for seen in (before, world.seen()):
        with pytest.raises(Refused) as refused:
            operations.decide(world.actor("omar"), proposal.id, seen, "approve")
        assert (refused.value.code, refused.value.status) == ("changed", 409)
    assert Grant.objects.count() == Letter.objects.count() == 0
    assert operations.decide(world.actor("omar"), proposal.id, before, "return", "It has changed").outcome == "return"


@pytest.mark.expects("SEC-9")
def test_an_approval_without_the_checksum_of_what_was_seen_is_refused(world: Any) -> None:
    world.four()
    proposal = world.sent()
    for seen in ("", "0" * 64, world.seen()[:-1] + "x"):
        with pytest.raises(Refused) as refused:
            operations.decide(world.actor("omar"), proposal.id, seen, "approve")
        assert (refused.value.code, refused.value.status) == ("not_as_seen", 409)
    assert Decision.objects.count() == 0


@pytest.mark.clause("MIC-20")
def test_approving_makes_conditional_grants_with_their_donor_and_moves_every_application(world: Any) -> None:
    made = world.four()
    decision = world.decided()
    assert decision.seen_sha256 == decision.proposal.sha256
    grants = {grant.partnership.title: grant for grant in Grant.objects.select_related("donor", "partnership")}
    assert set(grants) == {"Waste", "Schools", "Budgets"}
    cycle = world.call.rulebook.cycle.donors
    for title, country in (("Waste", "GT"), ("Schools", "AL"), ("Budgets", "GT")):
        assert grants[title].conditional
        assert country in cycle[grants[title].donor.key].for_countries
        assert grants[title].rulebook_version_id == world.call.rulebook_version_id
    assert Money(grants["Schools"].awarded_minor, grants["Schools"].currency) == Money.of(1_500_000, "NOK")
    outcomes = dict(Application.objects.values_list("title", "outcome"))
    assert outcomes == {"Waste": "awarded", "Schools": "awarded", "Budgets": "awarded", "Fire": "reserve"}
    assert set(Application.objects.values_list("step", flat=True)) == {"decided"}
    assert made[0].reference == grants["Waste"].reference


def test_the_act_is_recorded_and_the_chain_holds(world: Any) -> None:
    world.four()
    world.decided()
    verbs = list(Act.objects.filter(verb__startswith="awards.").order_by("number").values_list("verb", flat=True))
    assert verbs == ["awards.proposed", "awards.donors_confirmed", "awards.sent", "awards.decided"]
    assert chain.verify(str(world.cast.samband.id)) == ()


def test_the_same_approval_twice_is_one_and_another_is_refused(world: Any) -> None:
    world.four()
    decision = world.decided()
    again = operations.decide(world.actor("omar"), decision.proposal_id, decision.seen_sha256, "approve")
    assert again.id == decision.id and Grant.objects.count() == 3
    with pytest.raises(Refused, match="moved_on"):
        operations.decide(world.actor("omar"), decision.proposal_id, decision.seen_sha256, "return", "no")
    with pytest.raises(Refused, match="decided"):
        operations.propose(world.actor("ana"), world.call.id)


def test_sending_back_needs_a_note_keeps_it_and_lets_scores_be_opened(world: Any) -> None:
    from tandem.reviews.operations import reopen

    made = world.four()
    proposal = world.sent()
    assert set(Application.objects.values_list("step", flat=True)) == {"proposed"}
    with pytest.raises(Refused, match="note_missing"):
        operations.decide(world.actor("omar"), proposal.id, world.seen(), "return", "  ")
    done = operations.decide(world.actor("omar"), proposal.id, world.seen(), "return", "Spread in Fire")
    assert (done.outcome, done.note, Grant.objects.count(), Mail.objects.count()) == ("return", "Spread in Fire", 0, 0)
    work = Assignment.objects.filter(application=made[3]).first()
    assert work is not None
    reopen(world.actor("ana"), work.id, "They talk")
    with pytest.raises(Refused, match="not_ready"):
        operations.propose(world.actor("ana"), world.call.id)
    Assignment.objects.filter(id=work.id).update(locked_at=clock.now())
    Application.objects.filter(id=made[3].id).update(step="scored", score="52.0")
    second = world.sent()
    assert second.number == 2 and Decision.objects.get(proposal=proposal).note == "Spread in Fire"
    operations.decide(world.actor("omar"), second.id, world.seen(), "approve")
    assert Grant.objects.count() == 3


@pytest.mark.expects("SEC-13")
def test_assessors_lose_access_with_the_decision(world: Any) -> None:
    first = world.four()[0]
    cy = world.cast.cy.id
    give(cy, "application", first.id, "assess", allows=True, reason="assigned", now=clock.now())
    world.decided()
    assert granted(cy, "application", first.id, "assess", clock.now()) is None


def test_a_grant_belongs_to_the_office_that_ran_its_call_and_only_its_officers_are_asked(world: Any) -> None:
    office = rulebooks.office(world.actor("ana"))
    elsewhere = Person.objects.create_user("tor@tandem.example", "Tor Vik")
    Membership.objects.filter(person__in=[world.cast.ana, world.cast.omar]).update(office=office)
    Membership.objects.create(organiser=world.cast.samband, person=elsewhere, role="officer")
    Call.objects.filter(id=world.call.id).update(office=office)
    world.four()
    world.sent()
    assert [duty.person for duty in Duty.objects.filter(kind="awards.decide", done_at=None)] == [world.cast.omar]
    operations.decide(world.actor("omar"), in_force(world.call.id).proposal.id, world.seen(), "approve")
    assert set(Grant.objects.values_list("office", flat=True)) == {office.id}


def test_a_failure_after_the_decision_undoes_all_of_it(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decision, grants, steps, letters and mails are one transaction."""
    from tandem.awards.operations import deciding

    world.four()
    proposal = world.sent()
    seen = world.seen()

    def breaks(*_: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(deciding, "end_access", breaks)
    with pytest.raises(OSError):
        operations.decide(world.actor("omar"), proposal.id, seen, "approve")
    assert Decision.objects.count() == Grant.objects.count() == Letter.objects.count() == Mail.objects.count() == 0
    assert set(Application.objects.values_list("step", flat=True)) == {"proposed"}


def test_a_third_officer_resolves_a_deadlock(world: Any) -> None:
    world.four()
    ida = Person.objects.create_user("ida@tandem.example", "Ida Third")
    Membership.objects.create(organiser=world.cast.samband, person=ida, role="officer")
    proposal = world.sent()
    give(world.cast.omar.id, "application", world.made[0].id, "assess", allows=False, reason="x", now=clock.now())
    with pytest.raises(Refused, match="conflict"):
        operations.decide(world.actor("omar"), proposal.id, "", "approve")
    assert operations.decide(world.cast.actor(ida), proposal.id, world.seen("omar"), "approve").outcome == "approve"

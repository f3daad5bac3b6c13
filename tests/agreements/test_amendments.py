"""What was agreed changes by a decided difference: never silently, never by its writer, never after closure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.agreements import operations, queries
from tandem.agreements.access import may_decide
from tandem.agreements.events import AmendmentDecided
from tandem.agreements.jobs import AMEND, DECIDE, tell_amendment
from tandem.agreements.models import Agreement, Amendment
from tandem.agreements.states import Course
from tandem.core.values import Money
from tandem.foundation.access import Actor, Refused
from tandem.foundation.documents.blocks import texts
from tandem.foundation.duties.models import Duty
from tandem.foundation.ids import new_id
from tandem.foundation.outbox.models import Mail
from tandem.foundation.tenancy.models import Membership, Role
from tandem.partnerships.access import Held
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep
from tandem.plans import operations as plans
from tandem.plans.models import BudgetLine, Risk, Stage
from tandem.plans.queries import agreed, of_grant
from tests.cast import Cast
from tests.contracts.world import signed_in
from tests.factories import agreements, grants

roles = st.frozensets(st.sampled_from([role.value for role in Role]))
OFFICES = st.sampled_from([None, new_id(), new_id()])


@pytest.fixture
def scene(cast: Cast, at: Callable[..., datetime]) -> Any:
    with cast.scope():
        at("2025-01-20T10:00")
        yield cast


@pytest.fixture
def grant(scene: Cast) -> Grant:
    """A grant under agreement, with fifty thousand of the award not planned."""
    return agreements.agreed_grant(scene, awarded_minor=76_540_000)


def written(cast: Cast, grant: Grant, amount: str = "130000") -> Amendment:
    """Dee asks, and puts more into joint work in the second year."""
    made = operations.ask(cast.actor("dee"), grant.id, "The second landfill needs a fence.")
    plan = of_grant(grant.id)
    line = BudgetLine.objects.filter(version=made.draft_id, paid_by="grant", currency="NOK").order_by("line")[0]
    plans.put(
        cast.actor("dee"), plan.id, "line", {"years/2": amount}, identity=line.identity, locale="plain"
    )
    return made


def submitted(cast: Cast, grant: Grant, amount: str = "130000") -> Amendment:
    return operations.submit(cast.actor("dee"), written(cast, grant, amount).id)


@pytest.mark.clause("MIC-9")
def test_an_amendment_is_a_difference_that_makes_a_new_version(scene: Cast, grant: Grant) -> None:
    before = queries.instalment_plan(grant.id)
    first = queries.grant_agreement(grant.id)
    made = submitted(scene, grant)
    assert made.course == Course.SUBMITTED and set(made.difference) == {"en", "es"}
    assert len(made.difference["en"]) == 1 and "130,000" in made.difference["en"][0]
    assert queries.instalment_plan(grant.id) == before, "until it is decided what is agreed holds"
    operations.decide(scene.actor("omar"), made.id, made.digest, "approve", "Good reason.")
    made.refresh_from_db()
    assert made.course == Course.APPROVED
    in_force = agreed(of_grant(grant.id).id)
    assert in_force.id == made.draft_id and in_force.stage == Stage.AGREED
    second = queries.grant_agreement(grant.id)
    assert (second.number, second.amendment_id) == (first.number + 1, made.id) and second.signed_at is not None
    said = "\n".join(texts(Agreement.objects.get(id=second.id).content["en"]))
    assert "The second landfill needs a fence." in said and made.difference["en"][0] in said
    first.refresh_from_db()
    assert first.superseded_at is not None
    assert "fence" not in "\n".join(texts(Agreement.objects.get(id=first.id).content["en"])), "the old one stays"


@pytest.mark.clause("MIC-9", "MIC-15")
def test_the_new_instalment_plan_sums_to_the_new_budget(scene: Cast, grant: Grant) -> None:
    before = queries.instalment_plan(grant.id)
    made = submitted(scene, grant)
    operations.decide(scene.actor("omar"), made.id, made.digest, "approve")
    after = queries.instalment_plan(grant.id)
    assert [(each.year, each.number, each.due_on) for each in after] == [
        (each.year, each.number, each.due_on) for each in before
    ]
    more = Money.total((each.amount for each in after), "NOK") - Money.total((each.amount for each in before), "NOK")
    assert 0 < more.minor <= 5_000_000
    assert [each.amount for each in after if each.year != 2] == [each.amount for each in before if each.year != 2]


@pytest.mark.expects("SEC-9")
@given(has=roles, wrote=st.booleans(), asked=st.booleans(), of=OFFICES, bound=OFFICES)
def test_no_set_of_roles_lets_a_writer_decide(
    has: frozenset[str], wrote: bool, asked: bool, of: UUID | None, bound: UUID | None
) -> None:
    """Nor does another office's officer, or one of the whole organiser where an office ran the call."""
    one, other = new_id(), new_id()
    hands = {one if wrote else other, one if asked else other}
    actor = Actor(one, roles=has, offices=None if bound is None else frozenset({bound}))
    decision = may_decide(Held(Grant(office_id=of), (), {}, "", actor), hands)
    assert bool(decision) == (one not in hands and "officer" in has and bound == of)


@pytest.mark.expects("SEC-9")
def test_whoever_wrote_in_it_does_not_decide_even_as_an_officer(scene: Cast, grant: Grant) -> None:
    Membership.objects.create(organiser=scene.samband, person=scene.dee, role="officer")
    made = submitted(scene, grant)
    with pytest.raises(Refused, match="own_amendment") as refused:
        operations.decide(scene.actor("dee"), made.id, made.digest, "approve")
    assert refused.value.status == 403
    assert [duty.person_id for duty in Duty.objects.filter(kind=DECIDE, done_at=None).order_by("person__email")] == [
        scene.ana.id, scene.omar.id
    ]


@pytest.mark.parametrize("who", ["bo", "cy", "kim", "aud", "don", "other_bo", "nobody", "eve"])
def test_others_cannot_decide(scene: Cast, grant: Grant, who: str) -> None:
    made = submitted(scene, grant)
    with pytest.raises(Refused) as refused:
        operations.decide(scene.actor(who), made.id, made.digest, "approve")
    assert refused.value.status in (403, 404)


def test_of_two_officers_at_once_the_second_is_refused(scene: Cast, grant: Grant) -> None:
    made = submitted(scene, grant)
    operations.decide(scene.actor("omar"), made.id, made.digest, "approve")
    for outcome in ("approve", "refuse"):
        with pytest.raises(Refused, match="decided_already") as refused:
            operations.decide(scene.actor("ana"), made.id, made.digest, outcome, "No.")
        assert refused.value.status == 409 and "Omar Lunde" in str(refused.value.reason)
    assert Agreement.objects.filter(grant=grant, superseded_at=None).count() == 1


def test_it_is_decided_on_exactly_what_was_read(scene: Cast, grant: Grant) -> None:
    made = submitted(scene, grant)
    with pytest.raises(Refused, match="not_as_seen"):
        operations.decide(scene.actor("omar"), made.id, "0" * 64, "approve")
    with pytest.raises(Refused, match="note_missing"):
        operations.decide(scene.actor("omar"), made.id, made.digest, "refuse", "  ")
    operations.decide(scene.actor("omar"), made.id, made.digest, "refuse", "The fence is not part of the award.")
    assert agreed(of_grant(grant.id).id).id == made.base_id, "what was agreed holds"
    tell_amendment(AmendmentDecided(str(made.id), str(grant.id), False))
    mail = Mail.objects.get(to="dee@tandem.example", subject__contains="1", language="es", about_id=grant.id)
    assert "The fence is not part of the award." in mail.text


@pytest.mark.clause("MIC-21", "MIC-10")
def test_an_amendment_passes_the_same_gate_as_an_agreement(scene: Cast, grant: Grant) -> None:
    made = submitted(scene, grant, amount="900000")
    with pytest.raises(Refused, match="not_ready") as refused:
        operations.decide(scene.actor("omar"), made.id, made.digest, "approve")
    assert refused.value.values["codes"] == ["over_award"]
    made.refresh_from_db()
    assert made.course == Course.SUBMITTED, "nothing half done"
    assert agreed(of_grant(grant.id).id).id == made.base_id


@pytest.mark.clause("MIC-10")
def test_a_risk_that_is_borne_meanwhile_is_part_of_what_is_decided(scene: Cast, grant: Grant) -> None:
    made = operations.ask(scene.actor("dee"), grant.id, "The road is gone.")
    plan = of_grant(grant.id)
    risk = Risk.objects.get(version=made.draft_id, probability=5)
    plans.put(
        scene.actor("dee"), plan.id, "risk", {"residual_probability": "5", "residual_consequence": "5"},
        identity=risk.identity, locale="plain",
    )
    made = operations.submit(scene.actor("dee"), made.id)
    with pytest.raises(Refused, match="not_ready"):
        operations.decide(scene.actor("omar"), made.id, made.digest, "approve")
    plans.tolerate(scene.actor("ana"), plan.id, risk.identity, "The council carries it.")
    later = Amendment.objects.get(id=made.id)
    assert later.digest != made.digest and any("The council carries it." in each for each in later.difference["en"])
    operations.decide(scene.actor("omar"), made.id, later.digest, "approve")
    assert agreed(plan.id).id == later.draft_id


def test_proposing_from_the_plans_own_page_lays_it_before_the_officers(scene: Cast, grant: Grant) -> None:
    made = written(scene, grant)
    assert Duty.objects.filter(kind=AMEND, done_at=None).count() == 2
    plans.propose(scene.actor("dee"), of_grant(grant.id).id)
    made.refresh_from_db()
    assert made.course == Course.SUBMITTED and made.difference["es"]
    assert not Duty.objects.filter(kind=AMEND, done_at=None).exists()


def test_what_cannot_be_asked(scene: Cast, grant: Grant) -> None:
    firm = grants.firm_grant(scene)
    for actor, about, reason, code in (
        ("dee", grant, " ", "reason_missing"), ("dee", firm, "So.", "not_agreed_yet"),
    ):
        with pytest.raises(Refused, match=code):
            operations.ask(scene.actor(actor), about.id, reason)
    made = operations.ask(scene.actor("bo"), grant.id, "A fence.")
    with pytest.raises(Refused, match="amendment_open"):
        operations.ask(scene.actor("dee"), grant.id, "Another.")
    with pytest.raises(Refused, match="no_difference"):
        operations.submit(scene.actor("dee"), made.id)
    operations.withdraw(scene.actor("bo"), made.id)
    assert operations.ask(scene.actor("dee"), grant.id, "Another.").number == 2


def test_nothing_is_amended_after_closure(scene: Cast, grant: Grant) -> None:
    made = submitted(scene, grant)
    Grant.objects.filter(id=grant.id).update(step=GrantStep.CLOSED)
    for act in (
        lambda: operations.ask(scene.actor("dee"), grant.id, "Late."),
        lambda: operations.submit(scene.actor("dee"), made.id),
        lambda: operations.decide(scene.actor("omar"), made.id, made.digest, "approve"),
        lambda: operations.withdraw(scene.actor("dee"), made.id),
    ):
        with pytest.raises(Refused, match="grant_closed") as refused:
            act()
        assert refused.value.status == 409
    page = signed_in(scene.dee).get(f"/samband/grants/{grant.id}/agreements/amendments/").content.decode()
    assert "closed" in page or "cerrada" in page


def test_pages(scene: Cast, grant: Grant) -> None:
    bo, omar = signed_in(scene.bo), signed_in(scene.omar)
    base = f"/samband/grants/{grant.id}/agreements/amendments/"
    empty = bo.post(f"{base}ask/", {"reason": ""})
    assert empty.status_code == 422 and "Error:" in empty.content.decode()
    begun = bo.post(f"{base}ask/", {"reason": "Ђорђе needs a fence 😀"}, follow=True).content.decode()
    made = Amendment.objects.get()
    assert "nothing differs yet" in begun and "Ђорђе needs a fence 😀" in begun
    assert bo.post(f"{base}{made.id}/submit/").status_code == 422
    line = BudgetLine.objects.filter(version=made.draft_id, paid_by="grant", currency="NOK").order_by("line")[0]
    plans.put(scene.actor("bo"), of_grant(grant.id).id, "line", {"years/2": "130000"}, identity=line.identity,
              locale="plain")
    assert "130,000" in bo.get(f"{base}{made.id}/").content.decode()
    assert "waits for the decision" in bo.post(f"{base}{made.id}/submit/", follow=True).content.decode()
    made.refresh_from_db()
    silent = omar.post(f"{base}{made.id}/decide/", {"digest": made.digest, "outcome": "refuse", "note": ""})
    assert silent.status_code == 422 and "Refusing needs a note" in silent.content.decode()
    page = omar.get(f"{base}{made.id}/").content.decode()
    assert made.digest in page and "Approve the amendment" in page
    done = omar.post(f"{base}{made.id}/decide/", {"digest": made.digest, "outcome": "approve"}, follow=True)
    assert "Amendment 1 holds" in done.content.decode()
    overview = bo.get(f"/samband/grants/{grant.id}/agreements/").content.decode()
    assert "the amendment holds by decision" in overview and "Replaced ones" in overview

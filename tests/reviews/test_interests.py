"""Whoever wrote it, acts for it or has an interest in it never judges it: over random roles and orders (SEC-9)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.core.scoring import ABSTAINS, Score, assess
from tandem.foundation import clock
from tandem.foundation.access import Refused
from tandem.foundation.tenancy.models import Membership
from tandem.organisations.models import Member
from tandem.reviews import operations
from tandem.reviews.models import Assignment, Declaration
from tandem.reviews.queries.counting import criteria_of, scale_of

pytestmark = [pytest.mark.django_db]
ROLES = ("officer", "assessor", "cashier", "auditor", "donor")


class Undo(Exception):
    """Ends a world that was only thought of."""


def blocked(work: Any) -> str:
    """The code of a refusal; '' when it went through."""
    try:
        with transaction.atomic():
            work()
    except Refused as refused:
        return refused.code
    return ""


@pytest.mark.expects("SEC-9")
@given(
    roles=st.frozensets(st.sampled_from(ROLES)), acts=st.sampled_from(["", "read", "edit", "sign"]),
    interest=st.booleans(), moved=st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_nobody_judges_what_they_act_for_or_have_an_interest_in(
    world: Any, roles: frozenset[str], acts: str, interest: bool, moved: bool
) -> None:
    person, first = world.cast.nobody, world.made[0]
    try:
        with transaction.atomic():
            for role in roles:
                Membership.objects.create(organiser=world.cast.samband, person=person, role=role)
            actor = world.actor(person)
            if acts and not moved:
                _join(world, person, acts)
            if interest:
                blocked(lambda: operations.declare(actor, world.call, {first.id: "My sister's school"}))
            _try_everything(world, person, actor, first)
            if acts and moved:  # comes to work there after it was given
                _join(world, person, acts)
                _try_everything(world, person, actor, first)
            declared = Declaration.objects.filter(person=person, has_interest=True, replaced_at=None).exists()
            if acts or declared:
                assert not Assignment.objects.filter(assessor=person, locked_at__isnull=False).exists()
            if "assessor" not in roles:
                assert not Assignment.objects.filter(assessor=person).exists()
            if declared and "officer" in roles:
                for act in (
                    lambda: operations.assign(actor, world.call, [world.cast.cy.id], [first.id]),
                    lambda: operations.request_evidence(actor, first.id),
                    lambda: operations.shortlist(actor, first.id),
                    lambda: operations.record_interview(actor, first.id, True, "They convinced me"),
                ):
                    assert blocked(act) == "conflict"
            if "officer" not in roles:
                assert blocked(lambda: operations.shortlist(actor, first.id)) in {"officers_only"}
            raise Undo
    except Undo:
        pass


def _join(world: Any, person: Any, role: str) -> None:
    now = clock.now()
    Member.objects.create(
        organisation=world.cast.fjordvik, person=person, role=role, invited_at=now, accepted_at=now
    )


def _try_everything(world: Any, person: Any, actor: Any, application: Any) -> None:
    """Be given it, say there is no interest, score it all and lock: however far one gets."""
    blocked(lambda: world.give(person))
    blocked(lambda: operations.declare(actor, world.call, {application.id: None}))
    work = Assignment.objects.filter(assessor=person, application=application, ended_at=None).first()
    if work is None or Member.objects.filter(person=person, ended_at=None).exists():
        if work is not None:
            criterion = world.component.criteria[0].id
            assert blocked(lambda: operations.score(actor, work.id, criterion, 5, "ours", "x")) in {
                "acts_for_party", "not_declared", "locked"
            }
            return
        return
    for criterion in world.component.criteria:
        blocked(lambda id=criterion.id: operations.score(actor, work.id, id, 5, "good", "answer 3"))


@pytest.mark.expects("SEC-9")
@given(
    sheets=st.lists(st.lists(st.one_of(st.just("abstain"), st.integers(0, 5)), min_size=8, max_size=8), min_size=2,
                    max_size=2),
    order=st.permutations([0, 1]), gone=st.sampled_from([0, 1]),
)  # fmt: skip
@settings(max_examples=10, deadline=None)
def test_the_score_is_the_same_in_any_order_and_a_late_interest_takes_out_its_own(
    world: Any, sheets: list[list[Any]], order: list[int], gone: int
) -> None:
    people = [world.cast.cy, world.liv]
    try:
        with transaction.atomic():
            world.give(*people)
            for place in order:
                world.free(people[place])
                work = world.work(people[place])
                actor = world.actor(people[place])
                for criterion, value in zip(world.component.criteria, sheets[place], strict=True):
                    operations.score(actor, work.id, criterion.id, value, "because", "answer 3")
                operations.lock(actor, work.id)
            assert world.now().score == _counted(world, sheets, (0, 1))
            operations.declare(world.actor(people[gone]), world.call, {world.made[0].id: "I found out late"})
            assert world.now().score == _counted(world, sheets, (1 - gone,))
            work = Assignment.objects.get(assessor=people[gone])
            assert work.trace["before"]["score"] == _text(_counted(world, sheets, (0, 1)))
            assert work.trace["after"]["score"] == _text(_counted(world, sheets, (1 - gone,)))
            raise Undo
    except Undo:
        pass


def _text(score: Any) -> str | None:
    return None if score is None else str(score)


def _counted(world: Any, sheets: list[list[Any]], places: tuple[int, ...]) -> Any:
    component = world.component
    scores = [
        Score(str(place), criterion.id, ABSTAINS if value == "abstain" else value)
        for place in places for criterion, value in zip(component.criteria, sheets[place], strict=True)
    ]
    return assess(criteria_of(component), scale_of(component), scores).score

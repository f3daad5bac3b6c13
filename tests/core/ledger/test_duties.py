"""No set of roles lets one person prepare and approve, or approve and pay (SEC-9)."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.ledger import Duty, allowed, four_eyes

ANA, OMAR, KIM, AUD = (UUID(int=number) for number in range(1, 5))
VERBS = ("prepare", "approve", "pay", "audit")
people = st.integers(1, 4).map(lambda number: UUID(int=number))
role_sets = st.dictionaries(people, st.frozensets(st.sampled_from(VERBS)))
attempts = st.lists(st.tuples(people, st.sampled_from(VERBS)), max_size=30)


@pytest.mark.expects("SEC-9")
@given(role_sets, attempts)
def test_whatever_roles_people_hold_no_one_does_two_of_the_steps(roles, tries):
    done = {}
    for person, verb in tries:
        if verb in roles.get(person, ()) and allowed(verb, person, done).allowed:
            done[verb] = person
    assert four_eyes(done) == ()
    assert len(set(done.values())) == len(done)
    assert "pay" not in done or {"prepare", "approve"} <= done.keys()


@given(st.dictionaries(st.sampled_from(VERBS), people))
def test_a_record_is_clean_exactly_when_its_people_differ(steps):
    assert (four_eyes(steps) == ()) == (len(set(steps.values())) == len(steps))
    assert all(steps[one] == steps[other] for one, other in four_eyes(steps))


@pytest.mark.expects("SEC-9")
def test_each_refusal_says_why():
    assert allowed("prepare", ANA, {}) == Duty(True)
    assert allowed("approve", ANA, {"prepare": ANA}) == Duty(False, "same_person", "prepare")
    assert allowed("approve", OMAR, {}) == Duty(False, "not_yet", "prepare")
    assert allowed("pay", KIM, {"prepare": ANA}) == Duty(False, "not_yet", "approve")
    assert allowed("pay", OMAR, {"prepare": ANA, "approve": OMAR}) == Duty(False, "same_person", "approve")
    assert allowed("pay", ANA, {"prepare": ANA, "approve": OMAR}) == Duty(False, "same_person", "prepare")
    assert allowed("pay", KIM, {"prepare": ANA, "approve": OMAR, "pay": KIM}) == Duty(False, "done", "pay")
    assert allowed("audit", AUD, {"prepare": ANA, "approve": OMAR, "pay": KIM}) == Duty(True)
    assert allowed("audit", KIM, {"pay": KIM}).because == "pay"
    assert four_eyes({"approve": ANA, "pay": ANA}) == (("approve", "pay"),)


@pytest.mark.expects("SEC-9")
def test_what_is_approved_is_what_was_seen():
    done = {"prepare": ANA}
    assert allowed("approve", OMAR, done, seen="aa", current="aa").allowed
    assert allowed("approve", OMAR, done, seen="aa", current="bb") == Duty(False, "changed", "approve")
    assert not allowed("approve", OMAR, done, seen="", current="bb").allowed

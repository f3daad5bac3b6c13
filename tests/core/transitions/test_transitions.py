"""What may be done now, by whom, and why not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.transitions import (
    OUTCOMES,
    STEPS,
    BadMachine,
    Machine,
    Verb,
    available,
    check_workflow,
    ended,
    move_refusal,
    next_step,
    progress,
    refusal,
    steps_left_out,
)
from tandem.core.values import Problem

WHOLE = STEPS
SHORT = ("draft", "submitted", "interviewed", "decided")


def complete(facts):
    return None if facts.get("missing", 0) == 0 else Problem("incomplete", "", {"actual": facts["missing"]})


REVIEW = Machine(
    states=("assigned", "declared", "locked"),
    verbs=(
        Verb("declare", ("assigned",), "declared", ("assessor",)),
        Verb("lock", ("declared",), "locked", ("assessor",), guard=complete),
        Verb("remind", ("assigned", "declared"), "", ("officer",)),
        Verb("record_interview", ("locked",), "locked", ("officer",), step="interviewed"),
    ),
)


def shown(state, roles, facts=None, steps=None):
    return {
        verb.verb: None if verb.allowed else verb.reason.code
        for verb in available(REVIEW, state, roles, facts or {}, steps)
    }


def test_buttons_come_with_their_reason():
    assert shown("assigned", ["assessor"]) == {
        "declare": None,
        "lock": "wrong_state",
        "remind": "not_your_role",
        "record_interview": "not_your_role",
    }
    assert shown("declared", ["assessor"], {"missing": 2})["lock"] == "incomplete"
    assert shown("declared", ["assessor"], {"missing": 0})["lock"] is None


def test_a_stranger_learns_the_role_and_not_the_state():
    assert refusal(REVIEW, "lock", "assigned", [], {}) == Problem("not_your_role", "lock", {"limit": ["assessor"]})


def test_verbs_of_a_step_that_is_left_out_do_not_exist_for_the_programme():
    assert "record_interview" in shown("locked", ["officer"], steps=WHOLE)
    assert "record_interview" not in shown("locked", ["officer"], steps=("draft", "submitted", "decided"))
    assert refusal(REVIEW, "record_interview", "locked", ["officer"], {}, ("draft",)).code == "step_left_out"


def test_unknown_verbs_and_states_are_refused():
    assert refusal(REVIEW, "burn", "assigned", ["officer"], {}).code == "unknown_verb"
    assert refusal(REVIEW, "lock", "lost", ["assessor"], {}).code == "unknown_state"


def test_first_and_final_states():
    assert (REVIEW.initial, REVIEW.final()) == ("assigned", {"locked"})


@pytest.mark.parametrize(
    ("states", "verbs"),
    [
        ((), ()),
        (("a", "a"), ()),
        (("a",), (Verb("x", ("a",), "b", ("officer",)),)),
        (("a",), (Verb("x", (), "a", ("officer",)),)),
        (("a",), (Verb("x", ("a",), "a", ()),)),
        (("a",), (Verb("x", ("a",), "a", ("officer",)), Verb("x", ("a",), "a", ("officer",)))),
    ],
)
def test_a_machine_is_closed(states, verbs):
    with pytest.raises(BadMachine):
        Machine(states, verbs)


@given(st.sampled_from(REVIEW.states), st.sets(st.sampled_from(["assessor", "officer"])), st.integers(0, 2))
def test_buttons_and_operations_agree(state, roles, missing):
    for verb in available(REVIEW, state, roles, {"missing": missing}):
        assert verb.reason == refusal(REVIEW, verb.verb, state, roles, {"missing": missing})
        assert verb.allowed == (verb.reason is None)


def test_a_workflow_may_leave_out_and_order():
    assert check_workflow(WHOLE) == check_workflow(SHORT) == ()
    assert check_workflow(("draft", "submitted", "interviewed", "eligible", "scored", "proposed", "decided")) == ()
    assert steps_left_out(SHORT) == ("eligible", "scored", "shortlisted", "proposed")


@pytest.mark.parametrize(
    ("steps", "code", "where"),
    [
        (("draft", "submitted", "prayed_over", "decided"), "step_unknown", "prayed_over"),
        (("draft", "submitted", "scored", "scored", "decided"), "step_twice", "scored"),
        (("draft", "submitted", "scored"), "step_needed", "decided"),
        (("submitted", "draft", "decided"), "step_order", "draft"),
        (("draft", "submitted", "decided", "scored"), "step_order", "decided"),
        (("draft", "submitted", "proposed", "scored", "decided"), "step_order", "proposed"),
    ],
)
def test_what_a_workflow_may_not_do_is_named(steps, code, where):
    problems = check_workflow(steps)
    assert (code, where) in [(problem.code, problem.where) for problem in problems]


def test_the_next_step_is_the_workflows_own():
    assert next_step(SHORT, "submitted") == "interviewed"
    assert next_step(WHOLE, "submitted") == "eligible"
    assert next_step(SHORT, "decided") is next_step(SHORT, "withdrawn") is None
    assert ended(SHORT, "decided") and ended(SHORT, "ineligible") and not ended(SHORT, "draft")


@pytest.mark.parametrize(
    ("step", "to", "code"),
    [
        ("submitted", "interviewed", None),
        ("submitted", "scored", "step_left_out"),
        ("submitted", "decided", "step_not_next"),
        ("interviewed", "submitted", "step_behind"),
        ("interviewed", "interviewed", "step_same"),
        ("interviewed", "sung", "step_unknown"),
        ("decided", "withdrawn", "ended"),
        ("withdrawn", "submitted", "ended"),
        ("draft", "ineligible", "not_submitted"),
        ("submitted", "ineligible", None),
        ("draft", "withdrawn", None),
    ],
)
def test_moves_and_their_refusals(step, to, code):
    reason = move_refusal(SHORT, step, to)
    assert (reason and reason.code) == code


def test_a_step_can_be_guarded():
    guards = {"decided": complete}
    assert move_refusal(SHORT, "interviewed", "decided", {"missing": 1}, guards).code == "incomplete"
    assert move_refusal(SHORT, "interviewed", "decided", {"missing": 0}, guards) is None


def test_progress_for_the_status_page():
    assert progress(SHORT, "interviewed") == (
        ("draft", "done"),
        ("submitted", "done"),
        ("interviewed", "now"),
        ("decided", "ahead"),
    )
    assert [state for _, state in progress(SHORT, "ineligible", "submitted")] == ["done", "done", "never", "never"]
    assert [state for _, state in progress(SHORT, "withdrawn")] == ["done", "never", "never", "never"]


@given(st.permutations(STEPS[2:6]), st.sets(st.sampled_from(STEPS[2:7])))
def test_every_workflow_that_passes_can_be_walked_to_its_end(middle, left_out):
    steps = tuple(s for s in ("draft", "submitted", *middle, "proposed", "decided") if s not in left_out)
    assert check_workflow(steps) == ()
    step, walked = steps[0], [steps[0]]
    while (following := next_step(steps, step)) is not None:
        assert move_refusal(steps, step, following) is None
        assert all(move_refusal(steps, step, other) is not None for other in STEPS if other != following)
        step = following
        walked.append(step)
    assert tuple(walked) == steps and all(move_refusal(steps, step, outcome).code == "ended" for outcome in OUTCOMES)

"""The register: highest first, threatens a result, honest about what is left, borne only in writing (MIC-10)."""

from __future__ import annotations

import pytest

from tandem.core import planning
from tandem.foundation.access import Refused
from tandem.plans import operations, queries
from tandem.plans.models import Stage
from tandem.plans.shown import shown
from tests.plans.conftest import Desk

LEFT_HIGH = {"residual_probability": "4", "residual_consequence": "5"}
WORDS = "The council has put aside money for a second road; we look at it every month."


def codes(desk: Desk) -> set[str]:
    version = queries.latest(desk.plan)
    assert version is not None
    return {finding.code for finding in desk.held().terms.blocks(queries.content(version.id))}


@pytest.mark.clause("MIC-10")
def test_a_risk_that_stays_high_blocks_an_agreement_until_an_officer_writes_why(desk: Desk) -> None:
    desk.put("risk", LEFT_HIGH, "answered")
    proposed = operations.propose(desk.actor("dee"), desk.plan)
    assert codes(desk) == {"high_after_answer"}
    version = operations.tolerate(desk.actor("ana"), desk.plan, desk.ids["answered"], WORDS)
    assert codes(desk) == set()
    assert (version.number, version.stage) == (proposed.number + 1, Stage.PROPOSED)
    changes = planning.difference(queries.content(proposed.id), queries.content(version.id))
    assert [(change.field, change.after) for change in changes] == [("tolerance", WORDS)]
    assert planning.digest(queries.content(version.id)) == version.sha256 != proposed.sha256


@pytest.mark.clause("MIC-10")
def test_accepting_is_no_answer_to_a_high_risk_by_itself(desk: Desk) -> None:
    desk.put("risk", {"answer": "accept", "residual_probability": "", "residual_consequence": ""}, "answered")
    assert codes(desk) == {"high_only_accepted"}
    operations.tolerate(desk.actor("ana"), desk.plan, desk.ids["answered"], WORDS)
    assert codes(desk) == set() and desk.newest().frozen_at is None  # a draft is written in, not copied


@pytest.mark.clause("MIC-10")
def test_a_high_risk_without_answer_is_not_even_proposed(desk: Desk) -> None:
    desk.put("risk", {"answer": "", "residual_probability": "", "residual_consequence": ""}, "answered")
    with pytest.raises(Refused) as caught:
        operations.propose(desk.actor("dee"), desk.plan)
    assert [problem.code for problem in caught.value.problems] == ["high_without_answer"]


@pytest.mark.clause("MIC-10")
def test_what_was_borne_is_borne_as_it_was(desk: Desk) -> None:
    desk.put("risk", LEFT_HIGH, "answered")
    operations.tolerate(desk.actor("ana"), desk.plan, desk.ids["answered"], WORDS)
    desk.put("risk", {"text": "The road is washed away in May"}, "answered")
    assert desk.part("answered").tolerance == WORDS
    desk.put("risk", {"residual_consequence": "4"}, "answered")
    assert desk.part("answered").tolerance == "" and codes(desk) == {"high_after_answer"}


@pytest.mark.clause("MIC-10")
def test_only_officers_bear_risks_and_only_high_ones_in_words(desk: Desk) -> None:
    desk.put("risk", LEFT_HIGH, "answered")
    for who, status in (("dee", 403), ("kim", 403), ("nobody", 404), ("eve", 404)):
        with pytest.raises(Refused) as caught:
            operations.tolerate(desk.actor(who), desk.plan, desk.ids["answered"], WORDS)
        assert caught.value.status == status, who
    for risk, words, code in (("small", WORDS, "not_high"), ("answered", "  ", "words_missing")):
        with pytest.raises(Refused) as caught:
            operations.tolerate(desk.actor("ana"), desk.plan, desk.ids[risk], words)
        assert caught.value.code == code
    with pytest.raises(Refused) as caught:
        operations.tolerate(desk.actor("ana"), desk.plan, desk.ids["visit"], WORDS)
    assert caught.value.status == 404


@pytest.mark.clause("MIC-10")
def test_the_partners_cannot_write_the_tolerance(desk: Desk) -> None:
    with pytest.raises(Refused) as caught:
        desk.put("risk", {"tolerance": WORDS}, "answered")
    assert [problem.code for problem in caught.value.problems] == ["column_unknown"]


@pytest.mark.clause("MIC-10")
def test_the_register_stands_highest_first_by_what_is_left(desk: Desk) -> None:
    desk.put("risk", {"text": "Middle", "probability": "3", "consequence": "4",
                      "threatens": str(desk.ids["output"])})
    desk.put("risk", LEFT_HIGH, "answered")
    held = desk.held()
    listed = shown(desk.content(), held.terms, held.held.grant.awarded).risks
    assert [row["after"]["score"] for row in listed] == [20, 12, 4]
    assert [row["threatens"] for row in listed][1] != "" and listed[0]["bear"]


@pytest.mark.clause("MIC-10")
def test_the_history_of_a_risk_goes_from_version_to_version(desk: Desk) -> None:
    operations.propose(desk.actor("dee"), desk.plan)
    operations.revise(desk.actor("dee"), desk.plan, "The rain came early")
    desk.put("risk", LEFT_HIGH, "answered")
    operations.propose(desk.actor("dee"), desk.plan)
    operations.tolerate(desk.actor("ana"), desk.plan, desk.ids["answered"], WORDS)
    found = queries.history(desk.plan, "risk", desk.ids["answered"])
    assert [version.number for _before, _after, version in found] == [2, 3, 4]

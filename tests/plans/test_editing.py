"""Parts of the draft: typed as people type, refused with place and remedy, never overwritten unseen."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.core import planning
from tandem.foundation.access import Refused
from tandem.foundation.audit.models import Act
from tandem.foundation.ids import new_id
from tandem.partnerships.states import GrantStep
from tandem.plans import operations, queries
from tests.cast import Cast
from tests.factories import grants, plans
from tests.plans.conftest import Desk


def refusal(desk: Desk, part: str, values: dict[str, str], name: str = "", **more: Any) -> Refused:
    """What the operation says; the plan is as it was."""
    before = desk.content()
    with pytest.raises(Refused) as caught:
        desk.put(part, values, name, **more)
    assert desk.content() == before
    return caught.value


def places(refused: Refused) -> dict[str, str]:
    return {problem.where: problem.code for problem in refused.problems}


@pytest.mark.clause("MIC-7", "MIC-8", "MIC-10")
def test_a_complete_plan_lacks_nothing_that_refuses_an_agreement(desk: Desk) -> None:
    assert desk.held().terms.blocks(desk.content()) == ()
    assert {level.id for level in desk.held().terms.levels} == {row.level for row in desk.content().statements}


def test_numbers_days_and_amounts_are_read_as_people_of_the_language_type_them(desk: Desk) -> None:
    desk.put("indicator", {"targets/2026": "1.750,5"}, "rising", locale="nb")
    assert desk.part("rising").targets[1] == planning.Target(2026, Decimal("1750.5"))
    desk.put("indicator", {"baseline_on": "3 de febrero de 2025"}, "rising", locale="es-GT")
    assert desk.part("rising").baseline_on == date(2025, 2, 3)
    desk.put("line", {"years/2": "kr 125 000,50"}, "line_home", locale="nb")
    assert dict(desk.part("line_home").years)[2] == 12_500_050
    refused = refusal(desk, "indicator", {"targets/2026": "1,234", "baseline": "many"}, "rising", locale="es")
    assert places(refused) == {"targets/2026": "number_ambiguous", "baseline": "number_unreadable"}


@pytest.mark.parametrize(("currency", "typed", "minor"), [("RWF", "1250", 1250), ("UGX", "0", 0)])
def test_currencies_without_decimals(desk: Desk, currency: str, typed: str, minor: int) -> None:
    given = {"line": "audit", "side": "abroad", "currency": currency, "rate": "0.0091", "rate_source": "Norges Bank",
             "rate_on": "2024-09-12", "years/1": typed}
    identity = desk.put("line", given)
    kept = next(row for row in desk.content().lines if row.identity == identity)
    assert (kept.currency, kept.years) == (currency, ((1, minor),))
    assert places(refusal(desk, "line", {**given, "years/1": "12.5"})) == {"years/1": "money_decimals"}


def test_a_currency_with_three_decimals_keeps_them(cast: Cast) -> None:
    with cast.scope():
        grant = grants.firm_grant(cast, plan="empty", currency="TND", awarded_minor=900_000_000)
        plan = queries.of_grant(grant.id)
        assert plan is not None
        operations.revise(cast.actor("dee"), plan.id)
        given = {"line": "audit", "side": "abroad", "currency": "TND", "years/1": "1.234"}
        operations.put(cast.actor("dee"), plan.id, "line", given, locale="plain")
        draft = queries.draft(plan.id)
        assert draft is not None and queries.content(draft.id).lines[0].years == ((1, 1234),)


@pytest.mark.parametrize(
    ("part", "name", "values", "expected"),
    [
        ("indicator", "rising", {"targets/2025": "800"}, {"targets/2025": "target_equals_baseline"}),
        ("indicator", "rising", {"targets/2025": "700"}, {"targets/2025": "target_wrong_side"}),
        ("indicator", "falling", {"targets/2027": "39"}, {"targets/2027": "target_wrong_side"}),
        ("indicator", "falling", {"direction": "rising"}, {
            "targets/2025": "target_wrong_side", "targets/2026": "target_wrong_side",
            "targets/2027": "target_wrong_side"}),
        ("indicator", "rising", {"kind": "percentage"}, {
            "baseline": "percent_out_of_range", "targets/2025": "percent_out_of_range",
            "targets/2026": "percent_out_of_range", "targets/2027": "percent_out_of_range"}),
        ("indicator", "rising", {"title": " "}, {"title": "missing"}),
        ("indicator", "rising", {"targets/2031": "9000"}, {"targets/2031": "column_unknown"}),
        ("line", "line_home", {"years/1": "-100"}, {"years/1": "negative_amount"}),
        ("line", "line_home", {"years/1": "USD 100"}, {"years/1": "currency_other"}),
        ("line", "line_home", {"currency": "GTQ"}, {"rate": "no_rate"}),
        ("line", "line_home", {"currency": "XXX"}, {"currency": "choice_unknown"}),
        ("line", "foreign", {"rate": "0"}, {"rate": "bad_rate"}),
        ("line", "foreign", {"rate_source": ""}, {"rate_source": "rate_without_source"}),
        ("activity", "visit", {"starts_on": "2024-12-31"}, {"starts_on": "outside_period"}),
        ("activity", "visit", {"ends_on": "2028-01-01"}, {"ends_on": "outside_period"}),
        ("activity", "visit", {"ends_on": "2025-02-01"}, {"ends_on": "ends_before_start"}),
        ("risk", "answered", {"probability": "6"}, {"probability": "choice_unknown"}),
        ("risk", "small", {"answer": "reduce_probability", "residual_probability": "5", "residual_consequence": "5"},
         {"residual_probability": "residual_higher"}),
        ("statement", "output", {"text": "x" * 1001}, {"text": "too_many_characters"}),
    ],
)
def test_what_does_not_hold_is_refused_at_its_place(
    desk: Desk, part: str, name: str, values: dict[str, str], expected: dict[str, str]
) -> None:
    refused = refusal(desk, part, values, name)
    assert (refused.status, places(refused)) == (422, expected)
    assert refused.reason and refused.remedy


@pytest.mark.clause("MIC-7")
def test_a_statement_leads_to_the_level_above_it(desk: Desk) -> None:
    upside_down = refusal(desk, "statement", {"parent": str(desk.ids["impact"])}, "output")
    assert places(upside_down) == {"parent": "wrong_parent"}
    serves = refusal(desk, "activity", {"statement": str(desk.ids["outcome"])}, "visit")
    assert places(serves) == {"statement": "serves_wrong_level"}
    assert places(refusal(desk, "statement", {"level": "activity", "text": "To visit"})) == {"level": "choice_unknown"}


def test_a_target_taken_away_is_gone_and_a_zero_stays(desk: Desk) -> None:
    desk.put("indicator", {"targets/2027": "", "targets/2026": "0"}, "falling")
    assert [(each.year, each.value) for each in desk.part("falling").targets] == [(2025, 30), (2026, 0)]


@pytest.mark.expects("UX-9")
def test_two_people_at_one_part_the_second_sees_both(desk: Desk) -> None:
    seen = desk.seen()
    desk.put("statement", {"text": "Twelve collectors keep a record"}, "output", who="bo", seen=seen)
    refused = refusal(desk, "statement", {"text": "Ten collectors keep a record"}, "output", seen=seen)
    assert (refused.code, refused.status, refused.values["who"]) == ("part_changed", 409, "Bo Fjellstad")
    assert refused.values["theirs"].text == "Twelve collectors keep a record"
    desk.put("statement", {"text": "Ten collectors keep a record"}, "output", seen=desk.seen())
    assert desk.part("output").text == "Ten collectors keep a record"


@pytest.mark.expects("UX-9")
def test_two_people_at_different_parts_do_not_disturb_each_other(desk: Desk) -> None:
    seen = desk.seen()
    desk.put("statement", {"text": "Twelve collectors keep a record"}, "output", who="bo", seen=seen)
    desk.put("risk", {"text": "The road is washed away in May"}, "answered", seen=seen)
    assert (desk.part("output").text, desk.part("answered").text) == (
        "Twelve collectors keep a record", "The road is washed away in May",
    )


@pytest.mark.expects("UX-9")
def test_what_was_taken_away_meanwhile_is_said_and_not_written(desk: Desk) -> None:
    seen = desk.seen()
    operations.take_away(desk.actor("bo"), desk.plan, "risk", desk.ids["small"], seen=seen)
    refused = refusal(desk, "risk", {"text": "Two collectors leave"}, "small", seen=seen)
    assert (refused.code, refused.status) == ("part_taken_away", 409)


def test_a_form_sent_twice_adds_one_part(desk: Desk) -> None:
    new, given = new_id(), {"text": "Prices of fuel double", "probability": "2", "consequence": "3"}
    assert desk.put("risk", given, new=new) == desk.put("risk", given, new=new) == new
    assert sum(1 for risk in desk.content().risks if risk.identity == new) == 1
    assert refusal(desk, "risk", {**given, "text": "Prices of fuel triple"}, new=new).code == "part_changed"


def test_a_statement_on_which_others_hang_stays(desk: Desk) -> None:
    with pytest.raises(Refused) as caught:
        operations.take_away(desk.actor("dee"), desk.plan, "statement", desk.ids["outcome"])
    assert caught.value.code == "still_used" and caught.value.remedy
    operations.take_away(desk.actor("dee"), desk.plan, "indicator", desk.ids["milestone"])
    assert desk.ids["milestone"] not in {row.identity for row in desk.content().indicators}


def test_a_part_of_another_plan_is_not_to_be_known(desk: Desk) -> None:
    other = grants.firm_grant(desk.cast, plan="empty", title="Another", pair=(desk.cast.other, desk.cast.san_telmo))
    theirs = plans.complete_plan(desk.cast, other)
    for seen in (None, desk.seen(), (1, 0)):
        with pytest.raises(Refused) as caught:
            operations.put(
                desk.actor("dee"), desk.plan, "risk", {"text": "Mine"}, identity=theirs.ids["small"], seen=seen
            )
        assert caught.value.status == 404
    refused = refusal(desk, "statement", {"parent": str(theirs.ids["impact"])}, "outcome")
    assert places(refused) == {"parent": "unknown_statement"}


@pytest.mark.parametrize(("who", "status"), [("ana", 403), ("kim", 403), ("other_bo", 404), ("nobody", 404)])
def test_only_the_partners_write_their_plan(desk: Desk, who: str, status: int) -> None:
    assert refusal(desk, "risk", {"text": "Mine"}, "small", who=who).status == status


def test_a_frozen_version_and_a_closed_grant_stay_as_they_are(desk: Desk) -> None:
    operations.propose(desk.actor("dee"), desk.plan)
    assert refusal(desk, "risk", {"text": "Later"}, "small").status == 409
    with pytest.raises(Refused) as caught:
        operations.take_away(desk.actor("dee"), desk.plan, "risk", desk.ids["small"])
    assert caught.value.code == "plan_frozen"
    desk.grant.step = GrantStep.CLOSED
    desk.grant.save()
    with pytest.raises(Refused) as caught:
        operations.revise(desk.actor("dee"), desk.plan, "An amendment after closure")
    assert (caught.value.code, caught.value.status) == ("grant_closed", 409)


def test_every_change_is_an_act_in_the_record(desk: Desk) -> None:
    before = Act.objects.count()
    desk.put("risk", {"text": "The road is washed away in May"}, "answered")
    desk.put("risk", {"text": "The road is washed away in May"}, "answered")  # says the same: no act
    operations.take_away(desk.actor("dee"), desk.plan, "risk", desk.ids["small"])
    verbs = list(Act.objects.order_by("-number").values_list("verb", flat=True)[:2])
    assert Act.objects.count() == before + 2 and verbs == ["plan.part_taken_away", "plan.part_changed"]


Step = tuple[str, str, bool]  # who, which part, and whether they open it anew or save what they opened


@pytest.mark.expects("UX-9")
@given(steps=st.lists(
    st.tuples(st.sampled_from(["bo", "dee"]), st.sampled_from(["output", "learning"]), st.booleans()),
    min_size=6, max_size=14,
))
@settings(max_examples=30)
def test_however_two_people_interleave_nothing_is_lost_unseen(desk: Desk, steps: list[Step]) -> None:
    """A save is taken exactly when the part is as the person saw it; every other text stays what it was."""
    opened: dict[tuple[str, str], tuple[tuple[int, int], str]] = {}
    for who, name, opens in steps:
        stands = desk.part(name).text
        if opens or (who, name) not in opened:
            opened[who, name] = desk.seen(), stands
            continue
        seen, saw = opened.pop((who, name))
        text = f"{who} writes {new_id()}"
        if saw == stands:
            desk.put("statement", {"text": text}, name, who=who, seen=seen)
            assert desk.part(name).text == text
        else:
            assert refusal(desk, "statement", {"text": text}, name, who=who, seen=seen).values["theirs"].text == stands


@pytest.mark.django_db(transaction=True)
def test_two_who_save_the_same_part_at_once_do_not_overwrite(cast: Cast) -> None:
    with cast.scope():
        grant = grants.firm_grant(cast, plan="empty")
        desk = Desk(cast, grant, plans.complete_plan(cast, grant))
        seen, results = desk.seen(), []
    start = threading.Barrier(2)

    def save(who: str) -> None:
        from django.db import connection

        try:
            with cast.scope():
                start.wait()
                desk.put("statement", {"text": f"Twelve collectors, says {who}"}, "output", who=who, seen=seen)
            results.append("saved")
        except Refused as refused:
            results.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(who,)) for who in ("bo", "dee")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["part_changed", "saved"]

"""What two sides type into the planning tool stands in the project application, and in its draft plan."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tandem.answers.operations import Edit, save
from tandem.answers.queries import stored, values
from tandem.applications import prefill
from tandem.foundation.access import Refused
from tandem.foundation.ids import new_id
from tandem.plans import operations as plans
from tandem.plans import queries
from tandem.plans.operations.rows import indicator_of
from tests.documents.reading import pdf_text, word_text
from tests.factories import icld

pytestmark = [pytest.mark.django_db]
SOCIETY, CAPACITY, VISIT, RISK = (str(new_id()) for _ in range(4))
TYPED: dict[tuple[str, str], Any] = {
    ("problem", ""): "Unga frågas inte när torget byggs om",
    ("target_group", ""): "Unga mellan 13 och 20 år, genom ungdomsrådet",
    ("core_areas", ""): ["participation", "transparency"],
    ("capacity_goal/home", ""): "Planenheten frågar unga före varje detaljplan",
    ("capacity_goal/abroad", ""): "The county answers every ward meeting in writing",
    ("societal_effect", ""): "Unga ser sina förslag i det som byggs",
    ("activities", VISIT): {
        "title": "Jobbskugga planenheten", "kind": "job_shadowing", "party": "abroad",
        "period": {"from": "2025-09-01", "to": "2025-09-12"},
    },
    ("results", SOCIETY): {"level": "society", "text": "Unga litar på att deras råd räknas"},
    ("results", CAPACITY): {
        "level": "capacity", "text": "Varje detaljplan svarar på ungas förslag", "leads_to": SOCIETY,
        "indicator": "Andel detaljplaner med svar", "unit": "procent", "baseline": "5", "target": "80",
    },
    ("risks", RISK): {
        "text": "Valet byter ut nämnden", "probability": "p4", "consequence": "c3", "answer": "reduce_consequence",
        "answer_text": "Båda sidor av nämnden är med från början", "owner": "home",
    },
    ("sustainability", ""): "Rutinen står i planenhetens handbok",
}


@pytest.fixture
def world(cast: Any, at: Any) -> Iterator[Any]:
    """A partnership whose tool is filled in by both sides, and an open call for projects."""
    at(icld.NOW)
    with cast.scope():
        cast.sides = icld.pair(cast)
        cast.actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
        cast.within = icld.partnership(cast.actors["home"], cast.sides)
        cast.call = icld.call(cast.actor("ana"), "project")
        cast.tool = plans.begin_tool(cast.actors["home"], cast.within.id, "planning_tool")
        icld.write(cast.actors, "tool", cast.tool.id, TYPED)
        yield cast


@pytest.mark.clause("ICLD-1", "ICLD-2")
@pytest.mark.expects("UX-10")
def test_what_was_typed_in_the_tool_stands_in_the_project_application(world: Any) -> None:
    made = icld.draft(world.actors, world.call, world.sides, within=world.within, fill=False)
    there = stored(made.id)
    for place, value in TYPED.items():
        assert there[place].value == value, place
        assert there[place].taken_from.replace("\xa0", " ") == "Planning tool, 3 March 2025"
    fresh = icld.write(world.actors, "application", made.id, {("problem", ""): "Unga frågas för sent"})
    assert fresh is None
    assert stored(made.id)["problem", ""].taken_from == "", "whoever retypes it answers for it"
    assert stored(world.tool.id)["problem", ""].value == TYPED["problem", ""], "the tool stays as it was"


@pytest.mark.clause("ICLD-2")
def test_statements_indicators_activities_and_risks_are_in_the_draft_plan(world: Any) -> None:
    made = icld.draft(world.actors, world.call, world.sides, within=world.within, fill=False)
    draft = queries.draft(made.plan_id)
    assert draft is not None
    plan = queries.content(draft.id)
    above, below = sorted(plan.statements, key=lambda row: row.level, reverse=True)
    assert (str(above.identity), above.level, above.text) == (SOCIETY, "society", TYPED["results", SOCIETY]["text"])
    assert (str(below.identity), below.level, below.parent) == (CAPACITY, "capacity", UUID(SOCIETY))
    (measure,) = plan.indicators
    assert measure.identity == indicator_of(UUID(CAPACITY)) and measure.statement == UUID(CAPACITY)
    assert (measure.title, measure.unit, measure.baseline, measure.direction) == (
        "Andel detaljplaner med svar", "procent", Decimal(5), "rising",
    )
    assert [(target.year, target.value) for target in measure.targets] == [(2028, Decimal(80))]
    (visit,) = plan.activities
    assert (visit.title, visit.kind, visit.side) == ("Jobbskugga planenheten", "job_shadowing", "abroad")
    assert (str(visit.starts_on), str(visit.ends_on)) == ("2025-09-01", "2025-09-12")
    (risk,) = plan.risks
    assert (risk.text, risk.probability, risk.consequence, risk.answer, risk.owner) == (
        "Valet byter ut nämnden", 4, 3, "reduce_consequence", "home",
    )
    assert {(note.side, note.text) for note in plan.notes if note.kind == "learning_goal"} == {
        ("home", TYPED["capacity_goal/home", ""]), ("abroad", TYPED["capacity_goal/abroad", ""]),
    }


def test_a_row_changed_or_emptied_in_the_application_follows_in_the_plan(world: Any) -> None:
    made = icld.draft(world.actors, world.call, world.sides, within=world.within, fill=False)
    falling = {**TYPED["results", CAPACITY], "baseline": "80", "target": "5"}
    icld.write(world.actors, "application", made.id, {
        ("results", CAPACITY): falling, ("risks", RISK): None, ("activities", VISIT): {"kind": "workshop"},
    })
    draft = queries.draft(made.plan_id)
    assert draft is not None
    plan = queries.content(draft.id)
    assert [row.direction for row in plan.indicators] == ["falling"] and not plan.risks and not plan.activities
    icld.write(world.actors, "application", made.id, {("results", CAPACITY): None})
    plan = queries.content(draft.id)
    assert [str(row.identity) for row in plan.statements] == [SOCIETY] and not plan.indicators


@pytest.mark.clause("ICLD-1", "ICLD-4")
def test_steps_are_done_when_both_sides_have_answered_and_an_empty_one_is_not(world: Any) -> None:
    world.tool.refresh_from_db()
    assert world.tool.filled == ["objectives", "activities", "indicators", "risks"], "two are open"
    rest = {("problem_tree", str(new_id())): {"cause": "Ingen tid", "effect": "Inga svar", "where": "both"},
            ("gives/home", ""): "Ungdomsråd", ("gets/home", ""): "Kvartersmöten", ("gives/abroad", ""): "Ward meetings"}
    icld.write(world.actors, "tool", world.tool.id, rest)
    world.tool.refresh_from_db()
    assert "problems" in world.tool.filled and "exchange" not in world.tool.filled, "Dee has not said what she wants"
    icld.write(world.actors, "tool", world.tool.id, {("gets/abroad", ""): "Youth council"})
    world.tool.refresh_from_db()
    assert len(world.tool.filled) == 6


@pytest.mark.expects("UX-9")
def test_two_who_write_at_once_keep_both_texts_and_each_speaks_for_its_own_side(world: Any) -> None:
    before = stored(world.tool.id)["problem", ""].revision
    bo, dee = world.actors.values()
    first = save(bo, "tool", world.tool.id, [Edit("problem", "", "Bo skriver", before)], locale="sv")
    second = save(dee, "tool", world.tool.id, [Edit("problem", "", "Dee writes", before)], locale="en")
    (lost,) = second.conflicts
    assert not first.conflicts and (lost.theirs, lost.mine) == ("Bo skriver", "Dee writes")
    theirs = Edit("gives/abroad", "", "Bo för Dee", 0)
    refused = save(world.actors["home"], "tool", world.tool.id, [theirs], locale="sv")
    assert [outcome.status for outcome in refused.outcomes] == ["refused"]
    with pytest.raises(Refused) as stranger:
        save(world.actor("other_bo"), "tool", world.tool.id, [theirs], locale="sv")
    assert stranger.value.status == 404
    reader = save(world.actor("ana"), "tool", world.tool.id, [Edit("problem", "", "Ana", 9)], locale="en")
    assert reader.refusal, "an officer reads it and does not write"
    assert values(world.tool.id)["problem", ""] == "Bo skriver"


@pytest.mark.clause("ICLD-1")
def test_the_tool_is_read_and_printed_by_its_partnership_and_the_officer(world: Any) -> None:
    address = f"/samband/partnerships/{world.within.id}/tools/planning_tool/"
    for who in (world.bo, world.dee, world.ana):
        client = Client(headers={"accept-language": "en"})
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get(address, follow=True).content.decode()
        assert "4 of 6 steps are done." in page
        whole = client.get(f"{address}1/check/").content.decode()
        assert "Unga frågas inte när torget byggs om" in whole and "Valet byter ut nämnden" in whole
    for text in (pdf_text(client.get(f"{address}1/tool.pdf").content),
                 word_text(client.get(f"{address}1/tool.docx").content)):
        for said in ("Planning tool", "Jobbskugga planenheten", "Andel detaljplaner med svar", "Job shadowing"):
            assert said in " ".join(text.split())
    assert client.get(f"{address}2/").status_code == 404


def test_without_a_tool_nothing_is_filled_in(world: Any) -> None:
    other = icld.partnership(world.actors["home"], world.sides, "Another one")
    made = icld.draft(world.actors, world.call, world.sides, within=other, fill=False)
    assert values(made.id) == {} and prefill.begin(world.actors["home"], made.id) == 0

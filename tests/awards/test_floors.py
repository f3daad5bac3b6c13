"""Published floors and preferences: judged when sent, ranked by, exported, recomputed, tried without writing."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.applications.models import Submission
from tandem.awards import operations
from tandem.awards.exports import _live
from tandem.awards.models import Proposal
from tandem.awards.queries.judged import judged
from tandem.awards.queries.ranking import ranking, terms_of
from tandem.awards.queries.running import running
from tandem.core.rulebook.choosing import FloorRule, Preference
from tandem.core.scoring import score_plain
from tandem.core.selection import Proposal as Chosen
from tandem.core.selection import compare, recompute
from tandem.core.values import Money
from tandem.foundation import clock
from tandem.foundation.access import Refused
from tandem.foundation.audit.models import Act
from tests.awards.test_pages import page, text

pytestmark = pytest.mark.django_db
RURAL = {"id": "rural", "title": {"en": "Villages"}, "when": "len(parties) > 9"}


@pytest.fixture
def chosen(world: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Floors and preferences for the call, and what each application counts for."""

    def choose(counts: dict[str, dict[str, Any]], floors: Any = (), prefer: Any = (), **more: Any) -> None:
        component = world.call.component
        selection = component.selection.model_copy(update={"floors": floors, "prefer": prefer, **more})
        changed = component.model_copy(update={"selection": selection})
        kept = type(world.call)
        monkeypatch.setattr(kept, "component", property(lambda _call: changed))
        for row in world.made:
            Submission.objects.create(
                application=row,
                reference=row.reference,
                content="{}",
                sha256="0",
                received_at=clock.now(),
                selection=counts.get(row.title, {"floors": [], "preferred": []}),
            )

    return choose


def listed(world: Any, budget: Money | None = None) -> Any:
    runners = running(world.call, None, clock.now())
    return ranking(world.call, runners, judged(world.call), budget)


@pytest.mark.clause("TAC-4")
def test_a_floor_of_the_money_holds_back_for_those_it_was_promised_to(world: Any, chosen: Any) -> None:
    rows = {row.title: str(row.id) for row in world.four()}
    assert listed(world).selection.of(Chosen.FUND) == tuple(rows[name] for name in ("Waste", "Schools", "Budgets"))
    floor = FloorRule(**RURAL, of="money", share="20")
    chosen({"Fire": {"floors": ["rural"], "preferred": []}}, floors=(floor,))
    assert terms_of(world.call).floors[0].at_least == 1_000_000_00
    found = listed(world).selection
    assert rows["Fire"] in found.of(Chosen.FUND) and rows["Budgets"] in found.of(Chosen.RESERVE)
    assert found.floors[0].met and found.rows[2].reason == "keeps_floor_reachable"


@pytest.mark.clause("TAC-4")
def test_preferences_add_points_and_stand_in_row_and_export(world: Any, chosen: Any) -> None:
    rows = {row.title: str(row.id) for row in world.four()}
    more = Preference(id="three", title={"en": "Three of you"}, points=40, when="len(parties) > 2")
    chosen({"Fire": {"floors": [], "preferred": ["three"]}}, prefer=(more,))
    found = listed(world)
    assert found.by_id[rows["Fire"]].rank < found.by_id[rows["Budgets"]].rank
    document = found.document(world.call)
    assert document["preferences"] == [{"id": "three", "points": 40}]
    assert compare(document, recompute(document, score_plain)) == ()
    document["applications"][0]["preferred"] = ["three"]
    assert compare(document, recompute(document, score_plain)) != ()
    assert "+40" in text(page(world, "ranking/"))


def test_the_lowest_score_is_asked_of_the_assessors_alone(world: Any, chosen: Any) -> None:
    rows = {row.title: str(row.id) for row in world.four()}
    more = Preference(id="three", title={"en": "Three of you"}, points=50, when="len(parties) > 2")
    chosen({"Fire": {"floors": [], "preferred": ["three"]}}, prefer=(more,), lowest_score="60")
    assert listed(world).by_id[rows["Fire"]].reason == "below_lowest_score"


def test_what_if_on_floors_names_who_comes_in_and_who_falls_out_and_writes_nothing(world: Any, chosen: Any) -> None:
    world.four()
    floor = FloorRule(**RURAL, of="number", at_least="0")
    chosen({"Fire": {"floors": ["rural"], "preferred": []}}, floors=(floor,))
    before = (Proposal.objects.count(), Act.objects.count())
    said = text(page(world, "ranking/?floor.rural=1"))
    assert "Would come in" in said and "Fire" in said.split("Would come in")[1].split("Would fall out")[0]
    assert "Budgets" in said.split("Would fall out")[1].split("</dl>")[0]
    assert page(world, "ranking/?floor.rural=many").status_code == 422
    assert (Proposal.objects.count(), Act.objects.count()) == before
    assert page(world, "ranking/?floor.rural=1", who="bo").status_code in (302, 403, 404)


def test_a_minimum_that_must_be_reached_is_missed_only_with_a_reason_that_is_read(world: Any, chosen: Any) -> None:
    world.four()
    floor = FloorRule(**RURAL, of="number", at_least="1", where_possible=False)
    chosen({}, floors=(floor,))
    with pytest.raises(Refused) as caught:
        operations.propose(world.actor("ana"), world.call.id)
    assert caught.value.code == "floor_unmet" and caught.value.problems[0].where == "rural"
    made = operations.propose(world.actor("ana"), world.call.id, why_unmet="No village applied.")
    assert made.why_unmet == "No village applied."


def test_the_live_export_recomputes_with_floors(world: Any, chosen: Any) -> None:
    world.four()
    floor = FloorRule(**RURAL, of="money", share="20")
    chosen({"Fire": {"floors": ["rural"], "preferred": []}}, floors=(floor,))
    document: Any = _live(world.actor("ana"), world.call)
    assert document["floors"][0]["share"] == "20" and compare(document, recompute(document, score_plain)) == ()

"""From version to version: identities stay, what is frozen never changes, and the difference reads in words."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.core import planning
from tandem.foundation.access import Refused
from tandem.partnerships.states import GrantStep
from tandem.plans import operations, queries
from tandem.plans.models import Stage
from tandem.plans.operations.following import Written, start, write
from tandem.plans.words import said
from tests.cast import Cast
from tests.factories import grants
from tests.plans.conftest import Desk


def propose(desk: Desk, who: str = "dee") -> Any:
    return operations.propose(desk.actor(who), desk.plan, desk.seen())


def test_a_new_version_says_the_same_under_the_same_identities(desk: Desk) -> None:
    proposed = propose(desk)
    before = desk.content(proposed)
    made = operations.revise(desk.actor("bo"), desk.plan, "Two schools join")
    assert (made.number, made.stage, made.revision) == (proposed.number + 1, "draft", 0)
    assert made.reason == "Two schools join"
    assert planning.difference(before, desk.content(made)) == ()
    assert planning.digest(desk.content(made)) == proposed.sha256


def test_an_earlier_version_shows_for_ever_what_it_showed(desk: Desk) -> None:
    proposed = propose(desk)
    kept = planning.canonical(desk.content(proposed))
    operations.agree(desk.actor("ana"), proposed.id)
    operations.revise(desk.actor("dee"), desk.plan, "The road is closed")
    desk.put("indicator", {"targets/2026": "1900"}, "rising")
    desk.put("line", {"years/1": "140000"}, "line_home")
    operations.take_away(desk.actor("dee"), desk.plan, "risk", desk.ids["small"])
    operations.agree(desk.actor("ana"), propose(desk).id)
    assert planning.canonical(queries.content(proposed.id)) == kept
    assert planning.digest(queries.content(proposed.id)) == proposed.sha256
    versions = queries.versions(desk.plan)
    assert [version.number for version in versions] == [3, 2, 1]
    assert queries.agreed(desk.plan) == versions[0]
    proposed.refresh_from_db()
    assert proposed.stage == Stage.AGREED  # it was in force, and stays what it was


@pytest.mark.clause("MIC-9")
def test_the_difference_reads_in_words_in_both_languages(desk: Desk) -> None:
    before = desk.content(propose(desk))
    operations.revise(desk.actor("dee"), desk.plan, "The road is closed")
    desk.put("indicator", {"targets/2026": "1900"}, "rising")
    desk.put("line", {"years/1": "140000"}, "line_home")
    desk.put("activity", {"starts_on": "2025-10-01"}, "visit")
    desk.put("statement", {"text": "Twelve collectors keep a written record"}, "output")
    desk.put("risk", {"text": "Fuel gets dear", "probability": "2", "consequence": "3"})
    operations.take_away(desk.actor("dee"), desk.plan, "risk", desk.ids["small"])
    after = desk.content()
    changes, terms = planning.difference(before, after), desk.held().terms
    english = said(changes, terms, "en", (before, after))
    assert set(english) >= {
        "Indicator “Households that sort their waste”: Target for 2026 changes from 1,800 to 1,900.",
        "Budget line “Travel of home”: Amount in 2025 rises by NOK\u00a040,000, from NOK\u00a0100,000 to "
        "NOK\u00a0140,000.",
        "Activity “Collectors from San Telmo visit Fjordvik”: First day changes from 1\u00a0September\u00a02025 to "
        "1\u00a0October\u00a02025.",
        "Risk added: “Fuel gets dear”.",
        "Risk taken away: “A collector who was trained leaves”.",
    }
    assert len(english) == len(changes) == 6
    spanish = said(changes, terms, "es", (before, after))
    assert any("1 de octubre de 2025" in each.replace("\u00a0", " ") for each in spanish)
    assert len(spanish) == 6


def test_every_field_of_every_part_can_be_told(desk: Desk) -> None:
    terms, empty, whole = desk.held().terms, planning.Plan(), desk.content()
    for a, b in ((empty, whole), (whole, empty)):
        changes = planning.difference(a, b)
        assert all(said(changes, terms, language, (a, b)) for language in ("en", "es"))
    for _kind, part in whole.parts():
        blank = type(part)(**{"identity": part.identity, **_needed(part)})
        rooms = {room: tuple(blank if row == part else row for row in getattr(whole, room)) for room in _rooms()}
        changed = planning.Plan(**rooms)
        sentences = said(planning.difference(whole, changed), terms, "en", (whole, changed))
        assert sentences and not any("%(" in each or "UUID" in each for each in sentences)


def _rooms() -> tuple[str, ...]:
    return "statements", "indicators", "risks", "activities", "lines", "notes"


def _needed(part: planning.Part) -> dict[str, Any]:
    needed = {"statement": None, "title": "New", "text": "New", "level": "impact", "line": "audit", "kind": "harm"}
    names = {
        planning.Statement: ("level", "text"), planning.Indicator: ("statement", "title"), planning.Risk: ("text",),
        planning.Activity: ("title",), planning.Line: ("line",), planning.Note: ("kind",),
    }[type(part)]
    return {name: needed[name] for name in names}


@pytest.mark.clause("MIC-7", "MIC-8")
def test_a_plan_with_gaps_is_not_proposed_and_says_where_they_are(desk: Desk) -> None:
    operations.take_away(desk.actor("dee"), desk.plan, "indicator", desk.ids["rising"])
    desk.put("indicator", {"unit": "", "source": ""}, "falling")
    with pytest.raises(Refused) as caught:
        propose(desk)
    assert caught.value.status == 422
    assert {(p.code, p.where) for p in caught.value.problems} == {
        ("no_indicator", f"statement/{desk.ids['outcome']}"), ("no_unit", f"indicator/{desk.ids['falling']}/unit"),
        ("no_source", f"indicator/{desk.ids['falling']}/source"),
    }
    assert desk.newest().frozen_at is None


def test_what_somebody_changed_since_it_was_read_is_not_proposed(desk: Desk) -> None:
    seen = desk.seen()
    desk.put("statement", {"text": "Twelve collectors keep a record"}, "output", who="bo")
    with pytest.raises(Refused) as caught:
        operations.propose(desk.actor("dee"), desk.plan, seen)
    assert (caught.value.code, caught.value.status) == ("changed_since", 409)


def test_there_is_one_draft_and_an_agreed_plan_changes_for_a_reason(desk: Desk) -> None:
    with pytest.raises(Refused) as caught:
        operations.revise(desk.actor("bo"), desk.plan)
    assert (caught.value.code, caught.value.status) == ("draft_exists", 409)
    operations.agree(desk.actor("ana"), propose(desk).id)
    with pytest.raises(Refused) as caught:
        operations.revise(desk.actor("bo"), desk.plan, " ")
    assert caught.value.code == "reason_missing" and caught.value.remedy
    assert operations.revise(desk.actor("bo"), desk.plan, "A school joins").stage == Stage.DRAFT


def test_agreeing_is_for_frozen_versions_and_never_goes_back(desk: Desk) -> None:
    with pytest.raises(Refused) as caught:
        operations.agree(desk.actor("ana"), desk.newest().id)
    assert caught.value.code == "still_a_draft"
    first = propose(desk)
    operations.revise(desk.actor("dee"), desk.plan, "Better targets")
    second = propose(desk)
    assert operations.agree(desk.actor("ana"), second.id) == operations.agree(desk.actor("ana"), second.id)
    with pytest.raises(Refused) as caught:
        operations.agree(desk.actor("ana"), first.id)
    assert caught.value.code == "superseded"


def test_the_form_of_the_application_still_writes_the_first_draft(cast: Cast) -> None:
    with cast.scope():
        grant = grants.firm_grant(cast, plan="empty", step=GrantStep.CONDITIONAL)
        plan = start(grant.partnership_id)
        write(plan.id, [
            Written("plan.learning_goals", "learning_goals", "home", "", "To listen"),
            Written("plan.budget", "budget", "", "0192f0d0-0000-7000-8000-000000000001", {
                "line": "audit", "party": "home", "currency": "NOK", "years": {"1": 5000}}),
        ])
        version = operations.propose(cast.actor("bo"), plan.id)
        content = queries.content(version.id)
        assert version.sha256 == planning.digest(content)
        assert [note.text for note in content.notes] == ["To listen"]
        assert content.lines[0].years == ((1, 5000),)


def test_reading_a_version_costs_six_queries_however_much_it_holds(
    desk: Desk, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        desk.put("risk", {"text": f"Risk {number}", "probability": "1", "consequence": "1"})
    version = desk.newest()
    with django_assert_num_queries(6):
        queries.content(version.id)


def test_an_amount_that_changes_its_currency_is_told_in_both(desk: Desk) -> None:
    before = desk.content()
    values = {"currency": "GTQ", "rate": "1.4", "rate_source": "Banguat", "rate_on": "2024-09-12", "years/1": "72000"}
    desk.put("line", values, "line_abroad")
    after = desk.content()
    told = said(planning.difference(before, after), desk.held().terms, "en", (before, after))
    assert any("changes from NOK\u00a0120,000 to GTQ\u00a072,000" in each for each in told), told

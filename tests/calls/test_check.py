"""Could we apply? Without an account, for every rulebook, and a page for every rule (UX-3, UX-13, FLD-5)."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from tandem.calls.checking.asked import asks_of
from tandem.calls.checking.facts import Group, Said, judged
from tandem.calls.models import Call
from tandem.core.rulebook.schema import Rulebook
from tandem.rulebooks import checked, shipped
from tests.factories import calls

pytestmark = pytest.mark.django_db


def book_of(folder: Any) -> Rulebook:
    book = checked(folder).rulebook
    assert book is not None
    return book


def call_of(cast: Any, name: str, component: str, folder: Any) -> Call:
    """An open call of this component, whatever the programme's own dates are."""
    return calls.call(
        cast.actor("ana"), folder, component=component,
        slug=f"{name[-20:]}-{component[:20]}x".strip("-").replace("_", "-"),
        opens=datetime.fromisoformat("2024-08-12T09:00"), closes=datetime.fromisoformat("2024-10-01T23:59"),
        decision_on=date(2024, 12, 20), starts_on=date(2025, 3, 1),
    )


ICLD = shipped()["icld-partnership"]


@pytest.fixture
def opened(cast: Any, at: Any) -> Any:
    at("2024-09-12T12:00")
    with cast.scope():
        cast.call = calls.call(cast.actor("ana"))
        yield cast


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code in (200, 422)
    assert not [q for q in seen if not q["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    return len(seen)


@pytest.mark.expects("UX-3")
@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_rule_of_every_rulebook_has_its_page_in_every_language(cast: Any, at: Any, name: str) -> None:
    at("2024-09-12T12:00")
    folder, client = shipped()[name], Client()
    with cast.scope():
        book = book_of(folder)
        for component in book.components:
            call = call_of(cast, name, component, folder)
            for rule in call.component.rules:
                page = client.get(f"/samband/calls/{call.slug}/rules/{rule.id}/")
                assert page.status_code == 200, (name, component, rule.id)
                text = page.content.decode()
                assert escape(rule.source) in text or "House advice" in text, rule.id
                assert ("cannot be sent" in text or "sending is not refused" in text) == (rule.must is not None)
                assert not re.search(r"\{[a-z_]+\}", text), f"{rule.id}: a place nobody filled"
                for language in call.rulebook.languages:
                    written = rule.refusal.get(language, "")
                    assert written, f"{name}/{component}/{rule.id} says nothing in {language}"
                    words = max(re.split(r"\{[a-z_]+\}", written), key=len).strip()
                    assert escape(words) in text, (rule.id, language, words)
                assert f"/calls/{call.slug}/check/" in text


@pytest.mark.expects("UX-3")
@pytest.mark.parametrize("name", sorted(shipped()))
def test_what_a_rulebook_asks_can_be_checked_whatever_the_programme(cast: Any, at: Any, name: str) -> None:
    at("2024-09-12T12:00")
    folder, client = shipped()[name], Client()
    with cast.scope():
        for component in book_of(folder).components:
            call = call_of(cast, name, component, folder)
            asks = asks_of(call.rulebook, component, "en")
            nothing = judged(call, asks, Said({}))
            assert not nothing.no, [verdict.rule for verdict in nothing.no]  # blanks refuse nobody
            page = client.get(f"/samband/calls/{call.slug}/check/?checked=1")
            assert page.status_code == 200 and b"stands in the way" in page.content
            shown = client.get(f"/samband/calls/{call.slug}/check/").content.decode()
            for ask in asks.asks:
                assert f'name="{ask.name}' in shown, ask


@pytest.mark.expects("UX-3", "UX-13")
def test_a_no_says_the_numbers_and_leads_to_its_rule(opened: Any) -> None:
    client, before = Client(), Call.objects.count()
    said = "abroad_country=FR&money_years_1=500000&money_own_contribution=20000&home_country=FR"
    address = f"/samband/calls/project-2024/check/?checked=1&{said}"
    page = client.get(address)
    text = page.content.decode()
    assert "things stand in the way" in text and "France" in text
    assert "now 4, limit 10" in text and "difference 6" in text
    found = re.findall(r'href="(/samband/calls/project-2024/rules/[a-z_]+/\?back=[^"]+)"', text)
    rule = client.get(found[0].replace("&amp;", "&")).content.decode()
    assert "abroad_country=FR" in rule  # the way back keeps what was said
    assert Call.objects.count() == before
    assert _queries(client, address) <= 8


@pytest.mark.expects("UX-3")
def test_what_is_left_out_stays_open_and_what_is_said_well_holds(opened: Any) -> None:
    call = opened.call
    asks = asks_of(call.rulebook, call.component_id, "en")
    where = {"abroad_country": "GT", "home_country": "NO"}
    said = Said({**where, "home_kind": "municipality", "abroad_kind": "municipality"})
    result = judged(call, asks, said)
    held = {verdict.rule for verdict in result.holds}
    assert {"eligible_country", "norwegian_party", "municipalities"} <= held
    assert not result.no and {"one_or_two_purposes", "own_contribution"} & {verdict.rule for verdict in result.open}


@pytest.mark.expects("UX-3")
@pytest.mark.clause("ICLD-1")
def test_numbers_of_people_are_judged_before_anybody_is_named(cast: Any, at: Any) -> None:
    at("2024-09-12T12:00")
    with cast.scope():
        call = call_of(cast, "icld", "preparation", ICLD)
        asks = asks_of(call.rulebook, "preparation", "sv")
        right = tuple(
            group for side in ("home", "abroad") for group in (
                Group(side, 1, {"role": "politician", "bench": "majority", "gender": "woman"}),
                Group(side, 1, {"role": "politician", "bench": "opposition", "gender": "man"}),
                Group(side, 1, {"role": "official", "is_coordinator": True, "gender": "woman"}),
                Group(side, 1, {"role": "official", "gender": "man"}),
            )
        )
        assert not [v.rule for v in judged(call, asks, Said({}, right)).no]
        wrong = (Group("home", 3, {"role": "politician", "bench": "majority"}), *right[4:])
        refused = {verdict.rule for verdict in judged(call, asks, Said({}, wrong)).no}
        assert "two_politicians" in refused


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("p0-party=home&p0-number=501", "more than a team can have"),
        ("p0-number=2", "for which party"),
        ("p0-party=home&p0-number=two", "in digits"),
        ("p0-party=home&p0-number=-1", "greater than or equal to 0"),
        ("money_years_1=lots", "not a"),
        ("abroad_country=XX", "not one of the available choices"),
    ],
)
def test_what_cannot_be_read_is_said_and_kept(opened: Any, query: str, says: str) -> None:
    answer = Client().get(f"/samband/calls/project-2024/check/?checked=1&rows=6&{query}")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert says in text and 'class="errors' in text
    typed = query.split("&")[-1].split("=")[1]
    assert typed in text or "country" in query


@pytest.mark.parametrize("query", [
    "rows=9999999", "rows=%00", "p0-number=1e9", "more=1&rows=-4", "language=xx", "checked=1&a_start_on=2027-02-29",
])
def test_no_address_makes_the_page_fail(opened: Any, query: str) -> None:
    assert Client().get(f"/samband/calls/project-2024/check/?{query}").status_code in (200, 422)


def test_an_unknown_rule_and_a_draft_call_are_not_there(opened: Any) -> None:
    assert Client().get("/samband/calls/project-2024/rules/no_such_rule/").status_code == 404
    draft = calls.call(opened.actor("ana"), year=2026, publish=False)
    assert Client().get(f"/samband/calls/{draft.slug}/check/").status_code == 404

"""Periods, tables and results on their pages, without JavaScript; what is ambiguous is asked, not guessed."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from lxml import html

from tandem.answers.operations import Edit, save
from tandem.answers.queries import stored, values
from tests.answers.test_pages import sent_by
from tests.factories import applications, calls, sixty

pytestmark = pytest.mark.django_db
WORD = "<p class=MsoNormal>Åpenhet — “tillit” 😀\t\x0b\x1f</p>\r\n"  # as it comes out of Word


@pytest.fixture
def world(cast: Any, at: Any, tmp_path: Any) -> Any:
    """A form of thirty questions of every type, a draft of Bo and Dee, Bo signed in."""
    at("2024-09-12T12:00")
    with cast.scope():
        cast.call = calls.call(cast.actor("ana"), sixty.folder(tmp_path, 30))
        cast.actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
        cast.sides = {"home": cast.fjordvik, "abroad": cast.san_telmo}
        cast.application = applications.draft(cast.actors["home"], cast.call, cast.sides)
    cast.home = f"/samband/applications/{cast.application.id}/"
    cast.client = Client(headers={"accept-language": "en"})
    cast.client.force_login(cast.bo, backend="django.contrib.auth.backends.ModelBackend")
    cast.of = lambda type_: next(q.id for q in cast.call.form.questions() if q.type == type_)
    cast.section = lambda id: next(s.id for s in cast.call.form.sections if id in {q.id for q in s.questions})
    return cast


def address(world: Any, question: str) -> str:
    return f"{world.home}sections/{world.section(question)}/"


def there(world: Any) -> dict[tuple[str, str], Any]:
    with world.scope():
        return values(world.application.id)


def type_in(world: Any, question: str, **cells: Any) -> Any:
    """The page's form with some cells written; names with '__' for the signs that Python has no names with."""
    sent = sent_by(world.client.get(address(world, question)).content)
    return world.client.post(address(world, question), {**sent, **cells})


def in_row(world: Any, question: str, cells: dict[str, Any], **pressed: str) -> Any:
    """Add a row with its button, write in it, save."""
    added = type_in(world, question, add=question)
    assert added.status_code == 302 and "row=" in added.url
    sent = sent_by(world.client.get(added.url.split("#")[0]).content)
    row = re.search(r"row=([0-9a-f-]{36})", added.url)
    assert row is not None
    named = {f"{question}.{row[1]}.{column}": value for column, value in cells.items()}
    assert set(named) <= set(sent) | {name for name in named if "c_many" in name or "c_yes_no" in name}
    world.client.post(address(world, question), {**sent, **named, **pressed})
    return row[1]


@pytest.mark.expects("UX-7", "UX-12")
def test_a_period_is_written_in_two_fields_and_what_is_wrong_stands_beside_the_day(world: Any) -> None:
    asked = world.of("period")
    assert type_in(world, asked, **{f"{asked}..from": "2026-03-01", f"{asked}..to": "2025-02-28"}).status_code == 302
    assert there(world)[(asked, "")] == {"from": "2026-03-01", "to": "2025-02-28"}
    page = html.fromstring(world.client.get(address(world, asked)).content)
    field = page.get_element_by_id(f"f-{asked}..to")
    assert field.get("aria-invalid") == "true" and field.get("value") == "2025-02-28"
    assert "before it starts" in page.get_element_by_id(f"f-{asked}..to-error").text
    assert page.xpath(f"//*[contains(@class, 'errors')]//a[@href='#f-{asked}..to']")
    missing = world.client.get(f"{world.home}missing/").content.decode()
    assert "before it starts" in missing
    type_in(world, asked, **{f"{asked}..from": "2026-03-01", f"{asked}..to": "29.02.2027"})
    assert there(world)[(asked, "")] == {"from": "2026-03-01", "to": {"unread": "29.02.2027"}}
    field = html.fromstring(world.client.get(address(world, asked)).content).get_element_by_id(f"f-{asked}..to")
    assert (field.get("type"), field.get("value")) == ("text", "29.02.2027"), "what was typed is shown again"
    type_in(world, asked, **{f"{asked}..to": "2027-02-28"})
    check = world.client.get(f"{world.home}check/").content.decode().replace("\xa0", " ")
    assert "1 March 2026 – 28 February 2027" in check


@pytest.mark.expects("UX-7")
def test_rows_of_a_table_are_added_written_and_taken_away_by_buttons(world: Any) -> None:
    table = world.of("table")
    cells = {
        "c_short_text": "Compost", "c_number": "1,5", "c_money": "12,500.50", "c_date": "2025-05-17",
        "c_period/from": "2025-03-01", "c_period/to": "2026-02-28", "c_yes_no": "false", "c_choice": "o2",
        "c_many": ["o1", "o3"],
    }  # fmt: skip
    row = in_row(world, table, cells)
    assert there(world)[(table, row)] == {
        "c_short_text": "Compost", "c_number": "1.5", "c_money": {"minor": 1_250_050, "currency": "EUR"},
        "c_date": "2025-05-17", "c_period": {"from": "2025-03-01", "to": "2026-02-28"}, "c_yes_no": False,
        "c_choice": "o2", "c_many": ["o1", "o3"],
    }  # fmt: skip
    untouched = sent_by(world.client.get(address(world, table)).content)
    world.client.post(address(world, table), untouched)
    with world.scope():
        assert stored(world.application.id)[(table, row)].revision == 1, "untouched rows are not saved again"
    assert "12,500.50" in world.client.get(f"{world.home}check/").content.decode()
    world.client.post(address(world, table), {**untouched, f"remove:{table}": row})
    assert (table, row) not in there(world)


@pytest.mark.expects("UX-7")
def test_results_lead_to_results_above_them(world: Any) -> None:
    results = world.of("results")
    high = in_row(world, results, {"level": "impact", "text": "A clean river"})
    low = in_row(world, results, {"level": "outcome", "text": "More is sorted", "indicator": "Homes", "target": "40,5"})
    page = html.fromstring(world.client.get(address(world, results)).content)
    offered = {option.get("value") for option in page.get_element_by_id(f"f-{results}.{low}.leads_to")}
    assert offered == {"", high}
    assert {o.get("value") for o in page.get_element_by_id(f"f-{results}.{high}.leads_to")} == {""}
    type_in(world, results, **{f"{results}.{low}.leads_to": high})
    assert there(world)[(results, low)]["leads_to"] == high and there(world)[(results, low)]["target"] == "40.5"
    sent = sent_by(world.client.get(address(world, results)).content)
    world.client.post(address(world, results), {**sent, f"remove:{results}": high})
    assert "not here any more" in world.client.get(address(world, results)).content.decode()


@pytest.mark.expects("UX-14", "UX-7")
def test_an_ambiguous_number_is_asked_with_a_button_for_each_reading(world: Any) -> None:
    table = world.of("table")
    world.client.cookies["language"] = "es"
    world.bo.language = "es"
    world.bo.save()
    type_in(world, "reached", reached="1.234")
    assert there(world)[("reached", "")] == {"unread": "1.234"}
    page = html.fromstring(world.client.get(address(world, "reached")).content)
    buttons = page.xpath("//button[@name='pick:reached']")
    assert [button.get("value") for button in buttons] == ["1234", "1.234"]
    type_in(world, "reached", **{"pick:reached": "1.234"})
    assert there(world)[("reached", "")] == "1.234"
    row = in_row(world, table, {"c_number": "2.500", "c_date": "2025-05-17"})
    name = f"pick:{table}.{row}.c_number"
    page = html.fromstring(world.client.get(address(world, table)).content)
    assert [button.get("value") for button in page.xpath(f"//button[@name='{name}']")] == ["2500", "2.500"]
    type_in(world, table, **{name: "2500"})
    assert there(world)[(table, row)] == {"c_number": "2500", "c_date": "2025-05-17"}


@pytest.mark.expects("UX-14", "UX-6")
def test_autosave_says_what_an_ambiguous_day_can_mean_and_under_which_name_to_pick(world: Any) -> None:
    period = world.of("period")
    sent = sent_by(world.client.get(address(world, period)).content)
    base = next(each for each in sent["base"] if each.startswith(f"{period}|"))
    data = {"base": base, f"{period}..from": "03/04/2026", f"{period}..to": "2026-12-31"}
    reply = json.loads(world.client.post(f"{address(world, period)}autosave/", data).content)["answers"][0]
    assert [each["name"] for each in reply["ask"]] == [f"pick:{period}..from"] * 2
    assert {each["value"] for each in reply["ask"]} == {"2026-04-03", "2026-03-04"}
    data = {"base": reply["base"], f"{period}..from": "03/04/2026", f"{period}..to": "2026-12-31"}
    world.client.post(address(world, period), {**data, f"pick:{period}..from": "2026-04-03"})
    assert there(world)[(period, "")] == {"from": "2026-04-03", "to": "2026-12-31"}


@pytest.mark.expects("UX-9")
def test_two_people_in_one_row_of_a_table_see_both_versions(world: Any) -> None:
    table = world.of("table")
    row = in_row(world, table, {"c_short_text": "Ours"})
    sent = sent_by(world.client.get(address(world, table)).content)
    with world.scope():
        edit = Edit(table, row, {"c_short_text": "De Dee"}, 1)
        save(world.actors["abroad"], "application", world.application.id, [edit], locale="es")
    shown = world.client.post(address(world, table), {**sent, f"{table}.{row}.c_short_text": "From Bo"})
    page = shown.content.decode()
    assert "De Dee" in page and "From Bo" in page and there(world)[(table, row)] == {"c_short_text": "De Dee"}


@pytest.mark.expects("UX-11", "FLD-1")
def test_two_megabytes_pasted_from_word_are_kept_to_the_letter_and_said_to_be_too_long(world: Any) -> None:
    text = WORD * (2 * 2**20 // len(WORD.encode()))
    answer = type_in(world, "summary", summary=text)
    assert answer.status_code == 302
    assert there(world)[("summary", "")] == text.replace("\r\n", "\n")
    page = world.client.get(address(world, "summary"))
    assert page.status_code == 200 and "too many" in page.content.decode()
    sent = sent_by(page.content)
    world.client.post(address(world, "summary"), sent)
    with world.scope():
        assert stored(world.application.id)[("summary", "")].revision == 1
    assert world.client.get(f"{world.home}missing/").status_code == 200
    for ending in ("docx", "xlsx"):
        assert world.client.get(f"{world.home}offline/form.{ending}").status_code == 200


@pytest.mark.expects("UX-13")
def test_a_team_of_five_hundred_is_kept_and_refused_with_the_number(
    world: Any, django_assert_max_num_queries: Any
) -> None:
    people = [
        Edit("people", f"01920000-0000-7000-8000-{number:012x}", None, 0,
             value={"name": f"Person {number}", "party": "home", "profession": "engineer"})
        for number in range(500)
    ]  # fmt: skip
    with world.scope():
        save(world.actors["home"], "application", world.application.id, people, locale="en")
    with django_assert_max_num_queries(12):
        page = world.client.get(address(world, "people"))
    assert page.status_code == 200 and "488 rows too many: 500 of at most 12" in page.content.decode()
    with django_assert_max_num_queries(12):
        missing = world.client.get(f"{world.home}missing/").content.decode()
    assert "488 rows too many" in missing
    assert world.client.get(f"{world.home}check/").status_code == 200

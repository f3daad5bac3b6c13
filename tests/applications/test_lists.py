"""The officer's list: filters, search, kept views, acts on many after a preview, Excel and CSV (UX-24)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tandem.applications.lists.files import neutral
from tandem.applications.lists.filters import asked_in, counted, known, rows
from tandem.applications.models import Application, Message, SavedView
from tandem.applications.operations import keep_view, move
from tandem.applications.states import Outcome, Step
from tandem.calls.models import Call
from tandem.core.values.folding import folded
from tandem.foundation import clock
from tandem.foundation.access import grants
from tandem.foundation.audit.models import Act
from tandem.foundation.outbox.models import Mail
from tandem.foundation.outbox.worker import run_until_empty
from tandem.organisations import operations as organisation_operations
from tandem.reviews import operations as reviews
from tandem.reviews.models import Assignment
from tests.factories import applications, calls, organisations
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
LIST = "/samband/calls/project-2024/applications/"


@remembered
def applied(cast: Any) -> tuple[Call, list[Application]]:
    call = calls.call(cast.actor("ana"))
    actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
    lodz = organisations.make("Łódź og Strøm kommune", "NO", sign=cast.bo)
    kenya = organisations.make("Kisima Straße County", "KE", sign=cast.dee)
    kenya.languages = ["en", "es"]
    kenya.save(update_fields=["languages"])
    pairs = [
        ("Water for all", {"home": cast.fjordvik, "abroad": cast.san_telmo}),
        ("=cmd|' /C calc'!A0", {"home": lodz, "abroad": cast.san_telmo}),
        ("Schools, ærlig talt", {"home": cast.fjordvik, "abroad": kenya}),
    ]
    return call, [applications.submitted(actors, call, sides, title).application for title, sides in pairs]


@pytest.fixture
def world(cast: Any, at: Any) -> Iterator[Any]:
    """Three partnerships have applied: titles and names with signs that people search without."""
    at("2024-09-12T12:00")
    with cast.scope():
        cast.call, cast.rows = applied(cast)
        cast.client = Client()
        cast.client.force_login(cast.ana, backend=BACKEND)
        at("2024-10-02T12:00")
        yield cast


def found(world: Any, query: str = "", who: str = "ana") -> list[str]:
    """The titles that a query leaves."""
    from django.http import QueryDict

    asked = asked_in(QueryDict(query))
    return [row.title for row in rows(world.call, world.actor(who), asked, clock.now())]


@pytest.mark.expects("UX-24")
@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("search=lodz", 1), ("search=Łódź", 1), ("search=strom", 1), ("search=strasse county", 1),
        ("search=aerlig", 1), ("search=fjordvik", 2), ("search=water FJORDVIK", 1), ("search=PROJECT-2024-0002", 1),
        ("search=nothing like it", 0), ("country=KE", 1), ("country=GT", 2), ("country=XX", 0), ("country=%25", 0),
        ("party=telmo", 2), ("party=water", 0), ("party=.*", 3), ("step=submitted", 3), ("step=scored", 0),
        ("step=no_such", 0), ("outcome=open", 3), ("outcome=awarded", 0), ("assessor=nobody", 3),
        ("assessor=rubbish", 0), ("declarations=missing", 0), ("score_from=x", 0), ("search=%00%25_", 0),
    ],
)
def test_filters_and_search_say_what_they_say(world: Any, query: str, number: int) -> None:
    titles = found(world, query)
    assert len(titles) == number
    page = world.client.get(f"{LIST}?{query}")
    assert page.status_code == 200
    assert len(re.findall(r'name="ids"', page.content.decode())) == number


@pytest.mark.expects("UX-24")
def test_scores_filter_and_sort(world: Any) -> None:
    for row, score in zip(world.rows, ("71.5", "40.0", "90.0"), strict=True):
        move(row.id, step="scored", score=Decimal(score))
    assert found(world, "order=score")[0].startswith("Schools")
    assert found(world, "score_from=71,5&score_to=80") == ["Water for all"]
    assert len(found(world, "step=scored&score_from=50")) == 2


@pytest.mark.expects("SEC-9", "SEC-13")
def test_a_score_is_not_told_to_whom_it_is_closed_not_by_order_filter_or_file(world: Any) -> None:
    for row, score in zip(world.rows, ("71.5", "40.0", "90.0"), strict=True):
        move(row.id, step="scored", score=Decimal(score))
    closed = world.rows[2]
    grants.give(world.ana.id, "application", closed.id, "assess", allows=False, reason="interest", now=clock.now())
    assert found(world, "order=score")[-1].startswith("Schools")
    assert len(found(world, "score_from=80")) == 0 and len(found(world, "score_from=80", "omar")) == 1
    page = world.client.get(LIST).content.decode()
    assert "closed to you" in page and "90.0" not in page and "71.5" in page
    text = world.client.get(LIST[:-1] + ".csv").content.decode("utf-8-sig")
    assert "90.0" not in text and "closed to you" in text


def test_an_officer_of_another_office_reads_nothing(world: Any) -> None:
    from tandem.foundation.tenancy.models import Membership, Office

    serbia = Office.objects.create(slug="serbia", name={"en": "Serbia"}, country="RS")
    turkey = Office.objects.create(slug="turkey", name={"en": "Turkey"}, country="TR")
    type(world.call).objects.filter(id=world.call.id).update(office=serbia)
    Membership.objects.filter(person=world.omar).update(office=turkey)
    client = Client()
    client.force_login(world.omar, backend=BACKEND)
    for address in (LIST, LIST[:-1] + ".csv", LIST[:-1] + ".xlsx"):
        assert client.get(address).status_code == 403
    assert world.client.get(LIST).status_code == 200  # for the whole organiser: reads
    text = world.client.get(LIST).content.decode()
    assert 'name="ids"' not in text  # and does not act
    refused = world.client.post(f"{LIST}act/", {"act": "eligible", "ids": [str(world.rows[0].id)]})
    assert refused.status_code == 403


@pytest.mark.expects("UX-24")
def test_queries_are_few_and_do_not_grow_with_rows(world: Any) -> None:
    def asked(query: str) -> int:
        world.client.get(f"{LIST}?{query}")
        with CaptureQueriesContext(connection) as seen:
            assert world.client.get(f"{LIST}?{query}").status_code == 200
        return len(seen)

    one = {query: asked(query) for query in ("search=water", "order=score&score_from=1", "assessor=nobody&page=2")}
    three = {query: asked(query) for query in ("", "country=GT", "declarations=missing&order=title")}
    assert set(one.values()) == set(three.values()) and max(three.values()) <= 8, (one, three)


@pytest.mark.expects("UX-24")
def test_views_are_kept_shared_and_dropped(world: Any) -> None:
    kept = world.client.post(f"{LIST}views/", {"name": "Guatemala", "query": "country=GT&page=3", "shared": "yes"})
    assert kept.status_code == 302 and kept.headers["Location"].endswith("?country=GT")
    other = Client()
    other.force_login(world.omar, backend=BACKEND)
    assert "?country=GT" in other.get(LIST).content.decode()
    view = SavedView.objects.get()
    assert view.query == "country=GT"
    assert other.post(f"{LIST}views/{view.id}/drop/").status_code == 404
    keep_view(world.actor("ana"), world.call.id, "Guatemala", "country=KE")
    assert SavedView.objects.get().query == "country=KE" and not SavedView.objects.get().shared
    assert "?country=KE" not in other.get(LIST).content.decode()
    assert world.client.post(f"{LIST}views/{view.id}/drop/").status_code == 302
    assert not SavedView.objects.exists()
    refused = world.client.post(f"{LIST}views/", {"name": " "})
    assert refused.status_code == 422


def preview(world: Any, **data: Any) -> tuple[str, str]:
    """The preview's text, and the fingerprint to be confirmed."""
    page = world.client.post(f"{LIST}act/", data)
    text = page.content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', text)
    return text, seen[1] if seen else ""


@pytest.mark.expects("UX-24")
def test_a_preview_writes_nothing_and_the_act_does_exactly_that(world: Any) -> None:
    ids = [str(row.id) for row in world.rows]
    move(world.rows[2].id, step="scored")
    before = Act.objects.count()
    text, seen = preview(world, act="eligible", ids=ids)
    assert "It would happen to 2 of 3 applications" in text and "It is being judged already" in text
    assert Act.objects.count() == before and Application.objects.filter(step=Step.ELIGIBLE).count() == 0
    done = world.client.post(f"{LIST}act/", {"act": "eligible", "ids": ids, "seen": seen, "confirm": "yes"})
    assert done.status_code == 302
    assert {row.step for row in Application.objects.filter(id__in=ids[:2])} == {Step.ELIGIBLE}
    assert Application.objects.get(id=ids[2]).step == Step.SCORED
    assert Act.objects.filter(verb="applications.acted_on").count() == 1


@pytest.mark.expects("UX-24")
def test_what_changed_since_the_preview_is_not_done(world: Any) -> None:
    ids = [str(row.id) for row in world.rows]
    _text, seen = preview(world, act="eligible", ids=ids)
    move(world.rows[0].id, step="scored")
    again = world.client.post(f"{LIST}act/", {"act": "eligible", "ids": ids, "seen": seen, "confirm": "yes"})
    assert again.status_code == 409 and "Something has changed" in again.content.decode()
    assert not Application.objects.filter(step=Step.ELIGIBLE).exists()
    forged = world.client.post(f"{LIST}act/", {"act": "eligible", "ids": ids, "seen": "0" * 64, "confirm": "yes"})
    assert forged.status_code == 409


def test_not_eligible_needs_a_reason_and_keeps_what_was_typed(world: Any) -> None:
    ids = [str(row.id) for row in world.rows[:2]]
    text, seen = preview(world, act="ineligible", ids=ids)
    assert "2 applications are marked" in text and not seen
    empty = world.client.post(f"{LIST}act/", {"act": "ineligible", "ids": ids, "filled": "1", "reason": ""})
    assert empty.status_code == 422 and "A refusal needs its reason" in empty.content.decode()
    text, seen = preview(world, act="ineligible", ids=ids, filled="1", reason="Not in an eligible country.")
    assert "found not eligible" in text and seen
    data = {"act": "ineligible", "ids": ids, "filled": "1", "reason": "Not in an eligible country.", "seen": seen}
    swapped = world.client.post(f"{LIST}act/", {**data, "reason": "Something else", "confirm": "yes"})
    assert swapped.status_code == 409  # the words belong to what was confirmed
    assert world.client.post(f"{LIST}act/", {**data, "confirm": "yes"}).status_code == 302
    assert Application.objects.filter(outcome=Outcome.INELIGIBLE).count() == 2


def test_all_that_fit_the_filters_not_only_the_page(world: Any) -> None:
    text, seen = preview(world, act="eligible", all="yes", query="country=GT")
    assert "It would happen to 2 of 2 applications" in text
    nobody = world.client.post(f"{LIST}act/", {"act": "eligible", "all": "yes", "query": "country=KE&search=zzz"})
    assert nobody.status_code == 302  # back to the list, which says why
    assert "Mark at least one application" in world.client.get(LIST).content.decode()
    assert world.client.post(f"{LIST}act/", {"act": "rubbish", "ids": ["x"]}).status_code == 302


@pytest.mark.expects("SEC-9")
def test_an_interest_is_never_acted_on(world: Any) -> None:
    closed = world.rows[0]
    grants.give(world.ana.id, "application", closed.id, "assess", allows=False, reason="interest", now=clock.now())
    ids = [str(row.id) for row in world.rows]
    text, seen = preview(world, act="message", ids=ids, filled="1", subject="News", text="Soon.")
    assert "You declared an interest in it" in text and "2 of 3" in text
    data = {"act": "message", "ids": ids, "filled": "1", "subject": "News", "text": "Soon.", "seen": seen}
    assert world.client.post(f"{LIST}act/", {**data, "confirm": "yes"}).status_code == 302
    assert Message.objects.count() == 2 and not Message.objects.filter(application=closed).exists()
    run_until_empty()
    assert Mail.objects.filter(subject="News").count() == 4


def test_assessors_are_given_after_a_preview_that_names_who_cannot(world: Any) -> None:
    for row in world.rows:
        move(row.id, step="eligible")
    now = clock.now()
    from tandem.organisations.models import Member

    Member.objects.create(organisation=world.fjordvik, person=world.cy, role="read", invited_at=now, accepted_at=now)
    ids = [str(row.id) for row in world.rows]
    text, seen = preview(world, act="assign", ids=ids, filled="1", assessors=[str(world.cy.id)])
    assert "acts for Fjordvik kommune" in text and "1 of 3" in text
    data = {"act": "assign", "ids": ids, "filled": "1", "assessors": [str(world.cy.id)], "seen": seen}
    assert world.client.post(f"{LIST}act/", {**data, "confirm": "yes"}).status_code == 302
    assert Assignment.objects.get().application_id == world.rows[1].id
    assert found(world, f"assessor={world.cy.id}") == [world.rows[1].title]
    assert found(world, "declarations=missing") == [world.rows[1].title]
    reviews.declare(world.actor("cy"), world.call, {world.rows[1].id: None})
    assert found(world, "declarations=complete") == [world.rows[1].title]


@pytest.mark.expects("UX-24", "SEC-8")
def test_csv_and_excel_hold_exactly_the_filtered_rows_and_no_formula(world: Any) -> None:
    raw = world.client.get(LIST[:-1] + ".csv?country=GT").content
    assert raw.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(table) == 3 and {row[1] for row in table[1:]} == {"Water for all", "'=cmd|' /C calc'!A0"}
    book = openpyxl.load_workbook(io.BytesIO(world.client.get(LIST[:-1] + ".xlsx?country=GT").content))
    sheet = book.active
    cells = [list(row) for row in sheet.iter_rows(min_row=2)]
    assert {row[1].value for row in cells} == {"Water for all", "=cmd|' /C calc'!A0"}
    assert all(cell.data_type != "f" for row in cells for cell in row)
    numbers = [row[7].value for row in cells]
    assert numbers == [row.asked_minor / 100 for row in world.rows[1::-1]]


@pytest.mark.expects("SEC-8")
def test_a_reader_whose_decimals_have_a_comma_gets_semicolons(world: Any) -> None:
    world.client.cookies["language"] = "es"
    type(world.ana).objects.filter(id=world.ana.id).update(language="es")
    text = world.client.get(LIST[:-1] + ".csv").content.decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(table) == 4 and all(len(row) == len(table[0]) for row in table)
    assert re.fullmatch(r"\d+,\d\d", table[1][7])


def test_a_new_name_of_an_organisation_is_found(world: Any) -> None:
    organisation_operations.describe(
        world.actor("bo"), world.fjordvik, name="Ålvik nye kommune", kind="municipality", languages=["nb"]
    )
    assert len(found(world, "search=alvik")) == 2 and not found(world, "search=fjordvik")
    assert "Ålvik nye kommune" in world.client.get(LIST).content.decode()


def test_filters_have_names_and_numbers_above_the_list_are_right(world: Any) -> None:
    ids = [each.id for each in known()]
    assert {"step", "outcome", "country", "party", "score_from", "score_to", "assessor", "declarations"} <= set(ids)
    number = counted(world.call, world.actor("ana"), asked_in({"country": "KE"}), clock.now())
    assert (number.fitting, number.sent, number.drafts) == (1, 3, 0)


def test_the_filters_fold_say_how_many_are_in_use_and_open_when_one_is_wrong(world: Any) -> None:
    plain = world.client.get(LIST).content.decode()
    assert '<details class="fold"><summary>Filter</summary>' in plain
    used = world.client.get(f"{LIST}?country=GT&score_from=5&search=water&order=title").content.decode()
    assert '<details class="fold"><summary>Filter <span class="tag accent">2 in use</span></summary>' in used
    form = used[used.index('<form class="filters"') : used.index("</form>", used.index('<form class="filters"'))]
    assert {"search", "score_from", "country", "order"} <= set(re.findall('name="([a-z_]+)"', form))
    for query, why in (("score_to=much", "Write a number."), ("country=XX", "Choose one of these.")):
        wrong = world.client.get(f"{LIST}?{query}").content.decode()
        assert '<details class="fold" open>' in wrong and why in wrong


def test_only_acts_for_which_something_waits_are_offered_and_the_others_are_named(world: Any) -> None:
    def acts(query: str = "") -> tuple[list[str], str]:
        page = world.client.get(f"{LIST}?{query}").content.decode()
        chosen = re.search(r'<select id="act".*?</select>', page, re.S)
        idle = re.search(r"Nothing here waits for these now: ([^<]*)\.</p>", page)
        return re.findall(r'value="(\w+)"', chosen[0]) if chosen else [], idle[1] if idle else ""

    assert acts()[0] == ["eligible", "ineligible", "clarify", "message"] and acts()[1] == "Give to assessors"
    move(world.rows[0].id, step="eligible")
    assert acts() == (["eligible", "ineligible", "assign", "clarify", "message"], "")
    for row in world.rows:
        move(row.id, step="decided", outcome=Outcome.AWARDED if row.title.startswith("Water") else Outcome.REFUSED)
    idle = "Find eligible, Find not eligible, Give to assessors and Ask for clarification"
    assert acts() == (["message"], idle)
    assert acts("outcome=awarded") == (["message"], idle) and acts("outcome=reserve") == ([], "")


@given(st.text(max_size=40))
def test_no_cell_begins_a_formula(text: str) -> None:
    kept = neutral(text)
    assert not kept.lstrip(" \ufeff").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert kept in (text.replace("\x00", ""), "'" + text.replace("\x00", ""))


@given(st.text(max_size=40))
def test_folding_is_stable_and_finds_what_it_folded(text: str) -> None:
    once = folded(text)
    assert folded(once) == once and once == once.lower().strip()


@pytest.mark.expects("UX-24")
def test_a_filter_is_asked_once_however_many_acts_wait(world: Any) -> None:
    with CaptureQueriesContext(connection) as seen:
        assert world.client.get(f"{LIST}?declarations=missing").status_code == 200
    counts = [each["sql"] for each in seen if each["sql"].startswith("SELECT COUNT")]
    assert len(counts) == 1 and counts[0].count("FILTER") > 5  # three numbers, and one for each act
    assert counts[0].count('FROM "reviews_declaration"') == 1

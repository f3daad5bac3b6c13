"""The page of a partnership, the talk an officer records there, ceilings where people look for them, few queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tandem.applications import access
from tandem.applications.operations import standing
from tandem.calls.queries.support import ceiling_table
from tandem.core.rulebook import load
from tandem.partnerships.models import RecordedDay
from tests.documents.reading import word_text
from tests.factories import icld

MOST = 12


@pytest.mark.clause("ICLD-1", "ICLD-2", "ICLD-3")
def test_the_table_of_ceilings_goes_by_region_and_number_of_parties() -> None:
    book = load(icld.FOLDER)

    def table(component: str) -> Any:
        found = ceiling_table(book, component)
        assert found is not None
        rows = [[each.amount if each else None for each in amounts] for _title, amounts in found.rows]
        return found.parties, [dict(title).get("en", "") for title, _amounts in found.rows], rows, found.per_year

    europe, far = [220_000, 275_000], [275_000, 330_000]
    assert table("preparation") == ((2, 3), ["Europe", "Africa and Asia"], [europe, far], False)
    assert table("project") == (
        (2, 3), ["Europe", "Africa and Asia"], [[450_000, 600_000], [500_000, 650_000]], True,
    )
    assert table("steering_group") == ((2, 3), [""], [[300_000, 400_000]], True)
    assert ceiling_table(book, "broadening") is None


@pytest.fixture
def world(cast: Any, at: Callable[..., Any]) -> Iterator[Any]:
    at(icld.NOW)
    with cast.scope():
        cast.sides = icld.pair(cast)
        cast.actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
        cast.within = icld.partnership(cast.actors["home"], cast.sides)
        yield cast


def client(who: Any = None) -> Client:
    made = Client(headers={"accept-language": "en"})
    if who is not None:
        made.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return made


@pytest.mark.django_db
@pytest.mark.clause("ICLD-1")
def test_ceilings_stand_on_the_call_its_form_and_its_papers_and_in_the_verdict(world: Any) -> None:
    call = icld.call(world.actor("ana"))
    for page in ("", "form/"):
        text = client().get(f"/samband/calls/{call.slug}/{page}").content.decode().replace("\xa0", " ")
        for said in ("Largest support for the whole time", "Africa and Asia", "3 partners", "330,000"):
            assert said in text, (page, said)
    paper = word_text(client().get(f"/samband/calls/{call.slug}/form.docx").content).replace("\xa0", " ")
    assert "How large the support can be" in paper and "220,000" in paper
    made = icld.draft(world.actors, call, world.sides, within=world.within)
    held = access.hold(world.actors["home"], made.id)
    row = next((path, row) for path, row in standing(held).answers if path == "budget")
    entry = {**standing(held).answers[row], "years": {"1": 28_000_000}}
    icld.write(world.actors, "application", made.id, {row: entry})
    (told,) = [v for v in standing(access.hold(world.actors["home"], made.id)).verdicts if v.rule == "within_ceiling"]
    assert not told.passed and not told.refuses and Decimal(told.limit) == 275_000
    said = told.refusal["en"].replace("\xa0", " ")
    assert "2 partners (Africa and Asia) is 275,000: 5,000 too much" in said
    overview = client(world.bo).get(f"/samband/applications/{made.id}/").content.decode().replace("\xa0", " ")
    assert "Guideline for the whole time" in overview and "SEK 275,000" in overview


@pytest.mark.django_db
@pytest.mark.clause("ICLD-5")
def test_an_officer_records_the_talk_and_the_application_shows_it(world: Any) -> None:
    call = icld.call(world.actor("ana"), "dissemination")
    made = icld.draft(world.actors, call, world.sides, within=world.within)
    ana, bo = client(world.ana), client(world.bo)
    assert "no day recorded yet" in bo.get(f"/samband/applications/{made.id}/").content.decode()
    assert "Before you apply: Talk with us." in bo.get(f"/samband/calls/{call.slug}/").content.decode()
    page = f"/samband/partnerships/{world.within.id}/"
    record = f"{page}recorded/icld-partnership/dialogue/"
    assert record in ana.get(page).content.decode() and record not in bo.get(page).content.decode()
    assert bo.post(record, {"on": "2025-02-03"}).status_code == 404
    for typed, said in (("", "on which day"), ("soon", "This is no day: “soon”."), ("2025-12-24", "has not come yet")):
        refused = ana.post(record, {"on": typed, "note": "About whom to reach"})
        text = refused.content.decode()
        assert refused.status_code == 422 and said in text and "About whom to reach" in text
    assert not RecordedDay.objects.exists()
    assert ana.post(record, {"on": "3 February 2025", "note": "About whom to reach"}).status_code == 302
    assert RecordedDay.objects.get().happened_on == date(2025, 2, 3)
    for address in (page, f"/samband/applications/{made.id}/"):
        assert "3 February 2025" in bo.get(address).content.decode().replace("\xa0", " ")
    assert "About whom to reach" in bo.get(page).content.decode()


@pytest.mark.django_db
@pytest.mark.clause("ICLD-2")
def test_pages_ask_the_database_little(world: Any) -> None:
    project = icld.draft(world.actors, icld.call(world.actor("ana"), "project"), world.sides, within=world.within)
    icld.tool(world.actors, world.within)
    group = icld.draft(world.actors, icld.call(world.actor("ana"), "steering_group"), world.sides, within=world.within)
    icld.signed(world.actors, group)
    icld.granted(group)
    bo, found = client(world.bo), {}
    for name, address in {
        "list": "/samband/partnerships/", "partnership": f"/samband/partnerships/{world.within.id}/",
        "application": f"/samband/applications/{project.id}/",
        "section": f"/samband/applications/{project.id}/sections/goal/",
        "tool": f"/samband/partnerships/{world.within.id}/tools/planning_tool/1/",
        "step": f"/samband/partnerships/{world.within.id}/tools/planning_tool/1/sections/risks/",
    }.items():
        assert bo.get(address).status_code == 200
        with CaptureQueriesContext(connection) as seen:
            bo.get(address)
        found[name] = len(seen)
    assert {name: number for name, number in found.items() if number > MOST} == {}, found
    assert found["list"] <= 8

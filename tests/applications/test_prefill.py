"""What an application starts from: profile and earlier answers, each with where it comes from and its day."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tandem.answers.operations import Edit, Taken, prefill, save
from tandem.answers.papers import upload
from tandem.answers.queries import stored, values
from tandem.answers.subjects import kind_named
from tandem.applications import prefill as starting
from tandem.organisations import operations as organisations
from tests.factories import applications, calls, sixty
from tests.files.samples import pdf

pytestmark = pytest.mark.django_db
PART = {"id": "what", "type": "short_text", "label": {"en": "What"}}
EXTRA = [
    {"id": "our_name", "type": "short_text", "of": "each_party", "prefill": "profile.name"},
    {"id": "where_based", "type": "long_text", "of": "each_party", "prefill": "profile.based_in"},
    {"id": "since", "type": "number", "of": "each_party", "prefill": "profile.founded"},
    {"id": "us", "type": "organisation", "of": "each_party", "prefill": "profile.name"},
    {"id": "account", "type": "short_text", "of": "each_party", "prefill": "earlier"},
    {"id": "papers", "type": "file", "of": "each_party", "accept": ["pdf"], "prefill": "earlier"},
    {"id": "work", "type": "table", "parts": [PART], "prefill": "earlier"},
    {"id": "chain", "type": "results", "prefill": "earlier"},
    {"id": "fresh", "type": "short_text"},
]


@pytest.fixture
def world(cast: Any, at: Any, tmp_path: Any) -> Any:
    """A form whose questions start from something known; Fjordvik has a profile and has applied once."""
    at("2024-09-12T12:00")
    with cast.scope():
        cast.call = calls.call(cast.actor("ana"), sixty.folder(tmp_path, 10, EXTRA))
        cast.actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
        cast.sides = {"home": cast.fjordvik, "abroad": cast.san_telmo}
        organisations.profile(cast.actors["home"], cast.fjordvik, based_in="A fjord", founded=1838)
        cast.first = applications.draft(cast.actors["home"], cast.call, cast.sides, "First")
        yield cast


def answer(world: Any, application: Any, side: str, path: str, value: Any, row: str = "") -> None:
    edit = Edit(path, row, None, 0, value=value)
    result = save(world.actors[side], "application", application.id, [edit], locale="en")
    assert result.outcomes[0].status == "saved", result.outcomes


@pytest.mark.expects("UX-10", "FLD-7")
def test_a_second_application_reenters_no_profile_field_and_says_where_each_comes_from(world: Any, at: Any) -> None:
    found = stored(world.first.id)
    assert found[("our_name/home", "")].value == world.fjordvik.name
    assert found[("where_based/home", "")].value == "A fjord" and found[("since/home", "")].value == "1838"
    assert found[("us/home", "")].value["organisation"] == str(world.fjordvik.id)
    assert "12 September 2024" in found[("where_based/home", "")].taken_from.replace("\xa0", " ")
    assert not any("/abroad" in path for path, _row in found), "nobody reads what the partner says of itself elsewhere"
    answer(world, world.first, "home", "account/home", "NO 1234")
    subject = kind_named("application").load(world.actors["home"], world.first.id)
    upload(world.actors["home"], subject, "papers/home", [SimpleUploadedFile("Vedtak.pdf", pdf())], locale="en")
    answer(world, world.first, "home", "work", {"what": "Compost"}, "01920000-0000-7000-8000-000000000001")
    high, low = "01920000-0000-7000-8000-000000000002", "01920000-0000-7000-8000-000000000003"
    answer(world, world.first, "home", "chain", {"level": "impact", "text": "Clean"}, high)
    answer(world, world.first, "home", "chain", {"level": "output", "text": "Bins", "leads_to": high}, low)
    at("2024-09-20T12:00")
    second = applications.draft(world.actors["home"], world.call, world.sides, "Second")
    there = stored(second.id)
    paths = {path for path, _row in there}
    assert paths == {f"{id}/home" for id in ("our_name", "where_based", "since", "us", "account", "papers")} | {
        "work", "chain",
    }  # fmt: skip
    assert there[("account/home", "")].taken_from.replace("\xa0", " ") == "First, 12 September 2024"
    rows = {row: kept.value for (path, row), kept in there.items() if path == "chain"}
    assert not set(rows) & {high, low}
    top = next(row for row, value in rows.items() if value["level"] == "impact")
    assert next(value for value in rows.values() if value["level"] == "output")["leads_to"] == top
    file = next(kept.value["file"] for (path, _row), kept in there.items() if path == "papers/home")
    client = browser(world.bo)
    assert client.get(f"/samband/applications/{second.id}/files/{file}/").status_code == 200
    page = client.get(f"/samband/applications/{second.id}/sections/extra/").content.decode().replace("\xa0", " ")
    assert "Taken from First, 12 September 2024" in page and "Taken from the profile of" in page


def browser(person: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.expects("UX-10")
def test_what_somebody_retypes_is_their_own_and_what_is_answered_is_left_alone(world: Any) -> None:
    edit = Edit("where_based/home", "", "By the sea", 1)
    save(world.actors["home"], "application", world.first.id, [edit], locale="en")
    kept = stored(world.first.id)[("where_based/home", "")]
    assert (kept.value, kept.taken_from) == ("By the sea", "")
    assert starting.begin(world.actors["home"], world.first.id) == 0
    assert values(world.first.id)[("where_based/home", "")] == "By the sea"
    found = {("fresh", ""): Taken("x" * 20, "a plan, 1 May"), ("nowhere", ""): Taken("lost", "")}
    assert prefill(world.actors["home"], "application", world.first.id, found) == 1
    assert stored(world.first.id)[("fresh", "")].taken_from == "a plan, 1 May"


@pytest.mark.expects("UX-10", "FLD-7")
def test_the_partner_takes_over_her_own_profile_on_a_page_that_says_what_there_is(world: Any) -> None:
    organisations.profile(world.actors["abroad"], world.san_telmo, based_in="A valley")
    client, address = browser(world.dee), f"/samband/applications/{world.first.id}/take/"
    page = client.get(address).content.decode()
    assert "What we know of you" in page and "where_based" in page and "A fjord" not in page
    assert client.post(address, {"from": "known"}).status_code == 302
    assert values(world.first.id)[("where_based/abroad", "")] == "A valley"


@pytest.mark.expects("UX-10", "FLD-7")
def test_sections_of_an_earlier_application_are_taken_one_by_one(world: Any, at: Any) -> None:
    sent = applications.submitted(world.actors, world.call, world.sides, "Sent")
    at("2024-09-20T12:00")
    second = applications.draft(world.actors["home"], world.call, world.sides, "Second")
    client, address = browser(world.bo), f"/samband/applications/{second.id}/take/"
    page = client.get(address).content.decode()
    assert sent.reference in page and "Ten questions" in page
    said = {"from": str(sent.application_id), "some": "1", "section": "extra"}
    assert client.post(address, said).status_code == 302
    taken = stored(second.id)
    assert ("summary", "") not in taken and taken[("fresh", "")].taken_from.startswith(sent.reference)
    assert client.post(address, {"from": str(sent.application_id), "some": "1", "section": "all"}).status_code == 302
    assert ("summary", "") in stored(second.id)
    assert client.post(address, {"from": "nothing"}).status_code == 404

"""The pages of the doing: what they say, to whom, and what they cost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tandem.delivery import operations
from tandem.delivery.models import Actual
from tandem.delivery.operations import DecisionInput, MeetingInput
from tandem.delivery.queries import actuals
from tandem.foundation.files.models import StoredFile
from tests.delivery.conftest import Room
from tests.factories.grants import audited_by, read_by_donor
from tests.files.samples import pdf

pytestmark = pytest.mark.django_db
QUERIES = 12


def browser(room: Room, who: str, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(getattr(room.cast, who), backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(response: Any) -> str:
    """What a page says, without its tags, spaces made one."""
    said = re.sub(r"<(head|nav|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", said).replace("\xa0", " ").split())


def value_form(room: Room, **typed: str) -> dict[str, str]:
    """The form of a year with nothing in it but what is given as `field__indicator`."""
    found = {f"revision-{room.ids[name]}": "0" for name in ("rising", "falling", "milestone")}
    for key, value in typed.items():
        field, name = key.split("__")
        found[f"{field}-{room.ids[name]}"] = value
    return found


@pytest.mark.clause("MIC-8")
@pytest.mark.expects("FLD-5")
def test_the_page_of_an_activity_names_what_is_missing_and_leads_to_it(early: Room) -> None:
    address = early.address(f"activities/{early.ids['visit']}/")
    page = browser(early, "dee").get(address)
    assert "Households that sort their waste" in text(page) and "It has begun" not in text(page)
    assert f"/samband/grants/{early.grant.id}/plan/#indicator-{early.ids['rising']}" in page.content.decode()
    no = browser(early, "dee").post(f"{address}start/", {"started_on": "2025-09-02"})
    assert no.status_code == 422 and "It cannot begin yet: one indicator that it serves has no baseline" in text(no)
    ana = browser(early, "ana")
    empty = ana.post(f"{address}start/", {"started_on": "2025-09-02", "override": ""})
    assert empty.status_code == 422 and "Write the reason" in text(empty)
    told = {"started_on": "2025-09-02", "override": "Counted on Friday"}
    assert ana.post(f"{address}start/", told).status_code == 302
    for who in ("dee", "kim"):
        shown = text(browser(early, who).get(address))
        assert "It began without a baseline" in shown and "Counted on Friday" in shown
    assert "without a baseline, with a reason" in text(ana.get(early.address("activities/")))


@pytest.mark.clause("MIC-17")
def test_the_page_of_a_visit_names_who_has_no_counterpart(travel: Room) -> None:
    bo = browser(travel, "bo")
    given = {
        "host": "abroad", "place": "San Telmo", "purpose": "Routes", "from_on": "2025-10-06", "to_on": "2025-10-10",
        "people": [travel.team["Kari Nes"], travel.team["Ole Vik"], travel.team["Ixchel Ajanel"]],
    }
    wrong = bo.post(travel.address("visits/plan/"), {**given, "to_on": "2025-10-01"})
    assert wrong.status_code == 422 and "ends before it starts on 6 October 2025" in text(wrong)
    assert f'value="{travel.team["Ole Vik"]}" checked' in wrong.content.decode()
    stranger = bo.post(travel.address("visits/plan/"), {**given, "people": ["somebody"]})
    assert stranger.status_code == 422 and "not in the team that the application names" in text(stranger)
    made = bo.post(travel.address("visits/plan/"), given)
    page = bo.get(made["Location"])
    assert "One person has no counterpart" in text(page) and "Ole Vik." in text(page)
    assert "one without a counterpart" in text(bo.get(travel.address("visits/")))


@pytest.mark.expects("REL-14", "UX-14")
def test_a_zero_reads_as_zero_and_nothing_as_not_reported_yet(room: Room) -> None:
    dee = browser(room, "dee", "es")
    saved = dee.post(room.address("results/2025/save/"), value_form(room, value__rising="0", value__milestone="0"))
    assert saved.status_code == 302
    found = {key[0]: row.value for key, row in actuals(room.grant.id).items()}
    assert found == {room.ids["rising"]: "0", room.ids["milestone"]: "0"}
    again = dee.get(room.address("results/2025/")).content.decode()
    assert f'name="value-{room.ids["rising"]}" value="0"' in again
    assert f'name="value-{room.ids["falling"]}" value=""' in again
    table = text(browser(room, "bo").get(room.address("results/")))
    assert "2025 1,200 0 −200%" in table and "30 not reported yet" in table and "2 of 3 indicators" in table


@pytest.mark.expects("UX-14")
def test_what_cannot_be_read_is_shown_again_and_the_rest_is_saved(room: Room) -> None:
    dee = browser(room, "dee", "es")
    typed = value_form(
        room, value__rising="1.200", text__rising="Contado en noviembre", value__falling="31,5",
        reason__milestone="Más tarde",
    )
    page = dee.post(room.address("results/2025/save/"), typed)
    body = page.content.decode()
    assert page.status_code == 422
    assert 'value="1.200"' in body and "Contado en noviembre" in body
    found = {key[0]: row for key, row in actuals(room.grant.id).items()}
    assert room.ids["rising"] not in found
    assert (found[room.ids["falling"]].value, found[room.ids["milestone"]].reason) == ("31.5", "Más tarde")


def test_a_conflict_shows_both_and_loses_neither(room: Room) -> None:
    first = room.value(value="900")
    room.value(value="950", who="bo")
    dee = browser(room, "dee")
    typed = {**value_form(room, value__rising="1000"), f"revision-{room.ids['rising']}": str(first.revision)}
    page = dee.post(room.address("results/2025/save/"), typed)
    body = page.content.decode()
    assert page.status_code == 409 and "Bo Fjellstad changed this value" in text(page)
    assert 'value="1000"' in body and ">950<" in body and f'name="revision-{room.ids["rising"]}" value="2"' in body
    theirs = dee.post(room.address("results/2025/save/"), {**typed, "choose": f"theirs:{room.ids['rising']}"})
    assert theirs.status_code == 302 and actuals(room.grant.id)[room.ids["rising"], 2025].value == "950"
    mine = dee.post(room.address("results/2025/save/"), {**typed, f"revision-{room.ids['rising']}": "2"})
    assert mine.status_code == 302 and actuals(room.grant.id)[room.ids["rising"], 2025].value == "1000"


def test_a_file_that_came_with_a_refused_value_need_not_be_chosen_again(room: Room) -> None:
    dee, key = browser(room, "dee"), room.ids["rising"]
    typed = {**value_form(room, value__rising="many"), f"evidence-{key}": SimpleUploadedFile("Count.pdf", pdf())}
    page = dee.post(room.address("results/2025/save/"), typed)
    file = StoredFile.objects.get(name="Count.pdf")
    assert page.status_code == 422 and f'name="file-{key}" value="{file.id}"' in page.content.decode()
    dee.post(room.address("results/2025/save/"), {**value_form(room, value__rising="900"), f"file-{key}": str(file.id)})
    assert actuals(room.grant.id)[key, 2025].evidence_id == file.id
    got = dee.get(room.address(f"results/evidence/{file.id}/"))
    assert got.status_code == 200 and "attachment" in got["Content-Disposition"]
    fake = {
        f"revision-{room.ids['falling']}": "0", f"value-{room.ids['falling']}": "3",
        f"evidence-{room.ids['falling']}": SimpleUploadedFile("a.pdf", b"MZ"),
    }
    no = dee.post(room.address("results/2025/save/"), fake)
    assert no.status_code == 422 and 'class="error"' in no.content.decode()


def test_the_officer_returns_a_question_and_approves(room: Room) -> None:
    room.all_values()
    operations.send_actuals(room.actor("dee"), room.grant.id, 2025)
    ana, dee = browser(room, "ana"), browser(room, "dee")
    assert "It waits for you" in text(ana.get(room.address("results/2025/")))
    nothing = ana.post(room.address("results/2025/judge/"), {"verb": "return"})
    assert nothing.status_code == 422 and "Write what you want to know" in text(nothing)
    ana.post(room.address("results/2025/judge/"), {f"question-{room.ids['rising']}": "Counted when?", "verb": "return"})
    page = dee.get(room.address("results/2025/"))
    assert "The officer asks" in text(page) and "Counted when?" in text(page)
    assert page.content.decode().count("revision-") == 1  # the others lie with the officer
    sent = dee.post(room.address("results/2025/save/"), {
        f"revision-{room.ids['rising']}": "1", f"value-{room.ids['rising']}": "1100",
        f"text-{room.ids['rising']}": "In November", "send": "1",
    })
    assert sent.status_code == 302
    assert ana.post(room.address("results/2025/judge/"), {"verb": "approve"}).status_code == 302
    assert {row.state for row in Actual.objects.filter(grant=room.grant)} == {"approved"}


def test_sending_too_early_names_what_is_missing(room: Room) -> None:
    page = browser(room, "dee").post(
        room.address("results/2025/save/"), {**value_form(room, value__rising="0"), "send": "1"}
    )
    assert page.status_code == 422 and "The rest is saved" in text(page)
    assert text(page).count("has no value. Write it, a zero too, or say why there is none.") == 4  # summary and place


def test_the_donor_reads_approved_values_only(room: Room) -> None:
    room.all_values()
    read_by_donor(room.cast.don.id, room.grant.donor_id)
    audited_by(room.cast.aud.id, room.grant)
    don, aud = browser(room, "don"), browser(room, "aud")
    assert "1,100" not in text(don.get(room.address("results/"))) and "1,100" in text(aud.get(room.address("results/")))
    assert "1,100" not in text(don.get(room.address("results/2025/")))
    operations.send_actuals(room.actor("dee"), room.grant.id, 2025)
    operations.approve_actuals(room.actor("ana"), room.grant.id, 2025)
    for page in ("results/", "results/2025/"):
        assert "1,100" in text(don.get(room.address(page)))


@pytest.mark.clause("MIC-9")
def test_a_meeting_is_written_down_and_its_decisions_carried_out(room: Room) -> None:
    dee = browser(room, "dee")
    given = {
        "held_on": "2025-11-03", "year": "2025", "agenda-progress": "Routes drawn", "decision-0": "Count twice",
        "side-0": "abroad", "due-0": "2026-02-01",
    }
    empty = dee.post(room.address("meetings/record/"), {**given, "agenda-progress": ""})
    assert empty.status_code == 422 and "at least one item" in text(empty) and "Count twice" in text(empty)
    late = dee.post(room.address("meetings/record/"), {**given, "held_on": "2025-12-03"})
    assert late.status_code == 422 and "today is 20 November 2025" in text(late)
    made = dee.post(room.address("meetings/record/"), {
        **given, "minutes": SimpleUploadedFile("Acta.pdf", pdf())})
    assert made.status_code == 302
    page = dee.get(made["Location"])
    assert "How far we have come" in text(page) and "Count twice" in text(page) and "by 1 February 2026" in text(page)
    assert dee.get(made["Location"] + "minutes/").status_code == 200


def test_the_grants_page_shows_the_doing(room: Room) -> None:
    room.start()
    room.value(value="0")
    shown = text(browser(room, "bo").get(f"/samband/grants/{room.grant.id}/"))
    assert "Activities begun 1 of 2" in shown and "Reported for 2025 1 of 3" in shown and "Visits held 0" in shown


def test_pages_cost_the_same_however_much_there_is(travel: Room) -> None:
    def fill() -> None:
        visit = travel.visit("Kari Nes", "Ole Vik", "Ixchel Ajanel", "Mateo Sic")
        operations.hold_visit(travel.actor("bo"), visit.id, "Seen")
        decided = (DecisionInput("One", "home"), DecisionInput("Two"))
        operations.record_meeting(travel.actor("bo"), travel.grant.id, MeetingInput(
            2025, date(2025, 11, 3), agenda={"progress": "Yes"}, decisions=decided))

    fill()
    travel.all_values()
    travel.start("visit")
    visit = travel.visit("Kari Nes", "Ixchel Ajanel")
    pages = ("activities/", f"activities/{travel.ids['visit']}/", "visits/", "visits/plan/", f"visits/{visit.id}/",
             "results/", "results/2025/", "meetings/", "meetings/record/")
    bo = browser(travel, "bo")
    before = {page: _queries(bo, travel.address(page)) for page in pages}
    for _more in range(3):
        fill()
    travel.start("meetings")
    after = {page: _queries(bo, travel.address(page)) for page in pages}
    assert before == after and max(after.values()) <= QUERIES, after


def _queries(client: Client, address: str) -> int:
    assert client.get(address).status_code == 200  # warm: what is remembered is remembered
    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    return len(caught)


@pytest.mark.parametrize("page", ["activities/", "visits/", "results/", "meetings/", "results/2025/"])
def test_readers_get_no_inputs(room: Room, page: str, at: Callable[..., Any]) -> None:
    shown = browser(room, "kim").get(room.address(page)).content.decode()
    assert "<textarea" not in shown and 'name="value-' not in shown

"""Each office writes its own criteria in line with the region's; approval, channels and changes are public."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from tandem.core.rulebook.editing import Key, Set
from tandem.foundation.access import Refused
from tandem.foundation.audit.models import Act
from tandem.foundation.duties.models import Duty
from tandem.programmes.operations import Channel, Publication, drafts, note_distribution, note_review
from tandem.programmes.queries import drafts as list_drafts
from tandem.programmes.queries import examined, latest_version
from tests.factories import rulebooks
from tests.factories.calls import programme as make_programme

pytestmark = pytest.mark.django_db
STRICTER = [
    Set("rulebook.yaml", ("components",), {"project": {"ceiling": "300000", "rules": [{
        "id": "one_or_two_purposes", "must": {"choose": "purposes", "between": [1, 1]}}]}}),
]
STRICTER_SET = [Set("rulebook.yaml", ("components", "project", "ceiling"), "300000")]


def of(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def region(cast: Any, at: Any) -> Any:
    """Samband with its programme; Cy and Kim are officers of the Belgrade office."""
    at("2024-08-01T10:00")
    with cast.scope():
        cast.programme = make_programme(cast.actor("ana"))
        cast.belgrade = rulebooks.office(cast.actor("ana"), "Belgrade office", "RS", cast.cy, cast.nobody)
        at("2024-08-02T10:00")
        yield cast


def iva(region: Any) -> Any:
    return region.actor("cy")


def zoran(region: Any) -> Any:
    return region.actor("nobody")


@pytest.mark.clause("TAC-5")
def test_an_offices_rulebook_extends_the_parent_and_is_public_per_office_and_version(region: Any) -> None:
    version = rulebooks.published(iva(region), zoran(region), STRICTER, programme=region.programme, at=region.belgrade)
    regional = latest_version(region.programme)
    assert regional and version.parent_version_id == regional.id and version.office == region.belgrade
    assert latest_version(region.programme, region.belgrade) == version and latest_version(region.programme) == regional
    assert version.component("project").ceiling == "300000" and regional.component("project").ceiling != "300000"
    assert len(version.component("project").criteria) == len(regional.component("project").criteria)
    page = Client().get("/samband/programmes/ks-mic/criteria/belgrade-office/")
    text = page.content.decode()
    assert page.status_code == 200 and "Belgrade office" in text and "Nils Ingen" in text
    for criterion in regional.component("project").criteria:
        assert escape(criterion.title["en"]) in text
    assert escape(regional.component("project").rules[0].source) in text  # inherited like everything it does not say
    everybody = Client().get("/samband/programmes/ks-mic/criteria/").content.decode()
    assert "/samband/programmes/ks-mic/criteria/belgrade-office/" in everybody
    older = Client().get(f"/samband/programmes/ks-mic/criteria/version/{regional.id}/")
    assert older.status_code == 200
    assert Client().get("/samband/programmes/ks-mic/criteria/nowhere/").status_code == 404


@pytest.mark.clause("TAC-5")
def test_what_loosens_the_parents_must_is_reported_and_needs_a_published_reason(region: Any) -> None:
    looser = [Set("rulebook.yaml", ("components",), {"project": {"rules": [{
        "id": "one_or_two_purposes", "must": {"choose": "purposes", "between": [1, 4]}}]}})]
    draft = rulebooks.sent(iva(region), looser, programme=region.programme, at=region.belgrade)
    found = examined(draft)
    assert [each.code for each in found.loosened] == ["loosened_number"] and found.complete
    said = Publication(changes={"en": "x", "es": "x"})
    with pytest.raises(Refused) as refused:
        drafts.publish(zoran(region), draft.id, draft.sent_sha256, said)
    assert refused.value.code == "loosens" and refused.value.values["findings"][0]["line"] == found.loosened[0].line
    why = "Small towns here do several things at once; agreed with the region."
    said = Publication(changes={"en": "x", "es": "x"}, loosening_reason=why)
    version = drafts.publish(zoran(region), draft.id, draft.sent_sha256, said)
    assert version.loosened_reason == why and version.loosened[0]["code"] == "loosened_number"
    act = Act.objects.select_related("detail").get(verb="rulebook.loosened")
    assert act.actor_id == region.nobody.id
    assert why in Client().get("/samband/programmes/ks-mic/criteria/belgrade-office/").content.decode()


@pytest.mark.clause("TAC-5")
def test_people_of_one_office_write_only_its_rules_and_the_region_reads_them(region: Any) -> None:
    with pytest.raises(Refused) as refused:
        drafts.start(iva(region), programme=region.programme)
    assert refused.value.code == "another_office"
    with pytest.raises(Refused):
        drafts.start(region.actor("ana"), programme=region.programme, office=region.belgrade)
    draft = drafts.start(iva(region), programme=region.programme, office=region.belgrade)
    ankara = rulebooks.office(region.actor("ana"), "Ankara office", "TR", region.kim)
    assert [each.id for each in list_drafts(region.actor("ana"))] == [draft.id]
    assert list_drafts(region.actor("kim")) == []
    with pytest.raises(Refused):
        drafts.edit(region.actor("kim"), draft.id, draft.revision, [Set("rulebook.yaml", ("title", "en"), "x")])
    assert latest_version(region.programme, ankara) == latest_version(region.programme)  # until it writes its own


def test_somebody_of_the_office_begins_its_rules_in_the_browser(region: Any) -> None:
    own, url = of(region.cy), "/samband/programmes/ks-mic/offices/belgrade-office/write/"
    assert url in own.get("/samband/programmes/ks-mic/versions/").content.decode()
    assert of(region.ana).post(url).status_code == 403
    assert own.post("/samband/programmes/ks-mic/offices/nowhere/write/").status_code == 404
    page = own.get(own.post(url)["Location"])
    assert page.status_code == 200
    assert list_drafts(iva(region))[0].files["rulebook.yaml"].splitlines()[2] == "extends: ks-mic"


def test_an_office_cannot_go_out_from_another_rulebook(region: Any) -> None:
    draft = drafts.start(iva(region), programme=region.programme, office=region.belgrade)
    draft = drafts.edit(iva(region), draft.id, draft.revision, [Set("rulebook.yaml", ("extends",), "icld-partnership")])
    with pytest.raises(Refused) as refused:
        drafts.send(iva(region), draft.id)
    assert refused.value.code in ("another_parent", "not_ready")


@pytest.mark.clause("TAC-17")
def test_a_version_says_how_it_was_drafted_consulted_approved_made_known_and_reviewed(region: Any, at: Any) -> None:
    version = rulebooks.published(iva(region), zoran(region), STRICTER, programme=region.programme, at=region.belgrade)
    assert (version.drafted_on, version.drafted_by) == (date(2024, 8, 2), "Cy Brandal")
    assert version.approver == "Nils Ingen" and version.approved_at and len(version.channels) == 3
    at("2025-03-01T10:00")
    note_distribution(iva(region), version.id, Channel("press", date(2024, 8, 9), "Vesti"))
    with pytest.raises(Refused):
        note_distribution(iva(region), version.id, Channel("press", date(2024, 8, 9), "Vesti"))
    note_review(iva(region), version.id, date(2025, 2, 20), "Few small towns applied.")
    with pytest.raises(Refused) as refused:
        note_review(iva(region), version.id, date(2023, 2, 20), "Before it was there")
    assert refused.value.code == "review_day"
    text = Client().get("/samband/programmes/ks-mic/criteria/belgrade-office/").content.decode()
    assert "Cy Brandal" not in text  # who typed it is for colleagues
    page = of(region.cy).get(f"/samband/programmes/ks-mic/versions/{version.id}/").content.decode()
    assert "Cy Brandal" in page
    for said in ("partners", "Nils Ingen", "information meeting", "Vesti", "Few small towns applied.",
                 "What changed"):
        assert said in text
    assert {"rulebook.distributed", "rulebook.reviewed"} <= set(Act.objects.values_list("verb", flat=True))


@pytest.mark.clause("TAC-17")
def test_a_rulebook_that_promises_three_channels_is_published_with_three(region: Any) -> None:
    promises = [Set("rulebook.yaml", ("publishing",), {"channels": 3, "consult": True, "source": "house advice"})]
    draft = rulebooks.sent(region.actor("ana"), promises, programme=region.programme)
    said = {"en": "x", "es": "x"}
    two = (Channel("website", date(2024, 8, 2)), Channel("mail", date(2024, 8, 2)), Channel("mail", date(2024, 8, 3)))
    for publication, code in (
        (Publication(changes=said, channels=two), "channels_missing"),
        (Publication(changes=said, channels=(*two, Channel("press", date(2024, 8, 2)))), "not_consulted"),
        (Publication(changes=said, channels=(*two, Channel("fax", date(2024, 8, 2)))), "channel_unknown"),
    ):
        with pytest.raises(Refused) as refused:
            drafts.publish(region.actor("omar"), draft.id, draft.sent_sha256, publication)
        assert refused.value.code == code


@pytest.mark.clause("TAC-17")
def test_what_changed_is_read_in_the_readers_language(region: Any) -> None:
    path = ("components", "project", "criteria")
    first = latest_version(region.programme).component("project").criteria[0]
    second = latest_version(region.programme).component("project").criteria[1]
    edits = [Set("rulebook.yaml", (*path, Key("id", first.id), "weight"), first.weight - 1),
             Set("rulebook.yaml", (*path, Key("id", second.id), "weight"), second.weight + 1)]
    rulebooks.published(region.actor("ana"), region.actor("omar"), edits, programme=region.programme)
    english = Client().get("/samband/programmes/ks-mic/criteria/").content.decode()
    assert f"the weight is {first.weight - 1}, was {first.weight}" in english and escape(first.title["en"]) in english
    assert "What changed</p>" in english
    spanish = Client(headers={"accept-language": "es"}).get("/samband/programmes/ks-mic/criteria/").content.decode()
    assert "Lo que cambió" in spanish and escape(first.title["es"]) in spanish


def test_a_second_officer_publishes_in_the_browser_and_the_duty_is_settled(region: Any) -> None:
    draft = rulebooks.sent(region.actor("ana"), STRICTER_SET, programme=region.programme)
    assert Duty.objects.filter(kind="programmes.approve", done_at=None).values_list("person_id", flat=True).get() \
        == region.omar.id
    url = f"/samband/programmes/drafts/{draft.id}/publish/"
    own = of(region.ana).get(url).content.decode()
    assert "You have written in this rulebook" in own and 'name="publish"' not in own
    omar = of(region.omar)
    page = omar.get(url)
    assert page.status_code == 200 and "300000" in page.content.decode()
    fields = {"publish": "1", "seen": draft.sent_sha256, "approver": "Omar Lunde", "channel_0": "website",
              "on_0": "2024-08-02"}
    refused = omar.post(url, fields)
    assert refused.status_code == 422 and "Readers have to learn what changed." in refused.content.decode()
    no_day = omar.post(url, {**fields, "changes_en": "Lower", "changes_es": "Menor", "channel_1": "press"})
    text = no_day.content.decode()
    assert no_day.status_code == 422 and '<div id="id_on_1_error"><p class="error">On which day?</p></div>' in text
    assert re.search(r"How it is made known, 2\s*<span", text) and not re.search(r"Way \d\s*<span", text)
    done = omar.post(url, {**fields, "changes_en": "Lower ceiling", "changes_es": "Tope menor"})
    assert done.status_code == 302
    assert not Duty.objects.filter(kind="programmes.approve", done_at=None).exists()
    assert "Lower ceiling" in omar.get(done["Location"]).content.decode()
    listed = omar.get("/samband/programmes/ks-mic/versions/").content.decode()
    assert "2024.2" in listed and "Omar Lunde" in listed
    version = latest_version(region.programme)
    page = f"/samband/programmes/ks-mic/versions/{version.id}/"
    press = {"what": "channel", "code": "press", "on": "2024-08-03", "where": "Vesti"}
    assert omar.post(page, press).status_code == 302
    assert omar.post(page, {"what": "review", "on": "2030-01-01", "found": "x"}).status_code == 422
    assert "Vesti" in omar.get(page).content.decode()


def test_it_is_given_back_with_a_reason(region: Any) -> None:
    draft = rulebooks.sent(region.actor("ana"), STRICTER_SET, programme=region.programme)
    url = f"/samband/programmes/drafts/{draft.id}/publish/"
    assert of(region.omar).post(url, {"return": "1", "why": " "}).status_code == 422
    assert of(region.omar).post(url, {"return": "1", "why": "Why so low?"}).status_code == 302
    draft.refresh_from_db()
    assert draft.step == "draft" and draft.returned == "Why so low?"
    assert of(region.omar).get(url).status_code == 200


def test_pages_ask_the_database_little(region: Any, django_assert_max_num_queries: Any) -> None:
    version = rulebooks.published(iva(region), zoran(region), STRICTER, programme=region.programme, at=region.belgrade)
    draft = rulebooks.sent(region.actor("ana"), STRICTER_SET, programme=region.programme)
    omar, anybody = of(region.omar), Client()
    for client, path, most in (
        (anybody, "ks-mic/criteria/belgrade-office/", 6), (anybody, f"ks-mic/criteria/version/{version.id}/", 6),
        (omar, "ks-mic/versions/", 8), (omar, f"ks-mic/versions/{version.id}/", 8),
        (omar, f"drafts/{draft.id}/publish/", 12),
    ):
        client.get(f"/samband/programmes/{path}")  # the rulebook is parsed once per process
        with django_assert_max_num_queries(most):
            assert client.get(f"/samband/programmes/{path}").status_code == 200

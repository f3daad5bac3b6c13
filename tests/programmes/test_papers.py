"""Papers that every organisation hands in once per programme: the code of ethics."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tandem.foundation.access import Refused
from tandem.foundation.files.operations import receive
from tandem.organisations.models import HandedIn
from tandem.organisations.operations import hand_in
from tandem.organisations.queries import records_of
from tests.factories import calls
from tests.files import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: Any, at: Any) -> Any:
    """Samband's programme in September 2024."""
    at("2024-09-12T12:00")
    with cast.scope():
        cast.programme = calls.programme(cast.actor("ana"))
        cast.address = f"/samband/organisations/{cast.fjordvik.id}/papers/ks-mic/code_of_ethics/"
        yield cast


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def pdf(name: str = "Etiske retningslinjer æøå.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, samples.pdf(), "application/pdf")


@pytest.mark.clause("MIC-11")
def test_the_code_of_ethics_is_handed_in_once_for_all_applications(world: Any) -> None:
    assert records_of([world.fjordvik.id], world.programme.id) == {world.fjordvik.id: set()}
    response = client_of(world.bo).post(world.address, {"file": pdf()})
    assert response.status_code == 302
    assert records_of([world.fjordvik.id, world.san_telmo.id], world.programme.id) == {
        world.fjordvik.id: {"code_of_ethics"}, world.san_telmo.id: set(),
    }
    page = client_of(world.bo).get(f"/samband/organisations/{world.fjordvik.id}/").content.decode()
    assert "Etiske retningslinjer æøå.pdf" in page and "Hand in a newer one" in page


@pytest.mark.clause("MIC-11")
def test_a_newer_one_takes_its_place_and_the_older_is_kept(world: Any) -> None:
    for name in ("first.pdf", "second.pdf"):
        client_of(world.bo).post(world.address, {"file": pdf(name)})
    rows = HandedIn.objects.order_by("handed_in_at", "id")
    assert [(row.file.name, row.replaced_at is None) for row in rows] == [("first.pdf", False), ("second.pdf", True)]
    for row in rows:
        answer = client_of(world.ana).get(f"/samband/organisations/{world.fjordvik.id}/files/{row.id}/")
        assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]


@pytest.mark.clause("MIC-11")
def test_no_file_or_a_wrong_one_is_refused_and_nothing_counts(world: Any) -> None:
    for files in ({}, {"file": SimpleUploadedFile("code.pdf", b"<script>alert(1)</script>")}):
        response = client_of(world.bo).post(world.address, files)
        assert response.status_code == 422 and "Error:" in response.content.decode()
    assert not HandedIn.objects.exists()


def test_a_paper_the_rulebook_does_not_ask_for_has_no_page(world: Any) -> None:
    assert client_of(world.bo).get(world.address.replace("code_of_ethics", "horoscope")).status_code == 404


@pytest.mark.expects("SEC-4")
def test_papers_are_for_members_and_officers_only(world: Any) -> None:
    client_of(world.bo).post(world.address, {"file": pdf()})
    address = f"/samband/organisations/{world.fjordvik.id}/files/{HandedIn.objects.get().id}/"
    for person in (world.bo, world.ana):
        assert client_of(person).get(address).status_code == 200
    for person in (world.dee, world.other_bo, world.cy, world.eve):
        assert client_of(person).get(address).status_code == 404
    assert client_of(world.other_bo).post(world.address, {"file": pdf()}).status_code == 404
    assert client_of(world.ana).post(world.address, {"file": pdf()}).status_code == 403
    stored = receive(world.actor("dee"), world.samband, pdf(), ["pdf"], 10_000_000, "paper")
    with pytest.raises(Refused):
        hand_in(
            world.actor("dee"), world.fjordvik, programme=world.programme.id, record_id="code_of_ethics", file=stored
        )

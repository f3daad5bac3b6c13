"""An empty installation: one token, one organiser, one officer, once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tandem.foundation.accounts.models import Person, SetUpToken
from tandem.foundation.audit.models import Act
from tandem.foundation.tenancy.models import Membership, Organiser
from tandem.web import setup

pytestmark = pytest.mark.django_db

FILLED = {
    "name_en": "Samband", "name_es": "", "languages": ["en"], "slug": "", "zone": "Europe/Oslo",
    "officer": "Ana Solheim", "email": "Ana@samband.example",
}


def test_empty_installation_leads_to_set_up(client: Client) -> None:
    assert client.get("/").headers["Location"] == "/set-up/"
    assert client.get("/set-up/").status_code == 200


def test_token_founds_organiser_and_officer_once(client: Client) -> None:
    token = setup.token()
    assert token
    answer = client.post("/set-up/", {**FILLED, "token": f" {token} "})
    assert answer.headers["Location"] == "/samband/desk/", answer.content.decode()
    organiser, person = Organiser.objects.get(), Person.objects.get()
    assert (organiser.slug, organiser.name, organiser.time_zone) == ("samband", {"en": "Samband"}, "Europe/Oslo")
    assert (person.email, person.name) == ("ana@samband.example", "Ana Solheim")
    assert list(Membership.objects.values_list("role", flat=True)) == ["officer"]
    assert Act.objects.get(verb="organiser.founded").chain == str(organiser.id)
    assert client.get("/samband/desk/").status_code == 200
    assert setup.token() is None and not SetUpToken.objects.exists()
    again = Client().post("/set-up/", {**FILLED, "token": token, "slug": "second"})
    assert again.headers["Location"] == "/" and Organiser.objects.count() == 1


def test_token_is_stored_hashed_and_a_new_one_kills_the_old(client: Client) -> None:
    first, second = setup.token(), setup.token()
    assert first and second
    assert first not in str(SetUpToken.objects.values_list("sha256", flat=True)) and SetUpToken.objects.count() == 1
    assert not setup.fits(first) and setup.fits(second)
    assert client.post("/set-up/", {**FILLED, "token": first}).status_code == 422
    assert not Organiser.objects.exists() and not Person.objects.exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"token": "guess"}, "not the token"),
        ({"token": ""}, "Type the token"),
        ({"name_en": ""}, "type the name in it"),
        ({"languages": ["en", "es"]}, "type the name in it"),
        ({"languages": []}, "at least one language"),
        ({"slug": "sign-in"}, "own addresses"),
        ({"slug": "Not a slug!"}, "small letters"),
        ({"name_en": "Demo"}, "type one"),
        ({"email": "ana"}, "whole mail address"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"officer": ""}, "Type your name"),
    ],
)
def test_faults_are_said_and_nothing_is_founded(client: Client, change: dict[str, Any], says: str) -> None:
    answer = client.post("/set-up/", {**FILLED, "token": setup.token(), **change})
    page = answer.content.decode()
    assert answer.status_code == 422 and "<title>Error:" in page and says.lower() in page.lower()
    assert not Organiser.objects.exists() and not Person.objects.exists()


def test_no_token_no_entry(client: Client) -> None:
    assert client.post("/set-up/", {**FILLED, "token": ""}).status_code == 422
    assert client.post("/set-up/", {**FILLED, "token": "x"}).status_code == 422
    assert not Organiser.objects.exists()


def test_guessing_pauses(client: Client) -> None:
    for _ in range(10):
        client.post("/set-up/", {**FILLED, "token": "guess"})
    answer = client.post("/set-up/", {**FILLED, "token": setup.token()})
    assert answer.status_code == 422 and "Too many wrong" in answer.content.decode()

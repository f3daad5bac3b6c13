"""The demo's entrance: a page with a button per person, and nothing at all where no demo runs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tandem import demo
from tandem.demo import operations
from tandem.demo.models import CastMember

pytestmark = pytest.mark.django_db
SAID = {"part": {"en": "runs the programme", "es": "dirige"}, "today": {"en": "Answers.", "es": "Responde."}}


@pytest.fixture
def entrance(cast: Any, settings: Any) -> Any:
    settings.TANDEM_DEMO = True
    operations.cast(
        {
            "dee": (cast.dee, {**SAID, "address": "/samband/desk/"}),
            "ana": (cast.ana, {**SAID, "address": "/samband/desk/"}),
        }
    )
    return cast


def test_without_a_demo_there_is_no_entrance(entrance: Any, settings: Any, client: Client) -> None:
    settings.TANDEM_DEMO = False
    for path in ("/demo/", "/demo/as/ana/"):
        assert client.get(path).status_code == 404
    assert client.post("/demo/as/ana/").status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_get_shows_a_button_and_a_post_signs_in(entrance: Any, client: Client) -> None:
    page = client.get("/demo/").content.decode()
    assert page.index("Dee Morales") < page.index("Ana Solheim") and "This is a demo" in page
    assert "Sign in as Dee" in client.get("/demo/as/dee/").content.decode()
    assert "_auth_user_id" not in client.session
    answer = client.post("/demo/as/dee/")
    assert answer.headers["Location"] == "/samband/desk/"
    assert client.session["_auth_user_id"] == str(entrance.dee.id)
    assert client.cookies["language"].value == "es"
    client.post("/demo/as/ana/")
    assert client.session["_auth_user_id"] == str(entrance.ana.id)


def test_nobody_outside_the_cast_can_be_entered_as(entrance: Any, client: Client) -> None:
    for key in ("omar", str(entrance.omar.id), "eve"):
        assert client.post(f"/demo/as/{key}/").status_code == 404
    assert "_auth_user_id" not in client.session


def test_links_for_the_console(entrance: Any, settings: Any) -> None:
    assert demo.links()[0] == ("Dee Morales Quiej", "Answers.", f"{settings.TANDEM_URL}/demo/as/dee/")
    operations.cast({})
    assert demo.links() == [] and not CastMember.objects.exists()

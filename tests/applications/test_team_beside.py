"""The team is judged beside its list while people are added: counts, what must hold, what is advised (UX-12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from tandem.applications.models import Application
from tandem.calls.models import Call
from tandem.foundation.ids import new_id
from tests.factories import applications, calls, organisations, participants
from tests.rulebooks.teams import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast: Any, at: Callable[..., datetime]) -> Iterator[tuple[Client, Application, str]]:
    """A preparation that Bo has begun, with nobody in its team; the address of the team's section."""
    at("2025-02-20T10:00")
    with cast.scope():
        call: Call = calls.call(cast.actor("ana"), participants.folder(), component="preparation", year=2025)
        sides = {
            "home": organisations.make("Björkvik kommun", "SE", sign=cast.bo),
            "abroad": organisations.make("Makambira", "KE", sign=cast.dee),
        }
        made = applications.draft(cast.actor("bo"), call, sides)
        client = Client()
        client.force_login(cast.bo)
        yield client, made, f"/samband/applications/{made.id}/sections/people/"


def row(code: str, number: int, party: str = "home") -> tuple[str, dict[str, Any]]:
    """A row's id and its cells as the form names them."""
    id = str(new_id())
    said = {**person(code, party, number), "email": ""}
    texts = {True: "true", False: "false"}
    return id, {f"team.{id}.{name}": texts.get(value, value) for name, value in said.items()}


def add(client: Client, address: str, *codes: str, party: str = "home") -> dict[str, Any]:
    """People typed one after the other, as the page saves them by itself; the last answer."""
    said: dict[str, Any] = {}
    for number, code in enumerate(codes):
        id, cells = row(code, number, party)
        answer = client.post(f"{address}autosave/", {"base": [f"team.{id}|0|-"], **cells})
        assert answer.status_code == 200, answer.content
        said = answer.json()
        assert said["answers"][0]["status"] == "saved", said
    return said


@pytest.mark.clause("ICLD-1", "ICLD-7")
@pytest.mark.expects("UX-12")
def test_verdicts_and_counts_are_renewed_with_every_person(draft: tuple[Client, Application, str]) -> None:
    """Each person who is added changes counts and verdicts in the answer that the page takes in."""
    client, _made, address = draft
    side = add(client, address, "Pm")["side"]
    assert "has 1 elected politicians; 2 take part" in side and "Must be mended:" in side
    assert "Takes part as: Elected politician" in side
    side = add(client, address, "Po", "Oc", "O")["side"]
    assert "Björkvik kommun has" not in side, "what was missing at home is there now"
    assert "Makambira has 0 elected politicians" in side
    side = add(client, address, "Pm", "Po", "Oc", "O", party="abroad")["side"]
    assert "The team: everything that must hold, holds" in side


@pytest.mark.clause("ICLD-1")
def test_hard_and_soft_are_told_apart(draft: tuple[Client, Application, str]) -> None:
    """Two politicians of one bench are advised against under a heading of their own; three are refused."""
    client, _made, address = draft
    side = add(client, address, "Pm", "Pm", "Oc", "O")["side"]
    advice = side.index("Advice, not a must")
    assert side.index("Makambira has 0 elected politicians") < advice < side.index("Björkvik kommun lacks")
    side = add(client, address, "Po")["side"]
    assert side.index("has 3 elected politicians") < side.index("Advice, not a must")


def test_each_remedy_is_a_link_to_the_person_or_the_list(draft: tuple[Client, Application, str]) -> None:
    client, _made, address = draft
    side = add(client, address, "Pm!")["side"]
    assert f'href="{address}#f-team"' in side, "people are to be added"
    assert f'href="{address}#row-' in side, "somebody is to be completed"


def test_without_javascript_the_page_shows_the_same(draft: tuple[Client, Application, str]) -> None:
    """Saved by the button, the page that comes back has counts and verdicts beside the list; the row can be linked."""
    client, _made, address = draft
    add(client, address, "Pm", "Po", "O")
    page = client.get(address).content.decode()
    assert 'id="team-verdicts"' in page and "0 coordinators" in page and 'id="row-' in page
    assert page.count("0 coordinators") == 2, "each party once, not again below"


def test_other_sections_have_no_team_beside_them(draft: tuple[Client, Application, str]) -> None:
    client, made, _address = draft
    page = client.get(f"/samband/applications/{made.id}/sections/about/").content.decode()
    assert "team-verdicts" not in page


@pytest.mark.clause("ICLD-7")
def test_gender_guests_and_coordinators_are_counted(draft: tuple[Client, Application, str]) -> None:
    client, _made, address = draft
    side = add(client, address, "PmW", "PoM", "OcW", "OM", "GxsW")["side"]
    table = side[side.index("<table") :]
    expected = {
        "People": 5, "Gender: Woman": 3, "Gender: Man": 2, "Is your coordinator": 1,
        "Comes from another organisation": 1, "Sits with: The opposition": 1,
    }  # fmt: skip
    for label, counts in expected.items():
        line = table[table.index(f">{label}<") :]
        assert f'<td class="num">{counts}</td><td class="num">0</td>' in line[:160], label

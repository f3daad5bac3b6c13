"""Pages of the participants: register, form in its versions, Word and PDF, proposing, deciding."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import docx
import pytest
from django.test import Client
from pypdf import PdfReader

from tandem.delivery import operations, participant_jobs
from tandem.delivery.events import ReplacementDecided
from tandem.delivery.models import Replacement
from tandem.foundation.outbox.models import Mail
from tests.factories import participants
from tests.factories.participants import Awarded, newcomer

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(cast: Any, at: Callable[..., datetime]) -> Iterator[Awarded]:
    """A preparation whose eight people were approved with the award of 10 June 2025."""
    at("2025-06-10T12:00")
    with cast.scope():
        yield participants.awarded(cast)


def signed_in(person: Any, language: str = "en") -> Client:
    client = Client()
    client.force_login(person)
    client.cookies["language"] = language
    return client


def posted(**changed: Any) -> dict[str, Any]:
    """What the form sends: Nora Ny, a politician of the opposition, in the place of somebody."""
    cells = {f"comes-{name}": value for name, value in newcomer("Po").items()}
    return {"leaves": "", "side": "home", "why": "left", "reason": "Moves away.", "from_on": "2026-03-01", **cells,
            **changed}


@pytest.mark.clause("ICLD-8")
@pytest.mark.parametrize("kind", ["docx", "pdf"])
@pytest.mark.parametrize(("language", "word"), [("sv", "Deltagarformulär"), ("en", "Participant form")])
def test_the_form_of_the_whole_team_is_a_file(team: Awarded, cast: Any, kind: str, language: str, word: str) -> None:
    """Everybody with every answer, in Word and as PDF, in each language of the programme."""
    answer = signed_in(cast.bo).get(team.address(f"forms/1/{language}.{kind}"))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if kind == "docx":
        document = docx.Document(io.BytesIO(content))
        text = "\n".join(
            [p.text for p in document.paragraphs]
            + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        )
    else:
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert answer.status_code == 200 and word in text
    assert team.form is not None and all(row["name"] in text for row in team.form.people)
    assert "Listens." in text and ("uppförandekoden" if language == "sv" else "code of conduct") in text


@pytest.mark.clause("ICLD-8")
def test_each_version_is_kept_and_says_what_differs(team: Awarded, cast: Any) -> None:
    operations.approve_replacement(cast.actor("ana"), team.propose("Bo 1", "Po").id)
    client = signed_in(cast.dee)
    first, second = (client.get(team.address(f"forms/{n}/")).content.decode() for n in (1, 2))
    assert "This version holds no more" in first and "Nora Ny" not in first
    assert "Bo 1 (post, Björkvik kommun) takes part no more." in second
    assert "Nora Ny (post, Björkvik kommun) takes part now." in second
    assert "Moves to another town" in second
    assert client.get(team.address("forms/3/")).status_code == 404
    assert client.get(team.address("forms/1/fr.pdf")).status_code == 404


@pytest.mark.clause("ICLD-7")
def test_a_partner_proposes_and_an_officer_approves_on_pages(team: Awarded, cast: Any) -> None:
    bo, ana = signed_in(cast.bo), signed_in(cast.ana)
    assert "Propose a change" in bo.get(team.address()).content.decode()
    answer = bo.post(team.address("replace/"), posted(leaves=str(team.person("Bo 1"))))
    row = Replacement.objects.get()
    assert answer.status_code == 302 and answer["Location"] == team.address(f"replacements/{row.id}/")
    page = ana.get(team.address(f"replacements/{row.id}/")).content.decode()
    assert "Nora Ny in the place of Bo 1" in page and "Approve it" in page
    assert "The team as it would be" in page and "Must be mended:" not in page
    assert "Approve it" not in bo.get(team.address(f"replacements/{row.id}/")).content.decode()
    assert ana.post(team.address(f"replacements/{row.id}/approve/")).status_code == 302
    listed = bo.get(team.address()).content.decode()
    assert "Version 2" in listed and "to 28\N{NO-BREAK SPACE}February\N{NO-BREAK SPACE}2026" in listed


def test_what_was_typed_stays_when_it_is_refused(team: Awarded, cast: Any) -> None:
    """Each refusal beside its field, in the rules' own words; every cell keeps what was typed."""
    typed = posted(leaves=str(team.person("Bo 1")), reason="", **{"comes-email": "no mail", "comes-bench": ""})
    answer = signed_in(cast.bo).post(team.address("replace/"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Nora Ny" in page and "no mail" in page and "Listens." in page
    assert 'href="#f-comes-email"' in page and "Write the reason" in page
    broken = posted(leaves=str(team.person("Cy 2")))  # the coordinator leaves, a politician comes
    page = signed_in(cast.bo).post(team.address("replace/"), broken).content.decode()
    assert "has 3 elected politicians" in page and "coordinators among its officials" in page


@pytest.mark.parametrize("typed", [{}, {"leaves": "nobody"}, {"from_on": "29.02.2027"}, {"side": "moon"}])
def test_a_form_that_makes_no_sense_is_answered_with_words(team: Awarded, cast: Any, typed: dict[str, str]) -> None:
    data = posted(**typed) if typed else {}
    answer = signed_in(cast.bo).post(team.address("replace/"), data)
    assert answer.status_code == 422 and 'class="error' in answer.content.decode()
    assert not Replacement.objects.exists()


def test_a_refusal_is_read_by_the_partners(team: Awarded, cast: Any) -> None:
    row = team.propose("Bo 1", "Po")
    ana = signed_in(cast.ana)
    assert ana.post(team.address(f"replacements/{row.id}/refuse/"), {"reason": ""}).status_code == 422
    assert ana.post(team.address(f"replacements/{row.id}/refuse/"), {"reason": "Too late."}).status_code == 302
    assert "Too late." in signed_in(cast.dee).get(team.address(f"replacements/{row.id}/")).content.decode()
    assert ana.post(team.address(f"replacements/{row.id}/approve/")).status_code == 409
    participant_jobs.tell_partners(ReplacementDecided(str(row.grant_id), str(row.id)))
    told = Mail.objects.filter(about_kind="replacement", about_id=row.id)
    assert {each.to for each in told} == {cast.bo.email, cast.dee.email}
    assert all("Too late." in each.text for each in told)


def test_a_person_who_reads_swedish_reads_swedish(team: Awarded, cast: Any) -> None:
    """The columns of the form are asked in the programme's own words in the language of the page."""
    page = signed_in(cast.bo, "sv").get(team.address("replace/")).content.decode()
    assert "Vilket mandat har personen?" in page and "Which mandate" not in page


def test_pages_ask_few_questions(team: Awarded, cast: Any, django_assert_max_num_queries: Any) -> None:
    row = team.propose("Bo 1", "Po")
    client = signed_in(cast.ana)
    client.get(team.address())
    for path in ("", "forms/1/", f"replacements/{row.id}/"):
        with django_assert_max_num_queries(14):
            assert client.get(team.address(path)).status_code == 200

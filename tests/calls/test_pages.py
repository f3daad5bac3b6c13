"""What anybody reads about a call before any account, and what officers see."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from pypdf import PdfReader

from tandem.calls import operations
from tandem.calls.models import Call
from tests.cast import CANARY
from tests.factories import calls

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(cast: Any, at: Any) -> Any:
    """The 2024 call on 12 September, and a twin call of the other organiser."""
    at("2024-09-12T12:00")
    with cast.scope():
        cast.call = calls.call(cast.actor("ana"))
    with cast.scope(cast.brofonden):
        calls.call(cast.actor("eve", cast.brofonden), canary=CANARY, slug="project-2024")
    return cast


def read(path: str, who: Any = None, status: int = 200, **query: str) -> str:
    """The page's words, tags taken out and spaces joined."""
    client = Client()
    if who:
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(path, query)
    assert response.status_code == status, response.content.decode()[:2000]
    return text_of(response.content.decode())


def text_of(html: str) -> str:
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", html, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def every_text(site: Any, language: str) -> list[str]:
    """Every text of the form definition in a language: titles, questions, hints, parts, options, lines."""
    found: list[str] = []
    for section in site.call.form.sections:
        found += [section.title[language], section.intro.get(language, "")]
        for question in section.questions:
            found += [question.label[language], question.hint.get(language, ""), question.why.get(language, "")]
            found += [option.label[language] for option in (*question.options, *question.lines)]
            if question.options_from in site.call.rulebook.lists:
                found += [o.label[language] for o in site.call.rulebook.lists[question.options_from].options]
            for part in question.parts:
                found += [part.label[language], part.hint.get(language, "")]
                found += [option.label[language] for option in part.options]
    return [re.sub(r"\s+", " ", text).strip() for text in found if text]


@pytest.mark.expects("UX-1")
@pytest.mark.clause("FLD-2")
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_stranger_reads_every_question_of_the_form(site: Any, language: str) -> None:
    with site.scope():
        wanted = every_text(site, language)
    page = read("/samband/calls/project-2024/form/", language=language)
    assert len(wanted) > 80 and [text for text in wanted if text not in page] == []


@pytest.mark.expects("UX-1")
def test_limits_and_file_rules_stand_beside_the_questions(site: Any) -> None:
    page = read("/samband/calls/project-2024/form/")
    assert "At most 72 characters" in page and "At most 200 words" in page
    assert "Files: PDF, Word (docx), PNG, JPEG. At most 3 files" in page
    assert "A budget for 3 years in NOK" in page and "GTQ" in page and "with the rate and where it comes from" in page


@pytest.mark.expects("UX-1")
@pytest.mark.clause("FLD-2")
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_whole_form_comes_as_pdf_and_word(site: Any, language: str) -> None:
    with site.scope():
        labels = [q.label[language] for q in site.call.form.questions()]
    pdf = Client().get("/samband/calls/project-2024/form.pdf", {"language": language})
    words = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf.content)).pages)
    squeezed = re.sub(r"[\s\u00ad-]", "", words)
    assert pdf["Content-Type"] == "application/pdf" and f"-{language}.pdf" in pdf["Content-Disposition"]
    assert [label for label in labels if re.sub(r"[\s\u00ad-]", "", label) not in squeezed] == []
    docx = Client().get("/samband/calls/project-2024/form.docx", {"language": language})
    xml = ZipFile(BytesIO(docx.content)).read("word/document.xml").decode()
    written = re.sub(r"\s+", "", text_of(xml))
    assert [label for label in labels if re.sub(r"\s+", "", label) not in written] == []


@pytest.mark.clause("MIC-1")
def test_the_purposes_are_shown_with_how_many_may_be_chosen(site: Any) -> None:
    with site.scope():
        purposes = [o.label["en"] for o in site.call.rulebook.lists["purposes"].options]
        effects = [o.label["en"] for o in site.call.rulebook.goal.effects]
    page = read("/samband/calls/project-2024/")
    assert len(purposes) == len(effects) == 4 and all(text in page for text in purposes + effects)
    assert "Purposes Choose at least 1 and at most 2." in page
    assert "Choose at least 1 and at most 2." in read("/samband/calls/project-2024/form/")


@pytest.mark.clause("MIC-2")
def test_the_countries_of_each_party_are_named(site: Any) -> None:
    page = read("/samband/calls/project-2024/")
    assert "Partner abroad municipality or region or county in Albania" in page and "in Norway" in page
    for country in ("Guatemala", "Kenya", "Serbia", "Ukraine"):
        assert country in page


@pytest.mark.clause("MIC-11")
def test_the_code_of_ethics_is_announced_with_help(site: Any) -> None:
    page = read("/samband/calls/project-2024/")
    assert "Code of ethics once for the programme" in page and "If you do not have one yet" in page


@pytest.mark.clause("MIC-15")
def test_the_year_of_each_donor_stands_on_the_page(site: Any) -> None:
    page = read("/samband/calls/project-2024/").replace("\u00a0", " ")
    assert "Date Norad Ministry of Foreign Affairs" in page
    assert "Application to the organiser 1 October 2024 not applicable" in page
    assert "The organiser applies to the donor 1 November 2024 not applicable" in page
    assert "Instalment 1 1 March 2025 1 October 2024" in page and "Instalment 2 1 October 2025 not applicable" in page
    assert "Your report 15 April 2026 1 September 2025" in page
    assert "The organiser's report to the donor not yet set not yet set" in page
    assert "Network meetings not yet set" in page


@pytest.mark.clause("MIC-15")
def test_in_a_year_of_the_programme_application_the_other_donor_has_dates_too(site: Any) -> None:
    with site.scope():
        Call.objects.update(conditions=["programme_application_year"])
    page = read("/samband/calls/project-2024/").replace("\u00a0", " ")
    assert "Application to the organiser 1 October 2024 15 January 2024" in page
    assert "The organiser applies to the donor 1 November 2024 15 February 2024" in page


@pytest.mark.expects("UX-4")
@pytest.mark.clause("FLD-4")
def test_the_call_says_what_it_takes_and_when_in_every_clock(site: Any) -> None:
    page = read("/samband/calls/project-2024/").replace("\u00a0", " ")
    assert "It takes each partner about 4 hours of work." in page
    assert "up to NOK 1,200,000 a year" in page and "NOK 5,000,000 to share out" in page
    assert "carry 10 % of the whole cost" in page and "by 20 December 2024" in page and "1 March 2025" in page
    assert "The council decision or international strategy" in page
    assert "1 October 2024, 23:59" in page and "Oslo time" in page and "15:59 in Guatemala" in page
    assert "19 days 11 hours left" in page
    site.dee.time_zone = "America/Guatemala"
    site.dee.save()
    assert "15:59 in Guatemala" in read("/samband/calls/project-2024/", site.dee).replace("\u00a0", " ")


@pytest.mark.expects("UX-4")
def test_questions_and_answers_are_visible_to_all_without_names(site: Any) -> None:
    with site.scope():
        question = operations.ask(site.actor("bo"), site.call, "Can a region apply?")
        assert "Can a region apply?" not in read("/samband/calls/project-2024/")
        operations.answer(site.actor("ana"), question, "Yes, on both sides.")
    page = read("/samband/calls/project-2024/")
    assert "Can a region apply?" in page and "Yes, on both sides." in page and "Bo Fjellstad" not in page


@pytest.mark.expects("UX-4")
def test_a_closed_call_stays_readable(site: Any, at: Any) -> None:
    at("2024-10-02T00:01")
    page = read("/samband/calls/project-2024/").replace("\u00a0", " ")
    assert "It closed 1 October 2024, 23:59" in page and "Start an application" not in page
    for path in ("form/", "criteria/", "form.pdf", "dates.ics"):
        assert Client().get(f"/samband/calls/project-2024/{path}").status_code == 200
    assert "Closed" in read("/samband/") and "Project support 2024" in read("/samband/")


@pytest.mark.expects("UX-1")
def test_criteria_show_weights_guidance_anchors_and_the_published_seed(site: Any) -> None:
    page = read("/samband/calls/project-2024/criteria/")
    with site.scope():
        for criterion in site.call.component.criteria:
            assert criterion.title["en"] in page and f"{criterion.weight} of 100" in page
            assert all(anchor.means["en"] in page for anchor in criterion.anchors)
    assert site.call.seed in page


def test_the_dates_come_as_a_calendar(site: Any) -> None:
    text = Client().get("/samband/calls/project-2024/dates.ics").content.decode()
    assert "DTEND:20241001T215900Z" in text and "DTSTART;VALUE=DATE:20250301" in text and "BEGIN:VALARM" in text
    assert text == Client().get("/samband/calls/project-2024/dates.ics").content.decode()


def test_an_organiser_without_calls_says_so(site: Any) -> None:
    with site.scope():
        Call.objects.update(status="draft")
    assert "Samband has not published a call yet" in read("/samband/")


@pytest.mark.parametrize("path", ["", "form/", "criteria/", "form.pdf", "form.docx", "dates.ics", "manage/"])
@pytest.mark.parametrize("who", [None, "bo", "cy", "eve"])
def test_a_draft_is_not_named_to_anybody_but_officers(site: Any, path: str, who: str | None) -> None:
    with site.scope():
        Call.objects.update(status="draft")
    client = Client()
    if who:
        client.force_login(getattr(site, who), backend="django.contrib.auth.backends.ModelBackend")
    status = client.get(f"/samband/calls/project-2024/{path}").status_code
    expected = {302} if path == "manage/" and who is None else {403} if path == "manage/" and who == "cy" else {404}
    assert status in expected


@pytest.mark.expects("SEC-2")
def test_the_other_organisers_texts_appear_nowhere(site: Any) -> None:
    assert CANARY in read("/brofonden/calls/project-2024/")
    for path in ("", "calls/", "calls/project-2024/", "calls/project-2024/form/", "calls/project-2024/criteria/"):
        assert CANARY not in read(f"/samband/{path}", site.ana)
    client = Client()
    client.force_login(site.eve, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/samband/calls/project-2024/manage/").status_code == 404
    with site.scope():
        question = operations.ask(site.actor("bo"), site.call, "Can a region apply?")
    for path in ("publish/", "adopt/", "edit/", f"questions/{question.id}/answer/"):
        assert client.post(f"/samband/calls/project-2024/{path}", {f"q-{question.id}-answer": "x"}).status_code == 404
        assert client.post(f"/brofonden/calls/project-2024/questions/{question.id}/answer/").status_code == 404
    with site.scope():
        question.refresh_from_db()
        assert question.answered_at is None


def test_a_refused_question_keeps_its_text_in_the_form(site: Any) -> None:
    client = Client()
    client.force_login(site.bo, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post("/samband/calls/project-2024/ask/", {"text": "x" * 2001})
    page = response.content.decode()
    assert response.status_code == 422 and "x" * 2001 in page and "2001" in page and "Shorten it by 1." in page


@pytest.mark.parametrize("path", [
    "", "calls/", "calls/project-2024/", "calls/project-2024/form/", "calls/project-2024/criteria/",
    "calls/project-2024/manage/", "calls/project-2024/edit/", "calls/new/", "organisations/", "organisations/{own}/",
    "programmes/",
])
@pytest.mark.parametrize("who", [None, "ana", "bo"])
def test_at_most_eight_queries_a_page(
    site: Any, path: str, who: str | None, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    if who:
        client.force_login(getattr(site, who), backend="django.contrib.auth.backends.ModelBackend")
    path = path.format(own=site.fjordvik.id)
    with site.scope():
        for number in range(3):
            question = operations.ask(site.actor("bo"), site.call, f"Question {number}?")
            if number:
                operations.answer(site.actor("ana"), question, "Yes.")
    client.get(f"/samband/{path}")
    with django_assert_max_num_queries(8):
        client.get(f"/samband/{path}")


def test_the_summary_of_a_page_with_choices_leads_to_the_first_of_them(site: Any) -> None:
    client = Client()
    client.force_login(site.ana, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/samband/calls/new/", {"year": "2025"})
    page = answer.content.decode()
    assert answer.status_code == 422
    (wrong,) = answer.context["errors"]
    assert f'href="{wrong["url"]}"' in page and f'id="{wrong["url"].removeprefix("#")}"' in page

"""The pages on which an application is filled in, as a browser without JavaScript uses them, and autosave."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from tandem.answers.models import Answer, SetAside
from tandem.answers.operations import Edit, save
from tandem.answers.queries import stored, values
from tandem.core.forms.paths import expand
from tandem.foundation.documents.blocks import Document, Paragraph
from tandem.foundation.documents.pdf import to_pdf
from tandem.organisations.models import Member
from tests.factories import applications, calls

pytestmark = pytest.mark.django_db

NASTY = ["\x00 nul", "\u202e bidi", "=cmd()", "y" * 100_000, "<b>bold</b>", "{{ settings }}", "a" * 300 + "\r\nline"]


@pytest.fixture
def world(cast: Any, at: Any) -> Any:
    """An open call, a draft, and Bo signed in."""
    at("2024-09-12T12:00")
    with cast.scope():
        cast.call = calls.call(cast.actor("ana"))
        cast.actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
        cast.sides = {"home": cast.fjordvik, "abroad": cast.san_telmo}
        cast.application = applications.draft(cast.actors["home"], cast.call, cast.sides)
    cast.home = f"/samband/applications/{cast.application.id}/"
    cast.client = Client()
    cast.client.force_login(cast.bo, backend="django.contrib.auth.backends.ModelBackend")
    return cast


def sent_by(content: bytes) -> dict[str, Any]:
    """What a browser would send of the page's form if nothing were touched (it drops a textarea's first line break)."""
    form = html.fromstring(content).get_element_by_id("sheet")
    areas = {area.name for area in form.iter("textarea")}
    sent: dict[str, Any] = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value.removeprefix("\n") if name in areas else value)
    return sent


def fields(world: Any, section: str, client: Client | None = None) -> dict[str, Any]:
    """What the form of a section would send if nothing were touched."""
    return sent_by((client or world.client).get(f"{world.home}sections/{section}/").content)


def post(world: Any, section: str, sent: dict[str, Any], **changed: Any) -> Any:
    return world.client.post(f"{world.home}sections/{section}/", {**sent, **changed})


@pytest.mark.expects("UX-7")
def test_a_section_is_saved_by_its_button_and_leads_to_the_next(world: Any) -> None:
    sent = fields(world, "about")
    answer = post(
        world, "about", sent, title="Waste and trust", summary="Two towns\r\nlearn", purposes=["efficient_services"]
    )
    assert answer.status_code == 302 and answer.url.endswith("sections/shared_task/")
    with world.scope():
        assert values(world.application.id)[("summary", "")] == "Two towns\nlearn"
    shown = world.client.get(f"{world.home}sections/about/").content.decode()
    assert "Two towns\nlearn" in shown


@pytest.mark.expects("UX-9")
def test_a_page_that_lay_open_does_not_touch_what_was_not_typed(world: Any) -> None:
    sent = fields(world, "about")
    with world.scope():
        save(
            world.actors["abroad"], "application", world.application.id, [Edit("summary", "", "De Dee", 0)], locale="es"
        )
    post(world, "about", sent, title="Only the title")
    with world.scope():
        found = values(world.application.id)
        assert found[("summary", "")] == "De Dee" and found[("title", "")] == "Only the title"
        assert not SetAside.objects.exists()


@pytest.mark.expects("UX-9", "UX-7")
def test_a_conflict_without_javascript_shows_both_and_is_decided_by_a_button(world: Any) -> None:
    sent = fields(world, "about")
    with world.scope():
        save(
            world.actors["abroad"], "application", world.application.id, [Edit("summary", "", "De Dee", 0)], locale="es"
        )
    shown = post(world, "about", sent, summary="From Bo")
    page = shown.content.decode()
    assert shown.status_code == 200 and "De Dee" in page and "From Bo" in page
    again = sent_by(shown.content)
    undecided = post(world, "about", again)
    assert "De Dee" in undecided.content.decode(), "an undecided conflict is asked again, never written over"
    with world.scope():
        assert values(world.application.id)[("summary", "")] == "De Dee"
    post(world, "about", again, **{"choose:summary": "mine"})
    with world.scope():
        assert values(world.application.id)[("summary", "")] == "From Bo"


@pytest.mark.expects("UX-6")
def test_autosave_answers_with_the_next_base_and_saves_again_from_it(world: Any) -> None:
    sent = fields(world, "about")
    base = next(b for b in sent["base"] if b.startswith("summary|"))
    url = f"{world.home}sections/about/autosave/"
    first = world.client.post(url, {"base": base, "summary": "One"}).json()
    assert first["answers"][0]["status"] == "saved" and first["at"] == "12:00"
    second = world.client.post(url, {"base": first["answers"][0]["base"], "summary": "One, two"}).json()
    assert second["answers"][0]["status"] == "saved"
    with world.scope():
        assert stored(world.application.id)[("summary", "")].revision == 2


@pytest.mark.expects("UX-12")
def test_saving_is_never_blocked_and_what_is_wrong_stands_beside_it(world: Any) -> None:
    sent = fields(world, "about")
    long = "word " * 250
    assert post(world, "about", sent, summary=long, start_on="31.02.2025").status_code == 302
    page = world.client.get(f"{world.home}sections/about/").content.decode()
    assert "50 words too many" in page and long.strip() in page
    missing = world.client.get(f"{world.home}missing/").content.decode()
    assert "50 words too many" in missing
    with world.scope():
        assert values(world.application.id)[("start_on", "")] == {"unread": "31.02.2025"}


@pytest.mark.expects("UX-12")
def test_what_is_missing_lists_everything_at_once_with_links(world: Any) -> None:
    page = html.fromstring(world.client.get(f"{world.home}missing/").content)
    links = (
        [a.get("href") for a in page.cssselect("ul.open a")]
        if hasattr(page, "cssselect")
        else page.xpath("//ul[@class='open']//a/@href")
    )
    assert len(links) > 15 and all("#f-" in link for link in links)
    assert len(page.xpath("//*[contains(@class,'verdicts')]/li")) > 3


@pytest.mark.expects("UX-7")
def test_people_and_budget_rows_without_javascript(world: Any) -> None:
    added = post(world, "people", fields(world, "people"), add="team")
    row = added.url.split("row=")[1].split("#")[0]
    sent = sent_by(world.client.get(added.url).content)
    sent[f"team.{row}.name"], sent[f"team.{row}.party"] = "Kari Vann", "home"
    assert post(world, "people", sent).status_code == 302
    with world.scope():
        value = values(world.application.id)[("team", row)]
        assert value["name"] == "Kari Vann" and value["party"] == "home"
    post(world, "people", fields(world, "people"), **{"remove:team": row})
    with world.scope():
        assert ("team", row) not in values(world.application.id)


@pytest.mark.expects("UX-13", "UX-14")
def test_a_budget_in_two_currencies_with_rate_and_source(world: Any) -> None:
    world.client.cookies["language"] = "es"
    added = post(world, "money", fields(world, "money"), add="budget")
    row = added.url.split("row=")[1].split("#")[0]
    url = f"{world.home}sections/money/autosave/"
    page = html.fromstring(world.client.get(added.url).content)
    base = next(b.get("value") for b in page.xpath("//input[@name='base']") if row in b.get("value"))
    name = f"budget.{row}."
    line = page.xpath(f"//select[@name='{name}line']/option/@value")[1]
    typed = {
        f"{name}line": line,
        f"{name}text": "Camiones",
        f"{name}party": "abroad",
        f"{name}paid_by": "grant",
        f"{name}currency": "GTQ",
        f"{name}years/1": "Q 412 500,00",
        f"{name}rate": "1,3850",
        f"{name}rate_source": "Norges Bank",
        f"{name}rate_on": "2024-09-12",
    }
    answer = world.client.post(url, {"base": base, **typed}).json()["answers"][0]
    assert answer["status"] == "saved" and answer["problems"] == []
    with world.scope():
        value = values(world.application.id)[("budget", row)]
        assert value["years"] == {"1": 41250000} and value["rate"] == "1.3850"
        world.application.refresh_from_db()
        assert world.application.asked_minor == 57131250
    assert "571" in world.client.get(f"{world.home}sections/money/").content.decode()


@pytest.mark.expects("SEC-8", "UX-11")
@pytest.mark.parametrize("nasty", NASTY, ids=["nul", "bidi", "formula", "long", "html", "template", "crlf"])
def test_nasty_texts_through_every_form_give_no_server_error_and_lose_nothing(world: Any, nasty: str) -> None:
    for section in world.call.form.sections:
        sent = fields(world, section.id)
        typed = {
            name: nasty for name in sent if name not in {"base", "csrfmiddlewaretoken", "stay"} and "|" not in name
        }
        answer = post(world, section.id, sent, **typed)
        assert answer.status_code in {200, 302}, section.id
        assert world.client.get(f"{world.home}sections/{section.id}/").status_code == 200
    expected = nasty.replace("\x00", "\ufffd").replace("\r\n", "\n")
    with world.scope():
        kept = json.dumps([row.value for row in Answer.objects.all()], ensure_ascii=False)
    assert json.dumps(expected, ensure_ascii=False)[1:-1] in kept
    page = world.client.get(f"{world.home}sections/about/").content.decode()
    assert "<b>bold</b>" not in page and "tandem.config" not in page


@pytest.mark.expects("UX-15")
def test_a_paper_is_handed_in_fetched_and_taken_away_and_a_wrong_one_says_why(world: Any) -> None:
    path = next(
        f.path for f in expand(world.call.form, ("home", "abroad")) if f.question.type == "file" and f.party == "home"
    )
    section = next(s.id for s in world.call.form.sections if any(q.id == path.split("/")[0] for q in s.questions))
    exe = SimpleUploadedFile("Vedtak.pdf", b"MZ\x90\x00 not a pdf", content_type="application/pdf")
    refused = post(world, section, fields(world, section), upload=path, **{path: exe})
    assert refused.status_code == 422 and "Vedtak.pdf" in refused.content.decode()
    content = to_pdf(
        Document("Decision", "en", [Paragraph("The council decided.")], "Fjordvik kommune", date(2024, 9, 1))
    )
    good = SimpleUploadedFile("Vedtak æøå.pdf", content, content_type="application/pdf")
    assert post(world, section, fields(world, section), upload=path, **{path: good}).status_code == 302
    page = world.client.get(f"{world.home}sections/{section}/").content.decode()
    assert "Vedtak æøå.pdf" in page
    with world.scope():
        ((row, value),) = [(k[1], v) for k, v in values(world.application.id).items() if k[0] == path]
    served = world.client.get(f"{world.home}files/{value['file']}/")
    assert served.status_code == 200 and b"".join(served.streaming_content) == content
    stranger = Client()
    stranger.force_login(world.other_bo, backend="django.contrib.auth.backends.ModelBackend")
    assert stranger.get(f"{world.home}files/{value['file']}/").status_code == 404
    post(world, section, fields(world, section), **{f"remove:{path}": row})
    assert "Vedtak æøå.pdf" not in world.client.get(f"{world.home}sections/{section}/").content.decode()


@pytest.mark.expects("UX-9")
def test_presence_is_seen_by_the_other_and_fades(world: Any, at: Any) -> None:
    world.client.post(f"{world.home}sections/about/presence/")
    dee = Client()
    dee.force_login(world.dee, backend="django.contrib.auth.backends.ModelBackend")
    assert "Bo Fjellstad" in dee.get(f"{world.home}sections/about/").content.decode()
    at("2024-09-12T12:05")
    assert "Bo Fjellstad" not in dee.get(f"{world.home}sections/about/").content.decode().split("<main")[1]


@pytest.mark.expects("UX-5")
def test_the_founder_leaves_and_colleagues_go_on(world: Any) -> None:
    with world.scope():
        Member.objects.create(
            organisation=world.fjordvik,
            person=world.nobody,
            role="sign",
            invited_at=world.application.founded_at,
            accepted_at=world.application.founded_at,
        )
    world.bo.is_active = False
    world.bo.save()
    colleague = Client()
    colleague.force_login(world.nobody, backend="django.contrib.auth.backends.ModelBackend")
    assert world.client.get(world.home).status_code == 302
    assert colleague.get(world.home).status_code == 200


@pytest.mark.expects("UX-10", "FLD-7")
def test_a_second_application_takes_over_answers_with_their_source_and_asks_no_profile_again(world: Any) -> None:
    with world.scope():
        applications.submitted(world.actors, calls.call(world.actor("ana"), slug="the-first"), world.sides)
    overview = world.client.get(world.home).content.decode()
    assert "Take over answers from before" in overview
    offered = html.fromstring(world.client.get(f"{world.home}take/").content)
    source = offered.xpath("//input[@name='some']/../input[@name='from']/@value")[0]
    world.client.post(f"{world.home}sections/about/", {**fields(world, "about"), "title": "My own title"})
    assert world.client.post(f"{world.home}take/", {"from": source}).status_code == 302
    with world.scope():
        found = values(world.application.id)
        assert found[("title", "")] == "My own title", "what was typed stays"
        assert found[("summary", "")] and found[("learning_goals/home", "")]
        assert ("learning_goals/abroad", "") not in found, "the partner speaks for itself"
    shown = world.client.get(f"{world.home}sections/about/").content.decode()
    assert "Taken from THE-FIRST-0001, 12" in shown
    missing = world.client.get(f"{world.home}missing/").content.decode()
    assert (
        "ethics_on_record" not in missing
        and "code of ethics" not in missing.lower().split("rules hold")[0].split("<details")[0]
    )

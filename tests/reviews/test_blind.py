"""A blind panel learns nothing about who applies: no page, file, mail or calendar says it; officers know (TAC-16)."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tandem.answers.models import Answer
from tandem.foundation.access import Refused
from tandem.foundation.duties.models import Duty
from tandem.foundation.files.models import StoredFile
from tandem.foundation.outbox.models import Mail
from tandem.foundation.tenancy.models import Membership
from tandem.reviews import operations
from tandem.reviews.models import Assignment, Declaration, OrganisationInterest
from tandem.reviews.queries.codes import code_of, key_of
from tandem.reviews.queries.names import applicants, named
from tests.cast import Cast
from tests.reviews.conftest import enter
from tests.reviews.panel import CANARIES, NAMES, PEOPLE, PLACES, SERBIA, SIGNS, paper, scored, seat, serbian

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def panel(cast: Cast, at: Any) -> Any:
    with cast.scope():
        yield serbian(cast, at)


def told(content: bytes) -> set[str]:
    """The canaries in something that was sent out."""
    text = content.decode("utf-8", "replace").casefold()
    return {canary for canary in CANARIES if canary.casefold() in text}


def fetched(client: Client, address: str) -> bytes:
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body + str(answer.headers).encode()


def without_echo(body: bytes) -> bytes:
    """A page without the search that was typed, which it shows again."""
    return re.sub(rb'value="[^"]*"|(search|q)=[^"&;]*', b"", body)


def reachable(client: Client, start: list[str]) -> dict[str, bytes]:
    """Every page and file that links lead to from these addresses, but not the list of names and not signing out."""
    found: dict[str, bytes] = {}
    waiting = list(start)
    while waiting:
        address = waiting.pop()
        if address in found or "/declare/" in address or not address.startswith("/samband/"):
            continue
        found[address] = fetched(client, address)
        links = re.findall(r'(?:href|action)="([^"#?]+)', found[address].decode("utf-8", "replace"))
        waiting += [link for link in links if link.startswith("/samband/")]
    return found


@pytest.mark.clause("TAC-16")
@pytest.mark.expects("SEC-13")
def test_no_canary_reaches_the_panel_and_the_officer_has_them_all(panel: Any) -> None:
    seat(panel)
    panel.score_all(panel.cast.cy, 3)
    client = enter(panel.cast.cy)
    own = ("reviews/", "desk/", "calendar/", "calendar/duties.ics", "reviews/languages/")
    start = [f"/samband/{page}" for page in own]
    start += [f"/samband/applications/{a.id}/read/" for a in panel.made]
    start += [f"/samband/reviews/applications/{a.id}/" for a in panel.made]
    pages = reachable(client, [*start, f"/samband/calls/{panel.call.slug}/", "/samband/organisations/"])
    works = [a for a in pages if re.search(r"/reviews/assess/[0-9a-f-]+/$", a)]
    assert len(works) == 2 and sum("/files/" in a for a in pages) == 2 and sum("/read/" in a for a in pages) >= 2
    assert {address: told(body) for address, body in pages.items() if told(body)} == {}
    mails = b"".join(f"{m.subject} {m.text}".encode() for m in Mail.objects.filter(to=panel.cast.cy.email))
    duties = str(list(Duty.objects.filter(person=panel.cast.cy).values_list("values", flat=True))).encode()
    assert mails and told(mails + duties) == set()
    ana = enter(panel.cast.ana)
    officer = b"".join(fetched(ana, f"/samband/applications/{a.id}/read/") for a in panel.made)
    assert told(officer) == set(CANARIES)  # they are there to be found
    for application in panel.made:  # and no address of theirs stands on a page of the panel
        id = str(application.id)
        assert all(id.encode() not in body for address, body in pages.items() if id not in address)
        assert all(application.reference.encode() not in body for body in pages.values())


@pytest.mark.clause("TAC-16")
def test_files_bear_a_number_and_say_nothing_about_their_makers(panel: Any) -> None:
    seat(panel)
    client, work = enter(panel.cast.cy), panel.work(panel.cast.cy)
    page = client.get(f"/samband/reviews/assess/{work.id}/read/").content.decode()
    assert "Paper 1.docx" in page
    named = Answer.objects.get(subject_id=work.application_id, path="needs_papers").value
    file = StoredFile.objects.get(id=named["file"])
    answer = client.get(f"/samband/reviews/assess/{work.id}/files/{file.id}/")
    assert answer.status_code == 200 and answer["Content-Disposition"] == 'attachment; filename="Paper.docx"'
    officer = enter(panel.cast.ana).get(f"/samband/applications/{work.application_id}/files/{file.id}/")
    assert PEOPLE[0].split()[0] in officer["Content-Disposition"]
    assert client.get(f"/samband/applications/{work.application_id}/files/{file.id}/").status_code == 404
    StoredFile.objects.filter(id=file.id).update(kind="exe")
    refused = client.get(f"/samband/reviews/assess/{work.id}/files/{file.id}/")
    assert refused.status_code == 403 and "could not be taken out for sure" in refused.content.decode()
    other = panel.work(panel.cast.cy, panel.made[1])
    assert client.get(f"/samband/reviews/assess/{other.id}/files/{file.id}/").status_code == 404


def marked(folder: Path) -> Path:
    """A copy of the Serbian rulebook: a question and a paper of it are marked as saying who the applicants are."""
    shutil.copytree(SERBIA, folder)
    form, line = folder / "forms" / "application.yaml", "      - id: advice\n"
    text = form.read_text(encoding="utf-8")
    assert text.count(line) == 1
    asked = "      - {id: registered, type: file, accept: [docx], identifies: true, label: {sr: Upis, en: Register}}\n"
    form.write_text(text.replace(line, f"{asked}{line}        identifies: true\n"), encoding="utf-8")
    return folder


@pytest.mark.clause("TAC-16")
def test_a_question_that_says_who_they_are_is_kept_from_the_panel_with_its_paper(
    cast: Cast, at: Any, tmp_path: Path
) -> None:
    with cast.scope():
        panel = serbian(cast, at, folder=marked(tmp_path / SERBIA.name))
        seat(panel)
        work = panel.work(cast.cy)
        registered = paper(work.application, PEOPLE[0], "registered")
    client, ana = enter(cast.cy), enter(cast.ana)
    pages = reachable(client, [f"/samband/reviews/assess/{work.id}/", "/samband/reviews/"])
    assert b"learn from each other" in pages[f"/samband/reviews/assess/{work.id}/read/"]  # they read all else
    assert b"Paper 1.docx" in pages[f"/samband/reviews/assess/{work.id}/read/"]
    assert [a for a, body in pages.items() if SIGNS.encode() in body or str(registered.id).encode() in body] == []
    assert client.get(f"/samband/reviews/assess/{work.id}/files/{registered.id}/").status_code == 404
    officer = fetched(ana, f"/samband/applications/{work.application_id}/read/")
    assert SIGNS.encode() in officer and str(registered.id).encode() in officer


@pytest.mark.clause("TAC-16")
@pytest.mark.expects("UX-26")
def test_the_list_of_names_cannot_be_joined_to_what_is_read(panel: Any) -> None:
    operations.ask(panel.officer, panel.call, [panel.cast.cy.id, panel.liv.id])
    client, url = enter(panel.cast.cy), f"/samband/reviews/{panel.call.slug}/declare/"
    page = client.get(url).content.decode()
    keys = list(dict.fromkeys(re.findall(r'name="interest-([0-9a-f]+)"', page)))
    names = [one.name for one in named(applicants(panel.call))]
    assert len(keys) == 4 and names == sorted(names, key=str.casefold)
    assert [page.index(f"<legend class=\"strong\">{name}<") for name in names] == sorted(
        page.index(f"<legend class=\"strong\">{name}<") for name in names
    )
    for application in panel.made:  # neither title, reference, id nor neutral name of an application
        for sign in (application.title, application.reference, str(application.id), code_of(application.id)):
            assert sign not in page
    for one in named(applicants(panel.call)):
        assert str(one.id) not in page
        assert key_of(panel.call.id, one.id, panel.cast.cy.id) != key_of(panel.call.id, one.id, panel.liv.id)
    assert client.get("/samband/reviews/").content.decode().count("/reviews/assess/") == 0
    posted = {f"interest-{key}": "none" for key in keys}
    assert client.post(url, posted).status_code == 302
    assert Declaration.objects.filter(person=panel.cast.cy, has_interest=False, replaced_at=None).count() == 2
    assert OrganisationInterest.objects.filter(person=panel.cast.cy, replaced_at=None).count() == 4
    assert not Duty.objects.filter(person=panel.cast.cy, kind="reviews.declare", done_at=None).exists()
    operations.assign(panel.officer, panel.call, [panel.cast.cy.id], [a.id for a in panel.made])
    listed = client.get("/samband/reviews/").content.decode()  # open at once: declared before anything was given
    order = [listed.index(code) for code in sorted(code_of(a.id) for a in panel.made)]
    assert order == sorted(order)
    assert all(code_of(a.id) in listed for a in panel.made)


@pytest.mark.expects("SEC-9", "UX-26")
def test_an_interest_in_one_name_closes_what_it_stands_behind_and_nothing_else(panel: Any) -> None:
    operations.ask(panel.officer, panel.call, [panel.cast.cy.id])
    cy, behind = panel.actor(panel.cast.cy), applicants(panel.call)
    mine, other = (behind[a.id] for a in panel.made)
    with pytest.raises(Refused) as refused:
        operations.declare_about(cy, panel.call, {mine[0]: "  "})
    assert [(p.code, p.where) for p in refused.value.problems] == [("interest_without_reason", str(mine[0]))]
    done = operations.declare_about(cy, panel.call, {mine[0]: "My cousin cooks there", other[0]: None})
    assert done.conflicts == (panel.made[0].id,) and done.opened == ()
    declared = Declaration.objects.filter(person=panel.cast.cy, replaced_at=None)
    assert [row.application_id for row in declared] == [panel.made[0].id]  # of the other one half is still not said
    with pytest.raises(Refused, match="declared_interest"):
        operations.assign(panel.officer, panel.call, [panel.cast.cy.id], [panel.made[0].id])
    operations.declare_about(cy, panel.call, {other[1]: None, mine[1]: None})
    assert declared.filter(has_interest=False).get().application_id == panel.made[1].id
    with pytest.raises(Refused) as refused:
        operations.declare_about(cy, panel.call, {mine[0]: None})
    assert refused.value.problems[0].code == "interest_stands"
    for who, said in ((panel.cast.nobody, {mine[0]: None}), (panel.cast.cy, {panel.cast.fjordvik.id: None})):
        with pytest.raises(Refused) as refused:
            operations.declare_about(panel.actor(who), panel.call, said)
        assert refused.value.status == 404


@pytest.mark.clause("TAC-16")
def test_names_are_shown_once_everybody_has_locked_and_scores_stay_then(panel: Any) -> None:
    seat(panel)
    first = panel.made[0]
    panel.lock_all(panel.cast.cy, 4, first)
    url = f"/samband/reviews/applications/{first.id}/unblind/"
    ana, cy = enter(panel.cast.ana), enter(panel.cast.cy)
    assert ana.post(url).status_code == 409
    work = panel.lock_all(panel.liv, 4, first)
    assert enter(panel.cast.cy).post(url).status_code == 403
    page = ana.get(f"/samband/reviews/applications/{first.id}/").content.decode()
    assert f"The panel knows it as {code_of(first.id)}" in page and "Let the panel see who applies" in page
    assert ana.post(url).status_code == 302
    read = cy.get(f"/samband/reviews/assess/{panel.work(panel.cast.cy, first).id}/").content.decode()
    assert NAMES[0] in read and PLACES[0] in read
    assert first.title in cy.get("/samband/reviews/").content.decode()
    assert cy.get(f"/samband/applications/{first.id}/read/").status_code == 200
    with pytest.raises(Refused, match="unblinded"):
        operations.reopen(panel.officer, work.id, "Now that you know")
    other = cy.get(f"/samband/reviews/assess/{panel.work(panel.cast.cy, panel.made[1]).id}/").content
    assert told(other) == set()


@pytest.mark.clause("TAC-16")
def test_who_sees_names_as_an_officer_sits_on_no_blind_panel(panel: Any) -> None:
    Membership.objects.create(organiser=panel.cast.samband, person=panel.liv, role="officer")
    with pytest.raises(Refused, match="sees_names"):
        operations.assign(panel.officer, panel.call, [panel.liv.id], [panel.made[0].id])
    page = enter(panel.cast.ana).get(f"/samband/calls/{panel.call.slug}/assessors/propose/").content.decode()
    assert "Liv Aker" not in page and "1 is missing" in page


@pytest.mark.expects("SEC-13")
def test_no_applicant_finds_an_assessors_name(panel: Any) -> None:
    seat(panel)
    scored(panel, (4, 3), (2, 3))
    from tandem.organisations.models import Member

    person = Member.objects.filter(organisation__name__startswith=NAMES[0]).select_related("person")[0].person
    client = enter(person)
    start = ["/samband/applications/", "/samband/desk/", "/samband/calendar/duties.ics", "/samband/organisations/"]
    start += [f"/samband/applications/{panel.made[0].id}/", f"/samband/calls/{panel.call.slug}/"]
    pages = reachable(client, start)
    assert len(pages) > 12
    lists = ("applications/", "organisations/", "calls/", f"calls/{panel.call.slug}/applications/", "receipts/")
    for search in ("Cy", "Brandal", "cy%40tandem.example", "Liv+Aker"):
        for place in lists:
            pages[f"{place}?{search}"] = without_echo(fetched(client, f"/samband/{place}?search={search}&q={search}"))
    for name in ("Cy Brandal", "Brandal", "cy@tandem.example", "Liv Aker", str(panel.cast.cy.id)):
        assert [a for a, body in pages.items() if name.encode() in body] == []
    ana, base = enter(panel.cast.ana), f"/samband/calls/{panel.call.slug}/applications"
    for address in (f"{base}/?search=Brandal", f"{base}.csv", f"{base}.xlsx"):  # nor does an officer's export bear one
        found = without_echo(fetched(ana, address))
        assert b"Brandal" not in found.replace(b"Cy Brandal</option>", b"")  # the officers' own filter names assessors
    assert Assignment.objects.filter(assessor=panel.cast.cy).count() == 2


@pytest.mark.expects("UX-24")
def test_a_blind_page_needs_no_more_queries_than_others(panel: Any, django_assert_max_num_queries: Any) -> None:
    seat(panel)
    client, work = enter(panel.cast.cy), panel.work(panel.cast.cy)
    for url in ("reviews/", f"reviews/assess/{work.id}/", f"reviews/assess/{work.id}/read/",
                f"reviews/{panel.call.slug}/declare/"):  # fmt: skip
        client.get(f"/samband/{url}")
        with django_assert_max_num_queries(12, info=url):
            assert client.get(f"/samband/{url}").status_code == 200

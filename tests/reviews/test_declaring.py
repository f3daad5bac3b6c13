"""Interests are declared before anything is read; who has one sees nothing, anywhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import get_resolver, reverse

from tandem.answers.models import Answer
from tandem.applications.queries import read_by
from tandem.foundation import clock
from tandem.foundation.access import Refused
from tandem.foundation.access.models import Grant
from tandem.foundation.audit.models import ActDetail
from tandem.foundation.duties.models import Duty
from tandem.organisations.models import Member
from tandem.reviews import operations
from tandem.reviews.models import Assignment, Scoring
from tests.reviews.conftest import enter

pytestmark = [pytest.mark.django_db]
SECRET = "Waste is sorted at the door"  # stands in the answers


def duties(**which: Any) -> list[str]:
    return list(Duty.objects.filter(done_at=None, **which).values_list("kind", flat=True))


@pytest.mark.expects("UX-26")
def test_nothing_is_open_before_the_declaration(two: Any) -> None:
    two.give(two.cast.cy)
    assert Answer.objects.filter(subject_id=two.made[0].id, value__icontains=SECRET).exists()
    assert duties(person=two.cast.cy.id) == ["reviews.declare"]
    client, work = enter(two.cast.cy), two.work(two.cast.cy)
    page = client.get(f"/samband/reviews/{two.call.slug}/declare/")
    text = page.content.decode()
    assert page.status_code == 200 and SECRET not in text
    assert two.made[0].title in text and "Fjordvik kommune, Norway" in text and "Guatemala" in text
    assert str(work.id) not in text and f"/applications/{two.made[0].id}/" not in text  # no link to content
    listed = client.get("/samband/reviews/").content.decode()
    assert two.made[0].title not in listed and "declare" in listed
    assert client.get(f"/samband/reviews/assess/{work.id}/").status_code == 403
    assert client.get(f"/samband/applications/{two.made[0].id}/read/").status_code == 404
    with pytest.raises(Refused) as refused:
        operations.score(two.actor(two.cast.cy), work.id, two.component.criteria[0].id, 3, "because")
    assert refused.value.code == "not_declared" and not Scoring.objects.exists()


@pytest.mark.expects("UX-26")
def test_no_interest_opens_the_content_and_gives_the_duty(world: Any) -> None:
    world.give(world.cast.cy)
    made = operations.declare(world.actor(world.cast.cy), world.call, {world.made[0].id: None})
    assert made.opened == (world.work(world.cast.cy).id,) and not made.conflicts
    assert duties(person=world.cast.cy.id) == ["reviews.score"]
    page = enter(world.cast.cy).get(f"/samband/reviews/assess/{made.opened[0]}/")
    assert page.status_code == 200 and SECRET in page.content.decode()
    assert read_by(world.actor(world.cast.cy), world.made[0].id, clock.now()).application == world.made[0]
    due = Duty.objects.get(kind="reviews.score").due_at
    assert (world.call.decision_on - due.date()).days in {14, 15}


@pytest.mark.expects("UX-26", "SEC-9")
def test_an_interest_needs_its_reason_and_closes_one_application_only(two: Any) -> None:
    two.give(two.cast.cy)
    cy = two.actor(two.cast.cy)
    with pytest.raises(Refused) as refused:
        operations.declare(cy, two.call, {two.made[0].id: "  ", two.made[1].id: None})
    assert [p.code for p in refused.value.problems] == ["interest_without_reason"]
    assert not Grant.objects.exists()
    operations.declare(cy, two.call, {two.made[0].id: "My sister sits on the council", two.made[1].id: None})
    client = enter(two.cast.cy)
    assert client.get(f"/samband/applications/{two.made[0].id}/read/").status_code == 403
    assert client.get(f"/samband/applications/{two.made[1].id}/read/").status_code == 200
    assert duties(role="officer") == ["reviews.replace_assessor"]
    assert Assignment.objects.get(application=two.made[0]).ended == "conflict"
    with pytest.raises(Refused, match="interest_stands|declaration"):
        operations.declare(cy, two.call, {two.made[0].id: None})
    with pytest.raises(Refused, match="declared_interest"):
        two.give(two.cast.cy, to=[two.made[0]])
    two.give(two.liv, to=[two.made[0]])
    assert duties(role="officer") == []


def routes_for(application: Any, work: Any, call: Any, file: Any) -> list[str]:
    """Every address of the site that can be made for this application, its assignment and its call."""
    known = {
        "organiser": "samband", "subject": application.id, "assignment": work.id, "slug": call.slug, "file": file,
        "section": call.form.sections[0].id,
    }
    found = set()

    def walk(patterns: Any, names: list[str], before: list[str]) -> None:
        for pattern in patterns:
            arguments = [*before, *pattern.pattern.converters]
            if hasattr(pattern, "url_patterns"):
                space = [*names, pattern.namespace] if pattern.namespace else names
                walk(pattern.url_patterns, space, arguments)
            elif pattern.name and set(arguments) <= set(known) and "organiser" in arguments and len(arguments) > 1:
                name = ":".join([*names, pattern.name])
                found.add(reverse(name, kwargs={each: known[each] for each in arguments}))

    walk(get_resolver().url_patterns, [], [])
    return sorted(found)


@pytest.mark.expects("UX-26", "SEC-4", "SEC-9")
def test_a_conflicted_assessor_sees_nothing_on_any_route(world: Any, unknown: Any) -> None:
    world.give(world.cast.cy, world.liv)
    world.free(world.liv)
    free = world.work(world.liv)
    addresses = routes_for(world.made[0], free, world.call, unknown)
    assert len(addresses) >= 25 and f"/samband/reviews/assess/{free.id}/" in addresses
    seen = [url for url in addresses if SECRET.encode() in enter(world.liv).get(url).content]
    assert len(seen) >= 2, "the control: without an interest the content is there"
    work = world.work(world.cast.cy)
    operations.declare(world.actor(world.cast.cy), world.call, {world.made[0].id: "I wrote parts of it"})
    client = enter(world.cast.cy)
    for url in routes_for(world.made[0], work, world.call, unknown):
        for answer in (client.get(url), client.post(url, {"criterion": "x"})):
            assert SECRET.encode() not in answer.content, url
            assert answer.status_code in {200, 302, 403, 404, 405, 422}, (url, answer.status_code)
    about = [url for url in addresses if str(world.made[0].id) in url or str(free.id) in url]
    assert all(client.get(url).status_code in {403, 404, 405} for url in about)
    assert world.made[0].title not in client.get("/samband/reviews/").content.decode()
    assert client.get(f"/samband/reviews/assess/{work.id}/").status_code == 403
    assert not Scoring.objects.exists()


@pytest.mark.expects("SEC-9")
def test_nobody_judges_what_their_own_organisation_sends(world: Any) -> None:
    Member.objects.create(
        organisation=world.cast.fjordvik, person=world.cast.cy, role="read", invited_at=clock.now(),
        accepted_at=clock.now(),
    )
    with pytest.raises(Refused, match="acts_for_party"):
        world.give(world.cast.cy)
    Member.objects.filter(person=world.cast.cy).update(ended_at=clock.now())
    world.give(world.cast.cy)
    Member.objects.filter(person=world.cast.cy).update(ended_at=None)
    with pytest.raises(Refused) as refused:
        world.free(world.cast.cy)
    assert refused.value.problems[0].code == "acts_for_party"
    Member.objects.filter(person=world.cast.cy).update(ended_at=clock.now())
    world.free(world.cast.cy)
    Member.objects.filter(person=world.cast.cy).update(ended_at=None)  # came to work there meanwhile
    with pytest.raises(Refused, match="acts_for_party"):
        operations.score(
            world.actor(world.cast.cy), world.work(world.cast.cy).id, world.component.criteria[0].id, 5, "ours"
        )


@pytest.mark.expects("SEC-9")
def test_an_officer_with_an_interest_is_kept_out_as_well(world: Any) -> None:
    application, ana, client = world.made[0], world.officer, enter(world.cast.ana)
    addresses = [f"/samband/applications/{application.id}/read/", f"/samband/reviews/applications/{application.id}/"]
    assert [client.get(url).status_code for url in addresses] == [200, 200]
    answer = client.post(
        f"/samband/reviews/{world.call.slug}/declare/",
        {f"interest-{application.id}": "yes", f"reason-{application.id}": "My old office"},
    )
    assert answer.status_code == 302
    assert [client.get(url).status_code for url in addresses] == [403, 403]
    assert "closed to you" in client.get(f"/samband/calls/{world.call.slug}/assessors/").content.decode()
    for act in (
        lambda: operations.assign(ana, world.call, [world.cast.cy.id], [application.id]),
        lambda: operations.request_evidence(ana, application.id),
        lambda: operations.record_evidence(ana, application.id, "home", "council_decision", False),
    ):
        with pytest.raises(Refused, match="conflict"):
            act()
    assert operations.assign(world.actor("omar"), world.call, [world.cast.cy.id], [application.id])


@pytest.mark.expects("SEC-9")
def test_a_late_interest_drops_the_scores_and_leaves_a_trace(world: Any) -> None:
    world.give(world.cast.cy, world.liv)
    world.free(world.cast.cy)
    world.free(world.liv)
    world.lock_all(world.cast.cy, 5)
    assert world.now().step == "eligible" and world.now().score is None
    world.lock_all(world.liv, 2)
    assert world.now().step == "scored" and world.now().score == 70
    operations.declare(world.actor(world.cast.cy), world.call, {world.made[0].id: "They have offered me a post"})
    assert world.now().score == 40 and world.now().step == "scored"
    trace = ActDetail.objects.filter(act__verb="interest.declared").latest("act__number").payload
    assert trace["assessor"] == str(world.cast.cy.id) and len(trace["dropped"]) == len(world.component.criteria)
    assert (trace["before"]["score"], trace["after"]["score"]) == ("70.0", "40.0")
    assert enter(world.cast.cy).get(f"/samband/applications/{world.made[0].id}/read/").status_code == 403
    operations.declare(world.actor(world.liv), world.call, {world.made[0].id: "And me"})
    assert world.now().step == "eligible" and world.now().score is None


@pytest.mark.expects("SEC-2")
def test_another_organisers_people_find_nothing(world: Any, unknown: Any) -> None:
    from tandem.foundation.tenancy.models import Membership

    world.give(world.cast.cy)
    world.free(world.cast.cy)
    work = world.work(world.cast.cy)
    twin = world.cast.nobody
    Membership.objects.create(organiser=world.cast.brofonden, person=twin, role="assessor")
    for person in (twin, world.cast.eve, world.cast.nobody, world.cast.bo):
        client = enter(person)
        for url in (
            f"/samband/reviews/assess/{work.id}/", "/samband/reviews/", f"/samband/reviews/{world.call.slug}/declare/",
            f"/samband/reviews/applications/{world.made[0].id}/", f"/samband/calls/{world.call.slug}/assessors/",
            f"/brofonden/reviews/assess/{work.id}/", f"/brofonden/reviews/applications/{world.made[0].id}/",
        ):
            another_role = url.startswith("/brofonden") and person in (twin, world.cast.eve)
            assert client.get(url).status_code in ({404, 403} if another_role else {404}), (person, url)
    client = enter(world.cast.cy)
    assert client.get(f"/samband/reviews/assess/{unknown}/").status_code == 404
    assert client.get(f"/samband/calls/{world.call.slug}/assessors/").status_code == 403
    with pytest.raises(Refused) as refused:
        operations.assign(world.officer, world.call, [twin.id], [world.made[0].id])
    assert refused.value.code == "no_such_assessor"


@pytest.mark.expects("UX-26")
def test_assessors_are_told_without_naming_an_applicant(two: Any) -> None:
    from tandem.foundation.outbox.models import Mail

    two.give(two.cast.cy)
    mail = Mail.objects.get(to=two.cast.cy.email)
    assert "2 applications" in mail.text and "/samband/reviews/" in mail.text
    assert two.made[0].title not in mail.text and "Fjordvik" not in mail.text

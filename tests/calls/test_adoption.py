"""A published call takes a newer rulebook as a recorded act; what hurts needs two officers, and people are told."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tandem.answers.models import Answer, SetAside
from tandem.answers.operations import save
from tandem.applications.models import Application, Signature
from tandem.calls import operations
from tandem.calls.models import Adoption, Call
from tandem.core.rulebook.editing import Insert, Key, Remove, Set
from tandem.foundation.access import Refused
from tandem.foundation.audit.models import Act
from tandem.foundation.duties.models import Duty
from tandem.foundation.outbox import worker
from tandem.foundation.outbox.models import Mail
from tests.factories import applications, rulebooks
from tests.factories import calls as make

pytestmark = [pytest.mark.django_db, pytest.mark.expects("UX-23")]
WHY = "The guideline was corrected in September."
HARMLESS = [Set("rulebook.yaml", ("components", "project", "summary", "en"), "Better words for the same thing.")]
LOWER = [Set("rulebook.yaml", ("components", "project", "ceiling"), "100000")]


@pytest.fixture
def story(cast: Any, at: Any) -> Any:
    """An open call, and Bo's and Dee's draft in it."""
    at("2024-09-01T10:00")
    with cast.scope():
        cast.call = make.call(cast.actor("ana"))
        sides = {"home": cast.fjordvik, "abroad": cast.san_telmo}
        cast.draft = applications.draft(cast.actor("bo"), cast.call, sides, "Sorting")
        yield cast


def newer(story: Any, edits: list[Any]) -> Any:
    return rulebooks.published(story.actor("ana"), story.actor("omar"), edits, programme=story.call.programme)


def test_what_hurts_nobody_is_adopted_at_once_and_recorded(story: Any) -> None:
    version = newer(story, HARMLESS)
    adoption = operations.propose_adoption(story.actor("ana"), story.call, WHY)
    assert adoption.adopted and adoption.harms == []
    assert Call.objects.get(id=story.call.id).rulebook_version_id == version.id
    acts = set(Act.objects.values_list("verb", flat=True))
    assert {"call.adoption_proposed", "call.rulebook_adopted"} <= acts


def test_what_hurts_needs_a_second_officer_and_tells_every_draft_holder(story: Any) -> None:
    before = story.call.rulebook_version_id
    version = newer(story, LOWER)
    adoption = operations.propose_adoption(story.actor("ana"), story.call, WHY)
    assert adoption.adopted is None and [harm["code"] for harm in adoption.harms] == ["ceiling_lower"]
    assert Call.objects.get(id=story.call.id).rulebook_version_id == before
    assert Duty.objects.get(kind="calls.adopt", done_at=None).person_id == story.omar.id
    for who, code in (("ana", "own_work"), ("bo", "officers_only"), ("kim", "officers_only")):
        with pytest.raises(Refused) as refused:
            operations.confirm_adoption(story.actor(who), adoption.id, adoption.sha256)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        operations.confirm_adoption(story.actor("omar"), adoption.id, "0" * 64)
    assert refused.value.code == "changed"
    with pytest.raises(Refused) as refused:
        operations.propose_adoption(story.actor("omar"), story.call, WHY)
    assert refused.value.code == "adoption_waits"
    operations.confirm_adoption(story.actor("omar"), adoption.id, adoption.sha256)
    assert Call.objects.get(id=story.call.id).rulebook_version_id == version.id
    assert not Duty.objects.filter(kind="calls.adopt", done_at=None).exists()
    worker.run_until_empty()
    mails = {mail.to: mail.text for mail in Mail.objects.filter(text__contains=WHY)}
    assert set(mails) == {story.bo.email, story.dee.email} and "100000" in mails[story.bo.email]
    page = of(story.bo).get(f"/samband/applications/{story.draft.id}/").content.decode()
    assert WHY in page and f"/samband/applications/{story.draft.id}/form-changes/" in page


def of(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_answers_whose_question_is_gone_are_kept_aside_and_shown(story: Any) -> None:
    form = story.call.form
    question = next(q for q in form.questions() if q.type == "long_text" and q.of == "together" and not q.edits)
    section = next(s for s in form.sections if question in s.questions)
    answers = applications.edits(story.draft.id, {(question.id, ""): "Twelve words that took an evening"})
    save(story.actor("bo"), "application", story.draft.id, answers, locale="en")
    path = ("sections", Key("id", section.id), "questions")
    newer(story, [Remove("forms/application.yaml", (*path, Key("id", question.id)))])
    adoption = operations.propose_adoption(story.actor("ana"), story.call, WHY)
    assert "question_gone" in {harm["code"] for harm in adoption.harms}
    operations.confirm_adoption(story.actor("omar"), adoption.id, adoption.sha256)
    kept = SetAside.objects.get(subject_id=story.draft.id)
    assert (kept.path, kept.value, kept.why) == (question.id, "Twelve words that took an evening", "question_gone")
    assert Answer.objects.get(subject_id=story.draft.id, path=question.id).value is None
    page = of(story.bo).get(f"/samband/applications/{story.draft.id}/form-changes/").content.decode()
    assert "Twelve words that took an evening" in page and question.label["en"] in page


def test_a_signature_is_bound_to_the_form_it_was_given_under(story: Any) -> None:
    Signature.objects.create(application=story.draft, side="home", person=story.bo, person_name="Bo",
                             content_sha256="0" * 64, signed_at="2024-09-01T10:00Z")
    newer(story, HARMLESS)
    operations.propose_adoption(story.actor("ana"), story.call, WHY)
    assert Signature.objects.get().voided_at and Application.objects.get(id=story.draft.id).revision > 0


@pytest.mark.clause("TAC-17")
def test_what_was_sent_keeps_its_version_and_is_shown_right(story: Any) -> None:
    before = story.call.rulebook_version_id
    sent = applications.submitted(
        {"home": story.actor("other_bo"), "abroad": story.actor("dee")}, story.call,
        {"home": story.other, "abroad": story.san_telmo}, "Bergnes",
    ).application
    new = [Insert("forms/application.yaml", ("sections", 0, "questions"), -1, {
        "id": "weather", "type": "short_text", "required": True,
        "label": {"en": "How is the weather?", "es": "¿Qué tiempo?"}})]
    newer(story, new)
    adoption = operations.propose_adoption(story.actor("ana"), story.call, WHY)
    assert {harm["code"] for harm in adoption.harms} == {"question_new"}
    operations.confirm_adoption(story.actor("omar"), adoption.id, adoption.sha256)
    kept = Application.objects.get(id=sent.id)
    assert kept.rulebook_version_id == before
    assert "weather" not in {q.id for q in kept.form.questions()}
    assert "weather" in {q.id for q in Application.objects.get(id=story.draft.id).form.questions()}
    page = of(story.ana).get(f"/samband/applications/{sent.id}/read/").content.decode()
    assert "How is the weather?" not in page
    asked = of(story.bo).get(f"/samband/applications/{story.draft.id}/missing/").content.decode()
    assert "How is the weather?" in asked


def test_what_was_sent_is_judged_as_it_was_promised(story: Any) -> None:
    first, second = story.call.component.criteria[:2]
    path = ("components", "project", "criteria")
    version = newer(story, [Set("rulebook.yaml", (*path, Key("id", first.id), "weight"), first.weight - 5),
                            Set("rulebook.yaml", (*path, Key("id", second.id), "weight"), second.weight + 5)])
    adoption = operations.propose_adoption(story.actor("ana"), story.call, WHY)
    assert adoption.harms[0]["code"] == "judged_otherwise"
    applications.submitted({"home": story.actor("other_bo"), "abroad": story.actor("dee")}, story.call,
                           {"home": story.other, "abroad": story.san_telmo}, "Bergnes")
    with pytest.raises(Refused) as refused:
        operations.confirm_adoption(story.actor("omar"), adoption.id, adoption.sha256)
    assert refused.value.code == "judged_otherwise"
    assert Adoption.objects.get().adopted is None
    operations.drop_adoption(story.actor("omar"), adoption.id)
    with pytest.raises(Refused) as refused:
        operations.propose_adoption(story.actor("ana"), story.call, WHY)
    assert refused.value.code == "judged_otherwise" and Adoption.objects.count() == 1
    assert Call.objects.get(id=story.call.id).rulebook_version_id != version.id


def test_officers_see_whom_it_hurts_before_they_propose_and_decide(story: Any) -> None:
    newer(story, LOWER)
    url = f"/samband/calls/{story.call.slug}/adoption/"
    assert url in of(story.ana).get(f"/samband/calls/{story.call.slug}/manage/").content.decode()
    page = of(story.ana).get(url).content.decode()
    assert "The largest grant is lower: 100000" in page
    assert of(story.ana).post(url, {"what": "propose", "reason": ""}).status_code == 422
    assert of(story.ana).post(url, {"what": "propose", "reason": WHY}).status_code == 302
    assert "a second officer decides" in of(story.ana).get(url).content.decode()
    waiting = Adoption.objects.get()
    assert of(story.omar).post(url, {"what": "confirm", "seen": "x"}).status_code == 422
    assert of(story.omar).post(url, {"what": "confirm", "seen": waiting.sha256}).status_code == 302
    assert "taken" in of(story.omar).get(url).content.decode()
    assert of(story.cy).get(url).status_code == 403


def test_calls_of_an_office_belong_to_its_people(story: Any) -> None:
    office = rulebooks.office(story.actor("ana"), "Belgrade office", "RS", story.nobody)
    with pytest.raises(Refused) as refused:
        make.call(story.actor("ana"), year=2026, office=office, publish=False)
    assert refused.value.code == "another_office"
    call = make.call(story.actor("nobody"), year=2026, office=office, publish=False)
    assert call.office == office
    assert of(story.ana).get(f"/samband/calls/{call.slug}/").status_code == 200  # the region reads
    with pytest.raises(Refused) as refused:
        operations.publish(story.actor("ana"), call)
    assert refused.value.code == "another_office"
    with pytest.raises(Refused):
        operations.publish(story.actor("nobody"), story.call)
    ankara = rulebooks.office(story.actor("ana"), "Ankara office", "TR", story.kim)
    assert ankara and of(story.kim).get(f"/samband/calls/{call.slug}/").status_code == 404
    assert operations.publish(story.actor("nobody"), call).is_published


def test_a_call_with_the_newest_rulebook_leads_to_what_is_known_of_it(story: Any) -> None:
    client = Client()
    client.force_login(story.ana, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/samband/calls/{story.call.slug}/adoption/").content.decode()
    assert "The call uses the newest rulebook" in page
    for part in ("versions", "criteria"):
        assert f'href="/samband/programmes/{story.call.programme.slug}/{part}/"' in page

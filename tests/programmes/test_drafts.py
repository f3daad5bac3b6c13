"""Rulebooks are written as drafts: edited entry by entry, brought in as files, approved by a second officer."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest

from tandem.core.rulebook.editing import Insert, Key, Move, Remove, Set
from tandem.core.rulebook.sources import read_folder
from tandem.foundation.access import Refused
from tandem.foundation.audit.models import Act
from tandem.programmes.models import DraftStep, Programme, RulebookDraft, RulebookVersion
from tandem.programmes.operations import Channel, Publication, drafts
from tandem.programmes.queries import draft as find_draft
from tandem.programmes.queries import drafts as list_drafts
from tandem.programmes.queries import examined, latest_version
from tests.factories.calls import KS_MIC
from tests.factories.calls import programme as make_programme

pytestmark = pytest.mark.django_db

TITLE = {"en": "School friendships", "es": "Amistades escolares"}


@pytest.fixture
def house(cast: Any, at: Any) -> Any:
    """Samband, where Ana writes and Omar approves."""
    at("2024-08-01T10:00")
    with cast.scope():
        yield cast


def begun(house: Any, **more: Any) -> RulebookDraft:
    return drafts.start(house.actor("ana"), **{
        "title": TITLE, "languages": ["en", "es"], "currency": "DKK", "id": "schools", **more})


def ready(house: Any, **more: Any) -> RulebookDraft:
    """A draft from the smallest rulebook, sent by Ana."""
    return drafts.send(house.actor("ana"), begun(house, **more).id)


PUBLIC = Publication(approver="Omar Lunde, team leader", channels=(Channel("website", date(2024, 8, 5)),))


@pytest.mark.expects("UX-22")
def test_from_nothing_to_a_published_programme_without_a_line_of_yaml(house: Any) -> None:
    draft = begun(house)
    assert examined(draft).complete and examined(draft).findings == ()
    draft = drafts.edit(house.actor("ana"), draft.id, draft.revision, [
        Set("rulebook.yaml", ("components", "project", "title", "en"), "A project"),
        Insert("rulebook.yaml", ("components", "project", "criteria"), -1, {
            "id": "joy", "title": {"en": "Joy", "es": "Alegría"}, "weight": 40}),
        Set("rulebook.yaml", ("components", "project", "criteria", Key("id", "relevance"), "weight"), 60),
    ])
    draft = drafts.send(house.actor("ana"), draft.id)
    version = drafts.publish(house.actor("omar"), draft.id, draft.sent_sha256, PUBLIC)
    programme = Programme.objects.get(slug="schools")
    assert version == latest_version(programme) and version.rulebook.title == TITLE
    assert [c.weight for c in version.component("project").criteria] == [60, 40]
    assert version.approver == "Omar Lunde, team leader" and version.drafted_by == "Ana Solheim"
    assert programme.donors.get().key == "own"
    again = drafts.publish(house.actor("omar"), draft.id, draft.sent_sha256, PUBLIC)
    assert again == version and RulebookVersion.objects.count() == 1
    verbs = set(Act.objects.values_list("verb", flat=True))
    assert {"rulebook.draft_begun", "rulebook.draft_sent", "programme.created", "rulebook.published"} <= verbs


def test_a_lost_race_is_refused_and_both_texts_are_there(house: Any) -> None:
    draft = begun(house)
    path = ("title", "en")
    drafts.edit(house.actor("omar"), draft.id, draft.revision, [Set("rulebook.yaml", path, "Omar's title")])
    with pytest.raises(Refused) as refused:
        drafts.edit(house.actor("ana"), draft.id, draft.revision, [Set("rulebook.yaml", path, "Ana's title")])
    assert refused.value.code == "lost_race" and refused.value.status == 409
    assert "Omar's title" in refused.value.values["theirs"]["rulebook.yaml"]
    assert "Ana's title" in refused.value.values["yours"]["rulebook.yaml"]
    assert "Omar's title" in RulebookDraft.objects.get(id=draft.id).files["rulebook.yaml"]


@pytest.mark.expects("SEC-9")
def test_nobody_who_wrote_in_it_approves_it(house: Any) -> None:
    draft = begun(house)
    drafts.edit(house.actor("omar"), draft.id, draft.revision, [Set("rulebook.yaml", ("title", "en"), "Another")])
    draft = drafts.send(house.actor("ana"), draft.id)
    for who in ("ana", "omar"):
        with pytest.raises(Refused) as refused:
            drafts.publish(house.actor(who), draft.id, draft.sent_sha256, PUBLIC)
        assert refused.value.code == "own_work"
    for who in ("kim", "cy", "bo"):
        with pytest.raises(Refused) as refused:
            drafts.publish(house.actor(who), draft.id, draft.sent_sha256, PUBLIC)
        assert refused.value.status == 403
    assert not Programme.objects.exists()


def test_approval_is_bound_to_what_was_seen(house: Any) -> None:
    draft = ready(house)
    with pytest.raises(Refused) as refused:
        drafts.publish(house.actor("omar"), draft.id, "0" * 64, PUBLIC)
    assert refused.value.code == "changed"
    drafts.take_back(house.actor("ana"), draft.id)
    draft = RulebookDraft.objects.get(id=draft.id)
    seen = draft.sent_sha256
    drafts.edit(house.actor("ana"), draft.id, draft.revision, [Set("rulebook.yaml", ("title", "en"), "Later")])
    drafts.send(house.actor("ana"), draft.id)
    with pytest.raises(Refused) as refused:
        drafts.publish(house.actor("omar"), draft.id, seen, PUBLIC)
    assert refused.value.code == "changed" and not Programme.objects.exists()


def test_what_waits_for_approval_is_not_written_in(house: Any) -> None:
    draft = ready(house)
    edits = [Set("rulebook.yaml", ("title", "en"), "x")]
    with pytest.raises(Refused) as refused:
        drafts.edit(house.actor("ana"), draft.id, draft.revision, edits)
    assert refused.value.code == "waits"
    drafts.return_(house.actor("omar"), draft.id, "The title says nothing.")
    draft = find_draft(house.actor("ana"), draft.id)
    assert draft.step == DraftStep.DRAFT and draft.returned == "The title says nothing."
    assert drafts.edit(house.actor("ana"), draft.id, draft.revision, edits).revision == draft.revision + 1


@pytest.mark.expects("UX-22")
def test_missing_translations_are_listed_with_their_line_and_keep_it_from_being_sent(house: Any) -> None:
    draft = begun(house)
    draft = drafts.edit(house.actor("ana"), draft.id, draft.revision, [
        Remove("rulebook.yaml", ("goal", "title", "es")), Set("forms/project.yaml", ("title", "es"), "  ")])
    missing = {(each.file, each.values["language"]) for each in examined(draft).missing}
    assert missing == {("rulebook.yaml", "es"), ("forms/project.yaml", "es")}
    with pytest.raises(Refused) as refused:
        drafts.send(house.actor("ana"), draft.id)
    assert refused.value.code == "not_ready"
    line = refused.value.values["missing"][0]["line"]
    assert "title" in draft.files["rulebook.yaml"].splitlines()[line - 1]


def test_an_edit_at_a_place_that_is_not_there_is_refused_whole(house: Any) -> None:
    draft = begun(house)
    with pytest.raises(Refused) as refused:
        drafts.edit(house.actor("ana"), draft.id, draft.revision, [
            Set("rulebook.yaml", ("title", "en"), "Half"), Remove("rulebook.yaml", ("components", "nowhere"))])
    assert refused.value.code == "bad_edit" and refused.value.values["path"] == ["components", "nowhere"]
    assert "Half" not in RulebookDraft.objects.get(id=draft.id).files["rulebook.yaml"]


def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def test_yaml_goes_out_and_comes_back_as_it_was(house: Any) -> None:
    draft = drafts.start(house.actor("ana"), template="ks-mic")
    texts = read_folder(KS_MIC).texts
    assert draft.files == texts
    again = drafts.replace_files(house.actor("ana"), draft.id, [("out.zip", drafts.files_of(draft))], draft.revision)
    assert again.files == texts and again.revision == draft.revision + 1
    one = texts["forms/application.yaml"].replace("minutes: 240", "minutes: 200")
    again = drafts.replace_files(house.actor("ana"), draft.id, [("application.yaml", one.encode())])
    assert again.files == {**texts, "forms/application.yaml": one}


BOMB = zipped(**{"rulebook.yaml": "a" * 40_000_000})


@pytest.mark.expects("SEC-7")
@pytest.mark.parametrize(("files", "code", "line"), [
    ([("rulebook.yaml", b"rulebook: x\n  version: [")], "not_yaml", 2),
    ([("rulebook.yaml", b"rulebook: x\nversion: '1'\nversion: '2'\n")], "duplicate_key", 3),
    ([("rulebook.yaml", b"rulebook: x\nversion: '1'\nextends: x\n")], "extends_circle", 3),
    ([("rulebook.yaml", b"a: &b 1\nc: *b\n")], "anchor", 1),
    ([("rulebook.yaml", b"- a\n- b\n")], "not_a_mapping", 1),
    ([("rulebook.yaml", b"title: \xff\xfe\n")], "not_utf8", 1),
    ([("rulebook.yaml", b"title: " + b"x" * 1_990_000)], "file_too_big", 1),
    ([("rulebook.yaml", b"x" * 2_100_000)], "upload_too_big", 1),
    ([("pasted.docx", zipped(**{"word/document.xml": "<a/>"}))], "zip_without_main", 1),
    ([("rulebook.doc", b"\xd0\xcf\x11\xe0")], "file_name", 1),
    ([("x.zip", zipped(**{"rulebook.yaml": "a: 1", "../forms/x.yaml": "a: 1"}))], "outside_folder", 1),
    ([("x.zip", BOMB)], "zip_bomb", 1),
    ([("x.zip", b"PK\x03\x04 torn")], "zip_damaged", 1),
    ([("x.zip", BOMB), ("rulebook.yaml", b"a: 1")], "zip_and_more", 1),
    ([], "nothing_sent", 1),
])
def test_bad_files_are_refused_with_file_line_and_remedy_and_nothing_is_taken(
    house: Any, files: list[tuple[str, bytes]], code: str, line: int
) -> None:
    draft = begun(house)
    with pytest.raises(Refused) as refused:
        drafts.replace_files(house.actor("ana"), draft.id, files, draft.revision)
    assert refused.value.code == "files_refused"
    fault = next(each for each in refused.value.values["faults"] if each["code"] == code)
    assert fault["line"] == line and fault["why"] and fault["remedy"] and "{" not in fault["why"] + fault["remedy"]
    assert RulebookDraft.objects.get(id=draft.id).files == draft.files


def test_a_new_version_says_what_changed_in_every_language(house: Any, at: Any) -> None:
    programme = make_programme(house.actor("ana"))
    draft = drafts.start(house.actor("ana"), programme=programme)
    assert 'version: "2024.2"' in draft.files["rulebook.yaml"]
    draft = drafts.edit(house.actor("ana"), draft.id, draft.revision, [
        Set("rulebook.yaml", ("components", "project", "ceiling"), "450000")])
    assert any(each.path[-1] == "ceiling" for each in examined(draft).differences)
    draft = drafts.send(house.actor("ana"), draft.id)
    with pytest.raises(Refused) as refused:
        drafts.publish(house.actor("omar"), draft.id, draft.sent_sha256, PUBLIC)
    assert refused.value.code == "changes_missing" and refused.value.values["languages"] == ["en", "es"]
    at("2024-08-02T10:00")
    said = Publication(changes={"en": "The ceiling is lower.", "es": "El tope es menor."})
    version = drafts.publish(house.actor("omar"), draft.id, draft.sent_sha256, said)
    assert version == latest_version(programme) and version.changes == said.changes
    assert any(row["path"][-1] == "ceiling" for row in version.differences)
    assert "# Every rule cites" in version.sources["rulebook.yaml"]


def test_drafts_are_listed_until_they_are_finished(house: Any) -> None:
    draft = begun(house)
    assert [each.id for each in list_drafts(house.actor("omar"))] == [draft.id]
    drafts.drop(house.actor("ana"), draft.id)
    assert list_drafts(house.actor("omar")) == [] and list_drafts(house.actor("omar"), all_steps=True)
    with pytest.raises(Refused):
        drafts.edit(house.actor("ana"), draft.id, draft.revision, [Move("rulebook.yaml", ("languages", 0), 1)])


@pytest.mark.parametrize(("asked", "code"), [
    ({"id": "Schools!"}, "bad_id"), ({"languages": []}, "bad_language"), ({"currency": "XXX"}, "bad_currency"),
    ({"title": {"en": " "}}, "title_missing"), ({"template": "nowhere"}, "template_unknown"),
])
def test_what_cannot_be_begun_is_refused(house: Any, asked: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        begun(house, **asked)
    assert refused.value.code == code and not RulebookDraft.objects.exists()

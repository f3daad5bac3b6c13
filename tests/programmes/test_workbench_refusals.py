"""Bad input at the workbench: what, where and how to mend it; nothing typed is lost, nothing half-done."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tandem.programmes import operations
from tandem.programmes.forms.workbench.tree import Tree
from tests.programmes.workbench import Hand, fields, forms

pytestmark = pytest.mark.django_db


@pytest.fixture
def hand(cast: Any) -> Hand:
    """A draft begun with nothing, in Danish and English."""
    with cast.scope():
        draft = operations.drafts.start(
            cast.actor("ana"), title={"da": "Skolernes fond"}, languages=["da", "en"], currency="DKK"
        )
    return Hand(cast.ana, draft)


@pytest.fixture
def copy(cast: Any) -> Hand:
    """A draft begun with a shipped rulebook."""
    with cast.scope():
        return Hand(cast.ana, operations.drafts.start(cast.actor("ana"), template="ks-mic"))


WRONG = [
    (("parties", "home"), {"countries": "Denmark, Atlantis"}, "“Atlantis” is not known here."),
    (("basics",), {"languages": "Danish, Klingonisch"}, "“Klingonisch” is not known here."),
    (("donors", "own"), {"application.state": "day", "application.on": "31 February"}, "is no day of the year"),
    (("components", "project"), {"years": "200"}, "Write a whole number from 1 to 10."),
    (("components", "project"), {"ceiling": "much"}, "is no amount"),
    (("components", "project", "form"), {"lines": "A | B | C"}, "has 3 parts between bars"),
    (("components", "project", "form"), {"lines": "Hvem? | Who?", "how.type": "choice"}, "needs options"),
    (("components", "project", "form"), {"lines": "\n".join(f"Q{at}" for at in range(61))}, "These are 61 lines"),
    (("components", "project", "criteria"), {"title.da": "Ny", "weight": "1000"}, "from 1 to 100"),
    (
        ("components", "project", "questions", "title"),
        {"when.0.of": "", "when.0.value": "x"},
        "Choose what the condition",
    ),
    (
        ("components", "project", "add", "choose"),
        {"bounds.how": "exactly", "bounds.low": "many"},
        "“many” is no number",
    ),
    (
        ("components", "project", "add", "count"),
        {"bounds.how": "between", "bounds.low": "5", "bounds.high": "3"},
        "The second number is smaller than the first",
    ),
    (("goal",), {"effects": ""}, "Write at least one line."),
]


@pytest.mark.parametrize(
    ("page", "typed", "says"), WRONG, ids=[f"{'-'.join(each[0])}:{each[2][:20]}" for each in WRONG]
)
def test_what_cannot_be_stored_is_named_at_its_field_and_kept_as_typed(
    hand: Hand, page: tuple[str, ...], typed: dict[str, Any], says: str
) -> None:
    before = dict(hand.draft.files)
    sent = hand.send(*page, **typed)
    shown = sent.content.decode()
    assert sent.status_code == 422
    assert says in shown
    assert "Error:" in shown.split("</title>")[0]
    assert hand.draft.files == before
    again = fields(forms(shown)[-1])
    for name, value in typed.items():
        assert again.get(name) == value or again.get(name) == [value] or value == "", name


def test_two_megabytes_pasted_are_refused_at_the_field_and_come_back_whole(hand: Hand) -> None:
    pasted = "word " * 400_000
    sent = hand.send("basics", summary__da=pasted)
    assert sent.status_code == 422
    shown = sent.content.decode()
    assert "This has 1,999,999 characters; a text may have 8,000. Shorten it." in shown
    assert pasted.strip() in shown
    assert "2 MB" not in hand.file()


def test_weights_that_do_not_add_up_are_said_at_once_and_stop_the_sending(copy: Hand) -> None:
    copy.send("components", "project", "criteria", "coherence", weight="60")
    assert "The weights add up to 150, 50 too many." in copy.read("components", "project", "criteria")
    assert "The weights add up to 150, not to 100." in copy.read()
    sent = copy.post("send", data={})
    assert sent.status_code == 422
    shown = sent.content.decode()
    assert "The weights add up to 150, not to 100. Change them until they do." in shown
    assert copy.at("components", "project", "criteria") in shown
    assert copy.draft.step == "draft"


def test_a_condition_on_a_question_that_is_gone_is_named_where_it_is_mended(hand: Hand) -> None:
    hand.send("components", "project", "form", lines="Er I på landet? | Rural?", how__type="choice", options="Ja | Yes")
    hand.send("components", "project", "form", lines="Hvor? | Where?", how__type="short_text")
    hand.send(
        "components",
        "project",
        "questions",
        "where",
        **{"when.0.of": "rural", "when.0.how": "is", "when.0.value": "Yes"},
    )
    assert Tree(hand.draft.files).question("project", "where")[1]["when"] == 'rural == "yes"'  # type: ignore[index]
    hand.post("components", "project", "form", data={"remove": "about/rural"})
    overview = hand.read()
    assert "“rural” is not there any more" in overview
    assert hand.at("components", "project", "questions", "where") in overview
    page = hand.read("components", "project", "questions", "where")
    assert "gone: rural" in page
    kept = hand.send("components", "project", "questions", "where", label__en="Where exactly?")
    assert kept.status_code == 302
    assert (
        hand.send(
            "components", "project", "questions", "where", **{"when.0.of": "", "when.0.how": "", "when.0.value": ""}
        ).status_code
        == 302
    )
    assert "when" not in Tree(hand.draft.files).question("project", "where")[1]  # type: ignore[index]


def test_limits_that_contradict_each_other_are_refused(hand: Hand) -> None:
    hand.send("components", "project", "form", lines="Hvor mange? | How many?", how__type="number")
    sent = hand.send("components", "project", "questions", "how_many", **{"limit-minimum": "10", "limit-maximum": "3"})
    assert sent.status_code == 422
    assert "is larger than the largest" in sent.content.decode()
    hand.send("components", "project", "form", lines="Hvornår? | When?", how__type="period")
    sent = hand.send(
        "components", "project", "questions", "when", **{"limit-minimum": "2026-03-01", "limit-maximum": "2025-03-01"}
    )
    assert sent.status_code == 422
    sent = hand.send("components", "project", "questions", "when", **{"limit-minimum": "29 February 2027"})
    assert sent.status_code == 422


def test_two_officers_change_the_same_field_both_texts_are_shown(cast: Any, copy: Hand) -> None:
    where = ("components", "project", "criteria", "coherence")
    mine = fields(forms(copy.read(*where))[0])
    other = Hand(cast.omar, copy.draft)
    other.send(*where, title__en="Omar's words")
    sent = copy.post(*where, data=mine | {"title.en": "Ana's words"})
    shown = sent.content.decode()
    assert sent.status_code == 409
    for words in ("Omar&#x27;s words", "Ana&#x27;s words", "Omar Lunde"):
        assert words in shown
    assert "Omar's words" in copy.file()
    again = fields(forms(shown)[0])
    assert copy.post(*where, data=again).status_code == 409  # undecided stays undecided
    assert copy.post(*where, data=again | {"choose:title": "mine"}).status_code == 302
    assert "Ana's words" in copy.file()


def test_two_officers_change_different_fields_both_changes_stay(cast: Any, copy: Hand) -> None:
    where = ("components", "project", "criteria", "coherence")
    mine = fields(forms(copy.read(*where))[0])
    Hand(cast.omar, copy.draft).send(*where, title__en="Omar's words")
    assert copy.post(*where, data=mine | {"weight": "20"}).status_code == 302
    found = next(e for e in Tree(copy.draft.files).components["project"]["criteria"] if e["id"] == "coherence")
    assert (found["title"]["en"], found["weight"]) == ("Omar's words", 20)


def upload(hand: Hand, *files: tuple[str, bytes]) -> Any:
    """Bring files in."""
    assert hand.draft is not None
    return hand.post("files", data={"files": [SimpleUploadedFile(name, content) for name, content in files]})


BROUGHT = [
    (("rulebook.yaml", b"title: [unclosed"), "rulebook.yaml"),
    (("rulebook.yaml", b"\xff\xfe\x00bad"), "UTF-8"),
    (("notes.exe", b"MZ"), "notes.exe"),
    (("rulebook.yaml", b"a: 1\n" * 600_000), "2 MB"),
]


@pytest.mark.parametrize(("file", "says"), BROUGHT, ids=["broken", "encoding", "kind", "size"])
def test_files_that_cannot_be_taken_over_are_named_and_nothing_changes(
    copy: Hand, file: tuple[str, bytes], says: str
) -> None:
    before = dict(copy.draft.files)
    sent = upload(copy, file)
    assert sent.status_code == 422
    assert says in sent.content.decode()
    assert copy.draft.files == before


def test_two_questions_of_one_id_are_brought_in_and_named_at_the_question(copy: Hand) -> None:
    text = copy.file("forms/application.yaml").replace("id: summary", "id: title", 1)
    assert upload(copy, ("forms/application.yaml", text.encode())).status_code == 302
    overview = copy.read()
    assert "is there twice (a question)" in overview
    assert copy.at("components", "project", "questions", "title") in overview
    assert copy.post("send", data={}).status_code == 422


def test_what_goes_out_comes_back_the_same(copy: Hand) -> None:
    answer = copy.client.get(copy.at("file"))
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == copy.draft.files
    before = dict(copy.draft.files)
    assert upload(copy, ("all.zip", answer.content)).status_code == 302
    assert copy.draft.files == before


def test_a_draft_that_waits_is_read_only_and_comes_back(cast: Any, copy: Hand) -> None:
    assert copy.post("send", data={}).status_code == 302
    assert copy.draft.step == "sent"
    page = copy.read("components", "project", "criteria", "coherence")
    assert "waits for a second officer" in page
    assert 'form="sheet"' not in page
    sent = copy.post("components", "project", "criteria", "coherence", data={"title.en": "Late"})
    assert sent.status_code == 409
    assert "Read and publish it" not in copy.read()
    assert "Read and publish it" in Hand(cast.omar, copy.draft).read()
    assert copy.post("send", data={"back": "1"}).status_code == 302
    assert copy.draft.step == "draft"


def test_pages_of_nothing_are_not_found(hand: Hand) -> None:
    for pieces in (
        ("nothing",),
        ("parties", "nobody"),
        ("components", "none", "form"),
        ("try", "none"),
        ("components", "project", "rules", "none"),
        ("components", "project", "add", "none"),
        ("components", "project", "columns", "title", "x"),
    ):
        assert hand.client.get(hand.at(*pieces)).status_code == 404, pieces

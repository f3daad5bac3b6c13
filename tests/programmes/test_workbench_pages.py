"""Every page of the workbench opens, saves what was typed and changes nothing else."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from tandem.programmes import operations
from tandem.programmes.forms.workbench.tree import Tree
from tandem.programmes.models import RulebookDraft
from tests.programmes.workbench import Hand, fields, forms

pytestmark = pytest.mark.django_db
KS = "ks-mic"


@pytest.fixture
def empty(cast: Any) -> Hand:
    """A draft begun with nothing, in Danish and English."""
    with cast.scope():
        draft = operations.drafts.start(
            cast.actor("ana"),
            title={"da": "Skolernes fond", "en": "The schools' fund"},
            languages=["da", "en"],
            currency="DKK",
        )
    return Hand(cast.ana, draft)


@pytest.fixture
def copy(cast: Any) -> Hand:
    """A draft begun with a shipped rulebook."""
    with cast.scope():
        return Hand(cast.ana, operations.drafts.start(cast.actor("ana"), template=KS))


def pages_of(hand: Hand) -> list[tuple[str, ...]]:
    """Every page of a draft."""
    assert hand.draft is not None
    tree = Tree(hand.draft.files)
    found: list[tuple[str, ...]] = [
        (),
        *(
            (part,)
            for part in (
                "basics",
                "goal",
                "parties",
                "lists",
                "papers",
                "donors",
                "letters",
                "components",
                "changes",
                "texts",
                "files",
                "send",
                "drop",
            )
        ),
    ]
    found += [("parties", id) for id in tree.parties] + [("lists", id) for id in tree.main.get("lists") or {}]
    found += [("papers", id) for id in tree.main.get("once_per_organisation") or {}]
    found += [("donors", id) for id in tree.main["cycle"]["donors"]]
    for id, one in tree.components.items():
        here = ("components", id)
        found += [
            here,
            ("try", id),
            *(
                (*here, part)
                for part in (
                    "steps",
                    "criteria",
                    "scale",
                    "selection",
                    "floors",
                    "preferences",
                    "form",
                    "sections",
                    "start",
                    "rules",
                    "people",
                )
            ),
        ]
        found += [(*here, "rules", rule["id"]) for rule in one.get("rules") or ()]
        found += [(*here, "criteria", each["id"]) for each in one.get("criteria") or ()]
        found += [(*here, "sections", each["id"]) for each in tree.sections(id)]
        for _section, question in tree.questions(id):
            found.append((*here, "questions", question["id"]))
            if question["type"] in ("people", "table", "declaration"):
                found.append((*here, "columns", question["id"]))
                found += [(*here, "columns", question["id"], part["id"]) for part in question.get("parts") or ()]
    return found


@pytest.mark.parametrize("which", ["empty", "copy"])
def test_every_page_opens_and_saving_it_untouched_changes_nothing(which: str, request: Any) -> None:
    hand = request.getfixturevalue(which)
    before = dict(hand.draft.files)
    for pieces in pages_of(hand):
        page = hand.read(*pieces)
        assert "<h1" in page
        if 'id="sheet"' in page and pieces[:1] not in (("try",), ("texts",)):
            answer = hand.post(*pieces, data=fields(forms(page)[0]))
            assert answer.status_code == 302, (pieces, answer.content.decode()[:400])
            hand.draft = RulebookDraft.everywhere.get(id=hand.draft.id)
            assert hand.draft.files == before, pieces


def test_a_page_of_the_workbench_asks_the_database_little(copy: Hand, django_assert_max_num_queries: Any) -> None:
    project = ("components", "project")
    for pieces in ((), ("texts",), ("changes",), ("try", "project"), (*project, "form"), (*project, "rules")):
        copy.read(*pieces)
        with django_assert_max_num_queries(12) as asked:
            copy.read(*pieces)
        print(pieces, len(asked))


def test_rules_are_listed_in_words_and_only_what_fields_cannot_show_stands_as_written(copy: Hand) -> None:
    page = copy.read("components", "project", "rules")
    assert "Chosen in “Purposes of the project”: 1 to 2." in page
    titles = re.findall(r'<h2 class="h3"><a [^>]*>(.*?)</a>', page)
    assert len(titles) == 27 and not [title for title in titles if "==" in title or "{" in title]
    assert re.findall(r"<code>(.*?)</code>", page) == ["role == &quot;employee&quot; or role == &quot;councillor&quot;"]
    one = copy.read("components", "project", "rules", "municipal_people")
    assert "<h1>How many people: at least 1</h1>" in one and "Each party: at least 1 people" in one
    assert "it stands as it is written" in one


def test_a_rule_keeps_its_words_while_the_draft_cannot_be_read(copy: Hand) -> None:
    assert copy.draft is not None
    text = copy.draft.files["rulebook.yaml"].replace("form: forms/application.yaml", "form: forms/nowhere.yaml", 1)
    RulebookDraft.everywhere.filter(id=copy.draft.id).update(files={**copy.draft.files, "rulebook.yaml": text})
    page = copy.read("components", "project", "rules")
    titles = re.findall(r'<h2 class="h3"><a [^>]*>(.*?)</a>', page)
    assert len(titles) == 27 and not [title for title in titles if "==" in title]


def test_questions_are_added_to_the_section_from_which_one_came(copy: Hand) -> None:
    form = ("components", "project", "form")
    page = copy.read(*form)
    sections = re.findall(r'href="\?to=(\w+)#add"', page)
    assert len(sections) == 8 and page.index('href="#add"') < page.index("<h2")
    address = copy.at(*form) + f"?to={sections[1]}"
    shown = copy.client.get(address).content.decode()
    answer = copy.client.post(address, fields(forms(shown)[-1]) | {"lines": "Who sweeps? | ¿Quién barre?"})
    assert answer.status_code == 302 and answer.headers["Location"].endswith(f"?to={sections[1]}#add")
    assert copy.draft is not None
    copy.draft.refresh_from_db()
    section = next(each for each in Tree(copy.draft.files).sections("project") if each["id"] == sections[1])
    assert section["questions"][-1]["label"] == {"en": "Who sweeps?", "es": "¿Quién barre?"}
    assert copy.client.get(copy.at(*form) + "?to=rubbish").status_code == 200


def test_the_sample_is_shown_in_parts_that_say_what_is_answered_and_keep_what_was_typed(copy: Hand) -> None:
    page = copy.read("try", "project")
    parts = re.findall(r'<details class="section" id="s-(\w+)"( open)?>', page)
    assert len(parts) == 8 and not any(opened for _id, opened in parts)
    assert page.count(" answered</span>") == 8 and "6 of 6 answered" in page and 'href="#said"' in page
    start = page.index('<form method="post" enctype')
    assert page.rindex("<details class=\"section\"") < page.index("</form>", start)
    form = page[start : page.index("</form>", start)]
    typed = fields(form) | {"title": "", "summary": "Typed by hand"}
    typed["base"] = [html.unescape(base) for base in re.findall(r'name="base" value="([^"]*)"', form)]
    answer = copy.post("try", "project", data=typed).content.decode()
    assert "Typed by hand" in answer and "5 of 6 answered" in answer
    opened = [id for id, is_open in re.findall(r'<details class="section" id="s-(\w+)"( open)?>', answer) if is_open]
    assert opened == [parts[0][0]]
    copy.client.defaults["HTTP_HX_REQUEST"] = "true"
    part = copy.post("try", "project", data=typed).content.decode()
    assert '<a id="short" href="#said" hx-swap-oob="true">' in part and "<details class=\"section\"" not in part


def test_of_many_kinds_of_support_those_without_anything_open_are_folded(cast: Any) -> None:
    with cast.scope():
        hand = Hand(cast.ana, operations.drafts.start(cast.actor("ana"), template="icld-partnership"))
    page = hand.read()
    assert page.count('<details class="section"><summary><h2>') == 5
    text = hand.file("rulebook.yaml").replace("id: three_to_five_officials", "id: one_leader", 1)
    assert hand.draft is not None and text != hand.file("rulebook.yaml")
    RulebookDraft.everywhere.filter(id=hand.draft.id).update(files={**hand.draft.files, "rulebook.yaml": text})
    assert hand.read().count('<details class="section"><summary><h2>') < 5

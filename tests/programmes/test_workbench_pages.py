"""Every page of the workbench opens, saves what was typed and changes nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.programmes import operations
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
    from tandem.programmes.forms.workbench.tree import Tree

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

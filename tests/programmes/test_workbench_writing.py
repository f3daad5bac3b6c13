"""What the workbench writes: many questions at once, rules from the catalogue, texts side by side, an office's own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tandem.core.eligibility import CHECKS
from tandem.core.rulebook.check import check_texts
from tandem.core.rulebook.yaml_tree import read_yaml
from tandem.programmes import operations
from tandem.programmes.forms.workbench.check_words import CATALOGUE
from tandem.programmes.forms.workbench.checks import editor_of
from tandem.programmes.forms.workbench.tree import Tree
from tandem.rulebooks import shipped
from tests.factories import rulebooks
from tests.programmes.workbench import Hand

pytestmark = pytest.mark.django_db
FORM = "forms/project.yaml"


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


BATCHES = [  # type, who answers, must it be answered, what else, and the questions
    ("long_text", "together", "yes", {"words": "200"}, 8),
    ("long_text", "each_party", "yes", {"words": "150"}, 6),
    ("short_text", "together", "no", {}, 4),
    ("choice", "together", "yes", {"options": "Ja | Yes\nNej | No"}, 3),
    ("many", "each_party", "no", {"options": "Vand | Water\nHave | Garden"}, 3),
    ("number", "together", "no", {}, 3),
    ("date", "together", "no", {}, 1),
    ("file", "each_party", "no", {}, 1),
    ("period", "together", "yes", {}, 1),
]


@pytest.mark.expects("UX-22")
def test_thirty_questions_in_under_a_hundred_actions(hand: Hand) -> None:
    """An action is a field that is filled in or chosen, or a button or link that is pressed."""
    actions = 1  # the link to the form
    for number, (kind, of, needed, more, size) in enumerate(BATCHES):
        lines = "\n".join(f"Spørgsmål {number}.{at}? | Question {number}.{at}?" for at in range(size))
        typed: dict[str, Any] = {"lines": lines, "how__type": kind, "how__of": of, "how__required": needed, **more}
        sent = hand.send("components", "project", "form", **typed)
        assert sent.status_code == 302, sent.content.decode()
        actions += len(typed) + 1
    found = [question for _section, question in Tree(hand.draft.files).questions("project")]
    made = [question for question in found if "question" in question["id"]]
    assert len(made) == 30
    assert actions < 100, actions
    print(f"{actions} actions for {len(made)} questions")
    assert {question["type"] for question in made} == {kind for kind, *_rest in BATCHES}
    assert [each for each in check_texts(hand.draft.files) if each.level == "error"] == []


def test_every_kind_of_rule_that_is_registered_can_be_chosen_and_opens(copy: Hand) -> None:
    page = copy.read("components", "project", "rules")
    for word in CHECKS:
        assert f"/components/project/add/{word}/" in page
        shown = copy.read("components", "project", "add", word)
        for argument in editor_of(word).arguments:
            assert f'name="a-{argument.key}' in shown or "There is nothing to choose yet." in shown, (word, argument)


RULES = [
    (
        "choose",
        {"a-choose": "purposes", "bounds.how": "at_most", "bounds.low": "2"},
        {"choose": "purposes", "at_most": 2},
        {"choose": "purposes"},
    ),
    (
        "count",
        {
            "a-count.0.of": "role",
            "a-count.0.how": "is",
            "a-count.0.value": "Employee",
            "bounds.how": "between",
            "bounds.low": "3",
            "bounds.high": "5",
        },
        {"count": 'role == "employee"', "between": [3, 5]},
        {"change_team": "team"},
    ),
    (
        "count",
        {"a-per": "team", "bounds.how": "exactly", "bounds.low": "1"},
        {"count": "person", "per": "team", "exactly": 1},
        {"change_team": "team"},
    ),
    (
        "share",
        {"a-share": "budget.own_contribution", "a-in": "budget.total", "a-rest": "budget.asked", "a-at_least": "12.5"},
        {"share": "budget.own_contribution", "in": "budget.total", "rest": "budget.asked", "at_least": "12.5"},
        {"change_amount": "budget"},
    ),
    (
        "amount",
        {"a-amount": "budget.years", "a-at_most": "ceiling"},
        {"amount": "budget.years", "at_most": "ceiling"},
        {"change_amount": "budget"},
    ),
    ("yes", {"a-yes": "framework/inside"}, {"yes": "framework/inside"}, {"answer": "framework/inside"}),
    (
        "declared",
        {"a-declared": "core_task", "a-parts": ["task"], "a-truthy": ["inside_budget"]},
        {"declared": "core_task", "parts": ["task"], "truthy": ["inside_budget"]},
        {"fill_in": "core_task"},
    ),
    (
        "include",
        {"a-of": "role", "a-include": "Councillor\nEmployee"},
        {"include": ["councillor", "employee"], "of": "role"},
        {"change_team": "team"},
    ),
    (
        "expression",
        {
            "a-expression.0.of": "answers.leads_planning",
            "a-expression.0.how": "is",
            "a-expression.0.value": "The partner abroad",
        },
        {"expression": 'answers.leads_planning == "abroad"'},
        "none",
    ),
    ("country", {"a-country": "abroad"}, {"country": "abroad"}, {"replace_party": "abroad"}),
]


@pytest.mark.parametrize(("word", "typed", "check", "remedy"), RULES, ids=[each[0] for each in RULES])
def test_a_rule_from_the_catalogue_is_written_with_the_remedy_that_fits(
    copy: Hand, word: str, typed: dict[str, Any], check: dict[str, Any], remedy: Any
) -> None:
    before = read_yaml("rulebook.yaml", copy.file()).data["components"]["project"]["rules"]
    says = {
        "refusal.en": "{actual} is not {limit}.",
        "refusal.es": "{actual} no es {limit}.",
        "strength": "should",
        "source": "house advice",
        "when.0.of": "party.kind",
        "when.0.how": "not",
        "when.0.value": "company",
    }
    sent = copy.send("components", "project", "add", word, **says, **typed)
    assert sent.status_code == 302, sent.content.decode()
    rules = read_yaml("rulebook.yaml", copy.file()).data["components"]["project"]["rules"]
    assert len(rules) == len(before) + 1
    made = rules[-1]
    assert made["should"] == check
    assert (made["remedy"], made["when"]) == (remedy, 'party.kind != "company"')
    mine = [each for each in check_texts(copy.draft.files) if each.rule == made["id"] and each.level == "error"]
    assert mine == []


def test_comments_and_order_of_the_files_outlive_the_workbench(copy: Hand) -> None:
    before = copy.file().splitlines()
    copy.send("components", "project", "criteria", "coherence", title__en="It fits their plans")
    after = copy.file().splitlines()
    changed = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    assert len(changed) == 1
    assert "It fits their plans" in changed[0][1]


def test_entries_move_up_and_down_and_are_taken_out(copy: Hand) -> None:
    def order() -> list[str]:
        return [each["id"] for each in Tree(copy.draft.files).components["project"]["criteria"]]

    assert order()[:3] == ["sustainability", "coherence", "recipient_responsibility"]
    copy.post("components", "project", "criteria", data={"down": "sustainability"})
    assert order()[:3] == ["coherence", "sustainability", "recipient_responsibility"]
    copy.post("components", "project", "criteria", data={"up": "sustainability"})
    assert order()[:2] == ["sustainability", "coherence"]
    copy.post("components", "project", "criteria", data={"remove": "coherence"})
    assert "coherence" not in order()
    assert "The weights add up to 90 of 100: 10 are still to give." in copy.read("components", "project", "criteria")
    first = Tree(copy.draft.files).sections("project")[0]["questions"][0]["id"]
    copy.post("components", "project", "form", data={"down": f"about/{first}"})
    assert Tree(copy.draft.files).sections("project")[0]["questions"][1]["id"] == first


def test_an_option_that_is_reworded_stays_the_same_option(copy: Hand) -> None:
    options = Tree(copy.draft.files).main["lists"]["purposes"]["options"]
    lines = [f"{each['label']['en']} | {each['label']['es']}" for each in options]
    lines[1] = "Plans that think of nature | Planes que piensan en la naturaleza"
    copy.send("lists", "purposes", options="\n".join([*lines, "Young people | Jóvenes"]))
    after = Tree(copy.draft.files).main["lists"]["purposes"]["options"]
    assert [each["id"] for each in after] == [*(each["id"] for each in options), "young_people"]
    assert after[1]["label"]["en"] == "Plans that think of nature"


def test_missing_translations_are_listed_and_written_side_by_side(hand: Hand) -> None:
    hand.send("components", "project", "form", lines="Kun på dansk", how__type="long_text")
    assert "One text lacks a language" in hand.read("texts")
    assert "One text lacks a language" in hand.read()
    shown = hand.read("texts")
    name = shown.split('name="t')[1].split(".")[0]
    sent = hand.send("texts", **{f"t{name}.en": "Now in English too"})
    assert sent.status_code == 302
    assert hand.draft.files[FORM].count("Now in English too") == 1
    assert "Every text is there in every language" in hand.read("texts")


def test_an_office_writes_only_what_is_its_own(cast: Any) -> None:
    """A child's page shows what it inherits; what is changed there is written as its own, over the parent's."""
    with cast.scope():
        programme = operations.create_programme(cast.actor("ana"), folder=shipped()["ks-mic"])
        office = rulebooks.office(cast.actor("ana"), "West", "NO", cast.nobody)
        draft = operations.drafts.start(_of(cast, office), programme=programme, office=office)
    hand = Hand(cast.nobody, draft)
    assert "Purposes of the project" in hand.read("components", "project", "form")
    sent = hand.send("components", "project", "criteria", "coherence", guidance__en="Look at the county's own plan.")
    assert sent.status_code == 302, sent.content.decode()
    own = read_yaml("rulebook.yaml", hand.file()).data
    assert [each["id"] for each in own["components"]["project"]["criteria"]] == ["coherence"]
    assert len(Tree(hand.draft.files, shipped()).components["project"]["criteria"]) == 8
    sent = hand.post("components", "project", "criteria", data={"remove": "mutual_benefit"})
    assert sent.status_code == 422
    assert "comes from the rulebook that yours follows" in sent.content.decode()


def _of(cast: Any, office: Any) -> Any:
    """An officer of one office."""
    return replace(cast.actor("nobody"), offices=frozenset({office.id}))


def test_every_kind_of_rule_has_words_of_its_own_with_an_example() -> None:
    assert set(CATALOGUE) == set(CHECKS)
    assert all(str(title) and str(example) for title, example in CATALOGUE.values())

"""An outsider recomputes a ranking from its public export alone."""

import argparse
import copy
import json
from decimal import Decimal

import pytest

from tandem.cli import ranking
from tandem.core.scoring import score_plain
from tandem.core.selection import BadExport, Entry, Floor, Proposal, Terms, compare, export, rank, recompute
from tandem.core.values import Money

TERMS = Terms(
    budget=Money.of(100, "NOK"),
    seed="the published seed",
    ties=("mutual",),
    weights=(("mutual", 60), ("lasting", 40)),
    floors=(Floor("rural", "rural", "number", 1),),
    lowest_score=Decimal(20),
)


def entry(name, asked, *sheets, groups=()):
    scores = tuple(
        (f"person-{number}", criterion, value)
        for number, sheet in enumerate(sheets)
        for criterion, value in zip(("mutual", "lasting"), sheet, strict=True)
    )
    return Entry(name, Money.of(asked, "NOK"), scores, groups=frozenset(groups))


ENTRIES = [
    entry("A-1", 60, (5, 4), (4, None)),
    entry("A-2", 50, (4, 4), (4, 4)),
    entry("A-3", 40, (3, 5), groups=["rural"]),
    entry("A-4", 10, (0, 1), (1, 0)),
]


@pytest.fixture
def document():
    return json.loads(json.dumps(export("MIC 2024", TERMS, ENTRIES, rank(TERMS, ENTRIES, score_plain))))


def run(tmp_path, content, *options):
    path = tmp_path / "export.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    parser = argparse.ArgumentParser()
    ranking.add_parser(parser.add_subparsers())
    arguments = parser.parse_args(["ranking", "recompute", str(path), *options])
    return arguments.run(arguments)


def test_the_export_recomputes_to_the_same_list(document):
    again = recompute(document, score_plain)
    assert again.of(Proposal.FUND) == ("A-1", "A-3")
    assert again.of(Proposal.REFUSE) == ("A-4",)
    assert compare(document, again) == ()


def test_no_assessor_is_named_in_it(document):
    assert "person" not in json.dumps(document)
    assert {score["assessor"] for score in document["applications"][0]["scores"]} == {1, 2}


def test_assessors_cannot_be_told_by_their_order():
    swapped = [Entry(e.id, e.asked, e.scores[::-1], e.recommended, e.groups) for e in ENTRIES]
    renamed = [
        Entry(e.id, e.asked, tuple((f"zz-{9 - int(a[-1])}", c, v) for a, c, v in e.scores), None, e.groups)
        for e in ENTRIES
    ]
    first = export("c", TERMS, ENTRIES, rank(TERMS, ENTRIES, score_plain))
    for other in (swapped, renamed):
        assert export("c", TERMS, other, rank(TERMS, other, score_plain)) == first


def test_without_scoring_it_recomputes_too():
    terms = Terms(Money(1000, "JPY"), "seed")
    entries = [Entry(name, Money(400, "JPY"), recommended=name != "b") for name in "abcd"]
    selection = rank(terms, entries, score_plain)
    document = json.loads(json.dumps(export("c", terms, entries, selection)))
    assert document["budget"] == "1000"
    assert compare(document, recompute(document, score_plain)) == ()
    assert len(selection.of(Proposal.FUND)) == 2


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda d: d["result"]["rows"][1].update(proposal="fund"), "result.rows[1].proposal"),
        (lambda d: d["applications"][0]["scores"][0].update(value=0), "result.rows[0].application"),
        (lambda d: d.update(budget="110.00"), "result.remaining"),
        (lambda d: d["result"].update(rows=[]), "result.rows"),
        (lambda d: d["result"]["rows"][0].update(hidden=1), "result.rows[0].hidden"),
    ],
)
def test_whatever_was_changed_afterwards_is_found(tmp_path, capsys, document, change, where):
    change(document)
    assert where in [difference.where for difference in compare(document, recompute(document, score_plain))]
    assert run(tmp_path, document) == 1
    assert where in capsys.readouterr().out


def test_the_command_says_that_the_list_is_the_same(tmp_path, capsys, document):
    assert run(tmp_path, document) == 0
    assert "The same as the published list." in capsys.readouterr().out
    assert run(tmp_path, document, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer == {
        "status": "same",
        "applications": 4,
        "funded": ["A-1", "A-3"],
        "remaining": "0.00 NOK",
        "differences": [],
    }


def _set(path, value):
    def change(document):
        *steps, last = path
        place = document
        for step in steps:
            place = place[step]
        if value is KeyError:
            del place[last]
        else:
            place[last] = value

    return change


BAD = [
    (("format",), "tandem-ranking/9", "format", "unknown_format"),
    (("seed",), KeyError, "seed", "missing"),
    (("seed",), "\ud800", "seed", "not_text"),
    (("budget",), "1.005", "budget", "not_money"),
    (("budget",), "-1", "budget", "not_money"),
    (("budget",), "1e999999", "budget", "not_a_number"),
    (("budget",), 100, "budget", "not_text"),
    (("currency",), "nok", "currency", "not_a_currency"),
    (("skip_upwards",), "no", "skip_upwards", "not_true_or_false"),
    (("scale",), [], "scale", "not_an_object"),
    (("scale", "highest"), 0, "scale", "scale_not_upwards"),
    (("criteria", 0, "weight"), 1.5, "criteria[0].weight", "not_a_whole_number"),
    (("criteria", 0, "weight"), 0, "mutual", "weight_not_positive"),
    (("floors", 0, "of"), "people", "floors[0].of", "not_one_of"),
    (("applications",), {}, "applications", "not_a_list"),
    (("applications", 2), None, "applications[2]", "not_an_object"),
    (("applications", 2, "asked"), None, "applications[2].asked", "not_money"),
    (("applications", 0, "scores", 1, "value"), 6, "applications[0].scores[1].value", "out_of_scale"),
    (("applications", 0, "scores", 1, "criterion"), "charm", "applications[0].scores[1].criterion", "not_one_of"),
    (("applications", 1, "id"), "A-1", "A-1", "candidate_twice"),
    (("applications", 1, "scores"), [], "A-2", "no_score"),
    (("result",), KeyError, "result", "missing"),
]


@pytest.mark.parametrize(("path", "value", "where", "code"), BAD)
def test_bad_input_names_the_place(tmp_path, capsys, document, path, value, where, code):
    changed = copy.deepcopy(document)
    _set(path, value)(changed)
    assert run(tmp_path, changed, "--json") == 2
    problem = json.loads(capsys.readouterr().out)["problems"][0]
    assert (problem["where"], problem["code"]) == (where, code)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "line 1 column 2: not json"),
        ("[]", "document: not an object"),
        ("[" * 100_000, "not json"),
        ('{"a": NaN}', "document: not a number, actual NaN"),
        ('{"a": 1, "a": 2}', "a: key twice"),
        ('{"format": ' + "9" * 5000 + "}", "not json"),
    ],
)
def test_what_is_no_json_is_named(tmp_path, capsys, content, says):
    assert run(tmp_path, content) == 2
    assert says in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(capsys):
    with pytest.raises(BadExport):
        ranking._load("/nowhere/export.json")


def test_five_thousand_applications_recompute_to_the_same_list():
    entries = [
        entry(f"A-{index}", 10 + index % 50, *(((index + k) % 6, (index * k) % 6) for k in range(3)), groups=["rural"])
        for index in range(5000)
    ]
    first = rank(TERMS, entries, score_plain)
    exported = export("many", TERMS, entries, first)
    again = recompute(exported, score_plain)
    assert len(exported["applications"]) == 5000
    assert compare(exported, again) == ()
    assert again.of(Proposal.FUND) == first.of(Proposal.FUND) != ()

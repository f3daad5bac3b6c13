"""Laws of the difference between two versions, and of the one way to write a plan down."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.planning import (
    Change,
    Statement,
    Target,
    apply,
    canonical,
    difference,
    digest,
    from_canonical,
    label,
    mirrored,
    plain,
)
from tests.core.planning.plans import BINS, OUTCOME, OUTPUT, RISK, SHARE, numbers, plans, sound, uid, with_row


def shuffled(plan, random):
    def mixed(rows):
        rows = list(rows)
        random.shuffle(rows)
        return tuple(rows)

    rooms = ("statements", "indicators", "risks", "activities", "lines", "notes")
    return replace(plan, **{room: mixed(getattr(plan, room)) for room in rooms})


def bare(changes):
    """Changes without the words that only one end of them knows."""
    return [replace(change, label="", currency="") for change in changes]


@given(plans, st.randoms())
def test_a_plan_does_not_differ_from_itself_in_whatever_order_its_rows_are(plan, random):
    assert difference(plan, plan) == ()
    assert difference(plan, shuffled(plan, random)) == ()
    assert canonical(plan) == canonical(shuffled(plan, random))
    assert digest(plan) == digest(shuffled(plan, random))


@given(plans, plans)
def test_applying_the_difference_gives_the_other_plan_and_its_mirror_gives_the_first_back(before, after):
    changes = difference(before, after)
    assert canonical(apply(before, changes)) == canonical(after)
    assert canonical(apply(after, mirrored(changes))) == canonical(before)
    assert bare(difference(after, before)) == bare(mirrored(changes))


@given(plans, plans)
def test_the_hash_tells_plans_apart_exactly_when_they_differ(one, other):
    assert (digest(one) == digest(other)) == (difference(one, other) == ())


@given(plans)
def test_what_was_written_down_reads_back(plan):
    written = json.loads(json.dumps(canonical(plan)))
    assert difference(from_canonical(written), plan) == ()
    assert canonical(from_canonical(written)) == written


@given(numbers)
def test_a_plain_decimal_has_no_exponent_and_loses_nothing(value):
    assert Decimal(plain(value)) == value
    assert "E" not in plain(value * 10**20)
    assert plain(Decimal("-0.00")) == "0"
    assert (plain(Decimal("1E+2")), plain(Decimal("1.50"))) == ("100", "1.5")


def test_changes_are_told_field_by_field_and_amounts_year_by_year():
    before = sound()
    after = with_row(before, "statements", OUTPUT, text="Six collection points run by the municipality")
    after = with_row(after, "indicators", SHARE, targets=(Target(2026, Decimal(30)), Target(2027, Decimal(40))))
    after = with_row(after, "lines", BINS, years=((1, 100), (2, 900)))
    text = after.statements[2].text
    assert difference(before, after) == (
        Change("statement", OUTPUT, "changed", "text", before.statements[2].text, text, text),
        Change("indicator", SHARE, "changed", "targets/2025", Decimal(10), None, "Households that sort"),
        Change("indicator", SHARE, "changed", "targets/2026", Decimal(25), Decimal(30), "Households that sort"),
        Change("line", BINS, "changed", "years/2", None, 900, "Bins", "GTQ"),
    )


def test_a_part_that_came_or_went_is_one_change_with_the_part_in_it():
    before = sound()
    more = Statement(uid(99), "output", "A shop for used things", "en", OUTCOME)
    after = replace(before, statements=(*before.statements, more), risks=())
    assert [(change.verb, change.part, change.field, change.label) for change in difference(before, after)] == [
        ("added", "statement", "", "A shop for used things"),
        ("removed", "risk", "", "A new council stops the collection"),
    ]
    assert difference(before, after)[0].after == more
    assert difference(before, after)[1].before == before.risks[0]


def test_a_zero_that_becomes_nothing_is_a_change_and_a_move_is_told_apart():
    before = with_row(sound(), "lines", BINS, years=((1, 0),))
    (change,) = difference(before, with_row(before, "lines", BINS, years=()))
    assert (change.field, change.before, change.after) == ("years/1", 0, None)
    (move,) = difference(sound(), with_row(sound(), "risks", RISK, place=7))
    assert move.moves and not change.moves


def test_changes_that_start_from_something_else_are_refused():
    before = sound()
    changes = difference(before, with_row(before, "risks", RISK, text="Another"))
    elsewhere = with_row(before, "risks", RISK, text="Not that")
    with pytest.raises(ValueError, match="does not say"):
        apply(elsewhere, changes)
    with pytest.raises(ValueError, match="to change"):
        apply(replace(before, risks=()), changes)
    gone = difference(before, replace(before, risks=()))
    with pytest.raises(ValueError, match="to remove"):
        apply(replace(before, risks=()), gone)
    with pytest.raises(ValueError, match="there already"):
        apply(before, mirrored(gone))
    with pytest.raises(ValueError, match="twice"):
        difference(replace(before, risks=before.risks * 2), before)


@pytest.mark.parametrize(
    "data",
    [
        {"wishes": []},
        {"risks": [{"identity": str(RISK), "text": "x", "colour": "red"}]},
        {"risks": [{"identity": "not one", "text": "x"}]},
        {"risks": [{"text": "x"}]},
        {"indicators": [{"identity": str(SHARE), "statement": None, "title": "x", "baseline": "much"}]},
    ],
)
def test_what_is_no_plan_is_refused(data):
    with pytest.raises(ValueError):
        from_canonical(data)


def test_parts_are_known_by_their_words():
    plan = sound()
    labels = {kind: label(part) for kind, part in plan.parts()}
    assert labels["activity"] == "Build a sorting hall"
    assert labels["line"] == "Trains"
    assert label(replace(plan.lines[0], text="")) == "equipment"

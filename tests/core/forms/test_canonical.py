"""The bytes a receipt is taken over (UX-16, UX-17)."""

from __future__ import annotations

import hashlib
import json
import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.forms.answers import by_path, canonical, is_blank, is_unread, parse_canonical, unread, without_unread
from tests.core.forms.sample import filled

_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_VALUES = st.recursive(
    _TEXT | st.booleans() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False, places=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=8,
)
_ANSWERS = st.dictionaries(st.tuples(_TEXT, _TEXT), _VALUES, max_size=8)


def reordered(value: Any, dice: random.Random) -> Any:
    if not isinstance(value, dict):
        return value
    items = [(key, reordered(inner, dice)) for key, inner in value.items()]
    dice.shuffle(items)
    return dict(items)


@pytest.mark.expects("UX-17")
@given(_ANSWERS, st.randoms(use_true_random=False))
def test_the_order_in_which_answers_came_makes_no_difference(answers: Any, dice: random.Random) -> None:
    assert canonical(reordered(answers, dice)) == canonical(answers)


@pytest.mark.expects("UX-17")
@given(_ANSWERS)
def test_parsed_canonical_content_gives_the_same_bytes(answers: Any) -> None:
    content = canonical(answers)
    assert canonical(parse_canonical(content)) == content
    assert set(parse_canonical(content)) == set(answers)


@given(_ANSWERS, st.tuples(_TEXT, _TEXT), _TEXT, _TEXT)
def test_another_answer_gives_other_bytes(answers: Any, key: tuple[str, str], one: str, other: str) -> None:
    same = canonical({**answers, key: one}) == canonical({**answers, key: other})
    assert same == (one == other)


def test_known_content() -> None:
    answers = {
        ("money", ""): {"minor": 1234500, "currency": "NOK"},
        ("led", ""): False,
        ("empty", ""): None,
        ("rows", "b"): ["å\n\u202e", Decimal("1.50")],
        ("rows", "a"): unread("about 5"),
    }
    content = canonical(answers)
    expected = (
        '{"led":{"":false},"money":{"":{"currency":"NOK","minor":"1234500"}},'
        '"rows":{"a":{"unread":"about 5"},"b":["å\\n\u202e","1.50"]}}'
    )
    assert content.decode() == expected
    assert hashlib.sha256(content).hexdigest() == hashlib.sha256(expected.encode()).hexdigest()
    assert canonical({}) == b"{}"


def test_zero_differs_from_nothing() -> None:
    assert canonical({("n", ""): "0"}) != canonical({})
    assert canonical({("n", ""): 0}) != canonical({("n", ""): None})


@pytest.mark.parametrize(
    "value", [0.1, float("nan"), Decimal("NaN"), Decimal("1e9999"), "\ud800", {1: "x"}, object(), b"x"]
)
def test_what_no_answer_may_hold_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="."):
        canonical({("p", ""): value})


@pytest.mark.parametrize("content", [b"", b"[]", b'{"a":1}', b"\xff", b"{"])
def test_what_is_not_canonical_content_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="."):
        parse_canonical(content)


def test_a_receipt_reads_as_plain_json() -> None:
    parsed = json.loads(canonical(filled()))
    assert parsed["deposit"][""] == {"minor": "0", "currency": "NOK"}


def test_small_words_about_answers() -> None:
    assert is_unread({"unread": "x"})
    assert not is_unread({"unread": "x", "more": 1})
    assert not is_unread("x")
    assert [is_blank(value) for value in (None, "", " ", [], {}, 0, False, "0", {"minor": 0})] == [True] * 5 + [
        False
    ] * 4
    assert without_unread({"a": {"unread": "x"}, "b": {"1": {"unread": "y"}, "2": 0}}) == {"b": {"2": 0}}
    assert by_path({("p", "b"): 2, ("p", "a"): 1, ("q", ""): None}) == {"p": (("a", 1), ("b", 2))}

"""Counting: the server and the browser give the same numbers (UX-11)."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.forms.definition import Limit
from tandem.core.forms.limits import COUNT_JS, count_characters, count_words, outside, over

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
WALES = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
ATOMS = [
    "a", "é", "e\u0301", "ø", "ą", "ñ", "ß", "Ђ", "漢字", "👍", "👍🏽", FAMILY, "🇳🇴", WALES, "a\u0300\u0301\u0302",
    "\u200d", "\u200b", "\u202e", "\u2066", "\u2069", "\u200f", "\r\n", "\n", "\r", "\r\r\n", "\n\r", "\t", " ", "  ",
    "\xa0", "\u202f", "\u3000", "\ufeff", "\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\x1f", "\x85", "\u180e",
    "\u1680", "\u205f", "\x00", "\ufffd", "-", "–", "don't", "=cmd()", "<b>", "word", "\U0010ffff", "\ud83d", "\ude00",
]  # fmt: skip


def strings() -> list[str]:
    dice = random.Random(2024)
    mixed = ["".join(dice.choices(ATOMS, k=dice.randint(1, 40))) for _ in range(200)]
    apart = [text for text in mixed if "\ud83d\ude00" not in text]  # in JavaScript these two are one emoji
    return ["", *ATOMS, *apart]


@pytest.mark.expects("UX-11")
def test_the_browser_counts_as_the_server_does() -> None:
    node = shutil.which("node")
    if node is None and os.environ.get("CI", "").lower() != "true":
        pytest.skip("node is not installed: the counter's JavaScript cannot run")
    assert node is not None, "node is needed to run the counter's JavaScript"
    samples = strings()
    assert len(samples) >= 200
    script = f"{COUNT_JS}\nconst all = {json.dumps(samples)};\nconsole.log(JSON.stringify(all.map(tandemCount)));"
    printed = subprocess.run([node, "-"], input=script, capture_output=True, text=True, check=True, timeout=60).stdout
    counted = json.loads(printed)
    for text, there in zip(samples, counted, strict=True):
        assert there == {"characters": count_characters(text), "words": count_words(text)}, ascii(text)


def test_the_browser_function_is_plain_ascii_and_needs_no_evaluation() -> None:
    assert COUNT_JS.isascii()
    assert "eval" not in COUNT_JS
    assert "</" not in COUNT_JS


@pytest.mark.parametrize(
    ("text", "characters", "words"),
    [
        ("", 0, 0),
        (" \n ", 3, 0),
        ("Hei på deg", 10, 3),
        ("a\r\nb", 3, 2),
        ("a\rb", 3, 2),
        ("é", 1, 1),
        ("e\u0301", 2, 1),
        (FAMILY, 7, 1),
        ("🇳🇴", 2, 1),
        ("one – two", 9, 3),
        ("one\u200btwo", 7, 1),
        ("one\x85two", 7, 1),
        ("one\ufefftwo", 7, 2),
    ],
)
def test_counts(text: str, characters: int, words: int) -> None:
    assert (count_characters(text), count_words(text)) == (characters, words)


@given(st.text(), st.text())
def test_counts_add_up(one: str, other: str) -> None:
    assert count_words(f"{one} {other}") == count_words(one) + count_words(other)
    assert count_characters(f"{one} {other}") == count_characters(one) + 1 + count_characters(other)


@given(st.text(max_size=80), st.integers(1, 40))
def test_over_says_by_how_much(text: str, most: int) -> None:
    problems = {problem.code: problem.values for problem in over(Limit(words=most, characters=most), text, "here")}
    for code, actual in (("too_many_words", count_words(text)), ("too_many_characters", count_characters(text))):
        assert (code in problems) == (actual > most)
        if actual > most:
            assert problems[code] == {"actual": actual, "limit": most, "difference": actual - most}
    fewest = over(Limit(at_least_words=most), text)
    assert bool(fewest) == (count_words(text) < most)


def test_bounds_are_allowed_themselves() -> None:
    limit = Limit(minimum="1", maximum="2.5")
    assert [bool(outside(limit, Decimal(n))) for n in ("0.9", "1", "2.5", "2.51")] == [True, False, False, True]
    assert outside(limit, Decimal("0.9"), "p")[0].values == {"actual": "0.9", "limit": "1"}
    days = Limit(minimum="2024-01-01", maximum="2024-12-31")
    assert not outside(days, date(2024, 1, 1))
    assert outside(days, date(2025, 1, 1))[0].code == "above_maximum"
    assert not outside(days, Decimal(5))  # a day bounds no number


@pytest.mark.parametrize("bound", ["", "ten", "1e5", "NaN", "2024-1-1", "1,5"])
def test_a_bound_that_is_neither_number_nor_day_is_refused_in_the_definition(bound: str) -> None:
    with pytest.raises(ValueError, match="minimum"):
        Limit(minimum=bound)

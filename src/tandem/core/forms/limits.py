r"""Lengths and bounds: counted in the browser exactly as here, and never enforced by cutting.

Characters: CR LF counts as one; then one for each Unicode code point. No normalisation: 'é' in one code point counts 1,
as 'e' and a combining accent 2; an emoji of four code points joined by ZWJ counts what it is made of; a lone surrogate
counts 1 (it is stored as one U+FFFD).

Words: maximal runs of characters that are not white space. White space is exactly this set, ECMAScript's `\s`:
U+0009–U+000D, U+0020, U+00A0, U+1680, U+2000–U+200A, U+2028, U+2029, U+202F, U+205F, U+3000, U+FEFF.
A zero-width space is not white space; a dash between spaces is a word.

`COUNT_JS` is the same function for the browser, strict-policy safe (no eval, no markup):

    tandemCount("Hei på deg")  →  {characters: 10, words: 3}
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from tandem.core.forms.definition import Limit
from tandem.core.values import Problem

_SPACE = r"\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_WORD = re.compile(f"[^{_SPACE}]+")

COUNT_JS = (
    "function tandemCount(text) {\n"
    '  const plain = text.replace(/\\r\\n/g, "\\n");\n'
    "  let characters = 0;\n"
    "  for (const _ of plain) characters += 1;\n"
    f"  const words = (plain.match(/[^{_SPACE}]+/gu) || []).length;\n"
    "  return {characters: characters, words: words};\n"
    "}\n"
)


def count_characters(text: str) -> int:
    """Code points, CR LF as one. Equal to `tandemCount(text).characters`."""
    return len(text) - text.count("\r\n")


def count_words(text: str) -> int:
    """Runs of characters other than white space. Equal to `tandemCount(text).words`."""
    return sum(1 for _ in _WORD.finditer(text))


def over(limit: Limit, text: str, where: str = "") -> tuple[Problem, ...]:
    """What the text has too much or too little of; each with actual, limit and difference. The text itself is kept."""
    problems: list[Problem] = []
    if limit.words is not None or limit.at_least_words is not None:
        words = count_words(text)
        if limit.words is not None and words > limit.words:
            problems.append(_beyond("too_many_words", words, limit.words, where))
        if limit.at_least_words is not None and words < limit.at_least_words:
            problems.append(_beyond("too_few_words", words, limit.at_least_words, where))
    if limit.characters is not None and (characters := count_characters(text)) > limit.characters:
        problems.append(_beyond("too_many_characters", characters, limit.characters, where))
    return tuple(problems)


def too_many(code: str, limit: int | None, actual: int, where: str = "") -> tuple[Problem, ...]:
    """Problem `code` (too_many_rows, too_many_files) when there are more than the limit."""
    return (_beyond(code, actual, limit, where),) if limit is not None and actual > limit else ()


def too_few(limit: int | None, actual: int, where: str = "") -> tuple[Problem, ...]:
    """Problem `too_few_rows` when there are fewer than the limit."""
    return (_beyond("too_few_rows", actual, limit, where),) if limit is not None and actual < limit else ()


def outside(limit: Limit, value: Decimal | date, where: str = "") -> tuple[Problem, ...]:
    """`below_minimum` or `above_maximum` of a number, an amount in main units, or a day; both bounds are allowed.

    A bound of the other kind (a number for a day) bounds nothing; the form's definition refuses what is neither.
    """
    low, high = _bound(limit.minimum, value), _bound(limit.maximum, value)
    shown = value.isoformat() if isinstance(value, date) else format(value, "f")
    if low is not None and value < low:  # type: ignore[operator]  # _bound gives the kind of value
        return (Problem("below_minimum", where, {"actual": shown, "limit": limit.minimum}),)
    if high is not None and value > high:  # type: ignore[operator]
        return (Problem("above_maximum", where, {"actual": shown, "limit": limit.maximum}),)
    return ()


def _beyond(code: str, actual: int, limit: int, where: str) -> Problem:
    return Problem(code, where, {"actual": actual, "limit": limit, "difference": abs(actual - limit)})


def _bound(text: str | None, like: Decimal | date) -> Decimal | date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text) if isinstance(like, date) else Decimal(text)
    except (ValueError, InvalidOperation):
        return None

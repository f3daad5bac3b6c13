"""Numbers and money as people write them in their locale: read when there is one thinkable meaning, else asked.

The rule, for a single '.' or ',' with one to three digits before it (the first not 0) and exactly three behind it:
- where the locale settles what the sign means ('.' is decimal in en and es-GT, groups in da), it means that;
- where the sign is foreign to the locale ('.' in nb), or the language alone does not settle it (es without a country),
  both meanings are thinkable: `number_ambiguous` with the readings;
- money in a currency with fewer than three decimals leaves only thousands thinkable, and these are taken, except where
  the locale itself says that the sign is decimal: then it is asked.
Every other shape has one meaning at most: '1.234,5', '1 234.50', '0,234', '1,5', '1.234.567', "12'500". Spaces of every
width, apostrophes, Unicode minus, decimal digits of any script, marks of direction are understood. A minus behind the
number, exponents, NaN and brackets are not numbers here. Time is bounded: more than 200 characters are not looked at.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from tandem.core.forms.locales import Convention, convention
from tandem.core.values import Problem

LONGEST_TEXT = 200
MOST_DIGITS = 28  # what Decimal keeps exact

_SPACES = "\t\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\r\n"
_SAME = str.maketrans(
    {
        **dict.fromkeys(_SPACES, " "),
        **dict.fromkeys("’‘ʼ′＇٬", "'"),
        **dict.fromkeys("−–‐‑‒﹣－", "-"),
        **dict.fromkeys("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff", None),
        "，": ",",
        "．": ".",
        "＋": "+",
        "：": ":",
    }
)
_BODY = re.compile(r"[0-9](?:[0-9 .,'٫]*[0-9])?\Z")
_GROUPED = tuple(re.compile(rf"[1-9][0-9]{{0,2}}(?:{re.escape(sign)}[0-9]{{3}})+\Z") for sign in " '.,")
_DIGITS = re.compile(r"[0-9]+\Z")
_WITHOUT_CENTS = (",-", ".-", ":-")  # 'kr 500,-'


@dataclass(frozen=True)
class Pieces:
    """A typed number taken apart: what stands before and behind, its sign ('-' or ''), its digits and separators."""

    before: str
    sign: str
    body: str
    behind: str

    @property
    def affixes(self) -> tuple[str, ...]:
        return tuple(affix for affix in (self.before, self.behind) if affix)


def number(text: str, locale: str) -> tuple[str | None, Problem | None]:
    """The plain decimal that the text means in the locale ('12.50', decimals as typed), or the problem."""
    pieces = take_apart(text)
    if isinstance(pieces, Problem):
        return None, pieces
    if pieces.affixes:
        return None, Problem("number_unreadable")
    value = settle(pieces, convention(locale), None)
    return (None, value) if isinstance(value, Problem) else (format(value, "f"), None)


def take_apart(text: str) -> Pieces | Problem:
    """The pieces of a typed number, all kinds of space, minus and digit made the same."""
    if len(text) > LONGEST_TEXT:
        return too_long(len(text), LONGEST_TEXT, "characters")
    plain = text.translate(_SAME)
    if not plain.isascii():
        plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)
    plain = re.sub(" {2,}", " ", plain).strip(" ")
    places = [i for i, c in enumerate(plain) if c.isascii() and c.isdigit()]
    if not places:
        return Problem("number_unreadable")
    before, body, behind = plain[: places[0]], plain[places[0] : places[-1] + 1], plain[places[-1] + 1 :]
    before, sign = _sign(before)
    if before and before in ".,٫":
        before, body = "", f"0{before}{body}"
    if behind[:2] in _WITHOUT_CENTS:
        behind = behind[2:]
    if sign == "?" or not _BODY.match(body):
        return Problem("number_unreadable")
    digits = sum(c.isdigit() for c in body)
    if digits > MOST_DIGITS:
        return too_long(digits, MOST_DIGITS, "digits")
    return Pieces(_affix(before), sign, body, _affix(behind))


def settle(pieces: Pieces, habits: Convention, places: int | None) -> Decimal | Problem:
    """The one meaning of the number; `number_ambiguous` when there are two, `number_unreadable` when there is none.

    `places` is how many decimals the currency has, None when any number of decimals is thinkable.
    """
    thousands, decimal = _meanings(pieces.body)
    if thousands is None and decimal is None:
        return Problem("number_unreadable")
    chosen = _choose(thousands, decimal, pieces.body, habits, places)
    if isinstance(chosen, Decimal):
        return chosen.copy_negate() if pieces.sign and chosen else chosen
    readings = [format(value.copy_negate() if pieces.sign else value, "f") for value in chosen]
    return Problem("number_ambiguous", values={"readings": readings})


def too_long(actual: int, limit: int, unit: str) -> Problem:
    """More characters or digits than any number here may have."""
    return Problem("number_too_long", values={"actual": actual, "limit": limit, "unit": unit})


def _sign(before: str) -> tuple[str, str]:
    """What stands before the number without its sign, and the sign: '-' or ''; '?' when it makes no sense."""
    rest = before.strip()
    marks = [c for c in rest if c in "+-"]
    if not marks:
        return rest, ""
    if len(marks) > 1 or not (rest.startswith(marks[0]) or rest.endswith(marks[0])):
        return rest, "?"
    return rest.strip("+-").strip(), "-" if marks[0] == "-" else ""


def _affix(text: str) -> str:
    """A sign or code without space and abbreviation point: ' kr. ' → 'kr'. A lone point stays, and is no number."""
    text = text.strip()
    return text[:-1] if len(text) > 1 and text.endswith(".") and text[-2].isalpha() else text


def _meanings(body: str) -> tuple[Decimal | None, Decimal | None]:
    """The body read with its signs as thousands only, and read with its last sign as decimal; None where it is not."""
    signs = [c for c in body if not c.isdigit()]
    if not signs:
        return Decimal(body), None
    thousands: Decimal | None = None
    if _grouped(body):
        thousands = Decimal("".join(c for c in body if c.isdigit()))
    decimal: Decimal | None = None
    last = signs[-1]
    if last in ".,٫" and signs.count(last) == 1:
        whole, _, fraction = body.rpartition(last)
        if _DIGITS.match(whole) or _grouped(whole):
            decimal = Decimal("".join(c for c in whole if c.isdigit()) + "." + fraction)
    return thousands, decimal


def _grouped(text: str) -> bool:
    """True for groups of three behind one to three, one sign between them, the first digit not 0."""
    return any(pattern.match(text) for pattern in _GROUPED)


def _choose(
    thousands: Decimal | None, decimal: Decimal | None, body: str, habits: Convention, places: int | None
) -> Decimal | list[Decimal]:
    """The one meaning, or the meanings to ask about. At least one of the two is there."""
    if thousands is None or decimal is None:
        only = decimal if thousands is None else thousands
        return only if only is not None else []
    sign = next(c for c in body if not c.isdigit())
    if not habits.group:  # plain notation
        return decimal if sign == habits.decimal else thousands
    if places is not None and places < 3:
        if not (habits.settled and sign == habits.decimal):
            return thousands
        scaled = decimal.scaleb(places)
        return [thousands, decimal] if scaled == scaled.to_integral_value() else [thousands]
    if habits.settled and sign == habits.decimal:
        return decimal
    if habits.settled and sign == habits.group:
        return thousands
    return [thousands, decimal]

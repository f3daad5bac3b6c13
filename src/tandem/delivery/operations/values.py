"""What somebody typed for one indicator in one year, read in their language. A zero is a value (REL-14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from uuid import UUID

from tandem.core import planning
from tandem.core.aggregation import rounded
from tandem.core.forms import numerals
from tandem.core.values import Problem
from tandem.delivery.operations import typed

LONGEST_NUMBER = 40
YES_NO: Mapping[str, str] = MappingProxyType({"1": "1", "0": "0", "yes": "1", "no": "0", "true": "1", "false": "0"})


@dataclass(frozen=True)
class Said:
    """What is said about one indicator in a year."""

    value: str = ""
    numerator: str = ""
    denominator: str = ""
    text: str = ""
    reason: str = ""
    evidence_note: str = ""


@dataclass(frozen=True)
class ActualInput(Said):
    """The value of one indicator as typed. `evidence` is a stored file, None leaves the one there is.

    `base_revision` is the revision that was shown, 0 when there was none; None does not ask.
    """

    evidence: UUID | None = None
    base_revision: int | None = None


@dataclass(frozen=True)
class Read(Said):
    """The same read: numbers as plain decimals, '' for what was left empty."""

    @property
    def says(self) -> bool:
        """Whether there is a value, words, or a reason why there is none."""
        return bool(self.value or self.text or self.reason)

    @property
    def empty(self) -> bool:
        """Whether nothing at all was typed."""
        return not self.says and not self.evidence_note


def read(indicator: planning.Indicator, given: ActualInput, locale: str) -> tuple[Read, list[Problem]]:
    """What was typed as it is stored, and what is wrong; `where` is the field. Numbers as `locale` writes them."""
    problems: list[Problem] = []
    text, reason = typed.text(given.text), typed.text(given.reason)
    note = typed.line(given.evidence_note)
    problems += typed.too_long(note, 300, "evidence_note")
    found = Read(text=text, reason=reason, evidence_note=note)
    if indicator.kind == "percentage":
        found, wrong = _share(indicator, given, locale, found)
    elif indicator.kind == "milestone":
        found, wrong = _milestone(given, found)
    elif indicator.kind == "qualitative":
        wrong = [Problem("no_number_here", "value")] if typed.line(given.value) else []
    else:
        value, wrong = _number(given.value, locale, "value")
        found = replace(found, value=value)
    problems += wrong
    if reason and (found.value or (indicator.kind == "qualitative" and text)) and not problems:
        problems.append(Problem("value_and_reason", "reason"))
    return found, problems


def _number(raw: str, locale: str, where: str) -> tuple[str, list[Problem]]:
    if not (kept := typed.line(raw)):
        return "", []
    value, problem = numerals.number(kept, locale)
    if problem is not None or value is None:
        return "", [replace(problem or Problem("number_unreadable"), where=where)]
    plain = planning.plain(Decimal(value))
    if len(plain) > LONGEST_NUMBER:
        values = {"actual": len(plain), "limit": LONGEST_NUMBER, "unit": "characters"}
        return "", [Problem("number_too_long", where, values)]
    return plain, []


def _milestone(given: ActualInput, found: Read) -> tuple[Read, list[Problem]]:
    kept = typed.line(given.value).casefold()
    if kept and kept not in YES_NO:
        return found, [Problem("yes_no_unreadable", "value")]
    return replace(found, value=YES_NO.get(kept, "")), []


def _share(
    indicator: planning.Indicator, given: ActualInput, locale: str, found: Read
) -> tuple[Read, list[Problem]]:
    """A percentage: worked out from its two numbers, or given alone where nobody adds up shares."""
    above, wrong = _number(given.numerator, locale, "numerator")
    below, more = _number(given.denominator, locale, "denominator")
    value, last = _number(given.value.strip().removesuffix("%"), locale, "value")
    if problems := [*wrong, *more, *last]:
        return found, problems
    if above or below:
        if not above or not below:
            return found, [Problem("half_missing", "denominator" if above else "numerator")]
        if Decimal(below) <= 0:
            return found, [Problem("denominator_not_positive", "denominator", {"actual": below})]
        worked_out = planning.plain(rounded(Fraction(Decimal(above)) * 100 / Fraction(Decimal(below))))
        if value and Decimal(value) != Decimal(worked_out):
            return found, [Problem("share_differs", "value", {"actual": value, "limit": worked_out})]
        value = worked_out
    elif value and indicator.across == "ratio":
        return found, [Problem("parts_needed", "numerator")]
    if value and not 0 <= Decimal(value) <= 100:
        where = "numerator" if above else "value"
        return found, [Problem("percent_out_of_range", where, {"actual": value})]
    return replace(found, value=value, numerator=above, denominator=below), []

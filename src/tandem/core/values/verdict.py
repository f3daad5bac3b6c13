"""What a rule says about facts, and what a reader says about what somebody typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tandem.core.values.text import Localised


class Severity(StrEnum):
    """The guideline's own strength: a must refuses, a should advises."""

    MUST = "must"
    SHOULD = "should"


@dataclass(frozen=True)
class Source:
    """Where a rule comes from: the clause or heading, or 'house advice' (editable, no guideline gives it)."""

    cites: str
    clause: str = ""

    @property
    def is_house_advice(self) -> bool:
        return self.cites == "house advice"


@dataclass(frozen=True)
class Remedy:
    """What mends a refusal, for machines: a verb of the published remedy schema and its arguments.

    `verb` is 'none' when the rulebook says explicitly that nothing the applicant does can mend it.
    Examples: Remedy('choose_fewer', {'question': 'purposes', 'remove': 1}),
    Remedy('fill_in', {'path': 'core_task/home/legal_basis'}), Remedy('add_person', {'party': 'home', 'number': 1}).
    """

    verb: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """One rule's answer about one set of facts (for one party, when the rule is asked per party).

    `actual` and `limit` are plain JSON values a person can read (numbers, names, lists of names).
    `refusal` is the rulebook's text per language with {actual}, {limit}, {difference} and {party} already filled in;
    `mend` likewise says how to mend it. `path` is the question path to go to, '' when there is none.
    """

    rule: str
    severity: Severity
    passed: bool
    actual: Any
    limit: Any
    source: Source
    remedy: Remedy
    refusal: Localised
    mend: Localised = field(default_factory=dict)
    party: str = ""
    path: str = ""
    difference: Any = None  # how much more or less it takes, in the unit of `actual`; None where there is no number

    @property
    def refuses(self) -> bool:
        """True for a must that does not hold."""
        return not self.passed and self.severity is Severity.MUST


@dataclass(frozen=True)
class Problem:
    """What is wrong with one input: a code from a closed list, where, and the numbers to say it with.

    The shell turns `code` and `values` into a sentence in the reader's language; the core never writes prose.
    """

    code: str
    where: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

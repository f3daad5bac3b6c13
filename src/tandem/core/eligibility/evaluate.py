"""Facts + rules → verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from json import dumps, loads
from typing import Any

from pydantic import ValidationError

from tandem.core.eligibility.book import BookLike, RuleLike
from tandem.core.eligibility.case import Case
from tandem.core.eligibility.checks_free import holds
from tandem.core.eligibility.outcome import Outcome, Say, filled, plain_number, say_plainly
from tandem.core.eligibility.registry import Check, UnknownCheck, read_check
from tandem.core.values import Remedy, Severity, Source, Verdict

NO_REMEDY = Remedy("none")
MOST_KNOWN = 8192  # rules whose checks are kept at hand
OF_TEAM = frozenset({"change_team", "mark_people", "complete_people"})  # remedies that change who takes part


_source = lru_cache(maxsize=4096)(Source)


class BadRule(ValueError):
    """A rule whose check cannot be read; `tandem rulebook check` says what is wrong with it."""


@lru_cache(maxsize=1024)
def _read(written: str) -> Check:
    return read_check(loads(written))


_KNOWN: dict[int, tuple[Any, Check]] = {}  # by identity of what is written, kept with it so that it stays itself


def check_of(rule: RuleLike) -> Check:
    """The typed check of a rule; BadRule when it is none."""
    written = rule.must if rule.must is not None else rule.should
    known = _KNOWN.get(id(written))
    if known is not None and known[0] is written:
        return known[1]
    try:
        check = _read(dumps(written, default=str))
        if len(_KNOWN) > MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[id(written)] = (written, check)
        return check
    except (UnknownCheck, ValidationError, ValueError, TypeError) as error:
        raise BadRule(f"{rule.id}: {error}") from error


def evaluate(
    rulebook: BookLike,
    component: str,
    facts: Mapping[str, Any],
    say: Say = say_plainly,
    *,
    team_only: bool = False,
) -> tuple[Verdict, ...]:
    """Every rule's verdict in the rulebook's order, one per party where the rule is asked per party.

    A rule whose `when` does not hold, or whose `unless` does, gives no verdict; one that cannot be decided applies.
    Missing and misshapen facts count as absent, they never raise. `say(kind, code, language)` words countries, kinds,
    languages and numbers inside the texts. With `team_only` only rules about the people are asked. KeyError for an
    unknown component, BadRule for a rule that is no check.
    """
    case = Case(rulebook, component, facts)
    found: list[Verdict] = []
    for rule in case.component.rules:
        check = check_of(rule)
        if team_only and not about_team(check):
            continue
        for party in check.asked_of(case):
            if applies(rule, case, party):
                found.append(verdict(rule, check, case, party, say))
    return tuple(found)


def about_team(check: Check) -> bool:
    """Is it the people whom a check looks at?"""
    return not OF_TEAM.isdisjoint(check.remedies)


def applies(rule: RuleLike, case: Case, party: str) -> bool:
    """Does the rule's condition hold here?"""
    if rule.when is None and rule.unless is None:
        return True
    names = case.names(party)
    if rule.when is not None and not holds(rule.when, names, undecided=True):
        return False
    return rule.unless is None or not holds(rule.unless, names, undecided=False)


def verdict(rule: RuleLike, check: Check, case: Case, party: str, say: Say = say_plainly) -> Verdict:
    """One rule's answer, for one party when asked per party. A rule that holds has no refusal to word."""
    outcome = check.judge(case, party)
    if outcome.passed:
        return _holding(rule, outcome, party)
    remedy = outcome.remedy or NO_REMEDY
    if rule.remedy == "none":
        remedy = NO_REMEDY
    elif outcome.remedy is None:
        remedy = written_remedy(rule.remedy, case, party)
    words = _words(case, party, outcome)
    return Verdict(
        rule=rule.id,
        severity=Severity.SHOULD if rule.must is None else Severity.MUST,
        passed=False,
        actual=as_json(outcome.actual),
        limit=as_json(outcome.limit),
        difference=as_json(outcome.difference),
        source=_source(rule.source, rule.clause),
        remedy=remedy,
        refusal=filled(rule.refusal, words, say),
        mend=filled(rule.mend, words, say),
        party=party,
        path=outcome.path or _path(remedy),
    )


_HOLDING: dict[tuple[Any, ...], tuple[RuleLike, Verdict]] = {}  # the same rule with the same numbers: the same verdict


def _holding(rule: RuleLike, outcome: Outcome, party: str) -> Verdict:
    """The verdict of a rule that holds: it words nothing, so that only the numbers tell it from another."""
    actual, limit = outcome.actual, outcome.limit
    key = (
        id(rule), party, outcome.path, actual.__class__, limit.__class__, outcome.difference,
        tuple(actual) if actual.__class__ is list else actual, tuple(limit) if limit.__class__ is list else limit,
    )  # with the kinds: 1 and True are equal, and not the same
    known = _HOLDING.get(key)
    if known is not None and known[0] is rule:
        return known[1]
    made = Verdict(
        rule=rule.id,
        severity=Severity.SHOULD if rule.must is None else Severity.MUST,
        passed=True,
        actual=as_json(outcome.actual),
        limit=as_json(outcome.limit),
        difference=as_json(outcome.difference),
        source=_source(rule.source, rule.clause),
        remedy=NO_REMEDY,
        refusal={},
        mend={},
        party=party,
        path=outcome.path,
    )
    if len(_HOLDING) > MOST_KNOWN:
        _HOLDING.clear()
    _HOLDING[key] = (rule, made)
    return made


def _words(case: Case, party: str, outcome: Outcome) -> dict[str, Any]:
    """What fills the refusal and the way to mend it."""
    role = case.book.parties.get(party)
    name = case.party(party).get("name")
    return {
        "actual": outcome.actual,
        "limit": outcome.limit,
        "difference": outcome.difference,
        "names": (),
        "party": name if isinstance(name, str) and name else role.title if role else "",
        **outcome.words,
    }


def _path(remedy: Remedy) -> str:
    path = remedy.arguments.get("path", "")
    return path if isinstance(path, str) else ""


def written_remedy(written: Mapping[str, Any] | str, case: Case, party: str) -> Remedy:
    """The remedy of a free expression as written: `{answer: question, value: …}` or `{fill_in: question}`."""
    if isinstance(written, str):
        return NO_REMEDY
    word = next((key for key in written if key != "value"), "")
    question, _, part = str(written.get(word, "")).partition("/")
    if question not in case.questions:
        return NO_REMEDY
    whose = [one for one in case.parties_of(question) if not party or one in ("", party)] or [""]
    paths = [case.path(question, one, part) for one in whose]
    at = [case.pointer(question, one, part) for one in whose]
    if word == "answer" and "value" in written:
        value = {pointer: [written["value"]] for pointer in at}
        return Remedy("answer", {"path": paths[0], "paths": paths, "set": value})
    if word == "fill_in":
        return Remedy("fill_in", {"path": paths[0], "paths": paths, "at": at, "set": {}})
    return NO_REMEDY


def refused(verdicts: Iterable[Verdict]) -> bool:
    """True when any must does not hold."""
    return any(verdict.refuses for verdict in verdicts)


_PLAIN = frozenset({str, int, bool})


def as_json(value: Any) -> Any:
    """A value of a verdict as plain JSON: Decimals as int or text, tuples as lists."""
    if value is None or value.__class__ in _PLAIN:
        return value
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, (list, tuple)):
        return [as_json(entry) for entry in value]
    return value

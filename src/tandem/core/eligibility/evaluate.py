"""Facts + rules → verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from json import dumps, loads
from typing import Any

from pydantic import ValidationError

from tandem.core.eligibility.book import BookLike, ComponentLike, RuleLike
from tandem.core.eligibility.case import Case
from tandem.core.eligibility.checks_free import holds
from tandem.core.eligibility.outcome import Outcome, Say, filled, plain_number, say_plainly
from tandem.core.eligibility.registry import Check, UnknownCheck, read_check
from tandem.core.eligibility.sorts import Sorts
from tandem.core.values import Remedy, Severity, Source, Verdict

NO_REMEDY = Remedy("none")
MOST_KNOWN = 8192  # rules whose checks are kept at hand
MOST_PLANS = 256  # components whose rules are kept ready
MOST_HOLDING = 1024  # verdicts of one rule that holds, kept at hand
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
    plan = plan_of(rulebook.components[component])
    case = Case(rulebook, component, facts, plan.sorts)
    found: list[Verdict] = []
    for one in plan.about_team if team_only else plan.rules:
        judge = one.judge
        for party in one.asked_of(case):
            if one.always or applies(one.rule, case, party):
                outcome = judge(case, party)
                if outcome.passed:
                    last = one.last.get(party)
                    found.append(last[1] if last is not None and last[0] is outcome else one.holding(outcome, party))
                else:
                    found.append(_failing(one, outcome, case, party, say))
    return tuple(found)


class Ready:
    """A rule with its check read, and its verdicts where it holds: they word nothing, so that only numbers differ."""

    __slots__ = ("always", "asked_of", "check", "judge", "known", "last", "rule", "severity", "source")

    def __init__(self, rule: RuleLike) -> None:
        self.rule = rule
        self.check = check_of(rule)
        self.asked_of, self.judge = self.check.asked_of, self.check.judge
        self.always = rule.when is None and rule.unless is None
        self.severity = Severity.SHOULD if rule.must is None else Severity.MUST
        self.source = _source(rule.source, rule.clause)
        self.known: dict[tuple[Any, ...], Verdict] = {}
        self.last: dict[str, tuple[Outcome, Verdict]] = {}  # by party; checks share what they find of many alike

    def holding(self, outcome: Outcome, party: str) -> Verdict:
        """The verdict where the rule holds: the same for the same party and numbers."""
        actual, limit, difference = outcome.actual, outcome.limit, outcome.difference
        if not _PLAIN.issuperset((actual.__class__, limit.__class__, difference.__class__)):
            actual, limit, difference = as_json(actual), as_json(limit), as_json(difference)
        key = (
            party,
            outcome.path,
            difference,
            actual.__class__,
            limit.__class__,
            tuple(actual) if actual.__class__ is list else actual,
            tuple(limit) if limit.__class__ is list else limit,
        )  # with the kinds: 1 and True are equal, and not the same
        known = self.known.get(key)
        if known is None:
            if len(self.known) >= MOST_HOLDING:
                self.known.clear()
            path = outcome.path
            known = self.known[key] = Verdict(
                self.rule.id,
                self.severity,
                True,
                actual,
                limit,
                self.source,
                NO_REMEDY,
                {},
                {},
                party,
                path,
                difference,
            )
        self.last[party] = (outcome, known)
        return known


class Plan:
    """A component's rules made ready for many applications, and the sorts of people they ask for together."""

    def __init__(self, rules: Sequence[RuleLike]) -> None:
        self.written = rules
        self.rules = tuple(Ready(rule) for rule in rules)
        self.about_team = tuple(one for one in self.rules if about_team(one.check))
        self.sorts = Sorts(sort for one in self.rules for sort in one.check.sorts())


_PLANS: dict[int, tuple[ComponentLike, Plan]] = {}  # by identity of the component, kept so that it stays itself


def plan_of(component: ComponentLike) -> Plan:
    """The component's rules made ready, once for the same rules; BadRule for one that is no check."""
    rules, known = component.rules, _PLANS.get(id(component))
    if known is not None and known[0] is component and known[1].written is rules:
        return known[1]
    plan = Plan(rules)
    if isinstance(rules, tuple):  # a list may be changed in place
        if len(_PLANS) >= MOST_PLANS:
            _PLANS.clear()
        _PLANS[id(component)] = (component, plan)
    return plan


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
    one, outcome = Ready(rule), check.judge(case, party)
    return one.holding(outcome, party) if outcome.passed else _failing(one, outcome, case, party, say)


def _failing(one: Ready, outcome: Outcome, case: Case, party: str, say: Say) -> Verdict:
    """The verdict of a rule that does not hold: worded, with what mends it."""
    rule, remedy = one.rule, outcome.remedy or NO_REMEDY
    if rule.remedy == "none":
        remedy = NO_REMEDY
    elif outcome.remedy is None:
        remedy = written_remedy(rule.remedy, case, party)
    words = _words(case, party, outcome)
    return Verdict(
        rule=rule.id,
        severity=one.severity,
        passed=False,
        actual=as_json(outcome.actual),
        limit=as_json(outcome.limit),
        difference=as_json(outcome.difference),
        source=one.source,
        remedy=remedy,
        refusal=filled(rule.refusal, words, say),
        mend=filled(rule.mend, words, say),
        party=party,
        path=outcome.path or _path(remedy),
    )


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


_PLAIN = frozenset({str, int, bool, type(None)})


def as_json(value: Any) -> Any:
    """A value of a verdict as plain JSON: Decimals as int or text, tuples as lists."""
    if value.__class__ in _PLAIN:
        return value
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, (list, tuple)):
        return [as_json(entry) for entry in value]
    return value

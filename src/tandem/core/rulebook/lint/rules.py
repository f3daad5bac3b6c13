"""Rules: checks that can be read, names that exist, remedies that fit, rules that some answers meet and some do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from tandem.core.eligibility import CHECKS, Bounds, Case, Check, Reference, read_check
from tandem.core.eligibility.checks_free import Free, constant_of
from tandem.core.eligibility.checks_support import Lasts
from tandem.core.eligibility.outcome import EVERYWHERE
from tandem.core.eligibility.registry import UnknownCheck
from tandem.core.eligibility.remedies import WORDS
from tandem.core.expressions import ExpressionError
from tandem.core.rulebook.findings import Path
from tandem.core.rulebook.lint.dead_ends import lint_dead_ends
from tandem.core.rulebook.lint.desk import Desk
from tandem.core.rulebook.lint.facts import COLUMNS, FACTS, lint_names
from tandem.core.rulebook.lint.texts import places
from tandem.core.rulebook.schema import Component, Rule, Rulebook

BOUNDS = frozenset({"exactly", "at_least", "at_most", "between", "around"})
OF_PEOPLE = frozenset({"count", "all", "marked", "include", "balance"})


def lint_rules(desk: Desk) -> None:
    """The rules of every component whose form could be read."""
    for id, component in desk.rulebook.components.items():
        placed = list(_placed(desk.rulebook, id))
        _twice(desk, placed)
        if component.form not in desk.rulebook.forms:
            continue
        case = Case(desk.rulebook, id, {})
        checks: list[tuple[Rule, Check, Path]] = []
        for rule, path in placed:
            lint = _RuleLint(desk, case, component, rule, path)
            check = lint.run()
            if check is not None:
                checks.append((rule, check, path))
        _together(desk, checks)
        lint_dead_ends(desk, case, checks)


def _placed(rulebook: Rulebook, component: str) -> Iterator[tuple[Rule, Path]]:
    """A component's rules with where each is written: its own, then those of everyone."""
    for index, rule in enumerate(rulebook.own_rules(component)):
        yield rule, ("components", component, "rules", index)
    for index, rule in enumerate(rulebook.everyone):
        yield rule, ("everyone", index)


def _twice(desk: Desk, placed: list[tuple[Rule, Path]]) -> None:
    """Say each rule whose id is there before."""
    first: dict[str, int] = {}
    for number, (rule, path) in enumerate(placed, 1):
        if rule.id in first:
            desk.say("twice", (*path, "id"), what="rule", name=rule.id, first=first[rule.id])
        first.setdefault(rule.id, number)


class _RuleLint:
    """One rule."""

    def __init__(self, desk: Desk, case: Case, component: Component, rule: Rule, path: Path) -> None:
        self.desk, self.case, self.component, self.rule, self.path = desk, case, component, rule, path
        self.strength = "must" if rule.must is not None else "should"

    def say(self, code: str, *below: str | int, advice: bool = False, **values: Any) -> None:
        level = "advice" if advice else "error"
        self.desk.say(code, (*self.path, *below), rule=self.rule.id, level=level, **values)  # type: ignore[arg-type]

    def run(self) -> Check | None:
        """The rule's check when it can be read; everything wrong with the rule is said."""
        rule = self.rule
        if (rule.must is None) == (rule.should is None):
            self.say("must_or_should")
            return None
        if not rule.source.strip():
            self.say("source_missing", "source")
        for name, condition in (("when", rule.when), ("unless", rule.unless)):
            if condition is not None:
                self.condition(name, condition)
        check = self.check()
        if check is None:
            return None
        for reference in check.references():
            self.reference(reference)
        for below in (self.strength, "remedy"):
            self.twice(below)
        if isinstance(check, Lasts) and check.usually is not None and rule.must is not None:
            self.say("usual_is_no_must", "must", "usually", limit=check.usually)
        for found in check.hopeless(self.case):
            self.say(f"rule_{found.code}", self.strength, why=found.why, **found.values)
        if isinstance(check, Free):
            self.names(check.expression, (self.strength, "expression"))
        known = EVERYWHERE | check.places
        for text_name in ("refusal", "mend"):
            for language, template in getattr(rule, text_name).items():
                places(self.desk, template, known, (*self.path, text_name, language), rule.id)
        self.remedy(check)
        return check

    def twice(self, below: str) -> None:
        """Say names that stand twice in a list of the check or of the remedy."""
        written = getattr(self.rule, below)
        for key, value in written.items() if isinstance(written, Mapping) else ():
            if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
                self.desk.twice(value, (*self.path, below, key), "name")

    def check(self) -> Check | None:
        written = self.rule.must if self.rule.must is not None else self.rule.should
        try:
            return read_check(written or {})
        except UnknownCheck as error:
            if not error.found:
                for key in error.keys[:1]:
                    self.say("unknown_check", self.strength, key, name=key, known=sorted(CHECKS))
            if error.found or not error.keys:
                self.say("one_check", self.strength, found=list(error.found), known=sorted(CHECKS))
        except ValidationError as error:
            for fault in error.errors(include_url=False, include_input=False):
                self.fault(fault)
        return None

    def fault(self, fault: Any) -> None:
        key = str(fault["loc"][0]) if fault["loc"] else ""
        code = {"extra_forbidden": "unknown_key", "missing": "key_missing"}.get(fault["type"], "wrong_value")
        inner = (fault.get("ctx") or {}).get("error")
        values: dict[str, Any] = {"problem": fault["msg"], "kind": fault["type"], "key": key}
        if isinstance(inner, ExpressionError):
            code = "bad_expression"
            values |= {"problem": inner.code, "detail": inner.detail, "expression": key}
            values |= {"at_line": inner.line, "at_column": inner.column}
        entry = [part for part in fault["loc"][1:2] if isinstance(part, int)]
        self.say(code, self.strength, key, *entry, **values)

    def reference(self, reference: Reference) -> None:
        below: Path = (*self.path, self.strength, reference.at)
        if reference.kind == "fact":
            self.fact(reference)
            return
        known = self.known(reference)
        if known is None:
            self.say("no_team_question", self.strength, reference.at)
            return
        below = self.entry(below, reference.name)
        if self.desk.unknown(reference.name, known, below, reference.kind, rule=self.rule.id) or not reference.types:
            return
        self.typed(reference, below)

    def known(self, reference: Reference) -> tuple[str, ...] | None:
        """The names there are of this kind; None for columns of people whom no question names."""
        book, case = self.desk.rulebook, self.case
        team = case.team_question
        if reference.kind == "column":
            return (*(part.id for part in team.parts), *sorted(COLUMNS)) if team else None
        if reference.kind == "part":
            asked = case.questions.get(reference.inside)
            return tuple(part.id for part in asked.parts) if asked else (reference.name,)
        if reference.kind == "step":
            tool = book.tools.get(reference.inside)
            return tuple(step.id for step in tool.steps) if tool else (reference.name,)
        return {
            "question": tuple(case.questions),
            "party": self.component.parties,
            "record": tuple(book.once_per_organisation),
            "list": tuple(book.lists),
            "component": tuple(book.components),
            "tool": tuple(book.tools),
            "recorded": tuple(book.recorded),
            "profile": book.profile,
            "activity": tuple(kind.id for kind in book.activities),
        }[reference.kind]

    def entry(self, below: Path, name: str) -> Path:
        """The entry of a written list that holds the name, else the key itself."""
        index = 0
        while self.desk.written((*below, index)):
            value: Any = self.rule.must if self.strength == "must" else self.rule.should
            if value[below[-1]][index] == name:
                return (*below, index)
            index += 1
        return below

    def typed(self, reference: Reference, below: Path) -> None:
        if reference.kind == "question":
            actual = self.case.questions[reference.name].type
        else:
            part = self.case.part(reference.inside, reference.name)
            actual = part.type if part else ""
        if actual not in reference.types:
            values: dict[str, Any] = {"name": reference.name, "actual": actual, "needed": list(reference.types)}
            self.desk.say("wrong_type", below, rule=self.rule.id, **values)

    def fact(self, reference: Reference) -> None:
        root, _, rest = reference.name.partition(".")
        known = [f"{name}.{inner}" for name in FACTS for inner in sorted(FACTS[name])]
        whole = root in FACTS and (not FACTS[root] or rest.split(".")[0] in FACTS[root])
        if root == "answers":
            whole = rest.split(".")[0] in self.case.questions
        if not whole:
            here = (self.strength, reference.at)
            self.say("unknown_reference", *here, what="fact", name=reference.name, known=known)

    def condition(self, name: str, source: str) -> None:
        expression = self.desk.expression(source, (*self.path, name), rule=self.rule.id)
        if expression is None:
            return
        constant = constant_of(source)
        if constant is not None:
            never = constant is (name == "unless")
            self.say("rule_never_applies" if never else "condition_constant", name, expression=source, holds=constant)
        self.names(source, (name,))

    def names(self, source: str, below: Path) -> None:
        """Every name an expression asks for must be a fact."""
        lint_names(self.desk, self.case, source, (*self.path, *below), self.rule.id)

    def remedy(self, check: Check) -> None:
        written = self.rule.remedy
        if isinstance(written, str):
            return
        words = [key for key in written if key != "value"]
        if len(words) != 1 or words[0] not in WORDS:
            key = words[0] if words else ""
            self.say("unknown_remedy", "remedy", key, name=key, known=sorted(WORDS))
            return
        word = words[0]
        if word not in check.remedies:
            self.say("remedy_does_not_fit", "remedy", word, name=word, fits=sorted(check.remedies))
            return
        targets = written[word] if isinstance(written[word], list) else [written[word]]
        known = self.targets(check, WORDS[word][1])
        for target in targets:
            if isinstance(target, str):
                self.desk.unknown(target, known, (*self.path, "remedy", word), "remedy target", rule=self.rule.id)
            else:
                self.say("wrong_value", "remedy", word, problem="text", kind="string_type", key=word)
        if "value" in written and (word != "answer" or not isinstance(check, Free)):
            self.say("unknown_key", "remedy", "value", key="value", problem="", kind="extra_forbidden")
        elif "value" in written and not isinstance(written["value"], str | int | bool):
            self.say("wrong_value", "remedy", "value", problem="a text, number, true or false", kind="", key="value")

    def targets(self, check: Check, kind: str) -> tuple[str, ...]:
        """What a remedy of this check may point at."""
        named = [reference.name for reference in check.references() if reference.kind == kind]
        if kind == "party":
            return tuple(named) if named else ("each_party",)
        if kind == "record":
            return tuple(named) if named else tuple(self.desk.rulebook.once_per_organisation)
        team = self.case.team_question
        columns = any(reference.kind == "column" for reference in check.references())
        facts = [r.name.split(".")[-1] for r in check.references() if r.kind == "fact"]
        found = [*named, *(fact for fact in facts if fact in self.case.questions)]
        if facts:
            found += [question.id for question in self.case.questions.values() if question.type in ("money", "budget")]
        found += [team.id] if team and (columns or check.word in OF_PEOPLE) else []
        found += [f"{r.inside}/{r.name}" for r in check.references() if r.kind == "part"]
        if isinstance(check, Free):
            found += [*self.case.questions, *self.parts()]
        return tuple(found)

    def parts(self) -> Iterator[str]:
        for question in self.case.questions.values():
            yield from (f"{question.id}/{part.id}" for part in question.parts)


def _together(desk: Desk, checks: list[tuple[Rule, Check, Path]]) -> None:
    """Musts that no answers meet together: bounds on the same thing that do not overlap; checks written twice."""
    seen: dict[str, str] = {}
    bounds: dict[str, tuple[int, int, str]] = {}
    for rule, check, path in checks:
        if rule.when is not None or rule.unless is not None:
            continue
        same = f"{rule.must is None}|{check.word}|{check.model_dump_json()}"
        if same in seen:
            desk.say("rule_twice", path, rule=rule.id, other=seen[same])
        seen.setdefault(same, rule.id)
        if rule.must is None or not isinstance(check, Bounds):
            continue
        subject = check.word + check.model_dump_json(exclude={*BOUNDS, "usually"})
        low, high, other = bounds.get(subject, (0, 10**6, rule.id))
        low, high = max(low, check.low or 0), min(high, 10**6 if check.high is None else check.high)
        if low > high and other != rule.id:
            desk.say("rules_contradict", path, rule=rule.id, other=other, at_least=low, at_most=high)
        bounds[subject] = (low, high, rule.id)

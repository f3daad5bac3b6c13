"""Checks on answers: choose, answered, declared, yes, evidence, leads, understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from tandem.core.eligibility.case import EACH_PARTY, Case, is_blank, mapping, sequence
from tandem.core.eligibility.outcome import Coded, Outcome, held
from tandem.core.eligibility.registry import Bounds, Check, Hopeless, Reference, register
from tandem.core.values import Remedy


@register
class Choose(Bounds):
    """`choose: purposes, between: [1, 2]` — how many options of a question are marked."""

    word: ClassVar[str] = "choose"
    remedies: ClassVar[frozenset[str]] = frozenset({"choose"})
    places: ClassVar[frozenset[str]] = frozenset({"at_least", "at_most"})

    choose: str

    def asked_of(self, case: Case) -> tuple[str, ...]:
        return case.parties_of(self.choose)

    def judge(self, case: Case, party: str) -> Outcome:
        offered = case.options(self.choose)
        marked = set(map(str, sequence(case.answer(self.choose, party))))
        chosen = [option for option in offered if option in marked]
        missing = self.missing(len(chosen))
        path, at = case.path(self.choose, party), case.pointer(self.choose, party)
        remedy = None
        if missing < 0:
            remedy = Remedy("choose_fewer", {"path": path, "at": at, "remove": -missing, "of": chosen})
        elif missing > 0:
            rest = [option for option in offered if option not in chosen]
            remedy = Remedy("choose_more", {"path": path, "at": at, "add": missing, "of": rest})
        limit = self.limit(len(chosen))
        return Outcome(missing == 0, len(chosen), limit, abs(missing), path, remedy, self.words())

    def references(self) -> Iterator[Reference]:
        yield Reference("question", self.choose, "choose", ("choice", "many"))

    def hopeless(self, case: Case) -> Iterator[Hopeless]:
        asked = case.questions.get(self.choose)
        if asked is not None:
            offered = len(case.options(self.choose))
            yield from self.hopeless_bounds(min(offered, 1) if asked.type == "choice" else offered)


@register
class Answered(Check):
    """`answered: learning_goals` — the question has an answer, from everybody it is asked of."""

    word: ClassVar[str] = "answered"
    remedies: ClassVar[frozenset[str]] = frozenset({"fill_in"})

    answered: str

    def asked_of(self, case: Case) -> tuple[str, ...]:
        return case.parties_of(self.answered)

    def judge(self, case: Case, party: str) -> Outcome:
        path = case.path(self.answered, party)
        if not is_blank(case.answer(self.answered, party)):
            return held(1, 1, 0, path)
        at = case.pointer(self.answered, party)
        return Outcome(False, 0, 1, 1, path, Remedy("fill_in", {"path": path, "paths": [path], "at": [at], "set": {}}))

    def references(self) -> Iterator[Reference]:
        yield Reference("question", self.answered, "answered")


@register
class Declared(Check):
    """`declared: core_task, parts: [task], truthy: [locally_determined]` — parts are answered, some of them with yes.

    Without `parts` all required parts are meant, unless only `truthy` is given.
    """

    word: ClassVar[str] = "declared"
    remedies: ClassVar[frozenset[str]] = frozenset({"fill_in"})

    declared: str
    parts: tuple[str, ...] = ()
    truthy: tuple[str, ...] = ()

    def asked_of(self, case: Case) -> tuple[str, ...]:
        return case.parties_of(self.declared)

    def wanted(self, case: Case) -> tuple[tuple[str, bool], ...]:
        """The parts that count, in the form's order, each with whether it must be answered with yes."""
        return case.asked.wanted(self.declared, self.parts, self.truthy)

    def judge(self, case: Case, party: str) -> Outcome:
        value = mapping(case.answer(self.declared, party))
        wanted = self.wanted(case)
        lacking = [(p, yes) for p, yes in wanted if (value.get(p) is not True if yes else is_blank(value.get(p)))]
        if not lacking:
            return held(len(wanted), len(wanted), 0, case.path(self.declared, party))
        paths = [case.path(self.declared, party, part) for part, _ in lacking]
        arguments = {
            "path": paths[0],
            "paths": paths,
            "at": [case.pointer(self.declared, party, part) for part, yes in lacking if not yes],
            "set": {case.pointer(self.declared, party, part): [True] for part, yes in lacking if yes},
        }
        labels = {
            "names": [found.label for part, _ in lacking if (found := case.part(self.declared, part)) is not None]
        }
        done = len(wanted) - len(lacking)
        return Outcome(False, done, len(wanted), len(lacking), paths[0], Remedy("fill_in", arguments), labels)

    def references(self) -> Iterator[Reference]:
        yield Reference("question", self.declared, "declared", ("declaration",))
        for part in self.parts:
            yield Reference("part", part, "parts", inside=self.declared)
        for part in self.truthy:
            yield Reference("part", part, "truthy", ("yes_no",), inside=self.declared)

    def hopeless(self, case: Case) -> Iterator[Hopeless]:
        if self.declared in case.questions and not self.wanted(case):
            yield Hopeless("always", "asks_for_nothing", {})


@register
class Yes(Check):
    """`yes: framework/inside` — one yes-or-no part of a declaration is answered with yes."""

    word: ClassVar[str] = "yes"
    remedies: ClassVar[frozenset[str]] = frozenset({"answer"})

    yes: str
    per: Literal["party"] | None = None

    @property
    def question(self) -> str:
        return self.yes.split("/")[0]

    @property
    def part(self) -> str:
        return self.yes.partition("/")[2]

    def asked_of(self, case: Case) -> tuple[str, ...]:
        return case.parties_of(self.question)

    def judge(self, case: Case, party: str) -> Outcome:
        question, _, part = self.yes.partition("/")
        value = mapping(case.answer(question, party)).get(part)
        path = case.path(question, party, part)
        if value is True:
            return held(True, True, None, path)
        remedy = Remedy("answer", {"path": path, "paths": [path], "set": {case.pointer(question, party, part): [True]}})
        found = case.part(question, part)
        words = {"names": [found.label] if found else []}
        return Outcome(False, value if isinstance(value, bool) else None, True, None, path, remedy, words)

    def references(self) -> Iterator[Reference]:
        yield Reference("question", self.question, "yes", ("declaration",))
        yield Reference("part", self.part, "yes", ("yes_no",), inside=self.question)


@register
class Evidence(Check):
    """`evidence: [council_decision, international_strategy]` — a paper at one of these questions, per party."""

    word: ClassVar[str] = "evidence"
    remedies: ClassVar[frozenset[str]] = frozenset({"attach"})

    evidence: tuple[str, ...]

    def asked_of(self, case: Case) -> tuple[str, ...]:
        each = any(q in case.questions and case.questions[q].of == EACH_PARTY for q in self.evidence)
        return case.parties if each else case.parties_of(self.evidence[0]) if self.evidence else ("",)

    def judge(self, case: Case, party: str) -> Outcome:
        mine = [q for q in self.evidence if party in case.parties_of(q) or case.parties_of(q) == ("",)]
        papers = sum(_papers(case.answer(question, party)) for question in mine)
        paths = [case.path(q, party if party in case.parties_of(q) else "") for q in mine]
        at = [case.pointer(question, party) for question in mine]
        path = paths[0] if paths else ""
        remedy = Remedy("attach_file", {"path": path, "any_of": paths, "at": at, "number": 1})
        names = [case.questions[question].label for question in mine if question in case.questions]
        passed = papers > 0
        return Outcome(passed, papers, 1, int(not passed), path, None if passed else remedy, {"names": names})

    def references(self) -> Iterator[Reference]:
        for question in self.evidence:
            yield Reference("question", question, "evidence", ("file",))

    def hopeless(self, case: Case) -> Iterator[Hopeless]:
        if not self.evidence:
            yield Hopeless("never", "nothing_counts", {})


def _papers(value: Any) -> int:
    if isinstance(value, bool):
        return 0
    return max(0, value) if isinstance(value, int) else len(sequence(value)) if isinstance(value, list | tuple) else 0


@register
class Leads(Check):
    """`leads: [leads_planning], by: abroad` — in each of these choices that party is named."""

    word: ClassVar[str] = "leads"
    remedies: ClassVar[frozenset[str]] = frozenset({"answer"})

    leads: tuple[str, ...]
    by: str

    def asked_of(self, case: Case) -> tuple[str, ...]:
        return (self.by,)

    def judge(self, case: Case, party: str) -> Outcome:
        others = [question for question in self.leads if case.answer(question) != self.by]
        paths = [case.path(question) for question in others]
        chosen = {case.pointer(question): [self.by] for question in others}
        path = paths[0] if paths else case.path(self.leads[0]) if self.leads else ""
        remedy = Remedy("answer", {"path": path, "paths": paths, "set": chosen}) if others else None
        names = [case.questions[question].label for question in others if question in case.questions]
        led = len(self.leads) - len(others)
        return Outcome(not others, led, len(self.leads), len(others), path, remedy, {"names": names})

    def references(self) -> Iterator[Reference]:
        yield Reference("party", self.by, "by")
        for question in self.leads:
            yield Reference("question", question, "leads", ("choice",))

    def hopeless(self, case: Case) -> Iterator[Hopeless]:
        if not self.leads:
            yield Hopeless("always", "asks_for_nothing", {})
        for question in self.leads:
            if question in case.questions and self.by not in case.options(question):
                yield Hopeless("never", "not_an_option", {"question": question, "option": self.by})


@register
class Understood(Check):
    """`understood: documents_language, by: abroad` — a chosen language is one that party reads.

    Where the party's languages are not known, its own choice is taken as its word.
    """

    word: ClassVar[str] = "understood"
    remedies: ClassVar[frozenset[str]] = frozenset({"answer"})

    understood: str
    by: str

    def asked_of(self, case: Case) -> tuple[str, ...]:
        return (self.by,)

    def judge(self, case: Case, party: str) -> Outcome:
        chosen = [str(language) for language in sequence(case.answer(self.understood, party))]
        offered = case.options(self.understood)
        known = [str(language) for language in sequence(case.party(self.by).get("languages"))]
        readable = [language for language in offered if language in known or not known]
        passed = any(language in readable for language in chosen)
        of = case.questions[self.understood].of if self.understood in case.questions else "together"
        path = case.path(self.understood, "" if of == "together" else party)
        value: Mapping[str, Any] = {case.pointer(self.understood, party): readable}
        remedy = Remedy("answer", {"path": path, "paths": [path], "set": value}) if readable else Remedy("none")
        words = {
            "actual": [Coded("language", language) for language in chosen] or "–",
            "limit": [Coded("language", language) for language in known or offered],
        }
        return Outcome(passed, chosen, readable, None, path, None if passed else remedy, words)

    def references(self) -> Iterator[Reference]:
        yield Reference("question", self.understood, "understood", ("choice",))
        yield Reference("party", self.by, "by")

    def hopeless(self, case: Case) -> Iterator[Hopeless]:
        if self.understood in case.questions and not case.options(self.understood):
            yield Hopeless("never", "nothing_counts", {})

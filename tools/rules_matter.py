"""Does every rule matter? Takes each rule out in turn, runs the tests of its clause, prints which fails first.

    python tools/rules_matter.py [RULEBOOK ...]

Without a name, all rulebooks that come with Tandem. A rule whose absence no test notices leaves its cell empty, and the
exit code is 1. Other parts of a rulebook that hold a clause (a criterion, a floor, the cycle) are taken out in the same
way (`tools/places.py`); clauses that live in code name a function (`tools/guards.py`), which is switched off instead.
A rule of the house cites no clause: a case that expects it by name has to miss it. Regional rulebooks are changed where
the rule is written, and the offices that extend them are read again. One process, one database, one collection of
tests: only what the tests find changes from round to round.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from inspect import unwrap
from pathlib import Path
from types import FunctionType
from typing import Any, cast

import pytest
from guards import SWITCHES, Switch
from places import MAIN, Guard, Trees, guards, without

ROOT = Path(__file__).resolve().parent.parent
TACSO = "tests/rulebooks/test_tacso.py"
FORMS = {  # rulebook → the tests that break its rules one by one
    "ks-mic": "tests/applications/test_ks_mic.py",
    "icld-partnership": "tests/rulebooks/test_icld_partnership.py",
    "local-partnership": "tests/rulebooks/test_local_partnership.py",
    "localisation-workshop": "tests/rulebooks/test_localisation_workshop.py",
    "tacso-cooperation": TACSO,
    "tacso-cooperation-serbia": TACSO,
    "tacso-cooperation-turkey": TACSO,
}
CLAUSES_IN_CODE = {"ks-mic": "MIC", "icld-partnership": "ICLD", "local-partnership": "GDA", "tacso-cooperation": "TAC"}
UNREADABLE = "(cannot be read without it)"
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


@dataclass
class Round:
    """One guard and the tests that failed without it."""

    rulebook: str
    guard: Guard | Switch
    failed: list[str] = field(default_factory=list)
    ran: int = 0
    broken: int = 0  # tests that could not be set up, which tell nothing
    seconds: float = 0.0


@contextlib.contextmanager
def off(switch: Switch) -> Iterator[None]:
    """The function that guards a clause, switched off."""
    place, name = switch.at.split(":")
    module = importlib.import_module(place)
    original = getattr(module, name)
    holders = [module, *(each for each in _loaded() if each is not module and vars(each).get(name) is original)]
    try:
        for holder in holders if switch.everywhere else holders[:1]:
            setattr(holder, name, switch.instead(original))
        yield
    finally:
        for holder in holders:
            setattr(holder, name, original)


def _loaded() -> list[Any]:
    return [module for key, module in list(sys.modules.items()) if key.startswith(("tandem.", "tests.")) and module]


def exchanged(value: Any, books: Mapping[str, Any]) -> Any:
    """The value with each rulebook in it exchanged for the one of the same id."""
    from tandem.core.rulebook import Rulebook

    if isinstance(value, Rulebook):
        return books.get(value.rulebook, value)
    if type(value) in (tuple, list):
        return type(value)(exchanged(each, books) for each in value)
    return {key: exchanged(each, books) for key, each in value.items()} if type(value) is dict else value


def holds_rulebook(value: Any) -> bool:
    """Whether it is a rulebook, or a plain collection of them."""
    from tandem.core.rulebook import Rulebook

    inside = list(value.values()) if type(value) is dict else value if type(value) in (tuple, list) else ()
    return isinstance(value, Rulebook) or any(isinstance(each, Rulebook) for each in inside)


def give(module: Any, books: Mapping[str, Any]) -> None:
    """Let a test module find these rulebooks: in its names, and where its functions take one unless told otherwise."""
    for name, value in list(vars(module).items()):
        if holds_rulebook(value):
            setattr(module, name, exchanged(value, books))
        elif isinstance(value, FunctionType) and value.__defaults__ and holds_rulebook(value.__defaults__):
            value.__defaults__ = exchanged(value.__defaults__, books)


class Rounds:
    """A pytest plugin that runs tests once for each guard, until the first of them fails."""

    def __init__(self, names: list[str], folders: Mapping[str, Path], trees: Trees) -> None:
        self.folders, self.trees = folders, trees
        self.rounds = [
            Round(name, guard)
            for name in names
            for guard in (
                *guards(name, trees),
                *(each for each in SWITCHES if each.clause.split("-")[0] == CLAUSES_IN_CODE.get(name)),
            )
        ]
        self.wrong: list[str] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        from tandem.core.rulebook import load
        from tests import remembered

        self.items = list({item.nodeid: item for item in session.items}.values())
        self.books = {name: load(folder, self.folders) for name, folder in self.folders.items()}
        with without(None, self.folders, self.trees) as whole:
            self.wrong = [name for name in whole if load(whole[name], whole) != self.books[name]]
        for one in self.rounds:
            began = time.process_time()
            remembered.forget()
            if isinstance(one.guard, Switch):
                with off(one.guard):
                    self._run(one, [item for item in self.items if item.nodeid == one.guard.test], session)
            else:
                self._without(one, one.guard, session)
            one.seconds = time.process_time() - began
        return True

    def _without(self, one: Round, guard: Guard, session: pytest.Session) -> None:
        from tandem.core.rulebook import RulebookError, load
        from tests.factories import calls

        items = self._telling(guard)
        touched = {name: self.folders[name] for name in self.folders if name in self._family(guard.rulebook)}
        with without(guard, touched, self.trees) as copies:
            try:
                books = {name: load(folder, {**self.folders, **copies}) for name, folder in copies.items()}
            except RulebookError:
                one.failed.append(UNREADABLE)
                return
            modules = {cast(Any, item).module for item in items}
            for module in modules:
                give(module, books)
            _found_by(calls, copies.get("ks-mic", self.folders["ks-mic"]))
            try:
                self._run(one, items, session)
            finally:
                _found_by(calls, self.folders["ks-mic"])
                for module in modules:
                    give(module, self.books)

    def _family(self, name: str) -> set[str]:
        """The rulebook and those that extend it."""
        return {name, *(other for other, tree in self.trees.items() if tree.get("extends") == name)}

    def _telling(self, guard: Guard) -> list[pytest.Item]:
        """The tests that claim its clause, those that name the rule first; of a rule of the house these alone."""
        own = [item for item in self.items if item.nodeid.startswith(FORMS[guard.rulebook] + "::")]
        if guard.clause:
            own = [item for item in own if any(guard.clause in mark.args for mark in item.iter_markers("clause"))]
        else:
            own = [item for item in own if _named(item, guard.rule)]
        if not guard.rule:
            return sorted(own, key=lambda item: len(_said(item)))
        return sorted(own, key=lambda item: (not _named(item, guard.rule), not _named(item, guard.component)))

    def _run(self, one: Round, items: list[pytest.Item], session: pytest.Session) -> None:
        """Each test torn down to the session, which any other test may follow."""
        from _pytest.runner import runtestprotocol

        for item in items:
            reports = runtestprotocol(item, log=False, nextitem=cast(pytest.Item, session))
            one.ran += 1
            if any(report.failed and report.when == "call" for report in reports):
                one.failed.append(item.name)
                return
            one.broken += any(report.failed for report in reports)


def _found_by(calls: Any, folder: Path) -> None:
    """Let the factories of applications find this copy of the municipal programme."""
    calls.KS_MIC = folder
    for factory in (calls.programme, calls.call):
        unwrap(factory).__defaults__ = (folder,)


def _said(item: pytest.Item) -> list[str]:
    """The words among a case's parameters."""
    case = getattr(item, "callspec", None)
    return [value for value in case.params.values() if isinstance(value, str)] if case else []


def _named(item: pytest.Item, word: str) -> bool:
    """Whether a case's parameters have this word."""
    return bool(word) and any(re.search(rf"\b{re.escape(word)}\b", value) for value in _said(item))


def main(arguments: list[str]) -> int:
    """Print guard → failed test; 1 when a cell is empty, 2 for an unknown rulebook."""
    from tandem.core.rulebook.yaml_tree import read_yaml
    from tandem.rulebooks import shipped

    folders, names = shipped(), arguments or list(FORMS)
    if unknown := [name for name in {*names, *(folders if not arguments else ())} if name not in FORMS]:
        print(f"no tests break the rules of {', '.join(unknown)} one by one; known: {', '.join(FORMS)}")
        return 2
    trees = {name: read_yaml(MAIN, (at / MAIN).read_text("utf-8")).data for name, at in folders.items()}
    plugin = Rounds(names, folders, trees)
    switched = [one.guard.test for one in plugin.rounds if isinstance(one.guard, Switch)]
    tests = sorted({*(FORMS[name] for name in names), *switched})
    with io.StringIO() as heard:
        with contextlib.redirect_stdout(heard):
            status = pytest.main(["-q", "-p", "no:cacheprovider", *tests], plugins=[plugin])
        if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED):
            print(heard.getvalue())
    return said(plugin)


def said(plugin: Rounds) -> int:
    """The table, and what it comes to."""
    empty = 0
    for rulebook in dict.fromkeys(one.rulebook for one in plugin.rounds):
        rounds = [one for one in plugin.rounds if one.rulebook == rulebook]
        print(f"{rulebook}: {len(rounds)} guards, {sum(one.seconds for one in rounds):.0f} s")
        for one in rounds:
            missed = ", ".join(one.failed) or f"NOTHING FAILS ({one.ran} tests, {one.broken} of them not set up)"
            print(f"  {one.guard.clause or 'house':8} {one.guard.name:48} → {missed}")
            empty += not one.failed
    slow = sorted(plugin.rounds, key=lambda one: -one.seconds)[:5]
    print("slowest: " + "; ".join(f"{one.guard.name} {one.seconds:.1f} s" for one in slow))
    for name in plugin.wrong:
        print(f"the whole copy of {name} is not the same rulebook")
    print(f"{len(plugin.rounds)} guards, {empty} that no test notices")
    return 1 if empty or plugin.wrong or not plugin.rounds else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

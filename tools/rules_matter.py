"""Does every rule matter? Takes each cited rule out in turn, runs the tests of its clause, prints which fails first.

    python tools/rules_matter.py [RULEBOOK]

A rule whose absence no test notices leaves its cell empty, and the exit code is 1. Clauses that live in no rule but in
another part of the rulebook (the cycle, a criterion) name that guard; those that live in code name a function
(`tools/guards.py`), which is switched off instead. One process, one database: only the rulebook that the tests find, or
that one function, changes from round to round.
"""

from __future__ import annotations

import contextlib
import copy
import importlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from guards import SWITCHES, Switch

ROOT = Path(__file__).resolve().parent.parent
FORMS = {  # rulebook → the tests that break its rules one by one
    "ks-mic": "tests/applications/test_ks_mic.py",
    "icld-partnership": "tests/rulebooks/test_icld_partnership.py",
}
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


@dataclass(frozen=True)
class Guard:
    """Something to take out: a rule, or a place in the rulebook's main file that holds a clause."""

    clause: str
    name: str
    place: tuple[str | int, ...]  # keys down to it


@dataclass
class Round:
    """One guard and the tests that failed without it."""

    guard: Guard | Switch
    failed: list[str] = field(default_factory=list)
    ran: int = 0


def guards(document: Any) -> list[Guard]:
    """Every rule with a clause, those of everyone among them, and the guards of clauses that have no rule."""
    found = [
        Guard(str(rule.get("clause", "")), f"rule {rule['id']}", ("components", component, "rules", number))
        for component, body in document["components"].items()
        for number, rule in enumerate(body.get("rules", ()))
        if rule.get("clause")
    ]
    found += [
        Guard(str(rule["clause"]), f"rule {rule['id']} of everyone", ("everyone", number))
        for number, rule in enumerate(document.get("everyone", ()))
        if rule.get("clause")
    ]
    with_rule = {guard.clause for guard in found}
    for donor in document.get("cycle", {}).get("donors", {}):
        if "MIC-15" not in with_rule and document["rulebook"] == "ks-mic":
            found.append(Guard("MIC-15", f"cycle of {donor}", ("cycle", "donors", donor)))
    return found


@contextlib.contextmanager
def without(folder: Path, guard: Guard) -> Iterator[Path]:
    """A copy of the rulebook without the guard."""
    from ruamel.yaml import YAML

    with tempfile.TemporaryDirectory(prefix="tandem-rule-") as temporary:
        copied = Path(temporary) / folder.name
        shutil.copytree(folder, copied)
        main = copied / "rulebook.yaml"
        yaml = YAML()
        document = yaml.load(main)
        holder = document
        for key in guard.place[:-1]:
            holder = holder[key]
        del holder[guard.place[-1]]
        yaml.dump(document, main)
        yield copied


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


class Rounds:
    """A pytest plugin that runs marked tests once for each guard, until the first of them fails."""

    def __init__(self, folder: Path, found: list[Guard], switches: tuple[Switch, ...]) -> None:
        self.folder, self.rounds = folder, [Round(guard) for guard in (*found, *switches)]
        self.form = FORMS[folder.name]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        from tests.factories import calls

        for one in self.rounds:
            items = [item for item in session.items if self._tells(one.guard, item)]
            if isinstance(one.guard, Switch):
                with off(one.guard):
                    self._run(one, items, session)
                continue
            with without(self.folder, one.guard) as folder:
                self._point(calls, items, folder)
                self._run(one, items, session)
            self._point(calls, items, self.folder)
        return True

    def _tells(self, guard: Guard | Switch, item: pytest.Item) -> bool:
        """Whether the test claims the clause: of the form's own tests, or the one that the switch names."""
        if not any(guard.clause in marker.args for marker in item.iter_markers("clause")):
            return False
        return item.nodeid == guard.test if isinstance(guard, Switch) else item.nodeid.startswith(self.form)

    def _point(self, calls: Any, items: list[pytest.Item], folder: Path) -> None:
        """Let the tests find this copy: those of applications through the factory, the others as their `BOOK`."""
        if self.folder.name != "ks-mic":
            from tandem.core.rulebook import load

            for module in {cast(Any, item).module for item in items}:
                module.BOOK = load(folder)
            return
        calls.KS_MIC = folder
        calls.programme.__defaults__ = (folder,)
        calls.call.__defaults__ = (folder,)

    def _run(self, one: Round, items: list[pytest.Item], session: pytest.Session) -> None:
        """Each test torn down to the session, which any other test may follow."""
        from _pytest.runner import runtestprotocol

        for item in items:
            reports = runtestprotocol(item, log=False, nextitem=cast(pytest.Item, session))
            one.ran += 1
            if any(report.failed and report.when == "call" for report in reports):
                one.failed.append(item.name)
                return


def main(arguments: list[str]) -> int:
    """Print guard → failed tests; 1 when a cell is empty."""
    from ruamel.yaml import YAML

    from tandem.rulebooks import shipped

    name = arguments[0] if arguments else "ks-mic"
    if name not in FORMS:
        print(f"no tests break the rules of {name} one by one; known: {', '.join(FORMS)}")
        return 2
    folder, switches = shipped()[name], tuple(SWITCHES) if name == "ks-mic" else ()
    document = copy.deepcopy(YAML(typ="safe").load(folder / "rulebook.yaml"))
    plugin = Rounds(folder, guards(document), switches)
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        tests = sorted({FORMS[name], *(switch.test for switch in switches)})
        pytest.main(["-q", "-p", "no:cacheprovider", "-m", "clause", *tests], plugins=[plugin])
    empty = 0
    for one in plugin.rounds:
        print(f"{one.guard.clause:8} {one.guard.name:32} → {', '.join(one.failed) or 'NOTHING FAILS'}")
        empty += not one.failed
    print(f"{len(plugin.rounds)} guards, {empty} that no test notices")
    return 1 if empty or not plugin.rounds else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

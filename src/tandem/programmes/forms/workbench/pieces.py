"""Small fields of their own: how many, values of a column, days of the cycle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.rulebook.editing import Edit, Remove, Set
from tandem.core.timetable import BadDay, parse_day
from tandem.programmes.forms.workbench.items import NOTHING, Item, Raws, Shown, Wrong, one, plain_number
from tandem.programmes.forms.workbench.lines import filled_lines
from tandem.programmes.forms.workbench.tree import Path, Tree, mapping, titled
from tandem.web.shapes import Asked, Cell, Choice
from tandem.web.templatetags.tandem import localised


@dataclass(frozen=True)
class BoundsItem(Item):
    """Exactly, at least, at most, between or about so many: one choice and one or two numbers."""

    words: Mapping[str, Any] = field(default_factory=dict)

    def raws(self, value: Any, tree: Tree) -> dict[str, list[str]]:
        found = mapping(value)
        how = next((key for key in self.words if key and found.get(key) is not None), "")
        if "at_least" in found and "at_most" in found:
            how, pair = "between", [found["at_least"], found["at_most"]]
        else:
            pair = list(found[how]) if how == "between" else [found.get(how, ""), ""] if how else ["", ""]
        return {f"{self.name}.how": [how], f"{self.name}.low": [str(pair[0])], f"{self.name}.high": [str(pair[1])]}

    def read(self, raws: Raws, tree: Tree, before: Any) -> Any:
        how = one(raws, f"{self.name}.how")
        low, high = (one(raws, f"{self.name}.{side}").strip() for side in ("low", "high"))
        if not how and not low and not high:
            return {}
        if how not in self.words or not how:
            raise Wrong(_("Choose exactly, at least, at most, from … to …, or about."), f"{self.name}.how")
        first = self.count(low, "low")
        if how != "between":
            return {how: first}
        last = self.count(high, "high")
        if last < first:
            raise Wrong(
                _("The second number is smaller than the first. Write the smaller one first."), f"{self.name}.high"
            )
        return {"between": [first, last]}

    def count(self, text: str, side: str) -> int:
        """A number of things."""
        try:
            value = plain_number(text)
        except Wrong as wrong:
            raise Wrong(wrong.text if text else _("Write how many."), f"{self.name}.{side}") from None
        if not value.isdigit() or int(value) > 500:
            raise Wrong(_("Write a whole number from 0 to 500."), f"{self.name}.{side}")
        return int(value)

    def asked(self, raws: Raws, shown: Shown, tree: Tree) -> Asked:
        ways = [
            Choice(key, str(words), chosen=key == one(raws, f"{self.name}.how"))
            for key, words in self.words.items()
            if key
        ]
        error = shown.errors
        cells = [
            Cell(
                f"{self.name}.how",
                _("How"),
                "choice",
                choices=ways,
                error=error.get(f"{self.name}.how", ""),
                required=True,
            ),
            Cell(
                f"{self.name}.low",
                _("Number"),
                "number",
                one(raws, f"{self.name}.low"),
                required=True,
                error=error.get(f"{self.name}.low", ""),
            ),
            Cell(
                f"{self.name}.high",
                _("to"),
                "number",
                one(raws, f"{self.name}.high"),
                required=True,
                hint=_("only after from"),
                error=error.get(f"{self.name}.high", ""),
            ),
        ]
        return self.frame(
            "organisation",
            [self.answer(self.name, raws, shown, cells=cells, conflict=shown.conflict)],
            extra={"tight": True},
        )


@dataclass(frozen=True)
class ColumnValues(Item):
    """Options of a column, one per line as they are called."""

    options: Sequence[Mapping[str, Any]] = ()

    def raws(self, value: Any, tree: Tree) -> dict[str, list[str]]:
        named = {str(o.get("id")): localised(titled(o.get("label"), str(o.get("id")))) for o in self.options}
        found = [named.get(str(each), str(each)) for each in value] if isinstance(value, list) else []
        return {self.name: ["\n".join(found)]}

    def read(self, raws: Raws, tree: Tree, before: Any) -> Any:
        found = []
        for line in filled_lines(one(raws, self.name)):
            found.append(self.id_of(line))
        if self.required and not found:
            raise Wrong(_("Write at least one."))
        return found or NOTHING

    def id_of(self, line: str) -> str:
        """The option that a line means."""
        for option in self.options:
            words = [str(text).casefold() for text in mapping(option.get("label")).values()]
            if line.casefold() in (*words, str(option.get("id")).casefold()):
                return str(option["id"])
        known = ", ".join(localised(titled(o.get("label"), str(o.get("id")))) for o in self.options)
        raise Wrong(
            _("No column of the team has the option “%(line)s”. There are: %(known)s.")
            % {"line": line[:60], "known": known or "–"}
        )

    def asked(self, raws: Raws, shown: Shown, tree: Tree) -> Asked:
        answer = self.answer(self.name, raws, shown, value=one(raws, self.name), conflict=shown.conflict)
        return self.frame("long_text", [answer])


@dataclass(frozen=True)
class CycleDay(Item):
    """A day of the yearly cycle: a day and month with the year it falls in, not applicable, or not yet set."""

    def raws(self, value: Any, tree: Tree) -> dict[str, list[str]]:
        found = mapping(value)
        on = str(found.get("on") or "not yet set")
        state = on if on in ("not applicable", "not yet set") else "day"
        return {
            f"{self.name}.state": [state],
            f"{self.name}.on": [on if state == "day" else ""],
            f"{self.name}.year": [str(found.get("year") or 0)],
        }

    def read(self, raws: Raws, tree: Tree, before: Any) -> Any:
        state, on = one(raws, f"{self.name}.state"), one(raws, f"{self.name}.on").strip()
        if state in ("not applicable", "not yet set"):
            return {"on": state}
        if not on:
            raise Wrong(_("Write the day and the month, like 1 October."), f"{self.name}.on")
        try:
            day = parse_day(on)
        except BadDay:
            raise Wrong(
                _("“%(typed)s” is no day of the year. Write it like 1 October.") % {"typed": on[:40]}, f"{self.name}.on"
            ) from None
        if isinstance(day, str):
            return {"on": day}
        year = one(raws, f"{self.name}.year")
        offset = int(year) if year in {"-1", "0", "1", "2", "3"} else 0
        return {"on": on, **({"year": offset} if offset else {})}

    def edits(self, file: str, root: Path, before: Any, after: Any, tree: Tree) -> Iterator[Edit]:
        here, old = (*root, *self.path), mapping(before)
        if not old:
            yield Set(file, here, after)
            return
        for key in ("on", "year"):
            if key in after and after[key] != old.get(key):
                yield Set(file, (*here, key), after[key])
            elif key in old and key not in after:
                yield Remove(file, (*here, key))

    def asked(self, raws: Raws, shown: Shown, tree: Tree) -> Asked:
        state, year = one(raws, f"{self.name}.state"), one(raws, f"{self.name}.year")
        states = {"day": _("on this day"), "not yet set": _("not yet set"), "not applicable": _("not applicable")}
        years = {
            "-1": _("the year before the call"),
            "0": _("the year of the call"),
            "1": _("the year after"),
            "2": _("two years after"),
            "3": _("three years after"),
        }
        cells = [
            Cell(
                f"{self.name}.state",
                _("When"),
                "choice",
                required=True,
                choices=[Choice(key, words, chosen=key == state) for key, words in states.items()],
            ),
            Cell(
                f"{self.name}.on",
                _("Day and month"),
                "text",
                one(raws, f"{self.name}.on"),
                required=True,
                hint=_("like 1 October"),
                error=shown.errors.get(f"{self.name}.on", ""),
            ),
            Cell(
                f"{self.name}.year",
                _("Year"),
                "choice",
                required=True,
                choices=[Choice(key, words, chosen=key == year) for key, words in years.items()],
            ),
        ]
        return self.frame(
            "organisation",
            [self.answer(self.name, raws, shown, cells=cells, conflict=shown.conflict)],
            extra={"tight": True},
        )

"""The difference between two versions of a plan as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from tandem.core import planning
from tandem.core.planning import Change, PartKind
from tandem.core.values import Money
from tandem.plans.fields import FIELDS, Field, Setting, keys, label, short
from tandem.plans.rules import Terms
from tandem.web.templatetags.tandem import day, money, number

QUIET = frozenset({"place", "language"})  # the order of a list and the language of a text change nothing in the plan


def said(
    changes: Iterable[Change], terms: Terms, language: str, plans: Sequence[planning.Plan] = ()
) -> tuple[str, ...]:
    """One sentence per change, in the order of the changes. What only moved in its list is left out.

    `plans`: the two versions, so that statements that are referred to are named by their words.
    """
    with override(language):
        listed = tuple(changes)
        teller = _Teller(terms, plans, listed)
        return tuple(teller.sentence(change) for change in listed if change.field not in QUIET)


class _Teller:
    """Says changes of one plan."""

    def __init__(self, terms: Terms, plans: Sequence[planning.Plan], changes: Sequence[Change]) -> None:
        self.terms = terms
        self.earlier = {  # a line that changes its currency: what it was in
            change.identity: str(change.before) for change in changes if change.field == "currency"
        }
        self.names = {part.identity: planning.label(part) for plan in plans for _kind, part in plan.parts()}
        self.setting = Setting(terms, planning.Plan())

    def sentence(self, change: Change) -> str:
        values = {"part": self.part(change), "name": short(self.name(change)).rstrip(".")}
        if change.verb == "added":
            return _("%(part)s added: “%(name)s”.") % values
        if change.verb == "removed":
            return _("%(part)s taken away: “%(name)s”.") % values
        values |= {"field": label(change.field, self.terms), "before": self.value(change, change.before, before=True)}
        values["after"] = self.value(change, change.after)
        if change.field in ("text", "title") and change.part != "line":
            return _("%(part)s reworded: from “%(before)s” to “%(after)s”.") % values
        if change.before in (None, "", ()):
            return _("%(part)s “%(name)s”: %(field)s is now %(after)s.") % values
        if change.after in (None, "", ()):
            return _("%(part)s “%(name)s”: %(field)s is taken away; it was %(before)s.") % values
        if change.field.startswith("years/") and change.identity not in self.earlier:
            return self._by(change, values)
        return _("%(part)s “%(name)s”: %(field)s changes from %(before)s to %(after)s.") % values

    def _by(self, change: Change, values: dict[str, str]) -> str:
        """An amount, with how much it rises or falls."""
        by = int(change.after) - int(change.before)  # type: ignore[arg-type]
        values["by"] = money(self.money(change, abs(by)))
        text = _("%(part)s “%(name)s”: %(field)s rises by %(by)s, from %(before)s to %(after)s.")
        if by < 0:
            text = _("%(part)s “%(name)s”: %(field)s falls by %(by)s, from %(before)s to %(after)s.")
        return text % values

    def part(self, change: Change) -> str:
        return part_words(change.part)

    def name(self, change: Change) -> str:
        """The words by which a reader knows the part; a budget line by the programme's name for it."""
        row = change.after if change.verb == "added" else change.before
        if change.part == "line":
            id = row.line if isinstance(row, planning.Line) else change.label
            return self.chosen("line", "line", id) if id else change.label
        return change.label

    def chosen(self, part: PartKind, name: str, value: str) -> str:
        field = next((each for each in FIELDS[part] if each.name == name), None)
        return dict(field.offer(self.setting)).get(value, value) if field and field.offer else value

    def money(self, change: Change, minor: int, before: bool = False) -> Money:
        earlier = self.earlier.get(change.identity) if before else ""
        return Money(minor, earlier or change.currency or self.terms.currency)

    def value(self, change: Change, value: Any, before: bool = False) -> str:
        """One value as a reader writes it."""
        if value is None or value == "":
            return _("nothing")
        if isinstance(value, UUID):
            return f"“{short(self.names.get(value, str(value)))}”"
        if isinstance(value, date):
            return day(value)
        if change.field.startswith("years/"):
            return money(self.money(change, int(value), before))
        if isinstance(value, Decimal):
            return number(value)
        if change.field == "rate":
            return number(str(value))
        field = self.field(change)
        if field is not None and field.offer is not None:
            return f"“{self.chosen(change.part, field.name, str(value))}”"
        worded = change.field in ("text", "title") and change.part != "line"  # the sentence has its own quotation marks
        return short(str(value), 400) if worded else f"“{short(str(value))}”"

    def field(self, change: Change) -> Field | None:
        return dict(keys(change.part, self.terms)).get(change.field)


def part_words(part: PartKind) -> str:
    """What a kind of part is called."""
    return {
        "statement": _("Statement"), "indicator": _("Indicator"), "risk": _("Risk"), "activity": _("Activity"),
        "line": _("Budget line"), "note": _("Note"),
    }[part]

"""Rows as a page shows them: a person, a budget entry, a row of a table, a statement of results; a budget's sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from tandem.answers.inputs import SOUND, Flaw, choices_of, part_cells, plain, read_text, shown_minor, shown_number
from tandem.answers.queries import Stored
from tandem.core.forms.answers import is_unread
from tandem.core.forms.budget import BudgetCell, BudgetTotals, totals
from tandem.core.forms.definition import Question
from tandem.core.forms.paths import Field
from tandem.core.forms.rows import PAID_BY
from tandem.core.values import Money
from tandem.web.shapes import Cell, Choice, Row
from tandem.web.templatetags.tandem import day, localised, money, number

if TYPE_CHECKING:
    from tandem.answers.shown import View

Flaws = Mapping[str, Flaw]
TITLE = 80


class RowMaker:
    """Makes the rows of one question."""

    def __init__(self, view: View, question: Question) -> None:
        self.view, self.question = view, question

    def make(self, place: Field, place_in_list: int, row: str, kept: Stored, flaws: Flaws) -> Row:
        """One row as it stands."""
        one = _One(place, place_in_list, row, kept, flaws)
        makers = {"people": self._person, "budget": self._entry, "table": self._table, "results": self._result}
        return makers[self.question.type](one)

    def _sides(self, chosen: Any) -> list[Choice]:
        return [Choice(side.id, side.name, chosen=side.id == chosen) for side in self.view.subject.sides]

    def _columns(self, one: _One) -> list[Cell]:
        """The columns that the form adds."""
        reading = self.view.reading
        return [
            cell
            for part in self.question.parts
            for cell in part_cells(
                part, one.name(part.id), one.value.get(part.id), one.inside(part.id), reading=reading
            )
        ]

    def _person(self, one: _One) -> Row:
        cells = [
            one.cell("name", _("Name"), value=one.text("name"), required=True),
            one.cell("email", _("Mail address"), "email", value=one.text("email")),
            one.cell("party", _("Works for"), "choice", choices=self._sides(one.value.get("party")), required=True),
            *self._columns(one),
        ]
        return one.row_of(cells, one.text("name") or _("Person %(number)s") % {"number": one.number})

    def _table(self, one: _One) -> Row:
        cells = self._columns(one)
        first = self.question.parts[0]
        named = read_text(first, one.value.get(first.id)) if first.type in {"short_text", "long_text"} else ""
        return one.row_of(cells, str(named)[:TITLE] or _("Row %(number)s") % {"number": one.number})

    def _result(self, one: _One) -> Row:
        value, reading = one.value, self.view.reading
        level = value.get("level")
        levels = choices_of(self.question.options, [plain(level)] if level else [])
        leads = self._above(one)
        cells = [
            one.cell("level", _("Level"), "choice", choices=levels, required=True),
            one.cell("text", _("What is reached"), "textarea", value=one.text("text"), width="all", required=True),
            one.cell("leads_to", _("Leads to"), "choice", choices=leads, width="two"),
            one.cell("indicator", _("How it is seen (indicator)"), value=one.text("indicator"), width="two"),
            one.cell("unit", _("Unit"), value=one.text("unit")),
            one.cell("baseline", _("Where you start"), "number", value=_figure(value.get("baseline"), reading)),
            one.cell("target", _("Where you want to be"), "number", value=_figure(value.get("target"), reading)),
        ]
        return one.row_of(cells, one.text("text")[:TITLE] or _("Result %(number)s") % {"number": one.number})

    def _above(self, one: _One) -> list[Choice]:
        """The statements that this one may lead to: those of a higher level, and the one that is named already."""
        order = {option.id: place for place, option in enumerate(self.question.options)}
        own, named = order.get(plain(one.value.get("level")), -1), one.text("leads_to")
        found = []
        for row, kept in self.view.by_path.get(one.place.path, ()):
            value = kept.value if isinstance(kept.value, dict) else {}
            if row == named or (row != one.row and order.get(plain(value.get("level")), -1) > own):
                label = plain(value.get("text"))[:TITLE] or _("a result without words")
                found.append(Choice(row, label, chosen=row == named))
        if named and all(choice.value != named for choice in found):
            found.append(Choice(named, _("a result that is gone"), chosen=True))
        return found

    def _entry(self, one: _One) -> Row:
        value, question = one.value, self.question
        currency = value.get("currency") if isinstance(value.get("currency"), str) else question.currency or ""
        codes = dict.fromkeys([question.currency or "", *question.other_currencies, currency or ""])
        payers = {"grant": _("the programme"), "own": _("ourselves")}
        paid_by = value.get("paid_by") or "grant"
        line = plain(value.get("line"))
        cells = [
            one.cell("line", _("Budget line"), "choice", choices=choices_of(question.lines, [line]), required=True),
            one.cell("text", _("What for"), value=one.text("text"), width="two"),
            one.cell("party", _("Spent by"), "choice", choices=self._sides(value.get("party"))),
            one.cell("paid_by", _("Paid by"), "choice",
                     choices=[Choice(p, payers[p], chosen=p == paid_by) for p in PAID_BY]),
            one.cell("currency", _("Currency"), "choice",
                     choices=[Choice(code, code, chosen=code == currency) for code in codes if code]),
        ]  # fmt: skip
        years = value.get("years") or {}
        amounts = [
            one.cell(f"years/{n}", _("Year %(number)s") % {"number": n}, "money",
                     value=self._amount(years.get(str(n)), currency or ""))
            for n in range(1, (question.years or 1) + 1)
        ]  # fmt: skip
        title = one.text("text") or _("Entry %(number)s") % {"number": one.number}
        rate, total = self._rate(one, currency or ""), self._row_total(one.row)
        return Row(one.row, title, cells, years=amounts, rate=rate, total=total, revision=one.kept.revision)

    def _amount(self, value: Any, currency: str) -> str:
        if self.view.reading and isinstance(value, int) and currency:
            return money(Money(value, currency))
        return shown_minor(value, currency)

    def _rate(self, one: _One, currency: str) -> list[Cell]:
        value, read = one.value, self.view.reading
        if currency == self.question.currency and not value.get("rate"):
            return []
        texts = {"from": currency, "to": self.question.currency}
        on = value.get("rate_on")
        return [
            one.cell("rate", _("What 1 %(from)s costs in %(to)s") % texts, "number",
                     value=_figure(value.get("rate"), read)),
            one.cell("rate_source", _("Where the rate comes from"), value=one.text("rate_source")),
            one.cell("rate_on", _("Day of the rate"), "date",
                     value=day(on) if read and isinstance(on, str) else plain(on)),
        ]  # fmt: skip

    @cached_property
    def _all(self) -> BudgetTotals:
        rows = {
            (path, row): kept.value
            for path, found in self.view.by_path.items() if path.split("/")[0] == self.question.id
            for row, kept in found if kept.value is not None
        }  # fmt: skip
        return totals(self.question, self.view.subject.parties, rows)

    @cached_property
    def _by_row(self) -> Mapping[str, Sequence[BudgetCell]]:
        found: dict[str, list[BudgetCell]] = {}
        for cell in self._all.cells:
            found.setdefault(cell.row, []).append(cell)
        return found

    def _row_total(self, row: str) -> str:
        cells = self._by_row.get(row, ())
        return money(Money.total((cell.amount for cell in cells), self.question.currency or "")) if cells else ""

    def totals(self) -> list[dict[str, Any]]:
        """What the whole budget adds up to, by line, by who pays, together; each with its years."""
        if not self.question.currency:
            return []
        sums = self._all
        if not sums.cells:
            return []
        years = range(1, sums.years + 1)

        def line(label: Any, last: bool = False, **which: Any) -> dict[str, Any]:
            return {
                "label": label,
                "sum": last,
                "total": money(sums.sum(**which)),
                "years": [money(sums.sum(year=year, **which)) for year in years],
            }

        used = [option for option in self.question.lines if sums.sum(line=option.id).minor]
        return [
            *(line(localised(option.label), line=option.id) for option in used),
            line(_("You pay yourselves"), paid_by="own"),
            line(_("Asked of the programme"), paid_by="grant"),
            line(_("Together"), last=True),
        ]


class _One:
    """One stored row, and how to make its cells."""

    def __init__(self, place: Field, number: int, row: str, kept: Stored, flaws: Flaws) -> None:
        self.place, self.number, self.row, self.kept, self.flaws = place, number, row, kept, flaws
        self.value: Mapping[str, Any] = kept.value if not is_unread(kept.value) else {}

    def name(self, column: str) -> str:
        return f"{self.place.path}.{self.row}.{column}"

    def text(self, column: str) -> str:
        return plain(self.value.get(column))

    def inside(self, column: str) -> dict[str, Flaw]:
        """What is wrong with a column, by the cell inside it ('' for the column itself)."""
        start = f"{column}/"
        found = {key.removeprefix(start): flaw for key, flaw in self.flaws.items() if key.startswith(start)}
        return {"": self.flaws[column], **found} if column in self.flaws else found

    def cell(self, column: str, label: str, kind: str = "text", **given: Any) -> Cell:
        flaw = self.flaws.get(column, SOUND)
        return Cell(self.name(column), label, kind, error=flaw.text, ask=flaw.readings, **given)

    def row_of(self, cells: Iterable[Cell], title: str) -> Row:
        shown = plain(self.kept.value)[:TITLE] if is_unread(self.kept.value) else title
        return Row(self.row, shown, list(cells), revision=self.kept.revision)


def _figure(value: Any, reading: bool) -> str:
    """A stored number to be read or typed again."""
    return number(value) if reading and isinstance(value, str) else shown_number(value)

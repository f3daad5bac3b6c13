"""What a plan says, as blocks of a document in the active language: for programme applications and agreements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tandem.core import planning
from tandem.core.planning import BudgetCell, Plan, Scale
from tandem.core.rulebook.schema import Rulebook
from tandem.core.values import Money
from tandem.foundation.documents.blocks import Block, Column, Facts, Heading, List, Paragraph, Table
from tandem.web.templatetags.tandem import amount, day, localised, number

Cells = Sequence[BudgetCell]


@dataclass(frozen=True)
class Told:
    """A plan with what is needed to tell it: its rulebook and component, and who stands on which side."""

    plan: Plan
    rulebook: Rulebook
    component: str
    names: Mapping[str, str]  # side → organisation
    currency: str
    first_year: int
    years: int

    def side(self, side: str) -> str:
        """The organisation on a side; both when it is ''."""
        return self.names.get(side, side) if side else _("Both")

    @property
    def calendar(self) -> tuple[int, ...]:
        """The calendar years of the grant."""
        return tuple(range(self.first_year, self.first_year + self.years))

    @property
    def cells(self) -> Cells:
        """The budget in the grant's currency; nothing while a rate is missing."""
        try:
            return planning.cells(self.plan, self.currency)
        except ValueError:
            return ()


def scale_of(rulebook: Rulebook) -> Scale:
    """The rulebook's risk scales as the core takes them; a programme without scales calls no risk high."""
    risks = rulebook.risks
    if risks is None:
        return Scale(10, 10, 101)
    return Scale(len(risks.probability), len(risks.consequence), risks.high_from, risks.medium_from)


def chosen(rulebook: Rulebook, goal: Mapping[str, object], word: str) -> tuple[str, ...]:
    """The labels of what was chosen from a list of the rulebook ('purposes', 'effects', …), in the list's order."""
    found = goal.get(word, ())
    ids = {found} if isinstance(found, str) else set(found) if isinstance(found, list | tuple) else set()
    options = rulebook.goal.effects if word == "effects" else (
        rulebook.lists[word].options if word in rulebook.lists else ()
    )
    return tuple(localised(option.label) for option in options if option.id in ids)


def goal_blocks(rulebook: Rulebook, goal: Mapping[str, object]) -> list[Block]:
    """The programme's goal, and which of its effects this is to serve."""
    effects = chosen(rulebook, goal, "effects")
    made: list[Block] = [Paragraph(localised(rulebook.goal.title))]
    return [*made, List(effects)] if effects else made


def purposes_blocks(rulebook: Rulebook, goal: Mapping[str, object]) -> list[Block]:
    """The purposes as they were awarded."""
    purposes = chosen(rulebook, goal, "purposes")
    return [List(purposes)] if purposes else []


def results_blocks(told: Told) -> list[Block]:
    """The results chain, highest level first, with whose result each is."""
    levels = told.rulebook.results.levels if told.rulebook.results else ()
    rows = tuple(
        (localised(level.title), statement.text, told.side(statement.side))
        for level in reversed(levels)
        for statement in sorted(told.plan.statements, key=lambda each: each.place)
        if statement.level == level.id
    )
    columns = (Column(_("Level"), share=3), Column(_("What is to be true"), share=9), Column(_("Whose"), share=4))
    return [Table(columns, rows, row_headers=True)] if rows else []


def indicators_blocks(told: Told) -> list[Block]:
    """Indicators with unit, baseline and the target of each year."""
    rows = []
    for each in told.plan.indicators:
        targets = {target.year: number(target.value) for target in each.targets}
        baseline = number(each.baseline) if each.baseline is not None else each.baseline_text or "–"
        dated = f"{baseline}\n({day(each.baseline_on, 'short')})" if each.baseline_on else baseline
        title = f"{each.title}\n{each.unit}" if each.unit else each.title
        rows.append((title, dated, *(targets.get(year, "–") for year in told.calendar)))
    columns = (
        Column(_("Indicator"), share=8), Column(_("Baseline"), "end", share=4),
        *(Column(str(year), "end", share=2) for year in told.calendar),
    )
    return [Table(columns, tuple(rows), row_headers=True)] if rows else []


def risks_blocks(told: Told, *, only_high: bool = False) -> list[Block]:
    """Risks, heaviest first: weight, answer, what is left, and why a high one is tolerated."""
    scale, rows = scale_of(told.rulebook), []
    for risk in planning.by_weight(told.plan.risks):
        before, after = planning.original(risk, scale), planning.residual(risk, scale)
        if only_high and before.band == "low":
            continue
        answer = " ".join(part for part in (answers().get(risk.answer, ""), risk.answer_text) if part) or "–"
        if risk.tolerance:
            answer += "\n" + _("Tolerated: %(why)s") % {"why": risk.tolerance}
        rows.append((risk.text, rated(before), answer, rated(after)))
    columns = (
        Column(_("Risk"), share=7), Column(_("Weight"), share=3), Column(_("What we do about it"), share=7),
        Column(_("Weight then"), share=3),
    )
    return [Table(columns, tuple(rows), row_headers=True)] if rows else []


def answers() -> dict[str, str]:
    """The four answers to a risk in words."""
    return {
        "reduce_probability": _("Make it less likely."), "reduce_consequence": _("Make it less harmful."),
        "accept": _("Accept it."), "stop": _("Stop what causes it."),
    }


def rated(rating: planning.Rating) -> str:
    """'12, medium'."""
    band = {"low": _("low"), "medium": _("medium"), "high": _("high")}[rating.band]
    return f"{rating.score}, {band}"


def activities_blocks(told: Told) -> list[Block]:
    """Activities with who does them and when."""
    kinds = {option.id: localised(option.label) for option in told.rulebook.activities}
    rows = tuple(
        (each.title, kinds.get(each.kind, "–"), told.side(each.side), spell(each.starts_on, each.ends_on))
        for each in sorted(told.plan.activities, key=lambda each: (each.starts_on or date.max, each.place))
    )
    columns = (
        Column(_("Activity"), share=7), Column(_("Kind"), share=4), Column(_("Who"), share=5),
        Column(_("When"), share=4),
    )
    return [Table(columns, rows, row_headers=True)] if rows else []


def spell(start: date | None, end: date | None) -> str:
    """From when to when, as short as it can be said."""
    if start and end and start != end:
        return f"{day(start, 'short')} – {day(end, 'short')}"
    known = start or end
    return day(known, "short") if known else "–"


def labels_of_lines(rulebook: Rulebook, component: str) -> dict[str, str]:
    """The budget lines of the component's form, by id."""
    return {
        option.id: localised(option.label)
        for question in rulebook.form_of(component).questions() if question.type == "budget"
        for option in question.lines
    }


def budget_blocks(told: Told, paid_by: str = "grant") -> list[Block]:
    """The budget per line and calendar year with sums: what the grant pays, or what the sides pay themselves."""
    cells = [cell for cell in told.cells if cell.paid_by == paid_by]
    if not cells:
        return []
    labels = labels_of_lines(told.rulebook, told.component)
    by_key: dict[tuple[str, str], list[BudgetCell]] = {}
    for cell in cells:
        by_key.setdefault((cell.side, cell.line), []).append(cell)
    order = sorted(by_key, key=lambda key: (_order(told, key[0]), _place(labels, key[1])))
    rows = [
        (f"{labels.get(line, line)}\n{told.side(side)}", *_years(told, by_key[side, line])) for side, line in order
    ]
    rows.append((_("Together"), *_years(told, cells)))
    columns = (
        Column(_("Line"), share=6), *(Column(str(year), "end", share=3) for year in told.calendar),
        Column(_("Total, %(currency)s") % {"currency": told.currency}, "end", share=4),
    )
    return [Table(columns, tuple(rows), row_headers=True, total=True)]


def _order(told: Told, side: str) -> int:
    sides = list(told.names)
    return sides.index(side) if side in sides else len(sides)


def _place(labels: Mapping[str, str], line: str) -> int:
    ids = list(labels)
    return ids.index(line) if line in ids else len(ids)


def _years(told: Told, cells: Cells) -> tuple[str, ...]:
    by_year = [sum(cell.minor for cell in cells if cell.year == n) for n in range(1, told.years + 1)]
    return tuple(amount(Money(minor, told.currency)) for minor in (*by_year, sum(by_year)))


def granted_by_year(told: Told) -> dict[int, int]:
    """What the grant pays per year of the grant (1, 2, …), minor units of its currency; exact."""
    found = dict.fromkeys(range(1, told.years + 1), 0)
    for cell in told.cells:
        if cell.paid_by == "grant":
            found[cell.year] = found.get(cell.year, 0) + cell.minor
    return found


def notes_blocks(told: Told, kind: str, *, headed: bool = False) -> list[Block]:
    """What each side states in words under a kind of note; `headed` where it stands under a heading of level 2."""
    pairs = tuple(
        (told.side(note.side), note.text)
        for note in sorted(told.plan.notes, key=lambda note: _order(told, note.side))
        if note.kind == kind and note.text.strip()
    )
    if headed:
        return [block for side, text in pairs for block in (Heading(3, side), Paragraph(text.strip()))]
    return [Facts(pairs)] if pairs else []

"""Values broken down by several axes at once (by sex and by place), checked against the total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from tandem.core.values import Problem


@dataclass(frozen=True, slots=True)
class Cell:
    """One value for one category per axis, categories in the order of the axes; None is not reported."""

    keys: tuple[str, ...]
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Table:
    """A cross-tab. `margins` per axis: category → sum over the other axes (None: nothing reported there).

    `missing` are combinations of the categories without a value. `retired` are cells whose categories are no longer in
    use: they stay in the sums and are never lost when categories change.
    """

    cells: tuple[Cell, ...]
    margins: tuple[Mapping[str, Decimal | None], ...]
    total: Decimal | None
    missing: tuple[tuple[str, ...], ...]
    retired: tuple[Cell, ...]

    @property
    def incomplete(self) -> bool:
        return bool(self.missing)


def _sum(values: Sequence[Decimal | None]) -> Decimal | None:
    given = [value for value in values if value is not None]
    return sum(given, Decimal(0)) if given else None


def crosstab(cells: Sequence[Cell], axes: Sequence[Sequence[str]]) -> Table:
    """The table of the cells over the axes (each a list of categories in use).

    ValueError when a cell has another number of keys than there are axes, or two cells have the same keys.
    """
    by_keys: dict[tuple[str, ...], Cell] = {}
    for cell in cells:
        if len(cell.keys) != len(axes):
            raise ValueError(f"{cell.keys} has {len(cell.keys)} keys for {len(axes)} axes")
        if cell.keys in by_keys:
            raise ValueError(f"{cell.keys} occurs twice")
        by_keys[cell.keys] = cell
    wanted = list(product(*axes))
    missing = tuple(keys for keys in wanted if keys not in by_keys or by_keys[keys].value is None)
    retired = tuple(cell for cell in cells if cell.keys not in set(wanted))
    margins = tuple(
        {
            category: _sum([cell.value for cell in cells if cell.keys[index] == category])
            for category in dict.fromkeys([*axis, *(cell.keys[index] for cell in cells)])
        }
        for index, axis in enumerate(axes)
    )
    return Table(tuple(cells), margins, _sum([cell.value for cell in cells]), missing, retired)


def check_total(table: Table, total: Decimal | None) -> Problem | None:
    """Why the breakdown does not fit the reported total, None when it does.

    Codes: parts_exceed_total (wrong however many cells still miss), parts_below_total (all cells are there), and
    parts_without_total. An incomplete table that stays below the total fits: it is only incomplete.
    """
    if table.total is None:
        return None
    numbers = {"parts": str(table.total), "total": "" if total is None else str(total)}
    if total is None:
        return Problem("parts_without_total", "", numbers)
    if table.total > total:
        return Problem("parts_exceed_total", "", numbers)
    if table.total < total and not table.incomplete:
        return Problem("parts_below_total", "", numbers)
    return None

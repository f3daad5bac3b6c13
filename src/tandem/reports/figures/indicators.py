"""The figures of indicators: baseline, target, reached and progress; a reported zero is not "not reported" (REL-14)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from tandem.core.aggregation import Source, progress
from tandem.partnerships.models import Grant
from tandem.reports.figures.building import Book, decimals_of
from tandem.reports.figures.grants import key_of, named
from tandem.reports.figures.rows import Rows


def indicator_key(grant: Grant, identity: UUID, word: str) -> str:
    """'i.KS-2024-0001.1f2e3d4c.actual': the last digits of the identity, which stays from version to version."""
    return f"i.{named(grant)}.{identity.hex[-8:]}.{word}"


def put(book: Book, rows: Rows, grant: Grant) -> None:
    """Register the indicators of one grant, and how many were reported and reached."""
    reported: list[Source] = []
    missing: list[Source] = []
    targets: list[Source] = []
    met: list[Source] = []
    zeros: list[Source] = []
    every: list[Source] = []
    for row in rows.indicators.get(grant.id, ()):
        _grant, id, identity, title, _unit, direction, baseline, *_rest = row
        target_id, target = rows.targets.get(id, (None, ""))
        actual = rows.actuals.get((grant.id, identity))
        source = _one(book, grant, row, (target_id, target), actual)
        counted = Source(source.row, "reported", "1", title)
        every.append(Source(f"indicator:{id}", "indicator", "1", title))
        (reported if source.value else missing).append(counted)
        if source.value and Decimal(source.value) == 0:
            zeros.append(counted)
        if target_id is not None:
            targets.append(Source(f"target:{target_id}", "target", target, title))
            gone = progress(_number(baseline), _number(target), _number(source.value), direction)
            if gone is not None and gone.reached:
                met.append(counted)
    for word, sources in (
        ("indicators", every),
        ("indicators_reported", reported),
        ("indicators_missing", missing),
        ("targets_set", targets),
        ("targets_met", met),
        ("zero_values", zeros),
    ):
        book.count(key_of(grant, word), sources)
    book.count(
        key_of(grant, "statements"),
        [Source(f"statement:{row[1]}", "statement", "1", row[3][:160]) for row in rows.statements.get(grant.id, ())],
    )


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _one(
    book: Book, grant: Grant, row: tuple[Any, ...], target: tuple[UUID | None, str], actual: tuple[Any, ...] | None
) -> Source:
    """The four figures of one indicator; the source of what was reached."""
    _grant, id, identity, title, unit, *_rest = row
    baseline = row[6]
    here = f"indicator:{id}"
    unit = "%" if unit.strip() == "%" else ""

    def key(word: str) -> str:
        return indicator_key(grant, identity, word)

    reached = Source(here, "value", "", title)
    sources, formula = [reached], "value"
    if actual is not None:
        actual_id, value, numerator, denominator, by = actual
        reached = book.source(f"actual:{actual_id}", "value", value, title, by=by)
        sources = [reached]
        if numerator and denominator and _is_share(value, numerator, denominator, unit):
            formula = "percent" if unit == "%" else "ratio"
            sources = [
                Source(reached.row, "numerator", numerator, title, "numerator"),
                Source(reached.row, "denominator", denominator, title, "denominator"),
            ]
    if baseline:
        book.put(key("baseline"), "value", [Source(here, "baseline", baseline, title)], unit, decimals_of(baseline))
    if target[0] is not None:
        row_of_target = Source(f"target:{target[0]}", "target", target[1], title)
        book.put(key("target"), "value", [row_of_target], unit, decimals_of(target[1]))
    book.put(key("actual"), formula, sources, unit, decimals_of(reached.value))  # type: ignore[arg-type]
    _progress(book, key("progress"), here, baseline, target, reached)
    return reached


def _is_share(value: str, numerator: str, denominator: str, unit: str) -> bool:
    """Whether the written value is what the two parts give, at its own decimals."""
    if not value or not Decimal(denominator):
        return False
    exact = Decimal(numerator) / Decimal(denominator) * (100 if unit == "%" else 1)
    return abs(exact - Decimal(value)) < Decimal(1).scaleb(-decimals_of(value)) / 2


def _progress(book: Book, key: str, here: str, baseline: str, target: tuple[UUID | None, str], reached: Source) -> None:
    """(reached − baseline) / (target − baseline): right for rising and falling, uncapped."""
    if not (baseline and target[0]) or Decimal(target[1]) == Decimal(baseline):
        return
    taken_off = format(-Decimal(baseline), "f")
    upper = [Source(reached.row, "value", reached.value, reached.label, "numerator")]
    lower = [
        Source(f"target:{target[0]}", "target", target[1], reached.label, "denominator"),
        Source(here, "baseline, taken off", taken_off, reached.label, "denominator"),
    ]
    if reached.value:
        upper.append(Source(here, "baseline, taken off", taken_off, reached.label, "numerator"))
    book.put(key, "percent", upper + lower, "%", 0)

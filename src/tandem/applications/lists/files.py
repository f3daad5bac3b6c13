"""The list as Excel and CSV: exactly the rows that the filters leave, formulas as the text they are (SEC-8)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import get_decimal_symbol
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tandem.applications.models import Application
from tandem.applications.states import Outcome, Step
from tandem.calls.models import Call
from tandem.core.values import Money
from tandem.web.templatetags.tandem import active_locale, country, localised

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
Cell = str | Decimal | datetime | None


def columns(call: Call) -> list[str]:
    """The heads of the columns."""
    heads = [
        _("Reference"), _("Project"), _("Parties"), _("Countries"), _("Where it is"), _("Outcome"), _("Received"),
        _("Asked, %(currency)s") % {"currency": call.currency},
    ]
    return [*heads, _("Score")] if call.component.selection.scoring else heads


def cells(call: Call, application: Application, steps: dict[str, Any]) -> list[Cell]:
    """One row: texts, Decimals and moments; None where nothing was said. A score closed to the officer is words."""
    asked = application.asked_minor
    row: list[Cell] = [
        application.reference, application.title, application.names,
        ", ".join(country(code) for code in application.countries.split()),
        localised(steps.get(application.step, {})) or str(Step(application.step).label),
        str(Outcome(application.outcome).label) if application.outcome else "",
        application.submitted_at.astimezone(ZoneInfo(call.zone)) if application.submitted_at else None,
        Money(asked, call.currency).amount if asked is not None else None,
    ]
    if call.component.selection.scoring:
        row.append(_("closed to you") if getattr(application, "closed", False) else application.score)
    return row


def in_chunks(found: QuerySet[Application]) -> Iterator[Application]:
    """The rows, some hundred at a time."""
    yield from found.iterator(chunk_size=500)


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe before what would begin one."""
    plain = text.replace("\x00", "")
    return f"'{plain}" if plain.lstrip(" \ufeff").startswith(STARTS_A_FORMULA) else plain


def csv_lines(call: Call, found: QuerySet[Application]) -> Iterator[bytes]:
    """The file line by line: UTF-8 with its mark, and the separator and decimal sign of the reader's language."""
    point = get_decimal_symbol(active_locale())
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if point == "," else ",", lineterminator="\r\n")
    steps: dict[str, Any] = {step.id: step.title for step in call.component.workflow}

    def line(row: Sequence[str]) -> bytes:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(row)
        return buffer.getvalue().encode("utf-8", "replace")

    yield "\ufeff".encode() + line([neutral(head) for head in columns(call)])
    for application in in_chunks(found):
        yield line([_said(cell, point) for cell in cells(call, application, steps)])


def _said(cell: Cell, point: str) -> str:
    if isinstance(cell, Decimal):
        return format(cell, "f").replace(".", point)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    return neutral(cell or "")


def workbook(call: Call, found: QuerySet[Application], title: str) -> bytes:
    """The same as an Excel file: figures as numbers, moments as days with hours, texts as texts whatever they begin
    with."""
    import xlsxwriter

    target = io.BytesIO()
    settings = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, settings)
    sheet = book.add_worksheet(_("Applications")[:31])
    head, amount = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "#,##0.00"})
    moment, score = book.add_format({"num_format": "yyyy-mm-dd hh:mm"}), book.add_format({"num_format": "0.0"})
    book.set_properties({"title": title})
    names = columns(call)
    widths = (18, 44, 44, 24, 18, 16, 17, 16, 9)
    for place, name in enumerate(names):
        sheet.set_column(place, place, widths[place])
        sheet.write_string(0, place, name, head)
    sheet.freeze_panes(1, 2)
    steps: dict[str, Any] = {step.id: step.title for step in call.component.workflow}
    last = 0
    for last, application in enumerate(in_chunks(found), start=1):
        for place, cell in enumerate(cells(call, application, steps)):
            if isinstance(cell, Decimal):
                sheet.write_number(last, place, float(cell), score if place == 8 else amount)
            elif isinstance(cell, datetime):
                sheet.write_datetime(last, place, cell.replace(tzinfo=None), moment)
            elif cell:
                sheet.write_string(last, place, cell.replace("\x00", "")[:32_000])
    sheet.autofilter(0, 0, last, len(names) - 1)
    book.close()
    return target.getvalue()

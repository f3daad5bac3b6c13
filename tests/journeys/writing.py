"""Writing in the pages of a form as people do: a field by its name whatever kind it is, rows added, a part saved."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


def write(within: Page | Locator, name: str, value: str) -> None:
    """Type, choose or mark what the field at this name takes; choices by the words that are read beside them."""
    page = within if isinstance(within, Page) else within.page
    field = f'[name$="{name}"]'
    found = within.locator(field)
    kind = str(found.first.evaluate("each => each.type"))
    if kind.startswith("select"):
        found.select_option(label=value)
    elif kind in ("radio", "checkbox"):
        said = re.compile(rf"^\s*{re.escape(value)}\s*$")
        within.locator("label").filter(has=page.locator(field), has_text=said).locator("input").check()
    else:
        found.fill(value)


def add_row(page: Page, path: str, cells: dict[str, str]) -> None:
    """Add a row to the answer at this path and fill its cells, by the last part of their names."""
    rows = page.locator(f"li[data-row]:has([name^='{path}.'])")
    before = rows.count()
    page.locator(f"button[name=add][value='{path}']").click()
    expect(rows).to_have_count(before + 1)
    for cell, value in cells.items():
        write(rows.last, f".{cell}", value)


def send(page: Page) -> None:
    """Save the part, and wait until it is."""
    with page.expect_navigation():
        page.locator("button[form=sheet]").click()

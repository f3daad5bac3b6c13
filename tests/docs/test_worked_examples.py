"""The worked examples in docs/algorithms say what the code says."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

PAGES = sorted((Path(__file__).resolve().parents[2] / "docs" / "algorithms").glob("*.md"))


def test_there_are_pages() -> None:
    assert {page.stem for page in PAGES} >= {"scoring", "selection", "lots"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_example_comes_out_as_written(page: Path) -> None:
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8", verbose=False)
    assert tried, f"{page.name} has no example"
    assert not failed, f"{failed} of {tried} examples in {page.name} come out differently; see above"

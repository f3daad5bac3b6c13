"""An assessor's list comes in pages, and what waits for a declaration is named on every one of them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tandem.reviews.views import assessor
from tests.reviews.conftest import enter


@pytest.mark.expects("UX-24")
def test_the_list_comes_in_pages_and_counts_everything(two: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assessor, "A_PAGE", 1)
    two.give(two.cast.cy)
    two.free(two.cast.cy, *two.made)
    two.lock_all(two.cast.cy, 3)
    client = enter(two.cast.cy)
    first = client.get("/samband/reviews/").content.decode()
    second = client.get("/samband/reviews/?page=2").content.decode()
    seen = [set(re.findall(r"/reviews/assess/([0-9a-f-]+)/", page)) for page in (first, second)]
    assert [len(each) for each in seen] == [1, 1] and not seen[0] & seen[1]
    for page in (first, second):
        assert "1 application waits for your judgement" in page
        assert "1 of 2 locked" in page
    assert 'rel="next" href="?page=2"' in first and 'rel="prev" href="?page=1"' in second


@pytest.mark.expects("UX-26")
def test_what_is_not_declared_bears_no_link_and_is_named_on_every_page(
    two: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assessor, "A_PAGE", 1)
    two.give(two.cast.cy)
    client = enter(two.cast.cy)
    page = client.get("/samband/reviews/").content.decode()
    assert "2 applications open once you have declared" in page and "/reviews/assess/" not in page
    assert 'rel="next"' not in page
    two.free(two.cast.cy, two.made[0])
    page = client.get("/samband/reviews/?page=9").content.decode()
    assert "1 application opens once you have declared" in page and page.count("/reviews/assess/") == 1

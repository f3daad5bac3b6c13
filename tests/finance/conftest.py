"""A grant under agreement in the spring of its first year; the scope is the organiser's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from tandem.partnerships.models import Grant
from tests.factories import finance

SPRING = "2025-04-02T10:00"
AFTERWARDS = "2028-02-03T10:00"


@pytest.fixture
def grant(cast: Any, at: Callable[..., datetime]) -> Iterator[Grant]:
    """Under agreement, budget agreed, two instalments planned."""
    with cast.scope():
        at("2025-02-20T10:00")
        made = finance.funded_grant(cast)
        at(SPRING)
        yield made

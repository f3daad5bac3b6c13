"""A kind of duty of the tests' own, so that the desk is tested apart from the apps that give duties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tandem.foundation.duties import book
from tandem.foundation.duties.models import Duty

KIND = "tests.water_plants"


def address(duty: Duty) -> str:
    return f"/{duty.organiser.slug}/plants/{duty.subject_id}/"


@pytest.fixture
def kind() -> Iterator[str]:
    book.register(book.Kind(KIND, "Water {what}", address))
    yield KIND
    book._kinds.pop(KIND)


@pytest.fixture
def duty(kind: str, cast: Any) -> Any:
    """`duty(due_at, person=…)` gives somebody of Samband the duty to water plants."""
    from tandem.foundation.ids import new_id

    def give(due_at: Any, *, organiser: Any = None, what: Any = "the roses", **holder: Any) -> Duty:
        with cast.scope(organiser):
            return book.assign(kind, ("plant", new_id()), due_at=due_at, values={"what": what}, **holder)

    return give

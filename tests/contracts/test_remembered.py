"""Rows laid from memory are the rows that a factory made, and a ground that was written on is not trusted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from tandem.foundation.accounts.models import Person
from tandem.organisations.models import Organisation
from tests import remembered as memory
from tests.factories import calls

NOW = datetime(2024, 9, 12, 12, tzinfo=UTC)
played: list[str] = []


@memory.remembered
def town(cast: Any, name: str) -> Organisation:
    """A town whose founder moves house: one row more, one row changed."""
    played.append(name)
    Person.objects.filter(id=cast.bo.id).update(name="Bo of the new town")
    return Organisation.objects.create(name=name, kind="municipality", country="NO", languages=["nb"], made_at=NOW)


class Undo(Exception):
    """Everything inside is taken back."""


@pytest.fixture(autouse=True)
def _afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_kept", {})
    played.clear()


def twice(cast: Any, make: Any) -> list[Any]:
    """What the factory gave and the database held, the first and the second time, on the same ground."""
    found, ground = [], memory.Ground.known
    for _time in range(2):
        memory.Ground.known = ground
        try:
            with transaction.atomic():
                given = make()
                found.append((given, memory._rows()))
                raise Undo
        except Undo:
            continue
    return found


def test_the_second_time_the_rows_are_laid_and_nothing_is_played(cast: Any, at: Any) -> None:
    at("2024-09-12T12:00")
    with cast.scope():
        (first, made), (second, laid) = twice(cast, lambda: town(cast, "Bergnes"))
        assert played == ["Bergnes"] and first == second and first is not second
        assert laid == made and laid != memory._rows()


def test_a_whole_programme_is_laid_row_by_row(cast: Any, at: Any) -> None:
    at("2024-09-12T12:00")
    with cast.scope():
        (first, made), (second, laid) = twice(cast, lambda: calls.call(cast.actor("ana")))
    assert first == second and first.rulebook == second.rulebook
    assert laid == made and len(made) > 10


def test_a_ground_that_was_written_on_is_not_trusted(cast: Any, at: Any) -> None:
    at("2024-09-12T12:00")
    with cast.scope():
        ground = memory.Ground.known
        assert ground is not None and list(Person.objects.all()) and memory.Ground.known == ground
        Person.objects.filter(id=cast.dee.id).update(name="Dee")
        assert memory.Ground.known is None
        town(cast, "Lyngmo")
        town(cast, "Lyngmo")
    assert played == ["Lyngmo", "Lyngmo"]


def test_another_moment_and_other_words_are_made_anew(cast: Any, at: Any) -> None:
    ground = memory.Ground.known
    with cast.scope():
        for day, name in (("2024-09-12", "Lyngmo"), ("2024-09-13", "Lyngmo"), ("2024-09-13", "Bergnes")):
            at(f"{day}T12:00")
            memory.Ground.known = ground
            with transaction.atomic():
                town(cast, name)
    assert played == ["Lyngmo", "Lyngmo", "Bergnes"]


def test_what_cannot_be_told_apart_is_played(cast: Any) -> None:
    with pytest.raises(memory.Unkeyed):
        memory._key(lambda: None)
    assert memory._key({"a": [cast.bo]}) == memory._key({"a": (cast.bo,)}) != memory._key({"a": (cast.dee,)})

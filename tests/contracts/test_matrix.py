"""Who gets in where: the generated matrix, on both databases (SEC-1, SEC-2, SEC-4)."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from tests.cast import CANARY, SECRET
from tests.contracts import matrix, world
from tests.contracts.census import Address, addresses
from tests.contracts.matrix import ROUTES, Line
from tests.contracts.world import Side, World

pytestmark = [pytest.mark.expects("SEC-1"), pytest.mark.expects("SEC-2"), pytest.mark.expects("SEC-4")]


UNTOUCHED: dict[int, dict[str, int]] = {}  # by world: the checksum of its database


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The twin data, made once for all tests of this module and undone afterwards."""
    with django_db_blocker.unblock(), world.standing_clock(), transaction.atomic():
        yield world.build()
        transaction.set_rollback(True)


@dataclass(frozen=True)
class Case:
    """One address to try: whose object it is, and who gets in."""

    what: str
    url: str
    enter: frozenset[str]
    people: tuple[str, ...]
    forbidden_text: str
    posted: dict[str, str]


def cases(address: Address, line: Line, house: World) -> Iterator[Case]:
    """Own, another organisation's, missing, the other organiser's under our address, and under its own."""
    everybody = tuple(matrix.EVERYBODY.split())
    ours = tuple(matrix.OURS.split())
    scoped = "organiser" in address.parameters

    def case(what: str, side: Side, enter: str, people: tuple[str, ...] = everybody, slug: str = "samband",
             text: str = CANARY) -> Case:
        url = matrix.url(address.name, line, side, slug, scoped)
        return Case(what, url, frozenset(enter.split()), people, text, line.posted(side))

    yield case("own", house.own, line.own, text=SECRET if line.public and not scoped else CANARY)
    if line.take:
        yield case("another organisation's", house.other, line.other)
        likely = {*line.own.split(), *line.other.split(), "stranger", "nobody", "eve"}
        some = tuple(who for who in everybody if who in likely)
        yield case("missing", house.missing, "", some)
        if any(isinstance(value, UUID) for value in line.kwargs(house.own).values()):
            yield case("the other organiser's, under our address", house.foreign, "", some)
    if scoped:
        text = SECRET if line.public or line.abroad else CANARY
        yield case("the other organiser's", house.foreign, line.abroad, ours, "brofonden", text)


def ask(client: Client, method: str, url: str, posted: dict[str, str] | None = None) -> Any:
    """One request; whatever it does to this browser's cookies is undone."""
    cookies = copy.deepcopy(client.cookies)
    try:
        return client.post(url, posted or {}) if method == "POST" else client.get(url)
    finally:
        client.cookies = cookies


def known() -> list[Any]:
    """Every route that has a line; those without one fail in the census."""
    return [pytest.param(address, ROUTES[address.name], id=address.name)
            for address in addresses() if address.name in ROUTES and address.route]


def reading() -> list[Any]:
    return [item for item in known() if "GET" in item.values[0].route.methods]


def writing() -> list[Any]:
    return [item for item in known() if "POST" in item.values[0].route.methods]


@pytest.mark.parametrize(("address", "line"), reading())
def test_reading(house: World, address: Address, line: Line) -> None:
    """Exactly those who are named get in; nothing is written; no text of the other organiser is told."""
    wrong: list[str] = []
    for case in cases(address, line, house):
        for who in case.people:
            with matrix.nothing_is_written(), transaction.atomic():
                response = ask(house.clients[who], "GET", case.url)
                transaction.set_rollback(True)
            entered = not matrix.turned_away(response)
            if response.status_code >= 500 or entered != (who in case.enter):
                wrong.append(f"{case.what}: {who} gets {response.status_code} at {case.url}")
            elif entered and who in matrix.OURS.split() and case.forbidden_text in matrix.text_of(response):
                wrong.append(f"{case.what}: {who} reads the other organiser's text at {case.url}")
    assert wrong == []


@pytest.mark.parametrize(("address", "line"), writing())
def test_writing(house: World, address: Address, line: Line) -> None:
    """A POST by somebody who is not named changes nothing at all; by somebody who is, it is never a fault of ours."""
    wrong: list[str] = []
    before = UNTOUCHED.get(id(house)) or matrix.checksum()  # what the test before has seen, when nothing had changed
    for case in cases(address, line, house):
        for who in case.people:
            if who in case.enter:
                with transaction.atomic():
                    response = ask(house.clients[who], "POST", case.url, case.posted)
                    transaction.set_rollback(True)
            else:
                response = ask(house.clients[who], "POST", case.url, case.posted)
            entered = not matrix.turned_away(response)
            if response.status_code >= 500 or entered != (who in case.enter):
                wrong.append(f"{case.what}: {who} gets {response.status_code} from a POST to {case.url}")
    after = matrix.checksum()
    changed = sorted(table for table in after if after[table] != before[table])
    UNTOUCHED.update({id(house): after} if not changed else {})
    assert (wrong, changed) == ([], [])


def test_the_matrix_would_see_a_canary(house: World) -> None:
    """The negative control: the other organiser's own people do read its texts, in every format we look into."""
    seen = {
        path: CANARY
        in matrix.text_of(ask(house.clients["eve"], "GET", f"/brofonden/calls/{house.foreign['call']}/{path}"))
        for path in ("", "form.pdf", "form.docx", "dates.ics", "manage/")
    }
    assert seen == dict.fromkeys(seen, True)
    assert SECRET in matrix.text_of(ask(house.clients["twin_bo"], "GET", "/brofonden/applications/"))


def test_the_matrix_would_see_a_write(house: World) -> None:
    """The negative control: a statement that changes a table is a fault, and changes the checksum."""
    before = matrix.checksum()
    with pytest.raises(matrix.Wrote), transaction.atomic(), matrix.nothing_is_written():
        house.cast.bo.save()
    with transaction.atomic():
        type(house.cast.bo).objects.filter(id=house.cast.bo.id).update(name="Somebody else")
        assert matrix.checksum() != before
        transaction.set_rollback(True)
    assert matrix.checksum() == before

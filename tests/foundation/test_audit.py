"""The record of acts: only ever added to, and every kind of tampering is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tandem.cli import main
from tandem.foundation import clock
from tandem.foundation.access.decision import SYSTEM
from tandem.foundation.audit import anchors, chain, triggers
from tandem.foundation.audit.models import Act, ActDetail, Head
from tandem.foundation.tenancy.scope import organiser_scope
from tests.cast import Cast


@pytest.fixture
def acts(cast: Cast) -> str:
    """Ten acts of Samband and three of Brofonden; returns Samband's chain."""
    for organiser, count in ((cast.samband, 10), (cast.brofonden, 3)):
        with organiser_scope(organiser.id), transaction.atomic():
            for number in range(count):
                chain.record(cast.actor("ana"), "tried", "thing", str(number), {"number": number})
    return str(cast.samband.id)


@pytest.mark.expects("SEC-11")
def test_an_untouched_chain_has_no_fault(acts: str) -> None:
    assert chain.verify(acts) == ()
    assert chain.head_of(acts).number == 10
    assert Act.objects.get(chain=acts, number=1).previous_sha256 == "0" * 64
    assert len(chain.chains()) == 2


@pytest.mark.expects("SEC-11")
@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_an_act(acts: str, change: str) -> None:
    rows = Act.objects.filter(chain=acts, number=3)
    with pytest.raises(DatabaseError, match=triggers.SAYS), transaction.atomic():
        rows.update(verb="never happened") if change == "update" else rows.delete()
    assert rows.get().verb == "tried"


def tamper(*statements: tuple[str, list[Any]]) -> None:
    """What somebody does who owns the database: the triggers first."""
    with connection.cursor() as cursor:
        for statement in triggers.dropping(connection.vendor):
            cursor.execute(statement)
        for statement, values in statements:
            cursor.execute(statement, values)


def remove_end(key: str) -> None:
    """Cut off the last three acts, and set the head so that it fits."""
    last = Act.objects.get(chain=key, number=7)
    ActDetail.objects.filter(act__chain=key, act__number__gt=7).delete()
    tamper(("DELETE FROM audit_act WHERE chain = %s AND number > 7", [key]))
    Head.objects.filter(chain=key).update(number=7, sha256=last.sha256)


def edit(key: str) -> None:
    tamper(("UPDATE audit_act SET verb = 'approved' WHERE chain = %s AND number = 4", [key]))


def edit_consistently(key: str) -> None:
    """Edit an act and compute its own link anew: the next one no longer follows."""
    act = Act.objects.get(chain=key, number=4)
    act.verb = "approved"
    tamper(("UPDATE audit_act SET verb = %s, sha256 = %s WHERE chain = %s AND number = 4",
            ["approved", chain._link(act), key]))


def delete(key: str) -> None:
    ActDetail.objects.filter(act__chain=key, act__number=5).delete()
    tamper(("DELETE FROM audit_act WHERE chain = %s AND number = 5", [key]))


def insert(key: str) -> None:
    """Add an act with a proper link after the last one, without the head's knowledge."""
    last = Act.objects.get(chain=key, number=10)
    new = Act(chain=key, number=11, verb="forged", object_kind="thing", object_id="x", detail_sha256="0" * 64,
              happened_at=last.happened_at, previous_sha256=last.sha256)
    new.sha256 = chain._link(new)
    new.save(force_insert=True)


def swap(key: str) -> None:
    """Exchange what two acts say."""
    tamper(*[("UPDATE audit_act SET number = %s WHERE chain = %s AND number = %s", [to, key, of])
             for of, to in ((3, 100), (6, 3), (100, 6))])


def reorder(key: str) -> None:
    """Exchange two neighbours, and make each link by itself right again."""
    swap(key)
    for number in (3, 6):
        act = Act.objects.get(chain=key, number=number)
        tamper(("UPDATE audit_act SET sha256 = %s WHERE chain = %s AND number = %s", [chain._link(act), key, number]))


def change_detail(key: str) -> None:
    ActDetail.objects.filter(act__chain=key, act__number=2).update(payload={"number": 999})


def write_anew(key: str) -> None:
    """Edit one act and compute everything after it anew, head included."""
    acts, previous = list(Act.objects.filter(chain=key).order_by("number")), "0" * 64
    for act in acts:
        act.verb = "approved" if act.number == 4 else act.verb
        act.previous_sha256 = previous
        act.sha256 = previous = chain._link(act)
        tamper(("UPDATE audit_act SET verb = %s, previous_sha256 = %s, sha256 = %s WHERE chain = %s AND number = %s",
                [act.verb, act.previous_sha256, act.sha256, key, act.number]))
    Head.objects.filter(chain=key).update(sha256=previous)


TAMPERINGS: list[tuple[Callable[[str], None], set[tuple[int, str]]]] = [
    (edit, {(4, "edited")}),
    (edit_consistently, {(5, "reordered")}),
    (delete, {(5, "deleted")}),
    (insert, {(11, "inserted")}),
    (swap, {(3, "edited"), (4, "reordered"), (6, "edited"), (7, "reordered")}),
    (reorder, {(3, "reordered"), (4, "reordered"), (6, "reordered"), (7, "reordered")}),
    (change_detail, {(2, "detail_changed")}),
    (remove_end, {(8, "truncated")}),
    (write_anew, {(10, "rewritten")}),
]


@pytest.mark.expects("SEC-11")
@pytest.mark.parametrize(("tampering", "expected"), TAMPERINGS, ids=[t[0].__name__ for t in TAMPERINGS])
def test_tampering_is_found_and_named(
    acts: str, tampering: Callable[[str], None], expected: set[tuple[int, str]], tmp_path: Path
) -> None:
    outside = tmp_path / "anchors.jsonl"
    assert anchors.note(outside, clock.now()) == 2
    tampering(acts)
    found = chain.verify(acts, anchors.read(outside)[acts])
    assert {(fault.number, fault.what) for fault in found} == expected


@pytest.mark.expects("SEC-11")
@pytest.mark.parametrize("tampering", [remove_end, write_anew])
def test_without_a_note_outside_these_are_not_found(acts: str, tampering: Callable[[str], None]) -> None:
    """The negative control: what the anchors are for."""
    tampering(acts)
    assert chain.verify(acts) == ()


def test_an_erased_detail_does_not_break_the_chain(acts: str) -> None:
    ActDetail.objects.filter(act__chain=acts).update(payload={})
    assert chain.verify(acts) == ()


def test_heads_are_noted_once_and_a_torn_line_is_left_out(acts: str, tmp_path: Path) -> None:
    outside = tmp_path / "anchors.jsonl"
    assert [anchors.note(outside, clock.now()) for _ in range(2)] == [2, 0]
    with outside.open("a") as file:
        file.write('{"at": "2024-')
    assert {key: len(found) for key, found in anchors.read(outside).items()} == dict.fromkeys(chain.chains(), 1)
    assert outside.stat().st_mode & 0o077 == 0
    assert json.loads(outside.read_text().splitlines()[0])["number"] in {3, 10}


@pytest.mark.expects("SEC-11")
def test_the_command_names_the_fault(
    acts: str, settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.HOME = tmp_path
    assert main.main(["audit", "verify"]) == 0
    assert "samband: 10 acts" in capsys.readouterr().out
    remove_end(acts)
    assert main.main(["audit", "verify", "--organiser", "brofonden"]) == 0
    capsys.readouterr()
    assert main.main(["audit", "verify"]) == 1
    assert "samband: act 8 and what followed are missing at the end" in capsys.readouterr().out
    assert main.main(["audit", "verify", "--organiser", "nobody"]) == 2


@pytest.mark.django_db(transaction=True)
def test_an_act_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        chain.record(SYSTEM, "tried", "thing", "1")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("again", [1, 2])
def test_transactional_tests_leave_no_act_behind_and_keep_the_triggers(again: int) -> None:
    """Emptying the database between such tests drops the triggers and makes them again."""
    assert not Act.objects.exists()
    with transaction.atomic():
        act = chain.record(SYSTEM, "tried", "thing", "1")
    with pytest.raises(DatabaseError, match=triggers.SAYS):
        Act.objects.filter(id=act.id).delete()

"""What a test stands on is made once per run and laid into the database from memory for every other test.

A factory marked `@remembered` is played for the first test that asks. The rows it changed and what it gave back are
kept; the next test that asks for the same thing, on the same ground, at the same moment, gets those rows and a copy.
The ground is known from the cast on and lost with the first write that is not remembered: then factories are played.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection, models, transaction
from django.utils.translation import get_language

from tandem.foundation import clock
from tandem.foundation.tenancy.scope import current_or_none

P = ParamSpec("P")
R = TypeVar("R")
PLAIN = (str, int, bool, type(None), date, Decimal, UUID, bytes, Path)
HARMLESS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK TO", "PRAGMA", "SET CONSTRAINTS")


@dataclass
class Kept:
    """What a factory changed, by table, and what it gave back."""

    gone: dict[str, list[Any]]
    new: dict[str, list[Any]]
    given: bytes


class Ground:
    """What lies in the database of this test: known only as long as nothing else has been written."""

    known: tuple[Any, ...] | None = None


class Unkeyed(Exception):
    """An argument whose sameness cannot be told."""


@dataclass(frozen=True)
class Table:
    """How rows of a table are named: by their number on SQLite, by their key on PostgreSQL."""

    name: str
    key: str | None
    columns: tuple[str, ...]


_kept: dict[tuple[Any, ...], bytes] = {}  # pickled: a hundred thousand rows would be looked through for garbage
_tables: dict[str, Table] = {}


@contextmanager
def empty_ground() -> Iterator[None]:
    """Inside, the database begins as migrations leave it, and writes are watched."""
    Ground.known = ()
    with connection.execute_wrapper(_watch):
        try:
            yield
        finally:
            Ground.known = None


def forget() -> None:
    """Play every factory again: what they are made from has changed."""
    _kept.clear()


def _watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if Ground.known is not None and not sql.lstrip().upper().startswith(HARMLESS):
        Ground.known = None
    return execute(sql, params, many, context)


def remembered(make: Callable[P, R]) -> Callable[P, R]:
    """A factory that need not be played twice. It gives back what can be pickled and changes none of its arguments."""

    @wraps(make)
    def again(*args: P.args, **kwargs: P.kwargs) -> R:
        if Ground.known is None:
            return make(*args, **kwargs)
        try:
            asked = (make.__module__, make.__qualname__, _key(args), _key(kwargs))
        except Unkeyed:
            return make(*args, **kwargs)
        at = (clock._frozen.get(), current_or_none(), get_language(), str(settings.MEDIA_ROOT))
        ground = (*Ground.known, asked, at)
        known = _kept.get(ground)
        if known is None:
            before = _rows()
            made = make(*args, **kwargs)
            kept = _difference(before, _rows(), pickle.dumps(made))
            _kept[ground] = pickle.dumps(kept)
        else:
            kept = pickle.loads(known)
            _lay(kept)
        Ground.known = ground
        given: R = pickle.loads(kept.given)
        return given

    return again


def _key(value: Any) -> Any:
    """Something hashable that is the same for arguments that make the same."""
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, models.Model):
        return (value._meta.label, value.pk)
    if isinstance(value, Mapping):
        return tuple((_key(name), _key(entry)) for name, entry in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(_key(entry) for entry in value)
    if isinstance(value, (set, frozenset)):
        return frozenset(_key(entry) for entry in value)
    if is_dataclass(value) and not isinstance(value, type):
        return (type(value).__qualname__, *(_key(getattr(value, field.name)) for field in fields(value)))
    if isinstance(value, type):
        return value.__qualname__
    raise Unkeyed(type(value).__name__)


def _named() -> dict[str, Table]:
    """Every table that factories write to."""
    if not _tables:
        with connection.cursor() as cursor:
            look = connection.introspection
            for name in look.table_names(cursor):
                if name not in ("django_migrations", "django_content_type", "auth_permission"):
                    described = look.get_table_description(cursor, name)
                    _tables[name] = Table(
                        name, look.get_primary_key_column(cursor, name), tuple(each.name for each in described)
                    )
    return _tables


def _rows() -> dict[str, dict[Any, Any]]:
    """Every row there is, by table and name, as the database itself writes it."""
    found: dict[str, dict[Any, Any]] = {}
    with connection.cursor() as cursor:
        raw: Any = cursor.cursor
        for table in _named().values():
            if connection.vendor == "sqlite":
                here = {row[0]: row[1:] for row in raw.execute(f'SELECT rowid, * FROM "{table.name}"').fetchall()}
            else:
                with raw.copy(f'COPY (SELECT "{table.key}"::text, t.* FROM "{table.name}" t) TO STDOUT') as copy:
                    here = dict(bytes(line).split(b"\t", 1) for line in copy)
            if here:
                found[table.name] = here
    return found


def _difference(before: dict[str, dict[Any, Any]], after: dict[str, dict[Any, Any]], given: bytes) -> Kept:
    gone: dict[str, list[Any]] = {}
    new: dict[str, list[Any]] = {}
    for table in {**before, **after}:
        was, now = before.get(table, {}), after.get(table, {})
        if left := [name for name, row in was.items() if now.get(name) != row]:
            gone[table] = left
        if came := [(name, row) for name, row in now.items() if was.get(name) != row]:
            new[table] = came
    return Kept(gone, new, given)


def _lay(kept: Kept) -> None:
    """Change the rows as the factory did."""
    lay = _lay_in_sqlite if connection.vendor == "sqlite" else _lay_in_postgresql
    with transaction.atomic(), connection.cursor() as cursor:
        lay(kept, cursor.cursor)


def _lay_in_sqlite(kept: Kept, raw: Any) -> None:
    for name, numbers in kept.gone.items():
        raw.executemany(f'DELETE FROM "{name}" WHERE rowid = ?', [(number,) for number in numbers])
    for name, rows in kept.new.items():
        table = _named()[name]
        own = table.key is not None and rows[0][1][table.columns.index(table.key)] == rows[0][0]
        columns = table.columns if own else ("rowid", *table.columns)  # a whole number as key is the row's number
        values = [row if own else (number, *row) for number, row in rows]
        listed = ", ".join(f'"{column}"' for column in columns)
        raw.executemany(f'INSERT INTO "{name}" ({listed}) VALUES ({", ".join("?" * len(columns))})', values)


def _lay_in_postgresql(kept: Kept, raw: Any) -> None:
    for name, keys in kept.gone.items():
        gone = [key.decode() for key in keys]
        raw.execute(f'DELETE FROM "{name}" WHERE "{_named()[name].key}"::text = ANY(%s)', (gone,))
    for name, rows in kept.new.items():
        with raw.copy(f'COPY "{name}" FROM STDIN') as copy:
            copy.write(b"".join(line for _key, line in rows))

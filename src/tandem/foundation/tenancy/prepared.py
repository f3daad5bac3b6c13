"""Queries whose SQL is made once: for the few that every page asks, making the SQL costs more than running it.

A prepared query is built by an ordinary queryset, once, with a stand-in for every value that changes; afterwards only
the values are put in their places. Rows become model instances just as the queryset would make them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import DateTimeField, Field, Model, QuerySet, UUIDField
from django.db.models.query import get_related_populators

from tandem.foundation.tenancy.scope import current, organiser_scope

M = TypeVar("M", bound=Model)
Build = Callable[..., "QuerySet[Any]"]

ORGANISER = "organiser"
_FIELDS: Mapping[type, Field[Any, Any]] = {UUID: UUIDField(), datetime: DateTimeField()}


class Prepared(Generic[M]):
    """`Prepared(build, id=UUID, now=datetime)`: `build` takes the same names and returns a queryset.

    With `scoped`, the queryset is one of the organiser in scope, and asking outside a scope raises OutsideScope.
    Values are of exactly these kinds, never None; the queryset may not look at them, only pass them on.
    """

    def __init__(self, build: Build, *, scoped: bool = True, **kinds: type) -> None:
        self._build, self._scoped, self._kinds = build, scoped, kinds
        self._made: dict[str, _Made] = {}

    def all(self, **values: Any) -> list[M]:
        """Every row, as model instances with the annotations and related objects of the queryset. One query.

        The rows of `values_list` are tuples in its order.
        """
        connection = connections[DEFAULT_DB_ALIAS]
        made = self._made.get(connection.vendor) or self._make(connection)
        if self._scoped:
            values[ORGANISER] = current()
        return made.ask(connection, values)

    def first(self, **values: Any) -> M | None:
        """The first row, None when there is none. The queryset itself should say that one is enough."""
        return next(iter(self.all(**values)), None)

    def _make(self, connection: Any) -> _Made:
        kinds = {**self._kinds, ORGANISER: UUID} if self._scoped else self._kinds
        standing_in = {name: _stand_in(kind, number) for number, (name, kind) in enumerate(kinds.items(), 1)}
        given = {name: value for name, value in standing_in.items() if name in self._kinds}
        if self._scoped:
            with organiser_scope(standing_in[ORGANISER]):
                made = _Made(self._build(**given), standing_in, connection)
        else:
            made = _Made(self._build(**given), standing_in, connection)
        self._made[connection.vendor] = made
        return made


def _stand_in(kind: type, number: int) -> Any:
    """A value that no row has, told apart from the others by its number."""
    if kind is UUID:
        return UUID(int=0x5EED_0000_0000_0000_0000_0000_0000_0000 + number)
    if kind is datetime:
        return datetime(1900, 1, 1, tzinfo=UTC) + timedelta(hours=number)
    if kind is int:
        return 0x5EED_0000 + number
    return f"\x02{number}\x03"


def _adapted(value: Any, connection: Any) -> Any:
    """The value as the database takes it."""
    field = _FIELDS.get(type(value))
    return field.get_db_prep_value(value, connection) if field else value


def _same_kind(value: Any, param: Any) -> bool:
    """PostgreSQL's driver wraps whole numbers in kinds of its own, by the width of the column."""
    return type(value) is type(param) or (type(value) is int and isinstance(param, int) and not isinstance(param, bool))


def _like(param: Any, value: Any) -> Any:
    return type(param)(value) if type(value) is int and type(param) is not int else value


class _Made:
    """The SQL for one kind of database, where the values go, and how rows become objects."""

    def __init__(self, rows: QuerySet[Any], standing_in: Mapping[str, Any], connection: Any) -> None:
        self.compiler = compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, params = compiler.as_sql()
        adapted = {name: _adapted(value, connection) for name, value in standing_in.items()}
        self.places: list[tuple[str, Any]] = []
        for param in params:
            name = next((n for n, v in adapted.items() if _same_kind(v, param) and v == param), "")
            self.places.append((name, param))
        if lost := set(standing_in) - {name for name, _param in self.places}:
            raise ValueError(f"this query does not pass on {sorted(lost)}")
        info: Any = compiler.klass_info
        self.model: Any = None
        self.populators: list[Any] = []
        self.annotations: list[Any] = []
        if getattr(rows, "_fields", None) is None:  # a queryset of values names its fields: its rows stay tuples
            start, end = info["select_fields"][0], info["select_fields"][-1] + 1
            self.model, self.start, self.end = info["model"], start, end
            self.names = [each[0].target.attname for each in compiler.select[start:end]]
            self.populators = get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
            self.annotations = list((compiler.annotation_col_map or {}).items())
        columns = [each[0] for each in compiler.select[: compiler.col_count]]
        self.converters = [
            (place, converts, expression) for place, (converts, expression) in compiler.get_converters(columns).items()
        ]
        self.width = len(columns)

    def ask(self, connection: Any, values: Mapping[str, Any]) -> list[Any]:
        adapted = {name: _adapted(value, connection) for name, value in values.items()}
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [_like(param, adapted[name]) if name else param for name, param in self.places])
            return [self._object(row, connection) for row in cursor.fetchall()]

    def _object(self, found: Any, connection: Any) -> Any:
        row = list(found)
        for place, converts, expression in self.converters:
            value = row[place]
            for convert in converts:
                value = convert(value, expression, connection)
            row[place] = value
        if self.model is None:
            return tuple(row)
        one = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.start : self.end])
        for populator in self.populators:
            populator.populate(row, one)
        for name, place in self.annotations:
            setattr(one, name, row[place])
        return one

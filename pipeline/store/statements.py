"""Rows read and written by statements whose text is put together once, for the busiest way of the service: sending.

Django's ORM writes the text of a statement anew each time, which took half of the processor time of a request. Values
go through the same fields as with the ORM, so that a row is the same whichever of the two wrote it.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BooleanField, CharField, Field, ForeignKey, IntegerField, Model, TextField

Row = TypeVar("Row", bound=Model)
_Fields = tuple["Field[Any, Any]", ...]
# What both databases take as Python holds it; a time, a day and JSON have a form of their own in each.
_AS_IT_IS = (BooleanField, CharField, ForeignKey, IntegerField, TextField)


def _quoted(name: str | None) -> str:
    return f'"{name}"'


def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    return model._meta.get_field(name)  # type: ignore[return-value]


@cache
def _all(model: type[Model]) -> _Fields:
    return tuple(model._meta.concrete_fields)


@cache
def _get_text(model: type[Model], names: tuple[str, ...], lock: str) -> str:
    columns = ", ".join(_quoted(field.column) for field in _all(model))
    return f"SELECT {columns} FROM {_quoted(model._meta.db_table)} WHERE {_where(model, names)} LIMIT 1{lock}"


def _where(model: type[Model], names: Sequence[str]) -> str:
    return " AND ".join(f"{_quoted(_field(model, name).column)} = %s" for name in names)


@cache
def _converters(model: type[Model], vendor: str) -> tuple[tuple[int, Any, tuple[Any, ...]], ...]:
    """Which columns come back from this database otherwise than Python wants them, and what mends them."""
    table, told = model._meta.db_table, []
    for number, field in enumerate(_all(model)):
        column = field.get_col(table)
        found = (*connection.ops.get_db_converters(column), *column.get_db_converters(connection))
        if found:
            told.append((number, column, found))
    return tuple(told)


def get(model: type[Row], *, lock: bool = False, **where: object) -> Row | None:
    """The row whose fields equal these values, or None; `lock` keeps it from other writers to the transaction's end."""
    names = tuple(where)
    locked = " FOR UPDATE" if lock and connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(_get_text(model, names, locked), _prepared(model, where))
        row = cursor.fetchone()
    if row is None:
        return None
    values = list(row)
    for number, column, converters in _converters(model, connection.vendor):
        for convert in converters:
            values[number] = convert(values[number], column, connection)
    return model.from_db(DEFAULT_DB_ALIAS, _names(model), values)


@cache
def _names(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in _all(model))


def _prepared(model: type[Model], values: Mapping[str, object]) -> list[Any]:
    return [_stored(_field(model, name), value) for name, value in values.items()]


def _stored(field: "Field[Any, Any]", value: Any) -> Any:
    return value if isinstance(field, _AS_IT_IS) else field.get_db_prep_save(value, connection)


@cache
def _to_store(model: type[Model], *, keyed: bool) -> tuple[tuple[str, ...], tuple[str, ...], _Fields]:
    """The columns of a new row: first those stored as they are held, by name, then those a field makes ready."""
    given = [field for field in _all(model) if keyed or not field.primary_key]
    plain = [field for field in given if isinstance(field, _AS_IT_IS)]
    made = tuple(field for field in given if not isinstance(field, _AS_IT_IS))
    return tuple(str(field.column) for field in (*plain, *made)), tuple(field.attname for field in plain), made


@cache
def _insert_text(model: type[Model], names: tuple[str, ...]) -> str:
    columns = ", ".join(map(_quoted, names))
    marks = ", ".join(["%s"] * len(names))
    key = _quoted(model._meta.pk.column)
    return f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES ({marks}) RETURNING {key}"


def insert(row: Row) -> Row:
    """Store a new row and give it its key; raise IntegrityError where a constraint stands against it."""
    model = type(row)
    columns, plain, made = _to_store(model, keyed=row.pk is not None)
    held = row.__dict__
    values = [held[name] for name in plain] + [_stored(field, field.pre_save(row, True)) for field in made]
    with connection.cursor() as cursor:
        cursor.execute(_insert_text(model, columns), values)
        row.pk = cursor.fetchone()[0]
    return row


@cache
def _update_text(model: type[Model], names: tuple[str, ...], where: tuple[str, ...]) -> str:
    told = ", ".join(f"{_quoted(_field(model, name).column)} = %s" for name in names)
    return f"UPDATE {_quoted(model._meta.db_table)} SET {told} WHERE {_where(model, where)}"


def update(model: type[Model], where: Mapping[str, object], **values: object) -> int:
    """Change these fields of the rows that fit, and return how many there were."""
    with connection.cursor() as cursor:
        text = _update_text(model, tuple(values), tuple(where))
        cursor.execute(text, [*_prepared(model, values), *_prepared(model, where)])
        return int(cursor.rowcount)

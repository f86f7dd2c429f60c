"""Rows read and written by statements whose text is put together once, for the busiest way of the service: sending.

Django's ORM writes the text of a statement anew each time and makes an object of each row, which took half of the
processor time of a request. Values go through the same fields as with the ORM, so that a row is the same whichever of
the two wrote it; what is read comes back as plain values.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import AutoField, BooleanField, CharField, Field, ForeignKey, IntegerField, Model, TextField

_Model = type[Model]
# What both databases take as Python holds it; a time, a day and JSON have a form of their own in each.
_AS_IT_IS = (BooleanField, CharField, ForeignKey, IntegerField, TextField)
# Which of the values that were read are otherwise than Python wants them, and what mends them.
_Mending = tuple[tuple[int, Any, tuple[Callable[[Any, Any, Any], Any], ...]], ...]


def _quoted(name: str | None) -> str:
    return f'"{name}"'


def _field(model: _Model, name: str) -> "Field[Any, Any]":
    return model._meta.get_field(name)  # type: ignore[return-value]


@cache
def _made_ready(model: _Model, name: str) -> "Field[Any, Any] | None":
    """The field that makes a value ready for the database; None where that takes it as it is."""
    field = _field(model, name)
    return None if isinstance(field, _AS_IT_IS) else field


def _stored(model: _Model, values: Mapping[str, object], connection: Any) -> list[Any]:
    told = [(_made_ready(model, name), value) for name, value in values.items()]
    return [value if field is None else field.get_db_prep_save(value, connection) for field, value in told]


@cache
def _in_sqlites_words(text: str) -> str:
    return text.replace("%s", "?")


def _done(connection: Any, text: str, values: Sequence[Any], *, gives_row: bool) -> Any:
    """The first row that a statement gives, or how many rows it changed.

    Django's cursor takes twice as long as a statement on SQLite itself, so there it stands back; all it promises is
    kept: nothing in a transaction that failed, its own errors, and whoever listens hears of each statement.
    """
    if connection.vendor != "sqlite" or connection.queries_logged or connection.execute_wrappers:
        with connection.cursor() as cursor:
            cursor.execute(text, values)
            return cursor.fetchone() if gives_row else cursor.rowcount
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        done = connection.connection.execute(_in_sqlites_words(text), values)
        return next(iter(done.fetchall()), None) if gives_row else done.rowcount


# --- reading ----------------------------------------------------------------------------------------------------------


@cache
def _read_text(
    model: _Model, names: tuple[str, ...], where: tuple[str, ...], *, lock: bool, vendor: str
) -> tuple[str, _Mending]:
    """What the ORM writes for this question to a vendor's database, and how it mends the answer."""
    # Any value will do: only the text is kept, in which a mark stands for it.
    fits = {name: _field(model, name).to_python("0") for name in where}
    query = model._base_manager.order_by().filter(**fits).values_list(*names)[:1].query
    compiler = query.get_compiler(DEFAULT_DB_ALIAS)
    text, _ = compiler.as_sql()
    mending = compiler.get_converters([column for column, *_ in compiler.select])
    locked = f" FOR UPDATE OF {_quoted(model._meta.db_table)}" if lock else ""
    return text + locked, tuple((at, column, tuple(found)) for at, (found, column) in mending.items())


def read(model: _Model, names: tuple[str, ...], *, lock: bool = False, **where: object) -> tuple[Any, ...] | None:
    """These fields of the row that fits, or None; `round__name` reads on in the row that a field leads to.

    `lock` keeps the row from other writers to the transaction's end.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    locks = lock and connection.features.has_select_for_update
    text, mending = _read_text(model, names, tuple(sorted(where)), lock=locks, vendor=connection.vendor)
    row = _done(connection, text, [where[name] for name in sorted(where)], gives_row=True)
    if row is None:
        return None
    values = list(row)
    for at, column, found in mending:
        for mend in found:
            values[at] = mend(values[at], column, connection)
    return tuple(values)


# --- writing ----------------------------------------------------------------------------------------------------------


@cache
def _columns(model: _Model) -> tuple[tuple[str, str, "Field[Any, Any]"], ...]:
    """The fields of a new row by the name of what they hold, without a key that the database gives."""
    given = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
    return tuple((field.attname, str(field.column), field) for field in given)


@cache
def _insert_text(model: _Model, *, unless_there: bool) -> str:
    columns = ", ".join(_quoted(column) for _, column, _ in _columns(model))
    marks = ", ".join(["%s"] * len(_columns(model)))
    key = _quoted(model._meta.pk.column)
    ignored = " ON CONFLICT DO NOTHING" if unless_there else ""
    return f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES ({marks}){ignored} RETURNING {key}"


def insert(model: _Model, values: Mapping[str, object], *, unless_there: bool = False) -> Any:
    """Store a new row and return its key; a field that is not told takes its default.

    Where a constraint stands against it an IntegrityError is raised, or with `unless_there` None returned: nothing was
    stored then, and the transaction goes on.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    whole = {name: values[name] if name in values else field.get_default() for name, _, field in _columns(model)}
    if unknown := values.keys() - whole.keys():
        raise TypeError(f"{model.__name__} has no fields {', '.join(sorted(unknown))} to be told")
    text = _insert_text(model, unless_there=unless_there)
    row = _done(connection, text, _stored(model, whole, connection), gives_row=True)
    return row and row[0]


@cache
def _update_text(model: _Model, names: tuple[str, ...], where: tuple[str, ...]) -> str:
    told = ", ".join(f"{_quoted(_field(model, name).column)} = %s" for name in names)
    fits = " AND ".join(f"{_quoted(_field(model, name).column)} = %s" for name in where)
    return f"UPDATE {_quoted(model._meta.db_table)} SET {told} WHERE {fits}"


def update(model: _Model, where: Mapping[str, object], **values: object) -> int:
    """Change these fields of the rows that fit, and return how many there were."""
    connection = connections[DEFAULT_DB_ALIAS]
    text = _update_text(model, tuple(values), tuple(where))
    told = [*_stored(model, values, connection), *_stored(model, where, connection)]
    return int(_done(connection, text, told, gives_row=False))

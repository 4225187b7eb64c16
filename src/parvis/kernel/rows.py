"""Rows in and out by statements that are built once: for what every page of a journey says.

Django builds the SQL of a queryset anew at each use, which costs three times what PostgreSQL and the driver take
together. Where a page is shown thousands of times an hour, the statement is said here once, as text; everywhere else a
queryset reads better. The walls bind these statements like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Field, Model

M = TypeVar("M", bound=Model)

_Convert = Callable[[Any, Any, Any], Any]


class Select(Generic[M]):
    """All columns of the rows of a model that `clause` names: `Select(Draft, "where id = %s")(draft_id)`.

    also: expressions to ask for with each row, by the attribute that holds them, as the driver reads them; their values
    come before those of the clause.
    """

    def __init__(self, model: type[M], clause: str, **also: str) -> None:
        self._model = model
        self._clause = clause
        self._also = also

    @cached_property
    def _fields(self) -> list[Field[Any, Any]]:
        return list(self._model._meta.concrete_fields)

    @cached_property
    def _sql(self) -> str:
        names = ", ".join(f'"{field.column}"' for field in self._fields)
        names += "".join(f", {expression}" for expression in self._also.values())
        return f'select {names} from "{self._model._meta.db_table}" {self._clause}'  # noqa: S608 - names of columns and a constant of the caller's, no input

    @cached_property
    def _converters(self) -> list[tuple[int, _Convert]]:
        return [
            (place, convert)
            for place, field in enumerate(self._fields)
            for convert in field.get_db_converters(connection)
        ]

    def __call__(self, *values: Any) -> list[M]:
        """The rows, as instances of the model: one statement. Raises DatabaseError."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql, values)
            found = cursor.fetchall()
        names = [field.attname for field in self._fields]
        made = []
        for row in found:
            read = list(row)
            for place, convert in self._converters:
                read[place] = convert(read[place], None, connection)
            one = self._model.from_db(connection.alias, names, read[: len(names)])
            for name, value in zip(self._also, read[len(names) :], strict=True):
                setattr(one, name, value)
            made.append(one)
        return made

    def first(self, *values: Any) -> M | None:
        """The first row, None where there is none."""
        return next(iter(self(*values)), None)


_inserts: dict[type[Model], tuple[str, str]] = {}


def values_of(instance: Model) -> list[Any]:
    """What the columns of an instance that is to be inserted hold, as the driver takes it."""
    return [
        field.get_db_prep_save(field.pre_save(instance, True), connection) for field in instance._meta.concrete_fields
    ]


def insert(instances: Sequence[Model]) -> None:
    """Insert instances of one model, whose key is made in Python: one statement, none for no instance.

    No signals, no parents: as `bulk_create`. Raises DatabaseError.
    """
    if not instances:
        return
    model = type(instances[0])
    if model not in _inserts:
        fields = model._meta.concrete_fields
        names = ", ".join(f'"{field.column}"' for field in fields)
        places = ", ".join(["%s"] * len(fields))
        begins = f'insert into "{model._meta.db_table}" ({names}) values '  # noqa: S608 - names of columns, no input
        _inserts[model] = (begins, f"({places})")
    begins, row = _inserts[model]
    with connection.cursor() as cursor:
        cursor.execute(
            begins + ", ".join([row] * len(instances)), [value for one in instances for value in values_of(one)]
        )
    for one in instances:
        one._state.adding, one._state.db = False, connection.alias

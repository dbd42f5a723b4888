"""How a query gives the fields of a record. What the database can do, it does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Case, F, TextField, Value, When
from django.db.models.functions import Cast, Left, NullIf

from .about import Record
from .stored import (
    PRECISIONS,
    Column,
    DayColumn,
    DeliveryColumn,
    KeyColumn,
    ListColumn,
    NumberColumn,
    PartialDayColumns,
    RowColumn,
    RowsColumn,
)


@dataclass(frozen=True)
class Shape:
    names: list[str]
    columns: list[Any]
    rest: list[tuple[str, Callable[[Any], Any]]]
    lists: dict[str, RowsColumn]

    def record(self, values: Sequence[Any]) -> dict[str, Any]:
        found = dict(zip(self.names, values, strict=True))
        for name, public in self.rest:
            found[name] = public(found[name])
        for name in self.lists:
            found[name] = []
        return found


@cache
def shape_of(kind: type[Record]) -> Shape:
    shape = Shape([], [], [], {})
    for name, about in kind.fields().items():
        stored = about.stored
        shape.names.append(name)
        shape.columns.append(column_of(kind, stored))
        match stored:
            case RowsColumn():
                shape.lists[name] = stored
            case KeyColumn():
                shape.rest.append((name, dashed))
            case ListColumn() | NumberColumn():
                shape.rest.append((name, stored.public))
    return shape


def column_of(kind: type[Record], stored: Column) -> Any:
    """What a query asks for: the public value, as far as both databases can make it."""
    match stored:
        case RowsColumn():
            return Value(None, output_field=TextField())  # these come by themselves
        case PartialDayColumns(name):
            known = [
                When(**{f"{name}_precision": precision}, then=Value(length))
                for length, precision in PRECISIONS.items()
            ]
            return Left(Cast(name, TextField()), Case(*known))
        case DayColumn(name) | KeyColumn(name):
            return Cast(name, TextField())
        case ListColumn() | NumberColumn() | RowColumn() | DeliveryColumn():
            return F(stored.paths[0])
        case Column(name):
            is_text = kind.table._meta.get_field(name).empty_strings_allowed
            return (
                NullIf(F(name), Value(""), output_field=TextField())
                if is_text
                else F(name)
            )


def dashed(key: str) -> str:
    """A uuid as it is written; SQLite has its digits alone."""
    if len(key) == 36:
        return key
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"

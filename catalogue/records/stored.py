"""Where a field of the record stands in the tables, and how a value goes in and out."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model

from ..choices import Precision
from .values import public_number

PRECISIONS = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}


@dataclass(frozen=True)
class Column:
    """One column. An empty text is not known, so its public value is None."""

    name: str

    @property
    def paths(self) -> tuple[str, ...]:
        """What a query asks for, to give to `public`."""
        return (self.name,)

    def public(self, *values: Any) -> Any:
        return None if values[0] == "" else values[0]

    def put(self, row: Model, value: Any) -> None:
        """Give `row` the public `value`; None is what the column holds when nothing is known."""
        if value is None:
            field: Any = row._meta.get_field(self.name)
            value = None if field.null else field.get_default()
        setattr(row, self.name, value)


class KeyColumn(Column):
    def public(self, *values: Any) -> Any:
        return str(values[0])


class DayColumn(Column):
    def public(self, *values: Any) -> Any:
        return values[0] and values[0].isoformat()

    def put(self, row: Model, value: Any) -> None:
        super().put(row, value and date.fromisoformat(value))


class PartialDayColumns(Column):
    """A date and how much of it is known: 2020, 2020-03 or 2020-03-01."""

    @property
    def paths(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}_precision")

    def public(self, *values: Any) -> Any:
        day, precision = values
        if day is None:
            return None
        length = next(n for n, each in PRECISIONS.items() if each == precision)
        return day.isoformat()[:length]

    def put(self, row: Model, value: Any) -> None:
        precision = PRECISIONS[len(value)] if value else ""
        day = date.fromisoformat((value + "-01-01")[:10]) if value else None
        setattr(row, self.name, day)
        setattr(row, f"{self.name}_precision", precision)


class NumberColumn(Column):
    def public(self, *values: Any) -> Any:
        return None if values[0] is None else public_number(values[0])

    def put(self, row: Model, value: Any) -> None:
        super().put(row, None if value is None else Decimal(str(value)))


@dataclass(frozen=True)
class ListColumn(Column):
    """Several values in one text."""

    separator: str = "\n"

    def public(self, *values: Any) -> Any:
        if not values[0]:  # nearly all are
            return []
        items = (item.strip() for item in values[0].split(self.separator.strip(" ")))
        return list(dict.fromkeys(item for item in items if item))

    def put(self, row: Model, value: Any) -> None:
        setattr(row, self.name, self.separator.join(value or []))


@dataclass(frozen=True)
class RowColumn(Column):
    """Another row, by its slug."""

    model: type[Model]

    @property
    def paths(self) -> tuple[str, ...]:
        return (f"{self.name}__slug",)


@dataclass(frozen=True)
class RowsColumn(Column):
    """Other rows, by their slugs. They stand in a table of their own."""

    model: type[Model]

    @property
    def paths(self) -> tuple[str, ...]:
        return ()


class DeliveryColumn(Column):
    """A delivery of the same entry, by its place: the record knows it by its siblings."""

    @property
    def paths(self) -> tuple[str, ...]:
        return (f"{self.name}_id",)

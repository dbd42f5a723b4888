"""Tables: what a CSV file and the sheets of a workbook have in common."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from ..records import PARTS
from ..records.values import shown
from .cells import cell_value, read_rows, tree_value
from .naming import Names, by_field, part_names
from .reporting import Report
from .rows import CLEAR, Place, Row, Unreadable

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # of a sheet in any spreadsheet program


@dataclass(frozen=True)
class Refused:
    """A cell that does not hold a value of its own."""

    value: str
    wrong: str
    right: str

    def __str__(self) -> str:
        return self.value


class Table:
    """Turns the cells of a table, by row and by column from 0, into rows by field."""

    def __init__(self, names: Names, report: Report, sheet: str | None = None) -> None:
        self.names = names
        self.report = report
        self.sheet = sheet or ""
        self.is_sheet = sheet is not None
        self.head_row = 0
        self.width = 0
        # By column; None where the head is no field, which has been said already.
        self.fields: dict[int, str | None] = {}
        self.letters: dict[str, str] = {}

    def read(self, grid: Iterable[tuple[int, Mapping[int, Any]]]) -> Iterator[Row]:
        for number, cells in grid:
            if number > LAST_ROW:
                raise Unreadable(
                    _("This file has more rows than a spreadsheet holds. Split it.")
                )
            filled = {
                column: value
                for column, value in cells.items()
                if not isinstance(value, str) or value.strip()
            }
            if not filled:
                continue
            if self.head_row:
                row = self.read_row(number, filled)
                if row.cells or row.parts:
                    yield row
            elif not self.read_heads(number, filled):
                return

    def read_heads(self, number: int, heads: Mapping[int, Any]) -> bool:
        self.head_row = number
        self.width = max(heads) + 1
        if not any(self.names.find(str(head)) for head in heads.values()):
            wrong = _("The first row does not hold the names of the columns.")
            right = _("Put names such as %s in the first row.")
            self.report.error(
                Place(self.sheet, number),
                heads[min(heads)],
                wrong,
                right % ", ".join(self.names.names[:4]),
            )
            return False
        self.fields = dict.fromkeys(heads)
        for column, head in heads.items():
            if isinstance(head, Refused):
                place = self.place(number, column, head)
                self.report.error(place, head, head.wrong, head.right)
        found = by_field(
            (
                (str(head), column)
                for column, head in heads.items()
                if not isinstance(head, Refused)
            ),
            self.names,
            lambda head, column: self.place(number, column, head),
            self.report,
        )
        for name, column in found.items():
            self.fields[column] = name
            if self.is_sheet:
                self.letters[name] = get_column_letter(column + 1)
        return True

    def place(self, row: int, column: int, head: Any = "") -> Place:
        cell = f"{get_column_letter(column + 1)}{row}" if self.is_sheet else ""
        return Place(self.sheet, row, "", shown(head), cell)

    def read_row(self, number: int, values: Mapping[int, Any]) -> Row:
        row = Row({}, number, self.sheet, letters=self.letters)
        for column, value in values.items():
            if column not in self.fields:
                self.refuse_nameless(number, column, value)
            elif name := self.fields[column]:
                self.read_cell(row, name, value)
        return row

    def refuse_nameless(self, number: int, column: int, value: Any) -> None:
        if column >= self.width and not self.is_sheet:
            wrong = _("This row has more cells than there are names in the first row.")
            right = _("Put double quotes around a text that holds the separator.")
        else:
            self.fields[column] = None  # said once
            wrong = _("Column %s holds values, but has no name in the first row.")
            wrong %= get_column_letter(column + 1) if self.is_sheet else column + 1
            right = _("Give the column its name, or empty it.")
        self.report.error(self.place(number, column), value, wrong, right)

    def read_cell(self, row: Row, name: str, value: Any) -> None:
        if isinstance(value, Refused):
            self.report.error(row.place(name), value, value.wrong, value.right)
        elif name not in PARTS:
            row.cells[name] = cell_value(value)
        elif parts := self.read_parts(row, name, cell_value(value)):
            row.parts[name] = parts

    def read_parts(self, row: Row, part: str, value: Any) -> list[Row]:
        """The rows of a part that stand in one cell."""
        if value is CLEAR:
            self.report.refuse_clearing(row.place(part))
            return []
        letters = {}
        if self.is_sheet:
            letters = dict.fromkeys(PARTS[part].fields(), self.letters[part])
        found = []
        for position, pairs in enumerate(read_rows(str(value)), start=1):
            each = Row({}, row.row, row.sheet, f"{part} {position}", letters)
            each.cells = self.read_pairs(part, each, pairs, row.place(part).cell)
            if each.cells:
                self.report.count_row()
                found.append(each)
        return found

    def read_pairs(
        self, part: str, row: Row, pairs: Iterable[tuple[str, str]], cell: str
    ) -> dict[str, Any]:
        def place(column: str, value: Any) -> Place:
            return Place(row.sheet, row.row, row.within, column, cell)

        def named() -> Iterator[tuple[str, str]]:
            for name, text in pairs:
                if name:
                    yield name, text
                    continue
                wrong = _("“%s” does not say of which field it is.") % shown(text)
                right = _("Write the name of the field, “=” and the value.")
                self.report.error(place(part, text), text, wrong, right)

        found = by_field(named(), part_names(part), place, self.report)
        values = {name: tree_value(text) for name, text in found.items()}
        return {name: value for name, value in values.items() if value is not None}

"""Trees: what JSON and YAML have in common once they are parsed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ..records import PARTS
from ..records.values import shown
from .cells import tree_value
from .naming import by_field, entry_names, key, part_names
from .reporting import Report
from .rows import CLEAR, Row, Unreadable

ENTRIES = "interventies"
# More than in any honest file of the size that is taken.
MOST_VALUES = 2_000_000


@dataclass(slots=True)
class Pairs:
    """Names and values, as they stand in the file: a name may come twice."""

    pairs: list[tuple[str, Any]]
    row: int = 0

    def get(self, name: str) -> Any:
        return next((value for each, value in self.pairs if each == name), None)


class NoValue(str):
    """NaN and Infinity, which JSON does not know but programs write."""

    __slots__ = ()


def check_size(text: str, between: str) -> None:
    """Refuses what would take too much memory, by the signs that stand between values."""
    if sum(map(text.count, between)) > MOST_VALUES:
        raise Unreadable(_("This file holds too many values. Split it."))


def entries_in(tree: Any) -> list[Any]:
    """A list of entries, one entry, or a list under the name “interventies”."""
    if isinstance(tree, Pairs) and [key(name) for name, value in tree.pairs] == [
        ENTRIES
    ]:
        tree = tree.pairs[0][1]
    return tree if isinstance(tree, list) else [tree]


def read_tree(items: Iterable[Any], report: Report, *, by_line: bool) -> list[Row]:
    """`by_line` says that rows are lines, of which only names and values have one."""
    rows = []
    for number, item in enumerate(items, start=1):
        if item is None:
            continue
        if not isinstance(item, Pairs):
            row = Row({}, 0 if by_line else number)
            refuse_item(row, "", number, item, report)
            continue
        row = read_entry(item, report)
        if row.cells or row.parts:
            report.count_entry()
            rows.append(row)
    return rows


def refuse_item(row: Row, part: str, number: int, item: Any, report: Report) -> None:
    wrong = _("Number %d of this list does not consist of names with their values.")
    right = _("Write the name of each field with its value.")
    report.error(row.place(part), one_text(item), wrong % number, right)


def one_text(value: Any) -> str:
    """To show; a list can be deeper than Python can print."""
    return value if isinstance(value, str) else ""


def read_entry(tree: Pairs, report: Report) -> Row:
    row = Row({}, tree.row)
    for name, value in fields_of(tree, row, entry_names(), report).items():
        if name not in PARTS:
            put(row, name, value, report)
        elif parts := list(read_parts(row, name, value, report)):
            row.parts[name] = parts
    return row


def fields_of(tree: Pairs, row: Row, names: Any, report: Report) -> dict[str, Any]:
    return by_field(tree.pairs, names, lambda name, _: row.place(name), report)


def read_parts(row: Row, part: str, value: Any, report: Report) -> Iterator[Row]:
    if isinstance(value, str):
        value = tree_value(value)
    if value is CLEAR:
        report.refuse_clearing(row.place(part))
    elif isinstance(value, Pairs):
        report.read(row.place(part), "", _("Read as a list of one row."))
        value = [value]
    elif not isinstance(value, list) and value is not None:
        wrong = _("A list of rows belongs here, each of names with their values.")
        report.error(row.place(part), one_text(value), wrong)
    if not isinstance(value, list):
        return
    for number, item in enumerate(value, start=1):
        each = Row({}, row.row, within=f"{part} {number}")
        if isinstance(item, Pairs):
            each.row = item.row or row.row
            for name, cell in fields_of(item, each, part_names(part), report).items():
                put(each, name, cell, report)
        elif item is not None:
            refuse_item(row, part, number, item, report)
        if each.cells:
            report.count_row()
            yield each


def put(row: Row, name: str, value: Any, report: Report) -> None:
    """Give `row` the value, unless it is empty or cannot be one."""
    values = value if isinstance(value, list) else [value]
    filled = [
        each
        for each in values
        if each is not None and (not isinstance(each, str) or each.strip())
    ]
    for each in filled:
        if isinstance(each, (list, Pairs)):
            wrong = _("A single value belongs here, or a list of single values.")
            report.error(row.place(name), "", wrong)
            return
        if isinstance(each, NoValue):
            right = _("Write null for what is not known.")
            report.error(
                row.place(name), each, _("“%s” is no value.") % shown(each), right
            )
            return
    if isinstance(value, list):
        # An empty list is meant; one that holds only empty values is still to be filled.
        if filled or not value:
            row.cells[name] = filled
    elif filled:
        row.cells[name] = tree_value(value)

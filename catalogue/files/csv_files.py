"""CSV files: an entry a row, the rows of its parts in cells."""

import csv
import itertools
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .naming import entry_names
from .reporting import Report
from .rows import Contents, Unreadable
from .tables import Table

SEPARATORS = ";,\t"
# Excel reads the separator from such a line and does not show it.
SEPARATOR_LINE = re.compile(r'\A"?sep=([;,|\t])"?(\r\n|\r|\n)', re.IGNORECASE)
MOST_SEPARATORS = 500_000  # in a row, those in its texts too
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")

# The size of a file is limited already; a cell may hold all deliveries of an entry.
csv.field_size_limit(2**30)


def read_csv(text: str, encoding: str) -> Contents:
    report = Report()
    start, separator = 0, ""
    if line := SEPARATOR_LINE.match(text):
        start, separator = line.end(), line[1]
    separator = separator or likely_separator(text)
    report.said.append(f"{encoding}, {called(separator)}")
    table = Table(entry_names(), report)
    entries = []
    for row in table.read(grid(text, start, separator)):
        report.count_entry()
        entries.append(row)
    return report.contents(entries)


def grid(text: str, start: int, separator: str) -> Iterator[tuple[int, dict[int, str]]]:
    """The rows as a spreadsheet program numbers them, with their cells by column."""
    number = separators = 0

    def lines() -> Iterator[str]:
        # Not splitlines(): to that, more signs end a line than to a spreadsheet program.
        nonlocal separators
        for line in LINE.finditer(text, start):
            separators += line[0].count(separator)
            if separators > MOST_SEPARATORS:
                message = _("Row %d has more cells than a spreadsheet holds.")
                raise Unreadable(message % (number + 1))
            yield line[0]

    try:
        for cells in csv.reader(lines(), delimiter=separator, strict=True):
            number += 1
            separators = 0
            yield number, dict(enumerate(cells))
    except csv.Error as error:
        message = _(
            "The double quotes in row %d are not in pairs, so that nobody knows where its "
            "cells end. A double quote inside a cell is written twice."
        )
        raise Unreadable(message % (number + 1)) from error


def likely_separator(text: str) -> str:
    """The one that gives most names of fields in the first row."""
    return max(SEPARATORS, key=lambda separator: names_found(text, separator))


def names_found(text: str, separator: str) -> tuple[int, int]:
    names = entry_names()
    rows = (row for _, row in itertools.islice(grid(text, 0, separator), 100))
    try:
        heads = next(
            (row for row in rows if any(cell.strip() for cell in row.values())), {}
        )
    except Unreadable:
        heads = {}
    return sum(1 for head in heads.values() if names.find(head)), len(heads)


def called(separator: str) -> str:
    names = {";": _("semicolons"), ",": _("commas"), "\t": _("tabs")}
    return names.get(separator, separator)

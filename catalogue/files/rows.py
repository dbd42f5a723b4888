"""What stands in a file, and where: what every reader gives and every writer takes."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final


class Sign(Enum):
    CLEAR = "-"


# What a cell with no more than a dash holds: the person wants the field emptied.
CLEAR: Final = Sign.CLEAR


@dataclass(frozen=True)
class Place:
    """Where something stands in a file, as a person finds it back."""

    sheet: str = ""  # of a workbook
    row: int = (
        0  # of a sheet or a CSV file; the line in YAML, the record in JSON; from 1
    )
    within: str = ""  # "uitvoeringen 2": which row of a list inside the record
    column: str = ""  # the field, or the head of the column as it stands there
    cell: str = ""  # "D5", in a workbook


class Level(Enum):
    ERROR = "fout"
    WARNING = "waarschuwing"  # needs a decision
    READ = "gelezen"  # how something was read


@dataclass(frozen=True)
class Problem:
    """What is wrong at a place, and what would be right."""

    level: Level
    place: Place
    value: str
    wrong: str
    right: str = ""


@dataclass
class Row:
    """One row of a file.

    `cells` holds raw values by field name; empty ones are left out, so what is there was
    meant. `parts` holds the rows of an entry by the names in `records.PARTS`.
    """

    cells: dict[str, Any]
    row: int
    sheet: str = ""
    within: str = ""
    letters: dict[str, str] = field(default_factory=dict)  # of the columns, by field
    # What the file calls the fields, where that is something else.
    columns: dict[str, str] = field(default_factory=dict)
    parts: dict[str, list["Row"]] = field(default_factory=dict)
    # Of an entry that does not stand in the file itself: where rows say that they belong to it.
    named_at: list[Place] = field(default_factory=list)

    def place(self, column: str = "") -> Place:
        letter = self.letters.get(column)
        cell = f"{letter}{self.row}" if letter else ""
        name = self.columns.get(column, column)
        return Place(self.sheet, self.row, self.within, name, cell)


@dataclass
class Contents:
    """What a file holds: its entries, and what a reader had to say of it."""

    rows: list[Row]
    problems: list[Problem]
    said: list[str]  # of the file as a whole: "Windows-1252, semicolons"


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says why and what would be right."""

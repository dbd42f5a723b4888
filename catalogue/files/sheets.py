"""The XML of a workbook: which sheets it has, and what stands in their cells.

openpyxl knows the formats of dates. It does not read the sheets: it keeps every element it
has read, believes the size that a sheet claims, and does not tell, row by row, what is
merged or hidden.
"""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from posixpath import join, normpath
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, WINDOWS_EPOCH, from_excel

from .archives import Archive, only_unreadable
from .cells import workbook_text_as_meant
from .rows import Unreadable
from .tables import LAST_COLUMN, LAST_ROW, Refused

MOST_TEXT = 150 * 2**20  # in memory
MOST_MERGED = 1_000  # to name; nobody reads more
TRUE = ("1", "true")
REFERENCE = re.compile(r"([A-Z]{1,3})\d+")


@dataclass
class Sheet:
    """A sheet; what is merged and hidden in it is known when its rows have been read."""

    name: str
    part: str
    hidden: bool
    merged: list[tuple[int, str]] = field(default_factory=list)
    hidden_rows: int = 0


class Workbook:
    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.sheets: list[Sheet] = []
        self.epoch = WINDOWS_EPOCH
        self.formats: dict[str, str] = {}
        self.styles: list[bool] | None = None  # whether each is that of a date
        self.strings: list[str] = []
        self.text_size = 0
        [main] = self.targets("", "/officeDocument").values()
        self.sheet_parts = self.targets(main, "/worksheet")
        archive.run(main, {"workbookPr": self.see_epoch, "sheet": self.see_sheet})
        for part in self.targets(main, "/styles").values():
            archive.run(
                part,
                {
                    "numFmt": self.see_format,
                    "cellXfs": self.see_styles,
                    "xf": self.see_style,
                },
            )
        for part in self.targets(main, "/sharedStrings").values():
            reader = TextReader(self)
            archive.run(part, reader.starts, reader.ends, reader.data)

    def targets(self, part: str, kind: str) -> dict[str, str]:
        """The parts that `part` names as its `kind`, by how it calls them."""
        folder, _slash, name = part.rpartition("/")
        found = {}

        def see(attributes: dict[str, str]) -> None:
            if attributes["Type"].endswith(kind):
                target = normpath(join("/", folder, attributes["Target"]))
                found[attributes["Id"]] = target.lstrip("/")

        self.archive.run(join(folder, "_rels", f"{name}.rels"), {"Relationship": see})
        return found

    def see_epoch(self, attributes: dict[str, str]) -> None:
        if attributes.get("date1904") in TRUE:
            self.epoch = CALENDAR_MAC_1904

    def see_sheet(self, attributes: dict[str, str]) -> None:
        [key] = [value for name, value in attributes.items() if name.endswith(":id")]
        if key in self.sheet_parts:  # another kind of sheet holds a chart
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append(Sheet(attributes["name"], self.sheet_parts[key], hidden))

    def see_format(self, attributes: dict[str, str]) -> None:
        self.formats[attributes["numFmtId"]] = attributes["formatCode"]

    def see_styles(self, attributes: dict[str, str]) -> None:
        self.styles = []

    def see_style(self, attributes: dict[str, str]) -> None:
        if self.styles is not None:
            number = attributes.get("numFmtId", "0")
            code = self.formats.get(number) or BUILTIN_FORMATS.get(int(number))
            self.styles.append(is_date_format(code) and not is_timedelta_format(code))

    def keep(self, text: str) -> str:
        """`text` as it is meant, if there is room for it."""
        text = workbook_text_as_meant(text)
        self.text_size += sys.getsizeof(text)
        if self.text_size > MOST_TEXT:
            raise Unreadable(_("This workbook holds too much text. Split it."))
        return text

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, dict[int, Any]]]:
        """Those in which something stands, by column from 0."""
        reader = CellReader(self, sheet)
        steps = self.archive.parse(sheet.part, reader.starts, reader.ends, reader.data)
        with only_unreadable():
            for _step in steps:
                yield from reader.rows
                reader.rows.clear()

    def number(self, text: str, style: str) -> Any:
        number = float(text)
        if self.styles and int(style) < len(self.styles) and self.styles[int(style)]:
            try:
                moment = from_excel(number, self.epoch)
            except (OverflowError, ValueError):  # no day has this number
                moment = None
            if isinstance(moment, datetime):
                return moment
        return int(number) if number.is_integer() else number


class TextReader:
    """Collects the text of elements: here of those that cells name by number."""

    holders = ["t"]

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.pieces: list[str] | None = None
        self.texts: dict[str, list[str]] = {}
        self.phonetic = False  # how a Japanese text is spoken is no part of it
        self.starts: dict[str, Callable[[dict[str, str]], None]] = {
            **dict.fromkeys(self.holders, self.start_text),
            "rPh": self.start_phonetic,
        }
        self.ends: dict[str, Callable[[], None]] = {
            **{tag: partial(self.end_text, tag) for tag in self.holders},
            "rPh": self.end_phonetic,
            "si": self.end_string,
        }

    def start_text(self, attributes: dict[str, str]) -> None:
        self.pieces = []

    def data(self, text: str) -> None:
        if self.pieces is not None:
            self.pieces.append(text)

    def end_text(self, tag: str) -> None:
        if self.pieces is not None and not self.phonetic:
            self.texts.setdefault(tag, []).extend(self.pieces)
        self.pieces = None

    def start_phonetic(self, attributes: dict[str, str]) -> None:
        self.phonetic = True

    def end_phonetic(self) -> None:
        self.phonetic = False

    def text(self, tag: str) -> str:
        return "".join(self.texts.get(tag, ()))

    def end_string(self) -> None:
        self.workbook.strings.append(self.workbook.keep(self.text("t")))
        self.texts = {}


class CellReader(TextReader):
    holders = ["v", "f", "t"]

    def __init__(self, workbook: Workbook, sheet: Sheet) -> None:
        super().__init__(workbook)
        self.sheet = sheet
        self.rows: list[tuple[int, dict[int, Any]]] = []
        self.row = 0
        self.column = -1
        self.cells: dict[int, Any] = {}
        self.hidden = False
        self.attributes: dict[str, str] = {}
        self.starts |= {
            "row": self.start_row,
            "c": self.start_cell,
            "mergeCell": self.see_merged,
        }
        self.ends |= {"row": self.end_row, "c": self.end_cell}

    def start_row(self, attributes: dict[str, str]) -> None:
        self.row = int(attributes.get("r", self.row + 1))
        self.column = -1
        self.cells = {}
        self.hidden = attributes.get("hidden") in TRUE

    def end_row(self) -> None:
        if self.cells:
            if not 1 <= self.row <= LAST_ROW:
                raise ValueError(self.row)
            self.sheet.hidden_rows += self.hidden
            self.rows.append((self.row, self.cells))

    def start_cell(self, attributes: dict[str, str]) -> None:
        self.attributes = attributes
        self.texts = {}
        reference = attributes.get("r")
        self.column = self.column + 1 if reference is None else column_of(reference)

    def end_cell(self) -> None:
        if self.texts and (value := self.value()) is not None:
            self.cells[self.column] = value

    def see_merged(self, attributes: dict[str, str]) -> None:
        if len(self.sheet.merged) < MOST_MERGED:
            cells = attributes["ref"]
            self.sheet.merged.append((range_boundaries(cells)[1] or 1, cells))

    def value(self) -> Any:
        if "f" in self.texts:
            return Refused(
                f"={self.text('f')}",
                _("This cell holds a formula."),
                _("Type the value itself, or paste it as a value."),
            )
        text = self.text("v")
        match self.attributes.get("t", "n"):
            case "inlineStr":
                return self.workbook.keep(self.text("t"))
            case _ if not text:
                return None
            case "s":
                return self.workbook.strings[int(text)]
            case "str":
                return self.workbook.keep(text)
            case "b":
                return text == "1"
            case "e":
                wrong = _("This cell holds an error of the spreadsheet program.")
                return Refused(text, wrong, _("Type the value itself."))
            case "n":
                return self.workbook.number(text, self.attributes.get("s", "0"))
        return text  # a day as ISO 8601 writes it


def column_of(reference: str) -> int:
    found = REFERENCE.fullmatch(reference)
    column = column_index_from_string(found[1]) if found else 0
    if not 1 <= column <= LAST_COLUMN:
        raise ValueError(reference)
    return column - 1

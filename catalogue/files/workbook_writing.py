"""Entries as a workbook: a sheet for the entries, and one for each part of them."""

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from ..records import PARTS, InterventionRecord
from .cells import cell_text, workbook_text
from .naming import ENTRY

ENTRIES = "interventies"
HEAD = Font(bold=True)
WIDTH = 20
LONGEST_CELL = 32_767
MOST_ROWS = 1_048_576
CHUNK = 64 * 1024
# What XML cannot hold. Our models refuse nearly all; rows of other origin may have them.
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class DoesNotFit(Exception):
    """A workbook cannot hold all of it, and would lose the rest without a word."""


def write_workbook(entries: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """Unlike the other formats this one is complete before its first bytes are given."""
    with ExitStack() as at_failure:
        file = at_failure.enter_context(TemporaryFile())
        book = Workbook(write_only=True)
        at_failure.callback(remove_unsaved, book)
        fill(book, entries)
        book.save(file)
        at_failure.pop_all()
    return Pieces(file)


def fill(book: Workbook, entries: Iterable[dict[str, Any]]) -> None:
    fields = [name for name in InterventionRecord.model_fields if name not in PARTS]
    sheets = {ENTRIES: Sheet(book, ENTRIES, fields)}
    for name, kind in PARTS.items():
        sheets[name] = Sheet(book, name, [ENTRY, *kind.model_fields])
    for entry in entries:
        key = entry["korte_naam"]
        sheets[ENTRIES].add(entry, key)
        for name in PARTS:
            for row in entry[name]:
                sheets[name].add({ENTRY: key, **row}, key)


class Sheet:
    def __init__(self, book: Workbook, title: str, fields: list[str]) -> None:
        self.sheet = book.create_sheet(title)
        self.fields = fields
        self.rows = 0
        self.sheet.freeze_panes = "B2"
        heads = []
        for number, name in enumerate(fields, start=1):
            self.sheet.column_dimensions[get_column_letter(number)].width = WIDTH
            head = WriteOnlyCell(self.sheet, name)
            head.font = HEAD
            heads.append(head)
        self.append(heads)

    def add(self, row: dict[str, Any], entry: str) -> None:
        self.append([self.cell(name, row[name], entry) for name in self.fields])

    def append(self, cells: list[Any]) -> None:
        self.rows += 1
        if self.rows > MOST_ROWS:
            raise DoesNotFit(
                _("A sheet of Excel cannot hold so many rows. Choose another format.")
            )
        self.sheet.append(cells)

    def cell(self, name: str, value: Any, entry: str) -> Any:
        if value is None:
            return None
        if type(value) in (int, float):
            return value
        text = workbook_text(NOT_IN_XML.sub("�", cell_text(value)))
        if len(text) > LONGEST_CELL:
            message = _(
                "“%(field)s” of “%(entry)s” is longer than a cell of Excel can be. "
                "Choose another format."
            )
            raise DoesNotFit(message % {"field": name, "entry": entry})
        if not text.startswith("#"):
            return text
        # Else openpyxl takes “#N/A” for an error.
        cell = WriteOnlyCell(self.sheet, text)
        cell.data_type = "s"
        return cell


def remove_unsaved(book: Workbook) -> None:
    """openpyxl keeps the sheets in files, which it removes when it saves them."""
    sheets: list[Any] = book.worksheets
    for sheet in sheets:
        with suppress(Exception):
            sheet.close()
        with suppress(OSError, ValueError):
            sheet._writer.cleanup()


class Pieces:
    """The bytes of a file that is closed at its end, or when nobody wants the rest."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.close = file.close
        file.seek(0)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = self.file.read(CHUNK)
        if not piece:
            self.close()
            raise StopIteration
        return piece

"""Files for tests of reading, and what is said of them."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import Workbook

from catalogue.files.reading import read_file
from catalogue.files.rows import Contents, Level, Place, Problem, Unreadable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def read(name: str, content: bytes | str) -> Contents:
    """The messages as they stand in the code, whatever the translation says."""
    if isinstance(content, str):
        content = content.encode()
    with override(None):
        return read_file(name, content)


def refusal(name: str, content: bytes | str) -> str:
    with pytest.raises(Unreadable) as refused:
        read(name, content)
    return str(refused.value)


def cells(contents: Contents) -> list[dict]:
    return [row.cells for row in contents.rows]


def parts(contents: Contents, entry: int = 0) -> dict[str, list[dict]]:
    found = contents.rows[entry].parts
    return {name: [row.cells for row in rows] for name, rows in found.items()}


def error(value: str, wrong: str, right: str = "", **place: Any) -> Problem:
    return Problem(Level.ERROR, Place(**place), value, wrong, right)


def unknown(name: str, near: str = "", **place: Any) -> Problem:
    right = f"Did you mean “{near}”?" if near else LISTED
    return error(name, f"“{name}” is not a name we know here.", right, **place)


def told_number(number: int, value: str = "", **place: Any) -> Problem:
    return error(
        value,
        f"Number {number} of this list does not consist of names with their values.",
        "Write the name of each field with its value.",
        **place,
    )


LISTED = "The page “Velden” of this site lists the names."


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def workbook(**sheets: list[list]) -> bytes:
    book = Workbook()
    book.remove(book["Sheet"])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return saved(book)


def handmade(
    rows: str, after: str = "", strings: str = "<sst/>", **others: str
) -> bytes:
    """A workbook of XML that no spreadsheet program would write; `rows` follow the head."""
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>naam</t></is></c></row>'
    contents = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": "<Relationships>"
        f'<Relationship Id="a" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="interventies" sheetId="1" r:id="s"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        f'<Relationship Id="s" Type="{RELATIONS}/worksheet" Target="sheet.xml"/>'
        f'<Relationship Id="t" Type="{RELATIONS}/sharedStrings" Target="/xl/strings.xml"/>'
        "</Relationships>",
        "xl/strings.xml": strings,
        "xl/sheet.xml": f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/>'
        f"<sheetData>{head}{rows}</sheetData>{after}</worksheet>",
        **others,
    }
    return zipped(contents)


def zipped(contents: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return file.getvalue()

"""Files to fill in. What a programme needs stands in them; an entry does not."""

import csv
import io
import re
import textwrap
import zipfile
from collections.abc import Iterator

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ..records.handbook import (
    ENTRIES,
    RULES,
    Explained,
    ExplainedPart,
    Terms,
    parts,
    words,
)
from ..records.values import NO, YES
from .cells import plain_text
from .naming import ENTRY

# The language of the files, whatever that of the page they are downloaded from.
LANGUAGE = "nl"
LISTS, EXPLANATION = "lijsten", "uitleg"
LAST_ROW = 1000
AS_TEXT = "@"
MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment a zip file knows
HEAD = Font(color="FFFFFF"), PatternFill("solid", fgColor="4F5B67")
HEAD_NEEDED = Font(color="FFFFFF", bold=True), PatternFill("solid", fgColor="0B5A66")
WRAPPED = Alignment(wrap_text=True, vertical="top")
COMMENT_WIDTH = 88


def csv_template() -> bytes:
    """The heads alone, as a Dutch Excel opens them."""
    entry, *others = parts()
    file = io.StringIO()
    heads = [field.name for field in entry.fields] + [part.name for part in others]
    csv.writer(file, delimiter=";").writerow(heads)
    return file.getvalue().encode("utf-8-sig")


def yaml_template(terms: Terms) -> bytes:
    """All examples, each of them commented out."""
    with override(LANGUAGE):
        return "\n".join(yaml_lines(terms)).encode()


def yaml_lines(terms: Terms) -> Iterator[str]:
    """A line of the example begins with #- or two spaces after the #; the others explain."""
    entry, *others = parts()
    yield from comment(
        _(
            "To fill in a programme, take away the # before the lines with “-” and before "
            "the fields that you know, and change the examples."
        )
    )
    yield from comment(_("The spaces in front of a line must stay."))
    for rule in RULES:
        yield from comment(f"* {rule}")
    yield "#-"
    yield from yaml_fields(entry, terms, "  ")
    for part in others:
        yield ""
        yield from comment(f"{part.name}: {part.meaning}")
        yield f"#  {part.name}:"
        yield "#  -"
        yield from yaml_fields(part, terms, "    ")
    yield ""


def yaml_fields(part: ExplainedPart, terms: Terms, indent: str) -> Iterator[str]:
    for field in part.fields:
        needed = _("Needed for something new.") if field.needed else ""
        yield ""
        yield from comment(
            f"{field.name}: {field.meaning} {words(field, terms)} {needed}".strip()
        )
        for line in yaml_value(field).splitlines():
            yield f"#{indent}{line}"


def yaml_value(field: Explained) -> str:
    example = field.example
    if isinstance(example, bool):
        example = plain_text(example)
    if isinstance(example, str) and "\n" in example:
        return f"{field.name}: |-\n" + textwrap.indent(example, "  ")
    # A list stays on one line.
    flow = None if isinstance(example, list) else False
    return yaml.safe_dump(
        {field.name: example}, allow_unicode=True, default_flow_style=flow, width=1000
    )


def comment(text: str) -> list[str]:
    return textwrap.wrap(
        text, COMMENT_WIDTH, initial_indent="# ", subsequent_indent="# "
    )


def xlsx_template(terms: Terms) -> bytes:
    """A sheet for the entries and for each part, drop-downs, and what each field means."""
    with override(LANGUAGE):
        book = Workbook()
        first = book.active
        assert isinstance(first, Worksheet)
        book.remove(first)
        lists = book.create_sheet(LISTS)
        for part in parts():
            fill_in_sheet(book.create_sheet(part.name), part, lists)
        for part in parts():
            for field in part.fields:
                if field.vocabulary:
                    values = [slug for slug, _name in terms[field.vocabulary]]
                    add_list(lists, f"{part.name}.{field.name}", values)
        explain(book.create_sheet(EXPLANATION), terms)
        book.move_sheet(lists, len(book.sheetnames))
        book.active = book.sheetnames.index(ENTRIES)
        return saved(book)


def fill_in_sheet(sheet: Worksheet, part: ExplainedPart, lists: Worksheet) -> None:
    is_part = part.name != ENTRIES
    if is_part:
        add_head(sheet, 1, ENTRY, needed=True, width=30, text=True)
    for column, field in enumerate(part.fields, start=2 if is_part else 1):
        letter = add_head(
            sheet,
            column,
            field.name,
            needed=field.needed,
            width=width_of(field),
            text=not field.is_number,
        )
        values = choices_of(field)
        if values:
            source = add_list(lists, f"{part.name}.{field.name}", values)
            add_drop_down(sheet, f"{letter}2:{letter}{LAST_ROW}", source)
    sheet.freeze_panes = "B2" if is_part else "A2"


def add_head(
    sheet: Worksheet,
    column: int,
    name: str,
    *,
    needed: bool,
    width: int,
    text: bool,
    row: int = 1,
) -> str:
    """Writes the head of a column and gives it its looks; the letter of the column."""
    head = sheet.cell(row, column, name)
    head.font, head.fill = HEAD_NEEDED if needed else HEAD
    letter = get_column_letter(column)
    style = sheet.column_dimensions[letter]
    style.width = max(width, len(name) + 2)
    style.alignment = WRAPPED
    if text:
        # Else 0363 loses its zero, and 2020-03 becomes the first of March.
        style.number_format = AS_TEXT
    return letter


def width_of(field: Explained) -> int:
    if field.is_number or field.is_yes_or_no:
        return 10
    if field.longest and field.longest > 200:
        return 50
    return 30 if field.several or field.longest else 20


def choices_of(field: Explained) -> list[str | int]:
    if field.is_yes_or_no:
        return [YES[0], NO[0]]
    return [value for value, _label in field.choices]


def add_list(lists: Worksheet, name: str, values: list[str] | list[str | int]) -> str:
    """Writes a list in a column of its own; where its values stand."""
    empty = lists.cell(1, 1).value is None
    column = 1 if empty else lists.max_column + 1
    letter = add_head(lists, column, name, needed=False, width=20, text=False)
    for row, value in enumerate(values, start=2):
        lists.cell(row, column, value)
    return f"{LISTS}!${letter}$2:${letter}${len(values) + 1}"


def add_drop_down(sheet: Worksheet, cells: str, source: str) -> None:
    rule = DataValidation(
        type="list",
        formula1=f"={source}",
        allow_blank=True,
        # A dash, which empties the field, must be possible too.
        errorStyle="warning",
        showErrorMessage=True,
        errorTitle=_("Not on the list"),
        error=_("Choose a value from the list, or “-” to empty the field."),
    )
    rule.add(cells)
    sheet.add_data_validation(rule)


def explain(sheet: Worksheet, terms: Terms) -> None:
    sheet.append([_("How to fill in this file")])
    sheet["A1"].font = Font(bold=True, size=14)
    for rule in [
        _("Write one programme on each row of the sheet “interventies”."),
        _(
            "The other sheets hold rows of a programme. Name the programme in the column "
            "“interventie”, by its “korte_naam” or its “naam”."
        ),
        _("A dark green head means: needed for something new."),
        _("In a list, put a semicolon between the values: jongeren; ouders."),
        *RULES,
    ]:
        sheet.append([f"• {rule}"])
    row = sheet.max_row + 2
    heads = {
        _("Sheet"): 16,
        _("Field"): 24,
        _("Meaning"): 60,
        _("What may stand here"): 60,
        _("Needed"): 8,
        _("Standard"): 16,
        _("Example"): 40,
    }
    for column, (name, width) in enumerate(heads.items(), start=1):
        add_head(sheet, column, name, needed=False, width=width, text=True, row=row)
    for part in parts():
        for field in part.fields:
            row += 1
            texts = [
                part.name,
                field.name,
                str(field.meaning),
                words(field, terms),
                _("yes") if field.needed else "",
                field.standard,
                plain_text(field.example),
            ]
            for column, text in enumerate(texts, start=1):
                cell = sheet.cell(row, column, text)
                cell.alignment = WRAPPED
                cell.number_format = AS_TEXT


def saved(book: Workbook) -> bytes:
    """The bytes of `book`: the same for the same book, whenever it is saved."""
    file, same = io.BytesIO(), io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file) as made, zipfile.ZipFile(same, "w") as kept:
        for name in made.namelist():
            content = made.read(name)
            if name == "docProps/core.xml":
                content = MOMENT.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            kept.writestr(
                zipfile.ZipInfo(name, LONG_AGO), content, zipfile.ZIP_DEFLATED
            )
    return same.getvalue()

"""Templates to fill in: what they offer is what an import reads, and they hold no entry."""

import csv
import io
import re
import time

import pytest
import yaml
from django.test import Client
from openpyxl import load_workbook

from catalogue.files.cells import plain_text
from catalogue.files.naming import ENTRY
from catalogue.files.reading import read_file
from catalogue.models import ApproachType
from catalogue.records import PARTS, InterventionRecord
from catalogue.records.handbook import parts

from .builders import make_term

KINDS = {"interventies": InterventionRecord, **PARTS}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "yaml": "application/yaml",
}


@pytest.fixture(autouse=True)
def terms(db):
    make_term(ApproachType, "Straatcoaches")
    make_term(ApproachType, "Praten op straat")


def template(ending):
    return Client().get(f"/velden/sjabloon.{ending}").content


@pytest.fixture
def book():
    return load_workbook(io.BytesIO(template("xlsx")))


def heads(sheet):
    return [cell.value for cell in sheet[1]]


def listed(book, formula):
    """The values of a drop-down: what the cells hold that it points at."""
    sheet, cells = formula.removeprefix("=").split("!")
    return [cell.value for [cell] in book[sheet][cells.replace("$", "")]]


@pytest.mark.parametrize(("ending", "content_type"), TYPES.items())
def test_a_template_is_a_file_to_keep(client, ending, content_type):
    answer = client.get(f"/velden/sjabloon.{ending}")
    assert answer["Content-Type"] == content_type
    assert answer["Content-Disposition"] == (
        f'attachment; filename="sjabloon-interventies.{ending}"'
    )


@pytest.mark.parametrize("ending", TYPES)
def test_a_template_reads_without_problems_and_holds_no_entries(ending):
    contents = read_file(f"sjabloon-interventies.{ending}", template(ending))
    assert contents.rows == []
    assert contents.problems == []


def test_a_row_in_the_workbook_is_an_entry_with_its_parts(book):
    entry, *others = parts()
    for part in parts():
        row = [plain_text(field.example) for field in part.fields]
        first = [] if part is entry else ["Straatcoaches Arnhem"]
        for column, text in enumerate([*first, *row], start=1):
            book[part.name].cell(2, column, text)
    file = io.BytesIO()
    book.save(file)
    contents = read_file("ingevuld.xlsx", file.getvalue())
    assert contents.problems == []
    [row] = contents.rows
    assert InterventionRecord.model_validate(row.cells).naam == "Straatcoaches Arnhem"
    assert list(row.parts) == list(PARTS)
    for part in others:
        [found] = row.parts[part.name]
        read = PARTS[part.name].model_validate(found.cells).model_dump()
        assert read == {field.name: field.example for field in part.fields}


def test_the_workbook_has_a_sheet_for_each_part_and_no_rows(book):
    assert book.sheetnames == [*KINDS, "uitleg", "lijsten"]
    assert book.active.title == "interventies"
    for name, kind in KINDS.items():
        first = [] if name == "interventies" else [ENTRY]
        assert heads(book[name]) == [*first, *kind.fields()], name
        assert book[name].max_row == 1
        assert book[name].freeze_panes in ("A2", "B2")


def test_every_closed_list_is_a_drop_down_of_exactly_its_values(book):
    found = {}
    for name in KINDS:
        by_letter = {cell.column_letter: cell.value for cell in book[name][1]}
        for rule in book[name].data_validations.dataValidation:
            [cells] = rule.sqref.ranges
            letter = re.fullmatch(r"([A-Z]+)2:\1(1000)", cells.coord)[1]
            assert (rule.type, rule.allow_blank) == ("list", True)
            # A dash empties the field, so what is not on the list must be possible.
            assert rule.errorStyle == "warning"
            found[name, by_letter[letter]] = listed(book, rule.formula1)
    expected = {}
    for part in parts():
        for field in part.fields:
            if field.choices:
                expected[part.name, field.name] = [value for value, _ in field.choices]
    expected["cijfers", "ongeveer"] = ["ja", "nee"]
    assert found == expected


def test_a_drop_down_offers_what_is_read_as_it_stands(book):
    for name, kind in KINDS.items():
        by_letter = {cell.column_letter: cell.value for cell in book[name][1]}
        for rule in book[name].data_validations.dataValidation:
            [cells] = rule.sqref.ranges
            field = by_letter[cells.coord.partition("2:")[0]]
            for value in listed(book, rule.formula1):
                said = []
                kind.model_validate({field: value}, context=said)
                assert said == []


def test_codes_and_dates_stay_what_was_typed(book):
    for part in parts():
        sheet = book[part.name]
        by_name = {cell.value: cell.column_letter for cell in sheet[1]}
        for field in part.fields:
            shape = sheet.column_dimensions[by_name[field.name]].number_format
            assert shape == ("General" if field.is_number else "@"), field.name


def test_lists_of_editors_stand_in_the_workbook(book):
    lists = book["lijsten"]
    [column] = [cell for cell in lists[1] if cell.value == "interventies.aanpakken"]
    values = [row[column.column - 1].value for row in lists.iter_rows(min_row=2)]
    assert [value for value in values if value] == [
        "praten-op-straat",
        "straatcoaches",
    ]


def test_the_workbook_explains_every_field(book):
    rows = [[cell.value or "" for cell in row] for row in book["uitleg"].iter_rows()]
    explained = {(row[0], row[1]): row for row in rows}
    for name, kind in KINDS.items():
        for field, about in kind.fields().items():
            row = explained[name, field]
            assert row[2] == about.meaning
            assert row[3]
            assert row[6]
    assert (
        "praten-op-straat (Praten op straat)"
        in explained["interventies", "aanpakken"][3]
    )


def test_the_workbook_holds_no_formulas_macros_or_comments(book):
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.comment is None
    assert book.vba_archive is None


def test_a_template_is_the_same_whenever_it_is_made():
    first = {ending: template(ending) for ending in TYPES}
    time.sleep(2.1)  # a zip file counts in two seconds
    assert {ending: template(ending) for ending in TYPES} == first


def test_the_table_has_its_heads_for_a_dutch_excel_and_no_row():
    content = template("csv")
    assert content.startswith(b"\xef\xbb\xbf")
    [row] = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    assert row == list(InterventionRecord.model_fields)


def test_the_yaml_holds_nothing_until_a_hash_is_taken_away():
    assert yaml.safe_load(template("yaml")) is None


def test_the_yaml_without_its_hashes_is_an_entry_of_all_examples():
    text = re.sub(r"^#(?=-|  )", "", template("yaml").decode(), flags=re.MULTILINE)
    [entry] = yaml.safe_load(text)
    first, *others = parts()
    record = {field.name: field.example for field in first.fields}
    for part in others:
        record[part.name] = [{field.name: field.example for field in part.fields}]
    assert InterventionRecord.model_validate(entry).model_dump() == record
    contents = read_file("ingevuld.yaml", text.encode())
    assert (len(contents.rows), contents.problems) == (1, [])


def test_the_yaml_explains_every_field():
    # Lines are broken where they are full.
    text = re.sub(r"\n# ", " ", template("yaml").decode())
    for kind in KINDS.values():
        for name, about in kind.fields().items():
            assert f"{name}: {about.meaning} " in text

"""Workbooks, as spreadsheet programs and people make them."""

import io
from datetime import date, datetime

from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from catalogue.files.rows import CLEAR

from .reading_files import (
    cells,
    handmade,
    parts,
    read,
    saved,
    unknown,
    workbook,
)

ENTRIES = [["Naam", "korte naam"], ["Straat", "straat"], ["Wijk", "wijk"]]


def test_rows_of_parts_are_attached_by_the_column_that_names_their_entry():
    content = workbook(
        Uitvoeringen=[
            ["Interventie", "gemeenten", "status"],
            ["straat", "utrecht", "actief"],
            ["Wijk", "tilburg", None],
            ["Straat", "0363", "-"],
        ],
        CIJFERS=[["waarde", "interventie"], [13, "wijk"]],
        interventies=ENTRIES,
    )
    contents = read("a.xlsx", content)
    assert cells(contents) == [
        {"naam": "Straat", "korte_naam": "straat"},
        {"naam": "Wijk", "korte_naam": "wijk"},
    ]
    assert parts(contents, 0) == {
        "uitvoeringen": [
            {"gemeenten": "utrecht", "status": "actief"},
            {"gemeenten": "0363", "status": CLEAR},
        ]
    }
    assert parts(contents, 1) == {
        "uitvoeringen": [{"gemeenten": "tilburg"}],
        "cijfers": [{"waarde": 13}],
    }
    assert contents.problems == []
    assert contents.said == []


def test_an_entry_is_named_by_any_of_its_keys():
    content = workbook(
        interventies=[
            ["nummer bij bron", "uuid", "naam"],
            [42, " a1ab537c-f6e6-581a-bf9a-1a8beafc568e", "=A"],
        ],
        relaties=[
            ["interventie", "soort"],
            ["42", "een"],
            ["a1ab537c-f6e6-581a-bf9a-1a8beafc568e ", "twee"],
        ],
    )
    assert [row["soort"] for row in parts(read("a.xlsx", content))["relaties"]] == [
        "een",
        "twee",
    ]


def test_an_entry_that_is_not_in_the_file_is_one_of_the_catalogue():
    content = workbook(
        interventies=ENTRIES,
        uitvoeringen=[
            ["gemeenten", "interventie"],
            ["utrecht", "elders"],
            ["breda", "elders"],
        ],
    )
    contents = read("a.xlsx", content)
    assert contents.problems == []
    other = contents.rows[2]
    assert other.cells == {"korte_naam": "elders"}
    assert other.place("korte_naam").cell == "B2"
    assert other.place().sheet == "uitvoeringen"
    assert parts(contents, 2) == {
        "uitvoeringen": [{"gemeenten": "utrecht"}, {"gemeenten": "breda"}]
    }


def test_values_come_as_they_are():
    book = Workbook()
    rich = CellRichText("Een ", TextBlock(InlineFont(b=True), "vet"), " woord")
    rows = [
        [
            "naam",
            "doel",
            "duur",
            "kosten",
            "gecontroleerd_op",
            "aanpakken",
            "leeftijd_van",
        ],
        ["=A", " met spaties ", 1.5, -3, date(2020, 3, 1), "a; b", True],
        ["'=A", rich, "007", 10**12, datetime(1900, 1, 1), None, "-"],  # noqa: DTZ001
    ]
    sheet = book.active
    sheet.title = "interventies"
    for row in rows:
        sheet.append(row)
    sheet["A2"].data_type = sheet["A3"].data_type = "s"
    assert cells(read("a.xlsx", saved(book))) == [
        {
            "naam": "=A",
            "doel": " met spaties ",
            "duur": 1.5,
            "kosten": -3,
            "gecontroleerd_op": datetime(2020, 3, 1),  # noqa: DTZ001
            "aanpakken": "a; b",
            "leeftijd_van": True,
        },
        {
            "naam": "=A",
            "doel": "Een vet woord",
            "duur": "007",
            "kosten": 10**12,
            "gecontroleerd_op": datetime(1900, 1, 1),  # noqa: DTZ001
            "leeftijd_van": CLEAR,
        },
    ]


def test_a_whole_number_has_no_decimals_to_show():
    contents = read("a.xlsx", handmade("<row><c><v>12.0</v></c></row>"))
    assert repr(contents.rows[0].cells["naam"]) == "12"


def test_signs_that_a_spreadsheet_program_writes_out_are_read():
    rows = '<row><c t="inlineStr"><is><t>a_x000D_b _x005F_x0041_ &lt;_x00</t></is></c></row>'
    assert cells(read("a.xlsx", handmade(rows))) == [{"naam": "a\rb _x0041_ <_x00"}]


def test_how_a_word_is_spoken_is_no_part_of_it():
    strings = (
        "<sst><si><r><t>東</t></r><r><t>京</t></r><rPh><t>トウ</t></rPh></si></sst>"
    )
    rows = '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'
    assert cells(read("a.xlsx", handmade(rows, strings=strings))) == [{"naam": "東京"}]


def test_short_names_of_namespaces_and_iso_days_are_understood():
    row = '<x:row r="5"><x:c r="A5" t="d"><x:v>2020-03-01</x:v></x:c></x:row>'
    contents = read("a.xlsx", handmade(row))
    assert cells(contents) == [{"naam": "2020-03-01"}]
    assert contents.rows[0].row == 5


def test_days_of_a_macintosh_begin_in_1904():
    book = load_workbook(io.BytesIO(workbook(interventies=[["naam"]])))
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001
    book["interventies"]["A2"] = date(2020, 3, 1)
    assert cells(read("a.xlsx", saved(book))) == [{"naam": datetime(2020, 3, 1)}]  # noqa: DTZ001


def test_a_number_that_is_no_day_stays_a_number():
    book = load_workbook(
        io.BytesIO(workbook(interventies=[["naam"], [10**12], [0.25]]))
    )
    for cell in ("A2", "A3"):
        book["interventies"][cell].number_format = "dd-mm-yyyy"
    assert cells(read("a.xlsx", saved(book))) == [{"naam": 10**12}, {"naam": 0.25}]


def test_a_chart_has_no_rows():
    book = load_workbook(io.BytesIO(workbook(interventies=ENTRIES)))
    book.create_chartsheet("grafiek")
    assert len(read("a.xlsx", saved(book)).rows) == 2


def test_rows_of_a_part_may_stand_in_one_cell_too():
    content = workbook(
        interventies=[["naam", "cijfers"], ["A", "waarde=13|waard=14"], ["B", 5]]
    )
    contents = read("a.xlsx", content)
    assert parts(contents) == {"cijfers": [{"waarde": "13"}]}
    place = {"sheet": "interventies", "within": "cijfers 1", "cell": "B2"}
    assert contents.problems[0] == unknown(
        "waard", "waarde", row=2, column="waard", **place
    )
    assert [each.place.cell for each in contents.problems] == ["B2", "B3"]


def test_rows_without_content_are_no_rows():
    content = workbook(
        interventies=[["naam"], [" "], ["A"]],
        uitvoeringen=[["interventie", "status"], ["A", None]],
    )
    contents = read("a.xlsx", content)
    assert [row.row for row in contents.rows] == [3]
    assert parts(contents) == {}

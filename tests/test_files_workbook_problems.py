"""What is wrong in a workbook, at its cell; and what is said of the workbook as a whole."""

import io

from openpyxl import Workbook, load_workbook

from catalogue.files.rows import Row

from .reading_files import (
    error,
    handmade,
    read,
    refusal,
    saved,
    unknown,
    workbook,
    zipped,
)

ENTRIES = [["Naam", "korte naam"], ["Straat", "straat"], ["Wijk", "wijk"]]


def test_a_row_of_a_part_whose_entry_is_unclear_is_an_error():
    content = workbook(
        interventies=[
            ["naam", "korte_naam"],
            ["Straat", "a"],
            ["Straat", "b"],
            ["b", "c"],
        ],
        uitvoeringen=[
            ["interventie", "gemeenten"],
            ["Straat", "utrecht"],
            [None, "breda"],
            ["-", "tilburg"],
            ["b", "ede"],
        ],
        cijfers=[[], ["waarde"], [13], [14]],
    )
    contents = read("a.xlsx", content)
    several = "Use the short name, and let every entry have another one."
    nameless = "This row does not say to which entry it belongs."
    place = {"sheet": "uitvoeringen", "column": "interventie"}
    assert contents.problems == [
        error(
            "Straat",
            "More than one row of the sheet “interventies” is called “Straat”.",
            several,
            row=2,
            cell="A2",
            **place,
        ),
        error(
            "",
            nameless,
            "Fill in its short name, its name or its number.",
            row=3,
            cell="A3",
            **place,
        ),
        error(
            "",
            nameless,
            "Fill in its short name, its name or its number.",
            row=4,
            cell="A4",
            **place,
        ),
        error(
            "b",
            "More than one row of the sheet “interventies” is called “b”.",
            several,
            row=5,
            cell="A5",
            **place,
        ),
        error(
            "",
            "The column “interventie” is missing.",
            "Add it, with the short name of the entry that each row belongs to.",
            sheet="cijfers",
            row=2,
        ),
    ]
    assert not any(row.parts for row in contents.rows)


def test_every_problem_has_its_cell():
    book = Workbook()
    sheet = book.active
    sheet.title = "Interventies"
    sheet.append([])
    sheet.append([None, "naam", "Doell", "naam", None, "duur"])
    sheet.append([None, "A", "x", "y", "z", "=B3"])
    sheet.append(["w", "B", None, None, "nogmaals", "#N/A"])
    sheet.merge_cells("B6:C8")
    contents = read("a.xlsx", saved(book))
    place = {"sheet": "Interventies"}
    value = "Type the value itself"
    name = "Give the column its name, or empty it."
    assert contents.problems == [
        unknown("Doell", "doel", row=2, column="Doell", cell="C2", **place),
        error(
            "naam",
            "“naam” is there more than once.",
            "Keep one of them.",
            row=2,
            column="naam",
            cell="D2",
            **place,
        ),
        error(
            "z",
            "Column E holds values, but has no name in the first row.",
            name,
            row=3,
            cell="E3",
            **place,
        ),
        error(
            "=B3",
            "This cell holds a formula.",
            f"{value}, or paste it as a value.",
            row=3,
            column="duur",
            cell="F3",
            **place,
        ),
        error(
            "w",
            "Column A holds values, but has no name in the first row.",
            name,
            row=4,
            cell="A4",
            **place,
        ),
        error(
            "#N/A",
            "This cell holds an error of the spreadsheet program.",
            f"{value}.",
            row=4,
            column="duur",
            cell="F4",
            **place,
        ),
        error(
            "",
            "These cells are merged, so that nobody knows which row has the value.",
            "Split them, and fill in every row.",
            row=6,
            cell="B6:C8",
            **place,
        ),
    ]
    assert contents.rows == [
        Row({"naam": "A"}, 3, "Interventies", letters={"naam": "B", "duur": "F"}),
        Row({"naam": "B"}, 4, "Interventies", letters={"naam": "B", "duur": "F"}),
    ]


def test_the_result_that_a_formula_had_is_not_believed():
    content = handmade('<row r="2"><c r="A2" t="str"><f>1+1</f><v>A</v></c></row>')
    contents = read("a.xlsx", content)
    assert contents.rows == []
    assert [(each.value, each.place.cell) for each in contents.problems] == [
        ("=1+1", "A2")
    ]


def test_a_formula_is_no_head():
    contents = read("a.xlsx", workbook(interventies=[["naam", "=A1"], ["A", None]]))
    assert [(each.value, each.place.cell) for each in contents.problems] == [
        ("=A1", "B1")
    ]


def test_sheets_that_explain_are_not_read():
    content = workbook(uitleg=[["naam"], ["x"]], interventies=ENTRIES, Lijsten=[["a"]])
    contents = read("a.xlsx", content)
    assert len(contents.rows) == 2
    assert contents.said == []


def test_sheets_of_unknown_name_are_said_or_errors_if_a_part_may_be_meant():
    content = workbook(Blad2=[], interventies=ENTRIES, uitvoering=[["a"]])
    contents = read("a.xlsx", content)
    assert contents.said == ["The sheet “Blad2” is not read."]
    assert contents.problems == [
        error(
            "",
            "The sheet “uitvoering” is not read.",
            "Should it be called “uitvoeringen”?",
            sheet="uitvoering",
        )
    ]


def test_the_only_sheet_may_have_any_name():
    contents = read("a.xlsx", workbook(Blad1=ENTRIES, uitleg=[]))
    assert len(contents.rows) == 2
    assert contents.said == ["The sheet “Blad1” is read as the sheet “interventies”."]


def test_several_sheets_of_unknown_name_are_refused():
    assert refusal("a.xlsx", workbook(Blad1=ENTRIES, Blad2=ENTRIES)) == (
        "No sheet has a name that we know. Call the one with the entries “interventies”."
    )


def test_what_is_hidden_is_read_and_said():
    book = load_workbook(
        io.BytesIO(workbook(interventies=ENTRIES, relaties=[["interventie"]]))
    )
    book["interventies"].row_dimensions[3].hidden = True
    book["interventies"].row_dimensions[9].hidden = True
    book["relaties"].sheet_state = "veryHidden"
    contents = read("a.xlsx", saved(book))
    assert len(contents.rows) == 2
    assert contents.said == [
        "Hidden rows are read too; the sheet “interventies” has 1 of them.",
        "The hidden sheet “relaties” is read too.",
    ]


def test_a_file_of_another_program_in_a_zip_is_refused():
    content = zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})
    assert refusal("a.ods", content) == (
        "This is not a workbook of Excel. Save it as .xlsx, or as CSV."
    )

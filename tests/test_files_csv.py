"""CSV files, as spreadsheet programs and people write them."""

import pytest

from catalogue.files.rows import CLEAR
from catalogue.records.values import LONGEST_SHOWN

from .reading_files import cells, error, parts, read, refusal, unknown


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("naam,doel\nÉén,a\n".encode(), "UTF-8, commas"),
        ("naam;doel\r\nÉén;a\r\n".encode(), "UTF-8, semicolons"),
        ("naam\tdoel\rÉén\ta\r".encode("utf-8-sig"), "UTF-8, tabs"),
        ("naam;doel\nÉén;a".encode("cp1252"), "Windows-1252, semicolons"),
        ("naam\tdoel\nÉén\ta".encode("utf-16"), "UTF-16, tabs"),
        ("\ufeffnaam,doel\nÉén,a".encode("utf-16-be"), "UTF-16, commas"),
        ("naam,doel\nÉén,a".encode("utf-16-le"), "UTF-16, commas"),
        (b"sep=;\nnaam;doel\n\xc9\xe9n;a", "Windows-1252, semicolons"),
        (b'"sep=|"\r\nnaam|doel\n\xc9\xe9n|a', "Windows-1252, |"),
    ],
)
def test_the_letters_and_the_separator_are_found_and_said(content, said):
    contents = read("a.csv", content)
    assert cells(contents) == [{"naam": "Één", "doel": "a"}]
    assert contents.said == [said]
    assert contents.problems == []


def test_the_separator_is_the_one_that_gives_names():
    head = "naam;doel;voor, wie, en, waarom\n"
    assert read("a.csv", head).said[0] == "UTF-8, semicolons"


@pytest.mark.parametrize(
    "head", ["Korte naam", "korte-naam", " KORTE_NAAM* ", "Körte naam *"]
)
def test_heads_are_recognised_however_they_are_written(head):
    assert cells(read("a.csv", f"{head}\nx")) == [{"korte_naam": "x"}]


def test_rows_have_the_numbers_that_a_spreadsheet_program_shows():
    contents = read("a.csv", '\nnaam,doel\n"a\nb",c\n,\n\nd,e\n')
    assert cells(contents) == [
        {"naam": "a\nb", "doel": "c"},
        {"naam": "d", "doel": "e"},
    ]
    assert [row.row for row in contents.rows] == [3, 6]


def test_the_line_that_names_the_separator_is_no_row():
    assert read("a.csv", "sep=,\nnaam\na").rows[0].row == 2


def test_a_dash_clears_and_an_empty_cell_says_nothing():
    contents = read("a.csv", "naam;doel;kosten;duur\nA;-; ;'-\n")
    assert cells(contents) == [{"naam": "A", "doel": CLEAR, "duur": "-"}]


def test_what_was_neutralised_is_as_it_was():
    assert cells(read("a.csv", "naam;doel\n'=1+1;''@x\n")) == [
        {"naam": "=1+1", "doel": "'@x"}
    ]


def test_lists_stay_as_they_are_written():
    assert cells(read("a.csv", 'doelgroepen\n"a; b\\;c"\n')) == [
        {"doelgroepen": "a; b\\;c"}
    ]


def test_rows_of_a_part_stand_in_one_cell():
    text = r"Gemeenten=utrecht|status=-|toelichting=a\nb; ;regio=x\|y|waarom gestopt="
    contents = read("a.csv", f'naam,uitvoeringen\nA,"{text}"\n')
    assert parts(contents) == {
        "uitvoeringen": [
            {"gemeenten": "utrecht", "status": CLEAR, "toelichting": "a\nb"},
            {"regio": "x|y"},
        ]
    }
    assert [row.within for row in contents.rows[0].parts["uitvoeringen"]] == [
        "uitvoeringen 1",
        "uitvoeringen 2",
    ]
    assert contents.problems == []


def test_problems_in_the_rows_of_a_part_have_their_place():
    text = "gemeenten=utrecht|stadus=actief;utrecht|status=actief|Status=gestopt"
    contents = read("a.csv", f"naam,uitvoeringen,cijfers\nA,{text},-\n")
    assert contents.problems == [
        unknown("stadus", "status", row=2, within="uitvoeringen 1", column="stadus"),
        error(
            "utrecht",
            "“utrecht” does not say of which field it is.",
            "Write the name of the field, “=” and the value.",
            row=2,
            within="uitvoeringen 2",
            column="uitvoeringen",
        ),
        error(
            "Status",
            "“status” is there more than once.",
            "Keep one of them.",
            row=2,
            within="uitvoeringen 2",
            column="Status",
        ),
        error(
            "-",
            "A file never takes rows away.",
            "Leave this empty, and delete the rows on the site itself.",
            row=2,
            column="cijfers",
        ),
    ]


def test_heads_that_are_unknown_or_come_twice_are_errors():
    contents = read("a.csv", "naam,dool,Náam,zzz\nA,b,C,d\n")
    assert contents.problems == [
        unknown("dool", "doel", row=1, column="dool"),
        error(
            "Náam",
            "“naam” is there more than once.",
            "Keep one of them.",
            row=1,
            column="Náam",
        ),
        unknown("zzz", row=1, column="zzz"),
    ]
    assert cells(contents) == [{"naam": "A"}]


def test_cells_without_a_head_are_errors():
    contents = read("a.csv", "naam,,doel\nA,x,y\nB,z,,,\nC,,,v,w\nD,,,u\n")
    too_many = (
        "This row has more cells than there are names in the first row.",
        "Put double quotes around a text that holds the separator.",
    )
    assert contents.problems == [
        error(
            "x",
            "Column 2 holds values, but has no name in the first row.",
            "Give the column its name, or empty it.",
            row=2,
        ),
        error("v", *too_many, row=4),
        error("w", *too_many, row=4),
        error("u", *too_many, row=5),
    ]


def test_a_first_row_without_names_is_one_error():
    contents = read("a.csv", "Straatteam;Het team\nx;y\n")
    assert contents.problems == [
        error(
            "Straatteam",
            "The first row does not hold the names of the columns.",
            "Put names such as nummer_bij_bron, uuid, korte_naam, naam in the first row.",
            row=1,
        )
    ]
    assert contents.rows == []


@pytest.mark.parametrize(
    "rows", ['A\n"B\nC\n', 'A\n"B"C\n', 'A\nB\n"', 'A\n"' + 200_000 * "x"]
)
def test_quotes_that_are_not_in_pairs_are_refused(rows):
    message = refusal("a.csv", f"naam\n{rows}")
    number = 4 if 'B\n"' in rows else 3
    assert message.startswith(f"The double quotes in row {number} are not in pairs")


def test_nothing_is_lost_of_a_nul_or_a_long_cell():
    long = "x" * 200_000
    assert cells(read("a.csv", f"naam\na\0b\n{long}\n")) == [
        {"naam": "a\0b"},
        {"naam": long},
    ]


def test_values_are_shown_short_and_printable():
    [problem] = read("a.csv", "naam\nA;\x07" + 100 * "x").problems
    assert problem.value == "�" + (LONGEST_SHOWN - 2) * "x" + "…"


def test_a_table_without_rows_says_so():
    assert read("a.csv", "naam;doel\n;\n").said == [
        "UTF-8, semicolons",
        "There is no entry in this file.",
    ]


def test_letters_of_no_known_kind_are_refused():
    assert refusal("a.csv", b"naam\n\x81\x8d\x8f") == (
        "The letters of this file cannot be read. Save it again, as UTF-8."
    )


def test_too_many_rows_are_refused():
    assert refusal("a.csv", "naam\n" + 20_001 * "a\n") == (
        "This file holds more than 20000 entries. Split it."
    )
    assert refusal("a.csv", "naam\n" + 1_048_576 * "\n") == (
        "This file has more rows than a spreadsheet holds. Split it."
    )
    assert refusal("a.csv", "naam\n" + 600_000 * ";") == (
        "Row 2 has more cells than a spreadsheet holds."
    )
    assert refusal("a.csv", 'uitvoeringen\n"' + 200_000 * "regio=a\n" + '"') == (
        "This file holds more than 200000 rows. Split it."
    )
    assert refusal("a.csv", "naam\n" + 100_001 * ";x\n") == (
        "This file has more than 100000 problems; the first is: "
        "This row has more cells than there are names in the first row."
    )


def test_a_million_empty_rows_are_no_rows():
    contents = read("a.csv", "naam,doel\n" + 1_000_000 * ",\n" + "A,b\n")
    assert [row.row for row in contents.rows] == [1_000_002]

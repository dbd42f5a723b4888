"""What stands in the cell of a table, or the value of a tree, and what it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.files.cells import (
    as_meant,
    cell_text,
    cell_value,
    dash_as_meant,
    dash_kept,
    list_text,
    neutralised,
    read_rows,
    rows_text,
    tree_value,
    workbook_text,
    workbook_text_as_meant,
)
from catalogue.files.rows import CLEAR
from catalogue.records.values import read_lines, read_names

# What any of the rules looks at comes often.
SIGNS = st.sampled_from(list("\\;|=,'-+@\t\r\n \u00a0＝an＋－＠é")) | st.characters()
TEXTS = st.text(SIGNS)
NAMES = st.sampled_from(["naam", "rol", "gemeenten", "toelichting"])
LINES = st.text(SIGNS.filter(lambda sign: sign.isprintable())).map(str.strip)
LISTS = st.lists(LINES.filter(bool), unique=True)


@pytest.mark.parametrize("sign", "=+-@\t\r\n＝＋－＠")
def test_a_formula_is_no_formula_any_more(sign):
    assert neutralised(f"{sign}1+1") == f"'{sign}1+1"
    assert as_meant(f"'{sign}1+1") == f"{sign}1+1"
    assert neutralised(f"''{sign}1+1") == f"'''{sign}1+1"


@pytest.mark.parametrize("text", ["", "1-2", "a=b", "'s Gravenhage", "'", "''"])
def test_other_texts_stay_as_they_are(text):
    assert neutralised(text) == text
    assert as_meant(text) == text
    assert dash_kept(text) == text
    assert dash_as_meant(text) == text


@given(TEXTS)
def test_every_text_comes_back(text):
    assert as_meant(neutralised(text)) == text
    assert dash_as_meant(dash_kept(text)) == text


@given(TEXTS.filter(str.strip))
def test_every_text_comes_back_from_a_cell(text):
    assert cell_value(cell_text(text)) == text
    assert tree_value(dash_kept(text)) == text


@given(
    st.lists(st.sampled_from(["_", "x", "005F", "0041", "a", "_x005F_"])).map("".join)
)
def test_every_text_comes_back_from_a_workbook(text):
    assert workbook_text_as_meant(workbook_text(text)) == text


def test_a_workbook_text_is_what_excel_would_show():
    assert workbook_text("_x0041_ a_x0041") == "_x005F_x0041_ a_x0041"
    assert workbook_text_as_meant("_x0041__x000a_") == "A\n"


def test_only_a_dash_clears():
    for read in (cell_value, tree_value):
        assert read("-") is CLEAR
        assert read(" - ") is CLEAR
        assert read("'-") == "-"
        assert read("--") == "--"
        assert read("") is read(" \t\u00a0\n") is read(None) is None


def test_a_tree_keeps_what_only_a_spreadsheet_calculates():
    assert dash_kept("=1+1") == "=1+1"
    assert tree_value("'=1+1") == "'=1+1"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "ja"),
        (False, "nee"),
        (12, "12"),
        (-12.5, "-12.5"),
        ("-12,5", "'-12,5"),
        ([], ""),
        (["-"], "'-"),
        (["jongeren", "a;b,c\\d"], r"jongeren; a\;b\,c\\d"),
        (
            [
                {"gemeenten": ["utrecht", "a;b"], "status": "actief"},
                {"regio": "a|b\nc"},
            ],
            r"gemeenten=utrecht\; a\\\;b|status=actief; regio=a\|b\nc",
        ),
        (
            [{"rol": None, "toelichting": "-", "ongeveer": False}],
            "toelichting='-|ongeveer=nee",
        ),
    ],
)
def test_a_value_is_one_text(value, text):
    assert cell_text(value) == text


@given(LISTS)
def test_every_list_comes_back(items):
    assert read_lines(list_text(items)) == items
    assert read_names(list_text(items)) == items
    assert read_lines(cell_value(cell_text(items)) or "") == items


@given(st.lists(st.dictionaries(NAMES, TEXTS.filter(bool), min_size=1)))
def test_every_row_comes_back(rows):
    found = [
        {name: dash_as_meant(value) for name, value in row}
        for row in read_rows(rows_text(rows))
    ]
    assert found == rows


@given(LISTS.filter(bool))
def test_every_list_in_a_row_comes_back(items):
    [[(name, text)]] = map(list, read_rows(rows_text([{"wijken": items}])))
    assert name == "wijken"
    assert read_names(dash_as_meant(text)) == items


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "gemeenten=utrecht|status=actief",
            [[("gemeenten", "utrecht"), ("status", "actief")]],
        ),
        (
            " gemeenten = utrecht | status = actief ; ",
            [[("gemeenten", "utrecht"), ("status", "actief")]],
        ),
        (
            "regio=a\nregio=b;;regio=c",
            [[("regio", "a")], [("regio", "b")], [("regio", "c")]],
        ),
        ("adres=https://a.example/?b=c", [[("adres", "https://a.example/?b=c")]]),
        ("utrecht|status=", [[("", "utrecht"), ("status", "")]]),
        ("regio=a\\", [[("regio", "a\\")]]),
        ("|;|", []),
    ],
)
def test_rows_are_read_as_people_type_them(text, rows):
    assert list(map(list, read_rows(text))) == rows

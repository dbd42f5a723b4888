"""JSON, JSONL and YAML, as other registers and people write them."""

import json

import pytest

from catalogue.files.rows import CLEAR, Level, Place, Problem

from .reading_files import cells, error, parts, read, refusal, told_number, unknown

ROWS_BELONG = "A list of rows belongs here, each of names with their values."
ONE_VALUE = "A single value belongs here, or a list of single values."


@pytest.mark.parametrize(
    "content",
    [
        '[{"naam": "A"}, {"naam": "B"}]',
        '{"interventies": [{"naam": "A"}, null, {}, {"Naam": "B"}]}',
        '\ufeff\n{"Interventies": [{"naam": "A"}, {"NAAM *": "B"}]}',
    ],
)
def test_json_holds_a_list_of_entries(content):
    contents = read("a.json", content)
    assert cells(contents) == [{"naam": "A"}, {"naam": "B"}]
    assert contents.problems == []
    assert contents.said == []


def test_json_may_be_one_entry():
    contents = read("a.json", '{"naam": "A",\n "doel": "B"}\n')
    assert cells(contents) == [{"naam": "A", "doel": "B"}]
    assert contents.rows[0].row == 1


def test_what_is_empty_is_left_out_and_a_dash_clears():
    content = {
        "naam": "A", "doel": None, "duur": " ", "kosten": "-", "kader": "'-", "fasen": [],
        "themas": [None, ""], "settings": ["a", None, "-"], "aanleiding": "=1", "werkwijze": "'=1",
    }  # fmt: skip
    assert cells(read("a.json", json.dumps(content))) == [
        {
            "naam": "A",
            "kosten": CLEAR,
            "kader": "-",
            "fasen": [],
            "settings": ["a", "-"],
            "aanleiding": "=1",
            "werkwijze": "'=1",
        }
    ]


def test_numbers_in_json_stay_as_they_are_written():
    [found] = cells(
        read("a.json", '{"leeftijd_van": 12, "duur": 1.5, "kosten": -0, "doel": true}')
    )
    assert found == {"leeftijd_van": "12", "duur": 1.5, "kosten": "-0", "doel": True}


def test_parts_are_lists_of_rows():
    content = {
        "naam": "A",
        "uitvoeringen": [
            {"gemeenten": ["utrecht"], "status": "-"},
            None,
            {"regio": None},
            {"regio": "x"},
        ],
        "cijfers": [],
        "relaties": None,
        "bronnen": {"korte_naam": "x"},
    }
    contents = read("a.json", json.dumps([{"naam": "B"}, content]))
    assert parts(contents, 1) == {
        "uitvoeringen": [{"gemeenten": ["utrecht"], "status": CLEAR}, {"regio": "x"}],
        "bronnen": [{"korte_naam": "x"}],
    }
    assert contents.rows[1].parts["uitvoeringen"][1].place("regio") == Place(
        row=2, within="uitvoeringen 4", column="regio"
    )
    assert contents.problems == [
        Problem(
            Level.READ, Place(row=2, column="bronnen"), "", "Read as a list of one row."
        )
    ]


def test_every_problem_in_a_tree_has_its_place():
    content = """[
      "tekst",
      {"naam": "A", "dool": 1, "Naam": "B", "kosten": NaN, "duur": {"a": 1}, "doel": [["x"]],
       "themas": ["a", -Infinity], "cijfers": "veel", "relaties": "-", "bronnen": 5,
       "uitvoeringen": [{"stadus": "x", "status": "y", "status": "z"}, "utrecht", [1]]},
      [1]
    ]"""
    contents = read("a.json", content)
    null = "Write null for what is not known."
    assert contents.problems == [
        told_number(1, "tekst", row=1),
        unknown("dool", "doel", row=2, column="dool"),
        error(
            "Naam",
            "“naam” is there more than once.",
            "Keep one of them.",
            row=2,
            column="Naam",
        ),
        error("NaN", "“NaN” is no value.", null, row=2, column="kosten"),
        error("", ONE_VALUE, row=2, column="duur"),
        error("", ONE_VALUE, row=2, column="doel"),
        error("-Infinity", "“-Infinity” is no value.", null, row=2, column="themas"),
        error("veel", ROWS_BELONG, row=2, column="cijfers"),
        error(
            "-",
            "A file never takes rows away.",
            "Leave this empty, and delete the rows on the site itself.",
            row=2,
            column="relaties",
        ),
        error("5", ROWS_BELONG, row=2, column="bronnen"),
        unknown("stadus", "status", row=2, within="uitvoeringen 1", column="stadus"),
        error(
            "status",
            "“status” is there more than once.",
            "Keep one of them.",
            row=2,
            within="uitvoeringen 1",
            column="status",
        ),
        told_number(2, "utrecht", row=2, column="uitvoeringen"),
        told_number(3, row=2, column="uitvoeringen"),
        told_number(3, row=3),
    ]
    assert cells(contents) == [{"naam": "A"}]


@pytest.mark.parametrize(
    ("content", "line", "position"),
    [
        ('[{"naam": "A"},\n {"naam" "B"}]', 2, 10),
        ('{"naam": "A', 1, 10),
        ("{'naam': 1}", 1, 2),
        ("[1] 2", 1, 5),
        ('["a\nb"]', 1, 4),
    ],
)
def test_json_that_goes_wrong_is_refused_with_its_place(content, line, position):
    assert refusal("a.json", content) == (
        f"This is not JSON: it goes wrong in line {line}, at position {position}. Often a "
        "comma or a quotation mark is missing there, or there is one too many."
    )


def test_half_of_a_sign_is_left_for_the_field_to_refuse():
    contents = read("a.json", r'{"naam": "a\ud800b", "x\ud800": 1}')
    assert cells(contents) == [{"naam": "a\ud800b"}]
    assert [each.value for each in contents.problems] == ["x�"]


def test_each_line_of_jsonl_is_a_record():
    contents = read(
        "a.jsonl", '{"naam": "A"}\r\n\n{"naam": "B"\n[1]\n{"naam": "C", "x": 1}'
    )
    found = [(row.row, row.cells["naam"]) for row in contents.rows]
    assert found == [(1, "A"), (5, "C")]
    assert contents.problems == [
        error(
            '{"naam": "B"',
            "This line is not JSON: it goes wrong at position 13.",
            "Often a comma or a quotation mark is missing there, or there is one too many.",
            row=3,
        ),
        error(
            "[1]",
            "This line is not a record in JSON.",
            "Each line holds one record, between { and }.",
            row=4,
        ),
        unknown("x", row=5, column="x"),
    ]


@pytest.mark.parametrize(
    "content", ["null", "[]", "{}", '{"interventies": []}', "[null, {}]"]
)
def test_a_tree_without_entries_says_so(content):
    for name in ("a.json", "a.yaml"):
        assert read(name, content).said == ["There is no entry in this file."]

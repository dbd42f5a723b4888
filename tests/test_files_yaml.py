"""YAML, as people write it: every value stays the text that it is."""

import pytest

from catalogue.files.rows import CLEAR, Level, Place, Problem

from .reading_files import cells, error, parts, read, refusal, told_number, unknown


def test_items_without_a_line_of_their_own_have_their_number_only():
    contents = read("a.yaml", "- naam: A\n- tekst\n")
    assert contents.problems == [told_number(2, "tekst")]


YAML = """\
# uitleg
- naam: Straat
  doel: no
  kosten: 0363
  duur: 1.10
  aanleiding: nee
  kader: '-'
  voor_wie: ~
  organisatie: null
  uitsluiting: "null"
  gecontroleerd_op: 2020-03-01
  themas:
    -
  fasen: []
  werkwijze: |
    - een
    - twee
  uitvoeringen:
    - gemeenten: [utrecht, 0344]
      status: actief
    -
      ongeveer: true
  cijfers:
    waarde: 13
---
interventies:
  - naam: Wijk
"""


def test_yaml_is_read_as_it_is_written():
    contents = read("a.yaml", YAML)
    assert cells(contents) == [
        {
            "naam": "Straat",
            "doel": "no",
            "kosten": "0363",
            "duur": "1.10",
            "aanleiding": "nee",
            "kader": CLEAR,
            "uitsluiting": "null",
            "gecontroleerd_op": "2020-03-01",
            "fasen": [],
            "werkwijze": "- een\n- twee\n",
        },
        {"naam": "Wijk"},
    ]
    assert parts(contents) == {
        "uitvoeringen": [{"gemeenten": ["utrecht", "0344"], "status": "actief"}],
        "cijfers": [{"waarde": "13"}],
    }


def test_rows_of_yaml_have_their_lines():
    contents = read("a.yml", YAML)
    assert [row.row for row in contents.rows] == [2, 27]
    [row] = contents.rows[0].parts["uitvoeringen"]
    assert row.place("status") == Place(
        row=19, within="uitvoeringen 1", column="status"
    )
    assert contents.problems == [
        unknown("ongeveer", row=22, within="uitvoeringen 2", column="ongeveer"),
        Problem(
            Level.READ, Place(row=2, column="cijfers"), "", "Read as a list of one row."
        ),
    ]


def test_a_name_that_comes_twice_in_yaml_is_an_error():
    contents = read("a.yaml", "- naam: A\n- naam: B\n  doel: x\n  naam: C\n")
    assert contents.problems == [
        error(
            "naam",
            "“naam” is there more than once.",
            "Keep one of them.",
            row=2,
            column="naam",
        )
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "naam: A\ndoel: x: y",
            "This is not YAML: it goes wrong in line 2, at position 8.",
        ),
        ("naam: 'A", "This is not YAML: it goes wrong in line 1, at position 9."),
        (
            "naam: A\n doel: B\n",
            "This is not YAML: it goes wrong in line 2, at position 6.",
        ),
        (
            "naam: A\n\tdoel: B\n",
            "This is not YAML: it goes wrong in line 2, at position 1.",
        ),
        (
            "naam: A\ndoel: -\n",
            "Line 2: write a dash that empties a field between quotes: '-'.",
        ),
        (
            "- naam: A\n- ? [a]\n  : b",
            "Line 2: Before the colon belongs the name of a field.",
        ),
        ("- naam: A\n- ~: b", "Line 2: Before the colon belongs the name of a field."),
        ("naam: a\x07b", "This file holds invisible signs that YAML does not allow."),
    ],
)
def test_yaml_that_goes_wrong_is_refused_with_its_place(content, message):
    assert refusal("a.yaml", content).startswith(message)

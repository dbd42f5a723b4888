"""What is written is what is read, in every format."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.files.cells import as_meant
from catalogue.files.reading import read_file
from catalogue.files.rows import Level, Row
from catalogue.files.writing import FORMATS, write
from catalogue.models.fields import NOT_IN_A_LINE
from catalogue.records import PARTS, InterventionRecord, Record, dates, values
from catalogue.records.values import OneOf, public_number

# What separates, escapes, or looks like something else in one format or another.
ODD = [
    *("'", "''", "=1+1", "+31", "-", "--", "@", "\t", "＝", "－", "\\", "\\n", "\\;"),
    *(";", ",", "|", "=", ":", ": ", "#", " #", "- ", "&", "<b>", '"', '""', "[", "{"),
    *("nee", "no", "~", "null", "true", "0363", "1.10", "1e3", "2020-03", "0x1F", "<<"),
    *(
        "\n",
        "\n\n",
        "\n  ",
        " \n",
        "\u00a0",
        "\u2009",
        "é",
        "e\u0301",
        "ß",
        "😀",
        "\ufeff",
    ),
    *("_x0041_", "_x005F_", "#N/A", "%", "!", "*a", "&a", "|-", ">", "---", "...", "?"),
]
IN_A_TEXT_ONLY = ["\u2028", "\u2029", "\u200e\u202e"]


def texts(signs: Any, *, odd: list[str]) -> st.SearchStrategy[str]:
    mixed = st.lists(st.sampled_from(odd) | st.text(signs, max_size=5), max_size=6)
    return mixed.map("".join).map(str.strip).filter(bool)


# No text may hold these, and XML cannot hold the last two.
NO_TEXT: Any = {"exclude_categories": ["Cs", "Cc"]}
SIGNS = st.characters(exclude_characters="\ufffe\uffff", **NO_TEXT)
NOT_IN_LINES = [
    sign for sign in map(chr, range(0x2000, 0x2100)) if NOT_IN_A_LINE.match(sign)
]
LINE_SIGNS = st.characters(
    exclude_characters=["\ufffe", "\uffff", *NOT_IN_LINES], **NO_TEXT
)
TEXTS = texts(SIGNS, odd=[*ODD, *IN_A_TEXT_ONLY])
LINES = texts(
    LINE_SIGNS, odd=[sign for sign in ODD if "\n" not in sign and sign != "\t"]
)
DAYS = st.dates(date(1800, 1, 1), date(2200, 12, 31)).map(date.isoformat)
NUMBERS = st.decimals(-(10**11), 10**11, places=2)
# By the function that reads a value.
READ: dict[Any, st.SearchStrategy] = {
    values.read_text: TEXTS,
    values.read_line: LINES,
    values.read_lines: st.lists(LINES, max_size=3, unique=True),
    values.read_names: st.lists(LINES, max_size=3, unique=True),
    values.read_uuid: st.uuids().map(str),
    values.read_whole: st.integers(0, 10**9 - 1),
    values.read_number: NUMBERS.map(Decimal).map(public_number),
    values.read_yes_or_no: st.booleans(),
    dates.read_day: DAYS,
    dates.read_partial_day: st.builds(
        lambda day, length: day[:length], DAYS, st.sampled_from([4, 7, 10])
    ),
}


def field_values(kind: type[Record], name: str) -> st.SearchStrategy:
    for each in kind.model_fields[name].metadata:
        if isinstance(each, OneOf):
            return st.sampled_from(each.choices.values)
        if getattr(each, "func", None) in READ:
            return READ[each.func]
    raise AssertionError(f"no values for {name}")


def rows(kind: type[Record]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {name: st.none() | field_values(kind, name) for name in kind.fields()}
    )


ROWS = {
    name: st.lists(rows(kind).filter(lambda row: any(filled(row))), max_size=3)
    for name, kind in PARTS.items()
}


def filled(row: dict[str, Any]) -> dict[str, Any]:
    """What the row says: nothing known and no item are not said in a table."""
    return {name: value for name, value in row.items() if value not in (None, [])}


@st.composite
def catalogues(draw: Any) -> list[dict[str, Any]]:
    slugs = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)
    return [
        {
            **draw(rows(InterventionRecord)),
            "korte_naam": slug,
            **{name: draw(part) for name, part in ROWS.items()},
        }
        for slug in draw(st.lists(slugs, min_size=1, max_size=3, unique=True))
    ]


def read(format: str, content: bytes) -> list[dict[str, Any]]:
    contents = read_file(f"bestand.{format}", content)
    assert [each for each in contents.problems if each.level != Level.READ] == []
    return [as_record(InterventionRecord, row) for row in contents.rows]


def as_record(kind: type[Record], row: Row) -> dict[str, Any]:
    record = filled(kind.model_validate(row.cells).model_dump())
    for name, part in row.parts.items():
        record[name] = [as_record(PARTS[name], each) for each in part]
    return record


def said(entry: dict[str, Any]) -> dict[str, Any]:
    parts = {name: [filled(row) for row in entry[name]] for name in PARTS}
    return filled({**entry, **parts})


@pytest.mark.parametrize(
    "text",
    [
        *("a\rb\nc", "a\x85b\nc", "a\u2028b\nc", "a\x01b\n", "\n  a", "a\n ", "\ta\nb"),
        *("a\rb", "a\x85b", " a", "a ", "\n"),
    ],
)
def test_a_text_that_our_models_would_refuse_is_written_as_it_is(text):
    entry = {**dict.fromkeys(InterventionRecord.model_fields), "doel": text}
    assert yaml.safe_load(b"".join(write("yaml", [entry]))) == [entry]
    lines = b"".join(write("csv", [entry])).decode()
    [row] = csv.DictReader(StringIO(lines, newline=""))
    assert as_meant(row["doel"]) == text


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(entries=catalogues())
def test_what_is_written_is_what_is_read(format, entries):
    content = b"".join(write(format, iter(entries)))
    assert read(format, content) == [said(entry) for entry in entries]

"""What a file is, whatever its name says."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from interventions_site.environment import read_whole

from .reading_files import cells, read, refusal, workbook, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
JSON = '[{"naam": "A"},\n {"naam": "B"}]'
LINES = '{"naam": "A"}\n{"naam": "B"}'
CSV = "naam;doel\nA;\nB;\n"
BOOK = workbook(interventies=[["naam"], ["A"], ["B"]])
OTHERS = "Give .csv, .tsv, .txt, .xlsx, .json, .jsonl, .yaml, .yml."


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.CSV", CSV, ["UTF-8, semicolons"]),
        ("a.txt", CSV, ["UTF-8, semicolons"]),
        ("a.xlsx", CSV, ["Read as CSV, although the name ends in “.xlsx”.", "UTF-8, semicolons"]),
        ("a.csv", BOOK, ["Read as XLSX, although the name ends in “.csv”."]),
        ("a.xls", BOOK, ["Read as XLSX, although the name ends in “.xls”."]),
        ("programmes", BOOK, ["Read as XLSX, although the name ends in “”."]),
        ("a.json", JSON, []),
        ("a.json", LINES, ["Read as JSONL, although the name ends in “.json”."]),
        ("a.jsonl", LINES, []),
        ("a.jsonl", JSON, ["Read as JSON, although the name ends in “.jsonl”."]),
        ("a.jsonl", '{\n"interventies": [{"naam": "A"}, {"naam": "B"}]}', ["Read as JSON, although the name ends in “.jsonl”."]),
        ("a.csv", JSON, ["Read as JSON, although the name ends in “.csv”."]),
        ("a.geojson", JSON, ["Read as JSON, although the name ends in “.geojson”."]),
        ("a.yaml", JSON, []),
        ("a.yml", "- naam: A\n- naam: B", []),
        ("a.json", JSON.encode("utf-16"), ["UTF-16"]),
    ],
)  # fmt: skip
def test_a_file_is_read_as_what_it_is(name, content, said):
    contents = read(name, content)
    assert cells(contents) == [{"naam": "A"}, {"naam": "B"}]
    assert contents.said == said
    assert contents.problems == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "", "This file is empty."),
        ("a.xlsx", " \r\n", "This file is empty."),
        ("a.pdf", "%PDF-1.7", f"This is no file that we can read. {OTHERS}"),
        ("a.xls", "<html><table>", f"This is no file that we can read. {OTHERS}"),
        ("a.xlsx", "<html><table>", f"This is no file that we can read. {OTHERS}"),
        ("a.xlsx", b"PK\0\0naam", f"This is no file that we can read. {OTHERS}"),
        ("naam", CSV, f"This is no file that we can read. {OTHERS}"),
        ("a.xlsm", BOOK, "This workbook can hold macros. Save it as an ordinary workbook (.xlsx)."),
        ("a.xls", OLE, "This is an old kind of workbook. Save it as .xlsx."),
        ("a.xlsx", OLE, "This is an old kind of workbook. Save it as .xlsx."),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "This workbook is locked with a password. Save it without one."),
        ("a.json", zipped({"a": ""}), "This is not a workbook of Excel. Save it as .xlsx, or as CSV."),
        ("a.csv", zipped({}), "This is not a workbook of Excel. Save it as .xlsx, or as CSV."),
    ],
)  # fmt: skip
def test_other_files_are_refused_with_what_would_be_right(name, content, message):
    assert refusal(name, content) == message


def test_a_file_may_be_as_large_as_the_setting_says(settings):
    settings.IMPORT_MAX_MB = 1
    content = json.dumps({"naam": "A"}).encode()
    assert cells(read("a.json", content.ljust(2**20))) == [{"naam": "A"}]
    assert (
        refusal("a.json", content.ljust(2**20 + 1))
        == "This file is larger than 1 MB. Split it."
    )


def test_the_setting_is_a_whole_number(monkeypatch):
    assert read_whole("IMPORT_MAX_MB", 25) == 25
    monkeypatch.setenv("IMPORT_MAX_MB", "40")
    assert read_whole("IMPORT_MAX_MB", 25) == 40
    for value in ("0", "-1", "1.5", "veel"):
        monkeypatch.setenv("IMPORT_MAX_MB", value)
        with pytest.raises(
            ImproperlyConfigured, match=f"IMPORT_MAX_MB={value} is no whole number"
        ):
            read_whole("IMPORT_MAX_MB", 25)

"""Files that were made to do harm, or by accident do: each is refused, and quickly."""

import io
import struct
import zipfile

import pytest

from catalogue.files import archives, sheets

from .reading_files import cells, handmade, read, refusal, workbook, zipped

MB = 2**20
DAMAGED = (
    "This workbook is damaged. Open it in a spreadsheet program and save it again."
)
TOO_MUCH = (
    "This workbook unpacks to too much. Remove pictures and empty rows, or split it."
)
FOREIGN = "This workbook was not made by a spreadsheet program. Open it in one and save it again."
DEEP_JSON = "This JSON holds lists in lists in lists, without end."
DEEP_YAML = "Line 1: There are lists in lists in lists, without end."
ALIASES = "Line %d: Write out what * and & stand for."


def test_a_million_empty_rows_are_no_rows():
    rows = "".join(f'<row r="{number}"/>' for number in range(2, 1_000_002))
    contents = read("a.xlsx", handmade(rows))
    assert contents.rows == []
    assert contents.said == ["There is no entry in this file."]


def test_a_size_that_a_sheet_claims_is_not_believed():
    content = handmade('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')
    assert b"A1:XFD1048576" in zipfile.ZipFile(io.BytesIO(content)).read("xl/sheet.xml")
    assert [row.row for row in read("a.xlsx", content).rows] == [1_048_576]


def test_a_bomb_is_known_by_the_sizes_it_tells():
    assert refusal("a.xlsx", handmade(" " * (101 * MB))) == TOO_MUCH


def test_a_bomb_is_refused_in_a_part_that_nobody_reads():
    picture = {"xl/media/image1.png": " " * (101 * MB)}
    assert refusal("a.xlsx", handmade("", **picture)) == TOO_MUCH


def test_a_bomb_that_lies_about_its_size_is_not_unpacked():
    content = handmade(" " * (101 * MB))
    size = struct.pack("<L", 101 * MB + 300)[2:]
    # Of the sheet both sizes say 300 bytes and something.
    lying = content.replace(size, b"\0\0")
    assert lying != content
    assert refusal("a.xlsx", lying) == DAMAGED


def test_parts_count_together(monkeypatch):
    content = handmade(" " * MB, strings="<sst>" + " " * MB + "</sst>")
    monkeypatch.setattr(archives, "MOST_UNPACKED", 3 * MB)
    assert read("a.xlsx", content).problems == []
    monkeypatch.setattr(archives, "MOST_UNPACKED", 2 * MB)
    assert refusal("a.xlsx", content) == TOO_MUCH


def test_one_part_that_is_named_many_times_counts_each_time(monkeypatch):
    monkeypatch.setattr(archives, "MOST_UNPACKED", 2 * MB)
    sheets_of_one_part = "".join(
        f'<sheet name="relaties{" " * number}" sheetId="{number}" r:id="s"/>'
        for number in range(3)
    )
    content = handmade(" " * MB)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    book = parts["xl/workbook.xml"]
    parts["xl/workbook.xml"] = book.replace(
        b"<sheets>", b"<sheets>" + sheets_of_one_part.encode()
    )
    assert refusal("a.xlsx", zipped(parts)) == TOO_MUCH


def test_thousands_of_parts_are_refused():
    extra = {f"xl/{number}.xml": "" for number in range(2_000)}
    assert refusal("a.xlsx", handmade("", **extra)) == TOO_MUCH


def test_elements_without_end_are_refused(monkeypatch):
    monkeypatch.setattr(archives, "MOST_ELEMENTS", 10_000)
    content = handmade("<row>" + 5_000 * "<c/>" + "</row>")
    assert read("a.xlsx", content).rows == []
    assert refusal("a.xlsx", handmade("<row>" + 10_000 * "<c/>" + "</row>")) == TOO_MUCH


def test_elements_in_elements_without_end_are_refused():
    assert refusal("a.xlsx", handmade(100_000 * "<a>")) == TOO_MUCH


@pytest.mark.parametrize("kind", ["inlineStr", "str", "s"])
def test_more_text_than_fits_is_refused(monkeypatch, kind):
    monkeypatch.setattr(sheets, "MOST_TEXT", 100_000)
    text = 10_000 * "a"
    value = {
        "s": "<v>0</v>",
        "str": f"<v>{text}</v>",
        "inlineStr": f"<is><t>{text}</t></is>",
    }
    rows = 11 * f'<row><c t="{kind}">{value[kind]}</c></row>'
    strings = (
        f"<sst>{11 * f'<si><t>{text}</t></si>'}</sst>" if kind == "s" else "<sst/>"
    )
    assert refusal("a.xlsx", handmade(rows, strings=strings)) == (
        "This workbook holds too much text. Split it."
    )


def test_a_text_that_is_named_by_every_row_counts_once():
    strings = f"<sst><si><t>{30_000 * 'a'}</t></si></sst>"
    rows = 10_000 * '<row><c t="s"><v>0</v></c></row>'
    assert len(read("a.xlsx", handmade(rows, strings=strings)).rows) == 10_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding):
    pairs = zip("abcdefghi", "bcdefghij", strict=True)
    entities = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairs)
    strings = f'<!DOCTYPE a [<!ENTITY a "x">{entities}]><sst><si><t>&j;</t></si></sst>'
    assert (
        refusal("a.xlsx", handmade("", **{"xl/strings.xml": strings.encode(encoding)}))
        == FOREIGN
    )


def test_a_text_about_entities_is_a_text():
    content = workbook(interventies=[["naam"], ["<!DOCTYPE <!ENTITY &amp;"]])
    assert cells(read("a.xlsx", content)) == [{"naam": "<!DOCTYPE <!ENTITY &amp;"}]


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (
            "xl/vbaProject.bin",
            "This workbook holds macros. Save it as an ordinary workbook (.xlsx).",
        ),
        (
            "xl/externalLinks/externalLink1.xml",
            "This workbook is linked to other files. Replace the links by their values and save it again.",
        ),
    ],
)
def test_macros_and_links_are_refused(part, message):
    assert refusal("a.xlsx", handmade("", **{part: ""})) == message
    assert refusal("a.xlsx", handmade("", **{part.upper(): ""})) == message


@pytest.mark.parametrize(
    "row",
    [
        '<row r="2"><c r="XFE2"><v>1</v></c></row>',
        '<row r="2"><c r="AAAA2"><v>1</v></c></row>',
        '<row r="2"><c r="2"><v>1</v></c></row>',
        '<row r="2"><c t="s"><v>9</v></c></row>',
        '<row r="2"><c><v>een</v></c></row>',
        '<row r="twee"/>',
        '<row r="0"><c><v>1</v></c></row>',
        '<row r="1048577"><c><v>1</v></c></row>',
        "<row>",
        "\0",
    ],
)
def test_what_no_spreadsheet_program_writes_is_damage(row):
    assert refusal("a.xlsx", handmade(row)) == DAMAGED


@pytest.mark.parametrize(
    "part",
    [
        "_rels/.rels",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/strings.xml",
        "xl/sheet.xml",
    ],
)
def test_a_part_that_is_missing_is_damage(part):
    with zipfile.ZipFile(io.BytesIO(handmade(""))) as archive:
        parts = {
            name: archive.read(name) for name in archive.namelist() if name != part
        }
    assert refusal("a.xlsx", zipped(parts)) == DAMAGED


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_compression_is_damage(compression):
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(handmade(""))) as usual,
        zipfile.ZipFile(file, "w", compression) as unusual,
    ):
        for name in usual.namelist():
            unusual.writestr(name, usual.read(name))
    assert refusal("a.xlsx", file.getvalue()) == DAMAGED


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (4, b"\x63"),  # made by a version to come
        (6, b"\x01"),  # with a password
        (6, b"\x20"),
        (6, b"\x40"),
        # Not compressed, and longer than the whole file.
        (8, b"\0\0" + 8 * b"\0" + b"\xff\xff\xff\x0f" + b"\0\0\0\x03"),
    ],
)
def test_a_part_of_an_unusual_kind_is_damage(at, value):
    content = bytearray(handmade(""))
    # Where the directory and the part itself, the last one, describe it.
    for mark, shift in ((b"PK\x01\x02", 2), (b"PK\x03\x04", 0)):
        start = content.rindex(mark) + shift + at
        content[start : start + len(value)] = value
    assert refusal("a.xlsx", bytes(content)) == DAMAGED


def test_half_a_workbook_is_damage():
    content = workbook(interventies=[["naam"], ["A"]])
    assert refusal("a.xlsx", content[: len(content) // 2]) == DAMAGED


@pytest.mark.parametrize(
    "content", ["[" * 100_000 + "]" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000]
)
def test_deep_json_is_refused(content):
    assert refusal("a.json", content) == DEEP_JSON
    assert len(read("a.jsonl", '{"naam": "A"}\n' + content).problems) == 1


def test_more_values_than_fit_are_refused():
    message = "This file holds too many values. Split it."
    assert refusal("a.json", "[" + 2_000_001 * "{}," + "{}]") == message
    assert refusal("a.jsonl", 2_000_001 * "{}\n") == message
    assert refusal("a.yaml", "naam: [" + 2_000_001 * "a," + "]") == message


def test_more_entries_than_fit_are_refused():
    message = "This file holds more than 20000 entries. Split it."
    assert (
        refusal("a.json", "[" + 20_000 * '{"naam": "a"},' + '{"naam": "a"}]') == message
    )
    assert refusal("a.yaml", 20_001 * "- naam: a\n") == message
    assert len(read("a.jsonl", 20_000 * '{"naam": "a"}\n').rows) == 20_000


def test_a_number_of_a_million_digits_is_a_text():
    assert cells(read("a.json", '{"naam": ' + 1_000_000 * "1" + "}")) == [
        {"naam": 1_000_000 * "1"}
    ]


@pytest.mark.parametrize(
    "content",
    [
        "- " * 100_000,
        "{a: " * 100_000,
        "a:\n" + "".join(f"{n * ' '}a:\n" for n in range(1, 60)),
    ],
)
def test_deep_yaml_is_refused(content):
    assert refusal("a.yaml", content).endswith(
        "There are lists in lists in lists, without end."
    )


def test_aliases_and_anchors_are_refused():
    pairs = zip("abcdefghi", "bcdefghij", strict=True)
    laughs = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [{', '.join(10 * [f'*{a}'])}]\n" for a, b in pairs
    )
    told = refusal("a.yaml", laughs)
    assert told == " ".join(ALIASES % line for line in [1] + 9 * [2])
    assert refusal("a.yaml", "- naam: A\n- &b\n  naam: B") == ALIASES % 2
    assert refusal("a.yaml", "- naam: A\n- doel: &c x") == ALIASES % 2
    assert refusal("a.yaml", "naam: A\n<<: *a") == ALIASES % 2


@pytest.mark.parametrize(
    "value", ["!!python/object/apply:os.system [ls]", "!!str 5", "!x {a: b}"]
)
def test_tags_are_refused(value):
    assert refusal("a.yaml", f"- naam: A\n- doel: {value}").startswith(
        "Line 2: Remove the tag “"
    )

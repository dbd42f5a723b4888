"""Whatever the bytes: a file is read, or refused in our own words."""

import io
import json
import zipfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.files import yaml_files
from catalogue.files.reading import read_file
from catalogue.files.rows import Unreadable

from .reading_files import workbook, zipped

CSV = """naam;doel;doelgroepen;uitvoeringen\r
Straat;"Een ""doel""
op twee regels";jongeren;regio=a\r
Wijk;'=1;"a\\;b; c";"gemeenten=utrecht|status=actief;regio=x\\|y"\r
""".encode("utf-8-sig")
TREE = [
    {
        "naam": "Straat é😀",
        "doel": "-",
        "leeftijd_van": 12,
        "duur": 1.5,
        "kosten": None,
    },
    {"naam": "Wijk", "fasen": ["risico"], "uitvoeringen": [{"gemeenten": ["utrecht"]}]},
]
FIXTURE = [
    {
        "model": "catalogue.intervention",
        "pk": 1,
        "fields": {"slug": "a", "phases": [["b"]]},
    },
    {
        "model": "catalogue.delivery",
        "fields": {"intervention": 1, "started": "2020-01-01"},
    },
    {"model": "catalogue.source", "fields": {"slug": "c"}},
]
YAML = b"""- naam: Straat
  doel: |
    een
  kosten: '-'
  duur: "a\\tb"
  fasen: [risico, ~]
  uitvoeringen:
  - {gemeenten: [utrecht], status: actief}
"""
BOOK = workbook(
    interventies=[
        ["naam", "doel", "duur"],
        ["Straat", "=1+1", 12],
        ["Wijk", None, "x"],
    ],
    uitvoeringen=[["interventie", "gemeenten"], ["Straat", "utrecht"], ["Elders", 363]],
)
with zipfile.ZipFile(io.BytesIO(BOOK)) as archive:
    PARTS = {name: archive.read(name) for name in archive.namelist()}
READ = [name for name in PARTS if "theme" not in name and "docProps" not in name]
# What means something in one of the formats.
TOKENS = [
    b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"\r", b"\n", b'"', b"'", b";", b",", b"|", b"=", b"\\", b"\t",
    b"[", b"]", b"{", b"}", b":", b"- ", b"#", b"&a ", b"*a", b"!!int ", b"? ", b"---\n", b"%YAML 9",
    b"NaN", b"1e999", b"-", b'"\\ud800"', b"null", b"<", b">", b"</row>", b"<row>", b"&#0;", b"&lt;",
    b"<!DOCTYPE a>", b"<f>1</f>", b' t="s"', b' t="e"', b' r="ZZZ9"', b' s="99"', b"9" * 20, b"PK\x03\x04",
]  # fmt: skip

PLACES = st.floats(0, 1, exclude_max=True)
CHANGES = st.lists(
    st.tuples(
        PLACES,
        st.integers(0, 12),
        st.sampled_from(TOKENS) | st.binary(max_size=4),
    ),
    min_size=1,
    max_size=6,
)
fuzzed = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def changed(content: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """`content` with pieces cut out and others put in."""
    for place, cut, put in changes:
        at = int(place * len(content))
        content = content[:at] + put + content[at + cut :]
    return content


def read_or_refused(name: str, content: bytes) -> None:
    try:
        contents = read_file(name, content)
    except Unreadable:
        return
    assert contents.rows or contents.problems or contents.said


@fuzzed
@given(
    st.binary(max_size=200),
    st.sampled_from(["csv", "xlsx", "json", "jsonl", "yaml", "xls", ""]),
)
def test_any_bytes(content, ending):
    read_or_refused(f"a.{ending}", content)


@fuzzed
@given(CHANGES, PLACES, st.booleans())
def test_csv(changes, end, cut):
    content = changed(CSV, changes)
    read_or_refused("a.csv", content[: int(end * len(content))] if cut else content)


@fuzzed
@given(
    CHANGES,
    st.sampled_from([TREE, TREE[0], FIXTURE]),
    st.sampled_from(["json", "jsonl", "yaml"]),
)
def test_json(changes, tree, ending):
    read_or_refused(f"a.{ending}", changed(json.dumps(tree).encode(), changes))


@fuzzed
@given(CHANGES)
def test_jsonl(changes):
    lines = "\n".join(map(json.dumps, TREE))
    read_or_refused("a.jsonl", changed(lines.encode(), changes))


@fuzzed
@given(CHANGES, st.booleans())
def test_yaml(changes, in_c):
    found = yaml_files.Loader
    try:
        if not in_c:
            yaml_files.Loader = yaml_files.yaml.SafeLoader
        read_or_refused("a.yaml", changed(YAML, changes))
    finally:
        yaml_files.Loader = found


@fuzzed
@given(CHANGES, PLACES, st.booleans())
def test_the_zip_of_a_workbook(changes, end, cut):
    content = changed(BOOK, changes)
    read_or_refused("a.xlsx", content[: int(end * len(content))] if cut else content)


@fuzzed
@given(CHANGES, st.sampled_from(READ))
def test_the_xml_in_a_workbook(changes, part):
    read_or_refused("a.xlsx", zipped({**PARTS, part: changed(PARTS[part], changes)}))


@fuzzed
@given(st.lists(st.sampled_from(READ), min_size=1))
def test_a_workbook_without_some_of_its_parts(gone):
    read_or_refused("a.xlsx", zipped({k: v for k, v in PARTS.items() if k not in gone}))


def test_what_the_fuzz_starts_from_is_in_order():
    assert read_file("a.csv", CSV).problems == []
    assert read_file("a.json", json.dumps(TREE).encode()).problems == []
    assert read_file("a.json", json.dumps(FIXTURE).encode()).problems == []
    assert read_file("a.yaml", YAML).problems == []
    assert len(read_file("a.xlsx", BOOK).problems) == 1  # the formula

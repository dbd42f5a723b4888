"""Entries as files: each record is written as it comes, so that memory stays flat.

Tables hold what `cells` makes of a value; JSON and YAML the value itself.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import yaml

from ..records import InterventionRecord
from .cells import cell_text, dash_kept
from .workbook_writing import write_workbook

CHUNK = 64 * 1024

Entry = dict[str, Any]


def write(format: str, entries: Iterable[Entry]) -> Iterator[bytes]:
    """The file that holds `entries`, which are records by the names of their fields."""
    return FORMATS[format].write(entries)


def write_csv(entries: Iterable[Entry]) -> Iterator[bytes]:
    return in_chunks(csv_lines(entries))


def csv_lines(entries: Iterable[Entry]) -> Iterator[str]:
    names = list(InterventionRecord.model_fields)
    values = itemgetter(*names)
    yield csv_line(names)
    for entry in entries:
        yield csv_line(values(entry))


def csv_line(values: Iterable[Any]) -> str:
    """Faster than csv.writer, which looks at each sign of a text by itself."""
    # Most are empty; a zero is not.
    cells = [quoted(cell_text(each)) if each or each == 0 else "" for each in values]
    return ",".join(cells) + "\r\n"


def quoted(cell: str) -> str:
    # Much faster than one pattern for all four.
    if "," in cell or '"' in cell or "\n" in cell or "\r" in cell:
        doubled = cell.replace('"', '""')
        return f'"{doubled}"'
    return cell


def write_json(entries: Iterable[Entry]) -> Iterator[bytes]:
    def lines() -> Iterator[str]:
        between = "[\n"
        for entry in entries:
            yield between + json_text(entry)
            between = ",\n"
        yield "\n]\n" if between == ",\n" else "[]\n"

    return in_chunks(lines())


def write_json_lines(entries: Iterable[Entry]) -> Iterator[bytes]:
    return in_chunks(json_text(entry) + "\n" for entry in entries)


def json_text(entry: Entry) -> str:
    return json.dumps(as_tree(entry), ensure_ascii=False)


def write_yaml(entries: Iterable[Entry]) -> Iterator[bytes]:
    def lines() -> Iterator[str]:
        empty = True
        for entry in entries:
            empty = False
            yield yaml.dump(
                [as_tree(entry)],
                Dumper=Dumper,
                allow_unicode=True,
                sort_keys=False,
                width=-1,  # a line ends where the text says so
            )
        if empty:
            yield "[]\n"

    return in_chunks(lines())


class Dumper(yaml.CSafeDumper):
    """Shows a text of several lines as it is."""

    def represent_text(self, text: str) -> yaml.Node:
        style = "|" if "\n" in text else None
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    def ignore_aliases(self, data: Any) -> bool:
        return True


Dumper.add_representer(str, Dumper.represent_text)


def as_tree(row: Entry) -> Entry:
    """The row with texts that are no more than a dash kept from emptying their field."""
    return {name: tree_value(value) for name, value in row.items()}


def tree_value(value: Any) -> Any:
    if isinstance(value, str):
        return dash_kept(value)
    if isinstance(value, list):
        return [as_tree(each) if isinstance(each, dict) else each for each in value]
    return value


def in_chunks(texts: Iterable[str]) -> Iterator[bytes]:
    """Sent in pieces that are worth it."""
    pieces: list[str] = []
    length = 0
    for text in texts:
        pieces.append(text)
        length += len(text)
        if length > CHUNK:
            yield "".join(pieces).encode()
            pieces, length = [], 0
    if pieces:
        yield "".join(pieces).encode()


@dataclass(frozen=True)
class Format:
    content_type: str
    label: str
    write: Callable[[Iterable[Entry]], Iterator[bytes]]


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# By the end of their names.
FORMATS = {
    "xlsx": Format(XLSX, "Excel", write_workbook),
    "csv": Format("text/csv; charset=utf-8", "CSV", write_csv),
    "json": Format("application/json", "JSON", write_json),
    "jsonl": Format("application/jsonl", "JSON Lines", write_json_lines),
    "yaml": Format("application/yaml", "YAML", write_yaml),
}

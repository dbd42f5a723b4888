"""The file of everything: ours, Datasette's, and the tables it is made of as they are."""

import csv
import statistics
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from django.db import connection

from catalogue.models import Delivery, Intervention, Source
from catalogue.records import PARTS

from .datasette_peer import TABLE
from .pages import Site
from .peers import CURSOR, CURSOR_CSV, DATASETTE, OURS

ROUNDS = 3
ADDRESS = "/interventies/export.csv"
ROWS_AT_ONCE = 500

Figures = dict[str, Any]


def export_figures(site: Site, ask: Any, database: str) -> Figures:
    """How long each takes, and how much memory ours needs while it is sent."""
    ways: dict[str, Callable[[], int]] = {
        OURS: lambda: lines(site.pieces(ADDRESS)),
        DATASETTE: lambda: lines(
            [ask(f"/{database}/{TABLE}.csv?_stream=1&_sort=sort_key")[1]]
        ),
        CURSOR_CSV: write_all,
        CURSOR: read_all,
    }
    entries = Intervention.objects.published().count()
    before = start_of_peak()
    check(OURS, ways[OURS](), entries)
    growth = peak_since() - before
    seconds: dict[str, list[float]] = {peer: [] for peer in ways}
    for _ in range(ROUNDS):
        for peer, way in ways.items():
            started = perf_counter()
            number = way()
            seconds[peer].append(perf_counter() - started)
            check(peer, number, entries)
    medians = {peer: statistics.median(each) for peer, each in seconds.items()}
    return {"entries": entries, "growth": growth, "seconds": medians}


def check(peer: str, number: int, entries: int) -> None:
    if number < entries:
        raise SystemExit(f"{peer} gives {number} of {entries} entries")


def lines(pieces: Iterable[bytes]) -> int:
    """Below the heads. A text in a cell ends its own lines otherwise."""
    return sum(piece.count(b"\r\n") for piece in pieces) - 1


def write_all() -> int:
    """Write every row that the export is made of, as it stands in its table."""
    number = 0
    writer = csv.writer(Sent())
    for rows in all_rows():
        writer.writerows(rows)
        number += len(rows)
    return number


class Sent:
    """A file whose bytes are gone once they are made."""

    def write(self, line: str) -> int:
        return len(line.encode())


def read_all() -> int:
    """Fetch the same rows, and make nothing of them."""
    return sum(len(rows) for rows in all_rows())


def all_rows() -> Iterator[list[tuple]]:
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT * FROM {table}")
            while rows := cursor.fetchmany(ROWS_AT_ONCE):
                yield rows


def tables() -> list[str]:
    names = [*Intervention.VOCABULARIES, "sources"]
    links = [getattr(Intervention, name).through for name in names]
    parts = [kind.table for kind in PARTS.values() if kind.table is not Source]
    models = [Intervention, *links, *parts, Delivery.cities.through, Source]
    return [model._meta.db_table for model in models]


def start_of_peak() -> int:
    """The memory that is held now; from here on the most is kept anew."""
    Path("/proc/self/clear_refs").write_text("5")
    return held("VmRSS")


def peak_since() -> int:
    return held("VmHWM")


def held(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise LookupError(name)

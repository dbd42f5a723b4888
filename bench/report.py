"""The figures as a page: what the machine is, the medians, the ratios and their targets."""

import os
import platform
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.utils.timezone import localdate

from .peers import (
    ADMIN,
    CONSTANT,
    CURSOR_CSV,
    DATASETTE,
    DATASETTE_RELATION,
    ORDINARY,
    OURS,
)

Figures = dict[str, Any]
PEERS = [OURS, DATASETTE, DATASETTE_RELATION, ORDINARY, ADMIN, CONSTANT]
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
LARGE, SMALL = 100_000, 1_000
# At LARGE entries: at least so many times faster than a peer, at most so many times a page
# that costs nothing. Beside Datasette both with and without a facet over a relation, except the
# list, whose target never speaks of one. No target: only shown.
FASTER: list[tuple[str, str, int | None]] = [
    ("list", DATASETTE, 4),
    ("list", ORDINARY, 30),
    ("one filter", DATASETTE_RELATION, 50),
    ("one filter", DATASETTE, 50),
    ("one filter", ORDINARY, 16),
    ("word + two filters", DATASETTE_RELATION, 3),
    ("word + two filters", DATASETTE, 3),
    ("word + two filters", ORDINARY, 20),
    ("common word", DATASETTE_RELATION, 30),
    ("common word", DATASETTE, 30),
    ("common word", ORDINARY, 30),
    ("word in one of six", DATASETTE_RELATION, None),
    ("word in one of six", DATASETTE, None),
    ("word in one of six", ORDINARY, None),
]
AT_MOST = [
    ("list", CONSTANT, 16),
    ("one filter", CONSTANT, 24),
    ("word + two filters", CONSTANT, 26),
    ("common word", CONSTANT, 60),
    ("detail", DATASETTE, 1.5),
    ("list, cached", CONSTANT, 2),
    ("detail, cached", CONSTANT, 2),
    ("list, 304", CONSTANT, 1.2),
    ("detail, 304", CONSTANT, 1.2),
]
SMALL_AT_MOST = 16
GROWTH = [("list", 1.3), ("one filter", 2), ("two filters", 2)]
MOST_STATEMENTS = 6
INDEX = [("build", "full build, s", 1, 2), ("edit", "one edit taken in, ms", 1000, 20)]
INDEX_MEGABYTES = 20
EXPORT = [(DATASETTE, 1), (CURSOR_CSV, 2)]
EXPORT_MEGABYTES = 30
IMPORT, IMPORT_MEGABYTES = 10, 500
SAID = {True: "yes", False: "**no**", None: "–"}
MEGABYTE = 1024 * 1024

INTRODUCTION = """\
# How fast it is

Made by `make bench`; do not edit. One request at a time, in one process: Django by a call of its
handler, Datasette by a call of its application, neither with a server or a client around it.
Rounds are interleaved (each peer's page once, in another order each round), so that the machine's
noise hits all alike.
Milliseconds. The catalogues are generated from one seed: Dutch-like text, words, cities and terms
by Zipf's law, every relation filled. Ours are the real pages in full, each at an address that no
cache has seen, without compression; *cached* is the same address again, *compressed* as a browser
asks for it, *304* the same with its `ETag`. The *common word* is in nine of ten entries,
that of *word + two filters* in one of six.

What differs in the work, so read the ratios with it:

- **Datasette** reads the table of interventions as it is, with an index on what it sorts by and
  on the two single-valued facets that it counts; ours counts thirteen, most over relations. Its
  counts include a facet's own selection, ours leave it out. It shows 25 rows with all their
  columns and at most 30 values a facet, guesses no facets, and searches the same words in the
  full-text search of SQLite (FTS5), in the order of names; ours reads sets of entries from a table
  of words, puts hits in the name before others, and those in order. A filter over a relation is a
  subquery that it is given. Its page of one row shows the row and how many rows point at it; ours
  shows them all. *Facet over a relation* reads a view of the same table with the phases of each
  entry as a JSON list, and counts these as a third facet. Filters and words are held against both,
  the list never against that. It always reads SQLite.
- **The ordinary list** is django-filter written with care: one grouped count for each of eleven
  facets, covering indexes, subqueries rather than DISTINCT. It draws all cities, looks for words with
  `icontains` in thirteen columns, and its place and status need not be of one delivery.
- **The admin** is Django's changelist with counts at its filters always on, logged in.
- **CSV of everything**: ours has each entry with all its rows of other tables, some sixteen, in the
  order of names; Datasette's (`_stream=1`) has the row of the interventions table alone. One cursor
  fetches the same rows as ours, table after table, and writes them with `csv.writer` as they come;
  the other only fetches them.
- **The import** reads a JSONL file of 10,000 full entries that are all new, checks them, writes them
  with their history and the words for search; then it is rolled back. `bulk_create` gets the same
  rows of the same tables ready made, in batches of 500; it checks nothing, and writes no history and
  no words.
- **The constant page** is 30 kB that cost nothing to make, behind the same middleware. *Growth* is
  counted in it: sizes are measured one after the other, and the machine's speed changes meanwhile.
"""


def report(runs: list[Figures]) -> str:
    parts = [INTRODUCTION, machine(runs)]
    for run in runs:
        parts.append(tables(run))
    parts += [growth(runs), verdict(runs)]
    return "\n".join(parts)


def machine(runs: list[Figures]) -> str:
    cpu = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    engines = {DATABASES[run["database"]]: run["version"] for run in runs}
    names = ["Django", "django-filter", "pyroaring", "datasette"]
    versions = {"Python": platform.python_version(), **engines}
    versions |= {name: version(name) for name in names}
    written = ", ".join(f"{name} {number}" for name, number in versions.items())
    return (
        f"Measured on {localdate():%d-%m-%Y}: {os.cpu_count()} cores"
        f" ({cpu[0] if cpu else platform.machine()}), {memory:.0f} GB memory,"
        f" {platform.system()}. {written}.\n"
    )


def tables(run: Figures) -> str:
    """One size on one database."""
    cases = by_page(run)
    title = f"## {run['size']:,} entries, {DATABASES[run['database']]}\n"
    lines = [
        title,
        "| page | ours p50 | p95 | per s | statements | kB | "
        + " | ".join(f"{peer} p50 · p95" for peer in PEERS[1:-1])
        + " |",
        "| --- |" + " ---: |" * (5 + len(PEERS) - 2),
    ]
    for page, peers in cases.items():
        ours = peers.get(OURS) or peers[CONSTANT]
        statements = "–" if ours["statements"] is None else ours["statements"]
        cells = [
            page,
            number(ours["p50"]),
            number(ours["p95"]),
            f"{ours['rate']:.0f}",
            str(statements),
            f"{ours['bytes'] / 1000:.0f}",
        ]
        for peer in PEERS[1:-1]:
            case = peers.get(peer)
            cells.append(
                f"{number(case['p50'])} · {number(case['p95'])}" if case else ""
            )
        lines.append(f"| {' | '.join(cells)} |")
    if "list, cached" not in cases:
        lines.append("| cached, 304 | – |" + " |" * (3 + len(PEERS)))
    lines += export_lines(run["exports"])
    if run["imports"]:
        lines += import_lines(run["imports"])
    memory, index = run["memory"], run["index"]
    lines.append(
        f"\nPeak memory of the process: {memory['ours'] / MEGABYTE:.0f} MB after our pages,"
        f" {memory['all'] / MEGABYTE:.0f} MB with the peers."
        f" The facet index: {index['bytes'] / MEGABYTE:.1f} MB,"
        f" built in {index['build']:.2f} s, one edit taken in {index['edit'] * 1000:.1f} ms.\n"
    )
    return "\n".join(lines)


def export_lines(exports: Figures) -> list[str]:
    lines = [
        "\n| CSV of everything | seconds | entries per s |",
        "| --- | ---: | ---: |",
    ]
    for peer, seconds in exports["seconds"].items():
        rate = exports["entries"] / seconds
        lines.append(f"| {peer} | {number(seconds)} | {rate:.0f} |")
    held = exports["growth"] / MEGABYTE
    lines.append(f"\nWhile ours is sent, memory grows by {held:.1f} MB at most.")
    return lines


def import_lines(imports: Figures) -> list[str]:
    seconds, entries = imports["seconds"], imports["entries"]
    lines = [
        f"\n| import of {entries:,} new entries | seconds | entries per s |",
        "| --- | ---: | ---: |",
    ]
    for label, name in (("ours", "import"), ("`bulk_create`", "bulk_create")):
        rate = entries / seconds[name]
        lines.append(f"| {label} | {number(seconds[name])} | {rate:.0f} |")
    lines.append(
        f"\nThe file of {imports['bytes'] / MEGABYTE:.0f} MB becomes {imports['rows']:,} rows."
        f" Peak memory of the process: {imports['peak'] / MEGABYTE:.0f} MB."
    )
    return lines


def growth(runs: list[Figures]) -> str:
    """How our pages grow with the catalogue."""
    sizes = sorted({run["size"] for run in runs})
    lines = [
        "## Growth: our p50 by size\n",
        "| page | database | " + " | ".join(f"{size:,}" for size in sizes) + " |",
        "| --- | --- |" + " ---: |" * len(sizes),
    ]
    for page in by_page(runs[0]):
        for database, name in DATABASES.items():
            found = [
                median(run, page, OURS)
                for size in sizes
                for run in runs
                if (run["size"], run["database"]) == (size, database)
            ]
            if any(found):
                cells = [number(each) if each else "–" for each in found]
                lines.append(f"| {page} | {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def verdict(runs: list[Figures]) -> str:
    lines = [
        "## Ratios and their targets\n",
        "| what | database | target | measured | met |",
        "| --- | --- | ---: | ---: | --- |",
    ]
    for database, name in DATABASES.items():
        of_database = {run["size"]: run for run in runs if run["database"] == database}
        for what, target, measured, met in targets(of_database):
            said = SAID[met]
            lines.append(f"| {what} | {name} | {target} | {measured} | {said} |")
    if len(lines) == 3:
        lines.append(
            f"| – | – | they speak of {SMALL:,} and {LARGE:,} entries | – | – |"
        )
    return "\n".join(lines) + "\n"


def targets(
    runs: dict[int, Figures],
) -> Iterator[tuple[str, str, str, bool | None]]:
    large, small = runs.get(LARGE), runs.get(SMALL)
    if large:
        for page, peer, least in FASTER:
            ratio = ratio_of(large, (page, peer), (page, OURS))
            if ratio:
                what = f"{page}: faster than {peer}"
                target = f"≥ {least} ×" if least else "–"
                yield what, target, times(ratio), ratio >= least if least else None
        for page, peer, most in AT_MOST:
            beside = "constant 30 kB" if peer == CONSTANT else page
            ratio = ratio_of(large, (page, OURS), (beside, peer))
            if ratio:
                what = f"{page}: times {peer}"
                yield what, f"≤ {most} ×", times(ratio), ratio <= most
        statements = by_page(large)["list"][OURS]["statements"]
        yield (
            "list: SQL statements",
            f"≤ {MOST_STATEMENTS}",
            str(statements),
            statements <= MOST_STATEMENTS,
        )
        held = large["index"]["bytes"] / MEGABYTE
        yield (
            "index: memory",
            f"≤ {INDEX_MEGABYTES} MB",
            f"{held:.1f} MB",
            held <= INDEX_MEGABYTES,
        )
        exports = large["exports"]
        seconds = exports["seconds"]
        for peer, limit in EXPORT:
            ratio = seconds[OURS] / seconds[peer]
            what = f"CSV of everything: times {peer}"
            yield what, f"≤ {limit} ×", times(ratio), ratio <= limit
        grown = exports["growth"] / MEGABYTE
        yield (
            "CSV of everything: memory",
            f"≤ {EXPORT_MEGABYTES} MB",
            f"{grown:.1f} MB",
            grown <= EXPORT_MEGABYTES,
        )
        for key, label, factor, most in INDEX:
            value = large["index"][key] * factor
            yield f"index: {label}", f"≤ {most}", number(value), value <= most
    for run in runs.values():
        if run["imports"]:
            yield from import_targets(run["imports"])
    if small:
        for page in by_page(small):
            ratio = ratio_of(small, (page, OURS), ("constant 30 kB", CONSTANT))
            if ratio and "," not in page:
                what = f"{page} at {SMALL:,}: times constant"
                yield (
                    what,
                    f"≤ {SMALL_AT_MOST} ×",
                    times(ratio),
                    ratio <= SMALL_AT_MOST,
                )
    if large and small:
        for page, most in GROWTH:
            after, before = (
                ratio_of(run, (page, OURS), ("constant 30 kB", CONSTANT))
                for run in (large, small)
            )
            if after and before:
                what = f"{page}: growth from {SMALL:,} to {LARGE:,}"
                ratio = after / before
                yield what, f"≤ {most} ×", times(ratio), ratio <= most


def import_targets(imports: Figures) -> Iterator[tuple[str, str, str, bool]]:
    seconds = imports["seconds"]
    ratio = seconds["import"] / seconds["bulk_create"]
    what = f"import of {imports['entries']:,}: times bulk_create"
    yield what, f"≤ {IMPORT} ×", times(ratio), ratio <= IMPORT
    held = imports["peak"] / MEGABYTE
    yield (
        f"import of {imports['entries']:,}: memory",
        f"≤ {IMPORT_MEGABYTES} MB",
        f"{held:.0f} MB",
        held <= IMPORT_MEGABYTES,
    )


def by_page(run: Figures) -> dict[str, dict[str, Figures]]:
    found: dict[str, dict[str, Figures]] = {}
    for case in run["cases"]:
        found.setdefault(case["page"], {})[case["peer"]] = case
    return found


def median(run: Figures, page: str, peer: str) -> float | None:
    case = by_page(run).get(page, {}).get(peer)
    return case["p50"] if case else None


def ratio_of(
    run: Figures, over: tuple[str, str], under: tuple[str, str]
) -> float | None:
    upper, lower = median(run, *over), median(run, *under)
    return upper / lower if upper and lower else None


def number(value: float) -> str:
    decimals = 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:.{decimals}f}"


def times(ratio: float) -> str:
    return f"{number(ratio)} ×"

"""Measures one catalogue in this process: ours and the peers, in rounds."""

import gc
import random
import resource
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any

from django.db import connection

from catalogue import indexing
from catalogue.changes import catalogue_change
from catalogue.choices import Sort
from catalogue.facets import Index
from catalogue.models import Intervention

from .databases import sqlite_file
from .datasette_peer import client
from .exports import export_figures
from .imports import import_figures
from .pages import Page, Site, Subject, pages
from .peers import ADMIN, DATASETTE, DATASETTE_RELATION, OURS

MOST_REQUESTS = 150
LEAST_REQUESTS = 5
SLOW, LEAST_OF_SLOW = 2.0, 3  # from so many seconds on, so many requests
SECONDS_A_CASE = 4.0
SECONDS_IN_ALL = 900.0
EDITS = 10
BUILDS = 5

Figures = dict[str, Any]


@dataclass
class Case:
    """One page of one peer, and how long it took each time."""

    page: str
    peer: str
    ask: Callable[[], tuple[int, bytes]]
    expected: int = 200
    bytes: int = 0
    statements: int | None = None
    wanted: int = MOST_REQUESTS
    seconds: list[float] = field(default_factory=list)

    def run(self) -> float:
        started = perf_counter()
        status, body = self.ask()
        seconds = perf_counter() - started
        if status != self.expected:
            raise SystemExit(f"{self.peer}, {self.page}: status {status}")
        self.bytes = len(body)
        return seconds

    def warm_up(self) -> None:
        first, statements = self.run_counted()
        if self.peer not in (DATASETTE, DATASETTE_RELATION):
            self.statements = statements
        # Pages that take seconds are not asked more often than it takes to know them.
        slow = first > SLOW
        expected = first if slow else min(self.run() for _ in range(3))
        if not slow and self.statements is not None:
            self.statements = self.run_counted()[1]
        least = LEAST_OF_SLOW if slow else LEAST_REQUESTS
        affordable = int(SECONDS_A_CASE / expected)
        self.wanted = max(least, min(MOST_REQUESTS, affordable))

    def run_counted(self) -> tuple[float, int]:
        number = 0

        def counted(execute: Any, *arguments: Any) -> Any:
            nonlocal number
            number += 1
            return execute(*arguments)

        with connection.execute_wrapper(counted):
            seconds = self.run()
        return seconds, number

    def figures(self) -> Figures:
        ordered = sorted(self.seconds)
        return {
            "requests": len(ordered),
            "p50": statistics.median(ordered) * 1000,
            "p95": ordered[max(0, -(-len(ordered) * 95 // 100) - 1)] * 1000,
            "rate": len(ordered) / sum(ordered),
            "bytes": self.bytes,
            "statements": self.statements,
        }


def cases_of(found: list[Page], site: Site, editor: Site, ask: Any) -> list[Case]:
    numbers = count(1)

    def asking(peer: str, address: str) -> Callable[[], tuple[int, bytes]]:
        if peer in (DATASETTE, DATASETTE_RELATION):
            return lambda: ask(address)
        if peer == ADMIN:
            return lambda: editor.get(address)[:2]
        if peer == OURS:
            # No page asks for this key, so that each address is new to the page cache. Feeds
            # know their keys; to them the page of the list means nothing.
            key = "pagina" if ".atom" in address else "_"
            mark = f"&{key}=" if "?" in address else f"?{key}="
            return lambda: site.get(f"{address}{mark}{next(numbers)}")[:2]
        return lambda: site.get(address)[:2]

    return [
        Case(page.name, peer, asking(peer, address))
        for page in found
        for peer, address in page.addresses.items()
    ]


def cached_cases(found: list[Page], site: Site) -> list[Case]:
    """The same address again, as a browser asks it, and with the ETag, where there is one."""
    cases = []
    for page in found:
        address = page.addresses.get(OURS, "")
        etag = site.get(address)[2].get("ETag", "") if address else ""
        if etag and page.name in ("list", "detail"):
            cases += [
                Case(f"{page.name}, cached", OURS, again(site, address)),
                Case(f"{page.name}, cached, compressed", OURS, zipped(site, address)),
                Case(f"{page.name}, 304", OURS, again(site, address, etag), 304),
            ]
    return cases


def again(site: Site, address: str, etag: str = "") -> Callable[[], tuple[int, bytes]]:
    return lambda: site.get(address, etag)[:2]


def zipped(site: Site, address: str) -> Callable[[], tuple[int, bytes]]:
    return lambda: site.get(address, encoding="gzip")[:2]


def run_in_rounds(cases: list[Case]) -> None:
    """All once a round, so that the machine's noise hits all alike; the slow less often, but
    spread as evenly. Each round has an order of its own: what ran just before decides what
    the processor still holds, and must not always be the same."""
    started = perf_counter()
    luck = random.Random(1)
    rounds = max(case.wanted for case in cases)
    for number in range(rounds):
        for case in luck.sample(cases, len(cases)):
            if (number + 1) * case.wanted // rounds > number * case.wanted // rounds:
                case.seconds.append(case.run())
        if perf_counter() - started > SECONDS_IN_ALL and all(c.seconds for c in cases):
            break


def index_figures() -> Figures:
    """What an index weighs, and how long a full build takes: the median of five."""
    shrink()
    before = resident()
    index, first = build()
    # What the first questions add to it.
    _ = index.values, index.largest, index.deliveries, index.starts
    _ = [index.order(sort).rank for sort in Sort]
    shrink()
    weight = resident() - before
    del index
    others = [build()[1] for _ in range(BUILDS - 1)]
    return {"build": statistics.median([first, *others]), "bytes": weight}


def build() -> tuple[Index, float]:
    started = perf_counter()
    index = indexing.built(indexing.read_revision(), indexing.today())
    return index, perf_counter() - started


def shrink() -> None:
    """Give back what nobody holds, and what SQLite keeps of its file: that is no index."""
    gc.collect()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA shrink_memory")


def edit_figures() -> float:
    """How long an index takes to take in that one entry has another name: the median."""
    luck = random.Random(1)
    keys = luck.sample(sorted(Intervention.objects.values_list("pk", flat=True)), EDITS)
    seconds = []
    for entry in Intervention.objects.filter(pk__in=keys):
        name = entry.name
        for new in (f"M{name}"[:200], name):
            entry.name = new
            with catalogue_change("bench", "rename") as change:
                entry.save()
                change.touch(entry)
            started = perf_counter()
            indexing.current()
            seconds.append(perf_counter() - started)
    return statistics.median(seconds)


def resident() -> int:
    pages_held = int(Path("/proc/self/statm").read_text().split()[1])
    return pages_held * resource.getpagesize()


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def measure(size: int, *, with_import: bool = False) -> Figures:
    site, editor = Site(), Site.with_editor()
    file = sqlite_file(size)
    found = pages(Subject.chosen(), file.stem)
    # Loads Django's own parts, so that they are not counted as the index's.
    site.get("/peers/constant/")
    index = index_figures()
    ask = client(file)
    cases = cases_of(found, site, editor, ask)
    cases += cached_cases(found, site)
    ours = [case for case in cases if case.peer == OURS]
    for case in ours:
        case.warm_up()
    memory = {"ours": peak()}
    for case in cases:
        if case.peer != OURS:
            case.warm_up()
    # As a server's process does once it has started (interventions_site/wsgi.py).
    gc.collect()
    gc.freeze()
    run_in_rounds(cases)
    exports = export_figures(site, ask, file.stem)
    index["edit"] = edit_figures()
    memory["all"] = peak()
    return {
        "database": connection.vendor,
        "version": version(),
        "size": size,
        "index": index,
        "memory": memory,
        "exports": exports,
        "imports": import_figures() if with_import else None,
        "cases": [
            {"page": case.page, "peer": case.peer, **case.figures()} for case in cases
        ],
    }


def version() -> str:
    sql = "SHOW server_version"
    if connection.vendor == "sqlite":
        sql = "SELECT sqlite_version()"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchone()[0]).split()[0]

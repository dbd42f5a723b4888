"""What other places do and one city does not, as far as this catalogue knows."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from pyroaring import BitMap

from ..choices import NATIONAL, UNKNOWN, Province, Status
from ..facets import EMPTY, Index
from ..paths import path_of

GOING_ON = {status.value for status in Status if status != Status.STOPPED}
PROVINCES = {province.value for province in Province}
ROWS, COLUMNS = "fase", "preventie"

Row = dict[str, Any]  # what the template shows


class Whereabouts(NamedTuple):
    """Entries apart. Those in none of these have stopped, or their place is unknown."""

    here: BitMap
    stopped_here: BitMap
    elsewhere: BitMap  # and never here


class Value(NamedTuple):
    """A row or a column: a value of a facet, or all entries when nobody knows any value."""

    key: str
    slug: str
    entries: BitMap

    @property
    def query(self) -> str:
        return f"{self.key}={self.slug}" if self.slug else ""


def whereabouts(index: Index, city: str) -> Whereabouts:
    """What runs in the whole country runs here too."""
    place: dict[str, set[str]] = {"gemeente": {city, NATIONAL}, "provincie": set()}
    known = index.places.matching({**place, "status": set()})
    here = index.places.matching({**place, "status": GOING_ON})
    anywhere = {"gemeente": set[str](), "provincie": PROVINCES, "status": GOING_ON}
    return Whereabouts(here, known - here, index.places.matching(anywhere) - known)


def gaps(index: Index, city: str) -> Row | None:
    """The phases against the prevention levels; None when no entry has any of them."""
    rows, columns = values_of(index, ROWS), values_of(index, COLUMNS)
    if not rows and not columns:
        return None
    whole = Value("", "", index.entries)
    if not rows:
        rows, columns = columns, []
    found, words = whereabouts(index, city), words_of_cells()
    return {
        "columns": [heading(index, each) for each in columns or [whole]],
        "is_wide": len(columns) > 1,
        "rows": [
            {
                **heading(index, row),
                "cells": [
                    cell(row, column, found, words) for column in columns or [whole]
                ],
            }
            for row in rows
        ],
    }


def values_of(index: Index, key: str) -> list[Value]:
    """In order, the unknown last when it holds something; none when nothing is known."""
    used = index.values[key]
    known = [slug for slug in index.labels[key] if slug in used]
    if not known:
        return []
    unknown = [UNKNOWN] if UNKNOWN in used else []
    return [
        Value(key, slug, used.get(slug, EMPTY))
        for slug in [*index.labels[key], *unknown]
    ]


def heading(index: Index, value: Value) -> Row:
    if not value.slug:
        return {"name": _("Interventions"), "slug": "", "is_dutch": False}
    if value.slug == UNKNOWN:
        unknown = {ROWS: _("Phase unknown"), COLUMNS: _("Prevention level unknown")}
        return {"name": unknown[value.key], "slug": "", "is_dutch": False}
    name = capfirst(index.labels[value.key][value.slug])
    return {"name": name, "slug": value.slug, "is_dutch": True}


def words_of_cells() -> dict[str, str]:
    """What a cell says of each number, and where it leads; the same for dozens of cells."""
    return {
        "elsewhere": _("%(number)s elsewhere, not here"),
        "here": _("%(number)s here"),
        "stopped_here": _("%(number)s stopped here"),
        "rest": _("%(number)s stopped, or place unknown"),
        "number": _("In the list: %(number)s"),
        "list_url": path_of("intervention-list"),
    }


def cell(row: Value, column: Value, found: Whereabouts, words: dict[str, str]) -> Row:
    """`number` is what a person finds behind the link; the others are its parts."""
    entries = row.entries & column.entries
    parts = {
        name: part.intersection_cardinality(entries)
        for name, part in found._asdict().items()
    }
    query = "&".join(filter(None, (row.query, column.query)))
    # What has stopped here is not nothing.
    known_here = parts["here"] or parts["stopped_here"]
    is_gap = parts["elsewhere"] and not known_here
    parts["rest"] = len(entries) - sum(parts.values())
    lines = {
        name: words[name] % {"number": number}
        for name, number in parts.items()
        if number
    }
    return {
        **parts,
        "number": len(entries),
        "missed": lines.pop("elsewhere", ""),
        "lines": list(lines.values()),
        "link": words["number"] % {"number": len(entries)},
        "css": "gap" if is_gap else "" if entries else "gap gap--empty",
        "url": f"{words['list_url']}?{query}",
    }


def unknown_in(index: Index) -> Iterator[Row]:
    """Of how many entries the phase is unknown, and of how many the prevention level."""
    for key, name in {ROWS: _("the phase"), COLUMNS: _("the prevention level")}.items():
        if number := index.count(key, UNKNOWN):
            yield {
                "name": name,
                "number": number,
                "url": f"{path_of('intervention-list')}?{key}={UNKNOWN}",
            }

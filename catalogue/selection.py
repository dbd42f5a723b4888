"""Entries that a visitor put together, and the sources of a list of them."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import QuerySet, Value

from .models import (
    Appraisal,
    Delivery,
    Figure,
    Intervention,
    OldSlug,
    Recognition,
    Study,
)
from .prepared import prepared
from .querysets import published_on

MOST = 50
SLUG = re.compile(r"[-\w]{1,200}")
NAMING_SOURCES: list[Any] = [Delivery, Figure, Recognition, Study, Appraisal]


class ShownSource(NamedTuple):
    pk: int
    title: str
    publisher: str
    url: str
    published_on: date | None
    published_on_precision: str
    accessed_on: date | None


class Selection(NamedTuple):
    entries: list[Any]  # in the order in which they were chosen
    missing: list[str]  # the short names that no public entry has, now or before
    too_many: bool


def read_selection(
    given: Iterable[str], day: date, read: Callable[[list[str], date], Iterable[Any]]
) -> Selection:
    """What `read` finds public on `day` of the short names `given`, each entry once."""
    slugs = list(dict.fromkeys(each for each in given if each.strip()))
    asked = slugs[:MOST]
    readable = [each for each in asked if SLUG.fullmatch(each)]
    found = {entry.slug: entry for entry in read(readable, day)}
    # Who has a short name now goes before who had it.
    moved = dict(present_slugs([each for each in readable if each not in found], day))
    others = list({*moved.values()} - {*found})
    found |= {entry.slug: entry for entry in read(others, day)}
    entries: dict[int, Any] = {}
    missing = []
    for slug in asked:
        if entry := found.get(moved.get(slug, slug)):
            entries[entry.pk] = entry
        else:
            missing.append(slug)
    return Selection(list(entries.values()), missing, len(slugs) > MOST)


@prepared
def present_slugs(slugs: Sequence[str], day: date) -> QuerySet:
    """Each of `slugs` that an entry had before, and the one it has now."""
    path = "intervention__"
    olds = OldSlug.objects.filter(published_on(day, path), slug__in=slugs).order_by()
    return olds.values_list("slug", f"{path}slug")


def sources_of(keys: Sequence[int]) -> dict[int, list[ShownSource]]:
    """Those of each entry itself, and then the others that its parts name: both by publisher."""
    found: dict[int, dict[int, ShownSource]] = {key: {} for key in keys}
    for key, _is_of_part, *row in sorted(source_rows(keys), key=IN_ORDER):
        source = ShownSource._make(row)
        found[key].setdefault(source.pk, source)
    return {key: [*sources.values()] for key, sources in found.items()}


# Of `source_rows()`: of a part or not, publisher, title and key.
IN_ORDER = itemgetter(1, 4, 3, 2)


@prepared
def source_rows(keys: Sequence[int]) -> QuerySet:
    """Each entry with a source, whether that is of a part of it, and what it is."""
    tables = [Intervention.sources.through, *NAMING_SOURCES]
    shown = [f"source__{name}" for name in ShownSource._fields]
    first, *others = (
        table._default_manager.order_by()
        .filter(intervention__in=keys, source__isnull=False)
        .values_list("intervention_id", Value(at > 0), *shown)
        for at, table in enumerate(tables)
    )
    return first.union(*others)

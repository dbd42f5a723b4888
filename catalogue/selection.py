"""Entries that a visitor put together, and what their comparison shows."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Max, QuerySet

from .loading import (
    EVIDENCE,
    PARTS,
    columns,
    join,
    keep,
    public_rows,
    rows_by,
)
from .models import (
    Appraisal,
    ApproachType,
    Delivery,
    Figure,
    Intervention,
    OldSlug,
    Recognition,
    Source,
    Study,
    Version,
)
from .prepared import prepared
from .query_fields import SLUG
from .querysets import published_on

MOST = 50
NAMING_SOURCES: list[Any] = [Delivery, Recognition, Study, Appraisal, Figure]


class Chosen(NamedTuple):
    pk: int
    slug: str
    name: str


class ShownSource(NamedTuple):
    pk: int
    title: str
    publisher: str
    url: str
    published_on: date | None
    published_on_precision: str
    accessed_on: date | None


class Selection(NamedTuple):
    entries: list[Chosen]  # in the order in which they were chosen
    missing: list[str]  # the short names that no public entry has, now or before
    too_many: bool


def read_selection(given: Iterable[str], day: date) -> Selection:
    """What is public on `day` of the entries with the short names `given`, each once."""
    slugs = list(dict.fromkeys(each for each in given if each.strip()))
    asked = slugs[:MOST]
    readable = [each for each in asked if SLUG.fullmatch(each)]
    # Who has a short name now goes before who had it.
    found = sorted(chosen_rows(readable, day), key=lambda row: row[0] == row[2])
    by_slug = {slug: Chosen(*values) for slug, *values in found}
    entries: dict[int, Chosen] = {}
    missing = []
    for slug in asked:
        if entry := by_slug.get(slug):
            entries[entry.pk] = entry
        else:
            missing.append(slug)
    return Selection(list(entries.values()), missing, len(slugs) > MOST)


@prepared
def chosen_rows(slugs: Sequence[str], day: date) -> QuerySet:
    """Who has or had each of `slugs`: that one, and then `Chosen`."""
    now = Intervention.objects.filter(published_on(day), slug__in=slugs)
    before = OldSlug.objects.filter(published_on(day, "intervention__"), slug__in=slugs)
    return (
        now.order_by()
        .values_list("slug", "pk", "slug", "name")
        .union(
            before.order_by().values_list(
                *("slug", "intervention_id", "intervention__slug"),
                "intervention__name",
            ),
            all=True,
        )
    )


def load_entries(chosen: Iterable[Chosen], day: date) -> list[Intervention]:
    """Entries with their parts and theirs, in the same statements for one as for many."""
    slugs = [each.slug for each in chosen]
    entries = [
        Intervention.from_db(DEFAULT_DB_ALIAS, columns(Intervention), values)
        for values in public_rows(slugs, day)
    ]
    entries.sort(key=lambda entry: slugs.index(entry.slug))
    keys = [entry.pk for entry in entries]
    found: dict[str, dict[int, list[Any]]] = {
        name: rows_by(keys, model, "intervention_id") for name, model in PARTS.items()
    }
    found["approach_types"] = rows_by(keys, ApproachType, "interventions")
    for entry in entries:
        keep(entry, {name: rows[entry.pk] for name, rows in found.items()})
    parts = {
        name: [*chain.from_iterable(rows.values())] for name, rows in found.items()
    }
    for name, model in EVIDENCE.items():
        types = {each.pk for each in parts["approach_types"]}
        of_types = rows_by(types, model, "approach_type_id")
        for each in parts["approach_types"]:
            keep(each, {name: of_types[each.pk]})
    join(parts)
    return entries


def sources_of(keys: Sequence[int]) -> dict[int, list[ShownSource]]:
    """Those of each entry itself, and then the others that its parts name: both in order."""
    found: dict[int, dict[int, ShownSource]] = {key: {} for key in keys}
    for key, *values in source_rows(keys, "interventions"):
        source = ShownSource._make(values)
        found[key][source.pk] = source
    naming: dict[int, list[int]] = {}
    for key, pk in named_sources(keys):
        naming.setdefault(pk, []).append(key)
    for pk, *values in source_rows(list(naming), "pk"):
        source = ShownSource._make(values)
        for key in naming[pk]:
            found[key].setdefault(pk, source)
    return {key: [*sources.values()] for key, sources in found.items()}


@prepared
def source_rows(keys: Sequence[int], path: str) -> QuerySet:
    sources = Source.objects.filter(**{f"{path}__in": keys})
    return sources.values_list(path, *ShownSource._fields)


@prepared
def named_sources(keys: Sequence[int]) -> QuerySet:
    """Each entry with a source that a part of it names, once."""
    first, *others = (
        model._default_manager.order_by()
        .filter(intervention__in=keys, source__isnull=False)
        .values_list("intervention_id", "source_id")
        for model in NAMING_SOURCES
    )
    return first.union(*others)


def text_numbers(keys: Iterable[int]) -> dict[int, int]:
    """The number that the present text of each entry has among its versions."""
    numbers = dict.fromkeys(keys, 1)
    for entry, last in last_versions(list(numbers)):
        numbers[entry] = last + 1
    return numbers


@prepared
def last_versions(keys: Sequence[int]) -> QuerySet:
    versions = Version.objects.filter(intervention__in=keys).order_by()
    return versions.values_list("intervention_id").annotate(last=Max("number"))

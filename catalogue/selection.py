"""Entries that a visitor put together, with all that their comparison shows."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Max, QuerySet

from .loading import EVIDENCE, PARTS, columns, join, keep, public_rows, rows_by
from .models import ApproachType, Intervention, OldSlug, Source, Version
from .prepared import prepared
from .query_fields import SLUG

MOST = 50


class Selection(NamedTuple):
    entries: list[Intervention]  # in the order in which they were chosen
    missing: list[str]  # the short names that no public entry has, now or before
    too_many: bool


def read_selection(given: Iterable[str], day: date) -> Selection:
    """What is public on `day` of the entries with the short names `given`, each once."""
    slugs = list(dict.fromkeys(each for each in given if each.strip()))
    asked = slugs[:MOST]
    readable = [each for each in asked if SLUG.fullmatch(each)]
    moved = dict(moved_rows(readable))
    found = load_entries(list(dict.fromkeys([*readable, *moved.values()])), day)
    by_slug = {entry.slug: entry for entry in found}
    entries: dict[int, Intervention] = {}
    missing = []
    for slug in asked:
        entry = by_slug.get(slug) or by_slug.get(moved.get(slug, ""))
        if entry:
            entries[entry.pk] = entry
        else:
            missing.append(slug)
    return Selection(list(entries.values()), missing, len(slugs) > MOST)


def load_entries(slugs: Sequence[str], day: date) -> list[Intervention]:
    """Entries with their parts and theirs, in the same statements for one as for many."""
    entries = [
        Intervention.from_db(DEFAULT_DB_ALIAS, columns(Intervention), values)
        for values in public_rows(slugs, day)
    ]
    keys = [entry.pk for entry in entries]
    found: dict[str, dict[int, list[Any]]] = {
        name: rows_by(keys, model, "intervention_id") for name, model in PARTS.items()
    }
    found["sources"] = rows_by(keys, Source, "interventions")
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


def text_numbers(entries: Iterable[Intervention]) -> dict[int, int]:
    """The number that the present text of each entry has among its versions."""
    numbers = {entry.pk: 1 for entry in entries}
    for entry, last in last_versions(list(numbers)):
        numbers[entry] = last + 1
    return numbers


@prepared
def moved_rows(slugs: Sequence[str]) -> QuerySet:
    moved = OldSlug.objects.filter(slug__in=slugs).order_by()
    return moved.values_list("slug", "intervention__slug")


@prepared
def last_versions(keys: Sequence[int]) -> QuerySet:
    versions = Version.objects.filter(intervention__in=keys).order_by()
    return versions.values_list("intervention_id").annotate(last=Max("number"))

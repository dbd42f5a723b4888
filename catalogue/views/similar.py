"""Entries like one entry, found in the facet index; each with the reason in words."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy
from pyroaring import BitMap

from ..bitmaps import union
from ..choices import Sort
from ..facets import EMPTY, Index
from ..models import Intervention
from ..paths import path_of
from ..prepared import prepared
from ..querysets import published_on

MOST = 5
TYPE = "aanpak"
# How much a shared value says, and what stands before it: in the order of the reasons.
SHARED = {
    TYPE: (4, gettext_lazy("also")),
    "fase": (2, gettext_lazy("also for")),
    "thema": (2, gettext_lazy("also about")),
    "doelgroep": (1, gettext_lazy("also for")),
}
Value = tuple[str, str]  # key and slug
Tiers = list[BitMap]


def similar_to(
    entry: int, index: Index, leave_out: Collection[int] = ()
) -> list[dict[str, Any]]:
    """At most five, the most alike first and equals by name; never without a reason."""
    values = values_of(entry, index)
    candidates = enough_in_common(values, index) - BitMap([entry, *leave_out])
    tiers = by_weight(values, index, candidates)
    keys = index.part(Sort.NAME, exactly(tiers), 0, MOST)
    rows = {key: row for key, *row in names_of(keys, timezone.localdate())}
    return [
        {
            "name": rows[key][0],
            "url": path_of("intervention", rows[key][1]),
            "sentence": rows[key][2],
            "reasons": reasons(key, values, index),
        }
        for key in keys
        if key in rows
    ]


@prepared
def names_of(keys: Sequence[int], day: date) -> QuerySet:
    entries = Intervention.objects.filter(published_on(day), pk__in=keys).order_by()
    return entries.values_list("pk", "name", "slug", "sentence")


def values_of(entry: int, index: Index) -> list[Value]:
    """What the entry has of the lists; that something is not known is nothing in common."""
    return [
        (key, slug)
        for key in SHARED
        for slug in index.labels[key]
        if entry in index.values[key].get(slug, EMPTY)
    ]


def enough_in_common(values: Iterable[Value], index: Index) -> BitMap:
    """The entries with an approach type of these, or with two of the other values."""
    types: list[BitMap] = []
    one, two = EMPTY, EMPTY
    for key, slug in values:
        entries = index.values[key][slug]
        if key == TYPE:
            types.append(entries)
        else:
            one, two = one | entries, two | (one & entries)
    return union(types) | two


def by_weight(values: Iterable[Value], index: Index, candidates: BitMap) -> Tiers:
    """At each place the candidates whose shared values weigh at least so much."""
    at_least = [candidates]
    for key, slug in values:
        entries, (weight, _lead) = index.values[key][slug], SHARED[key]
        having = candidates & entries
        at_least += [EMPTY] * weight
        for total in range(len(at_least) - 1, 0, -1):
            at_least[total] = at_least[total] | (
                at_least[max(total - weight, 0)] & having
            )
    return at_least


def exactly(at_least: Tiers) -> Iterable[BitMap]:
    """From the heaviest: those that weigh just so much."""
    heavier = EMPTY
    for tier in reversed(at_least):
        yield tier - heavier
        heavier = tier


def reasons(entry: int, values: Iterable[Value], index: Index) -> list[dict[str, str]]:
    return [
        {"lead": str(SHARED[key][1]), "value": index.labels[key][slug]}
        for key, slug in values
        if entry in index.values[key][slug]
    ]

"""The facet index: for each value of each facet, the set of public entries that have it.

Matching, counting and order are algebra on compressed bitmaps of primary keys, so that a
page reads only its own rows. One index per process; an index never changes: what an edit
touches is read again into a new one that shares the rest. `InterventionFilterSet` says what
the keys mean; a test holds that both give the same answer.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from heapq import nlargest
from typing import Any, NamedTuple

from pyroaring import BitMap

from .analyser import Synonyms
from .bitmaps import (
    AGAIN,
    EMPTY,
    PLACE_KEYS,
    STARTED,
    Bitmaps,
    Order,
    Places,
    Some,
    Value,
    deliveries_of,
    ranks,
    some_at_a_time,
    union,
)
from .choices import NATIONAL, UNKNOWN, Sort, Status, WithUnknownAge
from .names import Names

Key = tuple[str, Value]
Labels = dict[str, str]
Counts = dict[str, int]
Given = Mapping[str, Any]

NO_AGE = (None, None)
NO_TERMS = (UNKNOWN, NATIONAL)  # values that are no row of a list


class Explanation(NamedTuple):
    word: str
    meaning: str


@dataclass(frozen=True)
class Index:
    revision: int
    day: date
    entries: BitMap
    by_name: array
    bitmaps: dict[Key, BitMap]
    labels: dict[str, Labels]
    names: dict[str, Names]
    places: Places
    synonyms: Synonyms
    explanations: dict[str, Explanation]
    people: Labels  # who are in a phase, by its slug
    keys: dict[str, array]  # what an entry is sorted by; a blank is 0 and comes last
    orders: dict[str, Order] = field(default_factory=dict)

    @cached_property
    def values(self) -> dict[str, Bitmaps]:
        values: dict[str, Bitmaps] = defaultdict(dict)
        for (key, value), entries in self.bitmaps.items():
            values[key][value] = entries
        return values | self.places.by_key

    @cached_property
    def sizes(self) -> dict[str, Counts]:
        """How many entries have each value, with no question asked."""
        sizes: dict[str, Counts] = defaultdict(dict)
        for key, bitmaps in self.values.items():
            sizes[key] = {value: len(entries) for value, entries in bitmaps.items()}
        return sizes

    @cached_property
    def ranks(self) -> dict[str, dict[str, int]]:
        """The place of each value in the order of its list; what is no row of it is last."""
        return {
            key: {slug: rank for rank, slug in enumerate([*labels, *NO_TERMS])}
            for key, labels in self.labels.items()
        }

    @cached_property
    def largest(self) -> dict[str, list[Some]]:
        """The values of each list, the most used first."""
        return {
            key: [*some_at_a_time(self.ranks[key], self.values[key])]
            for key in self.ranks.keys() & self.values.keys()
        }

    @cached_property
    def deliveries(self) -> dict[str, dict[str, list[BitMap]]]:
        return deliveries_of(self.places, self.values.get(AGAIN, {}))

    @cached_property
    def starts(self) -> dict[tuple[str | None, str], int]:
        """How many deliveries started in each year, None where it is unknown, by status."""
        started = self.values.get(STARTED, {})
        found = {value: len(entries) for value, entries in started.items()}
        for (key, year, status, _), entries in self.values.get(AGAIN, {}).items():
            if key == STARTED:
                found[year, status] += len(entries)
        return found

    def count(self, key: str, value: str) -> int:
        """How many entries have `value`, with no other question asked."""
        return self.sizes.get(key, {}).get(value, 0)

    def order(self, sort: str) -> Order:
        if sort not in self.keys:
            sort = Sort.NAME  # relevance is an order of tiers, and of names within them
        if sort not in self.orders:
            self.orders[sort] = self.ordered(sort)
        return self.orders[sort]

    def ordered(self, sort: str) -> Order:
        # An order that knew its index would keep it in memory after the next edit.
        by_name = self.by_name
        if sort == Sort.NAME:
            return Order(by_name, lambda: ranks(by_name).__getitem__)
        key, names = self.keys[sort].__getitem__, self.order(Sort.NAME)

        def make_rank() -> Callable[[int], Any]:
            rank = names.rank
            return lambda entry: (key(entry), rank(entry))

        # Sorting is stable, so that equal keys stay in the order of names.
        return Order(array("I", sorted(by_name, key=key)), make_rank)

    def part(
        self, sort: str, tiers: Iterable[BitMap], start: int, stop: int
    ) -> list[int]:
        """From `start` to `stop`: each tier in the order of `sort`, one after the other."""
        order = self.order(sort)
        keys: list[int] = []
        for tier in tiers:
            if start < len(tier):
                keys += order.part(tier, max(start, 0), stop)
            start, stop = start - len(tier), stop - len(tier)
            if stop <= 0:
                break
        return keys

    def stopped(self, **places: set[str]) -> BitMap:
        """The entries of which every delivery in `places` has stopped, one at least."""
        where = {"gemeente": set(), "provincie": set(), **places}
        others = {status.value for status in Status if status != Status.STOPPED}
        stopped = self.places.matching({**where, "status": {Status.STOPPED.value}})
        return stopped - self.places.matching({**where, "status": others})

    def terms(self, key: str, entries: Iterable[int]) -> dict[int, list[str]]:
        """The labels of each of `entries` in the facet `key`, in the order of the list."""
        found: dict[int, list[str]] = {entry: [] for entry in entries}
        wanted, sets = BitMap(found), self.values[key]
        for slug, label in self.labels[key].items():
            for entry in wanted & sets.get(slug, EMPTY):
                found[entry].append(label)
        return found

    def chosen(self, given: Given, key: str) -> BitMap | None:
        """The entries that answer to one key; None when it asks nothing."""
        value = given[key]
        if value in (None, "", {}):
            return None
        match key:
            case "leeftijdOnbekend":
                unknown = self.values["leeftijd"].get(NO_AGE, EMPTY)
                return self.entries - unknown if value == WithUnknownAge.NO else None
            case "leeftijd":
                return union(
                    entries
                    for (first, last), entries in self.values["leeftijd"].items()
                    if (first is None or first <= value)
                    and (last is None or value <= last)
                )
            case "gecontroleerdSinds":
                checked = self.order(Sort.CHECKED).entries
                days = self.keys[Sort.CHECKED]
                end = bisect_right(checked, -value.toordinal(), key=days.__getitem__)
                return BitMap(checked[:end])
            case _:
                return union(self.values[key].get(slug, EMPTY) for slug in value)

    def answer(self, given: Given, words: BitMap | None = None) -> Answer:
        """What answers to `given`; `words` are the entries that `zoek` finds."""
        sets = {
            key: found
            for key in given.keys() - {*PLACE_KEYS, "zoek"}
            if (found := self.chosen(given, key)) is not None
        }
        if words is not None:
            sets["zoek"] = words
        places = {key: set(given[key]) for key in PLACE_KEYS}
        return Answer(self, sets, places)


@dataclass
class Answer:
    index: Index
    sets: dict[str, BitMap]
    places: dict[str, set[str]]
    of_places: dict[str, Bitmaps] = field(default_factory=dict)

    def entries(self, *, leave_out: Collection[str] = ()) -> BitMap:
        """The entries that answer to every key but those to `leave_out`."""
        found = self.index.entries
        for key, entries in self.sets.items():
            if key not in leave_out:
                found = found & entries
        if any(chosen for key, chosen in self.places.items() if key not in leave_out):
            kept = {
                key: set() if key in leave_out else chosen
                for key, chosen in self.places.items()
            }
            found = found & self.index.places.matching(kept)
        return found

    @cached_property
    def all(self) -> BitMap:
        return self.entries()

    def others(self, key: str) -> BitMap:
        """What answers to the other keys; city, province and status are one."""
        if key in PLACE_KEYS:
            return self.beside_places
        return self.entries(leave_out=[key]) if key in self.sets else self.all

    @cached_property
    def beside_places(self) -> BitMap:
        return self.entries(leave_out=PLACE_KEYS) if self.has_places else self.all

    @cached_property
    def has_places(self) -> bool:
        return any(self.places.values())

    @property
    def has_filters(self) -> bool:
        return self.has_places or bool(self.sets.keys() - {"zoek"})

    def by_value(self, key: str) -> Bitmaps:
        """For each value in use: the entries that have it, in a place that was chosen."""
        if key not in PLACE_KEYS or not self.has_places:
            return self.index.values[key]
        if key not in self.of_places:
            self.of_places[key] = self.index.places.by_value(key, self.places)
        return self.of_places[key]

    def counts(self, key: str) -> Counts:
        """For each value in use: how many entries it gives beside the other keys."""
        others, bitmaps = self.others(key), self.by_value(key)
        if bitmaps is self.index.values[key] and len(others) == len(self.index.entries):
            return self.index.sizes[key]
        return {
            value: others.intersection_cardinality(entries)
            for value, entries in bitmaps.items()
        }

    def count(self, key: str, value: str) -> int:
        entries = self.by_value(key).get(value, EMPTY)
        return self.others(key).intersection_cardinality(entries)

    def most(self, key: str, number: int, but: Collection[str]) -> Counts:
        """The `number` values of a list, `but` some, that give most: with how many they give."""
        bitmaps, give = self.by_value(key), self.others(key).intersection_cardinality
        best: list[tuple[int, int, str]] = []
        least = 0
        for some in self.index.largest[key] if number else ():
            # None gives more than it has, and those to come have no more than the first.
            if some.values[0][0] < least:
                break
            # Nor more than all of these together.
            if give(some.entries) < least:
                continue
            counts = map(give, [bitmaps.get(slug, EMPTY) for _, _, slug in some.values])
            best += [
                (count, rank, slug)
                for count, (_, rank, slug) in zip(counts, some.values, strict=True)
                if count >= least
                and slug in bitmaps
                and slug not in but
                and (count or slug not in NO_TERMS)
            ]
            best = nlargest(number, best)
            least = best[-1][0] if len(best) == number else 0
        return {slug: count for count, _, slug in best}

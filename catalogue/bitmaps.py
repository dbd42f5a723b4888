"""Sets of entries: where they run and whether they do, by one delivery, and in which order."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import Any, NamedTuple

from pyroaring import BitMap

Value = Any  # a slug, a pair of ages, or city, province and status
Bitmaps = dict[Value, BitMap]

EMPTY = BitMap()
PLACE = "plaats"
STARTED = "begonnen"
# Of the entries with a second delivery of one status in one city or year.
AGAIN = "nog een"
ANY = ""  # status
PLACE_KEYS = ("gemeente", "provincie", "status")
COUNTED_AT_ONCE = 8


class Places:
    """City, province and status speak of one delivery, so they are kept together."""

    def __init__(self, triples: Bitmaps) -> None:
        self.triples: Bitmaps = {}
        self.of: dict[Value, Bitmaps] = {}
        self.parts: Bitmaps = {}
        self.by_key: dict[str, Bitmaps] = {key: {} for key in PLACE_KEYS}
        self.take_in(triples)

    def renewed(self, triples: Bitmaps) -> Places:
        """The same but for some `triples`, of which the empty ones are dropped."""
        new = copy(self)
        new.of, new.parts = dict(self.of), dict(self.parts)
        new.by_key = {key: dict(found) for key, found in self.by_key.items()}
        new.take_in(triples)
        return new

    def take_in(self, triples: Bitmaps) -> None:
        self.triples = without_empty({**self.triples, **triples})
        changed: dict[Value, Bitmaps] = {}
        for triple, entries in triples.items():
            for part in parts_of(*triple):
                changed.setdefault(part, {})[triple] = entries
        for part, found in changed.items():
            self.of[part] = without_empty({**self.of.get(part, {}), **found})
            self.parts[part] = union(self.of[part].values())
            key, value, *more = part
            # The whole country is in no province.
            if value and not more:
                self.by_key[key].pop(value, None)
                if self.parts[part]:
                    self.by_key[key][value] = self.parts[part]

    def matching(self, places: Mapping[str, set[str]]) -> BitMap:
        """The entries with a delivery that is in one of each, where any are given."""
        gemeente, provincie, status = (places[key] for key in PLACE_KEYS)
        if gemeente and provincie:
            return union(self.grouped("status", places).values())
        key, chosen = ("gemeente", gemeente) if gemeente else ("provincie", provincie)
        parts: Iterable[Value]
        if not chosen:
            parts = (("status", state) for state in status)
        elif status:
            parts = ((key, place, state) for place in chosen for state in status)
        else:
            parts = ((key, place) for place in chosen)
        return union(self.parts.get(part, EMPTY) for part in parts)

    def by_value(self, key: str, places: Mapping[str, set[str]]) -> Bitmaps:
        """For each value of `key`: what it gives beside the other two keys."""
        others = {**places, key: set()}
        if not any(others.values()):
            return self.by_key[key]
        if all(others[each] or each == key for each in ("gemeente", "provincie")):
            return self.grouped(key, others)
        if key == "status" and len(others["gemeente"] | others["provincie"]) == 1:
            place_key = "gemeente" if others["gemeente"] else "provincie"
            [place] = others[place_key]
            return {
                state: self.parts.get((place_key, place, state), EMPTY)
                for state in self.by_key[key]
            }
        if len(others["status"]) == 1:
            [state] = others["status"]
            return {
                place: self.parts.get((key, place, state), EMPTY)
                for place in self.by_key[key]
            }
        return {
            value: self.matching({**others, key: {value}}) for value in self.by_key[key]
        }

    def grouped(self, key: str, places: Mapping[str, set[str]]) -> Bitmaps:
        """The same where a city and a province go together: by a walk over the triples."""
        at = PLACE_KEYS.index(key)
        wanted = [places[each] for each in PLACE_KEYS]
        chosen = "gemeente" if places["gemeente"] else "provincie"
        triples = {
            triple: entries
            for place in places[chosen]
            for triple, entries in self.of.get((chosen, place), {}).items()
        }
        found: dict[str, list[BitMap]] = {}
        for triple, entries in triples.items():
            if all(
                not chosen or value in chosen
                for value, chosen in zip(triple, wanted, strict=True)
            ):
                found.setdefault(triple[at], []).append(entries)
        found.pop("", None)  # the province of the whole country
        return {value: union(entries) for value, entries in found.items()}


def parts_of(city: str, province: str, status: str) -> list[Value]:
    return [
        ("gemeente", city),
        ("provincie", province),
        ("status", status),
        ("gemeente", city, status),
        ("provincie", province, status),
    ]


def deliveries_of(places: Places, again: Bitmaps) -> dict[str, dict[str, list[BitMap]]]:
    """Of each city, by status and of `ANY`: who has a delivery, who has a second, and so on.

    The sets of a list are together as large as there are deliveries.
    """
    found: dict[str, dict[str, list[BitMap]]] = {}
    for city, _, status in places.triples:
        found.setdefault(city, {})[status] = [places.parts["gemeente", city, status]]
    for (key, city, status, _), entries in again.items():
        if key == PLACE:
            found[city][status].append(entries)
    for city, by_status in found.items():
        _, *more = piled(chain.from_iterable(by_status.values()))
        by_status[ANY] = [places.parts["gemeente", city], *more]
    return found


def piled(sets: Iterable[BitMap]) -> list[BitMap]:
    """What is in one of `sets`, what is in two, and so on: as large together, but fewer."""
    piles: list[BitMap] = []
    for rest in sets:
        for place, pile in enumerate(piles):
            piles[place], rest = pile | rest, pile & rest
        if rest:
            piles.append(rest)
    return piles


def without_empty(bitmaps: Bitmaps) -> Bitmaps:
    return {value: entries for value, entries in bitmaps.items() if entries}


def union(bitmaps: Iterable[BitMap]) -> BitMap:
    first, *others = [*bitmaps] or [EMPTY]
    if not others:
        return first
    # One by one: BitMap.union() leaves holes in memory, of all sets a fifth of the index.
    found = first.copy()
    for each in others:
        found |= each
    return found


class Some(NamedTuple):
    """A few values of a list: of each how many entries have it, minus its rank, and its slug."""

    values: list[tuple[int, int, str]]
    entries: BitMap  # that have one of them


def some_at_a_time(ranks: dict[str, int], bitmaps: Bitmaps) -> Iterator[Some]:
    values = [(len(entries), -ranks[slug], slug) for slug, entries in bitmaps.items()]
    values.sort(reverse=True)
    for start in range(0, len(values), COUNTED_AT_ONCE):
        some = values[start : start + COUNTED_AT_ONCE]
        yield Some(some, union(bitmaps[slug] for _, _, slug in some))


def ranks(entries: array) -> array:
    """The place of each entry in the order of `entries`."""
    found = array("I", bytes(4 * (max(entries, default=0) + 1)))
    for rank, entry in enumerate(entries):
        found[entry] = rank
    return found


@dataclass(frozen=True)
class Order:
    """All entries in one order, and what puts a few of them in it, made when it is asked for."""

    entries: array
    make_rank: Callable[[], Callable[[int], Any]]

    @cached_property
    def rank(self) -> Callable[[int], Any]:
        return self.make_rank()

    def part(self, found: BitMap, start: int, stop: int) -> list[int]:
        """The entries of `found` from `start` to `stop`, in this order."""
        if len(found) == len(self.entries):
            return list(self.entries[start:stop])
        # Walking the order until there are enough, or sorting the few that there are.
        if len(found) ** 2 > stop * len(self.entries):
            walk = (entry for entry in self.entries if entry in found)
            return list(islice(walk, start, stop))
        return sorted(found, key=self.rank)[start:stop]

"""What the facet index is made of, as the database has it.

Of most values the database gathers the entries, so that Python reads a row a value.
"""

import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from itertools import chain
from typing import Any

from django.db.models import Model, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Left
from pyroaring import BitMap

from .bitmaps import AGAIN, EMPTY, PLACE, STARTED
from .choices import EXPIRED, NATIONAL, RECOGNITION_LEVELS, UNKNOWN, Scope, Sort
from .facets import Key
from .models import Delivery, Intervention, Involvement, Recognition, Study
from .prepared import padded, prepared
from .querysets import KeysOf, gathered, published_on

VOCABULARIES = {
    "aanpak": "approach_types",
    "doelgroep": "target_groups",
    "fase": "phases",
    "preventie": "prevention_levels",
    "setting": "settings",
    "thema": "themes",
}
NO_CITY = {Scope.UNKNOWN: (UNKNOWN, UNKNOWN), Scope.NATIONAL: (NATIONAL, "")}
# In how few bytes the key of an entry fits: days, microseconds, levels.
SORTED = {Sort.CHECKED: "i", Sort.NEW: "q", Sort.EVIDENCE: "h"}
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
FEW = 20  # for any number of entries up to this, the SQL is made once

Only = Collection[int] | None  # a few entries, or all


class Rows:
    """What the database says of all public entries on `day`, or of those of `only`.

    In arrays: as lists of Python's numbers it would be six times as much.
    """

    def __init__(
        self,
        day: date,
        only: Only = None,
        keys: Mapping[str, array] | None = None,
    ) -> None:
        self.day, self.only = day, only
        self.sets: dict[Key, array] = defaultdict(partial(array, "I"))
        self.packed: dict[Key, BitMap] = {}
        self.keys: dict[str, array] = {
            sort: array(kind, keys[sort] if keys else ())
            for sort, kind in SORTED.items()
        }
        self.by_name = array("I")
        self.names: dict[int, str] = {}  # the sort keys, of a few
        self.entry_of = array("I")  # by the key of a delivery
        self.read_entries()
        self.public = BitMap(self.by_name)
        self.pack()
        for key, slug, entries in self.ask_lists():
            self.packed[key, slug] = self.public & BitMap(json.loads(entries))
        self.read_deliveries()
        self.pack()
        self.read_evidence()
        self.pack()

    def ask(self, question: Callable[..., QuerySet], *others: Any) -> Iterable[tuple]:
        if self.only is None:
            return question(None, *others).iterator()
        return prepared(question)(padded(self.only, 0, to=FEW), *others)

    def ask_lists(self) -> Iterable[tuple]:
        if self.only is not None:
            return self.ask(of_lists)
        # One list after the other, so that no more than the text of one is held.
        return chain.from_iterable(each.iterator() for each in lists_of(None))

    def pack(self) -> None:
        """Make sets of what was read, bit by bit: the arrays of all would take most memory."""
        for key in [*self.sets]:
            entries = self.sets.pop(key)
            found = BitMap(entries)
            if len(found) < len(entries) and key[0] in (PLACE, STARTED):
                self.add_repeats(*key, entries)
            self.packed[key] = self.public & found

    def bitmaps(self) -> dict[Key, BitMap]:
        public, found = self.public, self.packed
        named: dict[str, BitMap] = {}
        for (key, _), entries in found.items():
            named[key] = named.get(key, EMPTY) | entries
        for key in (*VOCABULARIES, "organisatie", "erkenning"):
            found[key, UNKNOWN] = public - named.get(key, EMPTY)
        nowhere = public - named.get(PLACE, EMPTY)
        unplaced = (PLACE, (UNKNOWN, UNKNOWN, UNKNOWN))
        found[unplaced] = found.get(unplaced, EMPTY) | nowhere
        return {key: entries for key, entries in found.items() if entries}

    def read_entries(self) -> None:
        sets, by_name = self.sets, self.by_name
        checked_on, new, evidence = (self.keys[sort] for sort in SORTED)
        for row in self.ask(of_entries, self.day):
            entry, kind, voluntariness, first, last, checked, created, *name = row
            by_name.append(entry)
            if name:
                [self.names[entry]] = name
            sets["soort", kind].append(entry)
            sets["kader", voluntariness].append(entry)
            sets["leeftijd", (first, last)].append(entry)
            if entry >= len(evidence):
                self.make_room(entry)
            checked_on[entry] = -ordinal(checked) if checked else 0
            new[entry] = -microseconds(created)
            evidence[entry] = 0

    def make_room(self, entry: int) -> None:
        """Keys as far as that of `entry`; entries between have none."""
        for keys in self.keys.values():
            extend(keys, entry)

    def read_deliveries(self) -> None:
        for year, status, entries in self.ask(of_starts):
            self.sets[STARTED, (year, status)].extend(json.loads(entries))
        cities: dict[tuple[str, str], BitMap] = {}  # of each its deliveries
        provinces: dict[str, BitMap] = defaultdict(BitMap)
        for city, province, deliveries in self.ask(of_cities):
            cities[city, province] = there = BitMap(json.loads(deliveries))
            provinces[province] |= there
        for scope, status, *both in self.ask(of_scopes):
            deliveries, entries = map(json.loads, both)
            put(self.entry_of, deliveries, entries)
            found = BitMap(deliveries)
            if scope in NO_CITY:
                self.place(*NO_CITY[scope], status, found)
                continue
            for (city, province), there in cities.items():
                here = found & there
                # A region may cross a border: each city goes with each province of it.
                for each in provinces if scope == Scope.REGION else [province]:
                    self.place(city, each, status, here & provinces[each])

    def place(self, city: str, province: str, status: str, found: BitMap) -> None:
        """Put the entries of the deliveries `found` there, once for each delivery."""
        if found:
            entries = map(self.entry_of.__getitem__, found)
            self.sets[PLACE, (city, province, status)].extend(entries)

    def add_repeats(self, key: str, value: Any, entries: array) -> None:
        """Sets count entries: these have a second delivery that is alike, or more of them.

        What was read of deliveries has an entry once for each.
        """
        alike = (key, value[0], value[-1])  # a city or a year, and a status
        for entry, times in Counter(entries).items():
            for number in range(2, times + 1):
                self.sets[AGAIN, (*alike, number)].append(entry)

    def read_evidence(self) -> None:
        keys = self.keys[Sort.EVIDENCE]
        for entry, outcome, until in self.ask(of_recognitions):
            level = 0
            if outcome in RECOGNITION_LEVELS:
                if until and until < self.day:
                    outcome = EXPIRED
                else:
                    level = RECOGNITION_LEVELS.index(outcome) + 1
            self.sets["erkenning", str(outcome)].append(entry)
            if entry in self.public:
                keys[entry] = min(keys[entry], -10 * level)
        # The strongest comes last, and takes the place of the others.
        for entry, strength in self.ask(of_studies):
            if entry in self.public:
                level = -keys[entry] // 10
                keys[entry] = -10 * level - strength


def extend(values: array, place: int) -> None:
    """Let `values` reach `place`, with zeros."""
    values.frombytes(bytes(values.itemsize * max(0, place + 1 - len(values))))


def put(values: array, places: list[int], given: list[int]) -> None:
    """Set what is `given` at `places`, however far these are."""
    extend(values, max(places))
    for place, value in zip(places, given, strict=True):
        values[place] = value


@lru_cache(maxsize=10_000)
def ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def microseconds(moment: str) -> int:
    """Since 1970. The moment is of UTC: PostgreSQL says so, SQLite does not."""
    known = datetime.fromisoformat(f"{moment.removesuffix('+00')}+00")
    return (known - EPOCH) // MICROSECOND


def of_entries(only: Only, day: date) -> QuerySet:
    """In the order of names; of a few their sort keys too."""
    entries = of(only, Intervention.objects.filter(published_on(day)), "pk")
    return entries.order_by("sort_key", "pk").values_list(
        *("pk", "kind", "voluntariness", "age_from", "age_to"),
        # As text: to make a date, SQLite asks Python for each row.
        *(Cast("checked_on", TextField()), Cast("created", TextField())),
        *([] if only is None else ["sort_key"]),
    )


def of_lists(only: Only) -> QuerySet:
    first, *others = lists_of(only)
    return first.union(*others, all=True)


def lists_of(only: Only) -> list[QuerySet]:
    """The key of a list, the slug of a row of it, and the entries that have it."""
    parts = []
    for key, name in VOCABULARIES.items():
        relation: Any = Intervention._meta.get_field(name)
        links = relation.remote_field.through.objects
        parts.append((key, links, relation.m2m_reverse_field_name()))
    parts.append(("organisatie", Involvement.objects, "organisation"))
    return [
        entries_by(of(only, links.all()), name).values_list(
            Value(key), column_of(links.model, name, "slug"), "keys"
        )
        for key, links, name in parts
    ]


def of_starts(only: Only) -> QuerySet:
    year = Left(Cast("started", TextField()), 4)
    return entries_by(of(only, Delivery.objects.all()), year, "status")


def of_scopes(only: Only) -> QuerySet:
    found = gathered(of(only, Delivery.objects.all()), "pk", "scope", "status")
    return found.annotate(entries=KeysOf("intervention_id"))


def of_cities(only: Only) -> QuerySet:
    links = of(only, Delivery.cities.through.objects.all(), "delivery__intervention")
    city = [column_of(links.model, "city", name) for name in ("slug", "province")]
    return gathered(links, "delivery_id", "city").values_list(*city, "keys")


def of_recognitions(only: Only) -> QuerySet:
    recognitions = of(only, Recognition.objects.order_by())
    return recognitions.values_list("intervention_id", "outcome", "valid_until")


def of_studies(only: Only) -> QuerySet:
    studies = Study.objects.exclude(strength=None).exclude(intervention=None)
    strengths = of(only, studies.order_by("strength"))
    return strengths.values_list("intervention_id", "strength")


def of(only: Only, rows: QuerySet, path: str = "intervention") -> QuerySet:
    return rows if only is None else rows.filter(**{f"{path}__in": only})


def entries_by(rows: QuerySet, *columns: Any) -> QuerySet:
    return gathered(rows, "intervention_id", *columns)


def column_of(model: type[Model], key: str, column: str) -> Subquery:
    """Of the row that `key` leads to: looked up for each group, where a join is for each row."""
    there: Any = model._meta.get_field(key).related_model
    return Subquery(there.objects.order_by().filter(pk=OuterRef(key)).values(column))

"""What the facet index is made of, as the database has it."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from functools import partial
from itertools import groupby, product
from operator import itemgetter
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast, Left
from pyroaring import BitMap

from .bitmaps import AGAIN, EMPTY, PLACE, STARTED, Value
from .choices import EXPIRED, NATIONAL, RECOGNITION_LEVELS, UNKNOWN, Scope, Sort
from .facets import Key
from .models import (
    Delivery,
    Intervention,
    Involvement,
    Organisation,
    Recognition,
    Study,
)
from .querysets import published_on

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


def put(keys: array, entry: int, key: int) -> None:
    """`key` at the place of `entry` in `keys`; entries between have none."""
    missing = entry + 1 - len(keys)
    if missing > 0:
        keys.frombytes(bytes(keys.itemsize * missing))
    keys[entry] = key


class Rows:
    """What the database says of all public entries on `day`, or of those of `only`.

    In arrays: as lists of Python's numbers it would be six times as much.
    """

    def __init__(
        self,
        day: date,
        only: Collection[int] | None = None,
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
        self.read_entries()
        self.public = BitMap(self.by_name)
        self.pack()
        self.read_terms()
        self.read_deliveries()
        self.add_repeats()
        self.pack()
        self.read_evidence()
        self.pack()

    def add(self, key: str, value: Value, entry: int) -> None:
        self.sets[key, value].append(entry)

    def of(self, rows: Any, path: str = "intervention__in") -> Any:
        return rows if self.only is None else rows.filter(**{path: self.only})

    def pack(self) -> None:
        """Make sets of what was read, bit by bit: the arrays of all would take most memory."""
        for key in [*self.sets]:
            self.packed[key] = self.public & BitMap(self.sets.pop(key))

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
        entries = self.of(Intervention.objects.filter(published_on(self.day)), "pk__in")
        rows = entries.order_by("sort_key", "pk").values_list(
            *("pk", "kind", "voluntariness", "age_from", "age_to"),
            *("checked_on", "created", *(["sort_key"] if self.only else [])),
        )
        for row in rows.iterator():
            entry, kind, voluntariness, first, last, checked, created, *name = row
            self.by_name.append(entry)
            if name:
                [self.names[entry]] = name
            self.add("soort", kind, entry)
            self.add("kader", voluntariness, entry)
            self.add("leeftijd", (first, last), entry)
            put(self.keys[Sort.CHECKED], entry, -checked.toordinal() if checked else 0)
            put(self.keys[Sort.NEW], entry, -int(created.timestamp() * 1_000_000))
            put(self.keys[Sort.EVIDENCE], entry, 0)

    def read_terms(self) -> None:
        for key, name in VOCABULARIES.items():
            relation: Any = Intervention._meta.get_field(name)
            through = getattr(Intervention, name).through
            self.read_links(
                key, relation.related_model, through, relation.m2m_reverse_field_name()
            )
            self.pack()
        self.read_links("organisatie", Organisation, Involvement, "organisation")
        self.pack()

    def read_links(self, key: str, model: Any, through: Any, column: str) -> None:
        if self.only is not None:
            rows = through.objects.order_by().filter(intervention__in=self.only)
            for slug, entry in rows.values_list(f"{column}__slug", "intervention_id"):
                self.add(key, slug, entry)
            return
        slugs = dict(model.objects.values_list("pk", "slug"))
        rows = through.objects.order_by().values_list(f"{column}_id", "intervention_id")
        sets = {pk: self.sets[key, slug] for pk, slug in slugs.items()}
        for term, entry in rows.iterator():
            sets[term].append(entry)

    def read_deliveries(self) -> None:
        # As text: to make a date, SQLite asks Python for each row.
        year = Left(Cast("started", TextField()), 4)
        columns = ("pk", "intervention_id", "scope", "status", year)
        rows = self.of(Delivery.objects.order_by("pk")).values_list(
            *columns, "cities__slug", "cities__province"
        )
        by_delivery = groupby(rows.iterator(), key=itemgetter(0))
        for _, group in by_delivery:
            cities = list(group)
            _, entry, scope, status, year, city, province = cities[0]
            self.add(STARTED, (year, status), entry)
            if scope != Scope.REGION:
                place = NO_CITY.get(scope, (city, province))
                self.add(PLACE, (*place, status), entry)
                continue
            # A region may cross a border: each city goes with each province of it.
            provinces = {each[-1] for each in cities}
            for each, province in product(cities, provinces):
                self.add(PLACE, (each[-2], province, status), entry)

    def add_repeats(self) -> None:
        """Sets count entries: these have a second delivery that is alike, or more of them."""
        for (key, value), entries in [*self.sets.items()]:
            if key in (PLACE, STARTED) and len(BitMap(entries)) < len(entries):
                alike = (key, value[0], value[-1])  # a city or a year, and a status
                for entry, times in Counter(entries).items():
                    for number in range(2, times + 1):
                        self.add(AGAIN, (*alike, number), entry)

    def read_evidence(self) -> None:
        keys = self.keys[Sort.EVIDENCE]
        columns = ("intervention_id", "outcome", "valid_until")
        levels = self.of(Recognition.objects.order_by()).values_list(*columns)
        for entry, outcome, until in levels.iterator():
            level = 0
            if outcome in RECOGNITION_LEVELS:
                if until and until < self.day:
                    outcome = EXPIRED
                else:
                    level = RECOGNITION_LEVELS.index(outcome) + 1
            self.add("erkenning", str(outcome), entry)
            if entry in self.public:
                keys[entry] = min(keys[entry], -10 * level)
        studies = Study.objects.exclude(strength=None).exclude(intervention=None)
        strengths = self.of(studies.order_by("strength")).values_list(
            "intervention_id", "strength"
        )
        # The strongest comes last, and takes the place of the others.
        for entry, strength in strengths.iterator():
            if entry in self.public:
                level = -keys[entry] // 10
                keys[entry] = -10 * level - strength

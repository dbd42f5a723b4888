"""Reads the facet index from the database, and what has changed since."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import count, groupby, product
from operator import itemgetter
from threading import Lock
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from pyroaring import BitMap

from .choices import (
    EXPIRED,
    NATIONAL,
    RECOGNITION_LEVELS,
    UNKNOWN,
    Publication,
    Scope,
    Sort,
)
from .facets import EMPTY, PLACE, Bitmaps, Index, Key, Named, Places, Value
from .models import (
    ApproachType,
    City,
    Delivery,
    Intervention,
    Involvement,
    Organisation,
    Recognition,
    Revision,
    Study,
)
from .models.fields import sort_key
from .querysets import published_on
from .search import read_synonyms

VOCABULARIES = {
    "aanpak": "approach_types",
    "doelgroep": "target_groups",
    "fase": "phases",
    "preventie": "prevention_levels",
    "setting": "settings",
    "thema": "themes",
}
NO_CITY = {Scope.UNKNOWN: (UNKNOWN, UNKNOWN), Scope.NATIONAL: (NATIONAL, "")}
SORTED = [Sort.CHECKED, Sort.NEW, Sort.EVIDENCE]
# Beyond this many changed entries, reading everything again is quicker.
MOST_CHANGED = 200
FEW = 20


def current() -> Index:
    """The index of the present revision and day; one statement when nothing changed."""
    global held
    if held is None or (held.revision, held.day) != (read_revision(), today()):
        with reading:
            # Another thread may have been first: look again.
            revision, day = read_revision(), today()
            if held is None or held.revision > revision:
                held = built(revision, day)
            elif (held.revision, held.day) != (revision, day):
                held = renewed(held, revision, day)
    return held


held: Index | None = None
reading = Lock()


def read_revision() -> int:
    """Asked for by every page, so without the ORM: that takes as long as the rest of a 304."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM catalogue_revision")
        row = cursor.fetchone()
    return row[0] if row else 0


def today() -> date:
    return timezone.localdate()


def built(revision: int, day: date) -> Index:
    rows = Rows(day)
    entries = BitMap(rows.by_name)
    bitmaps = rows.bitmaps()
    return Index(
        revision=revision,
        day=day,
        entries=entries,
        by_name=rows.by_name,
        bitmaps=bitmaps,
        places=Places(triples_of(bitmaps)),
        keys=rows.keys,
        **read_lists(),
    )


def renewed(old: Index, revision: int, day: date) -> Index:
    """`old` with the entries read again that have changed since."""
    # A new database has no revision yet, and a new day all the same.
    numbers = Revision.objects.values_list("removal", "lists").first()
    removed, lists = numbers or (0, 0)
    changed = changed_since(old, day, removed=removed > old.revision)
    if len(changed) > MOST_CHANGED:
        return built(revision, day)
    rows = Rows(day, changed, old.keys)
    gone = BitMap(changed)
    entries = old.entries - gone | BitMap(rows.by_name)
    bitmaps = dict(merged(old.bitmaps, gone, rows.bitmaps()))
    return Index(
        revision=revision,
        day=day,
        entries=entries,
        by_name=put_in_order(old, changed, rows.names),
        bitmaps=bitmaps,
        places=old.places.renewed(triples_of(bitmaps)),
        keys=rows.keys,
        **(read_lists() if lists > old.revision else lists_of(old)),
    )


def merged(
    old: dict[Key, BitMap], gone: BitMap, new: dict[Key, BitMap]
) -> Iterator[tuple[Key, BitMap]]:
    """The sets of `old` without what is `gone`, with what is `new`; no empty ones."""
    for key in old.keys() | new.keys():
        entries = old.get(key, EMPTY)
        if key in new or gone.intersect(entries):
            entries = entries - gone | new.get(key, EMPTY)
        if entries:
            yield key, entries


def triples_of(bitmaps: dict[Key, BitMap]) -> Bitmaps:
    return {value: entries for (key, value), entries in bitmaps.items() if key == PLACE}


def changed_since(old: Index, day: date, *, removed: bool) -> list[int]:
    """Entries written, removed, or of which a date has passed since `old`."""
    changed = Q(revision__gt=old.revision)
    if day != old.day:
        # Publication and recognition begin and end without an edit.
        days = (min(old.day, day), max(old.day, day))
        for moment in ("publish_from", "publish_until", "recognitions__valid_until"):
            changed |= Q(**{f"{moment}__range": days})
    every = Intervention.objects.order_by().values_list("pk", flat=True)
    keys = set(every.filter(changed))
    if removed:
        keys |= set(old.entries - BitMap(every))
    return sorted(keys)


def put_in_order(old: Index, changed: Iterable[int], names: dict[int, str]) -> array:
    """The order of names with the `changed` entries where the database has them."""
    by_name = array("I", old.by_name)
    for entry in changed:
        if entry in old.entries:
            by_name.remove(entry)
    placed = BitMap(by_name)
    entries = Intervention.objects.filter(publication=Publication.PUBLISHED)
    in_order = entries.order_by("sort_key", "pk").values_list("pk", flat=True)
    # From the last on, so that the one that follows is in place.
    for entry, name in reversed(names.items()):
        later = in_order.filter(sort_key__gte=name)
        keys = later.exclude(sort_key=name, pk__lte=entry)
        following = next((key for key in in_parts(keys) if key in placed), None)
        at = len(by_name) if following is None else by_name.index(following)
        by_name.insert(at, entry)
        placed.add(entry)
    return by_name


def in_parts(rows: Any) -> Iterator[Any]:
    """Asked for a few at a time, so that the database stops at the first few."""
    for start in count(0, FEW):
        part = list(rows[start : start + FEW])
        yield from part
        if len(part) < FEW:
            return


def put(keys: array, entry: int, key: int) -> None:
    """`key` at the place of `entry` in `keys`; entries between have none."""
    missing = entry + 1 - len(keys)
    if missing > 0:
        keys.frombytes(bytes(8 * missing))
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
        self.sets: dict[Key, array] = {}
        self.keys: dict[str, array] = {
            sort: array("q", keys[sort] if keys else ()) for sort in SORTED
        }
        self.by_name = array("I")
        self.names: dict[int, str] = {}  # the sort keys, of a few
        self.read_entries()
        self.read_terms()
        self.read_deliveries()
        self.read_evidence()

    def add(self, key: str, value: Value, entry: int) -> None:
        self.sets.setdefault((key, value), array("I")).append(entry)

    def of(self, rows: Any, path: str = "intervention__in") -> Any:
        return rows if self.only is None else rows.filter(**{path: self.only})

    def bitmaps(self) -> dict[Key, BitMap]:
        public = BitMap(self.by_name)
        found = {key: public & BitMap(self.sets.pop(key)) for key in list(self.sets)}
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
            *("checked_on", "created", "sort_key"),
        )
        for (
            entry,
            kind,
            voluntariness,
            first,
            last,
            checked,
            created,
            name,
        ) in rows.iterator():
            self.by_name.append(entry)
            if self.only is not None:
                self.names[entry] = name
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
        self.read_links("organisatie", Organisation, Involvement, "organisation")

    def read_links(self, key: str, model: Any, through: Any, column: str) -> None:
        if self.only is not None:
            rows = through.objects.order_by().filter(intervention__in=self.only)
            for slug, entry in rows.values_list(f"{column}__slug", "intervention_id"):
                self.add(key, slug, entry)
            return
        slugs = dict(model.objects.values_list("pk", "slug"))
        rows = through.objects.order_by().values_list(f"{column}_id", "intervention_id")
        sets = {
            pk: self.sets.setdefault((key, slug), array("I"))
            for pk, slug in slugs.items()
        }
        for term, entry in rows.iterator():
            sets[term].append(entry)

    def read_deliveries(self) -> None:
        columns = ("pk", "intervention_id", "scope", "status")
        rows = self.of(Delivery.objects.order_by("pk")).values_list(
            *columns, "cities__slug", "cities__province"
        )
        by_delivery = groupby(rows.iterator(), key=itemgetter(0))
        for _, group in by_delivery:
            cities = list(group)
            _, entry, scope, status, city, province = cities[0]
            if scope != Scope.REGION:
                place = NO_CITY.get(scope, (city, province))
                self.add(PLACE, (*place, status), entry)
                continue
            # A region may cross a border: each city goes with each province of it.
            provinces = {each[5] for each in cities}
            for each, province in product(cities, provinces):
                self.add(PLACE, (each[4], province, status), entry)

    def read_evidence(self) -> None:
        keys = self.keys[Sort.EVIDENCE]
        public = BitMap(self.by_name)
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
            if entry in public:
                keys[entry] = min(keys[entry], -10 * level)
        studies = Study.objects.exclude(strength=None).exclude(intervention=None)
        strengths = self.of(studies.order_by("strength")).values_list(
            "intervention_id", "strength"
        )
        # The strongest comes last, and takes the place of the others.
        for entry, strength in strengths.iterator():
            if entry in public:
                level = -keys[entry] // 10
                keys[entry] = -10 * level - strength


def read_lists() -> dict[str, Any]:
    """What a person reads for each value, in the order of the list; names; synonyms."""
    columns = ("slug", "name", "sort_key")
    bodies = Organisation.objects.values_list(*columns, "abbreviation")
    names = {
        "aanpak": [
            Named(slug, name, f" {sort_key(name)}")
            for slug, name in ApproachType.objects.values_list("slug", "name")
        ],
        "gemeente": [
            Named(slug, name, f" {key}")
            for slug, name, key in City.objects.values_list(*columns)
        ],
        "organisatie": [
            Named(slug, name, f" {key} {sort_key(short)}")
            for slug, name, key, short in bodies
        ],
    }
    labels = {key: {each.slug: each.name for each in names[key]} for key in names}
    for key, name in VOCABULARIES.items():
        if key not in labels:
            model: Any = Intervention._meta.get_field(name).related_model
            labels[key] = dict(model.objects.values_list("slug", "name"))
    return {"labels": labels, "names": names, "synonyms": read_synonyms()}


def lists_of(old: Index) -> dict[str, Any]:
    return {"labels": old.labels, "names": old.names, "synonyms": old.synonyms}

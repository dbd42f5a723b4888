"""Entries as records: what exports write, an import compares with, and the history keeps."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet, Value

from .choices import Scope
from .models import Intervention, Relation, Source
from .models.fields import sort_key
from .prepared import padded, prepared
from .querysets import gathered, published_on
from .records import PARTS, InterventionRecord, Record
from .records.parts import SourceRecord
from .records.shapes import shape_of
from .snapshots import snapshot

FEW, AT_ONCE = 50, 1_000
NAMING_SOURCES = [name for name, kind in PARTS.items() if "bron" in kind.fields()]


@dataclass(slots=True)
class Stored:
    """An entry as a record, with the keys of its rows: `parts` in the order of the record."""

    pk: int
    record: dict[str, Any]
    parts: dict[str, list[int]]

    def place_of(self, delivery: int) -> str:
        """What other rows of the record call one of its deliveries."""
        at = self.parts["uitvoeringen"].index(delivery)
        return place_names(self.record["uitvoeringen"])[at]


class Loader:
    """Reads entries as records, in a number of queries that does not grow with their number.

    `public_on` leaves out what only editors may see on that day: entries that are not public,
    and relations to them. Keep one loader for all batches: it reads the vocabularies once.
    """

    def __init__(self, public_on: date | None = None) -> None:
        self.public_on = public_on
        self.known: dict[type[Model], dict[int, str]] = {}

    def load(self, keys: Sequence[int]) -> list[Stored]:
        """The entries `keys`, in that order; without those that are gone."""
        return list(self.stored(keys))

    def stored(self, keys: Sequence[int]) -> Iterator[Stored]:
        """The same one by one: no more than `AT_ONCE` of them are held in memory."""
        for start in range(0, len(keys), AT_ONCE):
            batch = keys[start : start + AT_ONCE]
            with snapshot():
                found = self.load_batch(batch)
            yield from (found[key] for key in batch if key in found)
            del found  # else two batches are held while the next is read

    def load_batch(self, keys: Sequence[int]) -> dict[int, Stored]:
        shape = shape_of(InterventionRecord)
        found = {}
        for pk, *values in entry_rows(filled(keys, 0), self.public_on):
            record = shape.record(values)
            for name in PARTS:
                record[name] = []
            found[pk] = Stored(pk, record, defaultdict(list))
        keys = filled(found, 0)
        records = {pk: entry.record for pk, entry in found.items()}
        self.fill_lists(keys, InterventionRecord, records)
        for name, kind in PARTS.items():
            if kind.table is not Source:
                self.load_part(keys, name, kind, found)
        self.load_sources(keys, found)
        return found

    def load_part(
        self,
        keys: Sequence[int],
        name: str,
        kind: type[Record],
        found: dict[int, Stored],
    ) -> None:
        shape = shape_of(kind)
        records = {}
        for pk, owner, *values in part_rows(keys, kind, self.public_on):
            record = records[pk] = shape.record(values)
            entry = found[owner]
            if record.get("uitvoering"):
                # Deliveries come first, so those of the entry are known.
                record["uitvoering"] = entry.place_of(record["uitvoering"])
            entry.record[name].append(record)
            entry.parts[name].append(pk)
        self.fill_lists(keys, kind, records)

    def load_sources(self, keys: Sequence[int], found: dict[int, Stored]) -> None:
        """Those of the entry itself, and those that its parts name."""
        used: dict[int, set[str]] = {pk: set() for pk in found}
        for owner, slug in source_rows(keys):
            used[owner].add(slug)
        for pk, slugs in used.items():
            record = found[pk].record
            for name in NAMING_SOURCES:
                for row in record[name]:
                    if row["bron"]:
                        slugs.add(row["bron"])
        shape = shape_of(SourceRecord)
        named = filled(sorted(set().union(*used.values())), "")
        sources = {}
        for pk, *values in sources_named(named):
            source = shape.record(values)
            sources[source["korte_naam"]] = (pk, source)
        for owner, slugs in used.items():
            entry = found[owner]
            for slug in sorted(slugs):
                pk, source = sources[slug]
                entry.record["bronnen"].append(source)
                entry.parts["bronnen"].append(pk)

    def fill_lists(
        self,
        keys: Sequence[int],
        kind: type[Record],
        records: dict[int, dict[str, Any]],
    ) -> None:
        lists = shape_of(kind).lists
        owners: dict[str, dict[int, list[int]]] = {name: {} for name in lists}
        for name, value, having in link_rows(keys, kind) if lists else ():
            owners[name][value] = json.loads(having)
        for name, stored in lists.items():
            for value, slug in self.slugs(stored.model, owners[name]).items():
                for owner in owners[name].get(value, ()):
                    records[owner][name].append(slug)

    def slugs(self, model: type[Model], wanted: Collection[int]) -> dict[int, str]:
        """The slug of each row, in the order of the list; with all that are `wanted`."""
        if not self.known.get(model, {}).keys() >= set(wanted):
            rows = model._default_manager.values_list("pk", "slug")
            self.known[model] = dict(rows)
        return self.known.get(model, {})


def filled(keys: Collection[Any], no_key: Any) -> list[Any]:
    """The same SQL for any batch, but a shorter one for an entry that is edited."""
    return padded(keys, no_key, to=FEW if len(keys) <= FEW else AT_ONCE)


@prepared
def entry_rows(keys: Sequence[int], public_on: date | None) -> QuerySet:
    entries = Intervention.objects.filter(pk__in=keys).order_by()
    if public_on:
        entries = entries.filter(published_on(public_on))
    return entries.values_list("pk", *shape_of(InterventionRecord).columns)


@prepared
def part_rows(
    keys: Sequence[int], kind: type[Record], public_on: date | None
) -> QuerySet:
    rows: QuerySet = kind.table._default_manager.filter(intervention__in=keys)
    if kind.table is Relation and public_on:
        rows = rows.filter(published_on(public_on, "other__"))
    return rows.values_list("pk", "intervention_id", *shape_of(kind).columns)


@prepared
def source_rows(keys: Sequence[int]) -> QuerySet:
    links = Intervention.sources.through.objects.filter(intervention__in=keys)
    return links.values_list("intervention_id", "source__slug")


@prepared
def sources_named(slugs: Sequence[str]) -> QuerySet:
    sources = Source.objects.filter(slug__in=slugs).order_by()
    return sources.values_list("pk", *shape_of(SourceRecord).columns)


@prepared
def link_rows(keys: Sequence[int], kind: type[Record]) -> QuerySet:
    """Of each list of a record its name, a row of it, and the rows that have it, as JSON."""
    first, *others = (
        links_of(kind.table, stored.name, keys, Value(name))
        for name, stored in shape_of(kind).lists.items()
    )
    return first.union(*others, all=True)


def links_of(
    table: type[Model], field: str, keys: Sequence[int], name: Value
) -> QuerySet:
    relation: Any = table._meta.get_field(field)
    owner, other = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    path = owner if table is Intervention else f"{owner}__intervention"
    links = relation.remote_field.through.objects.filter(**{f"{path}__in": keys})
    return gathered(links, f"{owner}_id", name, f"{other}_id")


def place_of(delivery: dict[str, Any]) -> str:
    """What a delivery is called by those that name it: its city, its region, or its reach."""
    match delivery.get("bereik"):
        case Scope.CITY:
            return next(iter(delivery.get("gemeenten") or []), Scope.UNKNOWN.value)
        case Scope.REGION:
            return delivery.get("regio") or Scope.UNKNOWN.value
        case reach:
            return reach or Scope.UNKNOWN.value


def place_names(deliveries: Sequence[dict[str, Any]]) -> list[str]:
    """The places of the deliveries of one entry; its uuid where two would have the same."""
    names = [place_of(each) for each in deliveries]
    times = Counter(sort_key(name) for name in names)
    return [
        name if times[sort_key(name)] == 1 else each["uuid"]
        for name, each in zip(names, deliveries, strict=True)
    ]


def label_of(kind: type[Record], record: dict[str, Any]) -> str:
    """Which row it is, for a person."""
    if "gemeenten" in record:
        return place_of(record)
    names = kind.key if kind.table is not Source else ("titel",)
    return ", ".join(str(record[name]) for name in names if record.get(name))

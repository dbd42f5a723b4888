"""Write what a plan says, table by table, and remember what each row was."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils import timezone

from ..changes import Change
from ..choices import Publication
from ..models import Delivery, Intervention, Relation, Source
from ..records import PARTS
from ..records.stored import DeliveryColumn, RowColumn, RowsColumn
from .matching import AT_ONCE, batches
from .planning import Planner
from .plans import EntryPlan, Plan, RowPlan
from .references import new_row

# Deliveries before what names them; relations after all entries.
ORDER = [
    "bronnen",
    "",
    *(name for name, kind in PARTS.items() if kind.table not in (Source, Relation)),
    "relaties",
]


@dataclass
class Written:
    """What happened to one row, so that it can be undone."""

    table: str
    pk: int
    before: dict[str, Any] | None = None  # None: it is new
    after: dict[str, Any] = field(default_factory=dict)
    gone: bool = False  # `before` has all it held


Pair = tuple[EntryPlan, RowPlan]


class Writer:
    """Writes one plan, inside the catalogue change that its caller began."""

    def __init__(self, planner: Planner, plan: Plan, change: Change) -> None:
        self.references = planner.references
        self.sources = planner.sources.planned
        self.plan = plan
        self.change = change
        self.written: dict[int, list[Written]] = defaultdict(list)  # by entry
        for slug, (pk, _old) in planner.sources.known.items():
            if pk:
                self.references.names(Source).keys[slug] = pk

    def write(self) -> dict[int, list[Written]]:
        """What was written, by the number of the entry it was written for."""
        kept = list(self.plan.kept())
        stored = [each.stored for each in kept if each.stored]
        self.change.edits([each.pk for each in stored], stored)
        self.make_named(kept)
        self.remove(kept, deliveries=False)
        for name in ORDER:
            pairs = list(self.pairs(name, kept))
            for _entry, row in pairs:
                self.name_others(row)
            self.insert([pair for pair in pairs if pair[1].is_new])
            self.update([pair for pair in pairs if not pair[1].is_new])
            self.set_lists(pairs)
        self.link_sources(kept)
        # Last: what belonged to a delivery may stay, and belong to none.
        self.remove(kept, deliveries=True)
        for batch in batches(entry.own.pk for entry in kept if not entry.own.is_new):
            entries = Intervention.objects.filter(pk__in=batch)
            entries.update(modified=timezone.now())
        self.change.touched.update(map(key_of, kept))
        self.change.adds(key_of(each) for each in kept if each.own.is_new)
        self.change.seen_if_new.update(
            map(key_of, kept)
        )  # as its warnings are accepted
        return self.written

    def pairs(self, name: str, kept: list[EntryPlan]) -> Iterator[Pair]:
        """The rows of a part that are to be written; each source for the first that names it."""
        done: set[str] = set()
        for entry in kept:
            rows = [entry.own] if not name else entry.parts.get(name, [])
            if name == "bronnen":
                named = entry.parsed.parts.get(name, [])
                slugs = dict.fromkeys(row.values["korte_naam"] for row in named)
                rows = [self.sources[slug] for slug in slugs if slug not in done]
                done.update(slugs)
            for row in rows:
                if row.is_written:
                    yield entry, row

    def make_named(self, kept: list[EntryPlan]) -> None:
        """The organisations and terms that did not exist, where an entry that stays names them."""
        numbers = {entry.number for entry in kept}
        for planned in self.plan.created.values():
            users = [number for number in planned.entries if number in numbers]
            if users:
                row = new_row(planned)
                row.save(force_insert=True)
                self.references.names(planned.model).keys[planned.slug] = row.pk
                self.note_new(users[0], row)
                self.change.of_lists = True

    def remove(self, kept: Iterable[EntryPlan], *, deliveries: bool) -> None:
        for entry in kept:
            for removal in entry.removed:
                table = PARTS[removal.part].table
                if (table is Delivery) == deliveries:
                    row = table._default_manager.get(pk=removal.pk)
                    self.written[entry.number].append(
                        Written(
                            row._meta.model_name or "",
                            removal.pk,
                            before=everything_of(row),
                            gone=True,
                        )
                    )
                    row.delete()

    def name_others(self, row: RowPlan) -> None:
        """Put in the keys of the rows that `row` names."""
        for name, (_old, slug) in row.changes.items():
            stored = row.parsed.kind.fields()[name].stored
            if isinstance(stored, RowColumn):
                key = self.references.key(stored.model, slug) if slug else None
                setattr(row.instance, f"{stored.name}_id", key)
        if row.delivery is not None:
            delivery = row.delivery
            key = delivery.instance.pk if isinstance(delivery, RowPlan) else delivery
            row.instance.delivery_id = key

    def insert(self, pairs: list[Pair]) -> None:
        if not pairs:
            return
        now = timezone.now()
        for entry, row in pairs:
            match row.instance:
                case Intervention():
                    row.instance.created = row.instance.modified = now
                    if self.plan.options.publish:
                        row.instance.publication = Publication.PUBLISHED
                case Source():
                    pass
                case part:
                    part.intervention_id = key_of(entry)
        table = pairs[0][1].parsed.kind.table
        table._default_manager.bulk_create(
            [row.instance for _entry, row in pairs], batch_size=AT_ONCE
        )
        for entry, row in pairs:
            if isinstance(row.instance, Intervention):
                self.references.names(Intervention).keys[row.instance.slug] = (
                    row.instance.pk
                )
            if isinstance(row.instance, Source):
                self.references.names(Source).keys[row.instance.slug] = row.instance.pk
            self.note_new(entry.number, row.instance)

    def update(self, pairs: list[Pair]) -> None:
        for entry, row in pairs:
            columns = columns_of(row)
            if not columns:
                continue  # only a list changes
            table = type(row.instance)
            before = table._default_manager.filter(pk=row.pk).values(*columns).get()
            row.instance.save(update_fields=columns)
            after = {column: getattr(row.instance, column) for column in columns}
            self.note_change(entry.number, row.instance, before, after)

    def set_lists(self, pairs: Iterable[Pair]) -> None:
        """Give each row the rows that its lists name."""
        new: dict[type[Model], list[Model]] = defaultdict(list)
        for entry, row in pairs:
            for name, (_old, slugs) in row.changes.items():
                stored = row.parsed.kind.fields()[name].stored
                if not isinstance(stored, RowsColumn):
                    continue
                keys = [self.references.key(stored.model, slug) for slug in slugs]
                relation: Any = row.instance._meta.get_field(stored.name)
                if row.is_new:
                    through = relation.remote_field.through
                    names = [
                        relation.m2m_field_name(),
                        relation.m2m_reverse_field_name(),
                    ]
                    new[through] += [
                        through(
                            **{f"{names[0]}_id": row.instance.pk, f"{names[1]}_id": key}
                        )
                        for key in keys
                    ]
                else:
                    manager = getattr(row.instance, stored.name)
                    before = sorted(manager.values_list("pk", flat=True))
                    manager.set(keys)
                    self.note_change(
                        entry.number,
                        row.instance,
                        {stored.name: before},
                        {stored.name: sorted(keys)},
                    )
        for through, rows in new.items():
            through._default_manager.bulk_create(rows, batch_size=AT_ONCE)

    def link_sources(self, kept: Iterable[EntryPlan]) -> None:
        keys = self.references.names(Source).keys
        through = Intervention.sources.through
        links = []
        for entry in kept:
            pk = key_of(entry)
            links += [
                through(intervention_id=pk, source_id=keys[slug])
                for slug in entry.new_sources
            ]
            if entry.new_sources and not entry.own.is_new:
                # Those it has are added to; the list as it was is what undoing needs.
                before = sorted(
                    through.objects.filter(intervention=pk).values_list(
                        "source", flat=True
                    )
                )
                added = [keys[slug] for slug in entry.new_sources]
                self.written[entry.number].append(
                    Written(
                        "intervention",
                        pk,
                        {"sources": before},
                        {"sources": sorted({*before, *added})},
                    )
                )
        through.objects.bulk_create(links, batch_size=AT_ONCE)

    def note_new(self, number: int, row: Model) -> None:
        table = row._meta.model_name or ""
        after = {}
        if not isinstance(row, Intervention) and not hasattr(row, "intervention_id"):
            # What entries share has no revision of its own to see later changes by.
            names = [each.attname for each in row._meta.concrete_fields]
            after = {name: getattr(row, name) for name in names}
        self.written[number].append(Written(table, row.pk, None, after))

    def note_change(
        self, number: int, row: Model, before: dict[str, Any], after: dict[str, Any]
    ) -> None:
        table = row._meta.model_name or ""
        self.written[number].append(Written(table, row.pk, before, after))


def key_of(entry: EntryPlan) -> int:
    return entry.own.pk or entry.own.instance.pk


def everything_of(row: Model) -> dict[str, Any]:
    own = {
        each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields
    }
    return own | {
        each.name: sorted(getattr(row, each.name).values_list("pk", flat=True))
        for each in row._meta.many_to_many
    }


def columns_of(row: RowPlan) -> list[str]:
    """The columns of the row's own table that change, by their attribute names."""
    found = []
    for name in row.changes:
        stored = row.parsed.kind.fields()[name].stored
        if isinstance(stored, RowColumn):
            found.append(f"{stored.name}_id")
        elif not isinstance(stored, (RowsColumn, DeliveryColumn)):
            found += stored.paths
    if "name" in found:
        found.append("sort_key")
    return found

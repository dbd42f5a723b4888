"""Django's fixtures: the rows of our tables, read as entries."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Delivery, Intervention, Source
from ..records import INTERNAL, PARTS, InterventionRecord, Record
from ..records.parts import SourceRecord
from ..records.stored import (
    PRECISIONS,
    Column,
    DeliveryColumn,
    ListColumn,
    PartialDayColumns,
    RowColumn,
    RowsColumn,
)
from ..records.values import shown
from .reporting import Report
from .rows import Place, Row
from .trees import Pairs, one_text

LENGTHS = {str(precision): length for length, precision in PRECISIONS.items()}
ENTRY = Intervention._meta.label_lower
SOURCE = Source._meta.label_lower
PART_OF = {record.table._meta.label_lower: name for name, record in PARTS.items()}
del PART_OF[SOURCE]  # a source belongs to whatever names it


def is_fixture(items: list[Any]) -> bool:
    return any(
        isinstance(item, Pairs) and item.get("model") and item.get("fields")
        for item in items
    )


def read_fixture(items: list[Any], report: Report) -> list[Row]:
    fixture = Fixture(items, report)
    for stored in fixture.stored:
        if stored.model == ENTRY:
            fixture.add_entry(stored)
    for stored in fixture.stored:
        if stored.model in PART_OF:
            fixture.add_part(stored)
    fixture.add_sources()
    fixture.tell()
    return fixture.rows


@dataclass
class Stored:
    """A row of a table."""

    model: str
    pk: str
    fields: dict[str, Any]
    row: int

    def place(self, column: str = "") -> Place:
        return Place(row=self.row, column=shown(column))


@cache
def columns_of(record: type[Record]) -> dict[str, str]:
    return {name: about.stored.name for name, about in record.fields().items()}


class Fixture:
    def __init__(self, items: list[Any], report: Report) -> None:
        self.report = report
        self.stored = list(self.rows_in(items))
        self.by_pk = {(each.model, each.pk): each for each in self.stored if each.pk}
        self.rows: list[Row] = []
        self.entries: dict[str, Row] = {}
        self.named: set[str] = set()  # of entries, only by their parts
        self.sources: dict[str, list[str]] = {}  # by entry
        self.internal: set[str] = set()
        self.of_types = 0

    def rows_in(self, items: list[Any]) -> Iterator[Stored]:
        for number, item in enumerate(items, start=1):
            pairs = item if isinstance(item, Pairs) else Pairs([])
            model, fields = pairs.get("model"), pairs.get("fields")
            if isinstance(model, str) and isinstance(fields, Pairs):
                pk = one_text(pairs.get("pk"))
                columns = self.columns(fields, pairs.row)
                yield Stored(model.casefold(), pk, columns, pairs.row)
            else:
                wrong = _("Number %d of this list is no row of a fixture.") % number
                right = _("A row has “model” and “fields”.")
                self.report.error(Place(row=pairs.row), one_text(item), wrong, right)

    def columns(self, tree: Pairs, row: int) -> dict[str, Any]:
        for name, times in Counter(name for name, _value in tree.pairs).items():
            if times > 1:
                place = Place(row=row, column=shown(name))
                wrong = _("“%s” is there more than once.") % shown(name)
                self.report.error(place, name, wrong, _("Keep one of them."))
        return dict(tree.pairs)

    def add_entry(self, stored: Stored) -> None:
        self.report.count_entry()
        row = self.row_of(stored, InterventionRecord)
        self.rows.append(row)
        slug = one_text(stored.fields.get("slug"))
        self.entries.setdefault(slug, row)
        sources = RowsColumn("sources", Source)
        self.sources.setdefault(slug, self.value(stored, sources) or [])

    def add_part(self, stored: Stored) -> None:
        owner = stored.fields.get("intervention")
        if owner is None and stored.fields.get("approach_type") is not None:
            self.of_types += 1
            return
        slug = self.key_of(stored, "intervention", Intervention, owner)
        if owner is None:
            wrong = _("This row belongs to no entry.")
            self.report.error(stored.place("intervention"), "", wrong)
        if slug is None:
            return
        if slug not in self.entries:  # one that the catalogue has
            self.report.count_entry()
            self.entries[slug] = Row({"korte_naam": slug}, stored.row)
            self.rows.append(self.entries[slug])
            self.named.add(slug)
        if slug in self.named:
            self.entries[slug].named_at.append(stored.place("intervention"))
        self.report.count_row()
        part = PART_OF[stored.model]
        row = self.row_of(stored, PARTS[part])
        if row.cells:
            self.entries[slug].parts.setdefault(part, []).append(row)

    def add_sources(self) -> None:
        """Gives each entry the sources that it names, or that its parts name."""
        found = {
            one_text(each.fields.get("slug")): self.row_of(each, SourceRecord)
            for each in self.stored
            if each.model == SOURCE
        }
        used: set[str] = set()
        for slug, entry in self.entries.items():
            rows = [row for part in entry.parts.values() for row in part]
            named = [row.cells["bron"] for row in rows if "bron" in row.cells]
            slugs = [
                *self.sources.get(slug, []),
                *(each for each in named if each in found),
            ]
            used.update(slugs)
            for each in dict.fromkeys(slugs):
                self.report.count_row()
                source = found.get(each) or Row({"korte_naam": each}, entry.row)
                copy = Row(dict(source.cells), source.row, columns=source.columns)
                entry.parts.setdefault("bronnen", []).append(copy)
        if unused := len(found.keys() - used):
            message = ngettext(
                "%d source is not read: no entry in this file names it.",
                "%d sources are not read: no entry in this file names them.",
                unused,
            )
            self.report.said.append(message % unused)

    def row_of(self, stored: Stored, record: type[Record]) -> Row:
        row = Row({}, stored.row, columns=columns_of(record))
        for name, about in record.fields().items():
            value = self.value(stored, about.stored)
            if value is not None and value != "":
                row.cells[name] = value
        self.see_others(stored, record)
        return row

    def see_others(self, stored: Stored, record: type[Record]) -> None:
        """What is no field of the record."""
        read = {"intervention"} if record is not InterventionRecord else {"sources"}
        for about in record.fields().values():
            read.add(about.stored.name)
            if isinstance(about.stored, PartialDayColumns):
                read.add(f"{about.stored.name}_precision")
        tables: dict[Any, set[str]] = {**INTERNAL}
        internal = tables.get(record.table, set())
        for name in stored.fields:
            if name in read:
                continue
            if name in internal:
                if stored.fields[name] not in (None, ""):
                    self.internal.add(name)
                continue
            wrong = _("“%s” is no column of this table.") % shown(name)
            right = self.report.did_you_mean(name, tuple(sorted(read)))
            self.report.error(stored.place(name), name, wrong, right)

    def value(self, stored: Stored, column: Column) -> Any:
        """The public value of a column; None where it holds nothing, or what is refused."""
        value = stored.fields.get(column.name)
        match column:
            case RowColumn():
                return self.key_of(stored, column.name, column.model, value)
            case DeliveryColumn():
                return self.key_of(stored, column.name, Delivery, value)
            case RowsColumn() if isinstance(value, list):
                keys = [
                    self.key_of(stored, column.name, column.model, each)
                    for each in value
                ]
                return [each for each in keys if each]
            case RowsColumn() if value is not None:
                wrong = _("A list belongs here.")
                self.report.error(stored.place(column.name), one_text(value), wrong)
                return None
        if isinstance(value, (list, Pairs)):
            wrong = _("A single value belongs here.")
            self.report.error(stored.place(column.name), "", wrong)
            return None
        match column:
            case ListColumn() if value:
                return column.public(str(value))
            case PartialDayColumns() if value:
                name = f"{column.name}_precision"
                precision = one_text(stored.fields.get(name))
                if precision and precision not in LENGTHS:
                    wrong = _("“%s” does not say how precise a date is.")
                    right = _("Choose from: %s.") % ", ".join(LENGTHS)
                    place = stored.place(name)
                    self.report.error(place, precision, wrong % shown(precision), right)
                    return None
                return str(value)[: LENGTHS.get(precision)]
        return value

    def key_of(
        self, stored: Stored, column: str, model: type[Any], value: Any
    ) -> str | None:
        """The key of the row that `value` stands for: a natural key, or a number."""
        key = None
        wrong = _("What this stands for is not in the file.")
        if value is None:
            return None
        if isinstance(value, list) and len(value) == 1:
            key = one_text(value[0])
        elif row := self.by_pk.get((model._meta.label_lower, one_text(value))):
            key = one_text(row.fields.get(model.natural_key_field))
            wrong = _("Number %d of this list is meant, but it has no “%s”.")
            wrong %= (row.row, model.natural_key_field)
        if not key:
            right = _("Make the file by dumpdata --natural-foreign --natural-primary.")
            self.report.error(stored.place(column), one_text(value), wrong, right)
            return None
        return key

    def tell(self) -> None:
        others = Counter(
            each.model
            for each in self.stored
            if each.model not in {*PART_OF, ENTRY, SOURCE}
        )
        said = self.report.said
        if others:
            tables = ", ".join(
                f"{shown(name)} ({times})" for name, times in others.items()
            )
            said.append(_("These tables are not read: %s.") % tables)
        if self.internal:
            names = ", ".join(sorted(self.internal))
            said.append(
                _("The catalogue keeps these itself, they are not read: %s.") % names
            )
        if self.of_types:
            message = ngettext(
                "%d row of evidence is about an approach type, and is not read.",
                "%d rows of evidence are about an approach type, and are not read.",
                self.of_types,
            )
            said.append(message % self.of_types)

"""An entry as one of its versions has it, as rows that are not saved: for the same page."""

from typing import Any

from django.db.models import Model

from .loading import EVIDENCE, keep
from .models import (
    ApproachType,
    Delivery,
    Intervention,
    Organisation,
    Source,
    Version,
)
from .models.fields import sort_key
from .record_loading import place_names
from .records import PARTS, InterventionRecord, Record
from .records.stored import DeliveryColumn, RowColumn, RowsColumn


class OldText:
    """Builds the rows of one version; what they name has the name it had."""

    def __init__(self, version: Version) -> None:
        self.record: dict[str, Any] = version.record
        self.names: dict[str, dict[str, str]] = version.names
        self.sources = {
            each["korte_naam"]: self.row(PARTS["bronnen"], each, number)
            for number, each in enumerate(self.record["bronnen"], start=1)
        }
        self.deliveries: dict[str, int] = {}

    def entry(self) -> Intervention:
        entry: Any = self.row(InterventionRecord, self.record, 1)
        for name, kind in PARTS.items():
            rows = [
                self.row(kind, each, number)
                for number, each in enumerate(self.record[name], start=1)
            ]
            if kind.table is Delivery:
                places = place_names(self.record[name])
                self.deliveries = {
                    place: row.pk for place, row in zip(places, rows, strict=True)
                }
            about: Any = InterventionRecord.model_fields[name].json_schema_extra
            keep(entry, {about.stored: rows})
        keep(entry, {"sources": [*self.sources.values()]})
        return entry

    def row(self, kind: type[Record], values: dict[str, Any], number: int) -> Any:
        """A row of the table of `kind`, whose key is its number."""
        row: Any = kind.table(pk=number)
        for name, about in kind.fields().items():
            value, stored = values.get(name), about.stored
            match stored:
                case RowsColumn():
                    named = [self.named(stored.model, slug) for slug in value or []]
                    keep(row, {stored.name: named})
                case RowColumn() if stored.model is Source:
                    setattr(row, stored.name, self.sources.get(value or ""))
                case RowColumn() if stored.model is not Intervention:
                    named_row = self.named(stored.model, value) if value else None
                    setattr(row, stored.name, named_row)
                case RowColumn():
                    pass  # relations are shown as far as they are public now
                case DeliveryColumn():
                    row.delivery_id = self.deliveries.get(value or "")
                case _:
                    stored.put(row, value)
        return row

    def named(self, model: type[Model], slug: str) -> Any:
        known = self.names.get(model._meta.model_name or "", {})
        row: Any = model(pk=0, slug=slug, name=known.get(slug, slug))
        if model is ApproachType:
            # What is known of the type is no part of the entry.
            keep(row, {name: [] for name in EVIDENCE})
        if model is Organisation:
            row.sort_key = sort_key(row.name)
        return row


def public_relations(version: Version) -> list[tuple[str, str, str, str]]:
    """Kind, note, name and address of the relations that it had to what is public now.

    By its present name: what it was called before it was public nobody outside may know.
    """
    relations = version.record["relaties"]
    slugs = [each["andere_interventie"] for each in relations]
    entries = Intervention.objects.published().filter(slug__in=slugs)
    public = dict(entries.values_list("slug", "name"))
    return [
        (each["soort"], each["toelichting"] or "", public[slug], slug)
        for each in relations
        if (slug := each["andere_interventie"]) in public
    ]

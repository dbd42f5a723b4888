"""Sources, which entries share: what all rows of a file together say of each."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from ..models import Source
from ..records.parts import SourceRecord
from ..records.shapes import shape_of
from .comparing import changes_of
from .matching import batches
from .parsing import Parsed
from .plans import EntryPlan, RowPlan
from .rules import fill


class Sources:
    def __init__(self) -> None:
        self.known: dict[str, tuple[int | None, dict[str, Any]]] = {}  # by short name
        self.planned: dict[str, RowPlan] = {}

    def look_up(self, slugs: Iterable[str]) -> None:
        """Read the sources that the file names, as records with their keys."""
        shape = shape_of(SourceRecord)
        for batch in batches(sorted(slugs)):
            sources = Source.objects.filter(slug__in=batch).order_by()
            for pk, *values in sources.values_list("pk", *shape.columns):
                record = shape.record(values)
                self.known[record["korte_naam"]] = (pk, record)

    def compare(self, entry: EntryPlan) -> None:
        """The first row about a source decides, the others must agree."""
        olds = entry.stored.record["bronnen"] if entry.stored else []
        linked = {each["korte_naam"] for each in olds}
        entry.parts["bronnen"] = []
        for slug, row in rows_of(entry):
            if slug not in linked:
                entry.new_sources.append(slug)
                linked.add(slug)
            if slug not in self.planned:
                pk, old = self.known.get(slug, (None, {}))
                # Its own values, to which other rows may add; the problems stay the row's.
                all_say = Parsed(row.kind, row.row, dict(row.values), row.problems)
                self.planned[slug] = RowPlan(all_say, slug, pk, old)
                entry.parts["bronnen"].append(self.planned[slug])
                continue
            values = self.planned[slug].parsed.values
            other = [
                name
                for name in row.values
                if row.values[name] != values.get(name, row.values[name])
            ]
            if other:
                wrong = _("Another row says something else of the source “%s”.")
                row.problem(other[0], wrong % slug, _("Write the same in both."))
            else:
                values.update(row.values)

    def settle(self, entries: Iterable[EntryPlan]) -> None:
        """Let only `entries` have a say in what is written of each source."""
        said: dict[str, dict[str, Any]] = {}
        for entry in entries:
            for slug, row in rows_of(entry):
                said.setdefault(slug, {}).update(row.values)
        for slug, planned in self.planned.items():
            changes = changes_of(SourceRecord, planned.old, said.get(slug, {}))
            if changes == planned.changes:
                continue
            planned.changes = changes
            if planned.instance:  # made of what a refused entry said too
                known = Source.objects.filter(slug=slug).first()
                planned.instance = known or Source()
                fill(planned)


def rows_of(entry: EntryPlan) -> Iterable[tuple[str, Parsed]]:
    for row in entry.parsed.parts.get("bronnen", []):
        if slug := row.values.get("korte_naam"):
            yield slug, row

"""Sources, which entries share: what all rows of a file together say of each."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from ..models import Source
from ..records.parts import SourceRecord
from ..records.shapes import shape_of
from .comparing import changes_of
from .matching import batches
from .parsing import Parsed
from .plans import EntryPlan, RowPlan
from .rules import check_row, fill
from .warnings import check_persons


class Sources:
    def __init__(self) -> None:
        self.known: dict[str, tuple[int | None, dict[str, Any]]] = {}  # by short name
        self.planned: dict[str, RowPlan] = {}
        self.first: dict[str, EntryPlan] = {}  # the entry that shows what is planned

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
                self.first[slug] = entry
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

    def gather(self, entries: Iterable[EntryPlan]) -> None:
        """Note what `entries` together change in each source."""
        for slug, naming in said_by(entries).items():
            planned = self.planned[slug]
            planned.changes = changes_of(SourceRecord, planned.old, together(naming))

    def settle(self, entries: Iterable[EntryPlan]) -> bool:
        """Let only `entries` have a say in what is written of each source.

        What they say without the others is held against the rules again; True where it
        breaks one.
        """
        said = said_by(entries)
        broken = False
        for slug, planned in self.planned.items():
            naming = said.get(slug, [])
            changes = changes_of(SourceRecord, planned.old, together(naming))
            moved = bool(naming) and self.move(slug, [each for each, _row in naming])
            if changes == planned.changes and not moved:
                continue
            planned.changes = changes
            if naming and planned.is_written:
                # Not the instance there is: it holds what a refused entry said too.
                known = Source.objects.filter(slug=slug).first()
                planned.instance = known or Source()
                fill(planned)
                broken = check_again(planned, [row for _each, row in naming]) or broken
        return broken

    def move(self, slug: str, entries: list[EntryPlan]) -> bool:
        """Show the source at the first of `entries` where the one that did is refused."""
        if self.first[slug] in entries:
            return False
        planned = self.planned[slug]
        self.first[slug].parts["bronnen"].remove(planned)
        self.first[slug] = entries[0]
        entries[0].parts["bronnen"].append(planned)
        return True


def check_again(planned: RowPlan, rows: Iterable[Parsed]) -> bool:
    """Note at each of `rows` what is wrong with the source that they are about."""
    broken = False
    for row in rows:
        before = len(row.problems)
        said = replace(planned, parsed=row)
        check_row(said)
        check_persons(said)
        broken = broken or len(row.problems) > before
    return broken


Naming = list[tuple[EntryPlan, Parsed]]


def said_by(entries: Iterable[EntryPlan]) -> dict[str, Naming]:
    """The rows about each source, with their entries."""
    said: dict[str, Naming] = {}
    for entry in entries:
        for slug, row in rows_of(entry):
            said.setdefault(slug, []).append((entry, row))
    return said


def together(naming: Naming) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for _entry, row in naming:
        values.update(row.values)
    return values


def rows_of(entry: EntryPlan) -> Iterable[tuple[str, Parsed]]:
    for row in entry.parsed.parts.get("bronnen", []):
        if slug := row.values.get("korte_naam"):
            yield slug, row

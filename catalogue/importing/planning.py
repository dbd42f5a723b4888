"""The plan of an import: what each entry of a file would become."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ..checking import problems_of
from ..files.rows import Contents, Problem
from ..models import Intervention
from ..record_loading import Loader
from ..records.parts import SourceRecord
from .comparing import compare, removals
from .matching import KEYS, Entries, Found, batches, slug_of_new
from .newcomers import check_doubles, find_free_addresses, refuse_unknown
from .parsing import Noted, Parsed, by_place, parse
from .plans import EntryPlan, NewRow, Options, Outcome, Plan, RowPlan
from .references import References, new_row
from .rules import check_rules, check_taken, check_together
from .sources import Sources
from .warnings import check_people

MOST_ABSENT_NAMES = 100
Progress = Callable[[Iterable[Any], int], Iterable[Any]]


def in_silence(rows: Iterable[Any], total: int) -> Iterable[Any]:
    return rows


class Planner:
    """Makes one plan. Everything is read in sets, so a row costs no query of its own."""

    def __init__(self, options: Options, progress: Progress = in_silence) -> None:
        self.options = options
        self.progress = progress
        self.references = References(options.create)
        self.sources = Sources()

    def plan(self, contents: Contents) -> Plan:
        noted = by_place(contents.problems)
        rows = self.progress(contents.rows, len(contents.rows))
        rows = [parse(row, noted) for row in rows]
        problems = of_the_file(noted, rows)
        entries = self.match(rows)
        self.look_up(rows, entries)
        loader = Loader()
        for batch in batches(entries):
            keys = [each.own.pk for each in batch if each.own.pk]
            stored = {each.pk: each for each in loader.load(keys)}
            for entry in batch:
                entry.stored = stored.get(entry.own.pk or 0)
                self.compare(entry)
            check_rules(batch, self.references)
        self.sources.gather(entries)
        check_rules(entries, self.references, of_sources=True)
        check_taken(entries)
        check_doubles(entries, self.references)
        for entry in entries:
            check_people(entry)
        plan = Plan(
            self.options,
            entries,
            problems,
            contents.said,
            self.references.created,
        )
        self.check_new_rows(plan)
        # As if all warnings are accepted: so a kept plan stays the same whichever will be.
        self.settle(plan)
        for entry in entries:
            entry.decided = self.options.accepts(entry.number)
        note_absent(plan)
        return plan

    def settle(self, plan: Plan) -> None:
        """Refuse what cannot be without a refused entry; the others alone say what is written."""
        refuse_what_hangs(plan)
        while self.sources.settle(plan.standing()):
            refuse_what_hangs(plan)

    def match(self, rows: Sequence[Parsed]) -> list[EntryPlan]:
        known = Entries(rows)
        entries = []
        seen: dict[tuple[str, Any], EntryPlan] = {}
        for number, row in enumerate(rows, start=1):
            found: Found | None = known.meant_by(row)
            entry = EntryPlan(number, RowPlan(row, pk=found.pk if found else None))
            entry.slug = found.slug if found else slug_of_new(row)
            entry.revision = found.revision if found else 0
            entries.append(entry)
            # One entry in two rows would be one row too many.
            keys = keys_of(row, entry.slug)
            firsts = [seen.setdefault(key, entry) for key in keys]
            for (column, _key), first in zip(keys, firsts, strict=True):
                if first is not entry:
                    wrong = _("Row %d is about the same entry.") % first.parsed.row.row
                    right = _("Make one row of them, or give each a key of its own.")
                    row.problem(column_of(row, column, found), wrong, right)
                    break
        refuse_unknown(entries)
        find_free_addresses(entries)
        return entries

    def look_up(self, rows: Sequence[Parsed], entries: Sequence[EntryPlan]) -> None:
        """Read what large tables have of what the file names; then resolve all names."""
        sources: set[str] = set()
        others: set[str] = set()
        for row in rows:
            for part in row.everything():
                values = part.values
                if part.kind is SourceRecord and values.get("korte_naam"):
                    sources.add(values["korte_naam"])
                sources.update(filter(None, [values.get("bron")]))
                others.update(filter(None, [values.get("andere_interventie")]))
        self.sources.look_up(sources)
        self.references.look_up(Intervention, "name", others)
        self.new = {entry.slug: entry for entry in entries if entry.own.is_new}
        for entry in entries:
            for part in entry.parsed.everything():
                self.references.resolve(part, entry.number)

    def compare(self, entry: EntryPlan) -> None:
        own = entry.own
        if own.is_new and entry.slug:
            own.parsed.values["korte_naam"] = entry.slug
        compare(entry, self.references)
        if self.options.complete:
            entry.removed = [*removals(entry)]
        self.sources.compare(entry)
        check_together(entry)
        for row in entry.rows():
            self.check_named(entry, row)

    def check_named(self, entry: EntryPlan, row: RowPlan) -> None:
        """Refuse a row that names a source or an entry that is nowhere."""
        values = row.parsed.values
        own = {
            each.values.get("korte_naam")
            for each in entry.parsed.parts.get("bronnen", [])
        }
        source = values.get("bron")
        if source and source not in own | self.sources.known.keys():
            right = _("Add it under “bronnen” of this entry, or name one that exists.")
            row.parsed.problem(
                "bron", _("We do not know the source “%s”.") % source, right
            )
        other = values.get("andere_interventie")
        if not other:
            return
        if other == entry.slug:
            wrong = _("An entry has no relation to itself.")
            row.parsed.problem("andere_interventie", wrong)
        elif (
            other not in self.references.names(Intervention).keys
            and other not in self.new
        ):
            wrong = _("We do not know the entry “%s”.") % other
            right = _("Write the short name that stands in the address of its page.")
            row.parsed.problem("andere_interventie", wrong, right)

    def check_new_rows(self, plan: Plan) -> None:
        """Organisations and terms that are to be made must keep the rules too."""
        by_number = {entry.number: entry for entry in plan.entries}
        for planned in plan.created.values():
            problems = problems_of_new(planned)
            for number in planned.entries:
                for message in problems:
                    by_number[number].parsed.problem("", message)


def problems_of_new(planned: NewRow) -> list[str]:
    row = new_row(planned)
    return [f"“{planned.name}”: {message}" for _names, message in problems_of(row)]


def refuse_what_hangs(plan: Plan) -> None:
    """An entry that names a refused new one cannot be written without it."""
    new = {entry.slug: entry for entry in plan.entries if entry.own.is_new}
    naming = [
        (entry, row.parsed, new[other])
        for entry in plan.entries
        for row in entry.parts.get("relaties", [])
        if (other := row.parsed.values.get("andere_interventie")) in new
    ]
    found = True
    while found:
        found = False
        for entry, parsed, other in naming:
            refused = other.outcome is Outcome.REFUSED
            if refused and entry.outcome is not Outcome.REFUSED:
                wrong = _("“%s” is refused itself.") % other.name
                parsed.problem("andere_interventie", wrong)
                found = True


def note_absent(plan: Plan) -> None:
    """The entries that the file does not mention; nothing happens to them."""
    mentioned = {entry.own.pk for entry in plan.entries}
    rows = Intervention.objects.values_list("pk", "name")
    for pk, name in rows.iterator(chunk_size=2_000):
        if pk not in mentioned:
            plan.absent += 1
            if plan.absent <= MOST_ABSENT_NAMES:
                plan.absent_names.append(name)


def of_the_file(noted: Noted, entries: Sequence[Parsed]) -> list[Problem]:
    """What is of the file as a whole, of what is noted and of no row.

    A row inside an entry of which nothing could be read is gone; the entry gets its problems.
    """
    owners: dict[str, list[Parsed]] = defaultdict(list)
    for entry in sorted(entries, key=row_of):
        owners[entry.row.sheet].append(entry)
    left = []
    for (sheet, row, within), problems in noted.items():
        place = bisect_right(owners[sheet], row, key=row_of)
        if within and place:
            owners[sheet][place - 1].problems += problems
        else:
            left += problems
    return left


def row_of(entry: Parsed) -> int:
    return entry.row.row


def column_of(row: Parsed, key: str, found: Found | None) -> str:
    """Where `key` comes from: a row without a short name has the one of what it means."""
    if row.values.get(key):
        return key
    return next(name for name in KEYS if row.values.get(name)) if found else "naam"


def keys_of(row: Parsed, slug: str) -> list[tuple[str, Any]]:
    keys = [(name, row.values.get(name)) for name in ("nummer_bij_bron", "uuid")]
    return [key for key in [*keys, ("korte_naam", slug)] if key[1]]

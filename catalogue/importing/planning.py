"""The plan of an import: what each entry of a file would become."""

import itertools
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ..checking import problems_of
from ..exporting import Loader
from ..files.rows import Contents, Level, Problem
from ..models import City, Intervention, OldSlug, Source
from ..models.fields import sort_key
from ..records.parts import SourceRecord
from ..records.shapes import shape_of
from ..records.values import nearest, shown
from .comparing import changes_of, compare
from .doubles import names_of_catalogue
from .matching import KEYS, Entries, Found, batches, slug_of_new
from .parsing import Noted, Parsed, by_place, parse
from .plans import EntryPlan, NewRow, Options, Outcome, Plan, RowPlan
from .references import References, new_row
from .rules import check_rules, check_taken, check_together
from .warnings import check_people

MOST_ABSENT_NAMES = 100
# Looking for the nearest of many names takes time.
MOST_COMPARED = 1_000
Progress = Callable[[Iterable[Any], int], Iterable[Any]]


def in_silence(rows: Iterable[Any], total: int) -> Iterable[Any]:
    return rows


class Planner:
    """Makes one plan. Everything is read in sets, so a row costs no query of its own."""

    def __init__(self, options: Options, progress: Progress = in_silence) -> None:
        self.options = options
        self.progress = progress
        self.references = References(options.create)
        self.sources: dict[str, RowPlan] = {}  # by slug; entries share them

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
        self.finish_sources(entries)
        check_taken(entries)
        self.check_doubles(entries)
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
        refuse_what_hangs(plan)
        note_absent(plan)
        return plan

    def match(self, rows: Sequence[Parsed]) -> list[EntryPlan]:
        known = Entries(rows)
        entries = []
        seen: dict[tuple[str, Any], EntryPlan] = {}
        for number, row in enumerate(rows, start=1):
            found: Found | None = known.meant_by(row)
            entry = EntryPlan(number, RowPlan(row, pk=found.pk if found else None))
            entry.slug = found.slug if found else slug_of_new(row)
            entry.revision = found.revision if found else 0
            entry.decided = self.options.accepts(number)
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
        self.known_sources = sources_as_records(sources)
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
        self.compare_sources(entry)
        check_together(entry)
        for row in entry.rows():
            self.check_named(entry, row)

    def compare_sources(self, entry: EntryPlan) -> None:
        """Sources are shared: the first row about one decides, the others must agree."""
        rows = entry.parsed.parts.get("bronnen", [])
        olds = entry.stored.record["bronnen"] if entry.stored else []
        linked = {each["korte_naam"] for each in olds}
        entry.parts["bronnen"] = []
        for row in rows:
            slug = row.values.get("korte_naam")
            if not slug:
                continue
            if slug not in linked:
                entry.new_sources.append(slug)
                linked.add(slug)
            if slug not in self.sources:
                pk, old = self.known_sources.get(slug, (None, {}))
                planned = RowPlan(row, slug, pk, old)
                self.sources[slug] = planned
                entry.parts["bronnen"].append(planned)
            else:
                contradicted = contradiction(self.sources[slug].parsed, row)
                if contradicted:
                    wrong = _("Another row says something else of the source “%s”.")
                    right = _("Write the same in both.")
                    row.problem(contradicted, wrong % slug, right)

    def finish_sources(self, entries: Sequence[EntryPlan]) -> None:
        """Now that every row about a source has had its say."""
        for planned in self.sources.values():
            values = planned.parsed.values
            planned.changes = changes_of(SourceRecord, planned.old, values)
        for batch in batches(entries):
            check_rules(batch, self.references, of_sources=True)

    def check_named(self, entry: EntryPlan, row: RowPlan) -> None:
        """Refuse a row that names a source or an entry that is nowhere."""
        values = row.parsed.values
        own = {
            each.values.get("korte_naam")
            for each in entry.parsed.parts.get("bronnen", [])
        }
        source = values.get("bron")
        if source and source not in own | self.known_sources.keys():
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

    def check_doubles(self, entries: Sequence[EntryPlan]) -> None:
        new = [entry for entry in entries if entry.own.is_new and not is_unknown(entry)]
        places = [cities_of(entry) for entry in new]
        names = names_of_catalogue(
            (entry.name for entry in new),
            (city for cities in places for city in cities),
            self.references.names(City).names,
        )
        for entry, cities in zip(new, places, strict=True):
            # Of its address, or that another row of the file is about it.
            warned = any(entry.problems(Level.WARNING)) or "naam" in entry.parsed.wrong
            if not warned and (reason := names.like(entry.name, cities)):
                entry.parsed.problem("naam", reason, same_or_not(), level=Level.WARNING)
            names.add(entry.name, cities)

    def check_new_rows(self, plan: Plan) -> None:
        """Organisations and terms that are to be made must keep the rules too."""
        by_number = {entry.number: entry for entry in plan.entries}
        for planned in plan.created.values():
            problems = problems_of_new(planned)
            for number in planned.entries:
                for message in problems:
                    by_number[number].parsed.problem("", message)


def same_or_not() -> str:
    return _(
        "Is it the same? Then give its “korte_naam”. If not, say that it is another."
    )


def is_unknown(entry: EntryPlan) -> bool:
    """Whether rows of a part belong to it, but it is nowhere itself."""
    return entry.own.is_new and bool(entry.parsed.row.named_at)


def refuse_unknown(entries: Sequence[EntryPlan]) -> None:
    """Say so at each row that names it, with what is most likely meant."""
    unknown = {
        entry: sort_key(entry.slug)[:300] for entry in entries if is_unknown(entry)
    }
    called: dict[str, str] = {}
    for batch in batches(sorted(set(unknown.values()))):
        rows = Intervention.objects.filter(sort_key__in=batch).order_by("pk")
        called.update(rows.values_list("sort_key", "slug"))
    known: list[str] = []
    if unknown and len(entries) <= MOST_COMPARED:
        others = (entry for entry in entries if entry not in unknown)
        known = [name for entry in others for name in (entry.name, entry.slug)]
    for entry, key in unknown.items():
        near = [called[key]] if key in called else nearest(entry.slug, known, most=1)
        wrong = _("We do not know the entry “%s”.") % shown(entry.slug)
        right = _(
            "Add the entry itself too, or write the short name of one that exists."
        )
        if near:
            right = _("Did you mean “%s”?") % near[0]
        for place in entry.parsed.row.named_at:
            problem = Problem(Level.ERROR, place, shown(entry.slug), wrong, right)
            entry.parsed.problems.append(problem)


def find_free_addresses(entries: Sequence[EntryPlan]) -> None:
    """For new entries without a short name of their own, where another has the one of the name."""
    derived = [
        entry
        for entry in entries
        if entry.own.is_new and entry.slug and not entry.parsed.values.get("korte_naam")
    ]
    used = {entry.slug for entry in entries}
    taken: dict[str, str] = {}
    for batch in batches(sorted({entry.slug for entry in derived})):
        rows = Intervention.objects.filter(slug__in=batch).order_by()
        taken.update(rows.values_list("slug", "name"))
        old = OldSlug.objects.filter(slug__in=batch)
        taken.update(old.values_list("slug", "intervention__name"))
    for entry in derived:
        if entry.slug in taken:
            wrong = _("“%s” has the address that this name makes.") % taken[entry.slug]
            entry.parsed.problem("naam", wrong, same_or_not(), level=Level.WARNING)
            entry.slug = free_slug(entry.slug, used)
            used.add(entry.slug)


def free_slug(slug: str, used: set[str]) -> str:
    for number in itertools.count(2):
        found = f"{slug[:190]}-{number}"
        both = (Intervention.objects, OldSlug.objects)
        if found not in used and not any(
            rows.filter(slug=found).exists() for rows in both
        ):
            return found
    raise AssertionError  # there is always a next number


def sources_as_records(slugs: set[str]) -> dict[str, tuple[int | None, dict[str, Any]]]:
    found: dict[str, tuple[int | None, dict[str, Any]]] = {}
    shape = shape_of(SourceRecord)
    for batch in batches(sorted(slugs)):
        sources = Source.objects.filter(slug__in=batch).order_by()
        for pk, *values in sources.values_list("pk", *shape.columns):
            record = shape.record(values)
            found[record["korte_naam"]] = (pk, record)
    return found


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


def contradiction(one: Parsed, other: Parsed) -> str | None:
    """A field of which two rows about one thing say something else."""
    for name, value in other.values.items():
        if name in one.values and one.values[name] != value:
            return name
    one.values.update(other.values)
    return None


def cities_of(entry: EntryPlan) -> list[str]:
    rows = entry.parsed.parts.get("uitvoeringen", [])
    return sorted({city for row in rows for city in row.values.get("gemeenten") or []})

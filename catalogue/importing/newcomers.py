"""Entries that the catalogue does not have yet: whether that is so, and their addresses."""

import itertools
from collections.abc import Sequence

from django.utils.translation import gettext as _

from ..files.rows import Level, Problem
from ..models import City, Intervention, OldSlug
from ..models.fields import sort_key
from ..records.values import nearest, shown
from .doubles import names_of_catalogue
from .matching import batches
from .plans import EntryPlan
from .references import References

# Looking for the nearest of many names takes time.
MOST_COMPARED = 1_000


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


def is_unknown(entry: EntryPlan) -> bool:
    """Whether rows of a part belong to it, but it is nowhere itself."""
    return entry.own.is_new and bool(entry.parsed.row.named_at)


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


def check_doubles(entries: Sequence[EntryPlan], references: References) -> None:
    new = [entry for entry in entries if entry.own.is_new and not is_unknown(entry)]
    named = [(entry.name, cities_of(entry)) for entry in new]
    names = names_of_catalogue(named, references.names(City).names)
    for entry, (name, cities) in zip(new, named, strict=True):
        # Of its address, or that another row of the file is about it.
        warned = any(entry.problems(Level.WARNING)) or "naam" in entry.parsed.wrong
        if not warned and (reason := names.like(name, cities)):
            entry.parsed.problem("naam", reason, same_or_not(), level=Level.WARNING)
        names.add(name, cities)


def same_or_not() -> str:
    return _(
        "Is it the same? Then give its “korte_naam”. If not, say that it is another."
    )


def cities_of(entry: EntryPlan) -> list[str]:
    rows = entry.parsed.parts.get("uitvoeringen", [])
    return sorted({city for row in rows for city in row.values.get("gemeenten") or []})

"""Which entry of the catalogue a row means: by its keys, never by a guess."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from ..files.rows import Level
from ..models import Intervention, OldSlug
from .parsing import Parsed

AT_ONCE = 500
# The key of a row, and the column that holds it; the first that finds one decides.
KEYS = {"nummer_bij_bron": "source_key", "uuid": "uuid", "korte_naam": "slug"}


@dataclass(frozen=True)
class Found:
    pk: int
    uuid: str
    slug: str
    source_key: str
    name: str
    revision: int

    def key(self, name: str) -> str:
        return str(getattr(self, KEYS[name]))


def found_in(pk: int, uuid: Any, *others: Any) -> Found:
    return Found(pk, str(uuid), *others)


def batches(rows: Iterable[Any], size: int = AT_ONCE) -> Iterator[list[Any]]:
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch


class Entries:
    """The entries of the catalogue that the rows of a file may mean."""

    def __init__(self, rows: Sequence[Parsed]) -> None:
        self.by_key: dict[tuple[str, str], Found] = {}
        for name, column in KEYS.items():
            self.read(name, column, {row.values.get(name) for row in rows})
        self.renamed = self.read_renamed({row.values.get("korte_naam") for row in rows})

    def read(self, name: str, column: str, values: set[Any]) -> None:
        for batch in batches(sorted(value for value in values if value)):
            entries = Intervention.objects.filter(**{f"{column}__in": batch})
            columns = ("pk", "uuid", "slug", "source_key", "name", "revision")
            for pk, uuid, *others in entries.order_by().values_list(*columns):
                found = found_in(pk, uuid, *others)
                self.by_key[name, found.key(name)] = found

    def read_renamed(self, slugs: set[Any]) -> dict[str, Found]:
        """By an address they had before."""
        found = {}
        for batch in batches(sorted(slug for slug in slugs if slug)):
            rows = OldSlug.objects.filter(slug__in=batch).values_list(
                "slug",
                "intervention_id",
                "intervention__uuid",
                "intervention__slug",
                "intervention__source_key",
                "intervention__name",
                "intervention__revision",
            )
            for slug, pk, uuid, *others in rows:
                found[slug] = found_in(pk, uuid, *others)
        return found

    def meant_by(self, row: Parsed) -> Found | None:
        """The entry that `row` means; None for a new one. Notes keys that contradict."""
        meant: Found | None = None
        for name in KEYS:
            value = row.values.get(name)
            found = self.by_key.get((name, value)) if value else None
            if found is None and name == "korte_naam" and value in self.renamed:
                found = self.renamed[value]
                said = _("“%(old)s” is called “%(new)s” now.") % {
                    "old": value,
                    "new": found.slug,
                }
                row.problem(name, said, level=Level.READ)
            if meant is None:
                meant = found
            elif found and found.pk != meant.pk:
                wrong = _(
                    "This key is of “%s”, another key of this row is of another entry."
                )
                right = _("The row means “%s”: correct one of the keys.")
                row.problem(name, wrong % found.name, right % meant.name)
        if meant:
            self.compare_keys(row, meant)
        return meant

    def compare_keys(self, row: Parsed, meant: Found) -> None:
        """Refuse a row that would give the entry it means another key than it has."""
        for name in ("nummer_bij_bron", "uuid"):
            value = row.values.get(name)
            if value and meant.key(name) not in ("", value):
                wrong = _("“%(name)s” has another key: %(key)s.") % {
                    "name": meant.name,
                    "key": meant.key(name),
                }
                right = _("Correct the key, or leave it out.")
                row.problem(name, wrong, right)
        slug = row.values.get("korte_naam")
        if slug and slug != meant.slug and slug not in self.renamed:
            said = _("The address stays “%s”. Change it on the screen of the entry.")
            row.problem("korte_naam", said % meant.slug, level=Level.READ)


def slug_of_new(row: Parsed) -> str:
    """The short name of a new entry: its own, or the one its name makes."""
    own = row.values.get("korte_naam")
    return own or slugify(row.values.get("naam") or "")[:200].strip("-")

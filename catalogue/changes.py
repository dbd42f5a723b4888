"""The one way to write, so that everything derived from the entries stays fresh."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from . import search
from .models import City, Intervention, Organisation, Revision, SearchText, Source
from .models.fields import sort_key


@dataclass
class Change:
    """A change being made. Say what it touches before deleting it, or after saving it."""

    number: int
    touched: set[int] = field(default_factory=set)
    of_lists: bool = False  # a vocabulary, a city, an organisation or a synonym

    def touch(self, *rows: models.Model) -> None:
        for row in rows:
            self.touched.update(entries_showing(row))
            of_an_entry = isinstance(row, Intervention) or hasattr(
                row, "intervention_id"
            )
            self.of_lists = self.of_lists or not of_an_entry

    def touch_all(self) -> None:
        """After rows were written past the models: their sort keys are renewed too."""
        self.of_lists = True
        tables: list[Any] = [City.objects, Organisation.objects, Intervention.objects]
        for rows in tables:
            misplaced = []
            for row in rows.only("name", "sort_key"):
                key = sort_key(row.name)
                if row.sort_key != key:
                    row.sort_key = key
                    misplaced.append(row)
            rows.bulk_update(misplaced, ["sort_key"], batch_size=500)
        self.touched.update(Intervention.objects.values_list("pk", flat=True))
        # Words of entries that are gone go too.
        self.touched.update(SearchText.objects.values_list("rowid", flat=True))


@contextmanager
def catalogue_change(who: str, reason: str) -> Iterator[Change]:
    """Let the caller write in one transaction, then renew what is derived.

    The revision row is locked first: two changes never mix, and numbers have no gaps.
    """
    with transaction.atomic():
        revision = Revision.objects.select_for_update().get_or_create(pk=1)[0]
        change = Change(revision.number + 1)
        yield change
        touched = sorted(change.touched)
        search.renew(touched)
        left = 0
        for start in range(0, len(touched), search.RENEWED_AT_ONCE):
            batch = touched[start : start + search.RENEWED_AT_ONCE]
            entries = Intervention.objects.filter(pk__in=batch)
            left += entries.update(revision=change.number)
        revision.number = change.number
        if left < len(touched):
            revision.removal = change.number
        if change.of_lists:
            revision.lists = change.number
        revision.changed = timezone.now()
        revision.by = who[:150]
        revision.reason = reason[:200]
        revision.save()


def entries_showing(row: models.Model) -> set[int]:
    """The entries whose words or facets depend on `row`."""
    match row:
        case Intervention():
            return {row.pk}
        case Organisation():
            entries = Intervention.objects.filter(
                models.Q(involvements__organisation=row)
                | models.Q(deliveries__contact_organisation=row)
            )
        case Source():
            return set()
        case City():
            entries = Intervention.objects.filter(deliveries__cities=row)
        case _:
            own = getattr(row, "intervention_id", None)
            if own:
                return {own}
            if not hasattr(row, "interventions"):
                return set()
            entries = row.interventions.all()
    return set(entries.order_by().values_list("pk", flat=True))

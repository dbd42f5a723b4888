"""The one way to write, so that everything derived from the entries stays fresh."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from . import words
from .guards import Finding
from .history import Historian, State, states_of
from .models import City, EntryWords, Intervention, Organisation, Revision, Source
from .models.fields import sort_key
from .record_loading import AT_ONCE, Stored


@dataclass
class Change:
    """A change being made. Say what it touches before deleting it, or after saving it.

    For the history, say too which entries it edits, before any of their own rows change.
    """

    number: int
    reason: str
    touched: set[int] = field(default_factory=set)
    of_lists: bool = False  # a vocabulary, a city, an organisation or a synonym
    of_all: bool = False
    was: dict[int, State] = field(default_factory=dict)
    edited: dict[int, None] = field(default_factory=dict)  # in order
    # The warnings about persons that somebody looked at, by entry; all new ones of others.
    seen: dict[int, set[Finding]] = field(default_factory=dict)
    seen_if_new: set[int] = field(default_factory=set)
    # Entries that end in another one, which has kept the texts of both.
    merged: dict[int, int] = field(default_factory=dict)

    def edits(
        self, keys: Iterable[int], known: Collection[Stored] | None = None
    ) -> None:
        """Remember what the entries `keys` are; `known` says what is read of them already."""
        fresh = [key for key in keys if key not in self.edited]
        self.was |= states_of(fresh, known)
        self.edited |= dict.fromkeys(fresh)

    def adds(self, keys: Iterable[int]) -> None:
        """The entries `keys` are new."""
        self.edited |= dict.fromkeys(keys)

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
        self.touched.update(EntryWords.objects.values_list("entry", flat=True))
        self.of_all = True


def lock() -> Revision:
    """Until the transaction ends, nobody else writes. What was read before can be old."""
    return Revision.objects.select_for_update().get_or_create(pk=1)[0]


@contextmanager
def catalogue_change(who: str, reason: str) -> Iterator[Change]:
    """Let the caller write in one transaction, then renew what is derived.

    The revision row is locked first: two changes never mix, and numbers have no gaps.
    """
    with transaction.atomic():
        revision = lock()
        change = Change(revision.number + 1, reason)
        yield change
        touched = sorted(change.touched)
        if change.of_all:
            words.forget()
        words.renew(touched)
        historian = Historian(
            change.number,
            who,
            change.reason,
            change.seen,
            change.seen_if_new,
            change.merged,
        )
        edited = list(change.edited)
        for start in range(0, len(edited), AT_ONCE):
            batch = edited[start : start + AT_ONCE]
            historian.record(batch, change.was)
        for start in range(0, len(touched) if change.of_all else 0, AT_ONCE):
            batch = touched[start : start + AT_ONCE]
            historian.renew_warnings(states_of(batch))
        left = 0
        for start in range(0, len(touched), words.AT_ONCE):
            batch = touched[start : start + words.AT_ONCE]
            entries = Intervention.objects.filter(pk__in=batch)
            left += entries.update(revision=change.number)
        revision.number = change.number
        if left < len(touched):
            revision.removal = change.number
        if change.of_lists:
            revision.lists = change.number
        revision.changed = timezone.now()
        revision.by = who[:150]
        revision.reason = change.reason[:200]
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

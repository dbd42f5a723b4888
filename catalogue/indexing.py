"""Reads the facet index from the database, and what has changed since."""

from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from itertools import count
from threading import Lock
from typing import Any

from django.db import Error, connection
from django.db.models import Q
from django.utils import timezone
from pyroaring import BitMap

from .bitmaps import EMPTY, PLACE, Bitmaps, Places, without_empty
from .choices import (
    Publication,
)
from .facets import Explanation, Index, Key
from .models import (
    ApproachType,
    City,
    Intervention,
    Organisation,
    Phase,
    PreventionLevel,
    Revision,
    Term,
)
from .models.fields import sort_key
from .names import Named, Names
from .prepared import planned
from .reading import VOCABULARIES, Rows
from .search import read_synonyms

# Beyond this many changed entries, reading everything again is quicker.
MOST_CHANGED = 200
FOLLOWING = 20  # entries after a changed one, asked for at once


def current() -> Index:
    """The index of the present revision and day: when nothing changed one statement, or none
    `at()` a revision.
    """
    global held
    revision = of_request.get()
    if revision is None:
        revision = read_revision()
    if held is None or (held.revision, held.day) != (revision, today()):
        with reading:
            # Another thread may have been first: look again.
            revision, day = read_revision(), today()
            if held is None or held.revision > revision:
                held = built(revision, day)
            elif (held.revision, held.day) != (revision, day):
                held = renewed(held, revision, day)
    return held


held: Index | None = None
reading = Lock()
of_request: ContextVar[int | None] = ContextVar("of_request", default=None)


@contextmanager
def at(revision: int) -> Iterator[None]:
    """For a request that has asked for the revision: `current()` need not ask again."""
    token = of_request.set(revision)
    try:
        yield
    finally:
        of_request.reset(token)


def read_revision() -> int:
    """Asked for by every page, so without the ORM: that takes as long as the rest of a 304.

    Nor with the statement by which Django looks whether a kept connection still works: this one
    shows it too.
    """
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return revision_number()
    except Error:
        was_open = connection.connection is not None
        if not was_open or connection.in_atomic_block or connection.is_usable():
            raise
    connection.close()  # the database was started anew
    return revision_number()


def revision_number() -> int:
    sql = "SELECT number FROM catalogue_revision"
    with connection.cursor() as cursor:
        if cursor.db.vendor == "postgresql":
            sql = planned(cursor.db, sql, "revision", 0)
        cursor.execute(sql)
        row = cursor.fetchone()
    return row[0] if row else 0


def today() -> date:
    # `localdate()` does the same and looks whether another zone was activated: that never is,
    # and it takes a twentieth of a 304.
    return timezone.now().astimezone(timezone.get_default_timezone()).date()


def built(revision: int, day: date) -> Index:
    rows = Rows(day)
    entries = BitMap(rows.by_name)
    bitmaps = rows.bitmaps()
    return Index(
        revision=revision,
        day=day,
        entries=entries,
        by_name=rows.by_name,
        bitmaps=bitmaps,
        places=Places(triples_of(bitmaps)),
        keys=rows.keys,
        **read_lists(),
    )


def renewed(old: Index, revision: int, day: date) -> Index:
    """`old` with the entries read again that have changed since."""
    # A new database has no revision yet, and a new day all the same.
    numbers = Revision.objects.values_list("removal", "lists").first()
    removed, lists = numbers or (0, 0)
    changed = changed_since(old, day, removed=removed > old.revision)
    if len(changed) > MOST_CHANGED:
        return built(revision, day)
    rows = Rows(day, changed, old.keys)
    gone = BitMap(changed)
    entries = old.entries - gone | BitMap(rows.by_name)
    changes = dict(changes_of(old.bitmaps, gone, rows.bitmaps()))
    return Index(
        revision=revision,
        day=day,
        entries=entries,
        by_name=put_in_order(old, gone, rows.names),
        bitmaps=without_empty({**old.bitmaps, **changes}),
        places=old.places.renewed(triples_of(changes)),
        keys=rows.keys,
        **(read_lists() if lists > old.revision else lists_of(old)),
    )


def changes_of(
    old: dict[Key, BitMap], gone: BitMap, new: dict[Key, BitMap]
) -> Iterator[tuple[Key, BitMap]]:
    """The sets that change, without what is `gone` and with what is `new`; some are empty then."""
    touched = {key for key, entries in old.items() if gone.intersect(entries)}
    for key in touched | new.keys():
        entries, found = old.get(key, EMPTY), new.get(key, EMPTY)
        if entries & gone != found:
            yield key, entries - gone | found


def triples_of(bitmaps: dict[Key, BitMap]) -> Bitmaps:
    return {value: entries for (key, value), entries in bitmaps.items() if key == PLACE}


def changed_since(old: Index, day: date, *, removed: bool) -> list[int]:
    """Entries written, removed, or of which a date has passed since `old`."""
    changed = Q(revision__gt=old.revision)
    if day != old.day:
        # Publication and recognition begin and end without an edit.
        days = (min(old.day, day), max(old.day, day))
        for moment in ("publish_from", "publish_until", "recognitions__valid_until"):
            changed |= Q(**{f"{moment}__range": days})
    every = Intervention.objects.order_by().values_list("pk", flat=True)
    keys = set(every.filter(changed))
    if removed:
        keys |= set(old.entries - BitMap(every))
    return sorted(keys)


def put_in_order(old: Index, gone: BitMap, names: dict[int, str]) -> array:
    """The order of names without what is `gone`, with `names` where the database has them."""
    by_name = array("I", old.by_name)
    for entry in old.entries & gone:
        by_name.remove(entry)
    placed = old.entries - gone
    entries = Intervention.objects.filter(publication=Publication.PUBLISHED)
    in_order = entries.order_by("sort_key", "pk").values_list("pk", flat=True)
    # From the last on, so that the one that follows is in place.
    for entry, name in reversed(names.items()):
        later = in_order.filter(sort_key__gte=name)
        keys = later.exclude(sort_key=name, pk__lte=entry)
        following = next((key for key in in_parts(keys) if key in placed), None)
        at = len(by_name) if following is None else by_name.index(following)
        by_name.insert(at, entry)
        placed.add(entry)
    return by_name


def in_parts(rows: Any) -> Iterator[Any]:
    """Asked for a few at a time, so that the database stops at the first few."""
    for start in count(0, FOLLOWING):
        part = list(rows[start : start + FOLLOWING])
        yield from part
        if len(part) < FOLLOWING:
            return


def read_lists() -> dict[str, Any]:
    """What a person reads for each value, in the order of the list; names; synonyms."""
    columns = ("slug", "name", "sort_key")
    bodies = Organisation.objects.values_list(*columns, "abbreviation")
    names = {
        "aanpak": [
            Named(slug, name, f" {sort_key(name)}")
            for slug, name in ApproachType.objects.values_list("slug", "name")
        ],
        "gemeente": [
            Named(slug, name, f" {key}")
            for slug, name, key in City.objects.values_list(*columns)
        ],
        "organisatie": [
            Named(slug, name, f" {key} {sort_key(short)}")
            for slug, name, key, short in bodies
        ],
    }
    labels = {key: {each.slug: each.name for each in names[key]} for key in names}
    for key, name in VOCABULARIES.items():
        if key not in labels:
            model: Any = Intervention._meta.get_field(name).related_model
            labels[key] = dict(model.objects.values_list("slug", "name"))
    return {
        "labels": labels,
        "names": {key: Names.of(rows) for key, rows in names.items()},
        "synonyms": read_synonyms(),
        "explanations": read_explanations(),
        "people": dict(Phase.objects.values_list("slug", "people")),
    }


def read_explanations() -> dict[str, Explanation]:
    """What words of the field mean, by slug; those of the glossary go before others."""
    lists: list[Any] = [Phase, PreventionLevel, Term]
    return {
        slug: Explanation(name, meaning)
        for each in lists
        for slug, name, meaning in each.objects.exclude(description="").values_list(
            "slug", "name", "description"
        )
    }


def lists_of(old: Index) -> dict[str, Any]:
    return {
        "labels": old.labels,
        "names": old.names,
        "synonyms": old.synonyms,
        "explanations": old.explanations,
        "people": old.people,
    }

"""Which entries have which words, field by field: what search reads, and how it stays true.

The same on both databases. A question reads one row a word; the full-text search of a database
first writes down the keys of thousands of entries, one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from .analyser import indexed
from .bitmaps import EMPTY
from .choices import Kind
from .models import Delivery, EntryWords, Intervention, Involvement, WordEntries
from .prepared import prepared

# From the best place to find all words to the least.
FIELDS = {
    "name": _("name"),
    "other_names": _("other names"),
    "places": _("organisation or city"),
    "body": _("text"),
}
AFTER_ALL = "\U0010ffff"  # stands in no word
AT_ONCE = 500
# Entries of which the words are held in memory, so that a word is written once for all.
RENEWED_AT_ONCE = 10_000

Texts = list[str]  # the words of one entry, in the order of the fields
NO_TEXTS = [""] * len(FIELDS)
Sets = dict[str, BitMap]  # by field
Moves = dict[tuple[str, str], BitMap]  # by word and field


def sets_of(words: Collection[str], start: str) -> dict[str, Sets]:
    """For each of `words` and each word that begins with `start`: the keys of the entries that
    have it, public or not. One statement.
    """
    return read(rows_of([*sorted(words), start, start + AFTER_ALL]))


@prepared
def rows_of(keys: Sequence[str]) -> QuerySet:
    *words, first, end = keys
    asked = Q(word__in=words) | Q(word__gte=first, word__lt=end)
    return having(WordEntries.objects.filter(asked))


def having(words: QuerySet) -> QuerySet:
    return words.values_list("word", *FIELDS)


def read(rows: Iterable[tuple]) -> dict[str, Sets]:
    return {
        word: dict(zip(FIELDS, map(set_in, sets), strict=True)) for word, *sets in rows
    }


def set_in(value: bytes) -> BitMap:
    return BitMap.deserialize(bytes(value)) if value else EMPTY


def forget() -> None:
    """Before the words of all entries are made anew: then nothing of before is left."""
    EntryWords.objects.all().delete()
    WordEntries.objects.all().delete()


def renew(keys: Iterable[int]) -> None:
    """Make the words of the entries `keys` anew, and drop those of entries that are gone."""
    left = sorted(keys)
    for start in range(0, len(left), RENEWED_AT_ONCE):
        gained: Moves = defaultdict(BitMap)
        lost: Moves = defaultdict(BitMap)
        for key, was, now in renewed(left[start : start + RENEWED_AT_ONCE]):
            for field, *texts in zip(FIELDS, was, now, strict=True):
                before, after = (set(text.split()) for text in texts)
                for word in after - before:
                    gained[word, field].add(key)
                for word in before - after:
                    lost[word, field].add(key)
        write(gained, lost)


def renewed(keys: Sequence[int]) -> Iterator[tuple[int, Texts, Texts]]:
    """The entries that changed: the words that each had, and those it has, kept from now on."""
    for start in range(0, len(keys), AT_ONCE):
        batch = keys[start : start + AT_ONCE]
        kept = EntryWords.objects.filter(entry__in=batch)
        before = {key: texts for key, *texts in kept.values_list("entry", *FIELDS)}
        after = dict(texts_of(batch))
        changed = [key for key in batch if before.get(key) != after.get(key)]
        if stale := [key for key in changed if key in before]:
            kept.filter(entry__in=stale).delete()
        EntryWords.objects.bulk_create(
            EntryWords(entry=key, **dict(zip(FIELDS, after[key], strict=True)))
            for key in changed
            if key in after
        )
        for key in changed:
            yield key, before.get(key, NO_TEXTS), after.get(key, NO_TEXTS)


def write(gained: Moves, lost: Moves) -> None:
    """Put the entries that gained a word in its sets, and take out those that lost it."""
    words = sorted({word for word, _field in (*gained, *lost)})
    for start in range(0, len(words), AT_ONCE):
        some = words[start : start + AT_ONCE]
        known = read(having(WordEntries.objects.filter(word__in=some)))
        full, empty = [], []
        for word in some:
            had = known.get(word, {})
            sets = {
                field: had.get(field, EMPTY) - lost.get((word, field), EMPTY)
                | gained.get((word, field), EMPTY)
                for field in FIELDS
            }
            if any(sets.values()):
                written = {
                    field: entries.serialize() if entries else b""
                    for field, entries in sets.items()
                }
                full.append(WordEntries(word=word, **written))
            else:
                empty.append(word)
        WordEntries.objects.filter(word__in=empty).delete()
        WordEntries.objects.bulk_create(
            full, update_conflicts=True, unique_fields=["word"], update_fields=[*FIELDS]
        )


def texts_of(keys: Sequence[int]) -> Iterator[tuple[int, Texts]]:
    """The words of the entries `keys`. Of values: to make rows of them takes twice as long."""
    places, others = texts_in_other_tables(keys)
    entries = Intervention.objects.filter(pk__in=keys).order_by()
    for pk, name, other_names, kind, *texts in entries.values_list(
        "pk", "name", "other_names", "kind", *OWN_TEXTS
    ):
        in_places = " ".join(dict.fromkeys(places[pk]))
        body = " ".join([str(Kind(kind).label), *texts, *others[pk]])
        yield pk, [indexed(each) for each in (name, other_names, in_places, body)]


def texts_in_other_tables(keys: Sequence[int]) -> tuple[TextsBy, TextsBy]:
    """Of each entry: what names its places and organisations, and the other texts."""
    places: TextsBy = {key: [] for key in keys}
    others: TextsBy = {key: [] for key in keys}
    for table, owner, of_place, of_body in OTHER_TABLES:
        rows = table._base_manager.filter(**{f"{owner}__in": keys}).order_by("pk")
        for key, *texts in rows.values_list(owner, *of_place, *of_body):
            places[key].extend(filter(None, texts[: len(of_place)]))
            others[key].extend(filter(None, texts[len(of_place) :]))
    return places, others


TextsBy = dict[int, list[str]]
OWN_TEXTS = ["sentence", "summary", *Intervention.SECTIONS]
NAMES = ["organisation__name", "organisation__abbreviation"]
VOCABULARIES = [getattr(Intervention, name) for name in Intervention.VOCABULARIES]
# The way to the entry, the columns with names of places and organisations, the others.
OTHER_TABLES: list[tuple[type[Model], str, list[str], list[str]]] = [
    (Involvement, "intervention", NAMES, ["note"]),
    (
        Delivery,
        "intervention",
        [*(f"contact_{name}" for name in NAMES), "region"],
        ["neighbourhoods", "note"],
    ),
    (
        Delivery.cities.through,
        "delivery__intervention",
        ["city__name", "city__official_name"],
        [],
    ),
    *(
        (
            each.through,
            "intervention",
            [],
            [f"{each.field.m2m_reverse_field_name()}__name"],
        )
        for each in VOCABULARIES
    ),
]

"""Text in, entries out: the same on both databases, since one analyser makes the words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Case, IntegerField, Model, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from .analyser import Synonyms, indexed, phrase, stem, telling_words
from .choices import Kind
from .models import Delivery, Intervention, Involvement, SearchText, Synonym
from .prepared import prepared
from .querysets import InterventionQuerySet

# From the best place to find all words to the least.
FIELDS = {
    "name": _("name"),
    "other_names": _("other names"),
    "places": _("organisation or city"),
    "body": _("text"),
}
MOST_WORDS = 30
RENEWED_AT_ONCE = 500


@dataclass(frozen=True)
class Word:
    stem: str
    begins_with: str = ""  # the last word may be half typed

    @property
    def stem_begins_so(self) -> bool:
        """Then looking for it as well finds nothing more, in twice the time."""
        return self.stem.startswith(self.begins_with)

    def stands_as(self) -> list[str]:
        """How it stands in a text, which has a space around each word."""
        begun = [f" {self.begins_with}"] if self.begins_with else []
        return begun if begun and self.stem_begins_so else [f" {self.stem} ", *begun]


# Every group must be found; a group is found when all words of one of its alternatives are.
Group = list[list[Word]]


@dataclass(frozen=True)
class Query:
    groups: list[Group]
    too_long: bool = False

    def __bool__(self) -> bool:
        return bool(self.groups)

    def written(self, word: Callable[[Word], str], *, both: str, either: str) -> str:
        return both.join(
            "("
            + either.join("(" + both.join(map(word, words)) + ")" for words in group)
            + ")"
            for group in self.groups
        )

    def matches(self, field: str = "") -> Q:
        """Entries with all words in `field`, or in all fields together."""
        return Q(pk__in=RawSQL(*self.sql(field)))

    def found(self, *fields: str) -> list[BitMap]:
        """The keys of those entries, public or not, for each of `fields`. One statement.

        As one value each: to read thousands row by row takes twice as long as to find them.
        """
        questions = [self.sql(field) for field in fields]
        together = "json_group_array(rowid)"
        if connection.vendor == "postgresql":
            together = "json_agg(rowid)::text"
        columns = ", ".join(
            f"(SELECT {together} FROM ({sql}) AS found)" for sql, _ in questions
        )
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns}", [each for _, [each] in questions])
            row = cursor.fetchone()
        return [BitMap(json.loads(keys or "[]")) for keys in row]

    def sql(self, field: str) -> tuple[str, list[str]]:
        if connection.vendor == "postgresql":
            found = f"catalogue_found_in_{field or 'all'}_words(%s::tsquery) AS rowid"
            question = self.written(in_tsquery, both=" & ", either=" | ")
            return f"SELECT rowid FROM {found}", [question]
        question = self.written(in_fts5, both=" AND ", either=" OR ")
        if field:
            question = f"{field} : ({question})"
        where = "catalogue_searchtext MATCH %s"
        return f"SELECT rowid FROM catalogue_searchtext WHERE {where}", [question]


def in_fts5(word: Word) -> str:
    if not word.begins_with:
        return f'"{word.stem}"'
    if word.stem_begins_so:
        return f'"{word.begins_with}"*'
    return f'("{word.stem}" OR "{word.begins_with}"*)'


def in_tsquery(word: Word) -> str:
    if not word.begins_with:
        return f"'{word.stem}'"
    if word.stem_begins_so:
        return f"'{word.begins_with}':*"
    return f"('{word.stem}' | '{word.begins_with}':*)"


def read_synonyms() -> Synonyms:
    found: Synonyms = {}
    for word, finds, both_ways in Synonym.objects.values_list(
        "word", "finds", "both_ways"
    ):
        left, right = phrase(word), phrase(finds)
        if left and right:
            found.setdefault(left, []).append(right)
            if both_ways:
                found.setdefault(right, []).append(left)
    return found


def parse(text: str, synonyms: Synonyms | None = None) -> Query:
    """What `text` asks for. No words in it: an empty query, which is false.

    The facet index knows the synonyms; without them they are read.
    """
    telling = telling_words(text)
    words = telling[:MOST_WORDS]
    if words and synonyms is None:
        synonyms = read_synonyms()
    groups = list(groups_of(words, synonyms or {}))
    return Query(groups, len(telling) > MOST_WORDS)


def groups_of(words: list[str], known: Synonyms) -> Iterator[Group]:
    stems = [stem(word) for word in words]
    longest = max(map(len, known), default=1)
    start = 0
    while start < len(words):
        for length in range(min(longest, len(words) - start), 0, -1):
            end = start + length
            others = known.get(tuple(stems[start:end]), [])
            if others or length == 1:
                break
        asked = [Word(each) for each in stems[start:end]]
        if end == len(words):
            asked[-1] = Word(stems[-1], begins_with=words[-1])
        yield [asked, *([Word(each) for each in other] for other in others)]
        start = end


def by_relevance(entries: InterventionQuerySet, query: Query) -> InterventionQuerySet:
    """Those with all words in the best field first, then by name."""
    best = Case(
        *(
            When(query.matches(field), then=Value(rank))
            for rank, field in enumerate(FIELDS)
        ),
        default=Value(len(FIELDS)),
        output_field=IntegerField(),
    )
    return entries.annotate(best_field=best).order_by("best_field", "sort_key", "pk")


class Matches:
    """What `query` finds, field by field; each is asked for once."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self.sets: dict[str, BitMap] = {}
        self.ask("", "name", "other_names", "places")  # which nearly every page needs

    def ask(self, *fields: str) -> None:
        found = self.query.found(*fields) if self.query else [BitMap() for _ in fields]
        self.sets.update(zip(fields, found, strict=True))

    def all_words(self, field: str = "") -> BitMap:
        if field not in self.sets:
            self.ask(field)
        return self.sets[field]

    def by_field(self, entries: BitMap) -> Iterator[BitMap]:
        """Those of `entries` with all words in the best field first; at last the rest."""
        fields = list(FIELDS)
        if len(self.query.groups) == 1:
            fields.pop()  # one word that is nowhere else is in the last field
        for field in fields:
            tier = entries & self.all_words(field)
            entries = entries - tier
            yield tier
        yield entries

    def labels(self, keys: Iterable[int]) -> dict[int, list[str]]:
        """For each entry of `keys`: the fields that have one of the words."""
        rows = text_rows(list(keys))
        words = [word for group in self.query.groups for each in group for word in each]
        written = {each for word in words for each in word.stands_as()}
        labels = [str(label) for label in FIELDS.values()]
        return {
            key: [
                label
                for label, text in zip(labels, texts, strict=True)
                if stands_in(f" {text} ", written)
            ]
            for key, *texts in rows
        }


def stands_in(text: str, written: Iterable[str]) -> bool:
    return any(each in text for each in written)


@prepared
def text_rows(keys: Sequence[int]) -> QuerySet:
    return SearchText.objects.filter(rowid__in=keys).values_list("rowid", *FIELDS)


def renew(keys: Iterable[int]) -> None:
    """Make the words of the entries `keys` anew, and drop those of entries that are gone."""
    left = sorted(keys)
    while left:
        batch, left = left[:RENEWED_AT_ONCE], left[RENEWED_AT_ONCE:]
        SearchText.objects.filter(rowid__in=batch).delete()
        SearchText.objects.bulk_create(texts_of(batch))


def texts_of(keys: Sequence[int]) -> Iterator[SearchText]:
    """The words of the entries `keys`. Of values: to make rows of them takes twice as long."""
    places, bodies = texts_by(keys, PLACES), texts_by(keys, BODIES)
    entries = Intervention.objects.filter(pk__in=keys).order_by()
    for pk, name, other_names, kind, *texts in entries.values_list(
        "pk", "name", "other_names", "kind", *OWN_TEXTS
    ):
        yield SearchText(
            rowid=pk,
            name=indexed(name),
            other_names=indexed(other_names),
            places=indexed(" ".join(dict.fromkeys(places[pk]))),
            body=indexed(" ".join([str(Kind(kind).label), *texts, *bodies[pk]])),
        )


def texts_by(keys: Sequence[int], columns: Iterable[Columns]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {key: [] for key in keys}
    for table, owner, names in columns:
        rows = table._base_manager.filter(**{f"{owner}__in": keys}).order_by("pk")
        for key, *texts in rows.values_list(owner, *names):
            found[key].extend(filter(None, texts))
    return found


# The texts of an entry that stand in other tables: which, the way to the entry, the columns.
Columns = tuple[type[Model], str, list[str]]
NAMES = ["organisation__name", "organisation__abbreviation"]
OWN_TEXTS = ["sentence", "summary", *Intervention.SECTIONS]
PLACES: list[Columns] = [
    (Involvement, "intervention", NAMES),
    (Delivery, "intervention", [*(f"contact_{name}" for name in NAMES), "region"]),
    (
        Delivery.cities.through,
        "delivery__intervention",
        ["city__name", "city__official_name"],
    ),
]
VOCABULARIES = [getattr(Intervention, name) for name in Intervention.VOCABULARIES]
BODIES: list[Columns] = [
    *(
        (each.through, "intervention", [f"{each.field.m2m_reverse_field_name()}__name"])
        for each in VOCABULARIES
    ),
    (Delivery, "intervention", ["neighbourhoods", "note"]),
    (Involvement, "intervention", ["note"]),
]

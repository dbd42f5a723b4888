"""Text in, entries out: the same on both databases, since one analyser makes the words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, IntegerField, Q, Value, When
from pyroaring import BitMap

from .analyser import Synonyms, phrase, stem, telling_words
from .bitmaps import union
from .models import Synonym
from .querysets import InterventionQuerySet
from .words import FIELDS, Sets, sets_of

MOST_WORDS = 30


@dataclass(frozen=True)
class Word:
    stem: str
    begins_with: str = ""  # the last word may be half typed


# Every group must be found; a group is found when all words of one of its alternatives are.
Group = list[list[Word]]


@dataclass(frozen=True)
class Query:
    groups: list[Group]
    too_long: bool = False

    def __bool__(self) -> bool:
        return bool(self.groups)

    def words(self) -> set[Word]:
        return {word for group in self.groups for words in group for word in words}

    def matches(self, field: str = "") -> Q:
        """Entries with all words in `field`, or in all fields together."""
        return Q(pk__in=list(Matches(self).all_words(field)))


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
    """What `query` finds, field by field."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self.found: dict[str, BitMap] = {}

    @cached_property
    def sets(self) -> dict[Word, Sets]:
        """For each word: the entries that have it, in each field and in any."""
        words = self.query.words()
        start = max(each.begins_with for each in words)  # the others are empty
        rows = sets_of({each.stem for each in words}, start)
        sets = {}
        for word in words:
            alike = [rows[word.stem]] if word.stem in rows else []
            if word.begins_with:
                alike += [rows[each] for each in rows if each.startswith(start)]
            sets[word] = {
                field: union(each[field] for each in alike) for field in FIELDS
            }
            sets[word][""] = union(sets[word].values())
        return sets

    def all_words(self, field: str = "") -> BitMap:
        """The keys of the entries with all words in `field`, or in all fields together."""
        if field not in self.found:
            groups = [
                union(
                    BitMap.intersection(*(self.sets[word][field] for word in words))
                    for words in group
                )
                for group in self.query.groups
            ]
            self.found[field] = BitMap.intersection(*groups) if groups else BitMap()
        return self.found[field]

    def by_field(self, entries: BitMap) -> Iterator[BitMap]:
        """Those of `entries` with all words in the best field first; at last the rest."""
        for field in FIELDS:
            tier = entries & self.all_words(field)
            entries = entries - tier
            yield tier
        yield entries

    def labels(self, keys: Iterable[int]) -> dict[int, list[str]]:
        """For each entry of `keys`: the fields that have one of the words."""
        having = [
            (str(label), union(sets[field] for sets in self.sets.values()))
            for field, label in FIELDS.items()
        ]
        return {
            key: [label for label, entries in having if key in entries] for key in keys
        }

"""Pages whose name is being typed, and the nearest known words for an unknown one."""

import difflib
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from .analyser import SMALL_WORDS, stem, words_of
from .choices import Sort
from .facets import Index
from .models import (
    ApproachType,
    City,
    Intervention,
    Organisation,
    Synonym,
    TargetGroup,
    Theme,
)
from .models.fields import sort_key
from .names import Named, Names
from .paths import path_of
from .prepared import prepared
from .search import MOST_WORDS, Matches

MOST = 3  # of each kind
LOOKED_AT = 20


def shortcuts(words: str, matches: Matches, index: Index) -> list[dict[str, str]]:
    """Pages with a name in which a word begins with what is being typed."""
    typed = f" {sort_key(words)}"
    if len(typed) < 3 or not matches.query:
        return []
    kinds: list[tuple[str, str, list[Named]]] = [
        (_("intervention"), "intervention", entries_named(typed, matches, index)),
        (_("approach type"), "approach-type", named(typed, index.names["aanpak"])),
        (_("city"), "city", named(typed, index.names["gemeente"])),
        (_("organisation"), "organisation", named(typed, index.names["organisatie"])),
    ]
    return [
        {"name": each.name, "url": path_of(page, each.slug), "kind": kind}
        for kind, page, found in kinds
        for each in found
    ]


def named(words: str, names: Names) -> list[Named]:
    """The first with a word that begins so; those of which it is the first word lead."""
    found = names.having(words)
    return sorted(found, key=lambda each: not each.begins_with(words))[:MOST]


def entries_named(words: str, matches: Matches, index: Index) -> list[Named]:
    """The first public entries with all words in a name of theirs."""
    having = matches.all_words("name") | matches.all_words("other_names")
    first = index.part(Sort.NAME, [having & index.entries], 0, LOOKED_AT)
    rows = {
        key: Named(slug, name, f" {folded}")
        for key, slug, name, folded in name_rows(first)
    }
    found = [rows[entry] for entry in first if entry in rows]
    return sorted(found, key=lambda each: not each.begins_with(words))[:MOST]


@prepared
def name_rows(keys: Sequence[int]) -> QuerySet:
    return Intervention.objects.filter(pk__in=keys).values_list(
        "pk", "slug", "name", "sort_key"
    )


def near_miss(text: str, index: Index) -> str:
    """`text` with each unknown word replaced by the nearest known one; empty without one."""
    typed = words_of(text)[:MOST_WORDS]
    known = known_words(index.revision, index.day)
    better = [
        word
        if word in SMALL_WORDS or stem(word) in known
        else nearest(word, known.values())
        for word in typed
    ]
    return " ".join(better) if better != typed else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """The most similar of the known words that begin or end alike, else `word`."""
    alike = [
        other
        for other in known
        if abs(len(other) - len(word)) <= 3
        and (other[:1] == word[:1] or other[-3:] == word[-3:])
    ]
    found = difflib.get_close_matches(word, alike, n=1, cutoff=0.7)
    return found[0] if found else word


@lru_cache(maxsize=1)
def known_words(revision: int, day: date) -> dict[str, str]:
    """The words of every public name by their stems, read once a revision and day."""
    public = Intervention.objects.published().order_by()
    folded = [
        *public.values_list("sort_key", flat=True),
        *City.objects.values_list("sort_key", flat=True),
        *Organisation.objects.values_list("sort_key", flat=True),
    ]
    names = [
        *public.exclude(other_names="").values_list("other_names", flat=True),
        *chain(*Synonym.objects.values_list("word", "finds")),
    ]
    for vocabulary in (ApproachType, TargetGroup, Theme):
        names += vocabulary.objects.values_list("name", flat=True)
    words = chain(*(key.split() for key in folded), *(words_of(name) for name in names))
    return {stem(word): word for word in sorted(set(words)) if word.isalpha()}

"""Pages whose name is being typed, and the nearest known words for an unknown one."""

import difflib
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db.models import Case, Q, Value, When
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
from .search import MOST_WORDS, Matches

MOST = 3  # of each kind
LOOKED_AT = 20


def shortcuts(words: str, matches: Matches, index: Index) -> list[dict[str, str]]:
    """Pages with a name in which a word begins with what is being typed."""
    key = sort_key(words)
    if len(key) < 2 or not matches.query:
        return []
    begins = Q(sort_key__startswith=key)
    by_name = begins | Q(sort_key__contains=f" {key}")
    in_order: list[Any] = [
        Case(When(begins, then=Value(0)), default=Value(1)),
        "sort_key",
    ]
    types = [
        each
        for each in ApproachType.objects.all()
        if f" {key}" in f" {sort_key(each.name)}"
    ]
    cities = City.objects.filter(by_name).order_by(*in_order)
    abbreviated = Q(abbreviation__iexact=words.strip())
    organisations = Organisation.objects.filter(by_name | abbreviated)
    found: list[tuple[str, Iterable[Any]]] = [
        (_("intervention"), entries_named(key, matches, index)),
        (_("approach type"), types[:MOST]),
        (_("city"), cities[:MOST]),
        (_("organisation"), organisations.order_by(*in_order)[:MOST]),
    ]
    return [
        {"name": str(row), "url": row.get_absolute_url(), "kind": kind}
        for kind, rows in found
        for row in rows
    ]


def entries_named(key: str, matches: Matches, index: Index) -> list[Intervention]:
    """The first public entries with all words in a name of theirs."""
    named = matches.all_words("name") | matches.all_words("other_names")
    first = index.part(Sort.NAME, [named & index.entries], 0, LOOKED_AT)
    rows = Intervention.objects.only("name", "slug", "sort_key").filter(pk__in=first)
    return sorted(rows, key=lambda row: not row.sort_key.startswith(key))[:MOST]


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

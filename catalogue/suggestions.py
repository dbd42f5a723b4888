"""Pages whose name is being typed, and the nearest known words for an unknown one."""

import difflib
from typing import Any

from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext as _

from .analyser import SMALL_WORDS, stem, words_of
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
from .search import MOST_WORDS, Query


def shortcuts(words: str, query: Query) -> list[dict[str, str]]:
    """Pages with the name that is being typed."""
    kinds = {
        "interventions": _("intervention"),
        "approach_types": _("approach type"),
        "cities": _("city"),
        "organisations": _("organisation"),
    }
    found = pages_named(words, query)
    return [
        {"name": str(row), "url": row.get_absolute_url(), "kind": label}
        for kind, label in kinds.items()
        for row in found.get(kind, [])
    ]


def pages_named(text: str, query: Query, *, most: int = 3) -> dict[str, list[Any]]:
    """Pages with a name in which a word begins with `text`, at most `most` of each kind."""
    key = sort_key(text)
    if len(key) < 2 or not query:
        return {}
    begins = Q(sort_key__startswith=key)
    names = begins | Q(sort_key__contains=f" {key}")
    found = {
        "interventions": Intervention.objects.published()
        .filter(names | query.matches("other_names"))
        .only("name", "slug", "sort_key"),
        "cities": City.objects.filter(names),
        "organisations": Organisation.objects.filter(
            names | Q(abbreviation__iexact=text.strip())
        ),
    }
    rows: dict[str, list[Any]] = {
        kind: list(
            entries.order_by(
                Case(When(begins, then=Value(0)), default=Value(1)), "sort_key"
            )[:most]
        )
        for kind, entries in found.items()
    }
    types = [
        each
        for each in ApproachType.objects.all()
        if f" {key}" in f" {sort_key(each.name)}"
    ]
    return {**rows, "approach_types": types[:most]}


def near_miss(text: str) -> str:
    """`text` with each unknown word replaced by the nearest known one; empty without one."""
    typed = words_of(text)[:MOST_WORDS]
    known = known_words()
    stems = {stem(word) for word in known}
    better = [
        word
        if word in SMALL_WORDS or stem(word) in stems
        else next(iter(difflib.get_close_matches(word, known, n=1, cutoff=0.7)), word)
        for word in typed
    ]
    return " ".join(better) if better != typed else ""


def known_words() -> set[str]:
    """The words of every public name. Costs a walk over all names: only for an empty answer."""
    names = [
        *Intervention.objects.published().values_list("name", flat=True),
        *Intervention.objects.published().values_list("other_names", flat=True),
        *City.objects.values_list("name", flat=True),
        *Organisation.objects.values_list("name", flat=True),
        *(
            word
            for pair in Synonym.objects.values_list("word", "finds")
            for word in pair
        ),
    ]
    for vocabulary in (ApproachType, TargetGroup, Theme):
        names += vocabulary.objects.values_list("name", flat=True)
    return {word for name in names for word in words_of(name)}

"""The words of the field, by letter."""

import re
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from ..models import Synonym, Term
from ..models.fields import sort_key
from .caching import cached_page
from .evidence import Row

ABBREVIATION = re.compile(r" \((\w+)\)$")


@require_safe
@cached_page
def glossary(request: HttpRequest) -> HttpResponse:
    others = other_words()
    rows = sorted(
        (term_row(term, others) for term in Term.objects.all()),
        key=lambda row: row["key"],
    )
    context = {
        "letters": [
            {"letter": letter.upper(), "rows": list(group)}
            for letter, group in groupby(rows, key=lambda row: row["key"][:1])
        ],
        "number": len(rows),
    }
    return render(request, "catalogue/glossary.html", context)


def term_row(term: Term, others: dict[str, list[str]]) -> Row:
    short = ABBREVIATION.search(term.name)
    words = [
        word
        for word in others.get(plain(term.name), [])
        if not short or word.casefold() != short[1].casefold()
    ]
    return {
        "name": capfirst(term.name),
        "slug": term.slug,
        "meaning": term.description,
        "others": ", ".join(words),
        "key": sort_key(term.name),
    }


def other_words() -> dict[str, list[str]]:
    """What the editors say is another word for the same, whichever was written first."""
    found: dict[str, list[str]] = {}
    for word, finds, both_ways in Synonym.objects.values_list(
        "word", "finds", "both_ways"
    ):
        if both_ways:
            found.setdefault(plain(finds), []).append(word)
            found.setdefault(plain(word), []).append(finds)
    return found


def plain(name: str) -> str:
    """Without the abbreviation that stands behind it."""
    return ABBREVIATION.sub("", name).casefold()

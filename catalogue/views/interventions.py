from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from .. import indexing, search, suggestions
from ..facets import Answer, Index
from ..filters import InterventionFilterSet
from ..loading import load_entry
from . import detail, listing, narrowed
from .address import Address, page_of
from .caching import cached_page
from .cards import Card, cards
from .citation import citation_of
from .feeds import feed_path
from .found import Found
from .left import moved_or_gone
from .lineage import related_to
from .similar import similar_to


@require_safe
@cached_page
def intervention_list(request: HttpRequest) -> HttpResponse:
    return narrowed.answer(request, "catalogue/intervention_list.html", page_of_answer)


def page_of_answer(
    filterset: InterventionFilterSet, address: Address
) -> dict[str, Any]:
    """Everything the list page shows of an answer, as plain values."""
    found = Found(filterset)
    index, answer, words, matches = (
        found.index,
        found.answer,
        found.words,
        found.matches,
    )
    number = len(found.entries)
    sort = listing.chosen_sort(address, words)
    last = max(ceil(number / listing.PAGE_SIZE), 1)
    page = page_of(address.query, last)
    start = (page - 1) * listing.PAGE_SIZE
    keys = found.keys(sort, start, start + listing.PAGE_SIZE)
    panel = narrowed.panel(filterset, address, found)
    shown = cards_with_words(keys, index, matches)
    for card in shown:
        card["picked"] = card["slug"] in panel["chosen"]
    on_page = {card["slug"] for card in shown}
    return {
        **panel,
        "cards": shown,
        "chosen_elsewhere": [each for each in panel["chosen"] if each not in on_page],
        "sorts": listing.sorts(sort, words),
        "pages": listing.pages(address, page, last),
        "exports": listing.exports(address),
        "feed_url": feed_path(address),
        # Beside a filter a search is no longer for a page by its name.
        "shortcuts": suggestions.shortcuts(words, matches, index)
        if matches and not answer.has_filters
        else [],
        "did_you_mean": ""
        if number or not words
        else did_you_mean(words, answer, address),
    }


def cards_with_words(
    keys: list[int], index: Index, matches: search.Matches | None
) -> list[Card]:
    labels = matches.labels(keys) if matches and keys else None
    return cards(keys, index, found_in=labels)


def did_you_mean(words: str, answer: Answer, address: Address) -> dict[str, str] | str:
    """A near miss that finds something, beside the other filters or else by itself."""
    near = suggestions.near_miss(words, answer.index)
    query = search.parse(near, answer.index.synonyms)
    found = search.Matches(query).all_words()
    if found.intersect(answer.entries(leave_out=["zoek"])):
        return {"words": near, "url": address.with_words(near)}
    if found.intersect(answer.index.entries):
        return {"words": near, "url": address.with_words_alone(near)}
    return ""


@require_safe
@cached_page
def intervention(request: HttpRequest, slug: str) -> HttpResponse:
    entry = load_entry(slug, timezone.localdate())
    if entry:
        index, related = indexing.current(), related_to(entry)
        terms = detail.terms_of(entry.pk, index)
        named = [each.key for each in related]
        context = {
            **detail.page(entry, terms, related),
            "similar": similar_to(entry.pk, index, leave_out=named),
            "citation": citation_of(request, entry),
        }
        return render(request, "catalogue/intervention.html", context)
    return moved_or_gone(request, slug)

from functools import partial
from math import ceil
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from .. import indexing, search, suggestions
from ..facets import EMPTY, Answer, Index
from ..filters import InterventionFilterSet
from ..loading import load_entry
from ..models import Intervention
from . import detail, listing
from .address import SHOW_ALL, Address, page_of
from .caching import cached_page
from .cards import Card, cards
from .found import Found
from .plain import date_text
from .sentence import sentence


@require_safe
@cached_page
def intervention_list(request: HttpRequest) -> HttpResponse:
    address = Address(request)
    filterset = InterventionFilterSet(address.query)
    if filterset.is_valid():
        address.use_slugs(filterset)
        context = page_of_answer(filterset, address)
    else:
        # A filter we cannot read matches nothing; showing everything would mislead.
        context = {"problems": listing.unreadable(filterset, address)}
    return render(request, "catalogue/intervention_list.html", context)


def page_of_answer(
    filterset: InterventionFilterSet, address: Address
) -> dict[str, Any]:
    """Everything the list page shows of an answer, as plain values."""
    given = filterset.form.cleaned_data
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
    unknown_ages = listing.unknown_ages(answer)
    return {
        "cards": cards_with_words(keys, index, matches),
        "number": number,
        "sentence": sentence(filterset, number, unknown_ages),
        "words": words,
        "words_left_out": found.query is not None and found.query.too_long,
        "chips": listing.chips(filterset, address),
        "facets": listing.facets(filterset, answer, address),
        "shown_in_full": address.query.getlist(SHOW_ALL),
        "age": given["leeftijd"],
        "unknown_ages": unknown_ages,
        "without_unknown_ages": given["leeftijdOnbekend"] == "nee",
        "checked_since": given["gecontroleerdSinds"],
        "sorts": listing.sorts(sort, words),
        "pages": listing.pages(address, page, last),
        "exports": listing.exports(address),
        # Beside a filter a search is no longer for a page by its name.
        "shortcuts": suggestions.shortcuts(words, matches, index)
        if matches and not answer.has_filters
        else [],
        "ways_out": [] if number else listing.ways_out(filterset, answer, address),
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
    found = query.found("")[0] if query else EMPTY
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
        terms = partial(indexing.current().terms, entry=entry.pk)
        context = detail.page(entry, terms)
        return render(request, "catalogue/intervention.html", context)
    return moved_or_gone(request, slug)


def moved_or_gone(
    request: HttpRequest, slug: str, page: str = "intervention", *args: int
) -> HttpResponse:
    """A withdrawn entry is 410 with date and reason, but no name; a draft is 404.

    One that moved leads to its `page` at the present address, with what was sent.
    """
    moved = Intervention.objects.published().filter(old_slugs__slug=slug).first()
    if moved:
        response = redirect(
            page,
            moved.slug,
            *args,
            permanent=True,
            preserve_request=request.method == "POST",
        )
        # An address may come back to its entry: no browser should know better.
        patch_cache_control(response, no_cache=True)
        return response
    named = Q(slug=slug) | Q(old_slugs__slug=slug)
    gone = Intervention.objects.withdrawn().filter(named).first()
    if not gone:
        raise Http404
    context = {"date": date_text(gone.withdrawn_on), "reason": gone.withdrawn_reason}
    return render(request, "catalogue/withdrawn.html", context, status=410)

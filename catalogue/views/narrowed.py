"""What the list, the matrix and the map share: a question, and the filters that make it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ..filters import InterventionFilterSet
from ..paths import path_of
from . import listing
from .address import CHOSEN, SHOW_ALL, SORT, Address
from .found import Found
from .sentence import sentence


def panel(
    filterset: InterventionFilterSet, address: Address, found: Found
) -> dict[str, Any]:
    """What the filters show of an answer, and what helps where it is empty."""
    given, answer, number = (
        filterset.form.cleaned_data,
        found.answer,
        len(found.entries),
    )
    unknown_ages = listing.unknown_ages(answer)
    return {
        "problems": [],
        "number": number,
        "sentence": sentence(filterset, answer.index.people, number, unknown_ages),
        "chips": listing.chips(filterset, address, answer.index),
        "facets": listing.facets(filterset, answer, address),
        "shown_in_full": address.query.getlist(SHOW_ALL),
        "chosen": list(dict.fromkeys(address.query.getlist(CHOSEN))),
        "age": given["leeftijd"],
        "unknown_ages": unknown_ages,
        "without_unknown_ages": given["leeftijdOnbekend"] == "nee",
        "checked_since": given["gecontroleerdSinds"],
        "words": found.words,
        "words_left_out": found.query is not None and found.query.too_long,
        "asked_sort": address.query.get(SORT, ""),
        "ways_out": [] if number else listing.ways_out(filterset, answer, address),
        "all_url": address.cleared(),
        "other_views": other_views(address),
    }


def answer(
    request: HttpRequest,
    template: str,
    page_of: Callable[[InterventionFilterSet, Address], dict[str, Any]],
) -> HttpResponse:
    """What `page_of` makes of the question, or else which part of it cannot be read."""
    address = Address(request)
    filterset = InterventionFilterSet(address.query)
    if filterset.is_valid():
        address.use_slugs(filterset)
        context = page_of(filterset, address)
    else:
        # A filter we cannot read matches nothing; showing everything would mislead.
        context = {
            "problems": listing.unreadable(filterset, address),
            "all_url": address.cleared(),
        }
    return render(request, template, context)


def other_views(address: Address) -> list[dict[str, str]]:
    """The same question as the pages that this one is not."""
    pages = {
        "intervention-list": _("a list"),
        "matrix": _("a matrix"),
        "map": _("a map"),
    }
    question = address.at("").written_all()
    return [
        {"label": label, "url": path + question}
        for name, label in pages.items()
        if (path := path_of(name)) != address.path
    ]

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from .. import search, suggestions
from ..filters import InterventionFilterSet
from ..models import Intervention
from ..querysets import InterventionQuerySet
from . import detail, listing
from .address import PAGE, SHOW_ALL, Address
from .plain import card, date_text


@require_safe
def intervention_list(request: HttpRequest) -> HttpResponse:
    address = Address(request)
    filterset = InterventionFilterSet(address.query, Intervention.objects.published())
    if not filterset.is_valid():
        # A filter we cannot read matches nothing; showing everything would mislead.
        problems = listing.unreadable(filterset, address)
        context = {"problems": problems}
        return render(request, "catalogue/intervention_list.html", context)
    address.use_slugs(filterset)
    sort = listing.chosen_sort(request, filterset.form.cleaned_data["zoek"])
    page = get_page(request, filterset.sorted_by(sort))
    context = answer(filterset, address, sort, page)
    return render(request, "catalogue/intervention_list.html", context)


def get_page(request: HttpRequest, entries: InterventionQuerySet) -> Page:
    """The page that ?pagina= asks for; nonsense gets the first or the last."""
    return Paginator(entries.for_cards(), listing.PAGE_SIZE).get_page(
        request.GET.get(PAGE)
    )


def answer(
    filterset: InterventionFilterSet, address: Address, sort: str, page: Page
) -> dict[str, Any]:
    """Everything the list page shows of an answer, as plain values."""
    number = page.paginator.count
    given = filterset.form.cleaned_data
    words = given["zoek"]
    unknown_ages = listing.unknown_ages(filterset)
    entries = list(page)
    cards = [card(entry) for entry in entries]
    if words and entries:
        found = search.found_in(filterset.query, [entry.pk for entry in entries])
        for entry, shown in zip(entries, cards, strict=True):
            shown["found_in"] = found.get(entry.pk, [])
    return {
        "cards": cards,
        "number": number,
        "sentence": listing.sentence(filterset, number, unknown_ages),
        "words": words,
        "words_left_out": bool(words) and filterset.query.too_long,
        "chips": listing.chips(filterset, address),
        "facets": listing.facets(filterset, address),
        "shown_in_full": address.query.getlist(SHOW_ALL),
        "age": given["leeftijd"],
        "unknown_ages": unknown_ages,
        "without_unknown_ages": given["leeftijdOnbekend"] == "nee",
        "checked_since": given["gecontroleerdSinds"],
        "sorts": listing.sorts(sort, words),
        "pages": listing.pages(address, page.number, page.paginator.num_pages),
        "shortcuts": suggestions.shortcuts(words, filterset.query) if words else [],
        "ways_out": [] if number else listing.ways_out(filterset, address),
        "did_you_mean": "" if number or not words else did_you_mean(words, address),
    }


def did_you_mean(words: str, address: Address) -> dict[str, str] | str:
    """A near miss that finds something by itself, or nothing."""
    near = suggestions.near_miss(words)
    if (
        near
        and Intervention.objects.published()
        .filter(search.parse(near).matches())
        .exists()
    ):
        return {"words": near, "url": address.having(zoek=near)}
    return ""


@require_safe
def intervention(request: HttpRequest, slug: str) -> HttpResponse:
    entry = Intervention.objects.published().for_detail().filter(slug=slug).first()
    if entry:
        return render(request, "catalogue/intervention.html", detail.page(entry))
    return moved_or_gone(request, slug)


def moved_or_gone(request: HttpRequest, slug: str) -> HttpResponse:
    """A withdrawn entry is 410 with date and reason, but no name; a draft is 404."""
    moved = Intervention.objects.published().filter(old_slugs__slug=slug).first()
    if moved:
        return redirect(moved, permanent=True)
    named = Q(slug=slug) | Q(old_slugs__slug=slug)
    gone = Intervention.objects.withdrawn().filter(named).first()
    if not gone:
        raise Http404
    context = {"date": date_text(gone.withdrawn_on), "reason": gone.withdrawn_reason}
    return render(request, "catalogue/withdrawn.html", context, status=410)

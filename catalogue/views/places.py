"""Pages of organisations and approach types, and their indexes."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_safe
from pyroaring import BitMap

from .. import indexing
from ..choices import Role, Sort, Status
from ..facets import EMPTY, Index
from ..models import ApproachType, Delivery, Organisation
from ..paths import path_of
from ..querysets import published_on
from .address import page_of
from .caching import cached_page
from .cards import cards_of_both
from .evidence import SourceList, awards_of, link, opinions_of, study_row

SHOWN = 25
INDEX_PAGE = 300


def running_and_stopped(
    index: Index, entries: BitMap, stopped: BitMap
) -> dict[str, Any]:
    """The first cards of the `entries` that have `stopped`, and of the rest."""
    order = index.order(Sort.NAME)
    running, ended = cards_of_both(
        order.part(entries - stopped, 0, SHOWN),
        order.part(entries & stopped, 0, SHOWN),
        index,
    )
    return {"running": running, "stopped": ended, "number": len(entries)}


def by_letter(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"letter": letter.upper(), "rows": list(group)}
        for letter, group in groupby(rows, key=lambda row: row["letter"])
    ]


@require_safe
@cached_page
def organisation_list(request: HttpRequest) -> HttpResponse:
    index = indexing.current()
    pages = Paginator(Organisation.objects.all(), INDEX_PAGE)
    page = pages.page(page_of(request.GET, pages.num_pages))
    context = {
        "letters": by_letter(
            {
                **link(each),
                "type": each.get_type_display(),
                "number": index.count("organisatie", each.slug),
                "letter": each.sort_key[:1],
            }
            for each in page
        ),
        "total": page.paginator.count,
        "page": page.number,
        "last_page": page.paginator.num_pages,
        "previous_page": page.number - 1 if page.has_previous() else None,
        "next_page": page.number + 1 if page.has_next() else None,
    }
    return render(request, "catalogue/organisation_list.html", context)


@require_safe
@cached_page
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    body = get_object_or_404(Organisation.objects.select_related("city"), slug=slug)
    index = indexing.current()
    entries = index.values["organisatie"].get(slug, EMPTY)
    deliveries = Delivery.objects.with_part_of(body).order_by()
    going_on = deliveries.exclude(status=Status.STOPPED)
    stopped = BitMap(deliveries.values_list("intervention", flat=True)) - BitMap(
        going_on.values_list("intervention", flat=True)
    )
    roles = (
        body.involvements.filter(published_on(timezone.localdate(), "intervention__"))
        .order_by()
        .values_list("role")
        .annotate(number=Count("intervention", distinct=True))
    )
    numbers = dict(roles)
    context = {
        "name": body.name,
        "abbreviation": body.abbreviation,
        "type": body.get_type_display(),
        "description": body.description,
        "website": body.website,
        "general_contact": body.general_contact,
        "city": link(body.city) if body.city else None,
        "roles": [
            {"label": role.label, "number": numbers[role]}
            for role in Role
            if role in numbers
        ],
        "list_url": f"{path_of('intervention-list')}?organisatie={body.slug}",
        **running_and_stopped(index, entries, stopped),
    }
    return render(request, "catalogue/organisation.html", context)


@require_safe
@cached_page
def approach_type_list(request: HttpRequest) -> HttpResponse:
    index = indexing.current()
    context = {
        "approach_types": [
            {
                "name": capfirst(each.name),
                "url": each.get_absolute_url(),
                "description": each.description,
                "number": index.count("aanpak", each.slug),
            }
            for each in ApproachType.objects.all()
        ]
    }
    return render(request, "catalogue/approach_type_list.html", context)


@require_safe
@cached_page
def approach_type(request: HttpRequest, slug: str) -> HttpResponse:
    kind = get_object_or_404(
        ApproachType.objects.prefetch_related("studies__source", "appraisals__source"),
        slug=slug,
    )
    sources = SourceList()
    index = indexing.current()
    context = {
        "name": capfirst(kind.name),
        "description": kind.description,
        "studies": [study_row(each, sources) for each in kind.studies.all()],
        "opinions": opinions_of(kind, sources),
        "awards": awards_of(kind, sources),
        "list_url": f"{path_of('intervention-list')}?aanpak={kind.slug}",
        **running_and_stopped(
            index, index.values["aanpak"].get(slug, EMPTY), index.stopped()
        ),
        "sources": sources.rows,
    }
    return render(request, "catalogue/approach_type.html", context)

"""Pages of cities, organisations and approach types, and their indexes."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from ..choices import Role, Scope, Status
from ..models import ApproachType, City, Delivery, Intervention, Organisation
from ..querysets import InterventionQuerySet, published_on
from .detail import SourceList, appraisals_of, link, study_row
from .plain import card

SHOWN = 25
INDEX_PAGE = 300


def counted(rows: QuerySet, path: str) -> QuerySet:
    """`rows` with the number of public interventions that `path` leads to."""
    public = published_on(timezone.localdate(), f"{path}__")
    # Counting groups the rows, and then Django forgets their own order.
    counts = rows.annotate(number=Count(path, filter=public, distinct=True))
    return counts.order_by(*rows.model._meta.ordering)


def running_and_stopped(
    entries: InterventionQuerySet, here: QuerySet[Delivery] | None = None
) -> dict[str, Any]:
    """The first cards of what runs (or may run) and of what stopped, `here` or anywhere."""
    deliveries = (Delivery.objects if here is None else here).filter(
        intervention=OuterRef("pk")
    )
    going_on = Exists(deliveries.exclude(status=Status.STOPPED))
    stopped = ~going_on & Exists(deliveries)
    return {
        "running": [
            card(each) for each in entries.exclude(stopped).for_cards()[:SHOWN]
        ],
        "stopped": [card(each) for each in entries.filter(stopped).for_cards()[:SHOWN]],
        "number": entries.count(),
    }


@require_safe
def city_list(request: HttpRequest) -> HttpResponse:
    cities = counted(City.objects.filter(end_date=None), "deliveries__intervention")
    rows = [
        {
            "name": name,
            "url": reverse("city", args=[slug]),
            "number": number,
            "letter": key[0],
        }
        for name, slug, key, number in cities.values_list(
            "name", "slug", "sort_key", "number"
        )
    ]
    context = {
        "with_entries": sorted(
            (row for row in rows if row["number"]), key=lambda row: -row["number"]
        ),
        "letters": by_letter(rows),
        "total": len(rows),
    }
    return render(request, "catalogue/city_list.html", context)


def by_letter(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"letter": letter.upper(), "rows": list(group)}
        for letter, group in groupby(rows, key=lambda row: row["letter"])
    ]


@require_safe
def city(request: HttpRequest, slug: str) -> HttpResponse:
    place = get_object_or_404(City, slug=slug)
    entries = Intervention.objects.published().filter(
        pk__in=Delivery.objects.filter(cities=place).order_by().values("intervention")
    )
    national = Intervention.objects.published().filter(
        pk__in=Delivery.objects.filter(scope=Scope.NATIONAL)
        .order_by()
        .values("intervention")
    )
    list_address = reverse("intervention-list")
    context = {
        "name": place.name,
        "official_name": place.official_name
        if place.official_name != place.name
        else "",
        "province": place.get_province_display(),
        "province_url": f"{list_address}?provincie={place.province}",
        "ended": place.end_date,
        "successors": [link(each) for each in place.successors.all()]
        if place.end_date
        else [],
        "organisations": [link(each) for each in place.organisations.all()[:SHOWN]],
        "list_url": f"{list_address}?gemeente={place.slug}",
        "national": national.count(),
        "national_url": f"{list_address}?gemeente=landelijk",
        **running_and_stopped(entries, Delivery.objects.filter(cities=place)),
    }
    return render(request, "catalogue/city.html", context)


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    rows = counted(Organisation.objects.all(), "involvements__intervention")
    page = Paginator(rows, INDEX_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "letters": by_letter(
            {
                **link(each),
                "type": each.get_type_display(),
                "number": each.number,
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
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    body = get_object_or_404(Organisation.objects.select_related("city"), slug=slug)
    entries = Intervention.objects.published().filter(
        pk__in=body.involvements.order_by().values("intervention")
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
        "list_url": f"{reverse('intervention-list')}?organisatie={body.slug}",
        **running_and_stopped(entries),
    }
    return render(request, "catalogue/organisation.html", context)


@require_safe
def approach_type_list(request: HttpRequest) -> HttpResponse:
    context = {
        "approach_types": [
            {
                "name": capfirst(each.name),
                "url": each.get_absolute_url(),
                "description": each.description,
                "number": each.number,
            }
            for each in counted(ApproachType.objects.all(), "interventions")
        ]
    }
    return render(request, "catalogue/approach_type_list.html", context)


@require_safe
def approach_type(request: HttpRequest, slug: str) -> HttpResponse:
    kind = get_object_or_404(
        ApproachType.objects.prefetch_related("studies__source", "appraisals__source"),
        slug=slug,
    )
    sources = SourceList()
    context = {
        "name": capfirst(kind.name),
        "description": kind.description,
        "studies": [study_row(each, sources) for each in kind.studies.all()],
        **appraisals_of(kind, sources),
        "list_url": f"{reverse('intervention-list')}?aanpak={kind.slug}",
        **running_and_stopped(
            Intervention.objects.published().filter(approach_types=kind)
        ),
        "sources": sources.rows,
    }
    return render(request, "catalogue/approach_type.html", context)

"""Pages of cities: what runs there, what has stopped and why, and what is only elsewhere."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .. import indexing
from ..choices import NATIONAL, Precision, Sort
from ..models import City, Delivery
from .caching import cached_page
from .cards import cards
from .evidence import Row, SourceList, link
from .gaps import gaps, unknown_in
from .places import SHOWN, by_letter
from .plain import date_text


@require_safe
@cached_page
def city_list(request: HttpRequest) -> HttpResponse:
    index = indexing.current()
    cities = City.objects.existing().values_list("name", "slug", "sort_key")
    rows: list[dict[str, Any]] = [
        {
            "name": name,
            "url": reverse("city", args=[slug]),
            "number": index.count("gemeente", slug),
            "letter": key[:1],
        }
        for name, slug, key in cities
    ]
    context = {
        "with_entries": sorted(
            (row for row in rows if row["number"]), key=lambda row: -row["number"]
        ),
        "letters": by_letter(rows),
        "total": len(rows),
    }
    return render(request, "catalogue/city_list.html", context)


@require_safe
@cached_page
def city(request: HttpRequest, slug: str) -> HttpResponse:
    place = get_object_or_404(City, slug=slug)
    index = indexing.current()
    where = {"gemeente": {place.slug}, "provincie": set[str](), "status": set[str]()}
    entries = index.places.matching(where)
    stopped = index.stopped(gemeente={place.slug})
    order = index.order(Sort.NAME)
    running_keys = order.part(entries - stopped, 0, SHOWN)
    stopped_keys = order.part(stopped, 0, SHOWN)
    sources = SourceList()
    exists = not place.end_date or place.end_date >= timezone.localdate()
    list_address = reverse("intervention-list")
    context = {
        "name": place.name,
        "official_name": place.official_name
        if place.official_name != place.name
        else "",
        "province": place.get_province_display(),
        "province_url": f"{list_address}?provincie={place.province}",
        "ended": None if exists else place.end_date,
        "successors": [] if exists else [link(each) for each in place.successors.all()],
        "organisations": [link(each) for each in place.organisations.all()[:SHOWN]],
        "list_url": f"{list_address}?gemeente={place.slug}",
        "national": index.count("gemeente", NATIONAL),
        "national_url": f"{list_address}?gemeente=landelijk",
        "number": len(entries),
        "running": cards(running_keys, index, city=place.slug),
        "stopped": with_reasons(
            stopped_keys, cards(stopped_keys, index, city=place.slug), place, sources
        ),
        "sources": sources.rows,
        "gaps": gaps(index, place.slug) if exists else None,
        "unknown": list(unknown_in(index)) if exists else [],
        "total": len(index.entries),
    }
    return render(request, "catalogue/city.html", context)


def with_reasons(
    keys: list[int], shown: list[Row], place: City, sources: SourceList
) -> list[Row]:
    """The cards with when and why each delivery in `place` stopped."""
    ends: dict[str, list[Row]] = {}
    for delivery in Delivery.objects.stopped_in(place, keys):
        slug = delivery.intervention.slug
        ends.setdefault(reverse("intervention", args=[slug]), []).append(
            end(delivery, sources)
        )
    return [{**card, "ends": ends.get(card["url"], [])} for card in shown]


def end(delivery: Delivery, sources: SourceList) -> Row:
    return {
        "when": end_text(delivery),
        "region": delivery.region,
        "reason": delivery.stop_reason,
        "source": sources.number(delivery.source),
    }


def end_text(delivery: Delivery) -> str:
    if not delivery.ended:
        return _("Stopped, date unknown")
    precision = delivery.ended_precision or Precision.DAY
    on_a_day = precision == Precision.DAY
    text = _("Stopped on %(date)s") if on_a_day else _("Stopped in %(date)s")
    return text % {"date": date_text(delivery.ended, precision)}

"""Pages of cities: what runs there, what has stopped and why, and what is only elsewhere."""

import json
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .. import indexing
from ..choices import NATIONAL, Precision, Sort, Status
from ..loading import Listed, ListOf, columns
from ..models import City, Delivery, Organisation
from ..paths import path_of
from ..prepared import prepared
from ..selection import ShownSource
from .caching import cached_page
from .cards import cards_of_both
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
            "url": path_of("city", slug),
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
    place, organisations = city_called(slug)
    index = indexing.current()
    where = {"gemeente": {place.slug}, "provincie": set[str](), "status": set[str]()}
    entries = index.places.matching(where)
    stopped = index.stopped(gemeente={place.slug})
    order = index.order(Sort.NAME)
    running_keys = order.part(entries - stopped, 0, SHOWN)
    stopped_keys = order.part(stopped, 0, SHOWN)
    running, ended = cards_of_both(running_keys, stopped_keys, index, city=place.slug)
    sources = SourceList()
    exists = not place.end_date or place.end_date >= timezone.localdate()
    list_address = path_of("intervention-list")
    context = {
        "name": place.name,
        "official_name": place.official_name
        if place.official_name != place.name
        else "",
        "province": place.get_province_display(),
        "province_url": f"{list_address}?provincie={place.province}",
        "ended": None if exists else place.end_date,
        "successors": [] if exists else [link(each) for each in place.successors.all()],
        "organisations": [
            {"name": name, "url": path_of("organisation", body)}
            for name, body in organisations
        ],
        "list_url": f"{list_address}?gemeente={place.slug}",
        "national": index.count("gemeente", NATIONAL),
        "national_url": f"{list_address}?gemeente=landelijk",
        "number": len(entries),
        "running": running,
        "stopped": with_reasons(stopped_keys, ended, place, sources),
        "sources": sources.rows,
        "gaps": gaps(index, place.slug) if exists else None,
        "unknown": list(unknown_in(index)) if exists else [],
        "total": len(index.entries),
    }
    return render(request, "catalogue/city.html", context)


def city_called(slug: str) -> tuple[City, list[list[str]]]:
    """The city, and the name and slug of the first organisations that have their seat there."""
    for *values, organisations in city_rows([slug]):
        place = City.from_db(DEFAULT_DB_ALIAS, columns(City), values)
        return place, json.loads(organisations or "[]")
    raise Http404


@prepared
def city_rows(slugs: Sequence[str]) -> QuerySet:
    bodies = Organisation.objects.filter(city=OuterRef("pk"))
    first = bodies.annotate(listed=Listed("name", "slug")).values("listed")[:SHOWN]
    cities = City.objects.filter(slug__in=slugs).order_by()
    return cities.values_list(*columns(City), ListOf(first))


def with_reasons(
    keys: list[int], shown: list[Row], place: City, sources: SourceList
) -> list[Row]:
    """The cards with when and why each delivery in `place` stopped."""
    rows = end_rows(keys)
    ends = [End._make((*row[:6], row[6:])) for row in rows if row[1] == place.pk]
    found: dict[str, list[Row]] = {}
    for end in ends:
        source = ShownSource._make(end.source) if end.source[0] else None
        row = {
            "when": end_text(end),
            "region": end.region,
            "reason": end.reason,
            "source": sources.number(source),
        }
        found.setdefault(end.slug, []).append(row)
    return [{**card, "ends": found.get(card["slug"], [])} for card in shown]


class End(NamedTuple):
    """How a delivery stopped, in one of its cities, and the columns of its source."""

    slug: str
    city: int
    day: date | None
    precision: str
    region: str
    reason: str
    source: tuple


@prepared
def end_rows(keys: Sequence[int]) -> QuerySet:
    stopped = Delivery.objects.filter(status=Status.STOPPED, intervention__in=keys)
    return stopped.values_list(
        *("intervention__slug", "cities__pk", "ended", "ended_precision"),
        *("region", "stop_reason"),
        *(f"source__{each}" for each in ShownSource._fields),
    )


def end_text(end: End) -> str:
    return end_in(get_language(), end.day, end.precision or Precision.DAY)


@lru_cache(maxsize=1_000)
def end_in(language: str, day: date | None, precision: str) -> str:
    if not day:
        return _("Stopped, date unknown")
    on_a_day = precision == Precision.DAY
    text = _("Stopped on %(date)s") if on_a_day else _("Stopped in %(date)s")
    return text % {"date": date_text(day, precision)}

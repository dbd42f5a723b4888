"""Where deliveries are: a dot for each city, drawn by ourselves on the shapes we ship."""

import json
from collections.abc import Iterator
from functools import cache, lru_cache
from math import cos, radians, sqrt
from operator import itemgetter
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..bitmaps import ANY
from ..choices import NATIONAL, UNKNOWN
from ..facets import Answer
from ..filters import InterventionFilterSet
from ..models import City
from ..paths import path_of
from . import narrowed
from .address import Address
from .caching import cached_page
from .found import Found

# Natural Earth 1:10m, public domain: longitude and latitude in degrees.
SHAPES = settings.BASE_DIR / "fixtures" / "provinces.geojson"
WEST, NORTH = 3.3, 53.6
# Straight lines for a country this small: a degree east is as much shorter as its middle says.
PER_DEGREE = 210
PER_DEGREE_EAST = PER_DEGREE * cos(radians(52.2))
WIDTH, HEIGHT = 505, 605
SMALLEST, LARGEST = 5, 26  # radius of a dot
MOST_NAMED = 12
# Of names on a telephone, where they are largest beside the map.
LETTER_WIDTH, LETTER_HEIGHT, GAP = 12, 20, 3

Box = tuple[float, float, float, float]


class Spot(NamedTuple):
    """A city, and the point where it is drawn if we know where it lies."""

    slug: str
    name: str
    province: str
    point: tuple[int, int] | None


Row = tuple[Spot, int]  # with how many deliveries
Sizes = dict[int, tuple[float, float]]  # by number: the radius, and that for a finger


def projected(longitude: float, latitude: float) -> tuple[int, int]:
    x = (longitude - WEST) * PER_DEGREE_EAST
    y = (NORTH - latitude) * PER_DEGREE
    return round(x), round(y)


@cache
def provinces() -> list[str]:
    """The outline of each province, as the `d` of a path."""
    features = json.loads(SHAPES.read_text(encoding="utf-8"))["features"]
    return ["".join(map(outline, rings(each["geometry"]))) for each in features]


def rings(geometry: dict[str, Any]) -> Iterator[list[list[float]]]:
    is_one = geometry["type"] == "Polygon"
    for polygon in [geometry["coordinates"]] if is_one else geometry["coordinates"]:
        yield from polygon


def outline(ring: list[list[float]]) -> str:
    points = [projected(*point) for point in ring]
    start, *others = [
        point
        for before, point in zip([None, *points], points, strict=False)
        if point != before
    ]
    x, y = start
    path = f"M{x} {y}l"
    steps = []
    for new_x, new_y in others:
        steps.append(f"{new_x - x} {new_y - y}")
        x, y = new_x, new_y
    return path + " ".join(steps) + "z"


@require_safe
@cached_page
def map_page(request: HttpRequest) -> HttpResponse:
    return narrowed.answer(request, "catalogue/map.html", page_of)


def page_of(filterset: InterventionFilterSet, address: Address) -> dict[str, Any]:
    found = Found(filterset)
    given = filterset.form.cleaned_data
    there = address.at(path_of("intervention-list")).before("gemeente")
    rows = city_rows(found, given)
    # The largest first, so that a small one is not covered.
    placed = [row for row in rows if row[0].point]
    sizes = dot_sizes(placed)
    return {
        **narrowed.panel(filterset, address, found),
        "provinces": provinces(),
        "width": WIDTH,
        "height": HEIGHT,
        "cities": rows,
        "dots": placed,
        "sizes": sizes,
        "names": [*names(placed, sizes)] if len(placed) <= MOST_NAMED else [],
        "unplaced": [row for row in rows if not row[0].point],
        "there": f"{there}gemeente=",
        "elsewhere": elsewhere(found.answer, given, there),
    }


@lru_cache(maxsize=1)
def read_spots(revision: int) -> list[Spot]:
    """The cities in the order of their names, read once a revision."""
    rows = City.objects.order_by("sort_key").values_list(
        "slug", "name", "province", "longitude", "latitude"
    )
    return [
        Spot(slug, name, province, projected(float(x), float(y)) if x and y else None)
        for slug, name, province, x, y in rows
    ]


def city_rows(found: Found, given: dict[str, Any]) -> list[Row]:
    """The cities with deliveries that answer, and how many: the most first, then by name."""
    index, entries = found.index, found.entries
    everything = len(entries) == len(index.entries)
    size = len if everything else entries.intersection_cardinality
    statuses, cities, provinces = given["status"], given["gemeente"], given["provincie"]
    rows = []
    for spot in read_spots(index.revision):
        if (cities and spot.slug not in cities) or (
            provinces and spot.province not in provinces
        ):
            continue
        by_status, number = index.deliveries.get(spot.slug, {}), 0
        # Not with sum(): a generator for each city would take longer than the counting.
        for status in statuses or [ANY]:
            for having in by_status.get(status, ()):
                number += size(having)
        if number:
            rows.append((spot, number))
    return sorted(rows, key=itemgetter(1), reverse=True)


def dot_sizes(placed: list[Row]) -> Sizes:
    most = placed[0][1] if placed else 1
    radii = {
        number: round(max(SMALLEST, LARGEST * sqrt(number / most)), 1)
        for number in {number for _city, number in placed}
    }
    return {number: (size, max(size, LARGEST / 2)) for number, size in radii.items()}


def names(placed: list[Row], sizes: Sizes) -> Iterator[dict[str, Any]]:
    """Above or below its dot, where it covers no other dot and no name; else nowhere."""
    dots = [
        (spot.name, *spot.point, sizes[number][0])
        for spot, number in placed
        if spot.point
    ]
    taken = [box_around(x, y, radius, radius) for _name, x, y, radius in dots]
    for name, dot_x, dot_y, radius in dots:
        half = len(name) * LETTER_WIDTH / 2
        x = round(min(max(dot_x, half), WIDTH - half))
        away = round(radius + GAP + LETTER_HEIGHT / 2)
        for y in (dot_y - away, dot_y + away):
            box = box_around(x, y, half, LETTER_HEIGHT / 2)
            if not any(overlap(box, other) for other in taken):
                taken.append(box)
                yield {"name": name, "x": x, "y": round(y + LETTER_HEIGHT / 3)}
                break


def box_around(x: float, y: float, half_width: float, half_height: float) -> Box:
    return x - half_width, y - half_height, x + half_width, y + half_height


def overlap(one: Box, other: Box) -> bool:
    return (
        one[0] < other[2]
        and other[0] < one[2]
        and one[1] < other[3]
        and other[1] < one[3]
    )


def elsewhere(
    answer: Answer, given: dict[str, Any], there: str
) -> list[dict[str, Any]]:
    """What runs at no place of the map, as far as it was asked for."""
    labels = {NATIONAL: _("In the whole country"), UNKNOWN: _("City unknown")}
    chosen = given["gemeente"]
    return [
        {"label": label, "number": number, "url": f"{there}gemeente={slug}"}
        for slug, label in labels.items()
        if (not chosen or slug in chosen) and (number := answer.count("gemeente", slug))
    ]

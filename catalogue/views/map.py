"""Where deliveries are: a dot for each city, drawn by ourselves on the shapes we ship."""

import json
from collections.abc import Iterator
from functools import cache, lru_cache
from math import cos, radians, sqrt
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

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


class Dot(NamedTuple):
    slug: str
    name: str
    number: int  # of deliveries
    x: int
    y: int
    radius: float
    reach: float  # of a finger or a mouse


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
    drawn = dots(rows)
    return {
        **narrowed.panel(filterset, address, found),
        "provinces": provinces(),
        "width": WIDTH,
        "height": HEIGHT,
        "cities": rows,
        "dots": drawn,
        "names": [*names(drawn)] if len(drawn) <= MOST_NAMED else [],
        "unplaced": [(spot, number) for spot, number in rows if not spot.point],
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


def city_rows(found: Found, given: dict[str, Any]) -> list[tuple[Spot, int]]:
    """The cities with deliveries that answer, and how many: the most first, then by name."""
    index, entries = found.index, found.entries
    everything = len(entries) == len(index.entries)
    size = len if everything else entries.intersection_cardinality
    wanted, cities, provinces = given["status"], given["gemeente"], given["provincie"]
    rows = []
    for spot in read_spots(index.revision):
        by_status = index.deliveries.get(spot.slug)
        if (
            not by_status
            or (cities and spot.slug not in cities)
            or (provinces and spot.province not in provinces)
        ):
            continue
        number = 0
        # No generators: of a thousand sets these would take longer than the counting.
        for status, sets in by_status.items():
            if not wanted or status in wanted:
                for each in sets:
                    number += size(each)
        if number:
            rows.append((spot, number))
    return sorted(rows, key=lambda row: -row[1])


def dots(rows: list[tuple[Spot, int]]) -> list[Dot]:
    """The largest first, so that a small one is not covered."""
    placed = [
        (spot, number, *spot.point) for spot, number in rows if spot.point is not None
    ]
    most = placed[0][1] if placed else 1
    numbers = {number for _spot, number, _x, _y in placed}
    sizes = {number: sizes_of(number, most) for number in numbers}
    return [
        Dot(spot.slug, spot.name, number, x, y, *sizes[number])
        for spot, number, x, y in placed
    ]


def sizes_of(number: int, most: int) -> tuple[float, float]:
    radius = round(max(SMALLEST, LARGEST * sqrt(number / most)), 1)
    return radius, max(radius, LARGEST / 2)


def names(drawn: list[Dot]) -> Iterator[dict[str, Any]]:
    """Above or below its dot, where it covers no other dot and no name; else nowhere."""
    taken = [box_around(dot.x, dot.y, dot.radius, dot.radius) for dot in drawn]
    for dot in drawn:
        half = len(dot.name) * LETTER_WIDTH / 2
        x = round(min(max(dot.x, half), WIDTH - half))
        away = round(dot.radius + GAP + LETTER_HEIGHT / 2)
        for y in (dot.y - away, dot.y + away):
            box = box_around(x, y, half, LETTER_HEIGHT / 2)
            if not any(overlap(box, other) for other in taken):
                taken.append(box)
                yield {"name": dot.name, "x": x, "y": round(y + LETTER_HEIGHT / 3)}
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

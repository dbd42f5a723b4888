"""Where deliveries are: a dot for each city, drawn by ourselves on the shapes we ship."""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from math import cos, radians, sqrt
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, ngettext
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
    language = get_language()
    rows: list[dict[str, Any]] = [
        {
            **row,
            "url": f"{there}gemeente={row['slug']}",
            "label": label(language, is_one=row["number"] == 1) % row,
        }
        for row in city_rows(found, given)
    ]
    drawn = [*dots(rows)]
    return {
        **narrowed.panel(filterset, address, found),
        "provinces": provinces(),
        "width": WIDTH,
        "height": HEIGHT,
        "cities": rows,
        "dots": drawn,
        "names": [*names(drawn)] if len(drawn) <= MOST_NAMED else [],
        "unplaced": [row for row in rows if row["latitude"] is None],
        "elsewhere": elsewhere(found.answer, given, there),
    }


def city_rows(found: Found, given: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """The cities with deliveries that answer, the most first and then by name."""
    entries = found.entries
    everything = len(entries) == len(found.index.entries)
    rows = City.objects.with_deliveries(
        None if everything else list(entries), list(given["status"])
    )
    if given["gemeente"]:
        rows = rows.filter(slug__in=given["gemeente"])
    if given["provincie"]:
        rows = rows.filter(province__in=given["provincie"])
    return rows


@cache
def label(language: str, *, is_one: bool) -> str:
    number = 1 if is_one else 2
    return ngettext(
        "%(name)s: %(number)d delivery", "%(name)s: %(number)d deliveries", number
    )


def dots(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The largest first, so that a small one is not covered."""
    placed = [row for row in rows if row["latitude"] is not None]
    most = max((row["number"] for row in placed), default=1)
    for row in placed:
        x, y = projected(float(row["longitude"]), float(row["latitude"]))
        radius = max(SMALLEST, LARGEST * sqrt(row["number"] / most))
        yield {
            "x": x,
            "y": y,
            "radius": round(radius, 1),
            "reach": round(max(radius, LARGEST / 2), 1),
            "name": row["name"],
            "url": row["url"],
            "label": row["label"],
        }


def names(drawn: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Above or below its dot, where it covers no other dot and no name; else nowhere."""
    taken = [
        box_around(dot["x"], dot["y"], dot["radius"], dot["radius"]) for dot in drawn
    ]
    for dot in drawn:
        half = len(dot["name"]) * LETTER_WIDTH / 2
        x = round(min(max(dot["x"], half), WIDTH - half))
        away = round(dot["radius"] + GAP + LETTER_HEIGHT / 2)
        for y in (dot["y"] - away, dot["y"] + away):
            box = box_around(x, y, half, LETTER_HEIGHT / 2)
            if not any(overlap(box, other) for other in taken):
                taken.append(box)
                yield {"name": dot["name"], "x": x, "y": round(y + LETTER_HEIGHT / 3)}
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

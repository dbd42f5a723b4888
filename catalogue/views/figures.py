"""The catalogue in figures: bars, each with the table that says the same."""

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from .. import indexing
from ..bitmaps import union
from ..choices import NATIONAL, UNKNOWN, Province, Status
from ..facets import Index
from ..paths import path_of
from .caching import cached_page
from .plain import date_text, status_text
from .sentence import grouped

MOST_BARS = 20
YEARS_IN_A_BAR = [1, 2, 5, 10, 20, 50, 100, 500]
LONGEST_LABEL = 30  # beside which a telephone still has room; the table has all of it
# A bar with its label above it, in rem, so that it grows with the letters.
STEP, BASELINE, BAR = 3, 1.1, 1.5
WIDEST = 80  # per cent: behind it stands the number


class Bar(NamedTuple):
    label: str
    number: int
    query: str = ""  # what the list must answer to; none: it cannot
    entries: int | None = None  # how many it then gives, where that is another number
    is_dutch: bool = False


@require_safe
@cached_page
def figures(request: HttpRequest) -> HttpResponse:
    index = indexing.current()
    starts = index.starts.items()
    started = totals((year and int(year), number) for (year, _), number in starts)
    statuses = totals((status, number) for (_, status), number in starts)
    context = {
        "day": date_text(index.day),
        "interventions": grouped(len(index.entries)),
        "deliveries": grouped(sum(statuses.values())),
        "years": figure(by_year(started)),
        "statuses": figure(by_status(index, statuses)),
        "approach_types": figure(by_approach_type(index)),
        "provinces": figure(by_province(index)),
    }
    return render(request, "catalogue/figures.html", context)


def totals(rows: Iterable[tuple[Any, int]]) -> dict[Any, int]:
    found: dict[Any, int] = {}
    for value, number in rows:
        found[value] = found.get(value, 0) + number
    return found


def by_year(started: dict[int | None, int]) -> list[Bar]:
    """Each year between the first and the last, or as many together as fit in the figure."""
    years = [year for year in started if year is not None]
    bars = []
    if years:
        first, last = min(years), max(years)
        together = next(
            each for each in YEARS_IN_A_BAR if last // each - first // each < MOST_BARS
        )
        for start in range(first // together * together, last + 1, together):
            part = range(start, start + together)
            label = f"{start}" if together == 1 else f"{part[0]}–{part[-1]}"
            bars.append(Bar(label, sum(started.get(year, 0) for year in part)))
    return [*bars, Bar(_("Year unknown"), started.get(None, 0))]


def by_status(index: Index, statuses: dict[str, int]) -> list[Bar]:
    return [
        Bar(
            status_text(status),
            statuses.get(status, 0),
            f"status={status.value}",
            index.count("status", status),
        )
        for status in Status
    ]


def by_approach_type(index: Index) -> list[Bar]:
    """The most used first; what does not fit in the figure is one bar."""
    labels, key = index.labels["aanpak"], "aanpak"
    slugs = sorted(labels, key=lambda slug: -index.count(key, slug))
    bars = [
        Bar(
            capfirst(labels[slug]),
            index.count(key, slug),
            f"{key}={slug}",
            is_dutch=True,
        )
        for slug in slugs[:MOST_BARS]
    ]
    if rest := slugs[MOST_BARS:]:
        text = ngettext(
            "%(number)d other approach type",
            "%(number)d other approach types",
            len(rest),
        )
        used = index.values[key]
        entries = union(used[slug] for slug in rest if slug in used)
        bars.append(Bar(text % {"number": len(rest)}, len(entries)))
    unknown = index.count(key, UNKNOWN)
    return [*bars, Bar(_("Approach type unknown"), unknown, f"{key}={UNKNOWN}")]


def by_province(index: Index) -> list[Bar]:
    provinces = [
        Bar(
            province.label,
            index.count("provincie", province),
            f"provincie={province.value}",
        )
        for province in Province
    ]
    country = index.count("gemeente", NATIONAL)
    unknown = index.count("provincie", UNKNOWN)
    return [
        *provinces,
        Bar(_("The whole country"), country, f"gemeente={NATIONAL}"),
        Bar(_("Place unknown"), unknown, f"provincie={UNKNOWN}"),
    ]


def figure(bars: list[Bar]) -> dict[str, Any]:
    """The bars with their places in the drawing, as text: no language writes them its way."""
    most = max([bar.number for bar in bars] or [0]) or 1
    there = path_of("intervention-list")
    return {
        "height": f"{STEP * len(bars)}rem",
        "rows": [
            {
                **places(place),
                "label": bar.label,
                "short": shortened(bar.label),
                "is_dutch": bar.is_dutch,
                "number": grouped(bar.number),
                "entries": grouped(bar.number if bar.entries is None else bar.entries),
                "url": f"{there}?{bar.query}" if bar.query else "",
                "width": f"{WIDEST * bar.number / most:.2f}%",
            }
            for place, bar in enumerate(bars)
        ],
    }


@cache
def places(place: int) -> dict[str, str]:
    return {
        "baseline": f"{STEP * place + BASELINE:g}rem",
        "top": f"{STEP * place + BAR:g}rem",
        "middle": f"{STEP * place + BAR + 0.85:g}rem",
    }


def shortened(label: str) -> str:
    if len(label) <= LONGEST_LABEL:
        return label
    return Truncator(label).chars(LONGEST_LABEL)

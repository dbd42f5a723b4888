"""Any two facets against each other: what there is, and where the gaps are."""

from collections.abc import Iterable
from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..crossing import crossing
from ..facets import NO_TERMS
from ..files.writing import csv_line
from ..filters import InterventionFilterSet
from ..paths import path_of
from . import listing, narrowed
from .address import COLUMNS, ROWS, Address
from .caching import cached_page
from .found import Found
from .strict import one_of, refusal, refusals, refused

AXES = listing.FACETS
DEFAULTS = ["aanpak", "fase"]
# Of a list of hundreds.
MOST_VALUES = 25
SHADES = 5
MANY_COLUMNS = 12  # more do not fit on paper with their names written across

Value = dict[str, Any]


class Matrix:
    """The rows, the columns and the numbers, for the page and for the file."""

    def __init__(self, filterset: InterventionFilterSet, address: Address) -> None:
        self.found = Found(filterset)
        self.given = filterset.form.cleaned_data
        self.rows_key, self.columns_key = axes(address)
        self.counts = crossing(self.found.answer, self.rows_key, self.columns_key)
        columns = {each for counts in self.counts.values() for each in counts}
        self.rows, self.rows_left = self.shown(self.rows_key, set(self.counts))
        self.columns, self.columns_left = self.shown(self.columns_key, columns)

    def numbers(self, row: Value) -> list[int]:
        counts = self.counts.get(row["slug"], {})
        return [counts.get(column["slug"], 0) for column in self.columns]

    def shown(self, key: str, used: set[str]) -> tuple[list[Value], int]:
        """The values of an axis in the order of its list, and how many are left out."""
        labels = self.found.index.labels.get(key, {})
        closed = listing.closed_labels(key, get_language())
        chosen = self.given[key]
        offered = set(chosen or used)
        if not chosen and key not in listing.LONG_FACETS:
            # A gap is shown; but "unknown" is none where everything is known.
            offered |= {*labels, *closed} - {*NO_TERMS}
        slugs = [slug for slug in (*labels, *closed) if slug in offered]
        left = max(len(slugs) - MOST_VALUES, 0)
        if left:
            numbers = self.found.answer.counts(key)
            most = sorted(slugs, key=lambda slug: -numbers.get(slug, 0))[:MOST_VALUES]
            slugs = [slug for slug in slugs if slug in most]
        values = [
            {
                "slug": slug,
                "label": capfirst(labels.get(slug) or closed[slug]),
                "stays_dutch": slug in labels,
            }
            for slug in slugs
        ]
        return values, left


def axes(address: Address) -> tuple[str, str]:
    """What `rijen` and `kolommen` ask for; nonsense, or twice the same, gets the default."""
    rows, columns = (address.query.get(key, "") for key in (ROWS, COLUMNS))
    if rows not in AXES:
        rows = DEFAULTS[0] if columns != DEFAULTS[0] else DEFAULTS[1]
    if columns not in AXES or columns == rows:
        columns = next(key for key in reversed(DEFAULTS) if key != rows)
    return rows, columns


@require_safe
@cached_page
def matrix(request: HttpRequest) -> HttpResponse:
    return narrowed.answer(request, "catalogue/matrix.html", page_of)


def page_of(filterset: InterventionFilterSet, address: Address) -> dict[str, Any]:
    table = Matrix(filterset, address)
    language = get_language()
    rows, columns = table.rows_key, table.columns_key
    there = address.at(path_of("intervention-list")).before(rows, columns)
    most = max((max(table.numbers(row), default=0) for row in table.rows), default=0)
    return {
        **narrowed.panel(filterset, address, table.found),
        "columns": table.columns,
        "rows": [
            {**row, "cells": [*cells(table, row, most, there)]} for row in table.rows
        ],
        "rows_label": listing.label_of_key(rows, language),
        "columns_label": listing.label_of_key(columns, language),
        "many_columns": len(table.columns) > MANY_COLUMNS,
        "left_out": table.rows_left or table.columns_left,
        "most": MOST_VALUES,
        "axes": [
            {"name": ROWS, "label": _("Rows"), "choices": choices(rows)},
            {"name": COLUMNS, "label": _("Columns"), "choices": choices(columns)},
        ],
        "swap_url": address.having(rijen=columns, kolommen=rows),
        "export_url": reverse("matrix-export") + address.of_all(),
    }


def choices(chosen: str) -> list[dict[str, Any]]:
    language = get_language()
    return [
        {
            "slug": key,
            "label": listing.label_of_key(key, language),
            "selected": key == chosen,
        }
        for key in AXES
    ]


def cells(table: Matrix, row: Value, most: int, there: str) -> Iterable[dict[str, Any]]:
    in_row = f"{there}{table.rows_key}={row['slug']}"
    for column, number in zip(table.columns, table.numbers(row), strict=True):
        yield {
            "number": number,
            "shade": ceil(SHADES * number / most) if number else 0,
            "url": f"{in_row}&{table.columns_key}={column['slug']}",
        }


@require_safe
@cached_page
def matrix_export(request: HttpRequest) -> HttpResponse:
    """The same numbers as a file; a gap is a zero."""
    address = Address(request)
    filterset = InterventionFilterSet(address.query)
    own = [key for key in (ROWS, COLUMNS) if key in address.query]
    problems = refusals(request.GET, filterset, own=(ROWS, COLUMNS))
    problems += [
        refusal(address.query, key, one_of(str(address.query[key]), AXES))
        for key in own
        if address.query[key] not in AXES
    ]
    if not problems and len({address.query[key] for key in own}) < len(own):
        problems = [_("Rows and columns are the same. Choose two different ones.")]
    if problems:
        return refused(problems)
    return HttpResponse(
        # With the mark by which spreadsheets see that accents are UTF-8.
        csv_of(Matrix(filterset, address)).encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="matrix.csv"'},
    )


def csv_of(table: Matrix) -> str:
    language = get_language()
    keys = (table.rows_key, table.columns_key)
    corner = " / ".join(listing.label_of_key(key, language) for key in keys)
    lines = [csv_line([corner, *(column["label"] for column in table.columns)])]
    for row in table.rows:
        lines.append(csv_line([row["label"], *table.numbers(row)]))
    return "".join(lines)

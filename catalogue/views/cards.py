"""Cards of entries as plain values: two statements, however many."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import Kind, Scope
from ..facets import Index
from ..models import Delivery, Intervention
from .plain import MOST_PLACES, ages_text, date_text, status_text

Card = dict[str, Any]


def cards(keys: Iterable[int], index: Index, city: str = "") -> list[Card]:
    """What `_card.html` shows of the entries `keys`; the places in `city` come first."""
    keys = list(keys)
    columns = ("slug", "name", "kind", "sentence", "age_from", "age_to")
    rows = Intervention.objects.filter(pk__in=keys).values_list(
        "pk", *columns, "checked_on", "modified"
    )
    places = places_of(keys, city)
    found = {
        row[0]: card(*row, places=places.get(row[0], []), index=index) for row in rows
    }
    return [found[key] for key in keys if key in found]


def card(
    key: int,
    slug: str,
    name: str,
    kind: str,
    sentence: str,
    first_age: int | None,
    last_age: int | None,
    checked: date | None,
    modified: datetime,
    *,
    places: list[dict[str, str]],
    index: Index,
) -> Card:
    return {
        "url": reverse("intervention", args=[slug]),
        "name": name,
        "kind": Kind(kind).label,
        "sentence": sentence,
        "types": index.terms("aanpak", key),
        "phases": ", ".join(index.terms("fase", key)),
        "ages": ages_text(first_age, last_age),
        "places": places[:MOST_PLACES],
        "more_places": max(len(places) - MOST_PLACES, 0),
        "checked_on": date_text(checked),
        "modified": timezone.localtime(modified).date(),
    }


def places_of(keys: Sequence[int], city: str) -> dict[int, list[dict[str, str]]]:
    """The places of each entry, in the order of its deliveries but `city` first."""
    rows = (
        Delivery.objects.filter(intervention__in=keys)
        .order_by("intervention", "started", "pk", "cities__sort_key")
        .values_list(
            *("intervention_id", "pk", "scope", "region", "status"),
            *("cities__name", "cities__slug"),
        )
    )
    places: dict[int, list[dict[str, str]]] = {}
    by_delivery = groupby(rows, key=itemgetter(0, 1, 2, 3, 4))
    for (entry, _key, scope, region, status), group in by_delivery:
        cities = [(name, slug) for *_rest, name, slug in group]
        others = places.setdefault(entry, [])
        here = any(slug == city for _name, slug in cities)
        others.insert(
            0 if here else len(others), place_of(scope, region, status, cities[0][0])
        )
    return places


def place_of(scope: str, region: str, status: str, city: str) -> dict[str, str]:
    name = {
        Scope.REGION: region,
        Scope.NATIONAL: _("The whole country"),
        Scope.UNKNOWN: _("City unknown"),
    }.get(Scope(scope), city)
    return {"name": name, "status": status_text(status), "status_slug": status}

"""Cards of entries as plain values: one statement, however many."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import F, OuterRef, QuerySet, TextField, Value
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ..choices import Kind, Scope, Status
from ..facets import Index
from ..loading import Listed, ListOf
from ..models import Delivery, Intervention
from ..paths import path_of
from ..prepared import prepared
from .plain import MOST_PLACES, ages_in, day_in, status_text

Card = dict[str, Any]
Place = tuple[str, str, str]  # its name, the status in words, the status
Fact = tuple[str, str]  # in the language of the page, and what stays Dutch


class Delivered(NamedTuple):
    scope: str
    region: str
    status: str
    cities: list[list[str]]  # of each its name, slug and province


class Shown(NamedTuple):
    """What a card shows of an entry, as the database has it."""

    pk: int
    slug: str
    name: str
    kind: str
    sentence: str
    age_from: int | None
    age_to: int | None
    day: Any  # when it was checked or, as a moment, changed
    text_number: int | None  # of the present text, where asked for
    deliveries: list[Delivered]


def cards(
    keys: Iterable[int],
    index: Index,
    *,
    city: str = "",
    changes: bool = False,
    found_in: Mapping[int, list[str]] | None = None,
) -> list[Card]:
    """What `_cards.html` shows of the entries `keys`, with the places in `city` first.

    With `changes`, a card says when the entry was changed instead of checked. An entry
    that was removed a moment ago has no card.
    """
    keys = list(keys)
    rows = gathered(card_rows(keys, "modified" if changes else "checked_on"))
    in_order = [rows[key] for key in keys if key in rows]
    return drawn(in_order, index, city=city, changes=changes, found_in=found_in)


def drawn(
    rows: Sequence[Shown],
    index: Index,
    *,
    city: str = "",
    changes: bool = False,
    found_in: Mapping[int, list[str]] | None = None,
) -> list[Card]:
    keys = [row.pk for row in rows]
    all_phases, all_types = (index.terms(key, keys) for key in ("fase", "aanpak"))
    address, language = path_of("intervention", "%s"), get_language()
    words = kinds(language)
    dated = _("Changed on %(date)s") if changes else _("Checked on %(date)s")
    age_label, phase_label, unknown = _("Age:"), _("Phase:"), _("unknown")
    found = []
    for key, slug, name, kind, sentence, first, last, day, _number, deliveries in rows:
        in_places = places_of(deliveries, city, language)
        facts: list[Fact] = []
        if len(in_places) > MOST_PLACES:
            facts.append((more_places(len(in_places) - MOST_PLACES), ""))
        if phases := all_phases[key]:
            facts.append((phase_label, ", ".join(phases)))
        facts.append((f"{age_label} {ages_in(language, first, last) or unknown}", ""))
        if day:
            day = timezone.localtime(day).date() if changes else day
            facts.append((dated % {"date": day_in(language, day)}, ""))
        found.append(
            {
                "key": key,
                "slug": slug,
                "url": address % slug,
                "name": name,
                "kind": words[kind],
                "approach_types": " · ".join(all_types[key]),
                "sentence": sentence,
                "places": in_places[:MOST_PLACES],
                "facts": facts,
                "found_in": ", ".join(found_in.get(key, [])) if found_in else "",
            }
        )
    return found


def cards_of_both(
    first: Sequence[int], second: Sequence[int], index: Index, *, city: str = ""
) -> tuple[list[Card], list[Card]]:
    """The cards of two lists, in one statement."""
    found = cards([*first, *second], index, city=city)
    in_first = {*first}
    return (
        [card for card in found if card["key"] in in_first],
        [card for card in found if card["key"] not in in_first],
    )


@cache
def kinds(language: str) -> dict[str, str]:
    return {kind.value: str(kind.label) for kind in Kind}


@cache
def statuses(language: str) -> dict[str, str]:
    return {status.value: status_text(status) for status in Status}


def more_places(number: int) -> str:
    return ngettext(
        "and %(number)d more place", "and %(number)d more places", number
    ) % {"number": number}


@prepared
def card_rows(keys: Sequence[int], day: str) -> QuerySet:
    return with_places(Intervention.objects.filter(pk__in=keys), day)


NOT_ASKED = Value(None, output_field=TextField())


def with_places(entries: QuerySet, day: str, text_number: Any = NOT_ASKED) -> QuerySet:
    """What `gathered()` reads: the last column is a list with each city of each delivery."""
    deliveries = Delivery.objects.filter(intervention=OuterRef("pk"))
    listed = Listed(
        *("pk", "scope", "region", "status"),
        *("cities__name", "cities__slug", "cities__province"),
    )
    places = deliveries.order_by(
        *(F("started").asc(nulls_last=True), "pk", "cities__sort_key")
    )
    return entries.order_by().values_list(
        *("pk", "slug", "name", "kind", "sentence", "age_from", "age_to", day),
        *(text_number, ListOf(places.annotate(listed=listed).values("listed"))),
    )


def gathered(rows: Iterable[tuple]) -> dict[int, Shown]:
    return {row[0]: Shown._make((*row[:-1], deliveries_in(row[-1]))) for row in rows}


def deliveries_in(listed: str | None) -> list[Delivered]:
    by_delivery = groupby(json.loads(listed or "[]"), key=itemgetter(0, 1, 2, 3))
    return [
        Delivered(scope, region, status, [city[4:] for city in cities])
        for (_pk, scope, region, status), cities in by_delivery
    ]


def places_of(deliveries: Iterable[Delivered], city: str, language: str) -> list[Place]:
    """In the order of the deliveries, but `city` first."""
    names, words = unnamed(language), statuses(language)
    places: list[Place] = []
    for scope, region, status, cities in deliveries:
        name = names.get(scope) or region or cities[0][0]
        here = city in [slug for _name, slug, _province in cities]
        places.insert(0 if here else len(places), (name, words[status], status))
    return places


@cache
def unnamed(language: str) -> dict[str, str]:
    """What stands for a place that has no name."""
    return {
        Scope.NATIONAL.value: _("The whole country"),
        Scope.UNKNOWN.value: _("City unknown"),
    }

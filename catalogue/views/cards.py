"""Cards of entries as plain values: two statements, however many."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ..choices import Kind, Scope, Status
from ..facets import Index
from ..models import Delivery, Intervention
from ..paths import path_of
from ..prepared import prepared
from .plain import MOST_PLACES, ages_in, day_in, status_text

Card = dict[str, Any]
Place = tuple[str, str, str]  # its name, the status in words, the status
Fact = tuple[str, str]  # in the language of the page, and what stays Dutch


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
    rows = changed_rows(keys) if changes else card_rows(keys)
    places = places_of(keys, city)
    all_phases, all_types = (index.terms(key, keys) for key in ("fase", "aanpak"))
    address, language = path_of("intervention", "%s"), get_language()
    words = kinds(language)
    dated = _("Changed on %(date)s") if changes else _("Checked on %(date)s")
    age_label, phase_label, unknown = _("Age:"), _("Phase:"), _("unknown")
    found = {}
    for key, slug, name, kind, sentence, first, last, day in rows:
        in_places = places.get(key, [])
        facts: list[Fact] = []
        if len(in_places) > MOST_PLACES:
            facts.append((more_places(len(in_places) - MOST_PLACES), ""))
        if phases := all_phases[key]:
            facts.append((phase_label, ", ".join(phases)))
        facts.append((f"{age_label} {ages_in(language, first, last) or unknown}", ""))
        if day:
            day = timezone.localtime(day).date() if changes else day
            facts.append((dated % {"date": day_in(language, day)}, ""))
        found[key] = {
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
    return [found[key] for key in keys if key in found]


def cards_of_both(
    first: Sequence[int], second: Sequence[int], index: Index, *, city: str = ""
) -> tuple[list[Card], list[Card]]:
    """The cards of two lists, in the statements of one."""
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


CARD = ("pk", "slug", "name", "kind", "sentence", "age_from", "age_to")


@prepared
def card_rows(keys: Sequence[int]) -> QuerySet:
    entries = Intervention.objects.filter(pk__in=keys).order_by()
    return entries.values_list(*CARD, "checked_on")


@prepared
def changed_rows(keys: Sequence[int]) -> QuerySet:
    entries = Intervention.objects.filter(pk__in=keys).order_by()
    return entries.values_list(*CARD, "modified")


@prepared
def place_rows(keys: Sequence[int]) -> QuerySet:
    return (
        Delivery.objects.filter(intervention__in=keys)
        .order_by(
            *("intervention_id", F("started").asc(nulls_last=True), "pk"),
            "cities__sort_key",
        )
        .values_list(
            *("intervention_id", "pk", "scope", "region", "status"),
            *("cities__name", "cities__slug"),
        )
    )


def places_of(keys: Sequence[int], city: str) -> dict[int, list[Place]]:
    """The places of each entry, in the order of its deliveries but `city` first."""
    names = {
        Scope.NATIONAL.value: _("The whole country"),
        Scope.UNKNOWN.value: _("City unknown"),
    }
    words = statuses(get_language())
    places: dict[int, list[Place]] = {}
    by_delivery = groupby(place_rows(keys), key=itemgetter(0, 1, 2, 3, 4))
    for (entry, _key, scope, region, status), group in by_delivery:
        cities = [(name, slug) for *_rest, name, slug in group]
        name = names.get(scope) or region or cities[0][0]
        others = places.setdefault(entry, [])
        here = any(slug == city for _name, slug in cities)
        others.insert(0 if here else len(others), (name, words[status], status))
    return places

"""Why an entry is shown for a situation: what fits, what is unknown, and what does not."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import F, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..choices import Province, Scope, Status
from ..facets import Index
from ..models import Delivery
from ..paths import path_of
from ..prepared import prepared
from ..ranking import Fit, Fits, Situation, fit_of
from .cards import card_rows, kinds, statuses
from .plain import ages_text

MOST_PLACES = 3
SYMBOLS = {Fit.MET: "✓", Fit.NEAR: "≈", Fit.UNKNOWN: "?", Fit.NOT: "✗"}


class Reason(NamedTuple):
    words: str
    dutch: str = ""  # what stays Dutch on an English page


class Place(NamedTuple):
    name: str
    status: str
    scope: str
    cities: Collection[str]
    provinces: Collection[str]

    def __str__(self) -> str:
        return f"{self.name} ({statuses(get_language())[self.status].lower()})"


def results(
    keys: Sequence[int], found: Mapping[str, Fits], situation: Situation, index: Index
) -> list[dict[str, Any]]:
    """The entries `keys` in that order: two statements, however many."""
    rows = {row[0]: row for row in card_rows(keys)}
    places = places_of(keys) if "plaats" in found else {}
    words, labels = kinds(get_language()), labels_of_fits(get_language())
    terms = {each: index.terms(each, keys) for each in ("fase", "thema")}
    there = path_of("intervention", "%s")
    shown = []
    for key in keys:
        if key not in rows:
            continue  # removed a moment ago
        _key, slug, name, kind, sentence, first, last, _day = rows[key]
        reasons = []
        for question, sets in found.items():
            fit = fit_of(key, sets)
            match question:
                case "leeftijd":
                    reason = of_age(fit, first, last)
                case "fase":
                    reason = of_phase(fit, terms["fase"][key])
                case "thema":
                    reason = of_theme(fit, terms["thema"][key], situation, index)
                case _:
                    reason = of_place(fit, places.get(key, []), situation, index)
            reasons.append((fit, reason))
        shown.append(
            {
                "slug": slug,
                "name": name,
                "url": there % slug,
                "kind": words[kind],
                "sentence": sentence,
                "why": grouped(reasons, labels),
            }
        )
    return shown


def grouped(
    reasons: Sequence[tuple[Fit, Reason]], labels: Mapping[Fit, str]
) -> list[dict[str, Any]]:
    return [
        {
            "fit": fit.value,
            "symbol": SYMBOLS[fit],
            "label": label,
            "reasons": [reason for each, reason in reasons if each == fit],
        }
        for fit, label in labels.items()
        if any(each == fit for each, _reason in reasons)
    ]


@cache
def labels_of_fits(language: str) -> dict[Fit, str]:
    return {
        Fit.MET: _("Fits"),
        Fit.NEAR: _("Nearby"),
        Fit.UNKNOWN: _("Unknown"),
        Fit.NOT: _("Does not fit"),
    }


def of_age(fit: Fit, first: int | None, last: int | None) -> Reason:
    if fit == Fit.UNKNOWN:
        return Reason(_("age"))
    return Reason(_("age: %(ages)s") % {"ages": ages_text(first, last)})


def of_phase(fit: Fit, labels: list[str]) -> Reason:
    if fit == Fit.UNKNOWN:
        return Reason(_("phase"))
    start = _("phase:") if fit == Fit.MET else _("another phase:")
    return Reason(start, ", ".join(labels))


def of_theme(fit: Fit, labels: list[str], situation: Situation, index: Index) -> Reason:
    if fit == Fit.UNKNOWN:
        return Reason(_("theme"))
    if fit == Fit.NOT:
        return Reason(_("another theme:"), ", ".join(labels))
    asked = {index.labels["thema"][slug] for slug in situation.themes}
    return Reason(_("theme:"), ", ".join(each for each in labels if each in asked))


def of_place(
    fit: Fit, places: list[Place], situation: Situation, index: Index
) -> Reason:
    """Where it runs, with the status; what has stopped here is said too."""
    here = [place for place in places if is_here(place, situation)]
    national = [place for place in places if place.scope == Scope.NATIONAL]
    if fit == Fit.MET:
        running = [p for p in [*here, *national] if p.status != Status.STOPPED]
        return Reason(_("place: %(places)s") % {"places": told(running)})
    asked = name_of_place(situation, index)
    parts = []
    if here:
        parts.append(_("stopped in %(place)s") % {"place": asked})
    if fit == Fit.NEAR:
        near = [
            place
            for place in places
            if situation.province in place.provinces and place.status != Status.STOPPED
        ]
        parts.append(_("in the same province: %(places)s") % {"places": told(near)})
        return Reason("; ".join(parts))
    known = [p for p in places if p.scope != Scope.UNKNOWN and p not in here]
    if fit == Fit.NOT and not here:
        parts.append(_("no place known in %(place)s") % {"place": asked})
    if fit == Fit.UNKNOWN:
        parts.append(_("place"))
    if known:
        parts.append(_("known in %(places)s") % {"places": told(known)})
    return Reason("; ".join(parts))


def is_here(place: Place, situation: Situation) -> bool:
    if situation.city:
        return situation.city in place.cities
    return situation.province in place.provinces


def name_of_place(situation: Situation, index: Index) -> str:
    if situation.city:
        return index.labels["gemeente"][situation.city]
    return str(Province(situation.province).label)


def told(places: list[Place]) -> str:
    names = [str(place) for place in places[:MOST_PLACES]]
    return ", ".join(names) + (" …" if len(places) > MOST_PLACES else "")


def places_of(keys: Sequence[int]) -> dict[int, list[Place]]:
    names = {
        Scope.NATIONAL.value: _("the whole country"),
        Scope.UNKNOWN.value: _("city unknown"),
    }
    found: dict[int, list[Place]] = {}
    by_delivery = groupby(place_rows(keys), key=itemgetter(0, 1, 2, 3, 4))
    for (entry, _key, scope, region, status), group in by_delivery:
        cities = [row[5:] for row in group]
        found.setdefault(entry, []).append(
            Place(
                name=names.get(scope) or region or cities[0][0],
                status=status,
                scope=scope,
                cities=[slug for _name, slug, _province in cities],
                provinces=[province for _name, _slug, province in cities],
            )
        )
    return found


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
            *("cities__name", "cities__slug", "cities__province"),
        )
    )

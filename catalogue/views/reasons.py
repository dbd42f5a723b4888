"""Why an entry is shown for a situation: what fits, what is unknown, and what does not."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..choices import Province, Scope, Status
from ..facets import Index
from ..paths import path_of
from ..ranking import Fit, Fits, Situation, fit_of
from .cards import Delivered, card_rows, gathered, kinds, statuses
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
    """The entries `keys` in that order: one statement, however many."""
    rows = gathered(card_rows(keys, "checked_on"))
    words, labels = kinds(get_language()), labels_of_fits(get_language())
    terms = {each: index.terms(each, keys) for each in ("fase", "thema")}
    names = {
        Scope.NATIONAL.value: _("the whole country"),
        Scope.UNKNOWN.value: _("city unknown"),
    }
    there = path_of("intervention", "%s")
    answers = []
    for key in keys:
        if key not in rows:
            continue  # removed a moment ago
        entry = rows[key]
        reasons = []
        for question, sets in found.items():
            fit = fit_of(key, sets)
            match question:
                case "leeftijd":
                    reason = of_age(fit, entry.age_from, entry.age_to)
                case "fase":
                    reason = of_phase(fit, terms["fase"][key])
                case "thema":
                    reason = of_theme(fit, terms["thema"][key], situation, index)
                case _:
                    reason = of_place(
                        fit, places_of(entry.deliveries, names), situation, index
                    )
            reasons.append((fit, reason))
        answers.append(
            {
                "slug": entry.slug,
                "name": entry.name,
                "url": there % entry.slug,
                "kind": words[entry.kind],
                "sentence": entry.sentence,
                "why": grouped(reasons, labels),
            }
        )
    return answers


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


def places_of(deliveries: Iterable[Delivered], names: Mapping[str, str]) -> list[Place]:
    """`names` says what stands for a place without a name."""
    return [
        Place(
            name=names.get(scope) or region or cities[0][0],
            status=status,
            scope=scope,
            cities=[slug for _name, slug, _province in cities],
            provinces=[province for _name, _slug, province in cities],
        )
        for scope, region, status, cities in deliveries
    ]

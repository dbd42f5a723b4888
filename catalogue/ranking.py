"""Which entries fit a situation, and how well: algebra on the sets of the facet index."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import groupby, product
from typing import NamedTuple

from pyroaring import BitMap

from .bitmaps import union
from .choices import NATIONAL, UNKNOWN, Sort, Status
from .facets import EMPTY, NO_AGE, Index

RUNNING = {status.value for status in Status if status != Status.STOPPED}


class Fit(StrEnum):
    MET = "met"
    NEAR = "near"
    UNKNOWN = "unknown"
    NOT = "not"


Fits = dict[Fit, BitMap]


class Situation(NamedTuple):
    """What is known of a case; what was skipped is empty. It is kept nowhere."""

    age: int | None = None
    phases: Sequence[str] = ()
    themes: Sequence[str] = ()
    city: str = ""
    province: str = ""  # with a city, the one it is in


def criteria(situation: Situation, index: Index) -> dict[str, Fits]:
    """For each question that was answered: which entries fit, and which do not."""
    found = {}
    if situation.age is not None:
        found["leeftijd"] = by_age(situation.age, index)
    if situation.phases:
        found["fase"] = by_terms("fase", situation.phases, index)
    if situation.themes:
        found["thema"] = by_terms("thema", situation.themes, index)
    if situation.city or situation.province:
        found["plaats"] = by_place(situation.city, situation.province, index)
    return found


def by_age(age: int, index: Index) -> Fits:
    unknown = index.values["leeftijd"].get(NO_AGE, EMPTY)
    met = index.chosen({"leeftijd": age}, "leeftijd") or EMPTY
    return fits(index, met - unknown, unknown)


def by_terms(key: str, slugs: Iterable[str], index: Index) -> Fits:
    """One of the values is enough."""
    bitmaps = index.values[key]
    met = union(bitmaps.get(slug, EMPTY) for slug in slugs)
    return fits(index, met, bitmaps.get(UNKNOWN, EMPTY))


def by_place(city: str, province: str, index: Index) -> Fits:
    """What has stopped does not fit; what runs in the whole country fits everywhere."""
    in_province = running(index, provincie=province) if province else EMPTY
    here = running(index, gemeente=city) if city else in_province
    met = here | running(index, gemeente=NATIONAL)
    near = in_province - met
    unknown = index.values["gemeente"].get(UNKNOWN, EMPTY) - met - near
    return fits(index, met, unknown, near)


def running(index: Index, *, gemeente: str = "", provincie: str = "") -> BitMap:
    return index.places.matching(
        {
            "gemeente": {gemeente} if gemeente else set(),
            "provincie": {provincie} if provincie else set(),
            "status": RUNNING,
        }
    )


def fits(index: Index, met: BitMap, unknown: BitMap, near: BitMap = EMPTY) -> Fits:
    return {
        Fit.MET: met,
        Fit.NEAR: near,
        Fit.UNKNOWN: unknown,
        Fit.NOT: index.entries - met - near - unknown,
    }


def ranked(found: Mapping[str, Fits], index: Index, most: int) -> tuple[list[int], int]:
    """The `most` entries that fit best, and how many fit at all.

    First what meets most, then what fails least, then what is nearby, then by name.
    """
    by_name = index.order(Sort.NAME)
    keys: list[int] = []
    outcomes = sorted(product(Fit, repeat=len(found)), key=weight)
    for _, same in groupby(outcomes, key=weight):
        alike = union(
            BitMap.intersection(
                *(sets[fit] for sets, fit in zip(found.values(), outcome, strict=True))
            )
            for outcome in same
            if fits_at_all(outcome)
        )
        keys += by_name.part(alike, 0, most - len(keys))
        if len(keys) == most:
            break
    some = union(sets[fit] for sets in found.values() for fit in (Fit.MET, Fit.NEAR))
    return keys, len(some)


def weight(outcome: Sequence[Fit]) -> tuple[int, int, int]:
    return (
        -outcome.count(Fit.MET),
        outcome.count(Fit.NOT),
        -outcome.count(Fit.NEAR),
    )


def fits_at_all(outcome: Sequence[Fit]) -> bool:
    return Fit.MET in outcome or Fit.NEAR in outcome


def fit_of(entry: int, sets: Fits) -> Fit:
    return next(fit for fit, entries in sets.items() if entry in entries)

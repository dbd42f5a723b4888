"""Four questions about a situation, and what may fit. The answers are kept nowhere."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .. import indexing
from ..choices import RESERVED_SLUGS, Province, RelationKind
from ..facets import EMPTY, Index
from ..filters import form_class
from ..models import City, Phase, Theme
from ..models.fields import sort_key
from ..paths import path_of
from ..query_fields import CitiesField, visible
from ..ranking import Situation, criteria, ranked
from . import reasons
from .lineage import Related, related_rows

MOST = 25
FIRST = 5  # results whose relations are shown
MOST_TYPES = 5
LONGEST_SHOWN = 60
TO_CONSIDER = [RelationKind.LIGHTER, RelationKind.HEAVIER, RelationKind.COMBINES]

Problems = dict[str, str]  # what is wrong with an answer, by its question


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Never through the page cache: an address with answers tells of a case."""
    index = indexing.current()
    lists = read_lists(index.revision, index.day)
    situation, problems = read(request.GET, lists.cities, index)
    context = form_of(request.GET, situation, problems, lists)
    found = criteria(situation, index)
    if found:
        keys, number = ranked(found, index, MOST)
        context |= {
            "results": reasons.results(keys, found, situation, index),
            "number": number,
            "others": number - len(keys),
            "types": types_of(situation.phases, index),
            "related": list(related(keys)),
        }
    response = render(request, "catalogue/guide.html", context)
    response["Cache-Control"] = "private, no-store"
    # Else the next page that is opened would be told of the answers, by their address.
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


class Lists(NamedTuple):
    cities: list[tuple]  # as CITY
    phases: list[tuple]  # as TERM
    themes: list[tuple]


CITY = ("slug", "name", "official_name", "sort_key", "code", "province")
TERM = ("slug", "name", "description")


@lru_cache(maxsize=1)
def read_lists(revision: int, day: date) -> Lists:
    """What can be chosen, read once a revision and day: a city may end on a day."""
    return Lists(
        list(City.objects.existing().values_list(*CITY)),
        list(Phase.objects.values_list(*TERM)),
        list(Theme.objects.values_list(*TERM)),
    )


def read(
    query: QueryDict, cities: Sequence[tuple], index: Index
) -> tuple[Situation, Problems]:
    """The answers that can be read, and what is wrong with the others."""
    problems: Problems = {}
    age = read_age(query, problems)
    phases = read_terms(query, "fase", index, problems)[:1]
    themes = read_terms(query, "thema", index, problems)
    city, province = read_place(query, cities, problems)
    return Situation(age, phases, themes, city, province), problems


def read_age(query: QueryDict, problems: Problems) -> int | None:
    typed = query.get("leeftijd", "").strip()
    if not typed:
        return None
    if re.fullmatch(r"[0-9]{1,2}", typed):
        return int(typed)
    problems["leeftijd"] = _(
        "“%(value)s” is not an age we can use. Write a number from 0 to 99."
    ) % {"value": visible(typed)[:LONGEST_SHOWN]}
    return None


def read_terms(
    query: QueryDict, key: str, index: Index, problems: Problems
) -> list[str]:
    given = answers(query, key)
    for slug in given:
        if slug not in index.labels[key]:
            problems[key] = complaint(key, slug)
    return [slug for slug in given if slug in index.labels[key]]


def read_place(
    query: QueryDict, cities: Sequence[tuple], problems: Problems
) -> tuple[str, str]:
    """A city by its name, short name or code, with its province; or a province alone."""
    province = next(iter(answers(query, "provincie")), "")
    if province and province not in Province.values:
        problems["provincie"] = complaint("provincie", province)
        province = ""
    named = next(iter(answers(query, "gemeente")), "")
    if not named:
        return "", province
    code = CitiesField.CODE.fullmatch(named)
    asked = code[1] if code else sort_key(named)
    for slug, name, official_name, key, its_code, its_province in cities:
        official = key if official_name == name else sort_key(official_name)
        if asked in (its_code, key, official):
            return slug, its_province
    problems["gemeente"] = ended(asked) or complaint("gemeente", named)
    return "", province


def ended(asked: str) -> str:
    """For a city that has merged: what it has become."""
    city = City.objects.filter(Q(sort_key=asked) | Q(code=asked)).first()
    if city is None:
        return ""
    names = [each.name for each in city.successors.all()]
    if not names:
        return _("%(city)s no longer exists.") % {"city": city.name}
    return _("%(city)s no longer exists. It became part of: %(names)s.") % {
        "city": city.name,
        "names": ", ".join(names),
    }


def answers(query: QueryDict, key: str) -> list[str]:
    """What was filled in, each once; “unknown” is no answer."""
    given = (value.strip() for value in query.getlist(key))
    return list(dict.fromkeys(v for v in given if v and v not in RESERVED_SLUGS))


def complaint(key: str, value: str) -> str:
    field: Any = form_class().base_fields[key]
    return field.complaint(value)


def form_of(
    query: QueryDict, situation: Situation, problems: Problems, lists: Lists
) -> dict[str, Any]:
    return {
        "problems": problems,
        "age": query.get("leeftijd", "").strip()[:LONGEST_SHOWN],
        "phases": choices_of(lists.phases, situation.phases),
        "themes": choices_of(lists.themes, situation.themes),
        "city": next(
            (name for slug, name, *_rest in lists.cities if slug == situation.city),
            query.get("gemeente", "").strip()[:LONGEST_SHOWN]
            if "gemeente" in problems
            else "",
        ),
        "cities": [name for _slug, name, *_rest in lists.cities],
        "provinces": [
            {
                "slug": slug,
                "name": name,
                "chosen": slug == situation.province and not situation.city,
            }
            for slug, name in Province.choices
        ],
    }


def choices_of(rows: Iterable[tuple], chosen: Iterable[str]) -> list[dict[str, Any]]:
    return [
        {
            "slug": slug,
            "name": capfirst(name),
            "description": description,
            "chosen": slug in chosen,
        }
        for slug, name, description in rows
    ]


def types_of(phases: Sequence[str], index: Index) -> list[dict[str, Any]]:
    """The approach types that entries of these phases have most."""
    found = []
    for slug, label in index.labels["aanpak"].items() if phases else ():
        entries = index.values["aanpak"].get(slug, EMPTY)
        number = max(
            entries.intersection_cardinality(index.values["fase"].get(phase, EMPTY))
            for phase in phases
        )
        if number:
            url = path_of("approach-type", slug)
            found.append({"name": capfirst(label), "url": url, "number": number})
    return sorted(found, key=itemgetter("number"), reverse=True)[:MOST_TYPES]


def related(keys: Sequence[int]) -> Iterable[dict[str, str]]:
    """What is lighter or heavier than the first results, or goes with them."""
    first = keys[:FIRST]
    rows = set()
    for key, name, *values in related_rows(first, timezone.localdate()):
        each = Related(*values)
        if each.kind in TO_CONSIDER:
            rows.add((first.index(key), name, each.how, each.name, each.slug))
    for _place, name, how, other, slug in sorted(rows):
        url = path_of("intervention", slug)
        yield {"name": name, "how": how, "other": other, "url": url}

"""The parts of the list page: facets, chips, sorts, pages, help for an empty list."""

from collections.abc import Iterator
from functools import cache
from heapq import nlargest
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..choices import UNKNOWN, Sort
from ..facets import EMPTY, NO_AGE, NO_TERMS, Answer, Counts, Index, Labels
from ..files.writing import FORMATS
from ..filters import InterventionFilterSet
from .address import SHOW_ALL, SORT, Address
from .plain import date_text
from .sentence import either, shortened

Choice = tuple[str, SafeString, str, str, int]

PAGE_SIZE = 25
SHOWN_VALUES = 8  # of a facet with more than FULL_FACET values
FULL_FACET = 10
# In the order of the page: what professionals know of a case comes first.
FACETS = [
    "fase",
    "aanpak",
    "gemeente",
    "provincie",
    "status",
    "doelgroep",
    "thema",
    "soort",
    "setting",
    "preventie",
    "kader",
    "organisatie",
    "erkenning",
]
OPEN_FACETS = ["fase", "aanpak", "gemeente"]
# Of these there are hundreds: only those in use are offered.
LONG_FACETS = ["gemeente", "organisatie"]


def chosen(filterset: InterventionFilterSet) -> Iterator[tuple[str, dict[str, str]]]:
    """Each key in force, with its values and how a person reads them."""
    for key, value in filterset.form.cleaned_data.items():
        if isinstance(value, dict):
            if value:
                yield key, {slug: capfirst(label) for slug, label in value.items()}
        elif value not in (None, "") and (key, value) != ("leeftijdOnbekend", "ja"):
            yield key, {str(filterset.data.get(key)): value_text(key, value)}


def value_text(key: str, value: Any) -> str:
    match key:
        case "zoek":
            return f"“{shortened(value)}”"
        case "leeftijd":
            return _("Age %(age)d") % {"age": value}
        case "leeftijdOnbekend":
            return _("Only with a known age")
        case _:
            return _("Checked since %(date)s") % {"date": date_text(value)}


def chips(
    filterset: InterventionFilterSet, address: Address, index: Index
) -> list[dict[str, Any]]:
    return [
        {
            "key": str(filterset.base_filters[key].label),
            "label": label,
            "stays_dutch": value in index.labels.get(key, {}),
            "unknown": value == UNKNOWN,
            "url": address.without(key, None if len(values) == 1 else value),
        }
        for key, values in chosen(filterset)
        for value, label in values.items()
    ]


def facets(
    filterset: InterventionFilterSet, answer: Answer, address: Address
) -> list[dict[str, Any]]:
    given, in_full = filterset.form.cleaned_data, address.query.getlist(SHOW_ALL)
    language = get_language()
    return [
        facet(key, given[key], answer, address, language, in_full=key in in_full)
        for key in FACETS
    ]


def facet(
    key: str,
    selected: Labels,
    answer: Answer,
    address: Address,
    language: str,
    *,
    in_full: bool,
) -> dict[str, Any]:
    labels = answer.index.labels.get(key, {})
    closed = closed_labels(key, language)
    if key in LONG_FACETS and not in_full and is_long(key, answer):
        counts, total = some_of(key, answer, selected)
        ranks = answer.index.ranks[key]
        shown = sorted(counts, key=lambda slug: ranks[slug])
    else:
        counts = answer.counts(key)
        slugs = [
            slug
            for slug in (*labels, *closed)
            if counts.get(slug)
            or slug in selected
            # A zero is shown, but "unknown" is no choice where everything is known, and
            # of cities and organisations only those in use are.
            or (slug not in NO_TERMS and (key not in LONG_FACETS or slug in counts))
        ]
        shown, total = slugs, len(slugs)
        if total > FULL_FACET and not in_full:
            others = [slug for slug in slugs if slug not in selected]
            most = max(SHOWN_VALUES - len(selected), 0)
            kept = {
                *selected,
                *nlargest(most, others, key=lambda slug: counts.get(slug, 0)),
            }
            shown = [slug for slug in slugs if slug in kept]
    return {
        "key": key,
        "label": label_of_key(key, language),
        "choices": [
            choice(
                key,
                slug,
                labels.get(slug) or closed[slug],
                counts.get(slug, 0),
                selected=slug in selected,
                stays_dutch=slug in labels,
            )
            for slug in shown
        ],
        "number_chosen": len(selected),
        "open": bool(selected) or in_full or key in OPEN_FACETS,
        "total": total,
        "show_all_url": address.adding(SHOW_ALL, key) if len(shown) < total else "",
    }


def is_long(key: str, answer: Answer) -> bool:
    return len(answer.by_value(key)) > FULL_FACET + len(NO_TERMS)


def some_of(key: str, answer: Answer, selected: Labels) -> tuple[Counts, int]:
    """The values of a list of hundreds that are shown, and how many there are."""
    most = max(SHOWN_VALUES - len(selected), 0)
    counts = {slug: answer.count(key, slug) for slug in selected}
    counts |= answer.most(key, most, but=selected)
    values = answer.by_value(key)
    idle = [each for each in NO_TERMS if each in values and each not in counts]
    total = len(values) + sum(each not in values for each in selected)
    return counts, total - sum(not answer.count(key, each) for each in idle)


def choice(
    key: str, slug: str, label: str, count: int, *, selected: bool, stays_dutch: bool
) -> Choice:
    """Class, attributes of the input, language, label, count. A slug needs no escaping."""
    attributes = f'name="{key}" value="{slug}" id="{key}-{slug}"'
    return (
        "choice" if count else "choice choice--none",
        SafeString(f"{attributes} checked" if selected else attributes),
        ' lang="nl"' if stays_dutch else "",
        label[:1].upper() + label[1:],
        count,
    )


@cache
def label_of_key(key: str, language: str) -> str:
    return str(InterventionFilterSet.base_filters[key].label)


@cache
def closed_labels(key: str, language: str) -> Labels:
    closed = InterventionFilterSet.base_filters[key].extra["closed"]
    return {slug: str(label) for slug, label in dict(closed).items()}


def ways_out(
    filterset: InterventionFilterSet, answer: Answer, address: Address
) -> list[dict[str, Any]]:
    """For an empty list: how many entries dropping each key would give."""
    return [
        {
            "label": way_label(filterset, key, list(values.values())),
            "count": len(answer.entries(leave_out=[key])),
            "url": address.without(key),
        }
        for key, values in chosen(filterset)
    ]


def way_label(filterset: InterventionFilterSet, key: str, values: list[str]) -> str:
    if key in ("leeftijd", "leeftijdOnbekend", "gecontroleerdSinds"):
        return values[0]  # which says by itself what it is
    return f"{filterset.base_filters[key].label}: {either(values)}"


def unreadable(
    filterset: InterventionFilterSet, address: Address
) -> list[dict[str, str]]:
    """Which filter could not be read, why, and the address without it."""
    return [
        {
            "label": str(filterset.base_filters[key].label),
            "why": " ".join(str(line) for line in lines),
            "url": address.without(key),
        }
        for key, lines in filterset.form.errors.items()
    ]


def default_sort(words: str) -> Sort:
    return Sort.RELEVANCE if words else Sort.NAME


def chosen_sort(address: Address, words: str) -> str:
    """What `sorteer` asks for; nonsense gets the default."""
    asked = address.query.get(SORT, "")
    return asked if asked in Sort.values else default_sort(words)


def sorts(current: str, words: str) -> list[dict[str, Any]]:
    """The default has an empty value, so that it does not stand in the address."""
    default, language = default_sort(words), get_language()
    return [
        {
            "slug": "" if sort == default else sort.value,
            "label": label_of_sort(sort, language),
            "selected": sort == current,
        }
        for sort in Sort
        if words or sort != Sort.RELEVANCE
    ]


@cache
def label_of_sort(sort: Sort, language: str) -> str:
    return str(sort.label)


def unknown_ages(answer: Answer) -> int:
    unknown = answer.index.values["leeftijd"].get(NO_AGE, EMPTY)
    others = answer.entries(leave_out=["leeftijdOnbekend"])
    return others.intersection_cardinality(unknown)


def exports(address: Address) -> list[tuple[str, str]]:
    """The files that hold all of the list: what a person calls each, and its address."""
    query = address.of_all()
    return [(name, path + query) for name, path in export_paths()]


@cache
def export_paths() -> list[tuple[str, str]]:
    return [
        (each.label, reverse("export", args=[format]))
        for format, each in FORMATS.items()
    ]


def pages(address: Address, number: int, last: int) -> dict[str, Any]:
    """Links to the first, the last and the pages around `number`; None stands for a gap."""
    near = {1, last, *range(number - 1, number + 2)}
    links: list[dict[str, Any] | None] = []
    for page in sorted(page for page in near if 1 <= page <= last):
        if links and links[-1] and page - links[-1]["number"] > 1:
            links.append(None)
        links.append(
            {
                "number": page,
                "label": f"{page}",  # as it is: in no language's way of writing numbers
                "url": address.having(pagina=page),
                "current": page == number,
            }
        )
    return {
        "links": links,
        "last": last,
        "previous_url": address.having(pagina=number - 1) if number > 1 else "",
        "next_url": address.having(pagina=number + 1) if number < last else "",
    }

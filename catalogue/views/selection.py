"""What a visitor chose, side by side: the address holds it, so that it can be kept and sent."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .. import indexing
from ..exporting import download, public_records
from ..facets import Index
from ..files.workbook_writing import DoesNotFit
from ..files.writing import write
from ..loading import PARTS, last_of_versions, load_entries
from ..models import Intervention, Source
from ..paths import path_of
from ..prepared import prepared
from ..querysets import published_on
from ..selection import MOST, read_selection, sources_of
from . import detail
from .address import CHOSEN
from .caching import cached_page, labelled_page
from .cards import Shown, drawn, gathered, with_places
from .evidence import AnySource, Row, SourceList, states_of
from .plain import date_text
from .strict import refused, shown, unknown_key

SIDE_BY_SIDE = 4
AnEntry = Intervention | Shown
COMPARED = tuple(name for name in PARTS if name != "active_ingredients")


@require_safe
@cached_page
def selection(request: HttpRequest) -> HttpResponse:
    given, today = request.GET.getlist(CHOSEN), timezone.localdate()
    index = indexing.current()
    few = len(set(given)) <= SIDE_BY_SIDE
    found = read_selection(given, today, compared if few else listed)
    entries, missing, too_many = found
    slugs = [entry.slug for entry in entries]
    if not few and len(entries) <= SIDE_BY_SIDE:  # of the others there is no entry
        few, entries = True, read_selection(slugs, today, compared).entries
    sources = map(named_by, entries) if few else sources_of(keys_of(entries)).values()
    address = request.build_absolute_uri(address_of("selection", slugs))
    columns = columns_of(request, entries, sources)
    rows, cards = [], []
    if few:
        rows = rows_of(entries, index)
        for column in columns:
            others = [slug for slug in slugs if slug != column["slug"]]
            column["without_url"] = address_of("selection", others)
    else:  # with a box each: of fifty, links that name the others would be most of the page
        cards = drawn(entries, index)
        for card in cards:
            card["picked"] = True
    context = {
        "number": len(entries),
        "missing": len(missing),
        "too_many": too_many,
        "most": MOST,
        "columns": columns,
        "rows": rows,
        "cards": cards,
        "day": date_text(today),
        "address": address,
        "mail_url": mail_url(address, entries),
        "file_url": address_of("selection-export", slugs),
        "more_url": address_of("intervention-list", slugs),
    }
    return render(request, "catalogue/selection.html", context)


def compared(slugs: list[str], day: date) -> list[Intervention]:
    return load_entries(slugs, "slug", day, COMPARED)


def listed(slugs: list[str], day: date) -> list[Shown]:
    return [*gathered(listed_rows(slugs, day)).values()]


@prepared
def listed_rows(slugs: Sequence[str], day: date) -> QuerySet:
    entries = Intervention.objects.filter(published_on(day), slug__in=slugs)
    text_number = Coalesce(last_of_versions("number"), 0) + 1
    return with_places(entries, "checked_on", text_number)


@require_safe
@labelled_page
def selection_export(request: HttpRequest) -> HttpResponseBase:
    """The same entries in the same order, complete, as a workbook."""
    given, today = request.GET.getlist(CHOSEN), timezone.localdate()
    entries, missing, too_many = read_selection(given, today, listed)
    if problems := refusals(request.GET, entries, missing, too_many=too_many):
        return refused(problems)
    pieces: Iterable[bytes] = ()
    if request.method == "GET":  # HEAD asks for the headers alone
        try:
            pieces = write("xlsx", public_records(keys_of(entries)))
        except DoesNotFit as error:
            return refused([str(error)])
    return download(pieces, "xlsx", name="selectie")


def refusals(
    query: QueryDict,
    entries: list[Shown],
    missing: list[str],
    *,
    too_many: bool,
) -> list[str]:
    found = [unknown_key(key, [CHOSEN]) for key in query if key != CHOSEN]
    gone = _("This intervention is not in this catalogue, or no longer.")
    found += [f"{CHOSEN}={shown(slug)}: {gone}" for slug in missing]
    if too_many:
        found.append(_("Choose at most %(number)d interventions.") % {"number": MOST})
    if not entries and not missing:
        found.append(
            _("Nothing is chosen. Name each intervention, as in: %(example)s")
            % {"example": f"?{CHOSEN}=sms-bom"}
        )
    return found


def keys_of(entries: Iterable[AnEntry]) -> list[int]:
    return [entry.pk for entry in entries]


def address_of(page: str, slugs: Sequence[str]) -> str:
    query = "&".join(f"{CHOSEN}={slug}" for slug in slugs)
    return f"{path_of(page)}?{query}" if query else path_of(page)


def mail_url(address: str, entries: Sequence[AnEntry]) -> str:
    """Opens the visitor's own mail program: nothing passes through the site."""
    subject = quoted(_("Interventions in Interventiewijzer"))
    names = "".join(f"-%20{quoted(entry.name)}%0D%0A" for entry in entries)
    body = f"{names}%0D%0A{quote(address, safe='')}%0D%0A"
    return f"mailto:?subject={subject}&body={body}"


@lru_cache(maxsize=5_000)
def quoted(name: str) -> str:
    return quote(name, safe="")


def named_by(entry: Intervention) -> list[Source]:
    """Its own sources, and then the others that its parts name: in the order of `sources_of`."""
    parts: list[Any] = [entry.deliveries, entry.figures, entry.recognitions]
    parts += [entry.studies, entry.appraisals]
    naming = [row for rows in parts for row in rows.all() if row.source]
    others = sorted((row.source for row in naming), key=by_publisher)
    sources = [*entry.sources.all(), *others]
    return list({source.pk: source for source in sources}.values())


def by_publisher(source: Source) -> tuple[str, str, int]:
    return source.publisher, source.title, source.pk


def columns_of(
    request: HttpRequest,
    entries: Sequence[AnEntry],
    sources: Iterable[Sequence[AnySource]],
) -> list[Row]:
    """Each entry with its sources, and where its text stays."""
    shown_sources = SourceList()
    there = path_of("intervention", "%s")
    site = request.build_absolute_uri("/").removesuffix("/")
    version = site + path_of("version", "%s", "%d")
    return [
        {
            "name": entry.name,
            "slug": entry.slug,
            "url": there % entry.slug,
            "sources": [shown_sources.row(each) for each in named],
            "version": entry.text_number,
            "version_url": version % (entry.slug, entry.text_number),
        }
        for entry, named in zip(entries, sources, strict=True)
    ]


def rows_of(entries: Sequence[Intervention], index: Index) -> list[Row]:
    """What is said of each entry under the same head, and whether it is the same."""
    by_entry = [facts_of(entry, index) for entry in entries]
    rows = []
    for label, dutch in by_entry[0] if by_entry else ():
        cells = [facts[label, dutch] for facts in by_entry]
        rows.append(
            {"label": label, "dutch": dutch, "cells": cells, "mark": mark(cells)}
        )
    return rows


def mark(cells: Sequence[list[str]]) -> str:
    """What we do not know of one is no difference with another."""
    known = [cell for cell in cells if cell]
    if any(cell != known[0] for cell in known):
        return "differs"
    return "partly" if known and len(known) < len(cells) else ""


def facts_of(entry: Intervention, index: Index) -> dict[tuple[str, bool], list[str]]:
    """Lines by their label and whether these are Dutch words; none where nothing is known."""
    terms = detail.terms_of(entry.pk, index)
    deliveries = list(entry.deliveries.all())
    facts = {
        (row["label"], row["dutch"]): lines_of(row)
        for row in detail.snapshot(entry, deliveries, terms, states_of(entry))
    }
    kind = (_("Kind"), False)
    types = terms("aanpak")
    contacts = [detail.contact(each) for each in deliveries if detail.has_contact(each)]
    return {
        (_("In one sentence"), True): [entry.sentence],
        kind: facts.pop(kind),
        (_("Approach type"), True): [capfirst(", ".join(types))] if types else [],
        **facts,
        (_("Who does what"), False): [
            role_line(role) for role in detail.roles_of(entry)
        ],
        (_("Whom do I ask?"), False): [
            contact_line(each, with_place=len(contacts) > 1) for each in contacts
        ],
    }


def lines_of(row: Row) -> list[str]:
    if row["states"]:
        return [f"{each['label']}: {each['words']}" for each in row["states"]]
    return [row["value"]] if row["value"] else []


def role_line(role: dict[str, Any]) -> str:
    names = [
        f"{each['name']} ({each['place']})" if each["place"] else each["name"]
        for each in role["organisations"]
    ]
    return f"{role['label']}: {', '.join(names)}"


def contact_line(contact: dict[str, Any], *, with_place: bool) -> str:
    organisation = contact["organisation"]
    parts = [
        contact["role"],
        organisation["name"] if organisation else "",
        contact["address"],
    ]
    line = ", ".join(part for part in parts if part)
    return f"{contact['place']}: {line}" if with_place else line

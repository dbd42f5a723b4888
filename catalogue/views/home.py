from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from .. import indexing
from ..facets import Index
from ..models import ApproachType, Intervention, Phase
from ..paths import path_of
from .caching import cached_page
from .cards import cards

LATEST = 4
MOST_CITIES = 12


@require_safe
@cached_page
def home(request: HttpRequest) -> HttpResponse:
    index = indexing.current()
    latest = Intervention.objects.published().latest_changed()
    context = {
        "number": len(index.entries),
        "phases": phases(index),
        "cities": cities(index),
        "approach_types": [
            {
                "name": capfirst(each.name),
                "number": index.count("aanpak", each.slug),
                "url": each.get_absolute_url(),
            }
            for each in ApproachType.objects.all()
        ],
        "latest": cards(
            latest.values_list("pk", flat=True)[:LATEST], index, changes=True
        ),
    }
    return render(request, "catalogue/home.html", context)


def phases(index: Index) -> list[dict[str, Any]]:
    list_address = path_of("intervention-list")
    return [
        {
            "name": capfirst(phase.name),
            "description": phase.description,
            "number": index.count("fase", phase.slug),
            "url": f"{list_address}?fase={phase.slug}",
        }
        for phase in Phase.objects.all()
    ]


def cities(index: Index) -> list[dict[str, Any]]:
    """Those with the most entries first, then by name."""
    labels = index.labels["gemeente"]
    used = [slug for slug in labels if index.count("gemeente", slug)]
    most = sorted(used, key=lambda slug: -index.count("gemeente", slug))[:MOST_CITIES]
    return [
        {
            "name": labels[slug],
            "number": index.count("gemeente", slug),
            "url": path_of("city", slug),
        }
        for slug in most
    ]

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from ..models import ApproachType, City, Intervention, Phase
from ..querysets import counted
from .plain import card, date_text

LATEST = 4
MOST_CITIES = 12


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    published = Intervention.objects.published()
    latest = list(published.latest_changed().for_cards()[:LATEST])
    list_address = reverse("intervention-list")
    phases = counted(Phase.objects.all(), "interventions")
    cities = counted(City.objects.all(), "deliveries__intervention").filter(
        number__gt=0
    )
    context = {
        "number": published.count(),
        "phases": [
            {
                "name": capfirst(phase.name),
                "description": phase.description,
                "number": phase.number,
                "url": f"{list_address}?fase={phase.slug}",
            }
            for phase in phases
        ],
        "cities": [
            {"name": city.name, "number": city.number, "url": city.get_absolute_url()}
            for city in cities.order_by("-number", "sort_key")[:MOST_CITIES]
        ],
        "approach_types": [
            {
                "name": capfirst(each.name),
                "number": each.number,
                "url": each.get_absolute_url(),
            }
            for each in counted(ApproachType.objects.all(), "interventions")
        ],
        "latest": [
            {
                **card(entry),
                "changed": date_text(timezone.localtime(entry.modified).date()),
            }
            for entry in latest
        ],
    }
    return render(request, "catalogue/home.html", context)

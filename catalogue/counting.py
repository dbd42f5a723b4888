"""How many entries each value of a facet would give; a facet ignores its own selection.

One statement a facet, however large the catalogue.
"""

from collections.abc import Callable

from django.db.models import Case, CharField, Count, F, Value, When

from .choices import NATIONAL, UNKNOWN, Scope
from .filters import (
    DELIVERY_KEYS,
    InterventionFilterSet,
    recognition_facet,
)

Counts = dict[str, int]


def count_of_field(field: str) -> Callable[[InterventionFilterSet, str], Counts]:
    def count(filterset: InterventionFilterSet, key: str) -> Counts:
        entries = filterset.without(key).order_by().values_list(field)
        found = dict(entries.annotate(count=Count("pk", distinct=True)))
        return {value or UNKNOWN: number for value, number in found.items()}

    return count


def count_recognitions(filterset: InterventionFilterSet, key: str) -> Counts:
    entries = (
        filterset.without(key)
        .order_by()
        .values(facet=recognition_facet("recognitions__"))
    )
    found = entries.annotate(count=Count("pk", distinct=True)).values_list(
        "facet", "count"
    )
    return {value or UNKNOWN: number for value, number in found}


def count_deliveries(filterset: InterventionFilterSet, key: str) -> Counts:
    entries = filterset.without(*DELIVERY_KEYS)
    value = {
        "status": F("status"),
        "gemeente": Case(
            When(scope=Scope.UNKNOWN, then=Value(UNKNOWN)),
            When(scope=Scope.NATIONAL, then=Value(NATIONAL)),
            default=F("cities__slug"),
            output_field=CharField(),
        ),
        "provincie": Case(
            When(scope=Scope.UNKNOWN, then=Value(UNKNOWN)),
            default=F("cities__province"),
            output_field=CharField(),
        ),
    }[key]
    deliveries = filterset.matching_deliveries([key]).filter(
        intervention__in=entries.order_by().values("pk")
    )
    counts = dict(
        deliveries.order_by()
        .values(facet=value)
        .annotate(count=Count("intervention", distinct=True))
        .values_list("facet", "count")
    )
    counts.pop(None, None)  # a national delivery is in no province
    if filterset.takes_no_delivery([key]):
        nowhere = entries.filter(deliveries=None).count()
        counts[UNKNOWN] = counts.get(UNKNOWN, 0) + nowhere
    return counts


# In the order of the page: what professionals know of a case comes first.
COUNTERS = {
    "fase": count_of_field("phases__slug"),
    "aanpak": count_of_field("approach_types__slug"),
    "gemeente": count_deliveries,
    "provincie": count_deliveries,
    "status": count_deliveries,
    "doelgroep": count_of_field("target_groups__slug"),
    "thema": count_of_field("themes__slug"),
    "soort": count_of_field("kind"),
    "setting": count_of_field("settings__slug"),
    "preventie": count_of_field("prevention_levels__slug"),
    "kader": count_of_field("voluntariness"),
    "organisatie": count_of_field("involvements__organisation__slug"),
    "erkenning": count_recognitions,
}

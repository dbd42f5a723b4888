"""The same list as a careful Django developer would write it: django-filter and one
grouped count a facet, each leaving out its own selection. Subqueries keep rows from doubling.
"""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.core.paginator import Paginator
from django.db.models import Count, F, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalogue.choices import Kind, Province, Status, Voluntariness
from catalogue.models import (
    ApproachType,
    City,
    Delivery,
    Intervention,
    Phase,
    PreventionLevel,
    Setting,
    TargetGroup,
    Theme,
)

PAGE_SIZE = 25
CARD = ["slug", "name", "kind", "sentence", "checked_on", "age_from", "age_to"]
SEARCHED = ["name", "other_names", "sentence", "summary", *Intervention.SECTIONS]


class AnyFilter(django_filters.ModelMultipleChoiceFilter):
    """Entries with one of the chosen rows, without the DISTINCT over all columns."""

    def filter(self, qs: QuerySet, value: Iterable[Model]) -> QuerySet:
        chosen = list(value)
        if not chosen:
            return qs
        having = Intervention.objects.filter(**{f"{self.field_name}__in": chosen})
        return qs.filter(pk__in=having.order_by().values("pk"))


class AnyChoiceFilter(django_filters.MultipleChoiceFilter):
    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        if not value:
            return qs
        having = Intervention.objects.filter(**{f"{self.field_name}__in": value})
        return qs.filter(pk__in=having.order_by().values("pk"))


def rows_of(model: Any, field_name: str) -> AnyFilter:
    return AnyFilter(
        field_name=field_name, to_field_name="slug", queryset=model.objects.all()
    )


class OrdinaryFilterSet(django_filters.FilterSet):
    zoek = django_filters.CharFilter(method="search")
    soort = django_filters.MultipleChoiceFilter(
        field_name="kind", choices=Kind.choices, distinct=False
    )
    kader = django_filters.MultipleChoiceFilter(
        field_name="voluntariness", choices=Voluntariness.choices, distinct=False
    )
    fase = rows_of(Phase, "phases")
    aanpak = rows_of(ApproachType, "approach_types")
    doelgroep = rows_of(TargetGroup, "target_groups")
    thema = rows_of(Theme, "themes")
    setting = rows_of(Setting, "settings")
    preventie = rows_of(PreventionLevel, "prevention_levels")
    gemeente = rows_of(City, "deliveries__cities")
    provincie = AnyChoiceFilter(
        field_name="deliveries__cities__province", choices=Province.choices
    )
    status = AnyChoiceFilter(field_name="deliveries__status", choices=Status.choices)

    class Meta:
        model = Intervention
        fields: list[str] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        for word in value.split():
            found = Q()
            for field in SEARCHED:
                found |= Q(**{f"{field}__icontains": word})
            queryset = queryset.filter(found)
        return queryset


def numbers_of(key: str, others: QuerySet) -> dict[Any, int]:
    """How many of `others` have each value of the facet `key`: one statement."""
    field = str(OrdinaryFilterSet.base_filters[key].field_name)
    entries = others.order_by()
    if key in ("soort", "kader"):
        return grouped(entries, field, Count("pk"))
    keys = entries.values("pk")
    if field.startswith("deliveries"):
        deliveries = Delivery.objects.filter(intervention__in=keys).order_by()
        once = Count("intervention", distinct=True)
        return grouped(deliveries, field.removeprefix("deliveries__"), once)
    relation = getattr(Intervention, field)
    links = relation.through.objects.filter(intervention__in=keys)
    return grouped(links, relation.field.m2m_reverse_field_name(), Count("pk"))


def grouped(rows: QuerySet, value: str, number: Count) -> dict[Any, int]:
    counted = rows.values(value=F(value)).annotate(number=number)
    return dict(counted.values_list("value", "number"))


FACETS = [key for key in OrdinaryFilterSet.base_filters if key != "zoek"]


def ordinary_list(request: HttpRequest) -> HttpResponse:
    published = Intervention.objects.published()
    filterset = OrdinaryFilterSet(request.GET, published)
    entries = filterset.qs.order_by("sort_key", "pk").only(*CARD)
    entries = entries.prefetch_related("approach_types", "phases", "deliveries__cities")
    context = {
        "form": filterset.form,
        "page": Paginator(entries, PAGE_SIZE).get_page(request.GET.get("pagina")),
        "facets": [facet(key, filterset, published) for key in FACETS],
    }
    return render(request, "bench/ordinary.html", context)


def facet(
    key: str, filterset: OrdinaryFilterSet, published: QuerySet
) -> dict[str, Any]:
    others = published
    for name, value in filterset.form.cleaned_data.items():
        if name != key:
            others = filterset.filters[name].filter(others, value)
    numbers = numbers_of(key, others)
    chosen = filterset.form[key].value() or []
    field: Any = filterset.form.fields[key]
    values = []
    for value, label in field.choices:
        row = getattr(value, "instance", None)
        count = numbers.get(row.pk if row else value, 0)
        values.append((str(value), label, count, str(value) in chosen))
    return {"key": key, "values": values}

"""The public language of questions: the names of the filters are the query keys.

Values are slugs. Several values of one key widen the answer, several keys narrow it.
"""

from copy import deepcopy
from functools import cache
from typing import Any

import django_filters
from django import forms
from django.db.models import (
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
)
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from . import search
from .choices import (
    EXPIRED,
    NATIONAL,
    UNKNOWN,
    Kind,
    Province,
    RecognitionOutcome,
    Scope,
    Sort,
    Status,
    Voluntariness,
    WithUnknownAge,
)
from .models import (
    City,
    Delivery,
    Intervention,
)
from .query_fields import SharedFields
from .query_filters import (
    AgeFilter,
    ChoicesFilter,
    CitiesFilter,
    DeliveryFilter,
    RecognitionFilter,
    SearchFilter,
    TermsFilter,
)
from .querysets import InterventionQuerySet

NO_AGE = Q(age_from=None, age_to=None)
PLACES = {UNKNOWN: _("Unknown"), NATIONAL: _("National")}


class InterventionFilterSet(django_filters.FilterSet):
    zoek = SearchFilter(label=_("Words"), method="by_words")
    soort = ChoicesFilter("kind", Kind, _("Kind"))
    aanpak = TermsFilter("approach_types", "aanpak", _("Approach type"))
    gemeente = CitiesFilter(
        label=_("City"), key="gemeente", closed=PLACES, required=False
    )
    provincie = DeliveryFilter(
        label=_("Province"),
        closed=[*Province.choices, (UNKNOWN, _("Unknown"))],
        required=False,
    )
    organisatie = TermsFilter(
        "involvements__organisation", "organisatie", _("Organisation")
    )
    doelgroep = TermsFilter("target_groups", "doelgroep", _("Target group"))
    fase = TermsFilter("phases", "fase", _("Phase"))
    preventie = TermsFilter("prevention_levels", "preventie", _("Prevention level"))
    setting = TermsFilter("settings", "setting", _("Setting"))
    thema = TermsFilter("themes", "thema", _("Theme"))
    kader = ChoicesFilter("voluntariness", Voluntariness, _("Voluntary or compulsory"))
    status = DeliveryFilter(label=_("Status"), closed=Status.choices, required=False)
    erkenning = RecognitionFilter(
        label=_("Recognition"),
        closed=[
            *RecognitionOutcome.choices,
            (EXPIRED, _("Expired")),
            (UNKNOWN, _("Unknown")),
        ],
        required=False,
    )
    leeftijd = AgeFilter(label=_("Age"), method="by_age", min_value=0, max_value=99)
    leeftijdOnbekend = django_filters.ChoiceFilter(
        label=_("With unknown age"),
        choices=WithUnknownAge.choices,
        method="by_known_age",
        error_messages={"invalid_choice": _("Write “ja” or “nee”.")},
    )
    gecontroleerdSinds = django_filters.DateFilter(
        label=_("Checked since"),
        field_name="checked_on",
        lookup_expr="gte",
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={"invalid": _("Write a date, such as 2026-03-31.")},
    )

    class Meta:
        model = Intervention
        fields: list[str] = []  # every filter is declared above

    def __init__(self, data: QueryDict) -> None:
        """Without what django-filter does at once and only filtering needs: its copies."""
        self.is_bound, self.form_prefix = True, None
        self.data: QueryDict = data

    @cached_property
    def filters(self) -> Any:  # type: ignore[override]
        copies: dict[str, Any] = deepcopy(self.base_filters)
        for each in copies.values():
            each.model, each.parent = Intervention, self
        return copies

    @cached_property
    def queryset(self) -> InterventionQuerySet:  # type: ignore[override]
        return Intervention.objects.published()

    def get_form_class(self) -> type[forms.Form]:
        return form_class()

    @cached_property
    def query(self) -> search.Query:
        return search.parse(self.form.cleaned_data["zoek"])

    def by_words(self, entries: QuerySet, name: str, text: str) -> QuerySet:
        # Text without a word in it asks for something we do not have.
        return entries.filter(self.query.matches()) if self.query else entries.none()

    def by_age(self, entries: QuerySet, name: str, age: int) -> QuerySet:
        return entries.filter(
            Q(age_from=None) | Q(age_from__lte=age), Q(age_to=None) | Q(age_to__gte=age)
        )

    def by_known_age(self, entries: QuerySet, name: str, value: str) -> QuerySet:
        return entries.exclude(NO_AGE) if value == WithUnknownAge.NO else entries

    def filter_queryset(self, queryset: Any) -> Any:
        for name, value in self.form.cleaned_data.items():
            queryset = self.filters[name].filter(queryset, value)
        return queryset.filter(self.place_and_status())

    def place_and_status(self) -> Q:
        if not any(self.form.cleaned_data[key] for key in DELIVERY_KEYS):
            return Q()
        deliveries = self.matching_deliveries().order_by().values("intervention")
        condition = Q(pk__in=deliveries)
        if self.takes_no_delivery():
            condition |= Q(
                ~Exists(Delivery.objects.filter(intervention=OuterRef("pk")))
            )
        return condition

    def matching_deliveries(self) -> QuerySet[Delivery]:
        """Deliveries that are what `gemeente`, `provincie` and `status` say together."""
        chosen = {key: list(self.form.cleaned_data[key]) for key in DELIVERY_KEYS}
        deliveries = Delivery.objects.all()
        if chosen["status"]:
            deliveries = deliveries.filter(status__in=chosen["status"])
        for key, column in (("gemeente", "slug"), ("provincie", "province")):
            if chosen[key]:
                cities = City.objects.filter(**{f"{column}__in": chosen[key]})
                through = Delivery.cities.through.objects.filter(city__in=cities)
                scopes = [
                    scope
                    for value, scope in (
                        (UNKNOWN, Scope.UNKNOWN),
                        (NATIONAL, Scope.NATIONAL),
                    )
                    if value in chosen[key]
                ]
                deliveries = deliveries.filter(
                    Q(pk__in=through.values("delivery")) | Q(scope__in=scopes)
                )
        return deliveries

    def takes_no_delivery(self) -> bool:
        """Whether an entry without any delivery counts: its place and status are unknown."""
        chosen = [self.form.cleaned_data[key] for key in DELIVERY_KEYS]
        return all(UNKNOWN in values for values in chosen if values)

    def sorted_by(self, sort: str) -> InterventionQuerySet:
        """The answer in order; relevance means nothing without words, and is then the name."""
        entries: InterventionQuerySet = self.filter_queryset(self.queryset)
        match sort:
            case Sort.RELEVANCE if self.form.cleaned_data["zoek"]:
                return search.by_relevance(entries, self.query)
            case Sort.CHECKED:
                return entries.order_by(
                    F("checked_on").desc(nulls_last=True), "sort_key", "pk"
                )
            case Sort.NEW:
                return entries.order_by("-created", "sort_key", "pk")
            case Sort.EVIDENCE:
                return entries.by_evidence()
            case _:
                return entries.order_by("sort_key", "pk")


@cache
def form_class() -> type[forms.Form]:
    filters = InterventionFilterSet.base_filters
    fields = {name: each.field for name, each in filters.items()}
    made: Any = type("QueryForm", (forms.Form,), fields)
    made.base_fields = SharedFields(made.base_fields)
    return made


# These speak of one and the same delivery; all other keys speak of the entry.
DELIVERY_KEYS = ["gemeente", "provincie", "status"]

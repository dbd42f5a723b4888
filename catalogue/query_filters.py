"""What a query value keeps: the kinds of filters that the FilterSet is made of."""

from typing import Any

import django_filters
from django import forms
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .choices import EXPIRED, RECOGNITION_LEVELS, UNKNOWN
from .models import Intervention, Recognition
from .query_fields import CitiesField, Labels, SearchField, TermsField


class SearchFilter(django_filters.CharFilter):
    field_class = SearchField


class AgeFilter(django_filters.NumberFilter):
    field_class = forms.IntegerField  # type: ignore[assignment]


class TermsFilter(django_filters.Filter):
    """Entries with one of the chosen rows of the list `key`; `onbekend` those with none."""

    field_class = TermsField

    def __init__(self, field_name: str, key: str, label: Any, **kwargs: Any) -> None:
        kwargs.setdefault("closed", {UNKNOWN: _("Unknown")})
        super().__init__(field_name, label=label, key=key, required=False, **kwargs)

    def filter(self, qs: QuerySet, value: Labels) -> QuerySet:
        if not value:
            return qs
        having = Intervention.objects.order_by().values("pk")
        condition = Q(
            pk__in=having.filter(**{f"{self.field_name}__slug__in": list(value)})
        )
        if UNKNOWN in value:
            condition |= Q(pk__in=having.filter(**{f"{self.field_name}__isnull": True}))
        return qs.filter(condition)


class ChoicesFilter(django_filters.Filter):
    field_class = TermsField

    def __init__(
        self, field_name: str, choices: Any, label: Any, **kwargs: Any
    ) -> None:
        super().__init__(
            field_name, label=label, closed=choices.choices, required=False, **kwargs
        )

    def filter(self, qs: QuerySet, value: Labels) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__in": list(value)}) if value else qs


class DeliveryFilter(django_filters.Filter):
    """Says what one and the same delivery must be; `matching_deliveries` asks for it."""

    field_class = TermsField

    def filter(self, qs: QuerySet, value: Labels) -> QuerySet:
        return qs


class CitiesFilter(DeliveryFilter):
    field_class = CitiesField


class RecognitionFilter(django_filters.Filter):
    field_class = TermsField

    def filter(self, qs: QuerySet, value: Labels) -> QuerySet:
        if not value:
            return qs
        rows = Recognition.objects.annotate(facet=recognition_facet()).filter(
            facet__in=list(value)
        )
        condition = Q(pk__in=rows.order_by().values("intervention"))
        if UNKNOWN in value:
            condition |= Q(
                ~Exists(Recognition.objects.filter(intervention=OuterRef("pk")))
            )
        return qs.filter(condition)


def recognition_facet() -> Case:
    """The value a recognition has in `erkenning`: its outcome, or that the level expired."""
    expired = {
        "outcome__in": RECOGNITION_LEVELS,
        "valid_until__lt": timezone.localdate(),
    }
    return Case(
        When(**expired, then=Value(EXPIRED)),
        default=F("outcome"),
        output_field=CharField(),
    )

"""Every question that is asked more than once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import (
    Case,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

from .choices import RECOGNITION_LEVELS, Publication

if TYPE_CHECKING:
    from .models import City as City  # in the names of the querysets
    from .models import Delivery as Delivery
    from .models import Intervention as Intervention
    from .models import Organisation


def published_on(day: date, prefix: str = "") -> Q:
    """Whether an entry is public on `day`; `prefix` leads to it, as in "intervention__"."""
    return (
        Q(**{f"{prefix}publication": Publication.PUBLISHED})
        & (
            Q(**{f"{prefix}publish_from": None})
            | Q(**{f"{prefix}publish_from__lte": day})
        )
        & (
            Q(**{f"{prefix}publish_until": None})
            | Q(**{f"{prefix}publish_until__gte": day})
        )
    )


class InterventionQuerySet(QuerySet["Intervention"]):
    def published(self) -> InterventionQuerySet:
        return self.filter(published_on(timezone.localdate()))

    def withdrawn(self) -> InterventionQuerySet:
        return self.filter(publication=Publication.WITHDRAWN)

    def latest_changed(self) -> InterventionQuerySet:
        return self.order_by("-modified", "pk")

    def by_evidence(self) -> InterventionQuerySet:
        """The strongest recognition in force first, then the strongest effect study.

        Only what is known of the programme itself counts, never of its approach type.
        """
        ranks = [
            When(recognitions__outcome=level, then=Value(rank))
            for rank, level in enumerate(RECOGNITION_LEVELS, start=1)
        ]
        in_force = Q(recognitions__valid_until__gte=timezone.localdate())
        level = (
            self.model.objects.filter(in_force, pk=OuterRef("pk"))
            .order_by()
            .values("pk")
            .annotate(level=Max(Case(*ranks, output_field=IntegerField())))
            .values("level")
        )
        strength = (
            self.model.objects.filter(pk=OuterRef("pk"))
            .order_by()
            .values("pk")
            .annotate(strength=Max("studies__strength"))
            .values("strength")
        )
        return self.annotate(
            level=Subquery(level), strength=Subquery(strength)
        ).order_by(
            F("level").desc(nulls_last=True),
            F("strength").desc(nulls_last=True),
            "sort_key",
            "pk",
        )


class DeliveryQuerySet(QuerySet["Delivery"]):
    def with_part_of(self, organisation: Organisation) -> DeliveryQuerySet:
        """Where `organisation` takes part: in this delivery, or wherever it runs."""
        everywhere = organisation.involvements.filter(delivery=None)
        return self.filter(
            Q(involvements__organisation=organisation)
            | Q(intervention__in=everywhere.values("intervention"))
        )


class CityQuerySet(QuerySet["City"]):
    def existing(self) -> CityQuerySet:
        today = timezone.localdate()
        return self.filter(Q(end_date=None) | Q(end_date__gte=today))

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

from .choices import RECOGNITION_LEVELS, Publication, Status

if TYPE_CHECKING:
    from .models import Delivery, Intervention  # noqa: F401


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

    def latest_changed(self) -> InterventionQuerySet:
        return self.order_by("-modified", "pk")

    def due_for_check(self) -> InterventionQuerySet:
        return self.filter(check_again_on__lte=timezone.localdate())

    def for_cards(self) -> InterventionQuerySet:
        """Load what a card in a list shows, in four queries however long the list."""
        return self.only(
            "slug",
            "name",
            "kind",
            "sentence",
            "checked_on",
            "age_from",
            "age_to",
            "modified",
        ).prefetch_related("approach_types", "phases", "deliveries__cities")

    def for_search(self) -> InterventionQuerySet:
        """Load every text that search looks in."""
        return self.prefetch_related(
            *self.model.VOCABULARIES,
            "deliveries__cities",
            "deliveries__contact_organisation",
            "involvements__organisation",
        )

    def for_detail(self) -> InterventionQuerySet:
        return self.prefetch_related(
            "approach_types__studies__source",
            "approach_types__appraisals__source",
            "target_groups",
            "phases",
            "prevention_levels",
            "settings",
            "themes",
            "active_ingredients",
            "sources",
            "deliveries__cities",
            "deliveries__source",
            "deliveries__contact_organisation",
            "involvements__organisation",
            "figures__source",
            "recognitions__source",
            "studies__source",
            "appraisals__source",
        )

    def by_evidence(self) -> InterventionQuerySet:
        """The strongest recognition in force first, then the strongest effect study.

        Only what is known of the programme itself counts, never of its approach type.
        """
        ranks = [
            When(recognitions__outcome=level, then=Value(rank))
            for rank, level in enumerate(RECOGNITION_LEVELS, start=1)
        ]
        in_force = Q(recognitions__valid_until=None) | Q(
            recognitions__valid_until__gte=timezone.localdate()
        )
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
    def of_published(self) -> DeliveryQuerySet:
        return self.filter(published_on(timezone.localdate(), "intervention__"))

    def stopped(self) -> DeliveryQuerySet:
        return self.filter(status=Status.STOPPED)

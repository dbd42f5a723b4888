"""Every question that is asked more than once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Aggregate,
    Case,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from .choices import RECOGNITION_LEVELS, CorrectionState, Publication

if TYPE_CHECKING:
    from .models import City as City  # in the names of the querysets
    from .models import Delivery as Delivery
    from .models import Intervention as Intervention
    from .models import Organisation

# What `with_completeness` tells of an entry.
COMPLETE = [
    "has_source",
    "has_target_group",
    "has_approach_type",
    "has_delivery",
    "has_contact",
]


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


class KeysOf(Aggregate):
    """What the rows of a group have in a column of keys, once for each row, as JSON."""

    function = "json_group_array"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        template = "json_agg(%(expressions)s)::text"
        return self.as_sql(compiler, connection, template=template)


def gathered(rows: QuerySet, key: str, *columns: Any) -> QuerySet:
    """Each value of `columns` that `rows` have, and of each of those rows the `key`: `KeysOf`."""
    return rows.order_by().values_list(*columns).annotate(keys=KeysOf(key))


def year_before(day: date) -> date:
    """What was checked then, or earlier, is to be checked again on `day`."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


def expires_within(day: date, days: int) -> Q:
    """Whether a recognition is in force on `day`, and ends at most `days` later."""
    return Q(
        outcome__in=RECOGNITION_LEVELS,
        valid_until__range=(day, day + timedelta(days=days)),
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

    def own(self, relation: str, *conditions: Q, **values: Any) -> QuerySet:
        """In a subquery: the rows of `relation` of an entry for which all this holds."""
        field: Any = self.model._meta.get_field(relation)
        owner = {field.remote_field.name: OuterRef("pk")}
        rows = field.related_model._default_manager
        return rows.filter(*conditions, **owner, **values)

    def has(self, relation: str, *conditions: Q, **values: Any) -> Exists:
        return Exists(self.own(relation, *conditions, **values))

    def has_any(self, name: str) -> Exists:
        """As `has`, of a many-to-many field and without reading what it leads to."""
        links = getattr(self.model, name).through._default_manager
        return Exists(links.filter(intervention=OuterRef("pk")))

    def in_review(self) -> InterventionQuerySet:
        return self.filter(publication=Publication.IN_REVIEW)

    def overdue(self, day: date) -> InterventionQuerySet:
        """Public, and to be checked on `day` or earlier: a year after the last check,
        where nobody chose a day."""
        never = Q(checked_on=None) | Q(checked_on__lte=year_before(day))
        return self.filter(
            published_on(day),
            Q(check_again_on__lte=day) | Q(check_again_on=None) & never,
        )

    def due_within(self, day: date, days: int) -> InterventionQuerySet:
        """Public, and to be checked after `day` but at most `days` later."""
        last = day + timedelta(days=days)
        a_year_ago = Q(
            checked_on__gt=year_before(day), checked_on__lte=year_before(last)
        )
        return self.filter(
            published_on(day),
            Q(check_again_on__gt=day, check_again_on__lte=last)
            | Q(check_again_on=None) & a_year_ago,
        )

    def by_check_day(self) -> InterventionQuerySet:
        """By the day on which each is to be checked, the first day first."""
        a_year_later = F("checked_on") + timedelta(days=365)
        day = Coalesce(
            "check_again_on",
            ExpressionWrapper(a_year_later, output_field=DateField()),
        )
        return self.order_by(day, "sort_key", "pk")

    def with_completeness(self) -> InterventionQuerySet:
        """Tell of each entry whether it has what no entry should be without."""
        sourced = ["deliveries", "figures", "recognitions", "studies", "appraisals"]
        source = Q(self.has_any("sources"))
        for part in sourced:
            source |= Q(self.has(part, source__isnull=False))
        contact = ~Q(contact_role="", contact_address="", contact_organisation=None)
        return self.annotate(
            has_source=source,
            has_target_group=self.has_any("target_groups"),
            has_approach_type=self.has_any("approach_types"),
            has_delivery=self.has("deliveries"),
            has_contact=self.has("deliveries", contact),
        )

    def incomplete(self) -> InterventionQuerySet:
        """Public, and without a source, target group, approach type, delivery or contact."""
        complete = dict.fromkeys(COMPLETE, True)
        return self.published().with_completeness().exclude(**complete)

    def with_open_corrections(self) -> InterventionQuerySet:
        return self.filter(self.has("corrections", state=CorrectionState.OPEN))

    def with_open_warnings(self) -> InterventionQuerySet:
        return self.filter(self.has("person_warnings", seen=None))

    def with_broken_links(self) -> InterventionQuerySet:
        """Those with a link that does not work, and since when the first of them."""
        first = self.own("link_checks", works=False).order_by("broken_since")
        return self.filter(self.has("link_checks", works=False)).annotate(
            broken_since=Subquery(first.values("broken_since")[:1])
        )

    def with_expiring_recognition(self, day: date, days: int) -> InterventionQuerySet:
        """Public, with a recognition that ends at most `days` after `day`, and when."""
        expiring = expires_within(day, days)
        first = self.own("recognitions", expiring).order_by("valid_until")
        return self.filter(
            published_on(day), self.has("recognitions", expiring)
        ).annotate(expires_on=Subquery(first.values("valid_until")[:1]))


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

"""Where an intervention runs."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import Precision, Referrals, Scope, Status
from ..querysets import DeliveryQuerySet
from .fields import (
    Line,
    NaturalKeyManager,
    Part,
    PlainText,
    PrecisionField,
    check_dates,
    check_past,
    cut_date,
    date_has_precision,
)
from .interventions import Intervention
from .places import City, Organisation, Source


class Delivery(Part):
    """An intervention in a place."""

    intervention = models.ForeignKey(
        Intervention,
        on_delete=models.CASCADE,
        related_name="deliveries",
        verbose_name=_("intervention"),
    )
    scope = models.CharField(_("scope"), max_length=20, choices=Scope)
    region = Line(_("name of the region"), max_length=100, blank=True)
    cities = models.ManyToManyField(
        City,
        related_name="deliveries",
        blank=True,
        verbose_name=_("cities"),
        help_text=_("One for a city, one or more for a region, none otherwise."),
    )
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.UNKNOWN
    )
    started = models.DateField(_("started"), null=True, blank=True)
    started_precision = PrecisionField(_("precision of the start"))
    ended = models.DateField(_("ended"), null=True, blank=True)
    ended_precision = PrecisionField(_("precision of the end"))
    stop_reason = PlainText(_("why it stopped"), max_length=1000)
    neighbourhoods = Line(
        _("neighbourhoods"),
        blank=True,
        max_length=500,
        help_text=_(
            "Separated by commas. Mind small groups: they can point at persons."
        ),
    )
    capacity = models.PositiveIntegerField(
        _("places"),
        null=True,
        blank=True,
        help_text=_("How many can take part at a time."),
    )
    referrals = models.CharField(
        _("accepts referrals"),
        max_length=10,
        choices=Referrals,
        default=Referrals.UNKNOWN,
    )
    contact_role = Line(
        _("whom to ask: role"),
        blank=True,
        help_text=_("For example: procesregisseur. Never the name of a person."),
    )
    contact_organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="contact_for",
        null=True,
        blank=True,
        verbose_name=_("whom to ask: organisation"),
    )
    contact_address = Line(
        _("whom to ask: address"),
        blank=True,
        help_text=_(
            "A general mail address, telephone number or page. No mobile numbers."
        ),
    )
    note = PlainText(_("note"), max_length=1000, help_text=_("What is special here."))
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="deliveries",
        null=True,
        blank=True,
        verbose_name=_("source"),
    )

    # A form's choice, which Django stores after the row: clean() counts it instead.
    chosen_cities: Collection[City] | None = None

    objects = NaturalKeyManager.from_queryset(DeliveryQuerySet)()  # type: ignore[misc]

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = [F("started").asc(nulls_last=True), "pk"]
        constraints = [
            date_has_precision("delivery", "started"),
            date_has_precision("delivery", "ended"),
            models.CheckConstraint(
                name="delivery_ends_after_it_starts",
                # A year is stored as 1 January, a month as its first day. clean()
                # knows exactly; this keeps out what is wrong by more than that.
                condition=Q(started__isnull=True)
                | Q(ended__isnull=True)
                | Q(ended__gte=F("started"))
                | (
                    Q(ended_precision=Precision.MONTH)
                    & Q(ended__gt=F("started") - timedelta(days=31))
                )
                | (
                    Q(ended_precision=Precision.YEAR)
                    & Q(ended__gt=F("started") - timedelta(days=366))
                ),
                violation_error_message=_("The end is before the start."),
            ),
            models.CheckConstraint(
                name="delivery_stopped_with_reason",
                condition=~Q(status=Status.STOPPED) | ~Q(stop_reason=""),
                violation_error_message=_("Say why it stopped."),
            ),
            models.CheckConstraint(
                name="delivery_reason_when_stopped",
                condition=Q(status=Status.STOPPED) | Q(stop_reason=""),
                violation_error_message=_(
                    "Only a stopped delivery has a reason for stopping."
                ),
            ),
            models.CheckConstraint(
                name="delivery_end_when_stopped",
                condition=Q(status__in=[Status.STOPPED, Status.UNKNOWN])
                | Q(ended__isnull=True),
                violation_error_message=_(
                    "Only a stopped delivery, or one of unknown status, has an end."
                ),
            ),
            models.CheckConstraint(
                name="delivery_region_has_name",
                condition=Q(scope=Scope.REGION) & ~Q(region="")
                | ~Q(scope=Scope.REGION) & Q(region=""),
                violation_error_message=_(
                    "A region has a name; the other scopes have no region name."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.intervention}: {self.place}"

    @property
    def place(self) -> str:
        if self.scope == Scope.CITY and self.pk:  # a deleted one has no cities left
            return ", ".join(city.name for city in self.cities.all())
        return self.region or str(self.get_scope_display())

    def clean(self) -> None:
        cities = self.chosen_cities
        if cities is None and self.pk:
            cities = self.cities.all()
        if cities is not None:
            self.check_places(self.scope, len(cities))
        check_dates(self, "started", "ended")
        check_past(self, "ended")
        to_come = self.started and self.started > timezone.localdate()
        if to_come and self.status not in (Status.PREPARING, Status.UNKNOWN):
            message = _("This day is still to come. Until then it is in preparation.")
            raise ValidationError({"started": message})
        if self.started and self.ended:
            # "From 12 March 2020 until 2020" is in order, "until 2019" is not.
            started = cut_date(self.started, self.ended_precision)
            if self.ended < started:
                raise ValidationError({"ended": _("The end is before the start.")})

    @staticmethod
    def check_places(scope: str, cities: int) -> None:
        """Refuse a number of `cities` that does not go with `scope`."""
        problems: dict[str, Any] = {
            Scope.CITY: cities != 1 and _("Choose exactly one city, or another scope."),
            Scope.REGION: cities < 1 and _("Choose the cities of the region."),
            Scope.NATIONAL: cities > 0 and _("A national delivery has no cities."),
            Scope.UNKNOWN: cities > 0
            and _("The place is unknown, so choose no cities."),
        }
        problem = problems.get(scope)
        if problem:
            raise ValidationError({"cities": problem})


class PartOfDelivery(Part):
    """What holds wherever an intervention runs, or in one delivery of it alone."""

    intervention = models.ForeignKey(
        Intervention,
        on_delete=models.CASCADE,
        related_name="%(class)ss",
        verbose_name=_("intervention"),
    )
    delivery = models.ForeignKey(
        Delivery,
        on_delete=models.CASCADE,
        related_name="%(class)ss",
        null=True,
        blank=True,
        verbose_name=_("only in this delivery"),
        help_text=_(
            "Empty: wherever the intervention runs. "
            "Save a new delivery first, to choose it here."
        ),
    )

    class Meta(Part.Meta):
        abstract = True

    def clean(self) -> None:
        if self.delivery and self.delivery.intervention_id != self.intervention_id:
            raise ValidationError(
                {"delivery": _("This delivery is of another intervention.")}
            )

"""What was counted."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .deliveries import PartOfDelivery
from .fields import (
    Line,
    PrecisionField,
    check_dates,
    check_past,
    date_has_precision,
)
from .places import Source


class Figure(PartOfDelivery):
    """A number that was true on a date. A newer one stands beside it, not over it."""

    measure = Line(_("measure"), max_length=100, help_text=_("What was counted."))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    unit = Line(_("unit"), max_length=50, blank=True)
    approximate = models.BooleanField(
        _("approximate"), default=False, help_text=_("The source says “about”.")
    )
    reference_date = models.DateField(
        _("reference date"),
        null=True,
        blank=True,
        help_text=_("When the number was true. Empty: the source does not say."),
    )
    reference_date_precision = PrecisionField(_("precision of the date"))
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="figures",
        null=True,
        blank=True,
        verbose_name=_("source"),
    )

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = [F("reference_date").asc(nulls_last=True), "pk"]
        constraints = [
            date_has_precision("figure", "reference_date"),
            models.UniqueConstraint(
                name="figure_once",
                fields=["intervention", "measure", "reference_date"],
                condition=Q(delivery__isnull=True),
                violation_error_message=_(
                    "This measure has a value on this date already."
                ),
            ),
            models.UniqueConstraint(
                name="figure_once_in_delivery",
                fields=["delivery", "measure", "reference_date"],
                violation_error_message=_(
                    "This measure has a value on this date already."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.measure

    def clean(self) -> None:
        super().clean()
        check_dates(self, "reference_date")
        check_past(self, "reference_date")

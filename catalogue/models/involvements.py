"""Which organisations take part, and as what."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..choices import Role
from .deliveries import PartOfDelivery
from .fields import Line
from .places import Organisation


class Involvement(PartOfDelivery):
    """What an organisation does in an intervention, or in one delivery of it."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="involvements",
        db_index=False,  # the index below begins with it
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    note = Line(_("note"), blank=True, help_text=_("What it does, in a few words."))

    class Meta:
        verbose_name = _("involvement")
        verbose_name_plural = _("involvements")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["organisation", "intervention"],
                name="entries_of_organisation",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="involvement_once",
                fields=["intervention", "organisation", "role"],
                condition=Q(delivery__isnull=True),
                violation_error_message=_("This organisation has this role already."),
            ),
            models.UniqueConstraint(
                name="involvement_once_in_delivery",
                fields=["delivery", "organisation", "role"],
                violation_error_message=_("This organisation has this role already."),
            ),
            models.UniqueConstraint(
                name="involvement_one_lead_everywhere",
                fields=["intervention"],
                condition=Q(role=Role.LEAD, delivery__isnull=True),
                violation_error_message=_("An intervention has one lead at most."),
            ),
            models.UniqueConstraint(
                name="involvement_one_lead",
                fields=["delivery"],
                condition=Q(role=Role.LEAD),
                violation_error_message=_("A delivery has one lead at most."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_role_display()}"

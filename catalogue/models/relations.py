"""How entries stand to each other."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..choices import RelationKind
from .fields import Line, Part
from .interventions import Intervention


class Relation(Part):
    """How one intervention stands to another."""

    intervention = models.ForeignKey(
        Intervention,
        on_delete=models.CASCADE,
        related_name="relations",
        verbose_name=_("intervention"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=RelationKind)
    other = models.ForeignKey(
        Intervention,
        on_delete=models.CASCADE,
        related_name="relations_of_others",
        verbose_name=_("other intervention"),
    )
    note = Line(_("note"), blank=True)

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="relation_once",
                fields=["intervention", "kind", "other"],
                violation_error_message=_("This relation is there already."),
            ),
            models.CheckConstraint(
                name="relation_to_another",
                condition=~Q(intervention=F("other")),
                violation_error_message=_("An entry has no relation to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.other}"

    def clean(self) -> None:
        reverse = Relation.objects.filter(
            intervention=self.other_id, kind=self.kind, other=self.intervention_id
        )
        if self.kind != RelationKind.COMBINES and reverse.exists():
            message = _(
                "“%(name)s” has this relation to this entry already. "
                "Both cannot be true: change one of them."
            )
            raise ValidationError(
                {"other": ValidationError(message, params={"name": self.other})}
            )

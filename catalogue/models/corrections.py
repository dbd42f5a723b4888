"""What readers and contacts say about an entry. It changes nothing by itself."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import CorrectionKind, CorrectionState
from .fields import PlainText
from .interventions import Intervention

LONGEST_CORRECTION = 2_000


class Correction(models.Model):
    """A message (melding): something is wrong, or all is still right."""

    intervention = models.ForeignKey(
        Intervention,
        on_delete=models.CASCADE,
        related_name="corrections",
        verbose_name=_("intervention"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=CorrectionKind)
    # By a signed link that an editor gave to the contact of the entry.
    from_contact = models.BooleanField(_("from the contact"), default=False)
    text = PlainText(_("what is said"), max_length=LONGEST_CORRECTION)
    created = models.DateTimeField(_("received"), default=timezone.now)
    # What the entry was at that time.
    revision = models.PositiveBigIntegerField(_("revision"), default=0)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=CorrectionState,
        default=CorrectionState.OPEN,
    )
    handled = models.DateTimeField(_("handled on"), null=True, blank=True)
    handled_by = models.CharField(_("handled by"), max_length=150, blank=True)
    remark = PlainText(
        _("remark"), max_length=1000, help_text=_("What was done with it.")
    )

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created", "-pk"]
        indexes = [
            models.Index(
                fields=["created"],
                name="correction_open",
                condition=Q(state=CorrectionState.OPEN),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="correction_says_something",
                condition=Q(kind=CorrectionKind.RIGHT) | ~Q(text=""),
                violation_error_message=_("Write what is wrong."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.intervention}"

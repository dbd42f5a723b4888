"""What happened to the accounts of editors."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import AccountEventKind


class AccountEvent(models.Model):
    """A log-in, or a change of somebody's rights. Of a visitor's address it keeps nothing."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="account_events",
        null=True,
        blank=True,
        verbose_name=_("account"),
    )
    username = models.CharField(_("username"), max_length=150)
    kind = models.CharField(_("what"), max_length=20, choices=AccountEventKind)
    moment = models.DateTimeField(_("moment"), default=timezone.now)
    by = models.CharField(_("by"), max_length=150, blank=True)
    details = models.CharField(_("details"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("account event")
        verbose_name_plural = _("account events")
        ordering = ["-moment", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.username}"

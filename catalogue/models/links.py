"""Links in the catalogue, and whether they work."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .interventions import Intervention
from .places import Organisation


class LinkCheck(models.Model):
    """What the last check of one address found."""

    url = models.URLField(_("address"), max_length=500, unique=True)
    works = models.BooleanField(_("works"))
    status = models.PositiveSmallIntegerField(_("status"), null=True, blank=True)
    problem = models.CharField(_("what is wrong"), max_length=200, blank=True)
    checked = models.DateTimeField(_("looked up on"))
    broken_since = models.DateTimeField(_("broken since"), null=True, blank=True)
    interventions = models.ManyToManyField(
        Intervention,
        related_name="link_checks",
        blank=True,
        verbose_name=_("interventions"),
    )
    organisations = models.ManyToManyField(
        Organisation,
        related_name="link_checks",
        blank=True,
        verbose_name=_("organisations"),
    )

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["works", "url"]
        constraints = [
            models.CheckConstraint(
                name="link_check_broken_since",
                condition=Q(works=True, broken_since=None)
                | Q(works=False, broken_since__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.url

"""Addresses that entries had before."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .interventions import Intervention


class OldSlug(models.Model):
    """An address an entry had before; it redirects to the present one."""

    slug = models.SlugField(_("old short name"), max_length=200, unique=True)
    intervention = models.ForeignKey(
        Intervention,
        on_delete=models.CASCADE,
        related_name="old_slugs",
        verbose_name=_("intervention"),
    )

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug

    def clean(self) -> None:
        if Intervention.objects.filter(slug=self.slug).exists():
            raise ValidationError({"slug": _("An entry has this address now.")})

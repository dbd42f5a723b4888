"""What became of an entry: every change, and the texts that visitors could cite."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .fields import PlainText
from .interventions import Intervention


class Edit(models.Model):
    """One change to the own rows of one entry."""

    # Null: the entry is gone, the rest tells what it was.
    intervention = models.ForeignKey(
        Intervention,
        on_delete=models.SET_NULL,
        related_name="edits",
        null=True,
        blank=True,
        verbose_name=_("intervention"),
    )
    name = models.CharField(_("name"), max_length=200)
    revision = models.PositiveBigIntegerField(_("revision"))
    moment = models.DateTimeField(_("moment"), default=timezone.now)
    by = models.CharField(_("by"), max_length=150)
    reason = models.CharField(_("why"), max_length=200)
    # Rows of `part`, `row`, `field`, `before` and `after`, as the plan of an import has them.
    changes = models.JSONField(
        pgettext_lazy("of an entry", "changes"),
        default=list,
        blank=True,
        encoder=DjangoJSONEncoder,
    )

    class Meta:
        verbose_name = pgettext_lazy("in the history", "change")
        verbose_name_plural = pgettext_lazy("in the history", "changes")
        ordering = ["-moment", "-pk"]
        indexes = [
            models.Index(fields=["intervention", "-moment"], name="edit_of_entry")
        ]

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """The public record of an entry as it was until it changed."""

    intervention = models.ForeignKey(
        Intervention,
        on_delete=models.CASCADE,
        related_name="versions",
        verbose_name=_("intervention"),
    )
    number = models.PositiveIntegerField(_("number"))
    superseded = models.DateTimeField(_("superseded on"), default=timezone.now)
    record = models.JSONField(_("record"), encoder=DjangoJSONEncoder)
    # What the short names in the record stood for.
    names = models.JSONField(_("names"), default=dict)
    # Where it stood before its entry was merged into another.
    old_slug = models.SlugField(_("old short name"), max_length=200, blank=True)
    old_number = models.PositiveIntegerField(_("old number"), null=True, blank=True)
    # Visitors read these instead of the text, which nobody can make undone.
    hidden_on = models.DateField(_("hidden on"), null=True, blank=True)
    hidden_reason = PlainText(_("why hidden"), blank=True)
    hidden_by = models.CharField(_("hidden by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["intervention", "-number"]
        constraints = [
            models.UniqueConstraint(
                name="version_once", fields=["intervention", "number"]
            ),
            models.UniqueConstraint(
                name="version_moved_once",
                fields=["old_slug", "old_number"],
                condition=~Q(old_slug=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.intervention} ({self.number})"


class PersonWarningManager(models.Manager["PersonWarning"]):
    def get_by_natural_key(self, slug: str, kind: str, found: str) -> "PersonWarning":
        return self.get(intervention__slug=slug, kind=kind, found=found)


class PersonWarning(models.Model):
    """Something in an entry that could point at persons, and who has looked at it."""

    intervention = models.ForeignKey(
        Intervention,
        on_delete=models.CASCADE,
        related_name="person_warnings",
        verbose_name=_("intervention"),
    )
    # One of the kinds of `guards`, and what was found.
    kind = models.CharField(_("kind"), max_length=20)
    found = models.CharField(_("found"), max_length=300)
    seen = models.DateTimeField(_("looked at on"), null=True, blank=True)
    seen_by = models.CharField(_("looked at by"), max_length=150, blank=True)

    objects = PersonWarningManager()

    class Meta:
        verbose_name = _("warning about persons")
        verbose_name_plural = _("warnings about persons")
        ordering = ["intervention", "kind", "found"]
        constraints = [
            models.UniqueConstraint(
                name="person_warning_once", fields=["intervention", "kind", "found"]
            )
        ]
        indexes = [
            models.Index(
                fields=["intervention"],
                name="person_warning_open",
                condition=Q(seen=None),
            )
        ]

    def __str__(self) -> str:
        return self.found

    def natural_key(self) -> tuple[str, str, str]:
        return (self.intervention.slug, self.kind, self.found)

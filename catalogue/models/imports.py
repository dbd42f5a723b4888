"""What was brought in by file: the plan, and what became of it."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..choices import ImportState
from .interventions import Intervention


class ImportBatch(models.Model):
    """One file: what it would do, and whether that was done or undone."""

    file_name = models.CharField(_("file"), max_length=200)
    file_hash = models.CharField(
        _("hash"), max_length=64, help_text=_("SHA-256 of the file.")
    )
    # Until it is carried out; the rows tell the rest.
    content = models.BinaryField(_("content"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=ImportState, default=ImportState.PLANNED
    )
    by = models.CharField(_("by"), max_length=150)
    created = models.DateTimeField(
        pgettext_lazy("of an import", "planned on"), default=timezone.now
    )
    finished = models.DateTimeField(
        _("carried out or undone on"), null=True, blank=True
    )
    # The number of the catalogue's revision that carried it out.
    revision = models.PositiveBigIntegerField(_("revision"), null=True, blank=True)
    create = models.JSONField(_("makes"), default=list, blank=True)
    publish = models.BooleanField(_("publishes new entries"), default=False)
    valid_only = models.BooleanField(_("takes the good rows only"), default=False)
    # Of a version that is put back: it says all that its entry has.
    complete = models.BooleanField(_("removes what it does not name"), default=False)
    new = models.PositiveIntegerField(pgettext_lazy("entries", "new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    same = models.PositiveIntegerField(_("same"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    absent = models.PositiveIntegerField(_("not in the file"), default=0)
    absent_names = models.JSONField(default=list, blank=True)
    said = models.JSONField(default=list, blank=True)
    problems = models.JSONField(
        default=list, blank=True, help_text=_("Of the file, beside those of its rows.")
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def summary(self) -> str:
        return (
            f"{self.new} nieuw, {self.changed} gewijzigd, "
            f"{self.same} gelijk, {self.refused} geweigerd"
        )


class ImportRow(models.Model):
    """One entry of the file."""

    batch = models.ForeignKey(
        ImportBatch,
        on_delete=models.CASCADE,
        related_name="rows",
        verbose_name=_("import"),
    )
    number = models.PositiveIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=200)
    slug = models.CharField(_("short name"), max_length=200, blank=True)
    intervention = models.ForeignKey(
        Intervention,
        on_delete=models.SET_NULL,
        related_name="import_rows",
        null=True,
        blank=True,
        verbose_name=_("intervention"),
    )
    outcome = models.CharField(_("outcome"), max_length=20)
    # Refused for its warnings alone: somebody has to read them.
    undecided = models.BooleanField(default=False)
    # Of the plan: another one means that the catalogue has changed since.
    fingerprint = models.CharField(max_length=40)
    changes = models.JSONField(_("changes"), default=list, blank=True)
    problems = models.JSONField(_("problems"), default=list, blank=True)
    # What undoing needs.
    written = models.JSONField(default=list, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["batch", "number"]
        constraints = [
            models.UniqueConstraint(name="import_row_once", fields=["batch", "number"])
        ]

    def __str__(self) -> str:
        return self.name

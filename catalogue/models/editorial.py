"""What keeps everything derived from the entries fresh."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .fields import BytewiseField


class Revision(models.Model):
    """One row: how many changes the catalogue has had."""

    number = models.PositiveBigIntegerField(_("number"), default=0)
    removal = models.PositiveBigIntegerField(
        _("last removal"),
        default=0,
        help_text=_("The number of the last change that removed an entry."),
    )
    lists = models.PositiveBigIntegerField(
        _("last change of a list"),
        default=0,
        help_text=_("The number of the last change to something else than an entry."),
    )
    changed = models.DateTimeField(_("changed"), default=timezone.now)
    by = models.CharField(_("by"), max_length=150, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [
            models.CheckConstraint(name="revision_is_one_row", condition=models.Q(pk=1))
        ]

    def __str__(self) -> str:
        return str(self.number)


class EntryWords(models.Model):
    """The words of an entry, as the analyser makes them: where `WordEntries` comes from.

    No foreign key: when an entry is gone, its words still say from which sets to take it.
    """

    entry = models.BigIntegerField(primary_key=True)
    name = models.TextField(blank=True)
    other_names = models.TextField(blank=True)
    places = models.TextField(blank=True)
    body = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class WordEntries(models.Model):
    """The entries that have a word, field by field: sets of their keys, as pyroaring writes
    them. Search reads these and nothing else.
    """

    word = BytewiseField(primary_key=True)
    name = models.BinaryField(blank=True)
    other_names = models.BinaryField(blank=True)
    places = models.BinaryField(blank=True)
    body = models.BinaryField(blank=True)

    def __str__(self) -> str:
        return self.word

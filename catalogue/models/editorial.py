"""What keeps everything derived from the entries fresh."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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


class SearchText(models.Model):
    """The words of an entry, as the analyser of `search.py` makes them.

    An FTS5 table on SQLite and a table with a GIN index on PostgreSQL, both made in a
    migration; `rowid` is the key of the intervention.
    """

    rowid = models.BigIntegerField(primary_key=True)
    name = models.TextField()
    other_names = models.TextField()
    places = models.TextField()
    body = models.TextField()

    class Meta:
        managed = False
        db_table = "catalogue_searchtext"

    def __str__(self) -> str:
        return self.name

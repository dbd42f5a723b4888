"""Lists that editors extend."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..paths import path_of
from .fields import Keyed, Line, PlainText, slug_not_reserved


class Vocabulary(Keyed):
    name = Line(_("name"), max_length=100, unique=True)
    slug = models.SlugField(
        _("short name"),
        max_length=100,
        unique=True,
        help_text=_(
            "Stands in addresses and files. Do not change it: links of others depend on it."
        ),
    )
    description = PlainText(
        _("description"), help_text=_("What it means, in one or two plain sentences.")
    )
    order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Low numbers come first.")
    )

    class Meta:
        abstract = True
        ordering = ["order", "name", "pk"]

    def __str__(self) -> str:
        return self.name


class ApproachType(Vocabulary):
    class Meta(Vocabulary.Meta):
        verbose_name = _("approach type")
        verbose_name_plural = _("approach types")
        constraints = [slug_not_reserved("approachtype")]

    def get_absolute_url(self) -> str:
        return path_of("approach-type", self.slug)


class TargetGroup(Vocabulary):
    class Meta(Vocabulary.Meta):
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")
        constraints = [slug_not_reserved("targetgroup")]


class Phase(Vocabulary):
    """A place in the criminal path, ordered."""

    people = Line(
        _("people in this phase"),
        max_length=100,
        help_text=_("Follows “for” in a sentence: “3 interventions for …”."),
    )

    class Meta(Vocabulary.Meta):
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = [slug_not_reserved("phase")]


class PreventionLevel(Vocabulary):
    class Meta(Vocabulary.Meta):
        verbose_name = _("prevention level")
        verbose_name_plural = _("prevention levels")
        constraints = [slug_not_reserved("preventionlevel")]


class Setting(Vocabulary):
    class Meta(Vocabulary.Meta):
        verbose_name = _("setting")
        verbose_name_plural = _("settings")
        constraints = [slug_not_reserved("setting")]


class Theme(Vocabulary):
    class Meta(Vocabulary.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        constraints = [slug_not_reserved("theme")]


class ActiveIngredient(Vocabulary):
    class Meta(Vocabulary.Meta):
        verbose_name = _("active ingredient")
        verbose_name_plural = _("active ingredients")
        constraints = [slug_not_reserved("activeingredient")]


class Term(Vocabulary):
    """A word of the field with its explanation."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("term")
        verbose_name_plural = _("terms")


class SynonymManager(models.Manager["Synonym"]):
    def get_by_natural_key(self, word: str, finds: str) -> "Synonym":
        return self.get(word=word, finds=finds)


class Synonym(models.Model):
    """A word people type, and the words of the catalogue it finds."""

    word = Line(_("who searches for"), max_length=100)
    finds = Line(
        _("also finds"),
        max_length=100,
        help_text=_(
            "Of several words, each must stand somewhere in the entry, in any order."
        ),
    )
    both_ways = models.BooleanField(
        _("the other way round too"),
        default=True,
        help_text=_(
            "Untick for a part of a word: “coach” finds “straatcoach”, but not the reverse."
        ),
    )

    objects = SynonymManager()

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering = ["word", "finds"]
        constraints = [
            models.UniqueConstraint(
                fields=["word", "finds"],
                name="synonym_once",
                violation_error_message=_("This pair of words is there already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.word} → {self.finds}"

    def natural_key(self) -> tuple[str, str]:
        return (self.word, self.finds)

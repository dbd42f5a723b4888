"""The four lines of evidence. They are shown apart and never added up."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..choices import (
    RECOGNITION_LEVELS,
    YEARS_VALID,
    AppraisalKind,
    RecognitionOutcome,
    Strength,
    StudyKind,
)
from .fields import (
    Keyed,
    Line,
    PlainText,
    PrecisionField,
    check_dates,
    check_past,
    date_has_precision,
    one_of,
    years_later,
)
from .interventions import Intervention
from .places import Source
from .vocabulary import ApproachType


class Recognition(Keyed):
    """What one databank said of one intervention on one date."""

    intervention = models.ForeignKey(
        Intervention,
        on_delete=models.CASCADE,
        related_name="recognitions",
        verbose_name=_("intervention"),
    )
    slug = models.SlugField(_("short name"), max_length=200, unique=True)
    databank = Line(
        _("databank"),
        help_text=_("For example: Databank Effectieve Jeugdinterventies (NJi)."),
    )
    committee = Line(
        _("committee"), blank=True, help_text=_("Which committee decided.")
    )
    outcome = models.CharField(_("outcome"), max_length=40, choices=RecognitionOutcome)
    dated = models.DateField(
        _("date"), help_text=_("Of the decision. For “not found”: when you looked.")
    )
    valid_until = models.DateField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_(
            "A level of the joint scheme is valid for 5 years, “Goed beschreven” for 3 years."
        ),
    )
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="recognitions",
        null=True,
        blank=True,
        verbose_name=_("source"),
    )

    class Meta:
        verbose_name = _("recognition")
        verbose_name_plural = _("recognitions")
        ordering = ["-dated", "pk"]
        constraints = [
            models.CheckConstraint(
                name="recognition_valid_after_date",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("dated")),
                violation_error_message=_("The recognition ends before it starts."),
            ),
            models.CheckConstraint(
                name="recognition_only_levels_expire",
                condition=Q(valid_until__isnull=True)
                | Q(outcome__in=RECOGNITION_LEVELS),
                violation_error_message=_("Only a recognition level has an end date."),
            ),
            models.CheckConstraint(
                name="recognition_levels_expire",
                condition=Q(valid_until__isnull=False)
                | ~Q(outcome__in=RECOGNITION_LEVELS),
                violation_error_message=_(
                    "A recognition level has an end date. Give “valid until”."
                ),
            ),
            models.UniqueConstraint(
                name="recognition_once",
                fields=["intervention", "databank", "dated"],
                violation_error_message=_(
                    "This databank has an outcome on this date already."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} ({self.databank})"

    def clean(self) -> None:
        check_past(self, "dated")
        years = YEARS_VALID.get(self.outcome)
        if not (years and self.dated and self.valid_until):
            return
        if self.valid_until > years_later(self.dated, years):
            message = _("This level is valid for at most %(years)d years.")
            raise ValidationError(
                {"valid_until": ValidationError(message, params={"years": years})}
            )


class Study(Keyed):
    """Research into an intervention, or into an approach type."""

    intervention = models.ForeignKey(
        Intervention,
        on_delete=models.CASCADE,
        related_name="studies",
        null=True,
        blank=True,
        verbose_name=_("intervention"),
    )
    approach_type = models.ForeignKey(
        ApproachType,
        on_delete=models.CASCADE,
        related_name="studies",
        null=True,
        blank=True,
        verbose_name=_("approach type"),
    )
    slug = models.SlugField(_("short name"), max_length=200, unique=True)
    title = Line(_("title"), max_length=300)
    by = Line(_("by"), blank=True, help_text=_("The institute, not a person."))
    kind = models.CharField(_("kind"), max_length=30, choices=StudyKind)
    strength = models.PositiveSmallIntegerField(
        _("strength"),
        choices=Strength,
        null=True,
        blank=True,
        help_text=_("Maryland Scientific Methods Scale. Only for an effect study."),
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    published_on_precision = PrecisionField(_("precision of the date"))
    finding = PlainText(_("finding"), help_text=_("What came out, in plain words."))
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="studies",
        null=True,
        blank=True,
        verbose_name=_("source"),
    )

    class Meta:
        verbose_name = _("study")
        verbose_name_plural = _("studies")
        ordering = [F("published_on").desc(nulls_last=True), "title", "pk"]
        constraints = [
            one_of("study", "intervention", "approach_type"),
            date_has_precision("study", "published_on"),
            models.CheckConstraint(
                name="study_strength_of_effect_study",
                condition=Q(strength__isnull=True)
                | Q(kind=StudyKind.EFFECT, strength__in=Strength.values),
                violation_error_message=_(
                    "Only an effect study has a strength, from 1 to 5."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        check_dates(self, "published_on")
        check_past(self, "published_on")


class Appraisal(Keyed):
    """An expert opinion, award or mention. It says nothing about effect."""

    intervention = models.ForeignKey(
        Intervention,
        on_delete=models.CASCADE,
        related_name="appraisals",
        null=True,
        blank=True,
        verbose_name=_("intervention"),
    )
    approach_type = models.ForeignKey(
        ApproachType,
        on_delete=models.CASCADE,
        related_name="appraisals",
        null=True,
        blank=True,
        verbose_name=_("approach type"),
    )
    slug = models.SlugField(_("short name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=AppraisalKind)
    title = Line(_("title"))
    by = Line(
        _("by"), help_text=_("The jury, institute or organisation, not a person.")
    )
    dated = models.DateField(_("date"), null=True, blank=True)
    dated_precision = PrecisionField(_("precision of the date"))
    text = PlainText(_("text"), help_text=_("What was said, in plain words."))
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="appraisals",
        null=True,
        blank=True,
        verbose_name=_("source"),
    )

    class Meta:
        verbose_name = _("appraisal")
        verbose_name_plural = _("appraisals")
        ordering = [F("dated").desc(nulls_last=True), "title", "pk"]
        constraints = [
            one_of("appraisal", "intervention", "approach_type"),
            date_has_precision("appraisal", "dated"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        check_dates(self, "dated")
        check_past(self, "dated")

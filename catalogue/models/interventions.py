"""The entry of the catalogue, and the parts it is made of."""

import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ..choices import Kind, Publication, Voluntariness
from ..paths import path_of
from ..querysets import InterventionQuerySet
from .fields import (
    Keyed,
    Line,
    NaturalKeyManager,
    PlainText,
    SortKeyField,
    check_past,
    in_order,
    slug_not_reserved,
)
from .places import Source
from .vocabulary import (
    ActiveIngredient,
    ApproachType,
    Phase,
    PreventionLevel,
    Setting,
    TargetGroup,
    Theme,
)


class Intervention(Keyed):
    """One entry: what is done, for whom and how. Where it runs stands in its deliveries."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(
        _("short name"),
        max_length=200,
        unique=True,
        help_text=_(
            "Stands in the address of the page. The old address keeps working."
        ),
    )
    source_key = Line(
        _("key at the source"),
        blank=True,
        help_text=_("The number of this entry in the register it comes from, if any."),
    )
    name = Line(_("name"))
    other_names = PlainText(
        _("other names"),
        max_length=1000,
        help_text=_("One on each line. Searching for them finds this entry."),
    )
    sort_key = SortKeyField()
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    sentence = Line(
        _("in one sentence"),
        max_length=160,
        help_text=_("At most 160 characters, shown in lists. Who does what for whom?"),
    )
    summary = PlainText(
        _("summary"),
        blank=False,
        help_text=_("Two to five sentences in plain language."),
    )

    occasion = PlainText(_("occasion"), help_text=_("Why it was started."))
    aim = PlainText(_("aim"), help_text=_("What should be different afterwards."))
    audience = PlainText(
        _("for whom"),
        help_text=_(
            "Who it is for, beside what the lists of target groups and phases say."
        ),
    )
    method = PlainText(_("way of working"), help_text=_("What happens, step by step."))
    organising = PlainText(
        _("organisation"), help_text=_("Who works together, and how.")
    )
    enrolment = PlainText(_("enrolment"), help_text=_("How somebody gets in."))
    exclusion = PlainText(_("exclusion"), help_text=_("Who it is not for."))
    costs = PlainText(_("costs"), help_text=_("What it costs, with the year."))
    duration = PlainText(_("duration"), help_text=_("How long it takes and how often."))
    data_sharing = PlainText(
        _("sharing data"),
        help_text=_("Who shares which data, and on what legal ground."),
    )

    age_from = models.PositiveSmallIntegerField(
        _("age from"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(99)],
        help_text=_("Empty together with “age to” means: not known."),
    )
    age_to = models.PositiveSmallIntegerField(
        _("age to"), null=True, blank=True, validators=[MaxValueValidator(99)]
    )
    voluntariness = models.CharField(
        _("voluntary or compulsory"),
        max_length=20,
        choices=Voluntariness,
        default=Voluntariness.UNKNOWN,
    )
    approach_types = models.ManyToManyField(
        ApproachType,
        related_name="interventions",
        blank=True,
        verbose_name=_("approach types"),
    )
    target_groups = models.ManyToManyField(
        TargetGroup,
        related_name="interventions",
        blank=True,
        verbose_name=_("target groups"),
    )
    phases = models.ManyToManyField(
        Phase, related_name="interventions", blank=True, verbose_name=_("phases")
    )
    prevention_levels = models.ManyToManyField(
        PreventionLevel,
        related_name="interventions",
        blank=True,
        verbose_name=_("prevention levels"),
    )
    settings = models.ManyToManyField(
        Setting, related_name="interventions", blank=True, verbose_name=_("settings")
    )
    themes = models.ManyToManyField(
        Theme, related_name="interventions", blank=True, verbose_name=_("themes")
    )
    active_ingredients = models.ManyToManyField(
        ActiveIngredient,
        related_name="interventions",
        blank=True,
        verbose_name=_("active ingredients"),
        help_text=_("What is thought to make it work."),
    )
    sources = models.ManyToManyField(
        Source, related_name="interventions", blank=True, verbose_name=_("sources")
    )

    publication = models.CharField(
        _("publication"),
        max_length=20,
        choices=Publication,
        default=Publication.DRAFT,
    )
    publish_from = models.DateField(
        _("publish from"), null=True, blank=True, help_text=_("Empty: at once.")
    )
    publish_until = models.DateField(
        _("publish until"),
        null=True,
        blank=True,
        help_text=_("The last day it is shown. Empty: no end."),
    )
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_reason = PlainText(
        _("reason for withdrawing"),
        max_length=500,
        help_text=_("Visitors who follow an old link read this."),
    )
    checked_on = models.DateField(
        _("checked on"),
        null=True,
        blank=True,
        help_text=_("When somebody last compared the entry with its sources."),
    )
    checked_by = Line(
        _("checked by"),
        blank=True,
        help_text=_("The role, never the name of a person."),
    )
    check_again_on = models.DateField(_("check again on"), null=True, blank=True)
    internal_remark = PlainText(
        _("internal remark"), help_text=_("Only editors see this, nowhere on the site.")
    )
    created = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    modified = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    revision = models.PositiveBigIntegerField(
        _("revision"),
        default=0,
        db_index=True,
        editable=False,
        help_text=_(
            "The number of the last change to what is derived from this entry."
        ),
    )

    SECTIONS = [
        "occasion",
        "aim",
        "audience",
        "method",
        "organising",
        "enrolment",
        "exclusion",
        "costs",
        "duration",
        "data_sharing",
    ]
    VOCABULARIES = [
        "approach_types",
        "target_groups",
        "phases",
        "prevention_levels",
        "settings",
        "themes",
        "active_ingredients",
    ]

    objects = NaturalKeyManager.from_queryset(InterventionQuerySet)()  # type: ignore[misc]

    class Meta:
        verbose_name = _("intervention")
        verbose_name_plural = _("interventions")
        ordering = ["sort_key", "pk"]  # pk: pages must not shuffle equal names
        permissions = [
            (
                "publish_intervention",
                _("Can publish, change and withdraw what is public"),
            )
        ]
        indexes = [
            # All that the facet index reads of an entry: from the rows themselves, with
            # their long texts, it takes three times as long.
            models.Index(
                name="intervention_by_name",
                fields=[
                    *("publication", "sort_key", "id", "publish_from", "publish_until"),
                    *("kind", "voluntariness", "age_from", "age_to"),
                    *("checked_on", "created"),
                ],
            ),
            models.Index(
                fields=["publication", "-modified"], name="intervention_by_change"
            ),
            models.Index(
                fields=["publication", "check_again_on"], name="intervention_by_check"
            ),
        ]
        constraints = [
            slug_not_reserved("intervention"),
            models.UniqueConstraint(
                name="intervention_source_key_once",
                fields=["source_key"],
                condition=~Q(source_key=""),
                violation_error_message=_("Another entry has this key at the source."),
            ),
            in_order(
                "intervention_ages_in_order",
                "age_from",
                "age_to",
                _("“Age to” is lower than “age from”."),
            ),
            in_order(
                "intervention_publish_dates_in_order",
                "publish_from",
                "publish_until",
                _("“Publish until” is before “publish from”."),
            ),
            models.CheckConstraint(
                name="intervention_withdrawn_with_reason",
                condition=(
                    Q(publication=Publication.WITHDRAWN, withdrawn_on__isnull=False)
                    & ~Q(withdrawn_reason="")
                )
                | (
                    ~Q(publication=Publication.WITHDRAWN)
                    & Q(withdrawn_on__isnull=True, withdrawn_reason="")
                ),
                violation_error_message=_(
                    "Withdrawing needs a date and a reason. "
                    "An entry that is not withdrawn has neither."
                ),
            ),
            models.CheckConstraint(
                name="intervention_checked_by_with_date",
                condition=Q(checked_by="") | Q(checked_on__isnull=False),
                violation_error_message=_("“Checked by” needs “checked on” too."),
            ),
            models.CheckConstraint(
                name="intervention_checked_again_later",
                condition=Q(checked_on__isnull=True)
                | Q(check_again_on__isnull=True)
                | Q(check_again_on__gt=F("checked_on")),
                violation_error_message=_(
                    "“Check again on” must be later than “checked on”."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_of("intervention", self.slug)

    @cached_property
    def last_kept(self) -> tuple[int | None, datetime | None]:
        """Of the text before the present one: its number, and until when it stood."""
        found = self.versions.aggregate(number=Max("number"), until=Max("superseded"))
        return found["number"], found["until"]

    @property
    def text_number(self) -> int:
        number, _until = self.last_kept
        return (number or 0) + 1

    def clean_alone(self) -> None:
        check_past(self, "checked_on", "withdrawn_on")

    def clean(self) -> None:
        self.clean_alone()
        taken = Intervention.objects.filter(
            ~Q(pk=self.pk) & Q(old_slugs__slug=self.slug)
            # Of another entry, which was merged into this one or that one.
            | Q(versions__old_slug=self.slug)
        ).first()
        if taken:
            message = _(
                "Links to “%(name)s” still use this short name. Choose another one."
            )
            params = {"name": taken.name}
            raise ValidationError({"slug": ValidationError(message, params=params)})

"""The entry of the catalogue, and the parts it is made of."""

import uuid
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import (
    Kind,
    Precision,
    Publication,
    Referrals,
    RelationKind,
    Role,
    Scope,
    Status,
    Voluntariness,
)
from ..querysets import DeliveryQuerySet, InterventionQuerySet
from .fields import (
    Keyed,
    Line,
    NaturalKeyManager,
    Part,
    PlainText,
    PrecisionField,
    SortKeyField,
    cut_date,
    date_has_precision,
    slug_not_reserved,
)
from .places import City, Organisation, Source
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
    method = PlainText(_("method"), help_text=_("What happens, step by step."))
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
        indexes = [
            models.Index(
                fields=["publication", "sort_key"], name="intervention_by_name"
            ),
            models.Index(
                fields=["publication", "-modified"], name="intervention_by_change"
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
            models.CheckConstraint(
                name="intervention_ages_in_order",
                condition=Q(age_from__isnull=True)
                | Q(age_to__isnull=True)
                | Q(age_to__gte=F("age_from")),
                violation_error_message=_("“Age to” is lower than “age from”."),
            ),
            models.CheckConstraint(
                name="intervention_publish_dates_in_order",
                condition=Q(publish_from__isnull=True)
                | Q(publish_until__isnull=True)
                | Q(publish_until__gte=F("publish_from")),
                violation_error_message=_("“Publish until” is before “publish from”."),
            ),
            models.CheckConstraint(
                name="intervention_withdrawn_with_reason",
                condition=~Q(publication=Publication.WITHDRAWN)
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_reason="")),
                violation_error_message=_("Withdrawing needs a date and a reason."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("intervention", args=[self.slug])


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


class Delivery(Part):
    """An intervention in a place."""

    intervention = models.ForeignKey(
        Intervention,
        on_delete=models.CASCADE,
        related_name="deliveries",
        verbose_name=_("intervention"),
    )
    scope = models.CharField(_("scope"), max_length=20, choices=Scope)
    region = Line(_("name of the region"), max_length=100, blank=True)
    cities = models.ManyToManyField(
        City,
        related_name="deliveries",
        blank=True,
        verbose_name=_("cities"),
        help_text=_("One for a city, one or more for a region, none otherwise."),
    )
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.UNKNOWN
    )
    started = models.DateField(_("started"), null=True, blank=True)
    started_precision = PrecisionField(_("precision of the start"))
    ended = models.DateField(_("ended"), null=True, blank=True)
    ended_precision = PrecisionField(_("precision of the end"))
    stop_reason = PlainText(_("why it stopped"), max_length=1000)
    neighbourhoods = Line(
        _("neighbourhoods"),
        blank=True,
        max_length=500,
        help_text=_(
            "Separated by commas. Mind small groups: they can point at persons."
        ),
    )
    capacity = models.PositiveIntegerField(
        _("places"),
        null=True,
        blank=True,
        help_text=_("How many can take part at a time."),
    )
    referrals = models.CharField(
        _("accepts referrals"),
        max_length=10,
        choices=Referrals,
        default=Referrals.UNKNOWN,
    )
    contact_role = Line(
        _("whom to ask: role"),
        blank=True,
        help_text=_("For example: procesregisseur. Never the name of a person."),
    )
    contact_organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="contact_for",
        null=True,
        blank=True,
        verbose_name=_("whom to ask: organisation"),
    )
    contact_address = Line(
        _("whom to ask: address"),
        blank=True,
        help_text=_(
            "A general mail address, telephone number or page. No mobile numbers."
        ),
    )
    note = PlainText(_("note"), max_length=1000, help_text=_("What is special here."))
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="deliveries",
        null=True,
        blank=True,
        verbose_name=_("source"),
    )

    objects = NaturalKeyManager.from_queryset(DeliveryQuerySet)()  # type: ignore[misc]

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["started", "pk"]
        constraints = [
            date_has_precision("delivery", "started"),
            date_has_precision("delivery", "ended"),
            models.CheckConstraint(
                name="delivery_ends_after_it_starts",
                # A year is stored as 1 January, a month as its first day, so that
                # "from 12 March 2020 until 2020" is in order.
                condition=Q(started__isnull=True)
                | Q(ended__isnull=True)
                | Q(ended__gte=F("started"))
                | (
                    Q(ended_precision=Precision.MONTH)
                    & Q(ended__gt=F("started") - timedelta(days=31))
                )
                | (
                    Q(ended_precision=Precision.YEAR)
                    & Q(ended__gt=F("started") - timedelta(days=366))
                ),
                violation_error_message=_("The end is before the start."),
            ),
            models.CheckConstraint(
                name="delivery_stopped_with_reason",
                condition=~Q(status=Status.STOPPED) | ~Q(stop_reason=""),
                violation_error_message=_("Say why it stopped."),
            ),
            models.CheckConstraint(
                name="delivery_region_has_name",
                condition=Q(scope=Scope.REGION) & ~Q(region="")
                | ~Q(scope=Scope.REGION) & Q(region=""),
                violation_error_message=_(
                    "A region has a name; the other scopes have no region name."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.intervention}: {self.place}"

    @property
    def place(self) -> str:
        if self.scope == Scope.CITY and self.pk:  # a deleted one has no cities left
            return ", ".join(city.name for city in self.cities.all())
        return self.region or str(self.get_scope_display())

    def clean(self) -> None:
        for name in ("started", "ended"):
            precision = getattr(self, f"{name}_precision")
            for problem in cut_date(getattr(self, name), precision):
                raise ValidationError({name: problem})

    @staticmethod
    def check_places(scope: str, cities: int) -> None:
        """Refuse a number of `cities` that does not go with `scope`."""
        problems = {
            Scope.CITY: cities != 1 and _("Choose exactly one city, or another scope."),
            Scope.REGION: cities < 1 and _("Choose the cities of the region."),
            Scope.NATIONAL: cities > 0 and _("A national delivery has no cities."),
            Scope.UNKNOWN: cities > 0
            and _("The place is unknown, so choose no cities."),
        }
        problem = problems.get(Scope(scope))
        if problem:
            raise ValidationError({"cities": problem})


class Involvement(Part):
    """What an organisation does in an intervention, or in one delivery of it."""

    intervention = models.ForeignKey(
        Intervention,
        on_delete=models.CASCADE,
        related_name="involvements",
        verbose_name=_("intervention"),
    )
    delivery = models.ForeignKey(
        Delivery,
        on_delete=models.CASCADE,
        related_name="involvements",
        null=True,
        blank=True,
        verbose_name=_("only in this delivery"),
        help_text=_("Empty: wherever the intervention runs."),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="involvements",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    note = Line(_("note"), blank=True, help_text=_("What it does, in a few words."))

    class Meta:
        verbose_name = _("involvement")
        verbose_name_plural = _("involvements")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="involvement_once",
                fields=["intervention", "organisation", "role"],
                condition=Q(delivery__isnull=True),
                violation_error_message=_("This organisation has this role already."),
            ),
            models.UniqueConstraint(
                name="involvement_once_in_delivery",
                fields=["delivery", "organisation", "role"],
                violation_error_message=_("This organisation has this role already."),
            ),
            models.UniqueConstraint(
                name="involvement_one_lead",
                fields=["delivery"],
                condition=Q(role=Role.LEAD),
                violation_error_message=_("A delivery has one lead at most."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_role_display()}"

    def clean(self) -> None:
        if self.delivery and self.delivery.intervention_id != self.intervention_id:
            raise ValidationError(
                {"delivery": _("This delivery is of another intervention.")}
            )


class Figure(Part):
    """A number that was true on a date. A newer one stands beside it, not over it."""

    intervention = models.ForeignKey(
        Intervention,
        on_delete=models.CASCADE,
        related_name="figures",
        verbose_name=_("intervention"),
    )
    delivery = models.ForeignKey(
        Delivery,
        on_delete=models.CASCADE,
        related_name="figures",
        null=True,
        blank=True,
        verbose_name=_("only in this delivery"),
    )
    measure = Line(_("measure"), max_length=100, help_text=_("What was counted."))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    unit = Line(_("unit"), max_length=50, blank=True)
    approximate = models.BooleanField(
        _("approximate"), default=False, help_text=_("The source says “about”.")
    )
    reference_date = models.DateField(
        _("reference date"),
        null=True,
        blank=True,
        help_text=_("When the number was true. Empty: the source does not say."),
    )
    reference_date_precision = PrecisionField(_("precision of the date"))
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="figures",
        null=True,
        blank=True,
        verbose_name=_("source"),
    )

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["reference_date", "pk"]
        constraints = [
            date_has_precision("figure", "reference_date"),
            models.UniqueConstraint(
                name="figure_once",
                fields=["intervention", "measure", "reference_date"],
                condition=Q(delivery__isnull=True),
                violation_error_message=_(
                    "This measure has a value on this date already."
                ),
            ),
            models.UniqueConstraint(
                name="figure_once_in_delivery",
                fields=["delivery", "measure", "reference_date"],
                violation_error_message=_(
                    "This measure has a value on this date already."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.measure

    def clean(self) -> None:
        if self.delivery and self.delivery.intervention_id != self.intervention_id:
            raise ValidationError(
                {"delivery": _("This delivery is of another intervention.")}
            )
        for problem in cut_date(self.reference_date, self.reference_date_precision):
            raise ValidationError({"reference_date": problem})


class Relation(Part):
    """How one intervention stands to another."""

    intervention = models.ForeignKey(
        Intervention,
        on_delete=models.CASCADE,
        related_name="relations",
        verbose_name=_("intervention"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=RelationKind)
    other = models.ForeignKey(
        Intervention,
        on_delete=models.CASCADE,
        related_name="relations_of_others",
        verbose_name=_("other intervention"),
    )
    note = Line(_("note"), blank=True)

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="relation_once",
                fields=["intervention", "kind", "other"],
                violation_error_message=_("This relation is there already."),
            ),
            models.CheckConstraint(
                name="relation_to_another",
                condition=~Q(intervention=F("other")),
                violation_error_message=_("An entry has no relation to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.other}"

"""Cities, organisations, and the sources of what we say."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..choices import OrganisationType, Province
from ..paths import path_of
from ..querysets import CityQuerySet
from .fields import (
    Keyed,
    Line,
    NaturalKeyManager,
    PlainText,
    PrecisionField,
    SortKeyField,
    check_dates,
    check_past,
    date_has_precision,
    in_order,
    slug_not_reserved,
)


class City(Keyed):
    """A Dutch municipality, also one that has ended."""

    code = models.CharField(
        _("CBS code"),
        max_length=4,
        unique=True,
        validators=[
            RegexValidator(r"^\d{4}$", _("A CBS code is four digits, like 0344."))
        ],
        help_text=_("Four digits, leading zeros included: Utrecht is 0344."),
    )
    slug = models.SlugField(_("short name"), max_length=100, unique=True)
    name = Line(
        _("name"), max_length=100, help_text=_("The name people use: Den Haag.")
    )
    official_name = Line(_("official name"), max_length=100)
    sort_key = SortKeyField()
    province = models.CharField(_("province"), max_length=20, choices=Province)
    tooi_uri = models.URLField(
        _("TOOI address"),
        blank=True,
        help_text=_("The government's identifier of the city."),
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(50), MaxValueValidator(54)],
        help_text=_("Of the main town, in degrees (WGS 84)."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(3), MaxValueValidator(8)],
        help_text=_("Of the main town, in degrees (WGS 84)."),
    )
    start_date = models.DateField(_("exists since"), null=True, blank=True)
    end_date = models.DateField(
        _("ended on"),
        null=True,
        blank=True,
        help_text=_("Only when the city has merged."),
    )
    successors = models.ManyToManyField(
        "self",
        symmetrical=False,
        related_name="predecessors",
        blank=True,
        verbose_name=_("successors"),
        help_text=_("The cities it became part of. The page leads visitors there."),
    )

    objects = NaturalKeyManager.from_queryset(CityQuerySet)()  # type: ignore[misc]

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["sort_key", "pk"]
        indexes = [models.Index(fields=["sort_key"], name="city_by_name")]
        constraints = [
            slug_not_reserved("city"),
            models.CheckConstraint(
                name="city_coordinates_together",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                violation_error_message=_("Give latitude and longitude, or neither."),
            ),
            in_order(
                "city_ends_after_it_starts",
                "start_date",
                "end_date",
                _("The end is before the start."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_of("city", self.slug)


class Organisation(Keyed):
    name = Line(_("name"), unique=True)
    slug = models.SlugField(_("short name"), max_length=200, unique=True)
    sort_key = SortKeyField()
    abbreviation = Line(_("abbreviation"), max_length=30, blank=True)
    type = models.CharField(_("type"), max_length=30, choices=OrganisationType)
    description = PlainText(
        _("description"), help_text=_("What it is, in one or two plain sentences.")
    )
    website = models.URLField(_("website"), blank=True)
    city = models.ForeignKey(
        City,
        on_delete=models.PROTECT,
        related_name="organisations",
        null=True,
        blank=True,
        verbose_name=_("city"),
    )
    general_contact = Line(
        _("general contact"),
        blank=True,
        help_text=_(
            "A general mail address, telephone number or page. Never of a person, never a mobile number."
        ),
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["sort_key", "pk"]
        indexes = [models.Index(fields=["sort_key"], name="organisation_by_name")]
        constraints = [slug_not_reserved("organisation")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_of("organisation", self.slug)


class Source(Keyed):
    """Where a fact comes from."""

    title = Line(_("title"), max_length=300)
    slug = models.SlugField(_("short name"), max_length=200, unique=True)
    publisher = Line(_("publisher"))
    url = models.URLField(
        _("address"),
        max_length=500,
        blank=True,
        help_text=_("Leave empty when you do not know it for certain."),
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    published_on_precision = PrecisionField(_("precision of the date"))
    accessed_on = models.DateField(
        _("accessed on"),
        null=True,
        blank=True,
        help_text=_("When somebody last read the source for this catalogue."),
    )

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["publisher", "title", "pk"]
        constraints = [date_has_precision("source", "published_on")]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}"

    def clean(self) -> None:
        check_dates(self, "published_on")
        check_past(self, "published_on", "accessed_on")

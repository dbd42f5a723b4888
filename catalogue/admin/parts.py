"""What an entry is made of: its deliveries, involvements, figures and relations."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..choices import Role
from ..models import Delivery, Figure, Involvement, Relation
from .inlines import InDeliveryFormSet, PartInline
from .site import site
from .writing import CatalogueAdmin


class DeliveryForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.instance.chosen_cities = cleaned.get("cities")
        return cleaned


PLACE: list[Any] = ["scope", "region", "cities", "neighbourhoods"]
DELIVERY: list[Any] = [
    "status",
    ("started", "started_precision"),
    ("ended", "ended_precision"),
    "stop_reason",
    ("capacity", "referrals"),
    "contact_role",
    "contact_organisation",
    "contact_address",
    "note",
    "source",
]


class DeliveryInline(PartInline, admin.StackedInline):
    model = Delivery
    form = DeliveryForm
    fields = [*PLACE, *DELIVERY]
    autocomplete_fields = ["cities", "contact_organisation", "source"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        return (
            super()
            .get_queryset(request)
            .select_related("contact_organisation", "source", "intervention")
        )


class InvolvementFormSet(InDeliveryFormSet):
    def clean(self) -> None:
        super().clean()
        self.refuse_repeats("involvement_once", everywhere)
        self.refuse_repeats("involvement_one_lead_everywhere", led_everywhere)
        self.refuse_repeats("involvement_one_lead", led)


def everywhere(row: Involvement) -> tuple[int, str] | None:
    return None if row.delivery_id else (row.organisation_id, row.role)


def led_everywhere(row: Involvement) -> str | None:
    return row.role if row.role == Role.LEAD and not row.delivery_id else None


def led(row: Involvement) -> int | None:
    return row.delivery_id if row.role == Role.LEAD else None


class InvolvementInline(PartInline, admin.TabularInline):
    model = Involvement
    formset = InvolvementFormSet
    fields = ["organisation", "role", "delivery", "note"]
    autocomplete_fields = ["organisation"]


class FigureFormSet(InDeliveryFormSet):
    def clean(self) -> None:
        super().clean()
        self.refuse_repeats("figure_once", measured)


def measured(row: Figure) -> tuple[str, Any] | None:
    if row.delivery_id or not row.reference_date:
        return None
    return (row.measure, row.reference_date)


class FigureInline(PartInline, admin.StackedInline):
    model = Figure
    formset = FigureFormSet
    classes = ["collapse"]
    fields = [
        "measure",
        ("value", "unit", "approximate"),
        ("reference_date", "reference_date_precision"),
        "delivery",
        "source",
    ]
    autocomplete_fields = ["source"]


class RelationInline(PartInline, admin.TabularInline):
    model = Relation
    fk_name = "intervention"
    classes = ["collapse"]
    fields = ["kind", "other", "note"]
    autocomplete_fields = ["other"]


class PartAdmin(CatalogueAdmin):
    """A part by itself. It stays with its entry: its own parts would not move along."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["intervention"] if obj else []


@admin.register(Delivery, site=site)
class DeliveryAdmin(PartAdmin):
    list_display = ["intervention", "place", "status", "started", "ended"]
    list_filter = ["status", "scope", "referrals", "cities__province"]
    search_fields = [
        "intervention__name",
        "cities__name",
        "region",
        "neighbourhoods",
    ]
    form = DeliveryForm
    fields = ["intervention", *PLACE, *DELIVERY]
    autocomplete_fields = ["intervention", "cities", "contact_organisation", "source"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        # Also for the autocomplete, which shows entry and place.
        deliveries = super().get_queryset(request)
        return deliveries.select_related("intervention").prefetch_related("cities")

    @admin.display(description=_("place"))
    def place(self, delivery: Delivery) -> str:
        return delivery.place


@admin.register(Involvement, site=site)
class InvolvementAdmin(PartAdmin):
    list_display = ["intervention", "organisation", "role", "delivery"]
    list_filter = ["role"]
    list_select_related = ["intervention", "organisation", "delivery__intervention"]
    search_fields = ["intervention__name", "organisation__name", "note"]
    autocomplete_fields = ["intervention", "delivery", "organisation"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Involvement]:
        return super().get_queryset(request).prefetch_related("delivery__cities")


@admin.register(Figure, site=site)
class FigureAdmin(PartAdmin):
    list_display = ["intervention", "measure", "value", "unit", "reference_date"]
    list_filter = ["approximate"]
    date_hierarchy = "reference_date"
    list_select_related = ["intervention"]
    search_fields = ["intervention__name", "measure"]
    autocomplete_fields = ["intervention", "delivery", "source"]


@admin.register(Relation, site=site)
class RelationAdmin(PartAdmin):
    list_display = ["intervention", "kind", "other"]
    list_filter = ["kind"]
    list_select_related = ["intervention", "other"]
    search_fields = ["intervention__name", "other__name"]
    autocomplete_fields = ["intervention", "other"]

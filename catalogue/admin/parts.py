"""What an entry is made of: its deliveries, involvements, figures and relations."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..choices import Role
from ..guards import DELIVERED_TO, Finding, is_small_group, small_group
from ..models import Delivery, Figure, Involvement, Relation
from ..records.parts import DeliveryRecord
from .forms import EditorForm, plain
from .inlines import InDeliveryFormSet, PartFormSet, PartInline
from .site import site
from .writing import CatalogueAdmin, may_publish


class DeliveryForm(EditorForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.instance.chosen_cities = cleaned.get("cities")
        return cleaned

    def findings(self) -> Iterator[tuple[str, Finding]]:
        yield from super().findings()
        number = self.cleaned_data.get("capacity")
        places = neighbourhoods_of(self)
        if places and is_small_group(number, DELIVERED_TO):
            yield "capacity", small_group(number, places)


NEIGHBOURHOODS = DeliveryRecord.fields()["wijken"].stored


def neighbourhoods_of(form: forms.ModelForm) -> list[str]:
    return NEIGHBOURHOODS.public(form.cleaned_data.get("neighbourhoods") or "")


class DeliveryFormSet(PartFormSet):
    def clean(self) -> None:
        super().clean()
        # For the figures, which are checked after the deliveries.
        self.instance.posted_neighbourhoods = [
            (form.instance.pk, places)
            for form in self.forms
            if form not in self.deleted_forms
            and (places := neighbourhoods_of(form) if form.is_valid() else [])
        ]


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
    formset = DeliveryFormSet
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


class FigureForm(EditorForm):
    def findings(self) -> Iterator[tuple[str, Finding]]:
        yield from super().findings()
        cleaned = self.cleaned_data
        words = f"{cleaned.get('measure')} {cleaned.get('unit')}"
        if is_small_group(cleaned.get("value"), words):
            delivery = plain(cleaned.get("delivery"))
            for pk, places in self.named_neighbourhoods():
                if delivery in (None, pk):
                    yield "value", small_group(cleaned["value"], places)

    def named_neighbourhoods(self) -> list[tuple[int, list[str]]]:
        """Of each delivery that names some; of a figure by itself, as they are stored."""
        if self.owner:
            return getattr(self.owner, "posted_neighbourhoods", [])
        entry = self.cleaned_data.get("intervention") or self.instance.intervention
        return [
            (each.pk, NEIGHBOURHOODS.public(each.neighbourhoods))
            for each in entry.deliveries.exclude(neighbourhoods="")
        ]


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
    form = FigureForm
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
    """A part by itself, for who may change what is public: others change it on its entry's page.

    It stays with its entry: its own parts would not move along.
    """

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_publish(request) and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_publish(request) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_publish(request) and super().has_delete_permission(request, obj)

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
    form = FigureForm
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

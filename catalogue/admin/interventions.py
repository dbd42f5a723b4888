from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ..models import Delivery, Intervention, OldSlug
from ..querysets import published_on
from .evidence import AppraisalInline, RecognitionInline, StudyInline
from .exports import EXPORTS
from .parts import (
    DeliveryInline,
    FigureInline,
    InvolvementInline,
    PartAdmin,
    RelationInline,
)
from .publication import publish, withdraw
from .site import site
from .writing import CatalogueAdmin


class InterventionForm(forms.ModelForm):
    class Meta:
        widgets = {
            "name": AdminTextInputWidget(attrs={"class": "vLargeTextField"}),
            "sentence": AdminTextInputWidget(attrs={"class": "vLargeTextField"}),
        }


@admin.register(Intervention, site=site)
class InterventionAdmin(CatalogueAdmin):
    list_display = [
        "name",
        "kind",
        "publication",
        "cities",
        "checked_on",
        "modified",
        "page",
    ]
    list_filter = [
        "publication",
        "kind",
        "approach_types",
        "phases",
        "themes",
        "voluntariness",
        "deliveries__status",
        "deliveries__cities__province",
        ("deliveries__cities", admin.RelatedOnlyFieldListFilter),
        "checked_on",
        ("check_again_on", admin.DateFieldListFilter),
    ]
    search_fields = [
        "name",
        "other_names",
        "slug",
        "source_key",
        "sentence",
        "summary",
        "involvements__organisation__name",
        "deliveries__cities__name",
    ]
    date_hierarchy = "modified"
    form = InterventionForm
    fieldsets = [
        (
            None,
            {"fields": ["name", "slug", "other_names", "kind", "sentence", "summary"]},
        ),
        (
            _("For whom"),
            {
                "fields": [
                    "target_groups",
                    ("age_from", "age_to"),
                    "phases",
                    "prevention_levels",
                    "voluntariness",
                ]
            },
        ),
        (
            _("What is done"),
            {"fields": ["approach_types", "themes", "settings", "active_ingredients"]},
        ),
        (_("Description"), {"fields": [*Intervention.SECTIONS]}),
        (_("Sources"), {"fields": ["sources", "source_key"]}),
        (
            _("Checking"),
            {
                "fields": [
                    "checked_on",
                    "checked_by",
                    "check_again_on",
                    "internal_remark",
                    "created",
                    "modified",
                ]
            },
        ),
        (
            _("Publication"),
            {
                "fields": [
                    "publication",
                    ("publish_from", "publish_until"),
                    "withdrawn_on",
                    "withdrawn_reason",
                ]
            },
        ),
    ]
    readonly_fields = ["created", "modified"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = [*Intervention.VOCABULARIES, "sources"]
    inlines = [
        DeliveryInline,
        InvolvementInline,
        FigureInline,
        RecognitionInline,
        StudyInline,
        AppraisalInline,
        RelationInline,
    ]
    save_on_top = True
    actions = [publish, withdraw, *EXPORTS]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Intervention]:
        public = published_on(timezone.localdate())
        entries = super().get_queryset(request).annotate(is_public=public)
        return entries.prefetch_related("deliveries__cities")

    @admin.display(description=_("cities"))
    def cities(self, intervention: Intervention) -> str:
        names = {
            city.name
            for delivery in intervention.deliveries.all()
            for city in delivery.cities.all()
        }
        return ", ".join(sorted(names))

    @admin.display(description=_("View on site"))
    def page(self, intervention: Any) -> str | None:
        if not intervention.is_public:
            return None
        address = intervention.get_absolute_url()
        return format_html('<a href="{}">{}</a>', address, _("View"))

    def view_on_site(self, row: Any) -> str | None:
        return super().view_on_site(row) if row.is_public else None

    def save_all(
        self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool
    ) -> None:
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            form.instance.modified = timezone.now()
        # Last: what belongs to a delivery that is removed goes with it.
        in_order = sorted(formsets, key=lambda formset: formset.model is Delivery)
        super().save_all(request, form, in_order, change)
        if change and "slug" in form.changed_data:
            OldSlug.objects.filter(slug=form.instance.slug).delete()
            OldSlug.objects.update_or_create(
                slug=form.initial["slug"], defaults={"intervention": form.instance}
            )


@admin.register(OldSlug, site=site)
class OldSlugAdmin(PartAdmin):
    list_display = ["slug", "intervention"]
    list_select_related = ["intervention"]
    search_fields = ["slug", "intervention__name", "intervention__slug"]
    autocomplete_fields = ["intervention"]

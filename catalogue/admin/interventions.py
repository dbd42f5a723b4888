from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from ..choices import Publication
from ..models import Delivery, Intervention, OldSlug
from ..querysets import published_on
from .entry_form import InterventionForm
from .evidence import AppraisalInline, RecognitionInline, StudyInline
from .exports import EXPORTS
from .forms import WHY
from .freshness import mark_checked, tools_of
from .histories import hide, history_page, put_back
from .merging import merge_two
from .parts import (
    DeliveryInline,
    FigureInline,
    InvolvementInline,
    PartAdmin,
    RelationInline,
)
from .publication import publish, submit, withdraw
from .site import site
from .work import TaskFilter
from .writing import CatalogueAdmin, may_publish

# The button of a step in the workflow, which saves as well.
BECOME = "_become"


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
        TaskFilter,
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
                    WHY,
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
    actions = [submit, publish, withdraw, merge_two, *EXPORTS]
    change_form_template = "admin/catalogue/intervention/change_form.html"

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may_publish(request)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return may_publish(request) and self.has_delete_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is or was public only who may publish changes."""
        is_theirs = obj is None or obj.publication in (
            Publication.DRAFT,
            Publication.IN_REVIEW,
        )
        is_allowed = super().has_change_permission(request, obj)
        return is_allowed and (is_theirs or may_publish(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What visitors could read and cite is withdrawn, not deleted."""
        was_public = obj is not None and obj.publication in (
            Publication.PUBLISHED,
            Publication.WITHDRAWN,
        )
        return not was_public and super().has_delete_permission(request, obj)

    def formfield_for_choice_field(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "publication" and not may_publish(request):
            own = [Publication.DRAFT, Publication.IN_REVIEW]
            kwargs["choices"] = [(each.value, each.label) for each in own]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def _changeform_view(self, request: HttpRequest, *args: Any) -> Any:
        if BECOME in request.POST:
            data = request.POST.copy()
            data["publication"] = data.get(BECOME, "")
            request.POST = data  # type: ignore[assignment]
        return super()._changeform_view(request, *args)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        entry = context["original"]
        was = Publication(entry.publication if entry else Publication.DRAFT)
        steps = {Publication.IN_REVIEW: _("Save and submit for review")}
        if may_publish(request):
            steps[Publication.PUBLISHED] = _("Save and publish")
        context |= {
            "become": BECOME,
            "steps": [
                (step, label) for step, label in steps.items() if step in was.next
            ],
        }
        if entry:
            context["tools"] = tools_of(
                request, entry, self.has_change_permission(request, entry)
            )
        return super().render_change_form(request, context, *args, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Intervention]:
        public = published_on(timezone.localdate())
        entries = super().get_queryset(request).annotate(is_public=public)
        return entries.prefetch_related("deliveries__cities")

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/versies/<int:number>/terugzetten/",
                wrap(put_back),
                name="catalogue_intervention_put_back",
            ),
            path(
                "<int:pk>/versies/<int:number>/verbergen/",
                wrap(hide),
                name="catalogue_intervention_hide",
            ),
            path(
                "<int:pk>/gecontroleerd/",
                wrap(self.checked_view),
                name="catalogue_intervention_checked",
            ),
            *super().get_urls(),
        ]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        entry = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, entry):
            raise PermissionDenied
        if entry is None:
            return self._get_obj_does_not_exist_redirect(  # type: ignore[attr-defined]
                request, self.opts, object_id
            )
        return history_page(self, request, entry)

    @method_decorator(require_POST)
    def checked_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One click: it was compared with its sources, and is still right."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        entry = get_object_or_404(Intervention, pk=pk)
        if not self.has_change_permission(request, entry):
            raise PermissionDenied
        again = mark_checked(entry, request.user.get_username())
        message = _("“%(name)s” is checked today, and to be checked again on %(day)s.")
        day = date_format(again)
        said = message % {"name": entry, "day": day}
        self.message_user(request, said, messages.SUCCESS)
        back = request.POST.get("terug", "")
        is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
        is_path = is_ours and back.startswith("/")
        return HttpResponseRedirect(back if is_path else reverse("admin:index"))

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

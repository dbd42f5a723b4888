"""Django's own list of entries with filters, as the admin makes it."""

from django.contrib import admin
from django.http import HttpRequest

from catalogue.models import Intervention

site = admin.AdminSite(name="bench")


@admin.register(Intervention, site=site)
class InterventionAdmin(admin.ModelAdmin):
    change_list_template = "admin/change_list.html"  # not ours, which leads to imports
    list_display = ["name", "kind", "sentence", "checked_on", "modified"]
    list_filter = [
        "kind",
        "voluntariness",
        "phases",
        "approach_types",
        "target_groups",
        "deliveries__status",
        "deliveries__cities",
    ]
    list_per_page = 25
    search_fields = ["name", "other_names", "summary"]
    show_facets = admin.ShowFacets.ALWAYS

    def has_view_permission(
        self, request: HttpRequest, obj: Intervention | None = None
    ) -> bool:
        return True

from typing import Any

from django.contrib import admin
from django.db.models import Manager
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import LinkCheck
from .screens import Screen
from .site import site

# One source can stand in every entry.
MOST_NAMED = 100


@admin.register(LinkCheck, site=site)
class LinkCheckAdmin(Screen):
    """To look at: `check_links` writes these."""

    list_display = ["url", "works", "problem", "broken_since", "checked"]
    list_filter = ["works"]
    search_fields = ["url"]
    fields = [
        "page",
        "works",
        "status",
        "problem",
        "broken_since",
        "checked",
        "entries",
        "organisations_named",
    ]
    readonly_fields = ["page", "entries", "organisations_named"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("address"))
    def page(self, link: LinkCheck) -> SafeString:
        return format_html('<a href="{}" rel="noreferrer">{}</a>', link.url, link.url)

    @admin.display(description=gettext_lazy("interventions"))
    def entries(self, link: LinkCheck) -> str:
        return names(link.interventions)

    @admin.display(description=gettext_lazy("organisations"))
    def organisations_named(self, link: LinkCheck) -> str:
        return names(link.organisations)


def names(rows: Manager[Any]) -> str:
    """Each with a link to where an editor changes it."""
    found = list(rows.values_list("pk", "name")[: MOST_NAMED + 1])
    page = f"admin:catalogue_{rows.model._meta.model_name}_change"
    shown = format_html_join(
        ", ",
        '<a href="{}">{}</a>',
        ((reverse(page, args=[pk]), name) for pk, name in found[:MOST_NAMED]),
    )
    if len(found) > MOST_NAMED:
        return format_html("{} {}", shown, _("and more"))
    return shown

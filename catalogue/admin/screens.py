from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse

from ..changes import lock
from .forms import OPENED, states

LONGEST_KEY = 18  # in digits: what both databases hold


class Screen(admin.ModelAdmin):
    """A table of which nothing is overwritten unseen, where its form is a LockingForm."""

    change_form_template = "admin/catalogue/change_form.html"

    def _changeform_view(self, request: HttpRequest, *args: Any) -> Any:
        if request.method == "POST":
            # Between what the forms compare and what is saved, nobody else writes.
            lock()
        return super()._changeform_view(request, *args)  # type: ignore[misc]

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        page_forms = [context["adminform"].form]
        for inline in context["inline_admin_formsets"]:
            page_forms += inline.formset.initial_forms
        context |= {"opened_name": OPENED, "opened": states(page_forms)}
        return super().render_change_form(request, context, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if any(not key.isdecimal() or len(key) > LONGEST_KEY for key in chosen):
            raise BadRequest("No such rows.")
        try:
            return super().changelist_view(request, extra_context)
        except OverflowError as error:
            raise BadRequest("No such rows.") from error

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Refuse before looking, so that nobody learns what exists."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

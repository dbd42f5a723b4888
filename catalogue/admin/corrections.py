"""The messages of readers and contacts. What is done with one is for an editor to decide."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..choices import CorrectionState
from ..models import Correction
from .forms import LockingForm
from .screens import Screen
from .site import site

FIRST_WORDS = 15
# A message goes with its entry, whoever may delete that.
WITH_ITS_ENTRY = [
    "admin:catalogue_intervention_delete",
    "admin:catalogue_intervention_changelist",
]


@admin.action(
    description=_("Mark selected messages as handled"), permissions=["change"]
)
def mark_handled(
    screen: admin.ModelAdmin, request: HttpRequest, selected: QuerySet[Correction]
) -> None:
    number = selected.filter(state=CorrectionState.OPEN).update(
        state=CorrectionState.HANDLED,
        handled=timezone.now(),
        handled_by=request.user.get_username(),
    )
    message = ngettext(
        "%(number)d message is marked as handled.",
        "%(number)d messages are marked as handled.",
        number,
    )
    level = messages.SUCCESS if number else messages.WARNING
    screen.message_user(request, message % {"number": number}, level)


@admin.register(Correction, site=site)
class CorrectionAdmin(Screen):
    form = LockingForm
    list_display = [
        "first_words",
        "state",
        "kind",
        "entry",
        "from_contact",
        "created",
    ]
    list_filter = ["state", "kind", "from_contact"]
    list_select_related = ["intervention"]
    search_fields = ["text", "remark", "intervention__name", "intervention__slug"]
    # "open" is the last of the states.
    ordering = ["-state", "-created", "-pk"]
    fields = [
        "entry",
        "kind",
        "from_contact",
        "text",
        "created",
        "revision",
        "state",
        "remark",
        "handled",
        "handled_by",
    ]
    readonly_fields = [
        "entry",
        "kind",
        "from_contact",
        "text",
        "created",
        "revision",
        "handled",
        "handled_by",
    ]
    actions = [mark_handled]

    @admin.display(description=_("what is said"))
    def first_words(self, message: Correction) -> str:
        return Truncator(message.text).words(FIRST_WORDS) or message.get_kind_display()

    @admin.display(description=_("intervention"), ordering="intervention__sort_key")
    def entry(self, message: Correction) -> str:
        page = "admin:catalogue_intervention_change"
        address = reverse(page, args=[message.intervention_id])
        return format_html('<a href="{}">{}</a>', address, message.intervention)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        here = request.resolver_match
        with_its_entry = here is not None and here.view_name in WITH_ITS_ENTRY
        return with_its_entry or super().has_delete_permission(request, obj)

    def save_model(
        self, request: HttpRequest, obj: Correction, form: Any, change: bool
    ) -> None:
        """Not a catalogue change: nothing public changes by it."""
        if "state" in form.changed_data:
            is_handled = obj.state == CorrectionState.HANDLED
            obj.handled = timezone.now() if is_handled else None
            obj.handled_by = request.user.get_username() if is_handled else ""
        super().save_model(request, obj, form, change)

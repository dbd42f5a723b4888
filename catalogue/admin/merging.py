"""Two entries about the same, made one from the list of entries."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..choices import Publication
from ..merging import LONGEST_REASON, NotMerged, merge, plan_merge
from ..models import Intervention


class MergeForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why are these the same?"),
        max_length=LONGEST_REASON,
        widget=AdminTextInputWidget(attrs={"class": "vLargeTextField"}),
        help_text=gettext_lazy("For the history, which editors see."),
    )


@admin.action(
    description=gettext_lazy("Merge two interventions"), permissions=["merge"]
)
def merge_two(
    screen: admin.ModelAdmin, request: HttpRequest, entries: QuerySet[Intervention]
) -> TemplateResponse | None:
    """Show what merging does, for the entry that was chosen to stay; then do just that."""
    both = sorted(entries[:3], key=likely_to_stay)
    if len(both) != 2:
        message = _("Choose exactly two interventions to merge.")
        screen.message_user(request, message, messages.ERROR)
        return None
    if request.POST.get("stays") == str(both[1].pk):
        both.reverse()
    stays, goes = both
    confirmed = "confirmed" in request.POST
    # What was written stays written, while somebody looks at the other choice.
    form = MergeForm(
        request.POST if confirmed else None,
        initial={"reason": request.POST.get("reason", "")},
    )
    error = ""
    if confirmed and form.is_valid():
        try:
            merge(
                stays,
                goes,
                request.user.get_username(),
                form.cleaned_data["reason"],
                fingerprint=request.POST.get("plan", ""),
            )
        except NotMerged as refusal:
            error = str(refusal)
        else:
            names = {"goes": goes.name, "stays": stays.name}
            screen.log_change(request, stays, _("Merged with “%(goes)s”") % names)
            message = _(
                "“%(goes)s” is now part of “%(stays)s”. Its address leads there."
            )
            screen.message_user(request, message % names, messages.SUCCESS)
            return None
    return page(screen, request, both, form, error)


def page(
    screen: admin.ModelAdmin,
    request: HttpRequest,
    both: list[Intervention],
    form: MergeForm,
    error: str,
) -> TemplateResponse | None:
    try:
        plan = plan_merge(*both)
    except NotMerged as refusal:  # one of them went meanwhile
        screen.message_user(request, str(refusal), messages.ERROR)
        return None
    context: dict[str, Any] = {
        **screen.admin_site.each_context(request),
        "title": _("Merge two interventions"),
        "opts": screen.opts,
        "plan": plan,
        # In one order, whichever was chosen.
        "choices": sorted([plan.stays, plan.goes], key=lambda side: side.pk),
        "form": form,
        "error": error,
        "action_checkbox_name": ACTION_CHECKBOX_NAME,
        "media": screen.media,
    }
    return TemplateResponse(request, "admin/catalogue/intervention/merge.html", context)


def likely_to_stay(entry: Any) -> tuple[Any, ...]:
    """The one on the site comes first, then the one that was published, then the oldest."""
    published = entry.publication == Publication.PUBLISHED
    return not entry.is_public, not published, entry.created, entry.pk

"""The form of an entry, which knows the steps of the workflow."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import Publication
from .forms import EditorForm


class InterventionForm(EditorForm):
    why = forms.CharField(
        label=_("Why this change?"),
        required=False,
        max_length=200,
        widget=AdminTextInputWidget(attrs={"class": "vLargeTextField"}),
        help_text=_("For the history, which editors see."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        was = Publication(self.initial.get("publication", Publication.DRAFT))
        now = cleaned.get("publication", was)
        if now != was and now not in was.next:
            message = _("%(was)s can become: %(next)s.")
            steps = ", ".join(str(each.label).lower() for each in was.next)
            params = {"was": was.label, "next": steps}
            self.add_error("publication", forms.ValidationError(message, params=params))
        if now != Publication.WITHDRAWN:
            # Why it was withdrawn stays in the history.
            cleaned |= {"withdrawn_on": None, "withdrawn_reason": ""}
        elif not cleaned.get("withdrawn_on") and "withdrawn_on" not in self.errors:
            cleaned["withdrawn_on"] = timezone.localdate()
        return cleaned

    class Meta:
        widgets = {
            "name": AdminTextInputWidget(attrs={"class": "vLargeTextField"}),
            "sentence": AdminTextInputWidget(attrs={"class": "vLargeTextField"}),
        }

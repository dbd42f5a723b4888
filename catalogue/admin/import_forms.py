"""What an editor asks of an import, and who may."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from ..choices import ImportState
from ..files.reading import KINDS
from ..importing import Options
from ..models import ImportBatch
from .writing import may_publish

CREATES = {
    "organisatie": gettext_lazy("organisations"),
    "begrip": gettext_lazy("terms of the lists"),
}


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
    )
    create = forms.MultipleChoiceField(
        label=gettext_lazy("Make what we do not know yet"),
        choices=[*CREATES.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy(
            "Without a tick, an entry that names one is refused. You then read which "
            "names look like it."
        ),
    )
    valid_only = forms.BooleanField(
        label=gettext_lazy("Take the good entries only"),
        required=False,
        help_text=gettext_lazy(
            "Without a tick it is all or nothing: one refused entry stops the whole file."
        ),
    )
    publish = forms.BooleanField(
        label=gettext_lazy("Publish new entries at once"),
        required=False,
        help_text=gettext_lazy("Without a tick, new entries are drafts."),
    )

    def __init__(self, *args: Any, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_publish:
            del self.fields["publish"]

    def options(self) -> Options:
        return Options(
            create=frozenset(self.cleaned_data["create"]),
            publish=self.cleaned_data.get("publish", False),
            valid_only=self.cleaned_data["valid_only"],
        )


def changes_public(batch: ImportBatch) -> bool:
    """Whether it changes entries that were there, or put new ones on the site."""
    is_published = batch.publish and batch.state == ImportState.APPLIED
    return bool(batch.changed or is_published)


def require_change(request: HttpRequest, batch: ImportBatch) -> None:
    if changes_public(batch) and not may_publish(request):
        raise PermissionDenied

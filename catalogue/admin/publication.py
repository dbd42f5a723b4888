"""Publishing and withdrawing several entries at a time."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..changes import catalogue_change, lock
from ..choices import Publication
from ..models import Intervention


class WithdrawForm(forms.Form):
    reason = Intervention._meta.get_field("withdrawn_reason").formfield(
        required=True, widget=AdminTextareaWidget(attrs={"rows": 4})
    )


def alone(action: Callable) -> Callable:
    """Decide on the entries as they are, with nobody else writing."""

    @wraps(action)
    def locked(*args: Any) -> Any:
        with transaction.atomic():
            lock()
            return action(*args)

    return locked


@admin.action(
    description=gettext_lazy("Submit selected interventions for review"),
    permissions=["change"],
)
@alone
def submit(
    screen: admin.ModelAdmin, request: HttpRequest, entries: QuerySet[Intervention]
) -> None:
    """Hand drafts to who may publish them."""
    drafts = list(entries.filter(publication=Publication.DRAFT))
    for entry in drafts:
        set_publication(entry, Publication.IN_REVIEW)
    save(screen, request, drafts, _("Submitted for review"))
    message = ngettext(
        "%(number)d intervention is submitted for review.",
        "%(number)d interventions are submitted for review.",
        len(drafts),
    )
    level = messages.SUCCESS if drafts else messages.WARNING
    screen.message_user(request, message % {"number": len(drafts)}, level)


@admin.action(
    description=gettext_lazy("Publish selected interventions"), permissions=["publish"]
)
@alone
def publish(
    screen: admin.ModelAdmin, request: HttpRequest, entries: QuerySet[Intervention]
) -> None:
    """Publish the entries that keep the rules of their own fields; say what the others break."""
    fit = []
    warned = set(entries.with_open_warnings().values_list("pk", flat=True))  # type: ignore[attr-defined]
    for entry in entries.exclude(publication=Publication.PUBLISHED):
        set_publication(entry, Publication.PUBLISHED)
        try:
            if entry.publish_until and entry.publish_until < timezone.localdate():
                raise ValidationError({"publish_until": _("This day has passed.")})
            if entry.pk in warned:
                message = _(
                    "It holds something that can point at persons. Open and look at it."
                )
                raise ValidationError({NON_FIELD_ERRORS: message})
            entry.full_clean()
        except ValidationError as error:
            reasons = " ".join(reasons_of(error))
            message = _("“%(name)s” is not published. %(reasons)s")
            screen.message_user(
                request, message % {"name": entry, "reasons": reasons}, messages.ERROR
            )
        else:
            fit.append(entry)
    save(screen, request, fit, _("Published"))
    message = ngettext(
        "%(number)d intervention is published.",
        "%(number)d interventions are published.",
        len(fit),
    )
    level = messages.SUCCESS if fit else messages.WARNING
    screen.message_user(request, message % {"number": len(fit)}, level)


@admin.action(
    description=gettext_lazy("Withdraw selected interventions"), permissions=["publish"]
)
@alone
def withdraw(
    screen: admin.ModelAdmin, request: HttpRequest, entries: QuerySet[Intervention]
) -> TemplateResponse | None:
    """Ask for the reason, then withdraw the entries as of today."""
    entries = entries.filter(publication=Publication.PUBLISHED)
    confirmed = "confirmed" in request.POST
    form = WithdrawForm(request.POST if confirmed else None)
    if not form.is_valid():
        context = {
            **screen.admin_site.each_context(request),
            "title": _("Withdraw interventions"),
            "opts": screen.opts,
            "entries": entries,
            "form": form,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
            "media": screen.media,
        }
        return TemplateResponse(
            request, "admin/catalogue/intervention/withdraw.html", context
        )
    withdrawn = list(entries)
    for entry in withdrawn:
        set_publication(
            entry,
            Publication.WITHDRAWN,
            withdrawn_on=timezone.localdate(),
            reason=form.cleaned_data["reason"],
        )
    save(screen, request, withdrawn, _("Withdrawn"))
    message = ngettext(
        "%(number)d intervention is withdrawn.",
        "%(number)d interventions are withdrawn.",
        len(withdrawn),
    )
    screen.message_user(request, message % {"number": len(withdrawn)}, messages.SUCCESS)
    return None


def set_publication(
    entry: Intervention,
    publication: Publication,
    *,
    withdrawn_on: date | None = None,
    reason: str = "",
) -> None:
    entry.publication = publication
    entry.withdrawn_on = withdrawn_on
    entry.withdrawn_reason = reason
    entry.modified = timezone.now()


def save(
    screen: admin.ModelAdmin,
    request: HttpRequest,
    entries: list[Intervention],
    what: str,
) -> None:
    if not entries:
        return
    names = ", ".join(entry.name for entry in entries)
    who = request.user.get_username()
    with catalogue_change(who, f"{what}: {names}") as change:
        change.edits([entry.pk for entry in entries])
        # Only these columns: another editor may have changed the rest meanwhile.
        Intervention.objects.bulk_update(
            entries, ["publication", "withdrawn_on", "withdrawn_reason", "modified"]
        )
        change.touch(*entries)
        for entry in entries:
            screen.log_change(request, entry, what)


def reasons_of(error: ValidationError) -> list[str]:
    """Each complaint, after the name of its field."""
    labels = {field.name: field.verbose_name for field in Intervention._meta.fields}
    return [
        f"{capfirst(labels[name])}: {complaint}" if name in labels else complaint
        for name, complaints in error.message_dict.items()
        for complaint in complaints
    ]

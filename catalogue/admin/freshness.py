"""Keeping an entry true: saying that it is still right, and asking others."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..changes import catalogue_change
from ..choices import Publication
from ..models import Intervention
from ..models.fields import years_later
from ..signed_links import confirm_token, preview_token


def mark_checked(entry: Intervention, who: str) -> date:
    """Checked today by the editors; return when to check again.

    It raises the revision, and makes no version.
    """
    today = timezone.localdate()
    again = years_later(today, 1)
    with catalogue_change(who, _("Checked, still right: %s") % entry) as change:
        change.edits([entry.pk])
        entry.checked_on, entry.check_again_on = today, again
        entry.checked_by = _("editors")
        entry.save(update_fields=["checked_on", "checked_by", "check_again_on"])
        change.touch(entry)
    return again


def tools_of(request: HttpRequest, entry: Any, may_change: bool) -> dict[str, Any]:
    """What stands above the form of an entry: its state, and links that need no account."""

    def link(page: str, token: str) -> str:
        return request.build_absolute_uri(reverse(page, args=[token]))

    is_withdrawn = entry.publication == Publication.WITHDRAWN
    return {
        "state": entry.get_publication_display(),
        "checked": checked_text(entry),
        "may_check": may_change and not is_withdrawn,
        "preview": "" if entry.is_public else link("preview", preview_token(entry)),
        "confirm": "" if is_withdrawn else link("confirm", confirm_token(entry)),
    }


def checked_text(entry: Intervention) -> str:
    if not entry.checked_on:
        return _("Never checked.")
    day = date_format(entry.checked_on)
    again = entry.check_again_on or years_later(entry.checked_on, 1)
    return _("Checked on %(day)s; to be checked again on %(again)s.") % {
        "day": day,
        "again": date_format(again),
    }

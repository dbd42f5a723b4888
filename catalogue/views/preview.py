from django.core.signing import BadSignature, SignatureExpired
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..choices import Publication
from ..loading import load_parts
from ..models import Intervention
from ..signed_links import PREVIEW
from . import detail
from .plain import date_text
from .receiving import never_kept


@require_safe
@never_kept
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The page of an entry that is not public, for who has the link."""
    response = preview_page(request, token)
    # Its address is what opens it.
    response["Referrer-Policy"] = "no-referrer"
    return response


def preview_page(request: HttpRequest, token: str) -> HttpResponse:
    try:
        uuid = PREVIEW.opens(token)
    except SignatureExpired:
        return closed_link(request, expired=True)
    except BadSignature:
        return closed_link(request)
    entry = Intervention.objects.filter(uuid=uuid).first()
    if entry is None:
        return closed_link(request)
    if Intervention.objects.published().filter(pk=entry.pk).exists():
        return redirect(entry)
    load_parts(entry)
    closes = timezone.localtime(PREVIEW.closes(token))
    context = {
        **detail.page(entry, detail.stored_terms(entry)),
        "preview": {
            "standing": standing(entry),
            "date": date_text(closes.date()),
            "time": time_format(closes, "H:i"),
        },
    }
    return render(request, "catalogue/intervention.html", context)


def standing(entry: Intervention) -> str:
    """Why visitors do not see it."""
    match entry.publication:
        case Publication.DRAFT:
            return _("It is a draft.")
        case Publication.IN_REVIEW:
            return _("It is in review.")
        case Publication.WITHDRAWN:
            return _("It was withdrawn.")
    if entry.publish_from and entry.publish_from > timezone.localdate():
        date = date_text(entry.publish_from)
        return _("It will be public from %(date)s.") % {"date": date}
    date = date_text(entry.publish_until)
    return _("It was public until %(date)s.") % {"date": date}


def closed_link(request: HttpRequest, *, expired: bool = False) -> HttpResponse:
    """Says nothing of the entry, not even whether there is one."""
    return render(
        request,
        "catalogue/link_expired.html",
        {"expired": expired},
        status=410 if expired else 404,
    )

from typing import Any

from django.core.signing import BadSignature, SignatureExpired
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from ..choices import CorrectionKind, Publication
from ..loading import load_parts
from ..models import Intervention
from ..signed_links import CONFIRM
from . import detail
from .evidence import SourceList, states_of
from .plain import date_text
from .preview import closed_link
from .receiving import (
    MessageForm,
    form_page,
    is_sent,
    send,
    takes_messages,
    thanks,
    too_many,
)

KIND = "antwoord"


@takes_messages
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The contact of an entry tells whether it is still right. Nothing changes by it."""
    try:
        uuid = CONFIRM.opens(token)
    except SignatureExpired:
        return closed_link(request, expired=True)
    except BadSignature:
        return closed_link(request)
    entry = Intervention.objects.filter(uuid=uuid).first()
    if entry is None:
        return closed_link(request)
    if entry.publication == Publication.WITHDRAWN:
        return withdrawn(request, entry)
    form, problem, status = MessageForm(), "", 200
    if request.method == "POST":
        is_right = request.POST.get(KIND) == CorrectionKind.RIGHT
        kind = CorrectionKind.RIGHT if is_right else CorrectionKind.WRONG
        # What was written beside "still right" comes along.
        form = MessageForm(request.POST, needs_text=not is_right)
        if form.is_valid():
            text = form.cleaned_data["text"]
            if send(request, entry, kind, text, from_contact=True):
                return thanks(request)
            problem, status = too_many(), 429
    context = {"form": form, "problem": problem, "sent": is_sent(request)}
    if not context["sent"]:
        context |= facts(entry, token)
    return form_page(request, "catalogue/confirm.html", context, status=status)


def facts(entry: Intervention, token: str) -> dict[str, Any]:
    """What a contact can say yes to, and until when."""
    load_parts(entry)
    deliveries = list(entry.deliveries.all())
    is_public = Intervention.objects.published().filter(pk=entry.pk).exists()
    return {
        "name": entry.name,
        "sentence": entry.sentence,
        "snapshot": detail.snapshot(
            entry, deliveries, detail.stored_terms(entry), states_of(entry)
        ),
        # The list of sources stands on the page itself.
        "deliveries": [
            {**detail.delivery_row(each, SourceList()), "source": None}
            for each in deliveries
        ],
        "contacts": [
            detail.contact(each) for each in deliveries if detail.has_contact(each)
        ],
        "page": entry.get_absolute_url() if is_public else "",
        "date": date_text(timezone.localdate(CONFIRM.closes(token))),
    }


def withdrawn(request: HttpRequest, entry: Intervention) -> HttpResponse:
    context = {"date": date_text(entry.withdrawn_on), "reason": entry.withdrawn_reason}
    return render(request, "catalogue/withdrawn.html", context, status=410)

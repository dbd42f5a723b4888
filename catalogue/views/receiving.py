"""What visitors send without an account or a cookie: from our own pages, and not too often."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from ipaddress import ip_address, ip_network
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ..choices import CorrectionKind, CorrectionState
from ..guards import person_in
from ..models import Correction, Intervention
from ..models.fields import check_readable
from .errors import page_not_found

View = Callable[..., HttpResponse]

SENT = "verzonden"
MOST_BYTES = 64 * 1024
AN_HOUR = timedelta(hours=1)
# In an hour: of one address, and of all together. Contacts are counted apart from readers.
MOST_OF_ADDRESS = 10
MOST_OF_ALL = 500


class MessageForm(forms.Form):
    text = Correction._meta.get_field("text").formfield(
        required=True,
        validators=[check_readable],
        error_messages={"required": gettext_lazy("Write what is wrong.")},
        widget=forms.Textarea(attrs={"rows": 8, "class": "message__text"}),
    )

    def __init__(self, *args: Any, needs_text: bool = True) -> None:
        super().__init__(*args)
        self.fields["text"].required = needs_text
        text, described_by = self.fields["text"].widget, "id_text_hint"
        if self.errors:
            # There the one who sent it goes on.
            text.attrs["autofocus"] = True
            described_by = f"id_text_error {described_by}"
        text.attrs["aria-describedby"] = described_by

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if wrong := person_in(text):
            raise ValidationError(
                _("Leave out what is about one person. %(wrong)s") % {"wrong": wrong}
            )
        return text


def never_kept(view: View) -> View:
    """For pages that are of one visitor, or of who has the link: nobody keeps or lists them."""

    @wraps(view)
    def answer(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Http404 as error:
            response = page_not_found(request, error)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer


def takes_messages(view: View) -> View:
    """For pages with a form that anybody may send, from that page alone."""

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @never_kept
    @wraps(view)
    def answer(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if request.method == "POST":
            # Before the form is read.
            if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
                return too_large(request)
            if not is_from_our_page(request):
                return from_elsewhere(request)
        return view(request, *args, **kwargs)

    return answer


def is_from_our_page(request: HttpRequest) -> bool:
    """What browsers say of themselves does for a cookie: no page of others can change it.

    Every browser sends Origin, or the Referer that our Referrer-Policy asks for; without
    either nothing tells where it came from.
    """
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        return False
    said = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        address = urlsplit(said)
    except ValueError:
        return False
    ours = f"{request.scheme}://{request.get_host()}"
    return f"{address.scheme}://{address.netloc}" in {
        ours,
        *settings.CSRF_TRUSTED_ORIGINS,
    }


def from_elsewhere(request: HttpRequest) -> HttpResponse:
    context = {
        "title": _("This message did not come from our page"),
        "lead": _(
            "Nothing was sent. Open the page on this site and send the message there. "
            "If you did, your browser hides where it comes from: allow that for this site."
        ),
    }
    return render(request, "catalogue/refused.html", context, status=403)


def too_large(request: HttpRequest) -> HttpResponse:
    context = {
        "title": _("This message is too long"),
        "lead": _("Nothing was sent. Go back and write at most 2,000 characters."),
    }
    return render(request, "catalogue/refused.html", context, status=413)


def send(
    request: HttpRequest,
    entry: Intervention,
    kind: CorrectionKind,
    text: str = "",
    *,
    from_contact: bool = False,
) -> bool:
    """Keep a message for the editors; False when there were too many this hour."""
    lately = Correction.objects.filter(
        state=CorrectionState.OPEN,
        from_contact=from_contact,
        created__gt=timezone.now() - AN_HOUR,
    )
    if lately.count() >= MOST_OF_ALL or not has_room(request):
        return False
    Correction.objects.create(
        intervention=entry,
        kind=kind,
        text=text,
        from_contact=from_contact,
        revision=entry.revision,
    )
    return True


def has_room(request: HttpRequest) -> bool:
    """Take one of the places that an address has for an hour; False when none is free.

    The cache cannot count for several processes at once, but only one of them gets a place.
    The address is kept for no longer than that hour, and not as it is: the salt goes after
    an hour, and the key of the site is not in the database.
    """
    seconds = AN_HOUR.total_seconds()
    salt = str(cache.get_or_set("messages:salt", token_hex, seconds))
    who = salted_hmac(salt, address_of(request), algorithm="sha256").hexdigest()
    places = [f"messages:{who}:{number}" for number in range(MOST_OF_ADDRESS)]
    taken = cache.get_many(places)
    return any(cache.add(each, True, seconds) for each in places if each not in taken)


def address_of(request: HttpRequest) -> str:
    """Of the visitor; our own proxy adds the last one that it names."""
    said = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "")
        said = forwarded.rpartition(",")[2].strip() or said
    try:
        address = ip_address(said)
    except ValueError:
        return said
    if address.version == 6 and not address.ipv4_mapped:
        # One connection has all of these.
        return str(ip_network((address, 64), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)


def too_many() -> str:
    return _(
        "There are too many messages now. Try again in an hour; your text is kept on this "
        "page until you close it."
    )


def thanks(request: HttpRequest) -> HttpResponse:
    """To the same page, which says so; loading it again sends nothing."""
    return HttpResponseRedirect(f"{request.path}?{SENT}=ja", status=303)


def is_sent(request: HttpRequest) -> bool:
    return request.GET.get(SENT) == "ja"


def form_page(
    request: HttpRequest, template: str, context: dict, *, status: int = 200
) -> HttpResponse:
    response = render(request, template, context, status=status)
    if status == 429:
        response["Retry-After"] = str(int(AN_HOUR.total_seconds()))
    return response

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import CorrectionKind
from ..models import Intervention
from ..signed_links import FORM
from .left import moved_or_gone
from .receiving import (
    MessageForm,
    form_page,
    is_sent,
    send,
    takes_messages,
    thanks,
    too_many,
)

# A field that nobody sees, so that only a robot fills it in.
TRAP = "onderwerp"
TOKEN = "formulier"
# Nobody writes a message in less.
SECONDS_TO_WRITE = 3


@takes_messages
def correction(request: HttpRequest, slug: str) -> HttpResponse:
    """A reader tells that something is wrong with a public entry."""
    entry = Intervention.objects.published().filter(slug=slug).first()
    if entry is None:
        return moved_or_gone(request, slug, "correction")
    form, token, problem, status = MessageForm(), FORM.token(entry), "", 200
    if request.method == "POST":
        if request.POST.get(TRAP):
            return thanks(request)
        form = MessageForm(request.POST)
        sent_token = request.POST.get(TOKEN, "")
        problem = time_problem(sent_token, entry)
        if not problem and form.is_valid():
            text = form.cleaned_data["text"]
            if send(request, entry, CorrectionKind.WRONG, text):
                return thanks(request)
            problem, status = too_many(), 429
        # One that is not too old is good for the next try.
        token = sent_token if is_of(sent_token, entry) else token
    context = {
        "entry": entry,
        "form": form,
        "token": token,
        "problem": problem,
        "sent": is_sent(request),
    }
    return form_page(request, "catalogue/correction.html", context, status=status)


def time_problem(token: str, entry: Intervention) -> str:
    if not is_of(token, entry):
        return _("This page was open for too long. Send your message once more.")
    if (timezone.now() - FORM.made(token)).total_seconds() < SECONDS_TO_WRITE:
        return _("That went very fast. Wait a moment and send your message once more.")
    return ""


def is_of(token: str, entry: Intervention) -> bool:
    try:
        return FORM.opens(token) == entry.uuid
    except BadSignature:
        return False

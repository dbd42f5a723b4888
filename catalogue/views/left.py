"""What stands at the address of an entry that moved or left."""

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from ..models import Intervention
from .plain import date_text


def moved_or_gone(
    request: HttpRequest,
    slug: str,
    page: str = "intervention",
    *args: int,
    as_text: bool = False,
) -> HttpResponse:
    """A withdrawn entry is 410 with date and reason, but no name; a draft is 404.

    One that moved leads to its `page` at the present address, with what was sent.
    """
    moved = Intervention.objects.published().filter(old_slugs__slug=slug).first()
    if moved:
        response = redirect(
            page,
            moved.slug,
            *args,
            permanent=True,
            preserve_request=request.method == "POST",
        )
        # An address may come back to its entry: no browser should know better.
        patch_cache_control(response, no_cache=True)
        return response
    named = Q(slug=slug) | Q(old_slugs__slug=slug)
    gone = Intervention.objects.withdrawn().filter(named).first()
    if not gone:
        raise Http404
    date, reason = date_text(gone.withdrawn_on), gone.withdrawn_reason
    if as_text:
        return gone_in_words(date, reason)
    context = {"date": date, "reason": reason}
    return render(request, "catalogue/withdrawn.html", context, status=410)


def gone_in_words(date: str, reason: str) -> HttpResponse:
    """For programs, which show no page."""
    first = _("This entry was withdrawn on %(date)s.") % {"date": date}
    return HttpResponse(
        f"{first}\n{reason}\n", status=410, content_type="text/plain; charset=utf-8"
    )

"""How to cite the text of an entry as it is now, so that it can be found again."""

from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..history import last_written
from ..models import Intervention
from ..paths import path_of
from .caching import cached_page
from .left import moved_or_gone
from .plain import date_text


class Present(NamedTuple):
    """The text as it is now: its number follows that of the last one kept."""

    number: int
    since: datetime


def present_text(entry: Intervention) -> Present:
    _number, until = entry.last_kept
    since = until or last_written(entry.pk) or entry.created
    return Present(entry.text_number, since)


def citation_of(request: HttpRequest, entry: Intervention) -> dict[str, Any]:
    """The sentence in two parts, with the address between them, which a page links."""
    text = present_text(entry)
    path = path_of("version", entry.slug, text.number)
    return {
        "about": _(
            "Interventiewijzer. “%(name)s”, version %(number)d, text of %(date)s."
        )
        % {
            "name": entry.name,
            "number": text.number,
            "date": date_text(timezone.localdate(text.since)),
        },
        "url": request.build_absolute_uri(path),
        "text_url": path_of("citation", entry.slug),
        "versions_url": path_of("version-list", entry.slug),
        "feed_url": path_of("entry-feed", entry.slug),
        "correction_url": path_of("correction", entry.slug),
        "seen": _("(consulted on %(date)s)")
        % {"date": date_text(timezone.localdate())},
    }


@require_safe
@cached_page
def citation(request: HttpRequest, slug: str) -> HttpResponse:
    entry = Intervention.objects.published().filter(slug=slug).first()
    if entry is None:
        return moved_or_gone(request, slug, "citation", as_text=True)
    parts = citation_of(request, entry)
    line = f"{parts['about']} {parts['url']} {parts['seen']}."
    return HttpResponse(f"{line}\n", content_type="text/plain; charset=utf-8")

"""The texts of an entry until now, so that who cited one can show it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ..merging import moved_version
from ..models import Intervention, Version
from ..old_texts import OldText, public_relations
from . import detail
from .caching import cached_page
from .left import moved_or_gone
from .lineage import Related
from .plain import date_text


@require_safe
@cached_page
def version_list(request: HttpRequest, slug: str) -> HttpResponse:
    entry = Intervention.objects.published().filter(slug=slug).first()
    if entry is None:
        return moved_or_gone(request, slug, "version-list")
    days = last_days(entry)
    hidden = set(
        entry.versions.exclude(hidden_on=None).values_list("number", flat=True)
    )
    kept = [
        {
            "number": number,
            "url": reverse("version", args=[slug, number]),
            "until": day,
            "is_hidden": number in hidden,
        }
        for number, day in reversed(days)
    ]
    current = days[-1][0] + 1 if days else 1
    context = {
        "name": entry.name,
        "url": entry.get_absolute_url(),
        "versions": kept,
        "current": current,
        "current_url": request.build_absolute_uri(
            reverse("version", args=[slug, current])
        ),
    }
    return render(request, "catalogue/version_list.html", context)


def last_days(entry: Intervention) -> list[tuple[int, str]]:
    """Of each version the number, and the last day on which it was the text."""
    rows = entry.versions.order_by("number").values_list("number", "superseded")
    return [
        (number, date_text(timezone.localtime(moment).date()))
        for number, moment in rows
    ]


@require_safe
@cached_page
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One text. The number after the last is that of the text now."""
    entry = Intervention.objects.published().filter(slug=slug).first()
    if entry is None:
        moved = moved_version(slug, number)
        return (
            redirect("version", *moved)
            if moved
            else moved_or_gone(request, slug, "version", number)
        )
    days = dict(last_days(entry))
    if number == max(days, default=0) + 1:
        return redirect(entry)
    if number not in days:
        raise Http404
    text = entry.versions.get(number=number)
    if text.hidden_on:
        hidden = {"date": date_text(text.hidden_on), "reason": text.hidden_reason}
        hidden["number"] = str(number)
        return render(request, "catalogue/withdrawn.html", hidden, status=410)
    context = page(text)
    context["slug"] = slug
    context["version"] = {
        "number": number,
        "day": days[number],
        "url": entry.get_absolute_url(),
        "all": reverse("version-list", args=[slug]),
    }
    return render(request, "catalogue/intervention.html", context)


def page(text: Version) -> dict[str, Any]:
    entry = OldText(text).entry()
    related = [
        Related(kind, True, note, name, slug)
        for kind, note, name, slug in public_relations(text)
    ]
    context = detail.page(entry, detail.stored_terms(entry), related)
    # What is known of the type is no part of the text, so it cannot be said to be unknown.
    about_type = context["states"].pop("type")
    for row in context["snapshot"]:
        row["states"] = [each for each in row["states"] if each != about_type]
    return context

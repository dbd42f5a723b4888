"""The history of an entry: who, when, why and what; and its versions, to put back."""

import json
from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..changes import catalogue_change
from ..guards import Finding
from ..history import INTERNAL
from ..importing import Options, keep_plan
from ..models import Edit, Intervention, Version
from ..records import PARTS, InterventionRecord
from ..roles import PUBLISH
from .import_plans import groups_of
from .imports import redirect_to

EDITS_ON_A_PAGE = 25
# Of the text now, whatever it becomes.
NOT_PUT_BACK = {"gecontroleerd_op", "gecontroleerd_door"}


def history_page(
    screen: admin.ModelAdmin, request: HttpRequest, entry: Intervention
) -> HttpResponse:
    edits = Paginator(entry.edits.all(), EDITS_ON_A_PAGE)
    page = edits.get_page(request.GET.get("pagina"))
    seen = entry.person_warnings.exclude(seen=None).order_by("-seen")
    context = {
        **screen.admin_site.each_context(request),
        "title": _("History of %s") % entry,
        "opts": screen.opts,
        "entry": entry,
        "page": page,
        "numbers": edits.get_elided_page_range(page.number),
        "edits": [shown_edit(each, entry.name) for each in page],
        "versions": list(entry.versions.defer("record", "names")),
        "is_public": entry.is_public,  # type: ignore[attr-defined]
        "may_hide": request.user.has_perm(PUBLISH),
        "may_put_back": request.user.has_perm("catalogue.add_importbatch"),
        "seen": [
            {
                "message": Finding(each.kind, each.found).message,
                "by": each.seen_by,
                "moment": each.seen,
            }
            for each in seen
        ],
    }
    return TemplateResponse(
        request, "admin/catalogue/intervention/history.html", context
    )


def shown_edit(edit: Edit, name: str) -> dict[str, Any]:
    changes = [
        {**each, "field": label_of(each["part"], each["field"])}
        for each in edit.changes
    ]
    return {
        "moment": edit.moment,
        "by": edit.by,
        "reason": edit.reason,
        # Of an entry that was merged into this one, or of before it was renamed.
        "name": edit.name if edit.name != name else "",
        "groups": [*groups_of(changes)],
    }


def label_of(part: str, name: str) -> str:
    """What the form calls a field; a field of an older record keeps its name."""
    kind = PARTS[part] if part else InterventionRecord
    about = kind.fields().get(name)
    stored = about.stored.name if about else INTERNAL.get(name)
    if not stored:
        return name
    field: Any = kind.table._meta.get_field(stored)
    return capfirst(str(field.verbose_name))


@require_POST
def put_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Plan to write a version anew. Nothing changes until somebody carries the plan out."""
    if not request.user.has_perm("catalogue.add_importbatch"):
        raise PermissionDenied
    version = get_object_or_404(
        Version.objects.select_related("intervention"), intervention=pk, number=number
    )
    name = _("%(entry)s, version %(number)d.json") % {
        "entry": version.intervention.slug,
        "number": number,
    }
    content = json.dumps([as_file(version)]).encode()
    batch = keep_plan(
        name, content, Options(complete=True), request.user.get_username()
    )
    messages.info(
        request, _("This is what putting the version back changes. Carry it out below.")
    )
    return redirect_to(batch)


@require_POST
def hide(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show visitors a reason instead of an old text; or, without a reason, the text again."""
    if not request.user.has_perm(PUBLISH):
        raise PermissionDenied
    version = get_object_or_404(
        Version.objects.select_related("intervention"), intervention=pk, number=number
    )
    reason, who = request.POST.get("reden", "").strip(), request.user.get_username()
    said = _("Version %(number)d of “%(name)s” is hidden.")
    if "tonen" in request.POST:
        reason, said = "", _("Version %(number)d of “%(name)s” can be read again.")
    elif not reason:
        messages.error(request, _("Say why: visitors read that instead of the text."))
        return redirect("admin:catalogue_intervention_history", pk)
    said %= {"number": number, "name": version.intervention}
    with catalogue_change(who, said) as change:
        version.hidden_on = timezone.localdate() if reason else None
        version.hidden_reason, version.hidden_by = reason, who if reason else ""
        version.clean_fields(exclude=["intervention", "record", "names"])
        version.save(update_fields=["hidden_on", "hidden_reason", "hidden_by"])
        change.touch(version.intervention)
    messages.success(request, said)
    return redirect("admin:catalogue_intervention_history", pk)


def as_file(version: Version) -> dict[str, Any]:
    """The record of `version`, of which what was not known is emptied."""
    record = {
        name: value
        for name, value in version.record.items()
        if name not in NOT_PUT_BACK and name not in PARTS
    }
    # The entry can have been renamed, or come from another that was merged into it.
    record["uuid"] = str(version.intervention.uuid)
    record["korte_naam"] = version.intervention.slug
    parts = {
        name: [dict(emptied(row, kind.key)) for row in version.record[name]]
        for name, kind in PARTS.items()
    }
    return {**dict(emptied(record)), **parts}


def emptied(
    row: dict[str, Any], keys: tuple[str, ...] = ()
) -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        yield name, "-" if value is None and name not in keys else value

"""The handbook of the fields, their schema, and templates to fill in."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from ..files import templates
from ..files.cells import plain_text
from ..files.naming import ENTRY
from ..models import City, Organisation
from ..records.handbook import (
    ENTRIES,
    RULES,
    Explained,
    ExplainedPart,
    Terms,
    parts,
    terms,
)
from ..records.schema import json_schema
from .caching import cached_page

# What two deliveries look like in one cell.
EXAMPLE = {
    "uitvoeringen": [
        {"gemeenten": ["tilburg"], "status": "actief", "gestart_op": "2020-03"},
        {
            "bereik": "regio",
            "regio": "Regio Midden",
            "gemeenten": ["utrecht", "zeist"],
            "wijken": ["Hoograven"],
        },
    ]
}


@require_safe
@cached_page
def field_list(request: HttpRequest) -> HttpResponse:
    listed = terms()
    [(example_name, example_rows)] = EXAMPLE.items()
    context = {
        "parts": [part_rows(part, listed) for part in parts()],
        "rules": RULES,
        "keys": [(part.name, part.key) for part in parts() if part.name != ENTRIES],
        "list_example": plain_text(["jongeren", "ouders"]),
        "example_name": example_name,
        "example": plain_text(example_rows),
        "entry_column": ENTRY,
    }
    return render(request, "catalogue/field_list.html", context)


def part_rows(part: ExplainedPart, listed: Terms) -> dict[str, Any]:
    return {
        "name": part.name,
        "meaning": part.meaning,
        "fields": [field_row(field, part, listed) for field in part.fields],
    }


def field_row(field: Explained, part: ExplainedPart, listed: Terms) -> dict[str, Any]:
    return {
        "id": f"{part.name}-{field.name}",
        "name": field.name,
        "meaning": field.meaning,
        "kind": field.kind,
        "allowed": field.allowed(listed),
        "in_dutch": bool(field.vocabulary),
        "list": list_of(field),
        "needed": field.needed,
        "longest": field.longest,
        "highest": field.highest,
        "standard": field.standard,
        "example": plain_text(field.example),
    }


def list_of(field: Explained) -> dict[str, str] | None:
    """The page that lists all that may stand here, where there is one."""
    if field.refers_to is City:
        return {"name": _("All cities"), "url": reverse("city-list")}
    if field.refers_to is Organisation:
        return {"name": _("All organisations"), "url": reverse("organisation-list")}
    return None


@require_safe
@cached_page
def field_schema(request: HttpRequest) -> HttpResponse:
    with override(templates.LANGUAGE):
        schema = json_schema(request.build_absolute_uri(request.path))
    return JsonResponse(
        schema,
        content_type="application/schema+json",
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )


@require_safe
@cached_page
def template_csv(request: HttpRequest) -> HttpResponse:
    return download(templates.csv_template(), "csv", "text/csv; charset=utf-8")


@require_safe
@cached_page
def template_xlsx(request: HttpRequest) -> HttpResponse:
    return download(
        templates.xlsx_template(terms()),
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


@require_safe
@cached_page
def template_yaml(request: HttpRequest) -> HttpResponse:
    return download(templates.yaml_template(terms()), "yaml", "application/yaml")


def download(content: bytes, ending: str, content_type: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="sjabloon-interventies.{ending}"'
        },
    )

"""Where the editors' screens are, and what a browser sends back from one."""

from typing import Any

from django.db.models import Model
from django.urls import reverse


def address(model: type[Model], page: str, *args: Any) -> str:
    table = f"{model._meta.app_label}_{model._meta.model_name}"
    return reverse(f"admin:{table}_{page}", args=args)


def filled_in(page: Any, **changes: Any) -> dict[str, Any]:
    """The form on `page` as it stands, with `changes`."""
    parts = [inline.formset for inline in page.context["inline_admin_formsets"]]
    forms = [page.context["adminform"].form]
    for formset in parts:
        forms += [formset.management_form, *formset.forms]
    values = {field.html_name: sent(field.value()) for form in forms for field in form}
    values["geopend"] = page.context["opened"]
    values |= changes
    # An unticked box and an empty field send nothing; a zero does.
    return {
        name: value
        for name, value in values.items()
        if value is not None and value is not False
    }


def sent(value: Any) -> Any:
    if isinstance(value, list):
        return [getattr(row, "pk", row) for row in value]
    return value


def with_row(data: dict[str, Any], prefix: str, **fields: Any) -> dict[str, Any]:
    """`data` with one row more in the inline `prefix`."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    row = {f"{prefix}-{number}-{name}": value for name, value in fields.items()}
    return {**data, f"{prefix}-TOTAL_FORMS": number + 1, **row}

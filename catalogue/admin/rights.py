"""Who may do what at which address of the admin, as the screens themselves say."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override

from ..choices import Publication
from ..models import ImportBatch, Intervention
from ..roles import RIGHTS
from .site import site

ACTIONS = ["view", "add", "change", "delete"]
# The pages beside those of every table: of what, and what one must be allowed there.
MORE: dict[str, tuple[type[Model], str]] = {
    "intervention/<id>/history/": (Intervention, "view"),
    "intervention/<id>/gecontroleerd/": (Intervention, "change"),
    "intervention/<id>/versies/<number>/terugzetten/": (ImportBatch, "add"),
    "intervention/<id>/versies/<number>/verbergen/": (Intervention, "change"),
    "importbatch/<id>/uitvoeren/": (ImportBatch, "add"),
    "importbatch/<id>/opnieuw/": (ImportBatch, "add"),
    "importbatch/<id>/terugdraaien/": (ImportBatch, "add"),
    "importbatch/<id>/problemen.csv": (ImportBatch, "view"),
}
NOTHING = "–"


class Holder(AnonymousUser):
    """Somebody with one role, without a database."""

    def __init__(self, role: str) -> None:
        self.role = role

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        action, _underscore, model = perm.partition(".")[2].partition("_")
        return action in RIGHTS[self.role].get(model, "").split()


def request_of(role: str) -> HttpRequest:
    request = HttpRequest()
    request.user = Holder(role)
    return request


def allowed(model: type[Model], role: str, row: Model | None = None) -> list[str]:
    """What `role` may do with the rows of `model`, or with `row`."""
    screen, request = site.get_model_admin(model), request_of(role)
    may = {
        "view": screen.has_view_permission(request, row),
        "add": row is None and screen.has_add_permission(request),
        "change": screen.has_change_permission(request, row),
        "delete": screen.has_delete_permission(request, row),
    }
    return [action for action in ACTIONS if may[action]]


def actions_of(model: type[Model], role: str) -> list[str]:
    """The actions on selected rows that `role` is offered."""
    found = site.get_model_admin(model).get_actions(request_of(role))
    return [name for name in found if name != "delete_selected"]


def rights() -> Iterator[tuple[str, list[str]]]:
    """Each address, with what each of the roles may do there."""
    models = sorted(site._registry, key=lambda model: model._meta.model_name or "")
    for model in models:
        address = reverse(
            f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        )
        if model is Intervention:
            for publication in Publication:
                row = Intervention(publication=publication)
                name = f"`{address}` ({publication.value})"
                yield name, [", ".join(allowed(model, role, row)) for role in RIGHTS]
            add = ["add" if "add" in allowed(model, role) else "" for role in RIGHTS]
            yield f"`{address}add/`", add
        else:
            yield f"`{address}`", [", ".join(allowed(model, role)) for role in RIGHTS]
        offered = [actions_of(model, role) for role in RIGHTS]
        for action in dict.fromkeys(name for names in offered for name in names):
            yield (
                f"`{address}` action `{action}`",
                ["yes" if action in names else "" for names in offered],
            )

    for page, (model, action) in MORE.items():
        # Of an entry that is public.
        row = Intervention(publication=Publication.PUBLISHED)
        rows = row if model is Intervention else None
        may = ["yes" if action in allowed(model, role, rows) else "" for role in RIGHTS]
        yield f"`/beheer/catalogue/{page}`", may


def rights_table() -> str:
    """As Markdown; `docs/editors.md` holds it."""
    with override("en"):
        rows = [[address, *cells] for address, cells in rights()]
    lines = [["Address", *RIGHTS], ["---"] * (len(RIGHTS) + 1), *rows]
    return "\n".join(
        "| " + " | ".join(cell or NOTHING for cell in line) + " |" for line in lines
    )

"""The editors' screens write the one way there is."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..changes import Change, catalogue_change
from ..models import Intervention, Relation
from ..models.fields import PlainText
from ..roles import PUBLISH
from .forms import WHY, EditorForm, ticked
from .screens import Screen


class CatalogueAdmin(Screen):
    """A table of which every row is written in a catalogue change.

    Only what is really saved or deleted counts as one, so the change begins here and
    not around the view.
    """

    form = EditorForm
    formfield_overrides = {
        PlainText: {"widget": AdminTextareaWidget(attrs={"rows": 5})}
    }

    def view_on_site(self, row: Any) -> str | None:
        """Straight there: Django's own link looks up the table first."""
        return row.get_absolute_url() if hasattr(row, "get_absolute_url") else None

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Protect what others name in a list, too: they would lose it without a word."""
        *found, protected = super().get_deleted_objects(objs, request)
        lists = [each.field for each in self.opts.related_objects if each.many_to_many]
        for field in lists:
            users = self.admin_site.get_model_admin(field.model).get_queryset(request)
            naming = users.filter(**{f"{field.name}__in": list(objs)}).distinct()
            protected = [*protected, *map(str, naming)]
        return *found, protected

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """Name the fields as the form does: Django keeps the English words, with a capital
        under which it finds no translation.
        """
        message = super().construct_change_message(request, form, formsets, add)
        forms = [form, *(each for formset in formsets for each in formset.forms[:1])]
        labels = {}
        for field in (field for each in forms for field in each.fields.values()):
            with override(None):
                english = str(field.label)
            labels[english] = str(field.label)
        for change in message:
            names = change.get("changed", {}).get("fields", [])
            names[:] = [labels.get(name, name) for name in names]
        return message

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: Any
    ) -> None:
        """Leave it to save_related: the row and what belongs to it are one change."""

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: Any
    ) -> None:
        row = form.instance
        kind = self.opts.verbose_name
        reason = (
            _("%(kind)s changed: %(row)s") if change else _("%(kind)s added: %(row)s")
        )
        with catalogue_change(
            request.user.get_username(), reason % {"kind": kind, "row": row}
        ) as catalogue:
            # As it was, too: evidence can move from one entry to another.
            before = list(self.model._default_manager.filter(pk=row.pk))
            catalogue.touch(*before)
            catalogue.edits(entries_of([*before, row]))
            self.save_all(request, form, formsets, change)
            mark_modified([*before, row])
            catalogue.touch(row)
            if isinstance(row, Intervention):
                catalogue.adds([row.pk])  # or it is edited already
            for pk in entries_of([row]):
                catalogue.seen[pk] = ticked(request.POST)
            catalogue.reason = form.cleaned_data.get(WHY) or catalogue.reason

    def save_all(
        self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool
    ) -> None:
        super().save_model(request, form.instance, form, change)
        super().save_related(request, form, formsets, change)

    def remember(self, catalogue: Change, rows: list[Any]) -> None:
        """What `rows` are, before they go; and the entries that name one of them."""
        entries = [row.pk for row in rows if isinstance(row, Intervention)]
        naming = [*Relation.objects.filter(other__in=entries)] if entries else []
        catalogue.touch(*rows, *naming)
        catalogue.edits(entries_of([*rows, *naming]))
        mark_modified([*rows, *naming])

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        reason = _("%(kind)s deleted: %(row)s")
        with catalogue_change(
            request.user.get_username(),
            reason % {"kind": self.opts.verbose_name, "row": obj},
        ) as catalogue:
            self.remember(catalogue, [obj])
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        rows = list(queryset)
        reason = _("%(kinds)s deleted: %(rows)s")
        with catalogue_change(
            request.user.get_username(),
            reason
            % {
                "kinds": self.opts.verbose_name_plural,
                "rows": ", ".join(map(str, rows)),
            },
        ) as catalogue:
            self.remember(catalogue, rows)
            super().delete_queryset(request, queryset)


def may_publish(request: HttpRequest) -> bool:
    """Whether this editor may change what is public."""
    return request.user.has_perm(PUBLISH)


def mark_modified(rows: Iterable[Model]) -> None:
    """An entry is modified when a part of it is."""
    parts = [row for row in rows if not isinstance(row, Intervention)]
    keys = entries_of(parts)
    Intervention.objects.filter(pk__in=keys).update(modified=timezone.now())


def entries_of(rows: Iterable[Any]) -> list[int]:
    """The entries that have something of `rows` as their own."""
    found = [
        row.pk if isinstance(row, Intervention) else getattr(row, "intervention_id", 0)
        for row in rows
    ]
    return [key for key in dict.fromkeys(found) if key]

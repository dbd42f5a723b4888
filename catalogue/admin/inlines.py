"""Rows inside the page of another row, in a number of queries that does not grow."""

from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
)
from django.core.exceptions import ValidationError
from django.db.models import BaseConstraint, Field, QuerySet, UniqueConstraint
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from ..models import Delivery
from ..models.fields import PlainText
from .forms import REVISION, EditorForm, opened


class PreloadedSelect(AutocompleteSelect):
    """Takes the chosen rows from `loaded`, where Django's does a query for each widget."""

    loaded: dict[str, str] = {}

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        chosen = [str(key) for key in value if key not in (None, "")]
        if not self.loaded.keys() >= set(chosen):
            return super().optgroups(name, value, attr)
        may_be_empty = not self.is_required and not self.allow_multiple_selected
        labels = {"": ""} if may_be_empty else {}
        labels |= {key: self.loaded[key] for key in chosen}
        options = [
            self.create_option(name, key, label, key in chosen, index)
            for index, (key, label) in enumerate(labels.items())
        ]
        return [(None, options, 0)]


class PreloadedSelectMultiple(PreloadedSelect, AutocompleteSelectMultiple):
    pass


class PartFormSet(BaseInlineFormSet):
    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if isinstance(form, EditorForm):
            form.owner = self.instance
        if not form.instance.pk:
            return
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, PreloadedSelect):
                related = getattr(form.instance, name)
                several = widget.allow_multiple_selected
                rows = related.all() if several else [related] if related else []
                widget.loaded = {str(row.pk): str(row) for row in rows}

    def clean(self) -> None:
        super().clean()
        for form in self.deleted_forms:
            if isinstance(form, EditorForm) and form.is_stale():
                message = _("Somebody else changed “%s” meanwhile. Look at it first.")
                raise ValidationError(message % form.instance)
        written = [
            form
            for form in self.forms
            if form.has_changed() and form.is_valid() and form not in self.deleted_forms
        ]
        if any(form in self.extra_forms for form in written) and self.is_added_to():
            raise ValidationError(
                _(
                    "Somebody saved this page meanwhile; it may have been you. Look whether "
                    "your new row is there already, and save again if it is not."
                )
            )
        for form in written:
            self.check_with_owner(form)

    def is_added_to(self) -> bool:
        """Whether the owner was saved after its page was opened."""
        number = getattr(self.instance, REVISION, None)
        return bool(self.instance.pk) and opened(self.data).get(REVISION) != number

    def check_with_owner(self, form: Any) -> None:
        """The rules about a row and its owner, which Django leaves to the database."""
        if not self.instance.pk:
            return
        left_out = form._get_validation_exclusions() - {self.fk.name}
        model: Any = self.model
        constraints = model._meta.constraints
        if self.deleted_forms:
            # A row that goes leaves its place to another.
            constraints = [each for each in constraints if not is_unique(each)]
        for constraint in constraints:
            try:
                constraint.validate(model, form.instance, left_out)
            except ValidationError as error:
                if error.messages[0] not in form.non_field_errors():
                    form.add_error(None, error)

    def get_unique_error_message(self, unique_check: Sequence[str]) -> str:
        """Django's, with the names that the form has for the fields."""
        model: Any = self.model
        names = [model._meta.get_field(name).verbose_name for name in unique_check]
        return super().get_unique_error_message([str(name) for name in names])

    def refuse_repeats(
        self, constraint: str, key: Callable[[Any], Hashable | None]
    ) -> None:
        """Refuse two rows with the same `key`; None is never the same.

        Django compares the rows of a page for constraints without a condition only.
        """
        message = message_of(self.model, constraint)
        seen = set()
        for form in self.forms:
            absent = not form.has_changed() and not form.instance.pk
            if absent or not form.is_valid() or form.cleaned_data[DELETION_FIELD_NAME]:
                continue
            found = key(form.instance)
            if found is not None and found in seen:
                form.add_error(None, message)
            seen.add(found)


def is_unique(constraint: BaseConstraint) -> bool:
    return isinstance(constraint, UniqueConstraint)


def message_of(model: Any, name: str) -> str:
    constraints = {
        constraint.name: constraint for constraint in model._meta.constraints
    }
    return str(constraints[name].violation_error_message)


class InDeliveryFormSet(PartFormSet):
    """Offers the deliveries of the entry itself, which its page has loaded."""

    @cached_property
    def deliveries(self) -> QuerySet[Delivery]:
        if not self.instance.pk:
            return Delivery.objects.none()
        return self.instance.deliveries.all()

    @cached_property
    def choices(self) -> list[tuple[Any, str]]:
        labels = [
            (delivery.pk, f"{delivery.place} ({delivery.get_status_display()})")
            for delivery in self.deliveries
        ]
        return [("", "---------"), *labels]

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        field = form.fields["delivery"]
        assert isinstance(field, forms.ModelChoiceField)
        # Without links to add or open one: the deliveries stand on the page itself.
        field.widget = getattr(field.widget, "widget", field.widget)
        field.queryset = self.deliveries
        field.choices = self.choices


class PartInline(admin.options.InlineModelAdmin):
    """Parts of an entry. List every relation that is shown in `autocomplete_fields`."""

    extra = 0
    form = EditorForm
    formset = PartFormSet
    formfield_overrides = {
        PlainText: {"widget": AdminTextareaWidget(attrs={"rows": 3})}
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        fields = [self.opts.get_field(name) for name in self.autocomplete_fields]
        single = [field.name for field in fields if not field.many_to_many]
        several = [field.name for field in fields if field.many_to_many]
        rows = super().get_queryset(request)
        # Without a name, select_related would follow every relation.
        rows = rows.select_related(*single) if single else rows
        return rows.prefetch_related(*several)

    def formfield_for_foreignkey(
        self, db_field: Any, request: Any, **kwargs: Any
    ) -> Any:
        self.preload(db_field, PreloadedSelect, kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: Any, request: Any, **kwargs: Any
    ) -> Any:
        self.preload(db_field, PreloadedSelectMultiple, kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def preload(
        self, field: Field, widget: type[AutocompleteSelect], kwargs: dict[str, Any]
    ) -> None:
        if field.name in self.autocomplete_fields:
            kwargs["widget"] = widget(field, self.admin_site)

"""Take back what an import wrote, while nothing was changed after it."""

import json
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, ProtectedError, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ..changes import Change, catalogue_change
from ..choices import ImportState
from ..models import Delivery, ImportBatch, Intervention, Relation, Source
from .keeping import NotCarriedOut
from .matching import batches

MOST_NAMES = 5


def undo(batch: ImportBatch, who: str) -> None:
    """Put every row back as it was before `batch`, and remove those it made.

    Raises `NotCarriedOut`, and changes nothing, where somebody built on what it wrote.
    """
    reason = _("Import undone: %s") % batch.file_name
    with catalogue_change(who, reason) as change:
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state != ImportState.APPLIED:
            raise NotCarriedOut(
                _("This import is not carried out, or is undone already.")
            )
        written = [each for row in locked.rows.all() for each in row.written]
        refuse_later_changes(locked, written)
        rows = locked.rows.exclude(written=[])
        entries = list(rows.values_list("intervention", flat=True))
        change.touched.update(entries)
        change.edits(entries)
        take_back(written, change)
        locked.state = batch.state = ImportState.UNDONE
        locked.finished = batch.finished = timezone.now()
        locked.save()


def refuse_later_changes(batch: ImportBatch, written: list[dict[str, Any]]) -> None:
    """An entry tells by its revision; what entries share, by its values."""
    rows = batch.rows.exclude(written=[]).select_related("intervention")
    later = [
        row.name
        for row in rows
        if row.intervention is None or row.intervention.revision != batch.revision
    ]
    made = [each["pk"] for each in written if is_new(each, Intervention)]
    for keys in batches(made):
        naming = Relation.objects.filter(other__in=keys).exclude(intervention__in=made)
        later += [str(relation.intervention) for relation in naming]
    for each in written:
        if each["after"] and current(each, each["after"]) != each["after"]:
            row = table_of(each)._default_manager.filter(pk=each["pk"]).first()
            later.append(str(row or each["after"].get("name") or each["pk"]))
    if later:
        names = ", ".join(later[:MOST_NAMES])
        message = _("It cannot be undone: after it, these were changed: %s.")
        raise NotCarriedOut(message % names)


def take_back(written: list[dict[str, Any]], change: Change) -> None:
    """First what was changed, so that nothing names the rows that then go."""
    for each in reversed(written):
        if each.get("gone"):
            make_again(each)
        elif each["before"] is not None:
            put_back(each)
    made: dict[type[Model], list[int]] = {}
    for each in written:
        if each["before"] is None:
            made.setdefault(table_of(each), []).append(each["pk"])
    for table in sorted(made, key=order_of, reverse=True):
        for keys in batches(made[table]):
            remove(table, keys)
        change.of_lists = change.of_lists or not is_of_entry(table)


def remove(table: type[Model], keys: list[int]) -> None:
    rows = table._default_manager.filter(pk__in=keys)
    try:
        if not is_of_entry(table):
            refuse_used(rows)
        rows.delete()
    except ProtectedError as error:
        names = ", ".join(sorted({str(row) for row in rows})[:MOST_NAMES])
        message = _("It cannot be undone: something else uses what it made: %s.")
        raise NotCarriedOut(message % names) from error


def refuse_used(rows: QuerySet[Any]) -> None:
    """Also where deleting would take along what refers to one of `rows`."""
    for relation in rows.model._meta.related_objects:
        used = rows.exclude(**{relation.name: None})
        if used:
            raise ProtectedError("in use", set(used))


def put_back(each: dict[str, Any]) -> None:
    rows = table_of(each)._default_manager.filter(pk=each["pk"])
    columns = {}
    for name, value in each["before"].items():
        field: Any = table_of(each)._meta.get_field(name.removesuffix("_id"))
        if field.many_to_many:
            getattr(rows.get(), name).set(value)
        else:
            columns[name] = field.to_python(value)
    if columns:
        rows.update(**columns)


def make_again(each: dict[str, Any]) -> None:
    table = table_of(each)
    lists = {field.name for field in table._meta.many_to_many}
    columns = {field.attname: field for field in table._meta.concrete_fields}
    row = table(
        **{
            name: columns[name].to_python(value)
            for name, value in each["before"].items()
            if name not in lists
        }
    )
    row.save(force_insert=True)
    for name in lists:
        getattr(row, name).set(each["before"][name])


def current(each: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
    """The values of a row now, as JSON keeps them."""
    row = table_of(each)._default_manager.filter(pk=each["pk"]).first()
    found: dict[str, Any] = {}
    for name in names if row else ():
        value = getattr(row, name)
        if hasattr(value, "values_list"):
            value = sorted(value.values_list("pk", flat=True))
        found[name] = value
    return json.loads(json.dumps(found, cls=DjangoJSONEncoder))


def table_of(each: dict[str, Any]) -> type[Model]:
    return apps.get_model("catalogue", each["table"])


def is_new(each: dict[str, Any], table: type[Model]) -> bool:
    return each["before"] is None and table_of(each) is table


def is_of_entry(table: type[Model]) -> bool:
    return table is Intervention or hasattr(table, "intervention")


def order_of(table: type[Model]) -> int:
    """Where `table` stands in the order of writing; what was named comes first."""
    order = [Source, Intervention, Delivery]
    if table in order:
        return order.index(table) + 1
    return 4 if is_of_entry(table) else 0

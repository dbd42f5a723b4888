"""The rules of the catalogue, held against what a plan would write."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from functools import cache
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from ..checking import problems_of
from ..choices import RelationKind, Role
from ..models import (
    Appraisal,
    Delivery,
    Involvement,
    Recognition,
    Relation,
    Source,
    Study,
)
from ..models.deliveries import PartOfDelivery
from ..records import InterventionRecord, Record
from ..records.stored import DeliveryColumn, RowColumn, RowsColumn
from .matching import batches
from .plans import EntryPlan, RowPlan
from .references import References

# Rows of these have a key that no other entry's row may have.
OWN_KEYS: dict[type[Model], str] = {
    Delivery: "uuid",
    Recognition: "korte_naam",
    Study: "korte_naam",
    Appraisal: "korte_naam",
}


def check_rules(
    entries: Sequence[EntryPlan], references: References, *, of_sources: bool = False
) -> None:
    """Make the rows as they would be, and note what their tables would refuse."""
    written = [
        row
        for entry in entries
        for row in entry.rows()
        if row.is_written and (row.parsed.kind.table is Source) == of_sources
    ]
    existing: dict[type[Model], list[RowPlan]] = defaultdict(list)
    for row in written:
        if not row.is_new:
            existing[row.parsed.kind.table].append(row)
    for table, rows in existing.items():
        manager: Any = table._default_manager
        if issubclass(table, PartOfDelivery):
            manager = manager.select_related("delivery")
        found = manager.in_bulk([row.pk for row in rows])
        taken: set[int | None] = set()
        for row in rows:
            # A refused row about the same thing must not put its values into this one.
            one = found[row.pk]
            row.instance = copy(one) if row.pk in taken else one
            taken.add(row.pk)
    for row in written:
        if row.is_new:
            row.instance = row.parsed.kind.table()
        fill(row)
        check_row(row)


def fill(row: RowPlan) -> None:
    """Put what changes into the row of the table, all but what needs the keys of others."""
    for name, (_old, new) in row.changes.items():
        stored = row.parsed.kind.fields()[name].stored
        if not isinstance(stored, (RowColumn, RowsColumn, DeliveryColumn)):
            stored.put(row.instance, new)
    if isinstance(row.instance, Delivery) and "gemeenten" not in row.parsed.wrong:
        row.instance.chosen_cities = row.value("gemeenten") or []


def check_row(row: RowPlan) -> None:
    parsed = row.parsed
    if row.is_new and parsed.row.named_at:
        return  # it is nowhere, which has been said
    by_column = columns_of(parsed.kind)
    wrong = parsed.wrong
    unread = {column for column, name in by_column.items() if name in wrong}
    of_entry = parsed.kind is InterventionRecord
    if not row.value("korte_naam") and not (of_entry and row.value("naam")):
        unread.add("slug")  # what it is made of is not there, which is said
    for columns, message in problems_of(row.instance, unread):
        names = [by_column.get(column, "") for column in columns]
        # Of several fields the one that this row is about.
        name = next(
            (name for name in names if name in parsed.values), *names[:1] or [""]
        )
        parsed.problem(name, message)
    for name, about in parsed.kind.fields().items():
        stored = about.stored
        if isinstance(stored, RowColumn) and name not in wrong:
            field: Any = row.instance._meta.get_field(stored.name)
            if not field.null and not row.value(name):
                parsed.problem(name, _("This is needed."))


@cache
def columns_of(kind: type[Record]) -> dict[str, str]:
    """The field of the record for each column of its table."""
    found = {}
    for name, about in kind.fields().items():
        found.update(dict.fromkeys([about.stored.name, *about.stored.paths], name))
    return found


def check_together(entry: EntryPlan) -> None:
    """What the rows of one entry may not be side by side."""
    leads: dict[Any, list[RowPlan | None]] = defaultdict(list)
    for row, _pk, values in entry.afterwards("organisaties"):
        if values["rol"] == Role.LEAD:
            leads[values["uitvoering"]].append(row)
    for delivery, rows in leads.items():
        name = "involvement_one_lead" + ("" if delivery else "_everywhere")
        refuse_repeats(rows, "rol", message_of(Involvement, name))
    decisions: dict[Any, list[RowPlan | None]] = defaultdict(list)
    for row, _pk, values in entry.afterwards("erkenningen"):
        decisions[values["databank"], values["datum"]].append(row)
    for rows in decisions.values():
        refuse_repeats(rows, "datum", message_of(Recognition, "recognition_once"))


def refuse_repeats(rows: Sequence[RowPlan | None], column: str, wrong: str) -> None:
    if len(rows) > 1:
        for row in rows:
            if row and row.is_written:
                row.parsed.problem(column, wrong)


def message_of(model: type[Model], name: str) -> str:
    constraints = {each.name: each for each in model._meta.constraints}
    return str(constraints[name].violation_error_message)


def check_taken(entries: Iterable[EntryPlan]) -> None:
    """Keys of new rows that are somebody else's already."""
    new: dict[type[Model], dict[str, list[RowPlan]]] = defaultdict(dict)
    relations = []
    for entry in entries:
        for row in entry.rows():
            table = row.parsed.kind.table
            column = OWN_KEYS.get(table)
            value = row.parsed.values.get(column) if column and row.is_new else None
            if value:
                new[table].setdefault(value, []).append(row)
            if table is Relation and row.is_new:
                relations.append((entry, row))
    for table, rows in new.items():
        column = OWN_KEYS[table]
        stored = "uuid" if table is Delivery else "slug"
        taken: dict[str, str] = {}
        for batch in batches(rows):
            found = table._default_manager.filter(**{f"{stored}__in": batch})
            for value, name in found.order_by().values_list(
                stored, "intervention__name"
            ):
                taken[str(value)] = name
        for value, planned in rows.items():
            for row in planned[0 if value in taken else 1 :]:
                of = taken.get(value) or _("another row of this file")
                wrong = _("“%(key)s” is in use already, by: %(name)s.")
                row.parsed.problem(column, wrong % {"key": value, "name": of})
    check_reverse(relations)


def check_reverse(relations: Sequence[tuple[EntryPlan, RowPlan]]) -> None:
    """Two entries cannot both be lighter than the other."""
    directed = {
        (entry.slug, row.value("soort"), row.value("andere_interventie")): row
        for entry, row in relations
        if row.value("soort") != RelationKind.COMBINES
    }
    existing: set[tuple[str, str, str]] = set()
    for batch in batches({other for _slug, _kind, other in directed if other}):
        rows = Relation.objects.filter(intervention__slug__in=batch)
        existing.update(rows.values_list("intervention__slug", "kind", "other__slug"))
    for (slug, kind, other), row in directed.items():
        reverse = (other, kind, slug)
        if other != slug and (reverse in existing or reverse in directed):
            wrong = _("“%s” has this relation to this entry already.") % other
            right = _("Both cannot be true: change one of them.")
            row.parsed.problem("andere_interventie", wrong, right)

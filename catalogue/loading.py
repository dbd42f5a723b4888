"""An entry with all that its page shows, in one statement.

Its parts are columns beside its own: for each kind a list of rows, as JSON. Twenty statements
take longer, on PostgreSQL most of all, which each time has to be waited for.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Func, Max, Model, OuterRef, QuerySet, Subquery

from .models import (
    ActiveIngredient,
    Appraisal,
    ApproachType,
    City,
    Delivery,
    Figure,
    Intervention,
    Involvement,
    Organisation,
    Recognition,
    Source,
    Study,
    Version,
)
from .prepared import prepared
from .querysets import published_on

Row = TypeVar("Row", bound=Model)
Key = TypeVar("Key", int, str)

EVIDENCE: dict[str, type[Model]] = {"studies": Study, "appraisals": Appraisal}
# The facet index knows the other vocabularies of which a page shows no more than names.
PARTS: dict[str, tuple[type[Model], str]] = {
    "deliveries": (Delivery, "intervention"),
    "involvements": (Involvement, "intervention"),
    "figures": (Figure, "intervention"),
    "recognitions": (Recognition, "intervention"),
    "approach_types": (ApproachType, "interventions"),
    "active_ingredients": (ActiveIngredient, "interventions"),
    "sources": (Source, "interventions"),
    **{name: (model, "intervention") for name, model in EVIDENCE.items()},
}
# What a row of a part names, and brings along: of several cities each in a row of its own.
ALONG: dict[type[Model], dict[str, type[Model]]] = {
    Delivery: {"contact_organisation": Organisation, "source": Source, "cities": City},
    Involvement: {"organisation": Organisation},
    Figure: {"source": Source},
    Recognition: {"source": Source},
    Study: {"source": Source},
    Appraisal: {"source": Source},
}
# All that a page shows of them.
NEEDED: dict[type[Model], set[str]] = {
    City: {"id", "slug", "name"},
    Organisation: {"id", "slug", "name", "sort_key", "general_contact"},
}
read_json = json.JSONDecoder(parse_float=Decimal).decode


class Listed(Func):
    function = "json_array"
    output_field = models.TextField()

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        return self.as_sql(compiler, connection, function="json_build_array")


class ListOf(Subquery):
    """The rows of a queryset that has `listed` of each, in their order; without rows NULL or an
    empty list.
    """

    template = "(SELECT json_group_array(json(listed)) FROM (%(subquery)s) AS part)"
    output_field = models.TextField()

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        template = "(SELECT json_agg(listed)::text FROM (%(subquery)s) AS part)"
        return self.as_sql(compiler, connection, template=template)


@cache
def columns(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def needed(model: type[Model]) -> tuple[str, ...]:
    wanted = NEEDED.get(model, {*columns(model)} - {"uuid"})
    return tuple(each for each in columns(model) if each in wanted)


@prepared
def entry_rows(
    keys: Sequence[Any], path: str, day: date | None, names: Iterable[str]
) -> QuerySet:
    """The columns of entries, on `day` only those that are public, and of each their parts."""
    entries = Intervention.objects.filter(**{f"{path}__in": keys}).order_by()
    if day:
        entries = entries.filter(published_on(day))
    parts = [list_of(*PARTS[name]) for name in names]
    about_types = [
        list_of(model, "approach_type__interventions") for model in EVIDENCE.values()
    ]
    last = [last_of_versions("number"), last_of_versions("superseded")]
    return entries.values_list(*columns(Intervention), *last, *parts, *about_types)


def last_of_versions(field: str) -> Subquery:
    """The greatest `field` of the texts that an entry had before its present one."""
    versions = Version.objects.filter(intervention=OuterRef("pk")).order_by()
    last = versions.values("intervention").annotate(last=Max(field))
    return Subquery(last.values("last"))


def list_of(model: type[Model], path: str) -> ListOf:
    along = ALONG.get(model, {})
    theirs = [f"{name}__{each}" for name in along for each in needed(along[name])]
    order: list[Any] = [*(model._meta.ordering or ())]
    if "cities" in along:
        order.append("cities")
    rows = model._default_manager.filter(**{path: OuterRef("pk")}).order_by(*order)
    listed = Listed(*needed(model), *theirs)
    return ListOf(rows.annotate(listed=listed).values("listed"))


def load_entry(slug: str, day: date) -> Intervention | None:
    """The entry that is public on `day`, with its parts and theirs; None without one."""
    return next(iter(load_entries([slug], "slug", day)), None)


def load_entries(
    keys: Sequence[Key],
    path: str,
    day: date | None = None,
    names: tuple[str, ...] = tuple(PARTS),
) -> list[Intervention]:
    """The entries with `keys` at `path`, on `day` only those that are public, with the parts
    called `names`, approach types among them, and what these name.
    """
    found: list[Intervention] = []
    for values in entry_rows(keys, path, day, names):
        left: Iterator[Any] = iter(values)
        own = [*islice(left, len(columns(Intervention)))]
        entry = Intervention.from_db(DEFAULT_DB_ALIAS, columns(Intervention), own)
        entry.last_kept = (next(left), next(left))
        keep(entry, {name: rows_in(next(left), PARTS[name][0]) for name in names})
        for name, model in EVIDENCE.items():
            about = rows_in(next(left), model)
            for each in entry.approach_types.all():
                of_type = [row for row in about if row.approach_type_id == each.pk]
                keep(each, {name: of_type})
        found.append(entry)
    return found


def load_parts(entry: Intervention) -> None:
    """Give `entry`, public or not, its parts and theirs."""
    for loaded in load_entries([entry.pk], "pk"):
        keep(entry, vars(loaded)["_prefetched_objects_cache"])
        entry.last_kept = loaded.last_kept


def rows_in(listed: str | None, model: type[Model]) -> list[Any]:
    """Of SQLite a number comes without the zeros at its end."""
    rows: dict[int, Any] = {}
    for values in read_json(listed) if listed else ():
        left = iter(values)
        row: Any = row_of(model, left)
        row = rows.setdefault(row.pk, row)
        for name, other in ALONG.get(model, {}).items():
            bring(row, name, row_of(other, left))
    return list(rows.values())


def row_of(model: type[Row], values: Iterator[Any]) -> Row | None:
    """The row that the next of `values` are, read from JSON; None without a key."""
    names = needed(model)
    own = [*islice(values, len(names))]
    if own[0] is None:
        return None
    for at, read in readers(model):
        own[at] = read(own[at])
    return model.from_db(DEFAULT_DB_ALIAS, names, own)


@cache
def readers(model: type[Model]) -> list[tuple[int, Callable[[Any], Any]]]:
    """At which of the columns what does not stand in JSON as it is, and what reads it."""
    kinds = (models.BooleanField, models.DateField, models.DecimalField)
    fields: list[Any] = [model._meta.get_field(name) for name in needed(model)]
    return [
        (at, field.to_python)
        for at, field in enumerate(fields)
        if isinstance(field, kinds)
    ]


def bring(row: Model, name: str, other: Model | None) -> None:
    if not row._meta.get_field(name).many_to_many:
        setattr(row, name, other)
        return
    known = vars(row).setdefault("_prefetched_objects_cache", {}).setdefault(name, [])
    if other:
        known.append(other)


def keep(row: Model, related: dict[str, list[Any]]) -> None:
    """Where `prefetch_related` keeps them, so that `row.name.all()` is these."""
    vars(row).setdefault("_prefetched_objects_cache", {}).update(related)

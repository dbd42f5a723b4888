"""The texts that visitors could read, kept with what the short names in them stood for."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Max, Model

from .models import Source, Version
from .record_loading import Stored
from .records import PARTS, InterventionRecord, Record
from .records.stored import RowColumn, RowsColumn


def keep_versions(texts: Sequence[Stored], moment: datetime) -> None:
    """What `texts` say is no longer the text of their entries since `moment`."""
    if not texts:
        return
    numbers = last_numbers([each.pk for each in texts])
    names = names_of([each.record for each in texts])
    Version.objects.bulk_create(
        Version(
            intervention_id=each.pk,
            number=numbers[each.pk] + 1,
            superseded=moment,
            record=each.record,
            names=known,
        )
        for each, known in zip(texts, names, strict=True)
    )


def last_numbers(keys: Sequence[int]) -> dict[int, int]:
    """The number of the last version that is kept of each entry; 0 without one."""
    rows = Version.objects.filter(intervention__in=keys).order_by()
    found = rows.values_list("intervention").annotate(last=Max("number"))
    return dict.fromkeys(keys, 0) | dict(found)


def named_in(record: dict[str, Any]) -> dict[type[Model], set[str]]:
    """The short names that stand in `record`, by table; sources are in it themselves."""
    wanted: dict[type[Model], set[str]] = defaultdict(set)
    for kind, rows in [
        (InterventionRecord, [record]),
        *((kind, record[name]) for name, kind in PARTS.items()),
    ]:
        for name, model in naming_fields(kind):
            for row in rows:
                value = row[name] or []
                wanted[model].update([value] if isinstance(value, str) else value)
    return wanted


@cache
def naming_fields(kind: type[Record]) -> list[tuple[str, type[Model]]]:
    return [
        (name, about.stored.model)
        for name, about in kind.fields().items()
        if isinstance(about.stored, (RowColumn, RowsColumn))
        and about.stored.model is not Source
    ]


def names_of(records: Sequence[dict[str, Any]]) -> list[dict[str, dict[str, str]]]:
    """What the short names in each of `records` stand for: a query for each table."""
    named = [named_in(record) for record in records]
    known: dict[type[Model], dict[str, str]] = {}
    for model in {model for each in named for model in each}:
        slugs = set().union(*(each.get(model, ()) for each in named))
        rows = model._default_manager.filter(slug__in=slugs)
        known[model] = dict(rows.values_list("slug", "name")) if slugs else {}
    return [
        {
            model._meta.model_name or "": {
                slug: known[model][slug] for slug in sorted(slugs & known[model].keys())
            }
            for model, slugs in each.items()
            if slugs
        }
        for each in named
    ]

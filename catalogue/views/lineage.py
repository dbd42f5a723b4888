"""Where an entry comes from, where it ran and when, and what stands beside it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import Precision, RelationKind
from ..models import Delivery, Intervention, Relation
from ..paths import path_of
from ..prepared import prepared
from ..querysets import published_on
from .plain import date_text, place_name


class Related(NamedTuple):
    """Another public entry, and how this one stands to it, or it to this one."""

    kind: str
    is_from_here: bool
    note: str
    name: str
    slug: str
    key: int = 0

    @property
    def row(self) -> dict[str, str]:
        url = path_of("intervention", self.slug)
        return {"name": self.name, "url": url, "how": self.how, "note": self.note}

    @property
    def how(self) -> str:
        kind = RelationKind(self.kind)
        return str(kind.label) if self.is_from_here else reverse_of(kind)


def related_to(entry: Intervention) -> list[Related]:
    """Both ways, to and from what is public; from here first."""
    rows = related_rows([entry.pk], timezone.localdate())
    found = [Related(*values) for _key, _name, *values in rows]
    return sorted(found, key=lambda each: not each.is_from_here)


@prepared
def related_rows(keys: Sequence[int], day: date) -> QuerySet:
    """The relations of the entries `keys`, both ways: who has one, and then `Related`."""
    ways = [("intervention", "other", True), ("other", "intervention", False)]
    from_here, to_here = (
        Relation.objects.order_by()
        .filter(published_on(day, f"{there}__"), **{f"{here}__in": keys})
        .values_list(
            *(f"{here}_id", f"{here}__name", "kind", Value(is_from_here), "note"),
            *(f"{there}__name", f"{there}__slug", f"{there}_id"),
        )
        for here, there, is_from_here in ways
    )
    return from_here.union(to_here, all=True)


def reverse_of(kind: RelationKind) -> str:
    return {
        RelationKind.DERIVED: _("is the basis of"),
        RelationKind.SUCCESSOR: _("is succeeded by"),
        RelationKind.LIGHTER: _("is heavier than"),
        RelationKind.HEAVIER: _("is lighter than"),
        RelationKind.COMBINES: _("combines with"),
    }[kind]


def sides_of(related: Iterable[Related]) -> dict[str, list[dict[str, str]]]:
    """What stands before, after and beside the entry; who is named from both sides, once."""
    derived, successor, lighter, heavier, combines = RelationKind
    places = {
        (derived, True): "before",
        (derived, False): "after",
        (successor, True): "before",
        (successor, False): "after",
        # "This is lighter than that": that is the heavier one.
        (lighter, True): "heavier",
        (lighter, False): "lighter",
        (heavier, True): "lighter",
        (heavier, False): "heavier",
        (combines, True): "combines",
        (combines, False): "combines",
    }
    found: dict[str, dict[tuple[str, str], dict[str, str]]] = {
        side: {} for side in places.values()
    }
    for each in related:
        side = places[RelationKind(each.kind), each.is_from_here]
        before = found[side].setdefault((each.slug, each.how), each.row)
        before["note"] = before["note"] or each.note
    return {
        side: sorted(
            rows.values(), key=lambda row: (row["name"].casefold(), row["url"])
        )
        for side, rows in found.items()
    }


def by_start(deliveries: Iterable[Delivery]) -> list[Delivery]:
    """The earliest first, those whose start is not known after them."""
    return sorted(
        deliveries, key=lambda each: (each.started is None, each.started or date.max)
    )


def moment(delivery: Delivery) -> dict[str, Any]:
    """The date at the line, as precise as it is known."""
    started = date_text(delivery.started, delivery.started_precision or Precision.DAY)
    return {
        "started": started,
        "machine_date": machine_date(delivery.started, delivery.started_precision),
        "ended": date_text(delivery.ended, delivery.ended_precision or Precision.DAY),
    }


def machine_date(day: date | None, precision: str) -> str:
    """For `datetime`: 2020-12-18, 2020-12 or 2020."""
    lengths = {Precision.YEAR.value: 4, Precision.MONTH.value: 7}
    return day.isoformat()[: lengths.get(precision, 10)] if day else ""


def in_one_line(deliveries: Sequence[Delivery]) -> str:
    """ "Utrecht 2020, Zwolle 2021": how it spread, when there is more than one date."""
    dated = [each for each in by_start(deliveries) if each.started]
    if len(dated) < 2:
        return ""
    return ", ".join(
        f"{place_name(each)} {each.started.year}" for each in dated if each.started
    )

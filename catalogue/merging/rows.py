"""The rows that two entries have of one kind: what moves, what both have, what contradicts."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.formats import date_format, localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..checking import problems_of
from ..choices import Precision, Role
from ..models import (
    Appraisal,
    Delivery,
    Figure,
    Intervention,
    Involvement,
    Recognition,
    Study,
)

# What tells two rows of an entry apart; nothing: all that they say. Deliveries come first,
# because others name them.
KEYS: dict[type[Model], list[str]] = {
    Delivery: [],
    Involvement: ["delivery_id", "organisation_id", "role"],
    Figure: ["delivery_id", "measure", "reference_date"],
    Recognition: ["databank", "dated"],
    Study: [],
    Appraisal: [],
}
# A row keeps these, whatever it says.
NOT_SAID = {"id", "uuid", "slug", "intervention_id"}


class Rows:
    """Those of one kind; `deliveries` is what the deliveries become that are named."""

    def __init__(
        self,
        kind: type[Model],
        stays: Intervention,
        goes: Intervention,
        deliveries: dict[int, Any],
    ) -> None:
        self.kind, self.stays = kind, stays
        self.deliveries = deliveries
        self.moves: list[Any] = []
        self.same: list[tuple[Any, Any]] = []  # the row that goes, the row that stays
        self.filled: list[Any] = []  # rows that stay, which now say more
        self.problems: list[str] = []
        both = list(rows_of(kind).filter(intervention__in=[stays.pk, goes.pk]))
        if kind in (Involvement, Figure):
            for row in both:
                row.delivery = deliveries.get(row.delivery_id)
        self.own = [row for row in both if row.intervention_id == stays.pk]
        self.pair(row for row in both if row.intervention_id == goes.pk)
        self.check()

    @property
    def label(self) -> str:
        return plural(self.kind)

    def pair(self, others: Iterable[Any]) -> None:
        known = defaultdict(list)
        for row in self.own:
            known[self.key(row)].append(row)
        for row in others:
            row.intervention = self.stays
            twins = known[self.key(row)]
            twin = next((each for each in twins if is_same(row, each)), None)
            if twin:
                twins.remove(twin)
                self.same.append((row, twin))
                if fill(twin, row):
                    self.filled.append(twin)
            elif twins and self.is_unique(row):
                message = _(
                    "Both have “%(row)s”, but not with the same details. "
                    "Make them the same first, or remove one."
                )
                self.problems.append(message % {"row": label_of(row)})
            else:
                self.moves.append(row)

    def key(self, row: Any) -> tuple[Any, ...]:
        names = KEYS[self.kind]
        if names:
            return tuple(getattr(row, name) for name in names)
        return tuple(sorted((name, repr(value)) for name, value in said(row).items()))

    def is_unique(self, row: Any) -> bool:
        """Without a date a measure can have several values."""
        return self.kind is not Figure or row.reference_date is not None

    def check(self) -> None:
        """The rules of the table, asked of what moves beside what stays."""
        for row in self.moves:
            for _names, wrong in problems_of(row):
                self.problems.append(f"{label_of(row)}: {wrong}")
        if self.kind is Involvement:
            rows = [*self.own, *self.moves]
            leads = Counter(row.delivery_id for row in rows if row.role == Role.LEAD)
            for row in self.moves:
                if row.role == Role.LEAD and leads[row.delivery_id] > 1:
                    message = _(
                        "Both have a lead. Make “%(row)s” something else first, or the other one."
                    )
                    self.problems.append(message % {"row": label_of(row)})

    @property
    def become(self) -> dict[int, Any]:
        """What each row of the two is afterwards, by its key."""
        stay = {row.pk: row for row in [*self.own, *self.moves]}
        return stay | {row.pk: twin for row, twin in self.same}


def rows_of(kind: type[Model]) -> QuerySet:
    rows = kind._default_manager.order_by("pk")
    if kind is Delivery:
        return rows.prefetch_related("cities")
    return rows.select_related("organisation") if kind is Involvement else rows


def said(row: Any) -> dict[str, Any]:
    """All that `row` says, to compare."""
    found = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in NOT_SAID
    }
    if isinstance(row, Delivery):
        found["cities"] = sorted(city.pk for city in row.cities.all())
    return found


def is_same(row: Any, twin: Any) -> bool:
    """Whether the two contradict each other nowhere."""
    mine = said(twin)
    return all(
        value == mine[name] or value in ("", None) or mine[name] in ("", None)
        for name, value in said(row).items()
    )


def fill(twin: Any, row: Any) -> bool:
    """Let `twin` say what only `row` does. Return whether there was anything."""
    new = {
        name: value
        for name, value in said(row).items()
        if value not in ("", None) and getattr(twin, name) in ("", None)
    }
    for name, value in new.items():
        setattr(twin, name, value)
    return bool(new)


def plural(kind: type[Model]) -> str:
    return capfirst(str(kind._meta.verbose_name_plural))


def date_words(day: date | None, precision: str) -> str:
    """As much of `day` as is known."""
    formats = {Precision.YEAR: "Y", Precision.MONTH: "F Y", Precision.DAY: "j F Y"}
    return date_format(day, formats[Precision(precision)]) if day else ""


def label_of(row: Any) -> str:
    """Which row it is, for a person."""
    return ", ".join(filter(None, words_of(row)))


def words_of(row: Any) -> Iterator[str]:
    match row:
        case Delivery():
            yield row.place
            yield str(row.get_status_display())
            yield date_words(row.started, row.started_precision)
        case Figure():
            value = row.value.normalize()
            yield f"{row.measure}: {localize(value)} {row.unit}".strip()
            yield date_words(row.reference_date, row.reference_date_precision)
        case Recognition():
            yield str(row)
            yield date_words(row.dated, Precision.DAY)
        case _:
            yield str(row)
    if isinstance(row, (Involvement, Figure)) and row.delivery:
        yield row.delivery.place

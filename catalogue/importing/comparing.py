"""What a row of the file changes in the entry as the catalogue has it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from ..choices import Scope
from ..files.rows import CLEAR
from ..models import City, Delivery, Source
from ..models.fields import sort_key
from ..record_loading import label_of, place_of
from ..records import PARTS, Record
from ..records.parts import DeliveryRecord
from ..records.stored import KeyColumn, ListColumn, RowsColumn
from ..records.values import shown
from .parsing import Parsed
from .plans import EntryPlan, Removal, RowPlan
from .references import References

Key = tuple[Any, ...]
WHERE = DeliveryRecord.key


@cache
def blank(kind: type[Record], name: str) -> Any:
    """What a field holds after it is cleared."""
    stored = kind.fields()[name].stored
    if isinstance(stored, (RowsColumn, ListColumn)):
        return []
    column: Any = kind.table._meta.get_field(stored.name)
    if column.null or column.is_relation or len(stored.paths) > 1:
        return None
    return stored.public(column.get_default())


def same(old: Any, new: Any) -> bool:
    if isinstance(old, str) and isinstance(new, str):
        return old.replace("\r\n", "\n").strip() == new
    if isinstance(old, list) and isinstance(new, list):
        return sorted(old) == sorted(new)
    return old == new


def changes_of(
    kind: type[Record], old: dict[str, Any], values: dict[str, Any]
) -> dict[str, tuple[Any, Any]]:
    """The fields that `values` gives another value; of a new row those that hold something."""
    fields = kind.fields()
    found = {}
    for name, value in values.items():
        if isinstance(fields[name].stored, KeyColumn) and old:
            continue
        new = blank(kind, name) if value is None else value
        before = old.get(name, blank(kind, name))
        if name == "uitvoering":
            continue  # part of the key: see `compare_parts`
        if not same(before, new):
            found[name] = (before, new)
    return found


def compare(plan: EntryPlan, references: References) -> None:
    """Fill in what changes in the entry and in its parts; sources are shared, so not here."""
    parsed, stored = plan.parsed, plan.stored
    old = stored.record if stored else {}
    values = dict(parsed.values)
    if stored:
        values.pop("korte_naam", None)  # the address stays
    plan.own.old = old
    plan.own.changes = changes_of(parsed.kind, old, values)
    keys = stored.parts if stored else {}
    for name, kind in PARTS.items():
        rows = parsed.parts.get(name, [])
        if not rows or kind.table is Source:
            continue
        olds = old.get(name, [])
        if kind.table is Delivery:
            plan.parts[name] = match(kind, olds, keys.get(name, []), rows, delivery_key)
            continue
        if "uitvoering" in kind.fields():
            places = Places(plan, references)
            olds = [{**each, "uitvoering": places.of_old(each)} for each in olds]
            for row in rows:
                places.resolve(row)
        plan.parts[name] = match(kind, olds, keys.get(name, []), rows, key_of(kind))
        for planned in plan.parts[name]:
            planned.delivery = planned.parsed.values.get("uitvoering")


def removals(plan: EntryPlan) -> Iterator[Removal]:
    """The rows that the entry has and the file does not name; of sources none goes."""
    stored = plan.stored
    for name, kind in PARTS.items() if stored else ():
        if kind.table is Source:
            continue
        named = {row.pk for row in plan.parts.get(name, [])}
        assert stored is not None
        for pk, old in zip(stored.parts[name], stored.record[name], strict=True):
            if pk not in named:
                yield Removal(name, label_of(kind, old), pk, old)


def match(
    kind: type[Record],
    olds: Sequence[dict[str, Any]],
    keys: Sequence[int],
    rows: Sequence[Parsed],
    key: Callable[[dict[str, Any]], Key],
) -> list[RowPlan]:
    """For each row of a part the one of `olds` that it means, by its key; else a new one."""
    free = set(range(len(olds)))
    by_key: dict[Key, list[int]] = {}
    for position, old in enumerate(olds):
        by_key.setdefault(key(old), []).append(position)
    uuids: dict[Any, int] = {
        old["uuid"]: position for position, old in enumerate(olds) if "uuid" in old
    }
    plans = [RowPlan(row, label(kind, row)) for row in rows]
    # Which row is meant is not known where its key could not be read.
    in_file = Counter(key(row.values) for row in rows if row.wrong.isdisjoint(kind.key))

    def take(plan: RowPlan, index: int) -> None:
        free.discard(index)
        plan.pk, plan.old = keys[index], olds[index]
        plan.changes = changes_of(kind, plan.old, plan.parsed.values)

    left = []
    for plan in plans:
        values = plan.parsed.values
        index = uuids.get(values.get("uuid"))
        if index is None and not values.get("uuid"):
            same_key = (each for each in by_key.get(key(values), []) if each in free)
            index = next(
                (i for i in same_key if not changes_of(kind, olds[i], values)), None
            )
        if index is not None and index in free:
            take(plan, index)
        else:
            left.append(plan)
    for plan in left:
        values = plan.parsed.values
        plan.changes = changes_of(kind, {}, values)
        found = [index for index in by_key.get(key(values), []) if index in free]
        apart = not by_key.get(key(values)) and values.get("uuid")
        if in_file[key(values)] > 1 and not apart:
            wrong = _("The file has another row with this key: %s.") % plan.label
            plan.parsed.problem(key_column(kind), wrong, _("Make one row of them."))
        elif len(found) > 1:
            wrong = _("The entry has %d rows with this key.") % len(found)
            right = _("Write all fields of the row you mean as they are.")
            if kind.table is Delivery:
                right = _("Give the “uuid” of the one you mean.")
            plan.parsed.problem(key_column(kind), wrong, right)
        elif found and values.get("uuid"):
            # It says that it is another; to write over this one would be a guess.
            wrong = _("“%(name)s” has another key: %(key)s.") % {
                "name": plan.label,
                "key": olds[found[0]]["uuid"],
            }
            plan.parsed.problem("uuid", wrong, _("Correct the key, or leave it out."))
        elif found:
            take(plan, found[0])
    return plans


def key_column(kind: type[Record]) -> str:
    return "gemeenten" if kind.table is Delivery else kind.key[0]


def label(kind: type[Record], row: Parsed) -> str:
    """Which row it is, for a person."""
    if kind.table is Delivery:
        return place_of(row.values)
    found = [row.values.get(name) for name in kind.key if name != "uitvoering"]
    # As the file says it: by now the value is the delivery itself.
    delivery = row.row.cells.get("uitvoering")
    if delivery and delivery is not CLEAR:
        found.append(shown(delivery))
    return ", ".join(str(each) for each in found if each)


class Places:
    """The deliveries of an entry, old and new, by the names that rows of the file use."""

    def __init__(self, plan: EntryPlan, references: References) -> None:
        self.references = references
        self.deliveries: list[tuple[RowPlan | int, dict[str, Any]]] = []
        self.old = plan.places()
        if plan.stored:
            rows = plan.stored.record["uitvoeringen"]
            keys = plan.stored.parts["uitvoeringen"]
            self.deliveries = [*zip(keys, rows, strict=True)]
        self.deliveries += [
            (each, each.parsed.values)
            for each in plan.parts.get("uitvoeringen", [])
            if each.is_new
        ]

    def of_old(self, record: dict[str, Any]) -> int | None:
        return self.old.get(record["uitvoering"])

    def resolve(self, row: Parsed) -> None:
        """Put in the place of a name the delivery itself: a new one, or its key."""
        text = row.values.get("uitvoering")
        if not text:
            return
        row.values["uitvoering"] = None
        found = [
            each for each, values in self.deliveries if self.is_called(values, text)
        ]
        if len(found) == 1:
            row.values["uitvoering"] = found[0]
            return
        unread = [
            each
            for each, _values in self.deliveries
            if isinstance(each, RowPlan) and each.parsed.wrong.intersection(WHERE)
        ]
        places = (place_of(row) for key, row in self.deliveries if key not in unread)
        known = ", ".join(places)
        if found:
            wrong = _("The entry has more than one delivery in “%s”.") % shown(text)
            right = _("Give the “uuid” of the one you mean.")
        else:
            wrong = _("The entry has no delivery “%s”.") % shown(text)
            right = _("Correct the delivery first.") if unread else _("Add it first.")
            if known:
                right = _("It has: %s.") % known
        row.problem("uitvoering", wrong, right)

    def is_called(self, delivery: dict[str, Any], text: str) -> bool:
        if delivery.get("uuid") == text:
            return True
        place = place_of(delivery)
        if delivery.get("bereik") == Scope.CITY:
            return place == self.references.known(City, text)
        return sort_key(place) == sort_key(text)


def delivery_key(values: dict[str, Any]) -> Key:
    reach = values.get("bereik")
    match reach:
        case Scope.CITY:
            return (reach, *(values.get("gemeenten") or [])[:1])
        case Scope.REGION:
            return (reach, sort_key(values.get("regio") or ""))
        case _:
            return (reach,)


def key_of(kind: type[Record]) -> Callable[[dict[str, Any]], Key]:
    def key(values: dict[str, Any]) -> Key:
        found = (values.get(name) for name in kind.key)
        return tuple(
            sort_key(each) if isinstance(each, str) else each for each in found
        )

    return key

"""How the relations of two entries to others become those of one."""

from django.db.models import Q
from django.utils.translation import gettext as _

from ..choices import RelationKind
from ..models import Intervention, Relation

Key = tuple[int, str, int]


class Relations:
    """In both directions: what moves, and what is dropped because it says nothing any more."""

    def __init__(self, stays: Intervention, goes: Intervention) -> None:
        self.stays, self.goes = stays, goes
        self.moves: list[Relation] = []
        self.between: list[Relation] = []
        self.doubles: list[Relation] = []
        self.filled: list[Relation] = []
        self.problems: list[str] = []
        both = [stays.pk, goes.pk]
        named = Q(intervention__in=both) | Q(other__in=both)
        rows = Relation.objects.filter(named).select_related("intervention", "other")
        found = list(rows.order_by("pk"))
        theirs = [
            row for row in found if goes.pk in (row.intervention_id, row.other_id)
        ]
        known = {key(row): row for row in found if row not in theirs}
        # Of whom a relation is moved, dropped or filled.
        self.owners = {row.intervention_id for row in theirs} - set(both)
        for row in theirs:
            self.place(row, known)

    def place(self, row: Relation, known: dict[Key, Relation]) -> None:
        here, kind, there = (
            self.stays.pk if each == self.goes.pk else each for each in key(row)
        )
        both_ways = kind == RelationKind.COMBINES
        double = known.get((here, kind, there))  # type: ignore[arg-type]
        back = known.get((there, kind, here))  # type: ignore[arg-type]
        if here == there:
            self.between.append(row)
        elif double or (both_ways and back):
            self.drop(row, double or back)  # type: ignore[arg-type]
        elif back:
            message = _("“%(one)s” and “%(other)s” contradict each other.")
            names = {"one": in_words(row), "other": in_words(back)}
            self.problems.append(message % names)
        else:
            if row.intervention_id == self.goes.pk:
                row.intervention = self.stays
            else:
                row.other = self.stays
            known[key(row)] = row
            self.moves.append(row)

    def drop(self, row: Relation, double: Relation) -> None:
        self.doubles.append(row)
        if row.note and not double.note:
            double.note = row.note
            self.filled.append(double)
            self.owners |= {double.intervention_id} - {self.stays.pk, self.goes.pk}

    @property
    def dropped(self) -> list[str]:
        return [in_words(row) for row in [*self.between, *self.doubles]]


def key(row: Relation) -> Key:
    return row.intervention_id, row.kind, row.other_id


def in_words(row: Relation) -> str:
    note = f" ({row.note})" if row.note else ""
    return f"{row.intervention} {row.get_kind_display()} {row.other}{note}"

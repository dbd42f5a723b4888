"""What in a plan could point at persons. Only what would be written is looked at."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _

from ..files.rows import Level
from ..guards import (
    DELIVERED_TO,
    Finding,
    counted,
    is_small_group,
    persons_in,
    small_group,
)
from .plans import EntryPlan, RowPlan


def check_people(entry: EntryPlan) -> None:
    for row in entry.rows():
        check_persons(row)
    for row, name, finding in small_groups(entry):
        warn(row, name, finding)


def check_persons(row: RowPlan) -> None:
    written = {name: new for name, (_old, new) in row.changes.items()}
    for name, found in groupby(persons_in(written), itemgetter(0)):
        warn(row, name, *(finding for _name, finding in found))


def warn(row: RowPlan, name: str, *findings: Finding) -> None:
    right = _("Take out what points at persons, or say that you have seen it.")
    wrong = " ".join(each.message for each in findings)
    row.parsed.problem(name, wrong, right, level=Level.WARNING)


def small_groups(entry: EntryPlan) -> Iterator[tuple[RowPlan, str, Finding]]:
    """Numbers of few people where the same delivery names neighbourhoods."""
    named: dict[Any, list[str]] = {}
    renamed: dict[Any, RowPlan] = {}
    for row, pk, values in entry.afterwards("uitvoeringen"):
        places = named[pk or row] = values["wijken"] or []
        number = values["aantal_plekken"]
        if row and {"aantal_plekken", "wijken"} & row.changes.keys():
            renamed[pk or row] = row
            if places and is_small_group(number, DELIVERED_TO):
                yield row, "aantal_plekken", small_group(number, places)
    for row, _pk, values in entry.afterwards("cijfers"):
        if not is_small_group(values["waarde"], counted(values)):
            continue
        for delivery, places in named.items():
            if places and values["uitvoering"] in (None, delivery):
                warning = small_group(values["waarde"], places)
                if row and row.is_written:
                    yield row, "waarde", warning
                elif delivery in renamed:
                    yield renamed[delivery], "wijken", warning

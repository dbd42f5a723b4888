"""How many entries have each pair of values of two facets."""

from .bitmaps import PLACE_KEYS, Bitmaps
from .facets import Answer, Counts


def crossing(answer: Answer, rows: str, columns: str) -> dict[str, Counts]:
    """For each row in use, for each column in use, a number above zero.

    What the two facets themselves ask is left out. City, province and status speak of one
    and the same delivery here too: a pair counts what the list finds with both.
    """
    is_asked = answer.places.get(rows) or answer.places.get(columns)
    if not is_asked and len(answer.by_value(rows)) > len(answer.by_value(columns)):
        # What is beside a value is asked for as few times as can be. What is asked of one place
        # also says which values of the other are in use, so then it is not the same.
        return turned(crossing(answer, columns, rows))
    others = answer.entries(leave_out=[rows, columns])
    found = {}
    for row, entries in answer.by_value(rows).items():
        kept = entries & others
        counts = {
            column: number
            for column, each in beside(row, answer, rows, columns).items()
            if (number := kept.intersection_cardinality(each))
        }
        if counts:
            found[row] = counts
    return found


def turned(counts: dict[str, Counts]) -> dict[str, Counts]:
    found: dict[str, Counts] = {}
    for row, beside in counts.items():
        for column, number in beside.items():
            found.setdefault(column, {})[row] = number
    return found


def beside(row: str, answer: Answer, rows: str, columns: str) -> Bitmaps:
    """What has each column: of the same delivery, when both say something of one."""
    if {rows, columns} <= {*PLACE_KEYS}:
        return answer.index.places.by_value(columns, {**answer.places, rows: {row}})
    return answer.by_value(columns)

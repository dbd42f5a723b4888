"""A plan in words, for a terminal."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..files.rows import Level, Place, Problem
from .plans import EntryPlan, Outcome, Plan

LONGEST = 70
LONGEST_NAME = 200


def report_of(name: str, plan: Plan) -> str:
    return "\n".join(lines_of(name, plan))


def lines_of(name: str, plan: Plan) -> Iterator[str]:
    yield f"{name}: {plan.summary}"
    for said in plan.said:
        yield f"  {said}"
    for problem in plan.problems:
        yield f"  {problem_text(problem)}"
    for entry in plan.entries:
        if entry.outcome is not Outcome.SAME:
            yield f"{entry.outcome.value}: {entry.name[:LONGEST_NAME]}"
            if entry.outcome is Outcome.CHANGED:
                yield from (f"  {line}" for line in change_lines(entry))
        for problem in entry.problems():
            yield f"  {problem_text(problem)}"
    if plan.absent:
        yield absent_text(plan.absent)


def absent_text(number: int) -> str:
    return ngettext(
        "%(number)d entry of the catalogue is not in this file. It stays as it is.",
        "%(number)d entries of the catalogue are not in this file. They stay as they are.",
        number,
    ) % {"number": number}


def change_lines(entry: EntryPlan) -> Iterator[str]:
    for change in entry.changes():
        where = " ".join(filter(None, [change["part"], change["row"], change["field"]]))
        yield f"{where}: {value_text(change['before'])} → {value_text(change['after'])}"


def value_text(value: Any) -> str:
    """A value of the record as a person reads it."""
    match value:
        case None | [] | "":
            return _("(empty)")
        case bool():
            return _("yes") if value else _("no")
        case list():
            return ", ".join(map(str, value))
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def problem_text(problem: Problem) -> str:
    label = level_text(problem.level)
    value = f" (“{problem.value}”)" if problem.value else ""
    where = ", ".join(filter(None, [label, place_text(problem.place)]))
    parts = [
        f"{where}{value}:",
        problem.wrong,
        problem.right,
    ]
    return " ".join(part for part in parts if part)


def level_text(level: Level) -> str:
    return {
        Level.ERROR: _("Error"),
        Level.WARNING: _("Warning"),
        Level.READ: _("Note"),
    }[level]


def place_text(place: Place) -> str:
    """Where it stands: the sheet, the row, the column."""
    parts = []
    if place.sheet:
        parts.append(_("sheet “%s”") % place.sheet)
    if place.cell:
        parts.append(_("cell %s") % place.cell)
    elif place.row:
        parts.append(_("row %d") % place.row)
    parts += [part for part in (place.within, place.column) if part]
    return ", ".join(parts)

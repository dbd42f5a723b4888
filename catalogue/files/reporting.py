"""What a reader has to say while it reads, and how much it may read."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from ..records.values import nearest, shown
from .rows import CLEAR, Contents, Level, Place, Problem, Row, Unreadable

MOST_ENTRIES = 20_000
MOST_ROWS = 200_000  # of entries and parts together
MOST_PROBLEMS = 100_000
MOST_ADVICE = 1_000  # looking for what somebody may have meant takes time


@dataclass
class Report:
    problems: list[Problem] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    entries: int = 0
    rows: int = 0
    advised: dict[tuple[str, ...], str] = field(default_factory=dict)

    def error(self, place: Place, value: Any, wrong: str, right: str = "") -> None:
        self.add(Level.ERROR, place, value, wrong, right)

    def read(self, place: Place, value: Any, how: str) -> None:
        self.add(Level.READ, place, value, how, "")

    def has_error_of(self, row: Row) -> bool:
        """Of the row that was read last."""
        if not self.problems:
            return False
        last = self.problems[-1]
        place = (last.place.sheet, last.place.row)
        return last.level is Level.ERROR and place == (row.sheet, row.row)

    def refuse_clearing(self, place: Place) -> None:
        wrong = _("A file never takes rows away.")
        right = _("Leave this empty, and delete the rows on the site itself.")
        self.error(place, CLEAR.value, wrong, right)

    def add(
        self, level: Level, place: Place, value: Any, wrong: str, right: str
    ) -> None:
        if len(self.problems) == MOST_PROBLEMS:
            message = _("This file has more than %d problems; the first is: %s")
            raise Unreadable(message % (MOST_PROBLEMS, self.problems[0].wrong))
        self.problems.append(Problem(level, place, shown(value), wrong, right))

    def did_you_mean(self, text: str, names: tuple[str, ...]) -> str:
        asked = (text, *names)
        if asked not in self.advised and len(self.advised) < MOST_ADVICE:
            near = nearest(text, names, most=1)
            self.advised[asked] = _("Did you mean “%s”?") % near[0] if near else ""
        return self.advised.get(asked, "")

    def count_entry(self) -> None:
        self.entries += 1
        if self.entries > MOST_ENTRIES:
            message = _("This file holds more than %d entries. Split it.")
            raise Unreadable(message % MOST_ENTRIES)
        self.count_row()

    def count_row(self) -> None:
        self.rows += 1
        if self.rows > MOST_ROWS:
            message = _("This file holds more than %d rows. Split it.")
            raise Unreadable(message % MOST_ROWS)

    def contents(self, rows: list[Row]) -> Contents:
        return Contents(rows, self.problems, self.said)

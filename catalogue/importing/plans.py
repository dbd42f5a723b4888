"""What an import would do: the outcome for each entry, before anything is written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from ..files.rows import Level, Problem
from ..record_loading import Stored, place_names
from .parsing import Parsed


class Outcome(Enum):
    NEW = "nieuw"
    CHANGED = "gewijzigd"
    SAME = "gelijk"
    REFUSED = "geweigerd"


@dataclass(frozen=True)
class Options:
    """What the person allows."""

    create: frozenset[str] = frozenset()  # of CREATABLE
    publish: bool = False  # new entries are public at once
    complete: bool = False  # what the file leaves out of an entry goes; for one version
    valid_only: bool = False  # take the good entries, where others are refused
    accepted: frozenset[int] | None = (
        frozenset()
    )  # entries whose warnings are read; None: all

    def accepts(self, number: int) -> bool:
        return self.accepted is None or number in self.accepted


@dataclass(eq=False)
class RowPlan:
    """What happens to one row: the entry itself, or a part of it."""

    parsed: Parsed
    label: str = ""  # which row, for a person: "utrecht"
    pk: int | None = None
    old: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    delivery: "RowPlan | int | None" = None  # of a part of a delivery: new, or its key
    instance: Any = None  # the row of the table as it would be

    @property
    def is_new(self) -> bool:
        return self.pk is None

    @property
    def is_written(self) -> bool:
        return self.is_new or bool(self.changes)

    def value(self, name: str) -> Any:
        """The value of the field `name` afterwards."""
        return self.changes[name][1] if name in self.changes else self.old.get(name)


@dataclass
class Removal:
    """A row of the entry that goes."""

    part: str
    label: str
    pk: int
    old: dict[str, Any]


@dataclass(eq=False)
class EntryPlan:
    """What happens to one entry."""

    number: int  # of the entries in the file, from 1
    own: RowPlan
    slug: str = ""
    revision: int = 0  # of the entry as it was when this was planned
    stored: Stored | None = None  # the entry as it is
    parts: dict[str, list[RowPlan]] = field(default_factory=dict)
    removed: list[Removal] = field(default_factory=list)
    # Every source that the entry does not have yet, by its short name.
    new_sources: list[str] = field(default_factory=list)
    decided: bool = True  # its warnings, if any, are accepted

    @property
    def parsed(self) -> Parsed:
        return self.own.parsed

    @property
    def name(self) -> str:
        name = self.own.value("naam") or self.parsed.values.get("naam")
        return str(name or self.slug or _("Entry %d") % self.number)

    def rows(self) -> Iterator[RowPlan]:
        yield self.own
        for rows in self.parts.values():
            yield from rows

    def afterwards(
        self, name: str
    ) -> Iterator[tuple[RowPlan | None, int | None, dict[str, Any]]]:
        """The rows of a part as they will be: the plan of a row, its key and its values.

        Those that the file does not mention come first and have no plan. `uitvoering` is the
        delivery itself: its key, or the plan of a new one.
        """
        rows = self.parts.get(name, [])
        if self.stored:
            mentioned = {row.pk for row in rows} | {row.pk for row in self.removed}
            keys, olds = self.stored.parts[name], self.stored.record[name]
            places = self.places()
            for pk, old in zip(keys, olds, strict=True):
                if pk not in mentioned:
                    delivery = places.get(old.get("uitvoering"))
                    yield None, pk, {**old, "uitvoering": delivery}
        for row in rows:
            values = {field: row.value(field) for field in row.parsed.kind.fields()}
            yield row, row.pk, {**values, "uitvoering": row.delivery}

    def places(self) -> dict[str | None, int]:
        """The keys of the deliveries that are there, by what their record calls them."""
        if not self.stored:
            return {}
        rows = self.stored.record["uitvoeringen"]
        names: list[str | None] = [*place_names(rows)]
        return dict(zip(names, self.stored.parts["uitvoeringen"], strict=True))

    def problems(self, *levels: Level) -> Iterator[Problem]:
        for parsed in self.parsed.everything():
            for problem in parsed.problems:
                if not levels or problem.level in levels:
                    yield problem

    @property
    def outcome(self) -> Outcome:
        if any(self.problems(Level.ERROR)):
            return Outcome.REFUSED
        if not self.decided and any(self.problems(Level.WARNING)):
            return Outcome.REFUSED
        if self.own.is_new:
            return Outcome.NEW
        written = bool(self.new_sources or self.removed) or any(
            row.is_written for row in self.rows()
        )
        return Outcome.CHANGED if written else Outcome.SAME

    @property
    def undecided(self) -> bool:
        """Whether it is refused for its warnings alone, which somebody has to read."""
        refused = self.outcome is Outcome.REFUSED
        return refused and not any(self.problems(Level.ERROR))

    def changes(self) -> Iterator[dict[str, Any]]:
        """Field by field what changes, the relations included."""
        for name, rows in {"": [self.own], **self.parts}.items():
            for row in rows:
                changes = row.changes
                if row.is_new and not changes:
                    # All it holds is what nothing known looks like: a delivery “onbekend”.
                    key = row.parsed.kind.key[0]
                    changes = {key: (None, row.parsed.values.get(key))}
                for column, (old, new) in changes.items():
                    yield {
                        "part": name,
                        "row": row.label,
                        "new": row.is_new,
                        "field": column,
                        "before": old,
                        "after": new,
                    }
        for removal in self.removed:
            for column, old in removal.old.items():
                if old not in (None, "", []) and column != "uuid":
                    yield {
                        "part": removal.part,
                        "row": removal.label,
                        "new": False,
                        "gone": True,
                        "field": column,
                        "before": old,
                        "after": None,
                    }
        if self.new_sources and not self.own.is_new:
            yield {
                "part": "bronnen",
                "row": "",
                "new": False,
                "field": "bronnen",
                "before": [],
                "after": self.new_sources,
            }


@dataclass
class Plan:
    """What an import would do, and all that is wrong with the file."""

    options: Options
    entries: list[EntryPlan]
    problems: list[Problem]  # of the file, beside those of its entries
    said: list[str]
    created: dict[tuple[type[Model], str], "NewRow"] = field(default_factory=dict)
    absent: int = 0
    absent_names: list[str] = field(default_factory=list)

    def count(self, outcome: Outcome) -> int:
        return sum(entry.outcome is outcome for entry in self.entries)

    @property
    def summary(self) -> str:
        """The last line of a report; a contract."""
        return ", ".join(f"{self.count(each)} {each.value}" for each in Outcome)

    @property
    def blocks(self) -> bool:
        """Whether nothing may be written: something is refused, and all or nothing is asked."""
        wrong = any(problem.level is Level.ERROR for problem in self.problems)
        refused = bool(self.count(Outcome.REFUSED))
        return (wrong or refused) and not self.options.valid_only

    def standing(self) -> Iterator[EntryPlan]:
        for entry in self.entries:
            if entry.outcome is not Outcome.REFUSED:
                yield entry

    @property
    def why_blocked(self) -> str:
        if self.count(Outcome.REFUSED):
            return _("Nothing is imported: something is refused.")
        return _("Nothing is imported: something is wrong with the file itself.")

    def kept(self) -> Iterator[EntryPlan]:
        for entry in self.entries:
            if entry.outcome in (Outcome.NEW, Outcome.CHANGED):
                yield entry


@dataclass
class NewRow:
    """An organisation or a term that the file names and the catalogue does not have."""

    model: type[Model]
    slug: str
    name: str
    entries: list[int] = field(
        default_factory=list
    )  # the numbers of those that name it

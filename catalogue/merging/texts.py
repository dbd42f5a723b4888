"""The own fields of two entries: what is filled, and where they say something else."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..checking import problems_of
from ..choices import Voluntariness
from ..models import Intervention
from .plans import Group, Text

COMPARED = [
    "kind",
    "sentence",
    "summary",
    *Intervention.SECTIONS,
    "voluntariness",
    "source_key",
    "internal_remark",
]
LISTS = [*Intervention.VOCABULARIES, "sources"]


class Texts:
    """Fills `stays` where it is empty, without saving it. Its dates of checking stay its own:
    nobody compared the text of the one with the sources of the other."""

    def __init__(self, stays: Intervention, goes: Intervention) -> None:
        self.stays, self.goes = stays, goes
        self.changed: list[str] = []
        self.filled: list[Text] = []
        self.differing: list[Text] = []
        was_wrong = {str(wrong) for _names, wrong in problems_of(stays)}
        for name in COMPARED:
            self.compare(label(name), [name])
        self.compare(_("Age"), ["age_from", "age_to"])
        self.add_names()
        self.problems = [
            f"{label(names[0])}: {wrong}" if names else wrong
            for names, wrong in problems_of(stays)
            if str(wrong) not in was_wrong
        ]

    def compare(self, label: str, names: list[str]) -> None:
        """Fields that are one fact: filled together, or not at all."""
        if all(is_empty(self.goes, name) for name in names):
            return
        kept, other = self.shown(self.stays, names), self.shown(self.goes, names)
        if all(is_empty(self.stays, name) for name in names):
            for name in names:
                setattr(self.stays, name, getattr(self.goes, name))
            self.changed += names
            self.filled.append(Text(label, "", other))
        elif kept != other:
            self.differing.append(Text(label, kept, other))

    def shown(self, entry: Any, names: list[str]) -> str:
        if len(names) > 1:
            ends = [getattr(entry, name) for name in names]
            return " – ".join("…" if end is None else str(end) for end in ends)
        display = getattr(entry, f"get_{names[0]}_display", None)
        return str(display()) if display else getattr(entry, names[0])

    def add_names(self) -> None:
        """Who searches for a name of the one that goes finds the one that stays."""
        own = [line.strip() for line in self.stays.other_names.splitlines()]
        names = [name for name in own if name]
        known = {name.casefold() for name in [self.stays.name, *names]}
        new = []
        for name in [self.goes.name, *self.goes.other_names.splitlines()]:
            name = name.strip()
            if name and name.casefold() not in known:
                known.add(name.casefold())
                new.append(name)
        if new:
            self.stays.other_names = "\n".join([*names, *new])
            self.changed.append("other_names")
            self.filled.append(Text(label("other_names"), "", "\n".join(new)))


class Lists:
    """The terms and sources that only the one that goes has."""

    def __init__(self, stays: Intervention, goes: Intervention) -> None:
        self.new: dict[str, list[Any]] = {}
        for name in LISTS:
            known = set(getattr(stays, name).all())
            new = [row for row in getattr(goes, name).all() if row not in known]
            if new:
                self.new[name] = new

    @property
    def groups(self) -> list[Group]:
        return [
            Group(label(name), [*map(str, rows)]) for name, rows in self.new.items()
        ]


def label(name: str) -> str:
    return capfirst(str(Intervention._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def is_empty(entry: Intervention, name: str) -> bool:
    return getattr(entry, name) in ("", None, Voluntariness.UNKNOWN)

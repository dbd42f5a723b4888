"""Rows of a file into values of the record, each problem at its cell."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError as Invalid
from django.core.validators import URLValidator, validate_slug
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _
from pydantic import ValidationError

from ..files.rows import CLEAR, Level, Problem, Row
from ..models import Recognition
from ..models.fields import sort_key
from ..records import PARTS, InterventionRecord, Record
from ..records.values import plain, shown

# What readers found, by the sheet, the row and the list it stands in.
Noted = dict[tuple[str, int, str], list[Problem]]


@dataclass(eq=False)
class Parsed:
    """One row of a file as values of the record; None where the file clears a field."""

    kind: type[Record]
    row: Row
    values: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    parts: dict[str, list["Parsed"]] = field(default_factory=dict)

    def problem(
        self,
        column: str,
        wrong: str,
        right: str = "",
        *,
        value: Any = None,
        level: Level = Level.ERROR,
    ) -> None:
        """Note what is wrong with the field `column`, or with the row as a whole.

        `value` is the item of a list that is meant; without it the cell is.
        """
        raw = self.row.cells.get(column, "") if value is None else value
        items = raw if isinstance(raw, list) else [raw]
        text = "; ".join(each.value if each is CLEAR else plain(each) for each in items)
        place = self.row.place(column)
        self.problems.append(Problem(level, place, shown(text), wrong, right))

    @property
    def wrong(self) -> set[str]:
        """The fields that have an error, so that nothing more can be said of them."""
        fields = {column: name for name, column in self.row.columns.items()}
        return {
            fields.get(each.place.column, each.place.column)
            for each in self.problems
            if each.level is Level.ERROR
        }

    def everything(self) -> Iterator["Parsed"]:
        yield self
        for rows in self.parts.values():
            yield from rows


def by_place(problems: Iterable[Problem]) -> Noted:
    found: Noted = {}
    for each in problems:
        place = each.place
        found.setdefault((place.sheet, place.row, place.within), []).append(each)
    return found


def parse(row: Row, noted: Noted) -> Parsed:
    """The entry in `row`, with its parts; what is `noted` of them is theirs from now on."""
    entry = parse_row(InterventionRecord, row, noted)
    for name, kind in PARTS.items():
        rows = [parse_row(kind, each, noted) for each in row.parts.get(name, [])]
        if rows:
            entry.parts[name] = rows
    derive_keys(entry)
    return entry


def parse_row(kind: type[Record], row: Row, noted: Noted) -> Parsed:
    cells = {name: raw for name, raw in row.cells.items() if raw is not CLEAR}
    cleared = [name for name, raw in row.cells.items() if raw is CLEAR]
    said: list[tuple[str, str]] = []
    wrong: dict[str, str] = {}
    values = {}
    try:
        values = read(kind, cells, said)
    except ValidationError as error:
        for each in error.errors(include_url=False):
            name = str(each["loc"][0])
            wrong.setdefault(name, (each.get("ctx") or {}).get("message", each["msg"]))
        fit = {name: raw for name, raw in cells.items() if name not in wrong}
        said.clear()
        values = read(kind, fit, said)
    values.update(dict.fromkeys(cleared))
    place = (row.sheet, row.row, row.within)
    # A row that is only named stands nowhere itself.
    problems = [] if row.named_at else noted.pop(place, [])
    parsed = Parsed(kind, row, values, problems)
    for name, message in wrong.items():
        parsed.problem(name, message)
    for name, message in said:
        parsed.problem(name, message, level=Level.READ)
    if not row.named_at:
        check_forms(parsed)
    return parsed


def read(
    kind: type[Record], cells: dict[str, Any], said: list[tuple[str, str]]
) -> dict[str, Any]:
    record = kind.model_validate(cells, context=said)
    given = record.model_fields_set
    return {name: getattr(record, name) for name in kind.model_fields if name in given}


def check_forms(parsed: Parsed) -> None:
    """Say it in the words of the one who made the file; Django speaks of slugs and URLs."""
    for name, check, wrong, right in forms(parsed.kind):
        value = parsed.values.get(name)
        if value and not is_valid(check, value):
            parsed.problem(name, str(wrong), right(value))


def forms(kind: type[Record]) -> Iterator[tuple[str, Any, str, Callable[[str], str]]]:
    for name, column in columns_with_form(kind):
        if isinstance(column, models.SlugField):
            wrong = _("A short name consists of letters, digits and hyphens.")
            yield name, validate_slug, wrong, right_short_name
        else:
            wrong = _("This is not the address of a page.")
            yield name, check_address, wrong, right_address


@cache
def columns_with_form(kind: type[Record]) -> list[tuple[str, Any]]:
    columns = (
        (name, kind.table._meta.get_field(about.stored.name))
        for name, about in kind.fields().items()
    )
    shaped = (models.SlugField, models.URLField)
    return [each for each in columns if isinstance(each[1], shaped)]


check_address = URLValidator()


def is_valid(check: Callable[[str], None], value: str) -> bool:
    try:
        check(value)
    except Invalid:
        return False
    return True


def right_short_name(value: str) -> str:
    made = slugify(value)
    return _("Write it like this: %s") % shown(made) if made else ""


def right_address(value: str) -> str:
    address = f"https://{value}"
    if is_valid(check_address, address):
        return _("Write it like this: %s") % shown(address)
    return _("Begin with https://, or leave it empty.")


def derive_keys(entry: Parsed) -> None:
    """Give rows that have no short name of their own the one that their words make."""
    for name in ("onderzoeken", "waarderingen", "bronnen"):
        for part in entry.parts.get(name, []):
            derive_key(part, [part.values.get("titel")])
    for part in entry.parts.get("erkenningen", []):
        of_entry = entry.values.get("korte_naam") or entry.values.get("naam")
        words: list[Any] = [
            of_entry,
            part.values.get("databank"),
            part.values.get("datum"),
        ]
        derive_key(part, words)
    for part in entry.parts.get("uitvoeringen", []):
        derive_reach(part)


def derive_key(part: Parsed, words: list[Any]) -> None:
    if part.values.get("korte_naam"):
        return
    if all(words):
        made = slugify(" ".join(map(str, words)))[:200].strip("-")
        part.values["korte_naam"] = made
    made_of = ["databank", "datum"] if part.kind.table is Recognition else ["titel"]
    unread = part.wrong.intersection(["korte_naam", *made_of])
    if not part.values.get("korte_naam") and not unread:
        needed = " + ".join(
            ["interventie", *made_of] if part.kind.table is Recognition else made_of
        )
        part.problem(
            "korte_naam",
            _("This row has no key."),
            _("Fill in “korte_naam”, or %s.") % needed,
        )


def derive_reach(part: Parsed) -> None:
    """How far a delivery reaches, where its other cells say it."""
    values, unread = part.values, part.wrong
    if values.get("bereik") or values.get("uuid") or "bereik" in unread:
        return
    cities = values.get("gemeenten") or []
    if values.get("regio") or "regio" in unread:
        values["bereik"] = "regio"
    elif len(cities) > 1:
        values["bereik"] = "gemeente"
        wrong = _("More than one city stands here, and no name of a region.")
        right = _("Give each city a row of its own, or fill in “regio”.")
        part.problem("gemeenten", wrong, right)
    elif cities and sort_key(cities[0]) in ("landelijk", "onbekend"):
        values["bereik"] = sort_key(cities[0])
        values["gemeenten"] = []
    elif cities or "gemeenten" in unread:
        values["bereik"] = "gemeente"
    else:
        values["bereik"] = "onbekend"
        if not unread:  # else its place can be in what was not read
            wrong = _("This delivery names no place: it is read as “onbekend”.")
            part.problem("bereik", wrong, level=Level.READ)

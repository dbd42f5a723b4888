"""What people should know of each field: for the handbook, the schema and the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import BeforeValidator

from ..models import City, Intervention, Organisation, Source
from ..models.vocabulary import Vocabulary
from . import dates, values
from .about import About, AboutRows, Record
from .record import PARTS, InterventionRecord
from .stored import DeliveryColumn, KeyColumn, ListColumn, RowColumn, RowsColumn

ENTRIES = "interventies"
# Made of other fields where they are left out.
MADE = {"slug", "scope"}

# By the function that reads a value.
KINDS: Mapping[Any, Any] = {
    values.read_text: _("Text. It may have several lines."),
    values.read_line: _("One line of text."),
    values.read_lines: _("One or more texts."),
    values.read_names: _("One or more names."),
    values.read_uuid: _("A uuid: 32 digits and letters from a to f."),
    values.read_whole: _("A whole number."),
    values.read_number: _("A number with at most two decimals: 13 or 12,5."),
    values.read_yes_or_no: _("“ja” or “nee”."),
    dates.read_day: _("A day: 13-5-2024 or 2024-05-13."),
    dates.read_partial_day: _(
        "A day, a month or a year: 1-3-2020, maart 2020 or 2020. "
        "2020-03-01 and 2020-03 are fine too."
    ),
}
CHOICE = _("One value from the list.")
TERMS = _("One or more short names or names from the list.")
SHORT_NAME = _("A short name: letters, digits and hyphens.")
ADDRESS = _("An address of a page, with https:// before it.")
DELIVERY = _(
    "The place of one of the rows of “uitvoeringen”: a city, a region, "
    "“landelijk” or “onbekend”."
)
REFERENCES: Mapping[Any, Any] = {
    City: _("One or more cities."),
    Organisation: _("An organisation of the catalogue."),
    Source: _("The short name of a source: of a row of “bronnen”, or known already."),
    Intervention: _("The short name of an entry of the catalogue."),
}


@dataclass(frozen=True)
class Explained:
    """One field, in plain values and texts that are translated when they are shown."""

    name: str
    meaning: Promise
    kind: Promise
    choices: tuple[tuple[str | int, Any], ...]  # values of a closed list, with labels
    refers_to: type[models.Model] | None
    several: bool
    needed: bool  # for something new
    longest: int | None  # in characters
    highest: int | None
    standard: str
    example: Any

    @property
    def vocabulary(self) -> type[Vocabulary] | None:
        model = self.refers_to
        return model if model and issubclass(model, Vocabulary) else None

    def allowed(self, terms: "Terms") -> list[tuple[str, str]]:
        """What may stand here and what it means, where that is a list."""
        listed = terms[self.vocabulary] if self.vocabulary else self.choices
        return [(str(value), label_of(value, str(label))) for value, label in listed]

    @property
    def is_number(self) -> bool:
        return isinstance(self.example, (int, float)) and not self.is_yes_or_no

    @property
    def is_yes_or_no(self) -> bool:
        return isinstance(self.example, bool)


@dataclass(frozen=True)
class ExplainedPart:
    """The entry itself, or the rows it has several of."""

    name: str
    meaning: Promise
    key: tuple[str, ...]
    fields: tuple[Explained, ...]


@cache
def parts() -> tuple[ExplainedPart, ...]:
    """The entry itself, and then its parts in the order of their sheets."""
    found = [explained(ENTRIES, _("The entry itself."), InterventionRecord)]
    for name, kind in PARTS.items():
        about = InterventionRecord.model_fields[name].json_schema_extra
        assert isinstance(about, AboutRows)
        found.append(explained(name, about.meaning, kind))
    return tuple(found)


def explained(name: str, meaning: Any, kind: type[Record]) -> ExplainedPart:
    fields = tuple(
        explained_field(kind, name, about) for name, about in kind.fields().items()
    )
    return ExplainedPart(name, meaning, kind.key, fields)


def explained_field(kind: type[Record], name: str, about: About) -> Explained:
    stored = about.stored
    column: Any = kind.table._meta.get_field(stored.name)
    choices, reader = how_read(kind, name)
    has_length = not choices and not isinstance(stored, KeyColumn)
    may_be_empty = column.blank or column.null or column.has_default()
    return Explained(
        name=name,
        meaning=about.meaning,
        kind=CHOICE if choices else kind_of(reader, about, column),
        choices=choices,
        refers_to=getattr(stored, "model", None),
        several=isinstance(stored, (ListColumn, RowsColumn)),
        needed=not may_be_empty and stored.name not in MADE,
        longest=getattr(column, "max_length", None) if has_length else None,
        highest=highest_of(column),
        standard=about.standard,
        example=about.example,
    )


def label_of(value: str | int, label: str) -> str:
    """What `label` says beside the `value` itself."""
    if label.casefold() == str(value):
        return ""
    return label.removeprefix(f"{value}: ")


def how_read(kind: type[Record], name: str) -> tuple[tuple[tuple[Any, Any], ...], Any]:
    """The closed list of a field, or else the function that reads its values."""
    for each in kind.model_fields[name].metadata:
        if isinstance(each, values.OneOf):
            return tuple((one.value, one.label) for one in each.choices), None
        if isinstance(each, BeforeValidator):
            return (), each.func
    raise TypeError(f"Nothing reads {name} of {kind.__name__}.")


def kind_of(reader: Any, about: About, column: models.Field) -> Promise:
    stored = about.stored
    if isinstance(stored, DeliveryColumn):
        return DELIVERY
    if isinstance(stored, (RowColumn, RowsColumn)):
        is_list = issubclass(stored.model, Vocabulary)
        return TERMS if is_list else REFERENCES[stored.model]
    if isinstance(column, models.SlugField):
        return SHORT_NAME
    if isinstance(column, models.URLField):
        return ADDRESS
    return KINDS[reader]


def highest_of(column: Any) -> int | None:
    # The validators that the column was given: those of the database are of no interest.
    limits = [each for each in column._validators if type(each) is MaxValueValidator]
    return limits[0].limit_value if limits else None


Terms = Mapping[type[Vocabulary], list[tuple[str, str]]]


def terms() -> Terms:
    """What stands in the lists that editors extend, slugs and names; a query for each."""
    used = {field.vocabulary for part in parts() for field in part.fields}
    return {
        model: list(model._default_manager.values_list("slug", "name"))
        for model in used
        if model
    }


def words(field: Explained, terms: Terms) -> str:
    """What may stand in a field, in one text: for where there is no room for a list."""
    text = str(field.kind)
    if listed := field.allowed(terms):
        shown = (f"{value} ({label})" if label else value for value, label in listed)
        text = f"{text.rstrip('.')}: {', '.join(shown)}."
    if field.highest:
        text += " " + _("At most %(highest)s.") % {"highest": field.highest}
    if field.longest:
        text += " " + _("At most %(longest)s characters.") % {
            "longest": number_format(field.longest, force_grouping=True)
        }
    return text


# What everybody who makes a file must know.
RULES: Sequence[Any] = (
    _("An empty cell leaves the catalogue as it is."),
    _("A cell with no more than a dash (-) empties the field."),
    _(
        "A list replaces the list in the catalogue. So write down all that belongs in it."
    ),
    _(
        "Rows of a part, such as “uitvoeringen”, are added or changed. "
        "A row that is not in the file stays in the catalogue."
    ),
    _("An entry that is not in the file stays in the catalogue too."),
    _(
        "An entry is recognised by “nummer_bij_bron”. Without one by “uuid”, and "
        "without that by “korte_naam”."
    ),
    _("You see what will change before anything changes."),
)

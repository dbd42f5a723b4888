"""What a file names: cities, organisations, terms, sources and other entries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import Model
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ..choices import OrganisationType
from ..files.rows import Level
from ..models import City, Intervention, Organisation, Phase, Source
from ..models.fields import sort_key
from ..models.vocabulary import Vocabulary
from ..records import Record
from ..records.stored import RowColumn, RowsColumn
from ..records.values import nearest, shown
from .matching import batches
from .parsing import Parsed
from .plans import NewRow

CREATABLE = {"organisatie": Organisation, "begrip": Vocabulary}
# Looking for the nearest names takes time; who has this many wrong has seen the point.
MOST_SUGGESTIONS = 300
MOST_LISTED = 12  # as many as a person reads


@dataclass
class Names:
    """The rows of a table, by everything a person may call them."""

    keys: dict[str, int] = field(default_factory=dict)  # by slug
    by_name: dict[str, set[str]] = field(default_factory=dict)
    by_code: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # by slug

    def add(self, slug: str, key: int, *names: str) -> None:
        self.keys[slug] = key
        self.names[slug] = names[0] if names else slug
        for name in (slug, *names):
            self.by_name.setdefault(sort_key(name), set()).add(slug)


class References:
    """Finds what a file names; each table is read once, when it is first needed."""

    def __init__(self, create: Iterable[str]) -> None:
        self.create = set(create)
        self.created: dict[tuple[type[Model], str], NewRow] = {}
        self.tables: dict[type[Model], Names] = {}
        self.suggested: dict[tuple[type[Model], str], list[str]] = {}

    def names(self, model: type[Model]) -> Names:
        if model not in self.tables:
            large = model in (Source, Intervention)  # see look_up()
            self.tables[model] = Names() if large else names_of(model)
        return self.tables[model]

    def key(self, model: type[Model], slug: str) -> int:
        return self.names(model).keys[slug]

    def look_up(self, model: type[Model], column: str, slugs: Iterable[str]) -> None:
        """Read of a large table only the rows that the file names."""
        names = self.tables.setdefault(model, Names())
        for batch in batches(sorted(set(slugs))):
            rows = model._default_manager.filter(slug__in=batch)
            for slug, pk, name in rows.values_list("slug", "pk", column):
                names.add(slug, pk)
                names.names[slug] = name

    def resolve(self, parsed: Parsed, number: int) -> None:
        """Replace the names in the row `parsed` of entry `number` by slugs."""
        for column, model, several in referring_fields(parsed.kind):
            value = parsed.values.get(column)
            if not value:
                continue
            wanted = value if several else [value]
            found = [self.find(model, each, parsed, column, number) for each in wanted]
            slugs = list(dict.fromkeys(slug for slug in found if slug))
            if several:
                parsed.values[column] = slugs
            elif slugs:
                parsed.values[column] = slugs[0]

    def find(
        self, model: type[Model], text: str, parsed: Parsed, column: str, number: int
    ) -> str | None:
        names = self.names(model)
        slug = self.known(model, text)
        if slug:
            if text in names.by_code:
                said = _("“%s” is read as %s.") % (shown(text), names.names[slug])
                parsed.problem(column, said, value=text, level=Level.READ)
            return slug
        found = names.by_name.get(sort_key(text), set())
        if len(found) > 1:
            wrong = _("“%s” can be more than one.") % shown(text)
            right = _("Choose from: %s.") % ", ".join(sorted(found))
            parsed.problem(column, wrong, right, value=text)
        elif kind := self.may_create(model, text):
            row = self.created.setdefault((model, kind), NewRow(model, kind, text))
            row.entries.append(number)
            said = _("“%s” is not there yet: it is made.") % shown(text)
            parsed.problem(column, said, value=text, level=Level.READ)
            return kind
        else:
            wrong = _("We do not know “%s”.") % shown(text)
            parsed.problem(column, wrong, self.advice(model, text), value=text)
        return None

    def known(self, model: type[Model], text: str) -> str | None:
        """The slug of the one row that `text` means, if there is one."""
        names = self.names(model)
        if text in names.keys:
            return text
        if text in names.by_code:
            return names.by_code[text]
        found = names.by_name.get(sort_key(text), set())
        return next(iter(found)) if len(found) == 1 else None

    def may_create(self, model: type[Model], name: str) -> str | None:
        """The slug that something new would get; None where it may not be made."""
        kinds = [kind for kind, base in CREATABLE.items() if issubclass(model, base)]
        if not self.create.intersection(kinds):
            return None
        return slugify(name)[:100].strip("-") or None

    def advice(self, model: type[Model], text: str) -> str:
        asked = (model, sort_key(text))
        if asked not in self.suggested and len(self.suggested) < MOST_SUGGESTIONS:
            names = self.names(model).names
            near = nearest(text, [*names.values(), *names])
            by_name = {name: slug for slug, name in names.items()}
            slugs = [
                near_by if near_by in names else by_name[near_by] for near_by in near
            ]
            self.suggested[asked] = [
                f"{names[slug]} ({slug})" for slug in dict.fromkeys(slugs)
            ]
        near = self.suggested.get(asked, [])
        if near:
            return _("Did you mean: %s?") % ", ".join(near)
        listed = self.names(model).names.values()
        if issubclass(model, Vocabulary) and 0 < len(listed) <= MOST_LISTED:
            return _("Choose from: %s.") % ", ".join(listed)
        if model is City:
            return _("Write the name of the city, or its CBS code, such as 0344.")
        if issubclass(model, tuple(CREATABLE.values())):
            return _("Choose one that exists, or allow making new ones.")
        return _("Choose one that exists.")


def names_of(model: type[Model]) -> Names:
    names = Names()
    rows: Any = model._default_manager
    if model is City:
        for slug, pk, name, official, code, ended in rows.values_list(
            "slug", "pk", "name", "official_name", "code", "end_date"
        ):
            # A name that went to another city when its own ended is the other's now.
            names.add(slug, pk, *([name, official] if ended is None else []))
            names.names[slug] = name
            for written in (code, f"GM{code}", f"gm{code}", code.lstrip("0")):
                names.by_code[written] = slug
    elif model is Organisation:
        for slug, pk, name, short in rows.values_list(
            "slug", "pk", "name", "abbreviation"
        ):
            names.add(slug, pk, *filter(None, [name, short]))
    else:
        for slug, pk, name in rows.values_list("slug", "pk", "name"):
            names.add(slug, pk, name)
    return names


@cache
def referring_fields(kind: type[Record]) -> list[tuple[str, type[Model], bool]]:
    """The fields that name rows of lists, which `resolve` finds: field, table, several."""
    found = []
    for name, about in kind.fields().items():
        stored = about.stored
        large = getattr(stored, "model", None) in (Source, Intervention)
        if isinstance(stored, (RowColumn, RowsColumn)) and not large:
            found.append((name, stored.model, isinstance(stored, RowsColumn)))
    return found


def new_row(planned: NewRow) -> Model:
    """The row that `planned` stands for, with what its table needs beside a name."""
    fields: dict[str, Any] = {"slug": planned.slug, "name": planned.name}
    if planned.model is Organisation:
        fields["type"] = OrganisationType.OTHER
    if planned.model is Phase:
        fields["people"] = f"jongeren in de fase {planned.name}"
    return planned.model(**fields)

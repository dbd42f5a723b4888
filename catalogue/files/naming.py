"""Names in a file, and the fields they are meant for."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from ..models.fields import without_accents
from ..records import PARTS, InterventionRecord
from ..records.values import shown
from .reporting import Report
from .rows import Place

# In tables, the column that says to which entry a row of a part belongs.
ENTRY = "interventie"


def key(text: str) -> str:
    """The same for every way to write one name: “Korte naam *” is korte_naam."""
    return re.sub(r"[\s_-]+|\*\s*\Z", "", without_accents(text))


class Names:
    """The names that may stand in one place."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        self.by_key = {key(name): name for name in self.names}

    def find(self, text: str) -> str | None:
        return self.by_key.get(key(text))


@cache
def entry_names() -> Names:
    return Names([*InterventionRecord.fields(), *PARTS])


@cache
def part_names(part: str) -> Names:
    return Names(PARTS[part].fields())


@cache
def part_columns(part: str) -> Names:
    return Names([ENTRY, *PARTS[part].fields()])


def by_field(
    pairs: Iterable[tuple[str, Any]],
    names: Names,
    place: Callable[[str, Any], Place],
    report: Report,
) -> dict[str, Any]:
    """The values of `pairs` by field; a name that is unknown, or comes again, is an error."""
    found: dict[str, Any] = {}
    for text, value in pairs:
        name = names.find(text)
        if name is None:
            wrong = _("“%s” is not a name we know here.") % shown(text)
            near = report.did_you_mean(text, names.names)
            report.error(
                place(shown(text), value),
                text,
                wrong,
                near or _("The page “Velden” of this site lists the names."),
            )
        elif name in found:
            wrong = _("“%s” is there more than once.") % name
            report.error(place(shown(text), value), text, wrong, _("Keep one of them."))
        else:
            found[name] = value
    return found

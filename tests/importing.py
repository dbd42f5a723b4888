"""Files for tests of the import, and what became of them."""

import json

from catalogue.files.rows import Level
from catalogue.importing import NotCarriedOut, Options, import_file
from catalogue.models import Intervention
from catalogue.record_loading import Loader

NEW = {
    "naam": "Straatteam",
    "soort": "aanpak",
    "in_een_zin": "Het team zoekt jongeren op straat op.",
    "samenvatting": "Het team loopt elke dag door de wijk.",
}


def bring_in(*records, create=(), who="test", **options):
    """Import `records`; the plan, of which nothing is written where something is refused."""
    options = Options(create=frozenset(create), **options)
    content = json.dumps(records).encode()
    try:
        return import_file("bestand.json", content, options, who)
    except NotCarriedOut as error:
        return error.plan


def record_of(slug):
    """The entry as the catalogue has it now."""
    pk = Intervention.objects.get(slug=slug).pk
    return Loader().load([pk])[0].record


def changes(plan):
    """Every change of `plan`: part, row, field, and the value before and after."""
    return [
        tuple(each[name] for name in ("part", "row", "field", "before", "after"))
        for entry in plan.entries
        for each in entry.changes()
    ]


def problems(plan, *levels):
    """Where each problem is, in which field, and what is wrong."""
    found = [
        each
        for entry in plan.entries
        for each in entry.problems(*(levels or [Level.ERROR, Level.WARNING]))
    ]
    return [(each.place.within, each.place.column, each.wrong) for each in found]

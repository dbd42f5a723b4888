"""What a dump looks like: a folder of fixtures, and contents.json, which lists them.

The list tells that a copy lacks a file, and which files are ours to remove. It has no hashes
and no counts, so who merges two dumps or mends a text by hand has nothing to add up.
"""

import json
import re
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

from ..models import (
    ActiveIngredient,
    Appraisal,
    ApproachType,
    City,
    Delivery,
    Figure,
    Intervention,
    Involvement,
    OldSlug,
    Organisation,
    PersonWarning,
    Phase,
    PreventionLevel,
    Recognition,
    Relation,
    Setting,
    Source,
    Study,
    Synonym,
    TargetGroup,
    Term,
    Theme,
    Version,
)

# A file for each table.
LISTS: dict[str, type[Model]] = {
    "01_approach_types": ApproachType,
    "02_target_groups": TargetGroup,
    "03_phases": Phase,
    "04_prevention_levels": PreventionLevel,
    "05_settings": Setting,
    "06_themes": Theme,
    "07_active_ingredients": ActiveIngredient,
    "08_terms": Term,
    "09_synonyms": Synonym,
    "10_cities": City,
    "11_organisations": Organisation,
    "12_sources": Source,
}
# What is of an approach type; the rest is in the file of an entry.
EVIDENCE: dict[str, type[Model]] = {"13_studies": Study, "14_appraisals": Appraisal}
# In the file of their entry, after it.
PARTS: dict[str, type[Model]] = {
    "deliveries": Delivery,
    "involvements": Involvement,
    "figures": Figure,
    "recognitions": Recognition,
    "studies": Study,
    "appraisals": Appraisal,
    "old_slugs": OldSlug,
    "versions": Version,
    "person_warnings": PersonWarning,
}
# Each after those it refers to.
MODELS: list[type[Model]] = [
    *LISTS.values(),
    Intervention,
    *PARTS.values(),
    Relation,
]
# Not written: every change makes these anew.
DERIVED = {"sort_key", "revision"}

CONTENTS = "contents.json"
RELATIONS = "relations.json"
UNFINISHED = ".unfinished"  # a folder with what is being written
FORMAT = "interventiewijzer-dump-1"
OURS = re.compile(rf"(?:lists|interventions)/[a-z0-9_+-]+\.json|{RELATIONS}")


class DumpError(Exception):
    """What is wrong with a folder, a file or a row, for who runs the command."""


def file_of(row: Any) -> str:
    """The name of the file that `row` belongs in."""
    if isinstance(row, Relation):
        return RELATIONS
    entry = row if isinstance(row, Intervention) else getattr(row, "intervention", None)
    if entry:
        return f"interventions/{stem(entry.slug)}.json"
    tables = LISTS | EVIDENCE
    return next(f"lists/{name}.json" for name in tables if tables[name] is type(row))


def stem(slug: str) -> str:
    """`slug` as the name of a file. Not every machine tells “Boksen” from “boksen”."""
    name = re.sub(r"[^a-z0-9_-]", "-", slug.lower())
    return name if name == slug else f"{name}+{sha256(slug.encode()).hexdigest()[:12]}"


def write(path: Path, content: Any) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2, default=written)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def written(value: Any) -> str:
    match value:
        case date():  # or a moment, with the microseconds that Django cuts off
            return value.isoformat()
        case Decimal():
            return format(value, "f")
    raise TypeError(f"{value!r} has no place in a dump")


def read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise DumpError(f"{path}, line {error.lineno}: {error.msg}.") from error
    except (ValueError, RecursionError) as error:
        raise DumpError(f"{path} cannot be read: {error}.") from error


def write_contents(folder: Path, names: set[str], **marks: bool) -> None:
    new = folder / UNFINISHED / CONTENTS
    about = {"format": FORMAT, "migration": max(migrations()), **marks}
    write(new, {**about, "files": sorted(names)})
    new.replace(folder / CONTENTS)


def read_contents(folder: Path) -> dict[str, Any]:
    path = folder / CONTENTS
    contents = read(path)
    if not isinstance(contents, dict) or contents.get("format") != FORMAT:
        raise DumpError(
            f"{path} is not of a dump that can be read here: its format is not {FORMAT}."
        )
    names = contents.get("files")
    if not isinstance(names, list):
        raise DumpError(f"{path} has no list of files.")
    for name in names:
        if not isinstance(name, str) or not OURS.fullmatch(name):
            raise DumpError(f"{path} lists {name!r}, which is in no dump.")
    return contents


def migrations() -> set[str]:
    loader = MigrationLoader(None)
    return {name for app, name in loader.disk_migrations or () if app == "catalogue"}

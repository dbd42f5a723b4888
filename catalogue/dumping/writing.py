"""The catalogue, out."""

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core import serializers
from django.db.models import Model, Prefetch, QuerySet

from ..models import Intervention, Relation
from ..snapshots import snapshot
from .folder import (
    CONTENTS,
    DERIVED,
    EVIDENCE,
    LISTS,
    PARTS,
    RELATIONS,
    UNFINISHED,
    DumpError,
    file_of,
    read_contents,
    write,
    write_contents,
)

AT_ONCE = 500


def dump(folder: Path) -> int:
    """Write the catalogue to `folder`; return how many entries it has.

    An older dump stays as it is until the new one is complete beside it. Then the files
    change places, while contents.json says that this is not finished.
    """
    old = older_dump(folder)
    staging = folder / UNFINISHED
    try:
        new = write_files(staging)
        if of_entries(old) and not of_entries(new):
            raise DumpError(
                f"This catalogue has no entries, and the dump in {folder} has. "
                "Look at DATABASE_URL, or name another folder."
            )
        strange = sorted(name for name in new - old if (folder / name).exists())
        if strange:
            raise DumpError(
                f"{folder / strange[0]} is not of the older dump. Move it away."
            )
        write_contents(folder, old | new, unfinished=True)
        for name in sorted(new):
            (folder / name).parent.mkdir(exist_ok=True)
            (staging / name).replace(folder / name)
        for name in sorted(old - new):
            (folder / name).unlink(missing_ok=True)
        write_contents(folder, new)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return len(of_entries(new))


def of_entries(names: set[str]) -> list[str]:
    return [name for name in names if name.startswith("interventions/")]


def write_files(folder: Path) -> set[str]:
    names = set()
    with snapshot():
        for name, rows in files():
            write(folder / name, rows)
            names.add(name)
    return names


def older_dump(folder: Path) -> set[str]:
    """The files that an older dump put in `folder`. Refuse a folder of somebody else."""
    if (folder / CONTENTS).exists():
        return set(read_contents(folder)["files"])
    if folder.exists() and not folder.is_dir():
        raise DumpError(f"{folder} is a file. Name a folder.")
    present = folder.iterdir() if folder.exists() else []
    # What is hidden, such as .git, is in nobody's way.
    if any(not path.name.startswith(".") for path in present):
        raise DumpError(
            f"{folder} has files and is not a dump: there is no {CONTENTS}. "
            "Name a new or empty folder, or one with an older dump."
        )
    return set()


def files() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The name and the rows of each file.

    Lists by their keys; the parts of an entry as they were made, for the site shows some
    of them in that order.
    """
    for name, model in LISTS.items():
        yield f"lists/{name}.json", plain(by_key(stored(model)))
    for name, model in EVIDENCE.items():
        rows = stored(model).filter(intervention=None)
        yield f"lists/{name}.json", plain(by_key(rows))
    parts = [Prefetch(name, stored(model)) for name, model in PARTS.items()]
    entries = stored(Intervention).prefetch_related(*parts)
    for entry in entries.iterator(chunk_size=AT_ONCE):
        of_entry = [row for name in PARTS for row in getattr(entry, name).all()]
        yield file_of(entry), plain([entry, *of_entry])
    relations = stored(Relation).select_related("intervention")
    found = plain(relations.iterator(chunk_size=AT_ONCE))
    yield RELATIONS, sorted(found, key=lambda row: row["fields"]["intervention"])


def stored(model: Any) -> QuerySet[Any]:
    """The rows of `model` with what they refer to, but for the entry they are a part of."""
    others = [field.name for field in model._meta.fields if field.is_relation]
    others = [name for name in others if name != "intervention"]
    many = [field.name for field in model._meta.many_to_many]
    rows = model._default_manager.order_by("pk").prefetch_related(*many)
    return rows.select_related(*others) if others else rows


def by_key(rows: Iterable[Any]) -> list[Any]:
    """Sorted here: databases differ in how they compare."""
    return sorted(rows, key=lambda row: row.natural_key())


def plain(rows: Iterable[Model]) -> list[dict[str, Any]]:
    """`rows` as in a fixture: named by their keys, without numbers or what is derived."""
    found = serializers.serialize(
        "python", rows, use_natural_foreign_keys=True, use_natural_primary_keys=True
    )
    for row in found:
        row.pop("pk", None)  # of an old slug, which nothing refers to
        for name in DERIVED & row["fields"].keys():
            del row["fields"][name]
        for value in row["fields"].values():
            if isinstance(value, list):  # the keys of a many-to-many relation
                value.sort()
    return found

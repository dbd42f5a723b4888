"""Files to import: entries that the catalogue does not have, and changes to those it has."""

import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import transaction

from catalogue.files.writing import write
from catalogue.models import Intervention
from catalogue.record_loading import Loader
from catalogue.records import InterventionRecord

from .generate import SEED, Generator

SECTIONS = [
    name
    for name, about in InterventionRecord.fields().items()
    if about.stored.name in Intervention.SECTIONS
]
KEYED_BY_SLUG = ("erkenningen", "onderzoeken", "waarderingen")

Record = dict[str, Any]


def write_file(file: Path, records: Iterable[Record]) -> None:
    with file.open("wb") as out:
        out.writelines(write("jsonl", records))


def new_entries(size: int, seed: int = SEED + 1) -> Iterator[Record]:
    """Generated entries that the catalogue does not have. It stays as it is."""
    known = set(keys())
    with transaction.atomic():
        Generator(random.Random(seed), size).write()
        made = [pk for pk in keys() if pk not in known]
        for entry in Loader().stored(made):
            yield renamed(filled(entry.record))
        transaction.set_rollback(True)


def changed_entries(size: int) -> Iterator[Record]:
    """So many entries of the catalogue, each with something new: a text, a list, a row."""
    for number, entry in enumerate(Loader().stored(keys()[:size])):
        record = filled(entry.record)
        record["in_een_zin"] = f"Nu anders: {record['in_een_zin']}"[:160].strip()
        record["fasen"] = record.get("fasen", [])[1:]
        figure = {"wat_is_geteld": "aanmeldingen", "waarde": 100 + number}
        figure |= {"eenheid": "jongeren", "peildatum": "2026-01"}
        record["cijfers"] = [*record.get("cijfers", []), figure]
        yield record


def keys() -> list[int]:
    return list(Intervention.objects.order_by("pk").values_list("pk", flat=True))


def filled(record: Record) -> Record:
    """The record without what is not known, as people write it."""
    return {
        name: [filled(each) if isinstance(each, dict) else each for each in value]
        if isinstance(value, list)
        else value
        for name, value in record.items()
        if value is not None and value != []
    }


def in_short(record: Record) -> Record:
    """Ten thousand in full are more than IMPORT_MAX_MB allows."""
    return {name: value for name, value in record.items() if name not in SECTIONS}


def renamed(record: Record) -> Record:
    """With short names that no entry of another seed has."""
    record["korte_naam"] = new_slug(record["korte_naam"])
    for name in KEYED_BY_SLUG:
        for row in record.get(name, []):
            row["korte_naam"] = new_slug(row["korte_naam"])
    for row in record.get("relaties", []):
        row["andere_interventie"] = new_slug(row["andere_interventie"])
    return record


def new_slug(slug: str) -> str:
    return f"nieuw-{slug}"[:200]

"""An import of entries that are new, beside `bulk_create` of the same rows.

`python -m bench.imports FILE`: the figures of one process, as JSON. The database of
DATABASE_URL stays as it is.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import django
from django.apps import apps
from django.db import transaction
from django.db.models import Max

ENTRIES = 10_000
ROUNDS = 2
BATCH = 500
# What an import keeps of itself, and the words for search: none of it stands in the file.
OWN = {
    "AccountEvent",
    "Correction",
    "Edit",
    "EntryWords",
    "ImportBatch",
    "ImportRow",
    "LinkCheck",
    "LinkCheck_interventions",
    "LinkCheck_organisations",
    "PersonWarning",
    "Revision",
    "Version",
    "WordEntries",
}

Figures = dict[str, Any]


def import_figures(entries: int = ENTRIES) -> Figures:
    """Measured in a process of its own, so that its memory is that of an import alone."""
    from .import_files import new_entries, write_file

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "programmes.jsonl"
        write_file(file, new_entries(entries))
        # So many in full are more than people may bring in at once.
        environment = {**os.environ, "IMPORT_MAX_MB": "100"}
        done = subprocess.run(
            [sys.executable, "-m", "bench.imports", str(file)],
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
        )
        size = file.stat().st_size
    return {"entries": entries, "bytes": size, **json.loads(done.stdout)}


def measure(file: Path) -> Figures:
    from catalogue.importing import Options, import_file

    options = Options(create=frozenset(["organisatie", "begrip"]), accepted=None)
    seconds: dict[str, list[float]] = {"import": [], "bulk_create": []}
    rows: list[list[Any]] = []
    most = 0
    for _ in range(ROUNDS):
        with transaction.atomic():
            last = last_keys()
            started = perf_counter()
            import_file(file.name, file.read_bytes(), options, "bench")
            seconds["import"].append(perf_counter() - started)
            most = most or peak()
            rows = rows or rows_after(last)
            transaction.set_rollback(True)
        with transaction.atomic():
            started = perf_counter()
            for each in rows:
                type(each[0])._base_manager.bulk_create(each, batch_size=BATCH)
            seconds["bulk_create"].append(perf_counter() - started)
            transaction.set_rollback(True)
    medians = {name: statistics.median(each) for name, each in seconds.items()}
    return {"seconds": medians, "peak": most, "rows": sum(map(len, rows))}


def last_keys() -> dict[Any, int]:
    keys = {each: each._base_manager.aggregate(last=Max("pk")) for each in models()}
    return {model: found["last"] or 0 for model, found in keys.items()}


def rows_after(last: dict[Any, int]) -> list[list[Any]]:
    """What an import made, table by table."""
    made = [list(each._base_manager.filter(pk__gt=pk)) for each, pk in last.items()]
    return [rows for rows in made if rows]


def models() -> list[Any]:
    """The tables of entries and of what these name; what others refer to comes first."""
    catalogue = apps.get_app_config("catalogue")
    left = [
        model
        for model in catalogue.get_models(include_auto_created=True)
        if model.__name__ not in OWN
    ]
    found: list[Any] = []
    while left:
        found += [each for each in left if referred_to(each) <= {each, *found}]
        left = [each for each in left if each not in found]
    return found


def referred_to(model: Any) -> set[Any]:
    fields = model._meta.concrete_fields
    return {each.related_model for each in fields if each.is_relation}


def peak() -> int:
    """The most memory that this process has held, from its own start on."""
    lines = Path("/proc/self/status").read_text().splitlines()
    [held] = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
    return int(held) * 1024


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()
    sys.stdout.write(json.dumps(measure(Path(sys.argv[1]))))

"""The generated catalogues: made once, kept in var/bench/, and copied to PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from fcntl import LOCK_EX, flock
from io import StringIO
from pathlib import Path
from typing import Any
from zlib import crc32

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from catalogue.models import Intervention

from .datasette_peer import WITH_PHASES, WORDS
from .generate import generate

ROWS_AT_ONCE = 5_000
# What the counts of the ordinary list read, without touching the rows and their text.
PUBLIC = "publication, publish_from, publish_until"
INDEXES = {
    "bench_by_kind": f"catalogue_intervention ({PUBLIC}, kind)",
    "bench_by_voluntariness": f"catalogue_intervention ({PUBLIC}, voluntariness)",
    "bench_by_id": f"catalogue_intervention (id, {PUBLIC})",
    "bench_by_status": "catalogue_delivery (intervention_id, status)",
    # What Datasette counts and sorts by.
    "bench_kind": "catalogue_intervention (kind)",
    "bench_voluntariness": "catalogue_intervention (voluntariness)",
    "bench_sort_key": "catalogue_intervention (sort_key)",
}


def sqlite_file(size: int) -> Path:
    return settings.VAR_DIR / "bench" / f"catalogue-{size}.sqlite3"


def fill(size: int) -> None:
    """Make the database of DATABASE_URL hold `size` entries, or leave it when it does."""
    file = sqlite_file(size)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)  # two at once would remove each other's file
        if connection.vendor == "sqlite":
            # What follows removes rows and files: never those of somebody's own catalogue.
            if Path(connection.settings_dict["NAME"]) != file:
                raise SystemExit(f"DATABASE_URL must name {file}")
            remove_outdated(file)
        fill_alone(size)


def fill_alone(size: int) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    entries = Intervention.objects.count()
    if entries < size:
        if connection.vendor == "sqlite":
            call_command("load_first_catalogue", verbosity=0)
            generate(size)
        elif entries:
            raise SystemExit("DATABASE_URL must name an empty database")
        else:
            copy_from(sqlite_file(size))
    with connection.cursor() as cursor:
        for name, columns in INDEXES.items():
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {columns}")
        if connection.vendor == "sqlite":
            make_view(cursor)
            index_words(cursor)
            cursor.execute(f"PRAGMA user_version = {made_by()}")
        # As PostgreSQL itself does within minutes of so many writes.
        vacuum = "VACUUM " if connection.vendor == "postgresql" else ""
        cursor.execute(f"{vacuum}ANALYZE")


def remove_outdated(file: Path) -> None:
    """Drop what other code made: other tables, other rows or other words."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA user_version")
        if cursor.fetchone()[0] == made_by():
            return
    connection.close()
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def made_by() -> int:
    """A number for the code that decides what the database holds."""
    own = settings.BASE_DIR / "catalogue"
    files = [
        *sorted((own / "migrations").glob("*.py")),
        own / "analyser.py",
        settings.BASE_DIR / "bench" / "generate.py",
    ]
    number = 0
    for file in files:
        number = crc32(file.read_bytes(), number)
    return number >> 1  # SQLite keeps it in 32 bits with a sign


def make_view(cursor: Any) -> None:
    """What Datasette can count a relation by: each entry with a list of its phases."""
    cursor.execute(
        f"""
        CREATE VIEW IF NOT EXISTS {WITH_PHASES} AS
        SELECT entry.*, (
            SELECT json_group_array(phase.slug)
            FROM catalogue_intervention_phases link
            JOIN catalogue_phase phase ON phase.id = link.phase_id
            WHERE link.intervention_id = entry.id
        ) AS phases
        FROM catalogue_intervention entry
        """
    )


def index_words(cursor: Any) -> None:
    """What Datasette searches: the same words, in the full-text search of SQLite."""
    if WORDS in connection.introspection.table_names(cursor):
        return
    cursor.execute(
        f"""
        CREATE VIRTUAL TABLE {WORDS} USING fts5 (
            name, other_names, places, body, tokenize = 'ascii', detail = column,
            content = 'catalogue_entrywords', content_rowid = 'entry'
        )
        """
    )
    cursor.execute(f"INSERT INTO {WORDS} ({WORDS}) VALUES ('rebuild')")


def copy_from(file: Path) -> None:
    """Copy the catalogue's tables from an SQLite `file` into PostgreSQL as they stand."""
    catalogue = apps.get_app_config("catalogue")
    models = list(catalogue.get_models(include_auto_created=True))
    source = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    with transaction.atomic(), connection.cursor() as cursor:
        # The rows were checked when they were written.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model in models:
            table = model._meta.db_table
            fields = model._meta.concrete_fields
            columns = ", ".join(f'"{field.column}"' for field in fields)
            cursor.execute(f"DELETE FROM {table}")
            rows = source.execute(f"SELECT {columns} FROM {table}")
            for text in written(rows):
                cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", text)
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    source.close()


def written(rows: sqlite3.Cursor) -> Iterator[StringIO]:
    """Some rows at a time, as COPY reads them."""
    while some := rows.fetchmany(ROWS_AT_ONCE):
        yield StringIO("".join("\t".join(map(cell, row)) + "\n" for row in some))


def cell(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, bytes):
        return rf"\\x{value.hex()}"
    return str(value).translate(ESCAPES)


ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})

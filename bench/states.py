"""The database as a whole: what it holds, whether it is sound, and as it was before."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.test import Client

from catalogue import indexing
from catalogue.models import EntryWords, Intervention, Revision
from catalogue.record_loading import Loader

KEPT = "kept"
OTHERS = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend'
"""

Hashes = dict[str, str]


def models() -> list[Any]:
    catalogue = apps.get_app_config("catalogue")
    return list(catalogue.get_models(include_auto_created=True))


def tables() -> Hashes:
    """A hash of all rows of each table, as they stand."""
    found = {}
    for model in models():
        rows = model._base_manager.order_by("pk").values_list()
        found[model._meta.db_table] = hash_of(
            # PostgreSQL gives binary values as views of its memory.
            [bytes(each) if isinstance(each, memoryview) else each for each in row]
            for row in rows.iterator(chunk_size=2_000)
        )
    return found


def meaning() -> Hashes:
    """What the catalogue says, whatever numbers its rows have."""
    slugs = dict(Intervention.objects.order_by("slug").values_list("pk", "slug"))
    entries = Loader().stored(list(slugs))
    texts = EntryWords.objects.values_list("entry", "name", "places", "body")
    words = {
        slugs.get(pk, ""): [sorted(each.split()) for each in row] for pk, *row in texts
    }
    counts = [(each.__name__, each._base_manager.count()) for each in models()]
    revision = Revision.objects.values_list("number", "lists", "removal", "reason")
    return {
        "entries": hash_of(json.dumps(each.record) for each in entries),
        "words": hash_of(sorted(words.items())),
        "counts": hash_of(counts),
        "revision": hash_of(revision),
    }


def hash_of(rows: Any) -> str:
    found = hashlib.sha256()
    for row in rows:
        found.update(repr(row).encode())
    return found.hexdigest()


def differences(before: Hashes, found: Hashes) -> str:
    return ", ".join(name for name in before if before[name] != found[name])


def damage() -> Iterator[str]:
    """What does not work in the database or on the site."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for check in ("integrity_check", "foreign_key_check"):
                cursor.execute(f"PRAGMA {check}")
                if (rows := cursor.fetchall()) not in ([("ok",)], []):
                    yield f"{check}: {rows[:3]}"
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--database", "default"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        yield f"manage.py check: {done.stderr}"
    entry = Intervention.objects.earliest("pk")
    page = Client(SERVER_NAME="localhost").get("/interventies/", {"zoek": entry.name})
    if page.status_code != 200 or entry.get_absolute_url() not in page.text:
        yield f"a search for {entry.name}: status {page.status_code}"


def keep() -> None:
    """Keep the database as it is now."""
    if connection.vendor == "postgresql":
        copy_database(KEPT, name())
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    shutil.copyfile(name(), f"{name()}-{KEPT}")


def restore() -> None:
    """Put back the database that was kept."""
    indexing.held = None
    if connection.vendor == "postgresql":
        copy_database(name(), KEPT)
        return
    connection.close()
    for journal in ("-wal", "-shm"):
        Path(f"{name()}{journal}").unlink(missing_ok=True)
    shutil.copyfile(f"{name()}-{KEPT}", name())


def name() -> str:
    return str(connection.settings_dict["NAME"])


def copy_database(copy: str, original: str) -> None:
    connection.close()
    server = connection.copy()
    server.settings_dict["NAME"] = "template1"
    with server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {copy}")
        cursor.execute(f"CREATE DATABASE {copy} TEMPLATE {original}")
    server.close()


def await_end() -> None:
    """PostgreSQL sees only after its statement that the program that asked is gone."""
    while others():
        time.sleep(0.1)


def kill_others() -> None:
    """End the server's processes that work for others, as if one had crashed."""
    for pid in others():
        os.kill(pid, signal.SIGKILL)
    connection.close()


def others() -> list[int]:
    """The processes of a PostgreSQL that work for others, once it answers."""
    if connection.vendor != "postgresql":
        return []
    for _ in range(300):
        try:
            with connection.cursor() as cursor:
                cursor.execute(OTHERS)
                return [pid for (pid,) in cursor.fetchall()]
        except DatabaseError:
            connection.close()
            time.sleep(0.2)
    raise SystemExit("PostgreSQL does not answer.")

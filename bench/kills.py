"""Imports that are killed: the catalogue is as it was, or has all of the file.

- `python -m bench.kills [KILLS]`: on SQLite and on PostgreSQL, on this machine only;
- `python -m bench.kills here KILLS`: in the database of DATABASE_URL, which must be empty;
- `python -m bench.kills import FILE MOMENT`: imports, and kills itself at that moment.
"""

import os
import signal
import subprocess
import sys
import tempfile
from threading import Timer
from typing import Any

import django

from .load import ROOT, say

KILLS = 13  # of each database
ARGUMENTS = ["--accept", "--create", "organisatie,begrip"]


def main(arguments: list[str]) -> None:
    match arguments:
        case ["here", kills]:
            here(int(kills))
        case ["import", file, moment]:
            import_and_die(file, moment)
        case _:
            on_both([*arguments, str(KILLS)][0])


def on_both(kills: str) -> None:
    command = [sys.executable, "-m", "bench.kills", "here", kills]
    starts = {"SQLite": [], "PostgreSQL": ["tests/with_postgresql.sh"]}
    failed = []
    for database, start in starts.items():
        say(f"Killing imports on {database}")
        with tempfile.TemporaryDirectory() as folder:
            environment = {
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "bench.settings",
                "DATABASE_URL": f"sqlite:///{folder}/catalogue.sqlite3",
            }
            done = subprocess.run([*start, *command], cwd=ROOT, env=environment)
        if done.returncode:
            failed.append(database)
    if failed:
        raise SystemExit(f"Something is lost or left half done: {', '.join(failed)}")


def here(kills: int) -> None:
    django.setup()
    from .trial import ENTRIES, NEW, trial

    problems = trial(kills, ENTRIES, NEW)
    if problems:
        raise SystemExit("\n".join(problems))


def import_and_die(file: str, moment: str) -> None:
    """What `manage.py import_programmes` does, up to `moment`.

    "statement 12", "before the commit", "after the commit", or "commit 20": so many
    milliseconds after that began. At last it says how many statements there were.
    """
    django.setup()
    from django.core.management import call_command
    from django.db import connections

    connection: Any = connections["default"]
    what, _, number = moment.partition(" ")
    commit = connection._commit
    statements = 0

    def counted(execute: Any, *arguments: Any) -> Any:
        nonlocal statements
        statements += 1
        done = execute(*arguments)
        if what == "statement" and statements == int(number):
            die()
        return done

    def committed() -> None:
        if what == "before":
            die()
        if what == "commit":
            Timer(int(number) / 1000, die).start()
        commit()
        if what == "after":
            die()

    connection._commit = committed
    with connection.execute_wrapper(counted):
        call_command("import_programmes", file, *ARGUMENTS)
    say(str(statements))


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1:])

"""The benchmark's commands.

- `python -m bench [SIZE…]`: all of it, and docs/performance.md;
- `python -m bench fill SIZE`: makes the catalogue in the database of DATABASE_URL;
- `python -m bench measure SIZE FILE [import]`: measures it, and writes the figures as JSON;
  with an import of 10,000 entries if asked.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "bench"
SIZES = ["1000", "10000", "100000"]


def main(arguments: list[str]) -> None:
    match arguments:
        case ["fill", size]:
            django.setup()
            from .databases import fill

            fill(int(size))
        case ["measure", size, file, *more]:
            django.setup()
            from .measure import measure

            figures = measure(int(size), with_import=more == ["import"])
            Path(file).write_text(json.dumps(figures, indent=1))
        case _:
            measure_all(arguments or SIZES)


def measure_all(sizes: list[str]) -> None:
    from .report import report

    FOLDER.mkdir(parents=True, exist_ok=True)
    run([sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"])
    figures = []
    # From small to large, one database after the other: a mistake shows early.
    for size in sizes:
        for database in ("sqlite", "postgresql"):
            say(f"Measuring {size} entries on {database}")
            # What an import costs hardly grows with the catalogue.
            more = ["import"] if size == sizes[-1] else []
            figures.append(measured(size, database, *more))
    text = report(figures)
    (ROOT / "docs" / "performance.md").write_text(text, encoding="utf-8")
    say(text)


def measured(size: str, database: str, *more: str) -> dict:
    """The figures of one size on one database, measured in a process of its own."""
    file = FOLDER / f"figures-{database}-{size}.json"
    sqlite = {"DATABASE_URL": f"sqlite:///{FOLDER}/catalogue-{size}.sqlite3"}
    bench = [sys.executable, "-m", "bench"]
    # Datasette reads the SQLite file beside either database.
    run([*bench, "fill", size], **sqlite)
    if database == "sqlite":
        run([*bench, "measure", size, str(file), *more], **sqlite)
    else:
        both = '"$0" -m bench fill "$1" && exec "$0" -m bench measure "$@"'
        command = ["sh", "-c", both, sys.executable, size, str(file), *more]
        run(["tests/with_postgresql.sh", *command])
    return json.loads(file.read_text())


def run(command: list[str], **environment: str) -> None:
    given = {"DJANGO_SETTINGS_MODULE": "bench.settings", **environment}
    subprocess.run(command, cwd=ROOT, env={**os.environ, **given}, check=True)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])

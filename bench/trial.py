"""One file, imported again and again, and killed each time at another moment."""

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from math import inf
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from . import states
from .generate import generate
from .import_files import changed_entries, in_short, keys, new_entries, write_file
from .kills import ARGUMENTS
from .load import say

ENTRIES = 3_000  # of the catalogue
NEW = 7_000  # in the file, beside changes to all of those
FIXTURES = ["01_vocabularies", "02_cities"]


@dataclass(frozen=True)
class Moment:
    """When an import is killed: after a share of its time, or where it says `at`."""

    share: float | None = None
    at: str = ""
    of_server: bool = (
        False  # not the import, but the server's process that works for it
    )

    def __str__(self) -> str:
        if self.at:
            return self.at
        whose = "the server's process, " if self.of_server else ""
        return f"{whose}after {self.share or 0:.0%} of its time"


@dataclass(frozen=True)
class Ended:
    status: int
    said: list[str]
    seconds: float


def trial(kills: int, entries: int, new: int) -> list[str]:
    """Kill imports of `new` entries and changes to `entries` others. Gives what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "programmes.jsonl"
        prepare(file, entries, new)
        return list(Trial(file, entries, new).run(kills))


def prepare(file: Path, entries: int, new: int) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    if keys():
        raise SystemExit("DATABASE_URL must name an empty database.")
    call_command("collectstatic", interactive=False, verbosity=0)
    fixtures = [settings.BASE_DIR / "fixtures" / f"{name}.json" for name in FIXTURES]
    call_command("loaddata", *fixtures, verbosity=0)
    generate(entries)

    records = chain(changed_entries(entries), new_entries(new))
    write_file(file, map(in_short, records))


class Trial:
    def __init__(self, file: Path, entries: int, new: int) -> None:
        self.file = file
        self.seconds = inf  # that an import takes; the machine may be busy now and then
        self.all_new = f"{new} nieuw, {entries} gewijzigd, 0 gelijk, 0 geweigerd"
        self.none_new = f"0 nieuw, 0 gewijzigd, {new + entries} gelijk, 0 geweigerd"

    def run(self, kills: int) -> Iterator[str]:
        """Import, kill and import again. Gives what is wrong."""
        states.keep()
        self.before = states.tables()
        whole = self.run_import(Moment(at="never"))
        if problems := list(self.refused(whole, self.all_new)):
            yield from problems
            return
        self.after = states.meaning()
        states.restore()
        for moment in moments(kills, statements=int(whole.said[-1])):
            yield from self.kill(moment)
        for expected in (self.all_new, self.none_new):
            ended = self.run_import(Moment())
            yield from self.refused(ended, expected)
            if states.meaning() != self.after:
                yield "The last import gave another catalogue than the first."
            say(f"not killed, {ended.seconds:.1f} s: {''.join(ended.said[-1:])}")

    def refused(self, ended: Ended, expected: str) -> Iterator[str]:
        if ended.status or expected not in ended.said[-2:]:
            said = "\n".join(ended.said[-5:])
            yield f"An import that nobody killed ended with {ended.status}: {said}"

    def kill(self, moment: Moment) -> Iterator[str]:
        ended = self.run_import(moment)
        states.await_end()
        problems = list(states.damage())
        found = states.tables()
        if found == self.before:
            outcome = "as before"
        else:
            outcome = "all of the file"
            if states.meaning() != self.after:
                names = states.differences(self.before, found)
                outcome = f"neither as before nor all of the file: {names}"
                problems.append(outcome)
            states.restore()
        if ended.status != -signal.SIGKILL:
            outcome += f"; it ended with status {ended.status}"
        say(f"{moment}: {outcome}")
        yield from (f"killed {moment}: {problem}" for problem in problems)

    def run_import(self, moment: Moment) -> Ended:
        """Import the file in a process of its own, and end that at `moment`."""
        file = str(self.file)
        command = ["manage.py", "import_programmes", file, *ARGUMENTS]
        if moment.at:
            command = ["-m", "bench.kills", "import", file, moment.at]
        wait = None if moment.share is None else moment.share * self.seconds
        started = time.monotonic()
        with tempfile.TemporaryFile("w+") as out:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=settings.BASE_DIR,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
            try:
                status = process.wait(timeout=wait)
            except subprocess.TimeoutExpired:
                if moment.of_server:
                    states.kill_others()
                else:
                    process.kill()
                status = process.wait()
            out.seek(0)
            said = out.read().splitlines()
        seconds = time.monotonic() - started
        if status == 0:
            self.seconds = min(self.seconds, seconds)
        return Ended(status, said, seconds)


def moments(kills: int, statements: int) -> Iterator[Moment]:
    """About half by the clock, all through an import; the others where it writes."""
    exact = [
        Moment(at=f"statement {statements // 2}"),
        Moment(at=f"statement {statements}"),
        Moment(at="before the commit"),
        Moment(at="commit 2"),
        Moment(at="commit 20"),
        Moment(at="after the commit"),
    ]
    if connection.vendor == "postgresql":
        exact.insert(0, Moment(0.8, of_server=True))
    timed = max(kills - len(exact), 0)
    for number in range(timed):
        yield Moment((number + 0.5) / timed)
    yield from exact[:kills]

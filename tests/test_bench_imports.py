"""The files to import, what an import is measured beside, and the killing of imports."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from bench import states, trial
from bench.generate import generate
from bench.import_files import changed_entries, in_short, new_entries, write_file
from bench.imports import measure, models
from bench.trial import Ended, Moment, Trial, moments
from catalogue.importing import Options, import_file
from catalogue.models import Delivery, Figure, Intervention, Involvement

SIZE = 30
FIXTURES = ["01_vocabularies", "02_cities"]


@pytest.fixture
def catalogue(db: None) -> None:
    files = [f"{settings.BASE_DIR}/fixtures/{name}.json" for name in FIXTURES]
    call_command("loaddata", *files, verbosity=0)
    generate(SIZE)


@pytest.fixture
def file(catalogue: None, tmp_path: Path) -> Path:
    file = tmp_path / "programmes.jsonl"
    write_file(file, [*changed_entries(5), *new_entries(10)])
    return file


def brought_in(file: Path) -> str:
    options = Options(create=frozenset(["organisatie"]), accepted=None)
    return import_file(file.name, file.read_bytes(), options, "test").summary


def test_to_make_a_file_leaves_the_catalogue_as_it_is(catalogue):
    before = states.tables()
    assert len([*changed_entries(5), *new_entries(10)]) == 15
    assert states.tables() == before


def test_a_file_brings_new_entries_and_changes_to_others(file):
    assert brought_in(file) == "10 nieuw, 5 gewijzigd, 0 gelijk, 0 geweigerd"
    assert Figure.objects.filter(measure="aanmeldingen").count() == 5
    assert brought_in(file) == "0 nieuw, 0 gewijzigd, 15 gelijk, 0 geweigerd"


def test_an_entry_in_short_has_no_long_texts(catalogue):
    record = next(new_entries(1))
    record["doel"] = "Minder overlast."
    assert in_short(record).keys() <= record.keys() - {"doel"}
    assert "samenvatting" in in_short(record)


def test_bulk_create_gets_every_row_that_the_import_made(catalogue, tmp_path):
    file = tmp_path / "programmes.jsonl"
    write_file(file, new_entries(10))
    before = Counter({each: each._base_manager.count() for each in models()})
    figures = measure(file)
    assert Counter({each: each._base_manager.count() for each in models()}) == before
    brought_in(file)
    after = Counter({each: each._base_manager.count() for each in models()})
    assert figures["rows"] == (after - before).total() > 50
    assert figures["seconds"].keys() == {"import", "bulk_create"}


def test_what_others_refer_to_comes_first():
    order = models()
    assert order.index(Intervention) < order.index(Delivery) < order.index(Involvement)


def test_a_hash_tells_of_each_change(catalogue):
    before, meant = states.tables(), states.meaning()
    entry = Intervention.objects.earliest("pk")
    Intervention.objects.filter(pk=entry.pk).update(aim="Iets anders.")
    found = states.tables()
    assert states.differences(before, found) == "catalogue_intervention"
    assert states.differences(meant, states.meaning()) == "entries"


def test_what_a_catalogue_means_does_not_depend_on_its_numbers(file):
    """PostgreSQL gives the rows of a second try other numbers than those of the first."""

    def tried() -> tuple[states.Hashes, states.Hashes]:
        brought_in(file)
        return states.tables(), states.meaning()

    results = []
    for start in (10_000, 20_000):
        with transaction.atomic():
            entry = Intervention.objects.create(pk=start, name="x", slug="x")
            entry.delete()
            results.append(tried())
            transaction.set_rollback(True)
    (tables, meant), (other_tables, other_meant) = results
    assert meant == other_meant
    assert tables != other_tables


def test_kills_are_spread_and_surround_the_commit():
    found = list(moments(12, statements=100))
    assert len(found) == 12
    timed = [each.share for each in found if not each.at and not each.of_server]
    assert timed == sorted(timed)
    assert 0 < timed[0] < 0.2 < 0.8 < timed[-1] < 1
    assert {"statement 100", "before the commit", "after the commit"} <= {
        each.at for each in found
    }


@pytest.mark.parametrize(
    ("entries", "meant", "problems"),
    [
        ("old", "old", []),
        ("new", "new", []),
        (
            "half",
            "half",
            [
                "killed after 50% of its time: "
                "neither as before nor all of the file: entries"
            ],
        ),
    ],
)
def test_a_half_done_import_is_a_problem(monkeypatch, entries, meant, problems):
    monkeypatch.setattr(states, "tables", lambda: {"entries": entries})
    monkeypatch.setattr(states, "meaning", lambda: {"entries": meant})
    monkeypatch.setattr(states, "damage", list)
    monkeypatch.setattr(states, "await_end", lambda: None)
    monkeypatch.setattr(states, "restore", lambda: None)
    monkeypatch.setattr(trial, "say", lambda text: None)
    tried = Trial(Path("programmes.jsonl"), 5, 10)
    tried.before, tried.after = {"entries": "old"}, {"entries": "new"}
    monkeypatch.setattr(tried, "run_import", lambda moment: Ended(-9, [], 1.0))
    assert list(tried.kill(Moment(0.5))) == problems


KILLS = """
import django
django.setup()
from bench import trial
moments = [trial.Moment(at="before the commit"), trial.Moment(at="after the commit")]
trial.moments = lambda kills, statements: moments
print(trial.trial(2, entries=5, new=5))
"""


@pytest.mark.skipif(connection.vendor != "sqlite", reason="once is enough")
def test_killed_imports_leave_a_small_catalogue_whole(tmp_path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path}/catalogue.sqlite3",
    }
    done = subprocess.run(
        [sys.executable, "-c", KILLS],
        cwd=settings.BASE_DIR,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    said = done.stdout.splitlines()
    assert said[-1] == "[]"
    assert "before the commit: as before" in said
    assert "after the commit: all of the file" in said
    assert said[-2].endswith(": 0 nieuw, 0 gewijzigd, 10 gelijk, 0 geweigerd")

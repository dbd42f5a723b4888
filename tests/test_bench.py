"""The benchmark: the same catalogue each time, and every page of it answers."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction

from bench.exports import ADDRESS, lines, read_all, write_all
from bench.generate import generate
from bench.pages import Site, Subject, pages
from bench.peers import (
    ADMIN,
    CONSTANT,
    CURSOR_CSV,
    DATASETTE,
    DATASETTE_RELATION,
    ORDINARY,
    OURS,
)
from bench.report import report
from catalogue.models import Delivery, EntryWords, Intervention

SIZE = 50
FIXTURES = ["01_vocabularies", "02_cities"]


@pytest.fixture
def cities_and_terms(db: None) -> None:
    files = [f"{settings.BASE_DIR}/fixtures/{name}.json" for name in FIXTURES]
    call_command("loaddata", *files, verbosity=0)


@pytest.fixture
def peers(settings: Any) -> Iterator[None]:
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "bench"]
    settings.ROOT_URLCONF = "bench.urls"
    # A request would close the connection, and with it the test's transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def generated() -> list[tuple]:
    """What `generate` makes of the database, which stays as it was."""
    with transaction.atomic():
        generate(SIZE)
        rows = [
            *Intervention.objects.order_by("slug").values_list(
                "slug", "name", "uuid", "phases__slug", "involvements__role"
            ),
            *Delivery.objects.order_by("uuid").values_list("uuid", "cities__slug"),
            *EntryWords.objects.order_by("name").values_list("name", "places", "body"),
        ]
        transaction.set_rollback(True)
    return rows


def test_one_seed_makes_one_catalogue(cities_and_terms):
    first = generated()
    assert len({row[0] for row in first}) > SIZE
    assert sorted(map(str, first)) == sorted(map(str, generated()))


def test_every_row_keeps_the_rules(cities_and_terms):
    generate(SIZE)
    for model in apps.get_app_config("catalogue").get_models():
        if model._meta.managed:
            for row in model._default_manager.all():
                row.full_clean()


def test_every_page_of_every_django_peer_answers(cities_and_terms, peers):
    generate(SIZE)
    site, editor = Site(), Site.with_editor()
    asked = set()
    for page in pages(Subject.chosen()):
        for peer, address in page.addresses.items():
            client = editor if peer == ADMIN else site
            assert client.get(address)[0] == 200, (peer, page.name)
            asked.add(peer)
    assert asked == {OURS, ORDINARY, ADMIN, CONSTANT}


def test_the_file_of_everything_is_read_whole(cities_and_terms, peers):
    generate(SIZE)
    site = Site()
    assert lines(site.pieces(ADDRESS)) == Intervention.objects.count()
    assert write_all() == read_all() > 5 * SIZE


def test_the_ordinary_list_gives_what_ours_gives(cities_and_terms, peers):
    generate(SIZE)
    site = Site()
    compared = 0
    for page in pages(Subject.chosen()):
        if ORDINARY in page.addresses and "word" not in page.name:
            ours, ordinary = (
                links(site.get(page.addresses[peer])[1]) for peer in (OURS, ORDINARY)
            )
            assert ours == ordinary
            compared += len(ours)
    assert compared > 25


def links(body: bytes) -> list[str]:
    """The entries that a page leads to, in its order."""
    slugs = Intervention.objects.values_list("slug", flat=True)
    text = body.decode()
    found = {slug: text.find(f'href="/interventies/{slug}/"') for slug in slugs}
    return sorted((s for s in found if found[s] >= 0), key=lambda slug: found[slug])


def test_the_report_says_which_targets_are_missed(monkeypatch):
    monkeypatch.setattr("bench.report.version", lambda name: "1.0")

    def case(page: str, peer: str, median: float) -> dict[str, Any]:
        times = {"p50": median, "p95": median, "rate": 1000 / median}
        return {"page": page, "peer": peer, "bytes": 1, "statements": 7, **times}

    run = {
        "database": "sqlite",
        "version": "3",
        "size": 100_000,
        "index": {"bytes": 1024**2, "build": 3, "edit": 0.01},
        "memory": {"ours": 1, "all": 2},
        "exports": {
            "entries": 100_000,
            "growth": 40 * 1024**2,
            "seconds": {OURS: 10, DATASETTE: 10, CURSOR_CSV: 4},
        },
        "imports": {
            "entries": 10_000,
            "rows": 100_000,
            "bytes": 1024**2,
            "peak": 600 * 1024**2,
            "seconds": {"import": 30, "bulk_create": 5},
        },
        "cases": [
            case("list", OURS, 10),
            case("list", DATASETTE, 30),
            case("list", DATASETTE_RELATION, 3000),
            case("list", ORDINARY, 300),
            case("word in one of six", OURS, 10),
            case("word in one of six", DATASETTE, 200),
            case("constant 30 kB", CONSTANT, 1),
        ],
    }
    # The machine was twice as fast meanwhile.
    cases = [case("list", OURS, 4), case("constant 30 kB", CONSTANT, 0.5)]
    small = {**run, "size": 1000, "imports": None, "cases": cases}
    verdict = report([small, run]).partition("## Ratios")[2]
    rows = [line.split(" | ") for line in verdict.splitlines() if "SQLite" in line]
    assert {(row[0][2:], row[3], row[4][:-2]) for row in rows} == {
        ("list: faster than Datasette", "3.00 ×", "**no**"),
        ("list: faster than ordinary list", "30.0 ×", "yes"),
        ("word in one of six: faster than Datasette", "20.0 ×", "–"),
        ("list: times constant page", "10.0 ×", "yes"),
        ("list at 1,000: times constant", "8.00 ×", "yes"),
        ("list: growth from 1,000 to 100,000", "1.25 ×", "yes"),
        ("list: SQL statements", "7", "**no**"),
        ("CSV of everything: times Datasette", "1.00 ×", "yes"),
        ("CSV of everything: times a cursor that writes CSV", "2.50 ×", "**no**"),
        ("CSV of everything: memory", "40.0 MB", "**no**"),
        ("import of 10,000: times bulk_create", "6.00 ×", "yes"),
        ("import of 10,000: memory", "600 MB", "**no**"),
        ("index: memory", "1.0 MB", "yes"),
        ("index: full build, s", "3.00", "**no**"),
        ("index: one edit taken in, ms", "10.0", "yes"),
    }

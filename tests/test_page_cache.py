"""A page is drawn once, until somebody changes something."""

import gzip
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.core.cache import caches
from django.db import OperationalError, connection, connections
from django.test import Client
from redis import Redis
from redis.exceptions import ConnectionError as NoConnection

from catalogue import indexing
from catalogue.changes import catalogue_change
from catalogue.models import Intervention
from catalogue.views import caching

from .builders import make_city, make_intervention, make_superuser

LIST = "/interventies/"
COMPRESSED = {"Accept-Encoding": "gzip"}
IN_PROCESS = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


@pytest.fixture(autouse=True)
def pages(db, settings):
    settings.CACHES = {**settings.CACHES, "pages": IN_PROCESS}
    caches["pages"].clear()
    caching.last_known = None
    make_intervention("Nachtvoetbal", cities=[make_city("Utrecht")])


def rename(name: str) -> None:
    with catalogue_change("test", "rename") as change:
        entry = Intervention.objects.get()
        entry.name = name
        entry.save()
        change.touch(entry)


@pytest.mark.parametrize(
    "address",
    ["/", LIST, "/interventies/nachtvoetbal/", "/gemeenten/utrecht/", "/aanpakken/"],
)
def test_the_second_visitor_gets_the_same_page_for_one_statement(
    client, django_assert_num_queries, address
):
    first = client.get(address)
    with django_assert_num_queries(1):
        second = Client().get(address)
    assert second.content == first.content
    assert second["Content-Type"] == "text/html; charset=utf-8"
    assert second["Cache-Control"] == "no-cache"
    assert "default-src" in second["Content-Security-Policy"]
    assert dict(second.items()) == dict(first.items())


@pytest.mark.parametrize("name", ["schema.json", "sjabloon.xlsx"])
def test_a_file_is_kept_with_its_type_and_its_name(client, name):
    first = client.get(f"/velden/{name}")
    second = Client().get(f"/velden/{name}")
    assert second.content == first.content
    assert dict(second.items()) == dict(first.items())


def test_a_page_that_is_kept_is_not_shown_on_a_host_that_is_no_longer_ours(
    client, settings
):
    settings.ALLOWED_HOSTS = ["eens.example", "localhost"]
    assert client.get(LIST, headers={"host": "eens.example"}).status_code == 200
    settings.ALLOWED_HOSTS = ["localhost"]
    assert client.get(LIST, headers={"host": "eens.example"}).status_code == 400
    assert client.get(LIST, headers={"host": "localhost"}).status_code == 200


def test_a_host_that_is_not_ours_asks_nothing_of_the_database(
    client, django_assert_num_queries
):
    with django_assert_num_queries(0):
        refused = client.get(LIST, headers={"host": "elders.example"})
    assert refused.status_code == 400


def test_one_page_has_not_the_etag_of_another_address(client):
    etag = client.get(f"{LIST}?pagina=1?")["ETag"]
    other = client.get(f"{LIST}%3Fpagina=1?", headers={"if-none-match": etag})
    assert other.status_code == 404


def test_a_page_that_names_its_own_address_does_so_on_every_host(client):
    hosts = ["127.0.0.1", "localhost"]
    named = [
        client.get("/velden/schema.json", headers={"host": host}).json()["$id"]
        for host in hosts
    ]
    assert named == [f"http://{host}/velden/schema.json" for host in hosts]


def test_every_address_has_its_own_page(client):
    assert client.get(LIST).content != client.get(f"{LIST}?gemeente=utrecht").content
    assert "Nachtvoetbal" in client.get(f"{LIST}?gemeente=utrecht").content.decode()
    assert "Nachtvoetbal" not in client.get(f"{LIST}?zoek=boksen").content.decode()


def test_an_edit_shows_on_the_next_request(client):
    before = client.get(LIST)
    rename("Dagvoetbal")
    after = client.get(LIST, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "Dagvoetbal" in after.content.decode()
    assert "Nachtvoetbal" not in after.content.decode()


def test_who_has_the_page_gets_no_more_than_304(client, django_assert_num_queries):
    etag = client.get(LIST)["ETag"]
    with django_assert_num_queries(1):
        answer = client.get(LIST, headers={"If-None-Match": f'"other", {etag}'})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer["ETag"] == etag


def test_who_has_the_compressed_page_gets_304_too(client):
    etag = client.get(LIST, headers=COMPRESSED)["ETag"]
    assert etag.startswith('W/"')
    answer = client.get(LIST, headers={**COMPRESSED, "If-None-Match": etag})
    assert (answer.status_code, answer.content) == (304, b"")


def test_no_304_for_an_editor_nor_for_what_is_sent(client):
    held = {"If-None-Match": client.get(LIST)["ETag"]}
    assert client.post(LIST, headers=held).status_code == 405
    assert client.head(LIST, headers=held).status_code == 304
    client.force_login(make_superuser())
    assert client.get(LIST, headers=held).status_code == 200


def test_the_revision_is_asked_for_once_a_page(client, django_assert_num_queries):
    client.get("/matrix/")
    with django_assert_num_queries(1):
        client.get("/matrix/?rijen=gemeente")


def test_a_page_is_compressed_once_and_only_for_who_can_read_it(client):
    plain = client.get(LIST)
    first, second = (client.get(LIST, headers=COMPRESSED) for _ in range(2))
    # Compressed again, it would have another name of another length in it.
    assert second.content == first.content
    assert second["Content-Encoding"] == "gzip"
    assert second["ETag"] == first["ETag"] == f"W/{plain['ETag']}"
    assert gzip.decompress(second.content) == plain.content
    again = client.get(LIST)
    assert again.content == plain.content
    assert "Content-Encoding" not in again
    assert "Accept-Encoding" in again["Vary"] == second["Vary"]


@pytest.mark.parametrize("query", ["zoek=nachtvoetbal", "fase=onbekend&leeftijd=14"])
def test_what_tells_of_a_person_or_a_case_is_not_kept(client, query):
    first = client.get(f"{LIST}?{query}")
    second = Client().get(f"{LIST}?{query}")
    assert second.context is not None  # drawn again
    held = {"If-None-Match": first["ETag"]}
    assert client.get(f"{LIST}?{query}", headers=held).status_code == 304


def test_a_new_day_and_a_new_release_draw_the_page_anew(client, settings, monkeypatch):
    etags = [client.get(LIST)["ETag"]]
    monkeypatch.setattr(indexing, "today", lambda: date(2031, 1, 1))
    etags.append(client.get(LIST)["ETag"])
    settings.RELEASE = "next"
    etags.append(client.get(LIST)["ETag"])
    assert len(set(etags)) == 3


def test_a_page_of_a_logged_in_editor_is_never_kept(client):
    client.force_login(make_superuser())
    answer = client.get(LIST)
    assert answer["Cache-Control"] == "private, no-store"
    assert "ETag" not in answer
    visitor = Client().get(LIST)
    assert visitor.context is not None  # drawn, not taken from what the editor saw


def test_what_is_not_found_is_not_kept(client):
    assert client.get("/interventies/boksen/").status_code == 404
    make_intervention("Boksen")
    assert client.get("/interventies/boksen/").status_code == 200


def test_pages_go_on_while_the_database_is_gone(client):
    before = client.get(LIST)

    def no_database(*given):
        raise OperationalError("gone")

    client.raise_request_exception = False
    with connection.execute_wrapper(no_database):
        assert client.get(LIST).content == before.content
        held = {"If-None-Match": before["ETag"]}
        assert client.get(LIST, headers=held).status_code == 304
        assert "Utrecht" in client.get("/matrix/?rijen=gemeente").content.decode()
        assert client.get(f"{LIST}?gemeente=utrecht").status_code == 500


@pytest.mark.parametrize(
    ("address", "status"), [("/healthz", 200), ("/readyz", 503), ("/beheer/", 302)]
)
def test_other_pages_do_not_ask_for_the_revision(client, address, status):
    """Nor fail without it, whatever a visitor says to have."""

    def no_database(*given):
        raise OperationalError("gone")

    with connection.execute_wrapper(no_database):
        for held in ({}, {"If-None-Match": '"x"'}):
            assert client.get(address, headers=held).status_code == status


def test_the_revision_shows_that_the_connection_works(client, monkeypatch):
    def another_statement():
        raise AssertionError("A second statement asks for the same.")

    client.get(LIST)
    kept = connections["default"]
    kept.close_if_unusable_or_obsolete()  # as at the start of a request
    with monkeypatch.context() as patched:
        patched.setattr(kept, "health_check_enabled", True)
        patched.setattr(kept, "is_usable", another_statement)
        assert client.get(LIST).status_code == 200


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is never started")
@pytest.mark.django_db(transaction=True)
def test_the_first_page_after_the_database_was_started_anew(client):
    client.get(LIST)
    with suppress(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    page = client.get(f"{LIST}?gemeente=utrecht").content.decode()
    assert "Nachtvoetbal" in page


@pytest.fixture
def redis_url(tmp_path) -> Iterator[str]:
    server = shutil.which("redis-server")
    assert server, "There is no redis-server. Run tests/install_packages.sh."
    socket = tmp_path / "redis.sock"
    arguments = ["--port", "0", "--unixsocket", str(socket), "--save", ""]
    process = subprocess.Popen([server, *arguments], cwd=tmp_path, stdout=-3)
    try:
        url = f"unix://{socket}"
        for _ in range(100):
            try:
                Redis.from_url(url).ping()
                break
            except NoConnection:
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=10)


def test_a_redis_keeps_pages_for_all_processes(
    client, settings, redis_url, django_assert_num_queries
):
    settings.CACHES = {
        **settings.CACHES,
        "pages": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": redis_url,
        },
    }
    first = client.get(LIST)
    keys = Redis.from_url(redis_url).keys()
    assert len(keys) == 1
    assert 0 < Redis.from_url(redis_url).ttl(keys[0]) <= 24 * 60 * 60
    with django_assert_num_queries(1):
        assert Client().get(LIST).content == first.content
    rename("Dagvoetbal")
    assert "Dagvoetbal" in client.get(LIST).content.decode()


def test_without_the_redis_pages_are_drawn(client, settings):
    settings.CACHES = {
        **settings.CACHES,
        "pages": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        },
    }
    for _ in range(2):
        assert "Nachtvoetbal" in client.get(LIST).content.decode()


def test_the_list_page_weighs_at_most_60_kb_with_all_it_needs(client):
    """Compressed as it is sent; brotli, which most browsers take, makes it less."""
    for number in range(30):
        make_intervention(f"Nummer {number}")
    page = client.get(LIST, headers={"Accept-Encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    html = gzip.decompress(page.content).decode()
    files = re.findall(r'(?:href|src)="/static/([^"]+)"', html)
    assert {file.rpartition(".")[2] for file in files} == {"svg", "css", "js"}
    weights = [len(gzip.compress(Path(find(file)).read_bytes())) for file in files]
    assert len(page.content) + sum(weights) <= 60_000

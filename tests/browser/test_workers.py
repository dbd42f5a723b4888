"""An edit shows on the next request, whichever worker answers it."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

ROOT = Path(__file__).parents[2]
PASSWORD = "een lang wachtwoord"


def manage(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True
    )


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urlopen(address, timeout=5).close()
        except URLError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"{address} did not answer in 10 seconds")


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of two processes on a database of its own."""
    database = tmp_path_factory.mktemp("workers") / "catalogue.sqlite3"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
    }
    manage(environment, "migrate", "--verbosity=0")
    manage(environment, "load_first_catalogue")
    editor = ["--username=redactie", "--email=redactie@catalogue.example"]
    manage(environment, "createsuperuser", "--no-input", *editor)
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "interventions_site.wsgi"]
    command += ["-c", "python:interventions_site.gunicorn"]
    command += [f"--bind=127.0.0.1:{port}"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def answers(address: str) -> list[str]:
    """Twenty answers, each over a connection of its own: both workers get their turn."""
    pages = []
    for _ in range(20):
        with urlopen(address, timeout=10) as answer:
            pages.append(answer.read().decode())
    return pages


def test_an_edit_shows_on_the_next_request_in_every_worker(page: Page, base_url: str):
    in_almere = f"{base_url}/interventies/?gemeente=almere"
    assert all("Backbone Academy" not in answer for answer in answers(in_almere))

    page.goto(f"{base_url}/beheer/")
    page.locator("#id_login").fill("redactie")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("[type=submit]").click()
    page.goto(f"{base_url}/beheer/catalogue/intervention/?q=Backbone")
    page.get_by_role("link", name="Backbone Academy").click()
    page.locator("#id_sentence").fill("Gaat de straat op in Eindhoven en in Almere.")
    page.locator("#deliveries-group .add-row a").click()
    row = page.locator("#deliveries-1")
    row.locator("[name=deliveries-1-scope]").select_option("gemeente")
    row.locator("[name=deliveries-1-status]").select_option("actief")
    row.locator(".field-cities .select2-selection").click()
    page.keyboard.type("Almere")
    page.get_by_role("option", name="Almere", exact=True).click()
    page.locator("[name=_save]").first.click()
    expect(page).to_have_url(re.compile(r"/intervention/(\?.*)?$"))

    for answer in answers(in_almere):
        assert "Gaat de straat op in Eindhoven en in Almere." in answer
        assert re.search(r'value="almere"[^>]*checked.*?choice__count">1<', answer)


def test_a_question_of_ten_thousand_characters_gets_an_ordinary_answer(base_url: str):
    question = quote("straatcoaches “in” Arnhem " * 400)
    with urlopen(f"{base_url}/interventies/?zoek={question}", timeout=10) as answer:
        assert answer.status == 200
        assert "Er is alleen gezocht op de eerste 30 woorden" in answer.read().decode()


def test_a_question_without_end_is_cut_off(base_url: str):
    host, _, port = base_url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as sender:
        sender.sendall((b"GET /interventies/?zoek=" + b"a" * 50_000)[:40_960])
        assert sender.recv(100).startswith(b"HTTP/1.1 4")

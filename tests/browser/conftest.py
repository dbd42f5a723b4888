"""Debian's Chromium, and a page that fails its test on any complaint of the browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError
from pytest_django.live_server_helper import LiveServer

# Playwright keeps an event loop in this thread; Django would refuse to use the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Without these Chromium keeps calling its makers' servers.
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.exit("There is no chromium. Run tests/install_packages.sh.", 1)
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {
        **browser_type_launch_args,
        "executable_path": chromium,
        "args": [*QUIET, *as_root],
    }


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    return {
        **browser_context_args,
        "locale": "nl-NL",
        "timezone_id": "Europe/Amsterdam",
    }


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser objected to. A test that expects one checks and clears the list."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def new_context(
    new_context: Callable[..., BrowserContext],
    base_url: str,
    complaints: list[str],
) -> Callable[..., BrowserContext]:
    """Makes contexts that are watched."""

    def note_message(message: ConsoleMessage) -> None:
        # Violations of the Content-Security-Policy are console errors too.
        if message.type == "error":
            complaints.append(f"{message.page and message.page.url}: {message.text}")

    def note_error(error: WebError) -> None:
        complaints.append(str(error.error))

    def note_request(request: Request) -> None:
        address = urlsplit(request.url)
        over_network = address.scheme in {"http", "https", "ws", "wss"}
        if over_network and address.netloc != urlsplit(base_url).netloc:
            complaints.append(f"asked another host: {request.url}")

    def new_watched_context(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.on("console", note_message)
        context.on("weberror", note_error)
        context.on("request", note_request)
        return context

    return new_watched_context

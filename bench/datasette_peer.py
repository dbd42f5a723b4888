"""Datasette over the same file, in the same process: its application is called directly,
without a client or a server in between.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Nothing is guessed or cut short: its answers hold what was asked, like ours.
SETTINGS = {
    "suggest_facets": False,
    "facet_time_limit_ms": 120_000,
    "sql_time_limit_ms": 120_000,
    "default_page_size": 25,
    "max_csv_mb": 0,
}
TABLE = "catalogue_intervention"
WITH_PHASES = "bench_with_phases"
WORDS = "bench_words"


def client(file: Path) -> Callable[[str], tuple[int, bytes]]:
    """What asks for an address, and gives status and body."""
    from datasette.app import Datasette  # only here, since the tests do without it

    search = {"fts_table": WORDS, "fts_pk": "id"}
    tables = {TABLE: search, WITH_PHASES: search}
    datasette = Datasette(
        [str(file)],
        settings=SETTINGS,
        metadata={"databases": {file.stem: {"tables": tables}}},
    )
    loop = asyncio.new_event_loop()
    loop.run_until_complete(datasette.invoke_startup())
    application = datasette.app()

    def get(address: str) -> tuple[int, bytes]:
        return loop.run_until_complete(ask(application, address))

    return get


async def ask(application: Any, address: str) -> tuple[int, bytes]:
    path, _, query = address.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", b"localhost"), (b"accept", b"text/html")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    status = 0
    parts = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        else:
            parts.append(message.get("body", b""))

    await application(scope, receive, send)
    return status, b"".join(parts)

"""What a visitor gets who downloads the list."""

import csv
import json
from io import BytesIO, StringIO
from typing import Any

import yaml
from django.test import Client
from openpyxl import load_workbook

EXPORT = "/interventies/export."


def export(client: Client, query: str = "", format: str = "jsonl") -> bytes:
    response: Any = client.get(f"{EXPORT}{format}{query}")
    assert response.status_code == 200, response.content.decode()
    return response.getvalue()


def records(client: Client, query: str = "") -> list[dict[str, Any]]:
    return [json.loads(line) for line in export(client, query).splitlines()]


def record(client: Client, query: str = "") -> dict[str, Any]:
    [found] = records(client, query)
    return found


def names(client: Client, query: str = "") -> list[str]:
    return [found["naam"] for found in records(client, query)]


def refusal(client: Client, query: str) -> list[str]:
    """The lines of the answer to a question that is refused."""
    response = client.get(f"{EXPORT}csv{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    first, *lines = response.content.decode().splitlines()
    assert first == "Deze vraag kan de site niet beantwoorden:"
    return lines


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode(), newline="")))


def sheets(content: bytes) -> dict[str, list[dict[str, Any]]]:
    """The rows of each sheet by the heads of their columns; empty cells left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    for sheet in load_workbook(BytesIO(content)):
        head, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [
            {
                str(name): cell
                for name, cell in zip(head, row, strict=True)
                if cell is not None
            }
            for row in rows
        ]
    return found


READERS = {
    "csv": csv_rows,
    "xlsx": lambda content: sheets(content)["interventies"],
    "json": json.loads,
    "jsonl": lambda content: [json.loads(line) for line in content.splitlines()],
    "yaml": yaml.safe_load,
}

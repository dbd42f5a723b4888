"""What a visitor sees on the page with the list."""

from typing import Any

from django.test import Client

LIST = "/interventies/"


def answer(client: Client, query: str = "") -> Any:
    """The values the page shows for `query`, as in "?zoek=gezin"."""
    response = client.get(LIST + query)
    assert response.status_code == 200, response.status_code
    return response.context


def names(client: Client, query: str = "") -> list[str]:
    return [card["name"] for card in answer(client, query)["cards"]]


def slugs(client: Client, query: str = "") -> list[str]:
    return [card["url"].split("/")[-2] for card in answer(client, query)["cards"]]


def facet(client: Client, key: str, query: str = "") -> dict[str, int]:
    """The count beside each value of the facet `key`."""
    found = {each["key"]: each for each in answer(client, query)["facets"]}
    return {value["slug"]: value["count"] for value in values_of(found[key])}


def values_of(facet: dict[str, Any]) -> list[dict[str, Any]]:
    """The choices of a facet with the slug that each sends."""
    return [
        {
            "slug": attributes.split('value="')[1].split('"')[0],
            "label": label,
            "count": count,
            "selected": attributes.endswith(" checked"),
        }
        for _, attributes, _, label, count in facet["choices"]
    ]

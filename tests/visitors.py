"""What a browser sends with a form of ours, and when the form was drawn."""

import time
from typing import Any
from unittest import mock

from django.test import Client

from catalogue.models import Intervention
from catalogue.signed_links import Door

OURS = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}
A_DAY = 24 * 60 * 60


def token_made(door: Door, entry: Intervention, *, seconds_ago: float) -> str:
    with mock.patch("time.time", return_value=time.time() - seconds_ago):
        return door.token(entry)


def post(address: str, *, headers: Any = OURS, remote: str = "10.0.0.1", **data: Any):
    return Client().post(address, data, headers=headers, REMOTE_ADDR=remote)


def is_private(response: Any) -> bool:
    return (
        response["Cache-Control"] == "private, no-store"
        and response["X-Robots-Tag"] == "noindex"
        and "ETag" not in response
        and not response.cookies
    )

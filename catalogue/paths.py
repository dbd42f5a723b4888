"""Addresses of pages, for pages that name dozens: `reverse()` takes ten times as long."""

from functools import cache

from django.urls import reverse
from django.utils.translation import get_language


def path_of(page: str, slug: str = "", number: int | str | None = None) -> str:
    """The path of a page in the language of this moment, or of the one called `slug`.

    With `number`, that one of its pages: a version. "%s" and "%d" leave places for both.
    """
    path = found(page, bool(slug), number is not None, get_language())
    if number is not None:
        path = path.replace("/0/", f"/{number}/")
    return path.replace("/-/", f"/{slug}/") if slug else path


@cache
def found(page: str, with_slug: bool, with_number: bool, language: str) -> str:
    return reverse(page, args=["-"] * with_slug + [0] * with_number)

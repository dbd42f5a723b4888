"""Addresses of pages, for pages that name dozens: `reverse()` takes ten times as long."""

from functools import cache

from django.urls import reverse
from django.utils.translation import get_language


def path_of(page: str, slug: str = "") -> str:
    """The path of a page in the language of this moment, or of the one called `slug`."""
    path = found(page, bool(slug), get_language())
    return path.replace("/-/", f"/{slug}/") if slug else path


@cache
def found(page: str, with_slug: bool, language: str) -> str:
    return reverse(page, args=["-"] if with_slug else [])

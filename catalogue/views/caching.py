"""Pages drawn once for each address, revision, day and release, for who is not logged in."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from hashlib import blake2b
from typing import TypeVar

from django.conf import settings
from django.core.cache import caches
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.gzip import gzip_page
from redis.exceptions import RedisError

from .. import indexing

View = Callable[..., HttpResponse]
LargeView = Callable[..., HttpResponseBase]
Response = TypeVar("Response", bound=HttpResponseBase)
Page = tuple[bytes, dict[str, str]]
KEPT_HEADERS = ["Content-Type", "Content-Disposition", "Content-Encoding", "Vary"]
A_DAY = 24 * 60 * 60  # by then its key is never asked for again
# What tells of a person or a case is not kept, in this process or another.
TELLING_KEYS = {"zoek", "leeftijd"}
# What the pages are served from while the database is gone.
last_version = ""


def cached_page(view: View) -> View:
    """Answers 304 to who has the page, and else draws and compresses it once.

    A logged-in editor's pages are always drawn and never kept.
    """
    compressed = gzip_page(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response = view(request, *args, **kwargs)
            patch_cache_control(response, private=True, no_store=True)
            return response
        key = key_of(request)
        etag = f'"{key}"'
        if has(request, etag):
            return labelled(HttpResponseNotModified(), etag)
        may_be_kept = not TELLING_KEYS & request.GET.keys()
        # To compress a page takes longer than all else that is done for a kept one.
        key += "-gzip" if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "") else ""
        page = kept(key) if may_be_kept else None
        if page is not None:
            content, headers = page
            return labelled(HttpResponse(content, headers=headers), etag)
        response = compressed(request, *args, **kwargs)
        if response.status_code == 200:
            if may_be_kept:
                headers = {
                    name: response[name] for name in KEPT_HEADERS if name in response
                }
                keep(key, (response.content, headers))
            labelled(response, etag)
        return response

    return answer


def labelled_page(view: LargeView) -> LargeView:
    """As `cached_page`, for what is the same for everybody and too large to keep."""

    @wraps(view)
    def answer(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponseBase:
        etag = f'"{key_of(request)}"'
        if has(request, etag):
            return labelled(HttpResponseNotModified(), etag)
        response = view(request, *args, **kwargs)
        return labelled(response, etag) if response.status_code == 200 else response

    return answer


def key_of(request: HttpRequest) -> str:
    # With the host: some pages name their own address.
    return digest(f"{version()} {request.build_absolute_uri()}")


def has(request: HttpRequest, etag: str) -> bool:
    """Whether the visitor has the page, or the same one compressed: that has W/ before it."""
    return etag in request.META.get("HTTP_IF_NONE_MATCH", "")


def kept(key: str) -> Page | None:
    """Without the Redis that CACHE_URL names, pages are drawn each time."""
    with suppress(RedisError):
        return caches["pages"].get(key)
    return None


def keep(key: str, page: Page) -> None:
    with suppress(RedisError):
        caches["pages"].set(key, page, timeout=A_DAY)


def labelled(response: Response, etag: str) -> Response:
    """Browsers may keep the page, and ask each time whether it is still the same."""
    response["ETag"] = f"W/{etag}" if "Content-Encoding" in response else etag
    response["Cache-Control"] = "no-cache"
    return response


def version() -> str:
    """Changes with every edit, day and release; the last known one without a database."""
    global last_version
    try:
        revision = indexing.read_revision()
    except Error:
        if not last_version:
            raise
    else:
        last_version = f"{revision} {indexing.today()} {settings.RELEASE}"
    return last_version


def digest(text: str) -> str:
    return blake2b(text.encode(errors="surrogateescape"), digest_size=16).hexdigest()

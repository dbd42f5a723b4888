"""Pages drawn once for each address, revision, day and release, for who is not logged in."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from hashlib import blake2b

from django.conf import settings
from django.core.cache import caches
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from redis.exceptions import RedisError

from .. import indexing

View = Callable[..., HttpResponse]
A_DAY = 24 * 60 * 60  # by then its key is never asked for again
# What tells of a person or a case is not kept, in this process or another.
TELLING_KEYS = {"zoek", "leeftijd"}
# What the pages are served from while the database is gone.
last_version = ""


def cached_page(view: View) -> View:
    """Answers 304 to who has the page, and else draws it once.

    A logged-in editor's pages are always drawn and never kept.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response = view(request, *args, **kwargs)
            patch_cache_control(response, private=True, no_store=True)
            return response
        key = digest(f"{version()} {request.get_full_path()}")
        etag = f'"{key}"'
        if has(request, etag):
            return labelled(HttpResponseNotModified(), etag)
        may_be_kept = not TELLING_KEYS & request.GET.keys()
        content = kept(key) if may_be_kept else None
        if content is not None:
            return labelled(HttpResponse(content), etag)
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            if may_be_kept:
                keep(key, response.content)
            labelled(response, etag)
        return response

    return answer


def has(request: HttpRequest, etag: str) -> bool:
    """Whether the visitor has the page, or the same one compressed: that has W/ before it."""
    return etag in request.META.get("HTTP_IF_NONE_MATCH", "")


def kept(key: str) -> bytes | None:
    """Without the Redis that CACHE_URL names, pages are drawn each time."""
    with suppress(RedisError):
        return caches["pages"].get(key)
    return None


def keep(key: str, content: bytes) -> None:
    with suppress(RedisError):
        caches["pages"].set(key, content, timeout=A_DAY)


def labelled(response: HttpResponse, etag: str) -> HttpResponse:
    """Browsers may keep the page, and ask each time whether it is still the same."""
    response["ETag"] = etag
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

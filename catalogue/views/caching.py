"""Pages drawn once for each address, revision, day and release, for who is not logged in."""

from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from typing import TypeVar

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import SuspiciousOperation
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.cache import patch_cache_control
from redis.exceptions import RedisError

from .. import indexing

View = Callable[..., HttpResponse]
LargeView = Callable[..., HttpResponseBase]
Response = TypeVar("Response", bound=HttpResponseBase)
Page = tuple[bytes, dict[str, str]]
A_DAY = 24 * 60 * 60  # by then its key is never asked for again
# What tells of a person or a case is not kept, in this process or another.
TELLING_KEYS = {"zoek", "leeftijd"}
# What the pages are served from while the database is gone.
last_version = ""


def cached_page(view: View) -> View:
    """Marks a view of which each page is drawn once."""
    view.is_kept = view.is_labelled = True  # type: ignore[attr-defined]
    return view


def labelled_page(view: LargeView) -> LargeView:
    """Marks one whose answers are the same for everybody and too large to keep."""
    view.is_labelled = True  # type: ignore[attr-defined]
    return view


def keep_pages(get_response: View) -> View:
    """The middleware that answers 304 to who has the page, and else draws it once.

    It stands before all that a page goes through, and keeps it as it is sent: compressed, with
    its headers. A logged-in editor's pages are always drawn and never kept.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        view = view_of(request)
        if not getattr(view, "is_labelled", False):
            return get_response(request)
        is_kept = getattr(view, "is_kept", False)
        if is_kept and settings.SESSION_COOKIE_NAME in request.COOKIES:
            response = get_response(request)
            patch_cache_control(response, private=True, no_store=True)
            return response
        try:
            key, is_telling = key_of(request), TELLING_KEYS & request.GET.keys()
        except SuspiciousOperation:
            return get_response(request)  # which refuses it on a page of ours
        etag = f'"{key}"'
        if has(request, etag):
            return labelled(HttpResponseNotModified(), etag)
        is_kept = is_kept and not is_telling
        key += "-gzip" if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "") else ""
        page = kept(key) if is_kept else None
        if page is not None:
            content, headers = page
            return HttpResponse(content, headers=headers)
        response = get_response(request)
        if response.status_code == 200:
            labelled(response, etag)
            if is_kept and not response.cookies:
                keep(key, (response.content, dict(response.headers)))
        return response

    return answer


def view_of(request: HttpRequest) -> View | None:
    if request.method in ("GET", "HEAD"):
        with suppress(Resolver404):
            return resolve(request.path_info).func
    return None


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

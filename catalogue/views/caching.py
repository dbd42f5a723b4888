"""Pages drawn once for each address, revision, day and release, for who is not logged in."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from hashlib import blake2b
from typing import NamedTuple, TypeVar

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
last_known: tuple[int, date] | None = None


class Label(NamedTuple):
    """Changes with every edit, day and release."""

    key: str
    revision: int

    @property
    def etag(self) -> str:
        return f'"{self.key}"'


def cached_page(view: View) -> View:
    """Marks a view of which each page is drawn once."""
    view.is_kept = view.is_labelled = True  # type: ignore[attr-defined]
    return view


def labelled_page(view: LargeView) -> LargeView:
    """Marks one whose answers are the same for everybody and too large to keep."""
    view.is_labelled = True  # type: ignore[attr-defined]
    return view


def answer_who_has_it(get_response: View) -> View:
    """The middleware that answers 304 to a visitor who has the page.

    None but a page of ours has such an ETag, so its language and its view need not be known.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if (
            "HTTP_IF_NONE_MATCH" in request.META
            and request.method in ("GET", "HEAD")
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
        ):
            with suppress(SuspiciousOperation, Error):
                label = label_of(request)
                if has(request, label):
                    return labelled(HttpResponseNotModified(), label)
        return get_response(request)

    return answer


def keep_pages(get_response: View) -> View:
    """The middleware that draws a page once, and sends a large file once to who keeps it.

    It stands before all that a page goes through, and keeps it as it is sent: compressed, with
    its headers. A logged-in editor's pages are always drawn and never kept.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        is_visitor = settings.SESSION_COOKIE_NAME not in request.COOKIES
        view = view_of(request)
        if not getattr(view, "is_labelled", False):
            return get_response(request)
        is_kept = getattr(view, "is_kept", False)
        if is_kept and not is_visitor:
            response = get_response(request)
            patch_cache_control(response, private=True, no_store=True)
            return response
        try:
            label = label_of(request)
            is_kept = is_kept and not TELLING_KEYS & request.GET.keys()
        except SuspiciousOperation:
            return get_response(request)  # which refuses it on a page of ours
        if has(request, label):
            return labelled(HttpResponseNotModified(), label)
        encoding = request.META.get("HTTP_ACCEPT_ENCODING", "")
        key = label.key + ("-gzip" if "gzip" in encoding else "")
        page = kept(key) if is_kept else None
        if page is not None:
            content, headers = page
            return HttpResponse(content, headers=headers)
        with indexing.at(label.revision):
            response = get_response(request)
        if response.status_code == 200:
            labelled(response, label)
            if is_kept and not response.cookies:
                keep(key, (response.content, dict(response.headers)))
        return response

    return answer


def view_of(request: HttpRequest) -> View | None:
    with suppress(Resolver404):
        return resolve(request.path_info).func
    return None


def label_of(request: HttpRequest) -> Label:
    # With the host: some pages name their own address.
    query = request.META.get("QUERY_STRING")
    address = (request.scheme, host_of(request), request.path, query)
    revision, day = version()
    return Label(digest(f"{revision} {day} {settings.RELEASE} {address}"), revision)


def host_of(request: HttpRequest) -> str:
    """As `get_host()`, which takes a twentieth of a 304: one that is listed needs no look."""
    host = request.META.get("HTTP_HOST", "")
    return host if host in settings.ALLOWED_HOSTS else request.get_host()


def has(request: HttpRequest, label: Label) -> bool:
    """Whether the visitor has the page, or the same one compressed: that has W/ before it."""
    return label.etag in request.META.get("HTTP_IF_NONE_MATCH", "")


def kept(key: str) -> Page | None:
    """Without the Redis that CACHE_URL names, pages are drawn each time."""
    with suppress(RedisError):
        return caches["pages"].get(key)
    return None


def keep(key: str, page: Page) -> None:
    with suppress(RedisError):
        caches["pages"].set(key, page, timeout=A_DAY)


def labelled(response: Response, label: Label) -> Response:
    """Browsers may keep the page, and ask each time whether it is still the same."""
    weak = "W/" if "Content-Encoding" in response else ""
    response["ETag"] = weak + label.etag
    response["Cache-Control"] = "no-cache"
    return response


def version() -> tuple[int, date]:
    """Of every page: the present revision and day; the last known ones without a database."""
    global last_known
    try:
        last_known = (indexing.read_revision(), indexing.today())
    except Error:
        if last_known is None:
            raise
    return last_known


def digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()

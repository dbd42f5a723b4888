from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_cache_control

UNUSED_FEATURES = [
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "microphone",
    "payment",
    "usb",
]
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES)


View = Callable[[HttpRequest], HttpResponse]


def no_body_for_head(get_response: View) -> View:
    """Answer HEAD with the headers of GET alone; a WSGI server may not do it for us."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "HEAD" and not response.streaming:
            response.content = b""
        return response

    return middleware


def language(get_response: View) -> View:
    """The address alone decides the language: English under /en/, and else Dutch."""

    def middleware(request: HttpRequest) -> HttpResponse:
        found = translation.get_language_from_path(request.path_info)
        translation.activate(found or settings.LANGUAGE_CODE)
        return get_response(request)

    return middleware


def keep_no_account_page(get_response: View) -> View:
    """What is behind the log-in, recovery codes among it, stays in no cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path_info.startswith("/beheer/"):
            add_never_cache_headers(response)
            patch_cache_control(response, no_store=True)
        return response

    return middleware


def permissions_policy(get_response: View) -> View:
    """Tell browsers that no page, and nothing put into one, needs these features."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        return response

    return middleware

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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


def permissions_policy(get_response: View) -> View:
    """Tell browsers that no page, and nothing put into one, needs these features."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        return response

    return middleware

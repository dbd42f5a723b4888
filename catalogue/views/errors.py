import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Offers to search for the words of the address."""
    last = request.path.rstrip("/").rpartition("/")[2]
    words = " ".join(re.findall(r"[^\W_]+", last))[:60]
    return render(request, "404.html", {"words": words}, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    # Without the request: its host may be the very thing that is wrong.
    return HttpResponse(render_to_string("400.html"), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("500.html"), status=500)

"""A page that costs nothing to make: what is left is Django and its middleware."""

from django.http import HttpRequest, HttpResponse

BODY = b"<!doctype html><title>30 kB</title><p>" + b"het is wat het is " * 1_664


def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BODY)

"""Pages about the catalogue itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .caching import cached_page


@require_safe
@cached_page
def about(request: HttpRequest) -> HttpResponse:
    context = {"address": request.build_absolute_uri("/")}
    return render(request, "catalogue/about.html", context)


@require_safe
@cached_page
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "catalogue/privacy.html")


@require_safe
@cached_page
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "catalogue/accessibility.html")

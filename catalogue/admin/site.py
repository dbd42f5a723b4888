from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from allauth.account import views as account
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from ..accounts import lacks_second_step
from .work import tasks_shown

View = Callable[..., HttpResponseBase]


@never_cache
def no_role(request: HttpRequest) -> HttpResponse:
    return render(request, "account/no_role.html", status=403)


class CatalogueAdminSite(admin.AdminSite):
    site_title = _("Editing the catalogue")
    site_header = _("Editing the catalogue")
    index_title = _("What do you want to change?")
    site_url = "/"
    empty_value_display = "–"
    # Its room is for the columns of a list; the front page names every table.
    enable_nav_sidebar = False

    def get_urls(self) -> list[URLPattern | URLResolver]:
        log_in: URLPattern = path("inloggen/", self.login, name="login")
        return [
            log_in if getattr(pattern, "name", None) == "login" else pattern
            for pattern in super().get_urls()
        ]

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """What is to be done, above what there is."""
        may_see = request.user.has_perm("catalogue.view_intervention")
        tasks = tasks_shown(request) if may_see else None
        return super().index(request, {**(extra_context or {}), "tasks": tasks})

    def has_permission(self, request: HttpRequest) -> bool:
        """Whoever has a role gets in; there is no box to tick besides."""
        user = request.user
        return user.is_active and (
            user.is_superuser or bool(user.get_all_permissions())
        )

    def admin_view(self, view: View, cacheable: bool = False) -> Any:
        guarded = super().admin_view(view, cacheable)

        def led(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if "%00" in request.META["QUERY_STRING"]:
                raise BadRequest("PostgreSQL keeps no such character.")
            if isinstance(request.user, User):
                if not self.has_permission(request):
                    return no_role(request)
                if lacks_second_step(request.user):
                    return redirect("mfa_activate_totp")
            return guarded(request, *args, **kwargs)

        return update_wrapper(led, guarded)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return account.login(request)

    def logout(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        return account.logout(request)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        return redirect("account_change_password")


site = CatalogueAdminSite(name="admin")

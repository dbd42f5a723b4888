from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from ..models import Revision
from .screens import Screen
from .site import site


@admin.register(Revision, site=site)
class RevisionAdmin(Screen):
    """To look at: the catalogue itself counts its changes."""

    list_display = ["number", "changed", "by", "reason"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

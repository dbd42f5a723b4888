from django.contrib import admin
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _


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


site = CatalogueAdminSite(name="admin")

from django.contrib import admin

from ..models import City, Organisation, Source
from .site import site
from .writing import CatalogueAdmin


@admin.register(City, site=site)
class CityAdmin(CatalogueAdmin):
    list_display = ["name", "code", "province", "end_date"]
    list_filter = ["province", ("end_date", admin.EmptyFieldListFilter)]
    search_fields = ["name", "official_name", "code", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["successors"]


@admin.register(Organisation, site=site)
class OrganisationAdmin(CatalogueAdmin):
    list_display = ["name", "abbreviation", "type", "city"]
    list_filter = ["type", ("city", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["city"]
    search_fields = ["name", "abbreviation", "slug", "city__name"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["city"]


@admin.register(Source, site=site)
class SourceAdmin(CatalogueAdmin):
    list_display = ["title", "publisher", "published_on", "accessed_on"]
    list_filter = ["accessed_on"]
    date_hierarchy = "published_on"
    search_fields = ["title", "publisher", "url", "slug"]
    prepopulated_fields = {"slug": ["publisher", "title"]}

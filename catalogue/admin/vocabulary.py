from django.contrib import admin

from ..models import (
    ActiveIngredient,
    ApproachType,
    Phase,
    PreventionLevel,
    Setting,
    Synonym,
    TargetGroup,
    Term,
    Theme,
)
from .evidence import AppraisalInline, StudyInline
from .site import site
from .writing import CatalogueAdmin


@admin.register(
    ActiveIngredient,
    Phase,
    PreventionLevel,
    Setting,
    TargetGroup,
    Term,
    Theme,
    site=site,
)
class VocabularyAdmin(CatalogueAdmin):
    list_display = ["name", "order", "slug"]
    search_fields = ["name", "slug", "description"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(ApproachType, site=site)
class ApproachTypeAdmin(VocabularyAdmin):
    inlines = [StudyInline, AppraisalInline]


@admin.register(Synonym, site=site)
class SynonymAdmin(CatalogueAdmin):
    list_display = ["word", "finds", "both_ways"]
    list_filter = ["both_ways"]
    search_fields = ["word", "finds"]

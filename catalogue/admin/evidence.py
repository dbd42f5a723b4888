"""The lines of evidence, of an entry or of an approach type."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from ..models import Appraisal, Recognition, Study
from .inlines import PartInline
from .parts import PartAdmin
from .site import site

RECOGNITION: list[Any] = [
    "databank",
    "committee",
    "outcome",
    ("dated", "valid_until"),
    "source",
    "slug",
]
STUDY: list[Any] = [
    "title",
    "by",
    ("kind", "strength"),
    ("published_on", "published_on_precision"),
    "finding",
    "source",
    "slug",
]
APPRAISAL: list[Any] = [
    "title",
    "kind",
    "by",
    ("dated", "dated_precision"),
    "text",
    "source",
    "slug",
]


class EvidenceInline(PartInline, admin.StackedInline):
    classes = ["collapse"]
    autocomplete_fields = ["source"]


class RecognitionInline(EvidenceInline):
    model = Recognition
    fields = RECOGNITION
    prepopulated_fields = {"slug": ["databank", "dated"]}


class StudyInline(EvidenceInline):
    model = Study
    fields = STUDY
    prepopulated_fields = {"slug": ["title"]}


class AppraisalInline(EvidenceInline):
    model = Appraisal
    fields = APPRAISAL
    prepopulated_fields = {"slug": ["title"]}


@admin.register(Recognition, site=site)
class RecognitionAdmin(PartAdmin):
    list_display = ["intervention", "outcome", "databank", "dated", "valid_until"]
    list_filter = ["outcome", "valid_until"]
    date_hierarchy = "dated"
    list_select_related = ["intervention"]
    search_fields = ["intervention__name", "databank", "committee"]
    fields = ["intervention", *RECOGNITION]
    prepopulated_fields = {"slug": ["databank", "dated"]}
    autocomplete_fields = ["intervention", "source"]


class EvidenceAdmin(PartAdmin):
    """Of an entry or of an approach type: the constraint asks for one of them."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return []  # it may move

    list_select_related = ["intervention", "approach_type"]
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["intervention", "approach_type", "source"]
    search_fields = ["title", "by", "intervention__name", "approach_type__name"]


@admin.register(Study, site=site)
class StudyAdmin(EvidenceAdmin):
    list_display = ["title", "intervention", "approach_type", "kind", "strength"]
    list_filter = ["kind", "strength", "approach_type"]
    date_hierarchy = "published_on"
    fields = ["intervention", "approach_type", *STUDY]


@admin.register(Appraisal, site=site)
class AppraisalAdmin(EvidenceAdmin):
    list_display = ["title", "intervention", "approach_type", "kind", "by", "dated"]
    list_filter = ["kind", "approach_type"]
    date_hierarchy = "dated"
    fields = ["intervention", "approach_type", *APPRAISAL]

"""The selected entries as a file, drafts and withdrawn ones too."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..exporting import download
from ..files.workbook_writing import DoesNotFit
from ..files.writing import FORMATS, write
from ..models import Intervention
from ..record_loading import Loader

Action = Callable[
    [admin.ModelAdmin, HttpRequest, QuerySet[Intervention]],
    StreamingHttpResponse | None,
]


def export_as(format: str) -> Action:
    @admin.action(
        description=format_lazy(
            _("Export selected interventions: {format}"), format=FORMATS[format].label
        ),
        permissions=["view"],
    )
    def export(
        screen: admin.ModelAdmin, request: HttpRequest, entries: QuerySet[Intervention]
    ) -> StreamingHttpResponse | None:
        keys = list(entries.values_list("pk", flat=True))
        records = (entry.record for entry in Loader().stored(keys))
        try:
            pieces = write(format, records)
        except DoesNotFit as error:
            screen.message_user(request, str(error), messages.ERROR)
            return None
        return download(pieces, format, name="interventies-selectie")

    # Django tells actions apart by their names.
    export.__name__ = f"export_{format}"
    return export


EXPORTS = [export_as(format) for format in FORMATS]

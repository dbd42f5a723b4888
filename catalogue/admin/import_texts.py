"""What is told of an import: to the editor, in the history, to who made the file."""

import csv
import io
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..files.cells import cell_text
from ..files.rows import Level
from ..importing import Outcome
from ..importing.reports import level_text
from ..models import ImportBatch, Intervention
from .import_plans import shown_problems

MOST_LINKS = 5


def entries_of(batch: ImportBatch, outcome: Outcome) -> QuerySet[Intervention]:
    """Those that the import wrote."""
    written = batch.rows.filter(outcome=outcome.value).exclude(written=[])
    keys = written.values("intervention")
    return Intervention.objects.filter(pk__in=keys).only("name").order_by("pk")


def log(
    request: HttpRequest, entries: QuerySet[Intervention], flag: int, said: str
) -> None:
    user: Any = request.user
    LogEntry.objects.log_actions(user.pk, entries, flag, said)


def unread_text(names: list[str]) -> str:
    message = ngettext(
        "Nothing is imported yet. First read the warning of this entry and tick that you "
        "have read it: %(names)s.",
        "Nothing is imported yet. First read the warnings of these %(number)d entries and "
        "tick that you have read them: %(names)s.",
        len(names),
    )
    shown = ", ".join(names[:MOST_LINKS])
    more = " …" if len(names) > MOST_LINKS else ""
    return message % {"number": len(names), "names": shown + more}


def carried_out_text(batch: ImportBatch) -> str:
    """What was done, with links to the first entries of it."""
    rows = batch.rows.exclude(written=[]).values_list("intervention", "name")
    links = format_html_join(
        ", ",
        '<a href="{}">{}</a>',
        (
            (reverse("admin:catalogue_intervention_change", args=[key]), name)
            for key, name in rows[:MOST_LINKS]
        ),
    )
    message = _(
        "The import is carried out: {new} new, {changed} changed. See {links}{more}"
    )
    more = " …" if batch.new + batch.changed > MOST_LINKS else "."
    return format_html(
        message, new=batch.new, changed=batch.changed, links=links, more=more
    )


def problem_lines(batch: ImportBatch) -> Iterator[str]:
    """As a Dutch spreadsheet program opens it."""
    heads = [
        _("Kind"),
        _("Entry"),
        _("Sheet"),
        _("Row"),
        _("Within"),
        _("Column"),
        _("Cell"),
        _("Value"),
        _("What is wrong"),
        _("What would be right"),
    ]
    yield "\ufeff" + line_of(heads)
    rows = batch.rows.exclude(problems=[]).values_list("name", "problems")
    of_file = [("", batch.problems)]
    for name, problems in chain(of_file, rows.iterator(chunk_size=500)):
        for problem in shown_problems(problems):
            place = problem["place"]
            yield line_of(
                [
                    level_text(Level(problem["level"])),
                    name,
                    place["sheet"],
                    place["row"] or "",
                    place["within"],
                    place["column"],
                    place["cell"],
                    problem["value"],
                    problem["wrong"],
                    problem["right"],
                ]
            )


def line_of(cells: list[Any]) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerow(cell_text(each) for each in cells)
    return file.getvalue()

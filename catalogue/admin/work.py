"""The work list on the front page, and as a filter of the list of entries."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import CorrectionState
from ..models import Intervention
from ..work_list import MESSAGES, TASKS, Task, work_list
from .writing import may_publish

ROWS_SHOWN = 5
# Done by one click: the entry was compared with its sources, and is still right.
CHECKED_BY_CLICK = {"te-laat", "binnenkort"}


def tasks_shown(request: HttpRequest) -> list[dict[str, Any]]:
    """The tasks in which there is something to do, each with its most urgent rows."""
    found = work_list(timezone.localdate(), ROWS_SHOWN)
    return [shown(task, may_publish(request)) for task in found if task.rows]


def shown(task: Task, may_check: bool) -> dict[str, Any]:
    entries = reverse("admin:catalogue_intervention_changelist")
    messages = reverse("admin:catalogue_correction_changelist")
    address = f"{entries}?{TaskFilter.parameter_name}={task.key}"
    if task.key == MESSAGES:
        address = f"{messages}?state__exact={CorrectionState.OPEN.value}"
    return {
        "key": task.key,
        "title": task.title,
        "explanation": task.explanation,
        "number": task.number,
        "all": address if task.has_more else "",
        "rows": [
            {
                "name": row.name,
                "what": row.what,
                "url": row.url,
                "check": reverse("admin:catalogue_intervention_checked", args=[row.pk])
                if may_check and task.key in CHECKED_BY_CLICK
                else "",
            }
            for row in task.rows
        ],
    }


class TaskFilter(admin.SimpleListFilter):
    """What is to be done with the entries."""

    title = _("what is to be done")
    parameter_name = "taak"

    def lookups(self, request: HttpRequest, screen: Any) -> list[tuple[str, Any]]:
        return [(key, task.title) for key, task in TASKS.items()]

    def queryset(
        self, request: HttpRequest, entries: QuerySet[Intervention]
    ) -> QuerySet[Intervention]:
        task = TASKS.get(self.value() or "")
        return task.entries(entries, timezone.localdate()) if task else entries

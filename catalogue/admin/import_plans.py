"""What the screen of an import shows: its rows in plain values, for a template without logic."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from ..choices import ImportState, Publication
from ..files.rows import Level, Place
from ..importing import Outcome
from ..importing.reports import absent_text, level_text, place_text, value_text
from ..models import ImportBatch, ImportRow, Intervention

ROWS_ON_A_PAGE = 100
DRAFTS = f"?publication__exact={Publication.DRAFT.value}"

UNDECIDED = "te-beslissen"
LONGEST_LINE = 100
LEVELS = [Level.ERROR, Level.WARNING, Level.READ]


@dataclass
class Counts:
    """How many entries there are of each outcome; those to decide on are not yet refused."""

    new: int
    changed: int
    undecided: int
    refused: int
    same: int

    @classmethod
    def of(cls, batch: ImportBatch) -> "Counts":
        undecided = batch.rows.filter(undecided=True).count()
        return cls(
            batch.new, batch.changed, undecided, batch.refused - undecided, batch.same
        )

    @property
    def good(self) -> int:
        """Those that can be written, once their warnings are read."""
        return self.new + self.changed + self.undecided

    @property
    def total(self) -> int:
        return self.good + self.refused + self.same

    def links(self, chosen: str) -> list[dict[str, Any]]:
        """A link for each outcome that there is, and for all."""
        named = [
            ("", _("All"), self.total),
            (Outcome.NEW.value, _("New"), self.new),
            (Outcome.CHANGED.value, _("Changed"), self.changed),
            (UNDECIDED, _("To decide"), self.undecided),
            (Outcome.REFUSED.value, _("Refused"), self.refused),
            (Outcome.SAME.value, _("The same"), self.same),
        ]
        return [
            {
                "value": value,
                "label": label,
                "number": number,
                "is_chosen": value == chosen,
            }
            for value, label, number in named
        ]


def rows_with(batch: ImportBatch, outcome: str) -> Any:
    """The rows with this outcome, or all; those that wait for somebody come first."""
    rows = batch.rows.defer("written").order_by("-undecided", "number")
    if outcome == UNDECIDED:
        return rows.filter(undecided=True)
    if outcome in {each.value for each in Outcome}:
        return rows.filter(outcome=outcome, undecided=False)
    return rows.none() if outcome else rows


def shown_rows(
    batch: ImportBatch, rows: Iterable[ImportRow], accepted: Collection[int]
) -> list[dict[str, Any]]:
    rows = list(rows)
    keys = [row.intervention_id for row in rows if row.intervention_id]
    entries = Intervention.objects.filter(pk__in=keys)
    public = dict(entries.published().values_list("pk", "slug"))
    asks = batch.state == ImportState.PLANNED
    return [
        {
            "number": row.number,
            "name": row.name,
            "outcome": UNDECIDED if row.undecided else row.outcome,
            "label": label_of_outcome(row),
            "screen": row.intervention_id
            and reverse(
                "admin:catalogue_intervention_change", args=[row.intervention_id]
            ),
            "page": row.intervention_id in public
            and reverse("intervention", args=[public[row.intervention_id]]),
            "problems": shown_problems(row.problems),
            "groups": [*groups_of(row.changes)],
            "fields": len(row.changes),
            "is_folded": is_new(row),
            "asks": row.undecided and asks,
            "is_accepted": row.number in accepted,
        }
        for row in rows
    ]


def label_of_outcome(row: ImportRow) -> str:
    if row.undecided:
        return _("to decide")
    return {
        Outcome.NEW: _("new"),
        Outcome.CHANGED: _("changed"),
        Outcome.SAME: _("the same"),
        Outcome.REFUSED: _("refused"),
    }[Outcome(row.outcome)]


def is_new(row: ImportRow) -> bool:
    """Whether all that it has is new: then what it was needs not be shown."""
    own = [change for change in row.changes if not change["part"]]
    return any(change["new"] for change in own)


def groups_of(changes: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Changes together by the row of the entry that they are about."""

    def row_of(change: dict[str, Any]) -> tuple[Any, ...]:
        return change["part"], change["row"], change["new"], change.get("gone", False)

    for (part, label, new, gone), group in groupby(changes, row_of):
        yield {
            "title": " – ".join(filter(None, [part, label])),
            "is_new": new and bool(part),
            "is_gone": gone and bool(part),
            "changes": [shown_change(change) for change in group],
        }


def shown_change(change: dict[str, Any]) -> dict[str, Any]:
    # Sources are added to, whatever the file leaves out.
    adds = bool(change["part"]) and change["field"] == change["part"]
    before = "" if change["new"] or adds else whole_text(change["before"])
    after = whole_text(change["after"])
    return {
        "field": change["field"],
        "before": before,
        "after": after,
        "adds": adds,
        "is_long": bool(before) and len(before) + len(after) > LONGEST_LINE,
    }


def whole_text(value: Any) -> str:
    """A value with its lines, however long it is."""
    return value if isinstance(value, str) and value else value_text(value)


def shown_problems(problems: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The worst first."""
    found = [
        {
            **problem,
            "label": level_text(Level(problem["level"])),
            "where": place_text(Place(**problem["place"])),
            # Most messages name the value themselves.
            "quoted": "" if problem["value"] in problem["wrong"] else problem["value"],
        }
        for problem in problems
    ]
    return sorted(found, key=lambda each: LEVELS.index(Level(each["level"])))


def plan_shown(
    batch: ImportBatch, query: QueryDict, accepted: Collection[int]
) -> dict[str, Any]:
    """What the page of `batch` shows of it, as far as the address asks for; see plan.html."""
    counts = Counts.of(batch)
    outcome = query.get("uitkomst", "")
    rows = Paginator(rows_with(batch, outcome), ROWS_ON_A_PAGE)
    page = rows.get_page(query.get("pagina"))
    wrong = any(each["level"] == Level.ERROR.value for each in batch.problems)
    is_stopped = bool(wrong or counts.refused) and not batch.valid_only
    asked = [row for row in page if row.undecided]
    return {
        "batch": batch,
        "is_plan": batch.state == ImportState.PLANNED,
        "is_applied": batch.state == ImportState.APPLIED,
        "is_undone": batch.state == ImportState.UNDONE,
        "drafts": reverse("admin:catalogue_intervention_changelist") + DRAFTS,
        "counts": counts,
        "links": counts.links(outcome),
        "outcome": outcome,
        "page": page,
        "numbers": rows.get_elided_page_range(page.number),
        "rows": shown_rows(batch, page, accepted),
        "problems": shown_problems(batch.problems),
        "absent_text": absent_text(batch.absent),
        "has_problems": batch.problems or batch.rows.exclude(problems=[]).exists(),
        "is_stopped": is_stopped,
        # Something can be left out, and something would be left.
        "may_leave_out": not batch.valid_only
        and (is_stopped or counts.undecided)
        and counts.good > (0 if is_stopped else 1),
        "all_asked_here": len(asked) == counts.undecided,
    }

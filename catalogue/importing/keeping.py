"""Plans kept in the database: made, looked at, carried out once."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..changes import catalogue_change
from ..choices import ImportState
from ..files.reading import read_file
from ..files.rows import Level, Problem, Unreadable
from ..models import ImportBatch, ImportRow
from .applying import Writer, Written, key_of
from .matching import batches
from .planning import Planner, Progress, in_silence
from .plans import EntryPlan, Options, Outcome, Plan

ROWS_AT_ONCE = 1_000
MOST_NAMES = 5
DAYS_KEPT = 30


class NotCarriedOut(Exception):
    """Nothing was written: the plan says why, or the message does."""

    def __init__(self, message: str, plan: Plan | None = None) -> None:
        super().__init__(message)
        self.plan = plan


def plan_import(
    name: str, content: bytes, options: Options, progress: Progress = in_silence
) -> Plan:
    """What the file `name` would do. Writes nothing. Raises `Unreadable`."""
    return Planner(options, progress).plan(read_file(name, content))


def keep_plan(name: str, content: bytes, options: Options, who: str) -> ImportBatch:
    """Plan the file, and keep the plan to be looked at and carried out later."""
    plan = plan_import(name, content, options)
    batch = batch_of(name, content, plan, who)
    batch.content = content
    with transaction.atomic():
        forget_old_plans()
        batch.save()
        save_rows(batch, plan, {})
    return batch


def forget_old_plans() -> None:
    """What nobody carried out: files can hold what should not be kept, such as names."""
    since = timezone.now() - timedelta(days=DAYS_KEPT)
    plans = ImportBatch.objects.filter(state=ImportState.PLANNED, created__lt=since)
    plans.delete()


def import_file(
    name: str,
    content: bytes,
    options: Options,
    who: str,
    progress: Progress = in_silence,
) -> Plan:
    """Plan the file and carry the plan out, all or nothing unless only the valid are asked.

    Raises `Unreadable`, or `NotCarriedOut` with the plan where something is refused.
    """
    batch = batch_of(name, content, None, who)
    contents = read_file(name, content)
    return carry_out(batch, Planner(options, progress), contents, {})


def carry_out_kept(batch: ImportBatch, accepted: frozenset[int], who: str) -> Plan:
    """Carry out a plan that was looked at; `accepted` are the entries whose warnings are read.

    Raises `NotCarriedOut` where the catalogue has changed under the plan.
    """
    if batch.state != ImportState.PLANNED or batch.content is None:
        raise NotCarriedOut(_("This plan has been carried out already."))
    options = Options(
        create=frozenset(batch.create),
        publish=batch.publish,
        valid_only=batch.valid_only,
        complete=batch.complete,
        accepted=accepted,
    )
    try:
        contents = read_file(batch.file_name, bytes(batch.content))
    except Unreadable as error:  # by the settings of today
        raise NotCarriedOut(str(error)) from error
    seen = dict(batch.rows.values_list("number", "fingerprint"))
    batch.by = who
    return carry_out(batch, Planner(options), contents, seen)


def carry_out(
    batch: ImportBatch, planner: Planner, contents: Any, seen: dict[int, str]
) -> Plan:
    """Plan again under the lock, so that what is written is what the plan says now."""
    reason = _("Import of %s") % batch.file_name
    try:
        with catalogue_change(batch.by, reason) as change:
            locked = ImportBatch.objects.select_for_update().filter(pk=batch.pk).first()
            if batch.pk and (locked is None or locked.state != ImportState.PLANNED):
                raise NotCarriedOut(_("This plan has been carried out already."))
            plan = planner.plan(contents)
            refuse_outdated(plan, seen)
            planner.settle(plan)
            if plan.blocks:
                raise NotCarriedOut(plan.why_blocked, plan)
            if not any(plan.kept()):
                raise NothingToDo(plan)
            written = Writer(planner, plan, change).write()
            record_plan(batch, plan)
            batch.state = ImportState.APPLIED
            batch.finished = timezone.now()
            batch.revision = change.number
            batch.content = None
            batch.save()
            batch.rows.all().delete()
            save_rows(batch, plan, written)
    except NothingToDo as nothing:
        return nothing.plan
    return plan


class NothingToDo(Exception):
    """The file says what the catalogue says: not a change, and no new revision."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan


def refuse_outdated(plan: Plan, seen: dict[int, str]) -> None:
    if not seen:
        return
    changed = [
        each.name for each in plan.entries if fingerprint(each) != seen.get(each.number)
    ]
    if changed:
        names = ", ".join(changed[:MOST_NAMES])
        message = ngettext(
            "Since this plan was made, this entry or what it names has changed: %(names)s. "
            "Make a new plan.",
            "Since this plan was made, %(number)d entries or what they name have changed: "
            "%(names)s. Make a new plan.",
            len(changed),
        )
        raise NotCarriedOut(message % {"names": names, "number": len(changed)})


def fingerprint(entry: EntryPlan) -> str:
    """Of all that the plan says of an entry, but for which warnings are accepted."""
    problems = [each.wrong for each in entry.problems(Level.ERROR, Level.WARNING)]
    said = [entry.slug, entry.own.pk, entry.revision, list(entry.changes()), problems]
    text = json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def batch_of(name: str, content: bytes, plan: Plan | None, who: str) -> ImportBatch:
    batch = ImportBatch(
        file_name=name[-200:],
        file_hash=hashlib.sha256(content).hexdigest(),
        by=who[:150],
    )
    if plan:
        record_plan(batch, plan)
    return batch


def record_plan(batch: ImportBatch, plan: Plan) -> None:
    batch.create = sorted(plan.options.create)
    batch.publish = plan.options.publish
    batch.valid_only = plan.options.valid_only
    batch.complete = plan.options.complete
    batch.new = plan.count(Outcome.NEW)
    batch.changed = plan.count(Outcome.CHANGED)
    batch.same = plan.count(Outcome.SAME)
    batch.refused = plan.count(Outcome.REFUSED)
    batch.absent = plan.absent
    batch.absent_names = plan.absent_names
    batch.said = plan.said
    batch.problems = [as_json(each) for each in plan.problems]


def save_rows(
    batch: ImportBatch, plan: Plan, written: dict[int, list[Written]]
) -> None:
    planned = batch.state == ImportState.PLANNED
    # Some at a time: all that is said of ten thousand entries is much.
    for entries in batches(plan.entries, ROWS_AT_ONCE):
        rows = [
            ImportRow(
                batch=batch,
                number=entry.number,
                name=entry.name[:200],
                slug=entry.slug[:200],
                intervention_id=key_of(entry) if written else entry.own.pk,
                outcome=entry.outcome.value,
                undecided=entry.undecided and planned,
                # Looked at once, when the plan is carried out.
                fingerprint=fingerprint(entry) if planned else "",
                changes=list(entry.changes()),
                problems=[as_json(each) for each in entry.problems()],
                written=[vars(each) for each in written.get(entry.number, [])],
            )
            for entry in entries
        ]
        ImportRow.objects.bulk_create(rows)


def as_json(problem: Problem) -> dict[str, Any]:
    place, level = vars(problem.place), problem.level.value
    return {**vars(problem), "place": place, "level": level}

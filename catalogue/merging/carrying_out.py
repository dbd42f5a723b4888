"""Merging two entries, in one change."""

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from ..changes import Change, catalogue_change
from ..keeping_versions import keep_versions, last_numbers
from ..models import (
    Correction,
    Edit,
    Figure,
    ImportRow,
    Intervention,
    Involvement,
    OldSlug,
    PersonWarning,
    Relation,
)
from .planning import Merging
from .plans import NotMerged
from .rows import Rows, said
from .versions import move_versions

LONGEST_REASON = 100


def merge(
    stays: Intervention,
    goes: Intervention,
    who: str,
    reason: str,
    *,
    fingerprint: str | None = None,
) -> None:
    """Let `stays` take over everything that `goes` has, and its address.

    Raises `NotMerged`, and changes nothing, where something stands in the way, or where the
    plan is no longer the one with this `fingerprint`.
    """
    names = {"goes": goes.name, "stays": stays.name}
    what = _("“%(goes)s” merged into “%(stays)s”") % names
    # Names may be long, and of a reason only so much is kept.
    with catalogue_change(who, f"{reason[:LONGEST_REASON]} ({what})") as change:
        merging = Merging(stays.pk, goes.pk)
        plan = merging.plan()
        if fingerprint not in (None, plan.fingerprint):
            message = _("This is not what you looked at. Look at the plan below.")
            raise NotMerged(message)
        if plan.problems:
            raise NotMerged(" ".join(plan.problems))
        carry_out(merging, change)


def carry_out(merging: Merging, change: Change) -> None:
    stays, goes = merging.stays, merging.goes
    change.edits([stays.pk, goes.pk, *sorted(merging.relations.owners)])
    change.merged[goes.pk] = stays.pk
    change.touched |= {stays.pk, goes.pk, *merging.relations.owners}
    keep_texts(merging, change)
    for rows in merging.rows:
        move_rows(rows)
    move_relations(merging)
    move_what_follows(stays, goes)
    goes.delete()  # what both have goes with it
    OldSlug.objects.update_or_create(slug=goes.slug, defaults={"intervention": stays})
    stays.modified = timezone.now()
    stays.save(update_fields=[*merging.texts.changed, "modified"])
    owners = Intervention.objects.filter(pk__in=merging.relations.owners)
    owners.update(modified=stays.modified)


def keep_texts(merging: Merging, change: Change) -> None:
    """The texts until now have the number that they are cited by."""
    stays, goes = merging.stays, merging.goes
    states = [change.was[stays.pk], change.was[goes.pk]]
    keep_versions([each.stored for each in states if each.was_public], timezone.now())
    move_versions(stays, goes, last_numbers([stays.pk])[stays.pk])


def move_rows(rows: Rows) -> None:
    table: type[Model] = rows.kind
    columns = ["intervention"]
    if table in (Involvement, Figure):
        columns.append("delivery")
    table._default_manager.bulk_update(rows.moves, columns, batch_size=500)
    if rows.filled:
        columns = [name for name in said(rows.filled[0]) if name != "cities"]
        names = [
            table._meta.get_field(name.removesuffix("_id")).name for name in columns
        ]
        table._default_manager.bulk_update(rows.filled, names, batch_size=500)


def move_relations(merging: Merging) -> None:
    relations = merging.relations
    # First, because a double stands where another one comes.
    dropped = [row.pk for row in [*relations.between, *relations.doubles]]
    Relation.objects.filter(pk__in=dropped).delete()
    Relation.objects.bulk_update(relations.moves, ["intervention", "other"])
    Relation.objects.bulk_update(relations.filled, ["note"])
    for name, terms in merging.lists.new.items():
        getattr(merging.stays, name).add(*terms)


def move_what_follows(stays: Intervention, goes: Intervention) -> None:
    for model in (Correction, Edit, ImportRow, OldSlug):
        rows = model._default_manager.filter(intervention=goes)
        rows.update(intervention=stays)
    stays.link_checks.add(*goes.link_checks.all())
    known = {(each.kind, each.found): each for each in stays.person_warnings.all()}
    moved, looked_at = [], []
    for warning in goes.person_warnings.all():
        own = known.get((warning.kind, warning.found))
        if own is None:
            warning.intervention = stays
            moved.append(warning)
        elif not own.seen:
            own.seen, own.seen_by = warning.seen, warning.seen_by
            looked_at.append(own)
    PersonWarning.objects.bulk_update(moved, ["intervention"])
    PersonWarning.objects.bulk_update(looked_at, ["seen", "seen_by"])

"""What every change to an entry was: field by field, with its relations, for good."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from .choices import Publication
from .guards import Finding, findings_of, persons_in
from .keeping_versions import keep_versions
from .models import Edit, Intervention, PersonWarning
from .prepared import prepared
from .record_loading import Loader, Stored, label_of
from .records import PARTS

# What editors alone see of an entry, by the names that the history gives it.
INTERNAL = {
    "publicatie": "publication",
    "publiceren_vanaf": "publish_from",
    "publiceren_tot_en_met": "publish_until",
    "ingetrokken_op": "withdrawn_on",
    "reden_van_intrekken": "withdrawn_reason",
    "opnieuw_controleren_op": "check_again_on",
    "interne_opmerking": "internal_remark",
}
# These change no text that somebody can have cited.
NO_TEXT = {"gecontroleerd_op", "gecontroleerd_door", *INTERNAL}


@dataclass(frozen=True)
class State:
    """An entry as it is at one moment, for editors."""

    stored: Stored
    internal: dict[str, Any]

    @property
    def is_published(self) -> bool:
        since, today = self.internal["publiceren_vanaf"], timezone.localdate()
        is_since = since is None or since <= today
        return self.internal["publicatie"] == Publication.PUBLISHED and is_since

    @property
    def until(self) -> date:
        """The last day on which visitors can see it."""
        return self.internal["publiceren_tot_en_met"] or date.max

    @property
    def is_public(self) -> bool:
        return self.is_published and self.until >= timezone.localdate()

    @property
    def was_public(self) -> bool:
        """Whether visitors can have seen this text."""
        if not self.is_published or self.is_public:
            return self.is_published
        written = last_written(self.stored.pk)
        return not written or self.until >= timezone.localdate(written)

    def findings(self) -> set[Finding]:
        texts = {
            name: value
            for name, value in self.internal.items()
            if name != "publicatie" and isinstance(value, str)
        }
        own = {finding for _name, finding in persons_in(texts)}
        # Sources have authors, and are shared.
        parts = PARTS.keys() - {"bronnen"}
        return own | findings_of(self.stored.record, parts)


def last_written(pk: int) -> datetime | None:
    """When the text of an entry became what it is now; None before there was a history."""
    for moment, changes in edits_of([pk]):
        # Without changes it was new.
        if not changes or any(map(is_text, changes)):
            return moment
    return None


@prepared
def edits_of(keys: Sequence[int]) -> QuerySet:
    edits = Edit.objects.filter(intervention__in=keys).order_by("-moment", "-pk")
    return edits.values_list("moment", "changes")


def states_of(
    keys: Sequence[int], known: Collection[Stored] | None = None
) -> dict[int, State]:
    """The entries `keys` as they are; `known` says what is read of them already."""
    if not keys:
        return {}
    found = Loader().load(keys) if known is None else known
    rows = Intervention.objects.filter(pk__in=keys).values_list(
        "pk", *INTERNAL.values()
    )
    internal = {pk: dict(zip(INTERNAL, values, strict=True)) for pk, *values in rows}
    return {
        each.pk: State(each, internal[each.pk]) for each in found if each.pk in internal
    }


def changes_between(before: State, after: State | None) -> list[dict[str, Any]]:
    """Rows as Edit.changes has them; without `after` the entry is gone."""
    old = {**own_fields(before.stored.record), **before.internal}
    new = {**own_fields(after.stored.record), **after.internal} if after else {}
    found = [*changed_fields("", "", old, new)]
    for name, kind in PARTS.items():
        olds = rows_by_key(before, name)
        news = rows_by_key(after, name) if after else {}
        for pk in dict.fromkeys([*olds, *news]):
            row = label_of(kind, news.get(pk) or olds[pk])
            found += changed_fields(name, row, olds.get(pk), news.get(pk))
    return found


def own_fields(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in PARTS}


def rows_by_key(state: State, name: str) -> dict[int, dict[str, Any]]:
    stored = state.stored
    return dict(zip(stored.parts[name], stored.record[name], strict=True))


def changed_fields(
    part: str, row: str, old: dict[str, Any] | None, new: dict[str, Any] | None
) -> Iterator[dict[str, Any]]:
    for name in old or new or {}:
        before = old.get(name) if old else None
        after = new.get(name) if new else None
        if (before or None) != (after or None) and name != "uuid":
            yield {
                "part": part,
                "row": row,
                "new": old is None,
                "gone": new is None,
                "field": name,
                "before": before,
                "after": after,
            }


def is_text(change: dict[str, Any]) -> bool:
    return bool(change["part"]) or change["field"] not in NO_TEXT


def makes_version(
    before: State, after: State, changes: Iterable[dict[str, Any]]
) -> bool:
    """Whether the text until now was public, and stops being the text or being public."""
    stops = any(map(is_text, changes)) or (before.is_public and not after.is_public)
    return stops and before.was_public


class Historian:
    """Writes what one change did to some entries."""

    def __init__(
        self,
        number: int,
        by: str,
        reason: str,
        seen: dict[int, set[Finding]],
        seen_if_new: set[int],
        merged: dict[int, int],
    ) -> None:
        self.number, self.by, self.reason = number, by[:150], reason[:200]
        self.seen, self.seen_if_new = seen, seen_if_new
        self.merged = merged
        self.moment = timezone.now()

    def record(self, keys: Sequence[int], was: dict[int, State]) -> None:
        """Of the entries `keys`, of which `was` tells how they were; the others are new."""
        now = states_of(keys)
        edits, changed = [], []
        for pk in keys:
            before, after = was.get(pk), now.get(pk)
            either = after or before
            if either is None:
                continue
            changes = changes_between(before, after) if before else []
            if before and not changes:
                continue
            edits.append(
                Edit(
                    intervention_id=pk if after else self.merged.get(pk),
                    name=either.stored.record["naam"],
                    revision=self.number,
                    moment=self.moment,
                    by=self.by,
                    reason=self.reason,
                    changes=changes,
                )
            )
            if pk in self.merged.values() or not before or not after:
                continue
            if makes_version(before, after, changes):
                changed.append(before)
        Edit.objects.bulk_create(edits)
        keep_versions([each.stored for each in changed], self.moment)
        self.renew_warnings(now)

    def renew_warnings(self, now: dict[int, State]) -> None:
        """What was looked at stays so, as long as it stands there."""
        rows = PersonWarning.objects.filter(intervention__in=now)
        known = {
            (each.intervention_id, Finding(each.kind, each.found)): each
            for each in rows
        }
        present = {
            (pk, finding) for pk, state in now.items() for finding in state.findings()
        }
        gone = [known[key].pk for key in known.keys() - present]
        if gone:
            PersonWarning.objects.filter(pk__in=gone).delete()
        new = sorted(present - known.keys())
        PersonWarning.objects.bulk_create(
            self.signed(
                PersonWarning(
                    intervention_id=pk, kind=finding.kind, found=finding.found
                ),
                pk in self.seen_if_new or finding in self.seen.get(pk, ()),
            )
            for pk, finding in new
        )
        ticked = [
            self.signed(known[pk, finding], True)
            for pk, finding in known.keys() & present
            if finding in self.seen.get(pk, ()) and not known[pk, finding].seen
        ]
        PersonWarning.objects.bulk_update(ticked, ["seen", "seen_by"])

    def signed(self, warning: PersonWarning, is_seen: bool) -> PersonWarning:
        if is_seen:
            warning.seen, warning.seen_by = self.moment, self.by
        return warning

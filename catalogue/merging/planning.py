"""What becomes of two entries when they are merged. Writes nothing."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import Publication
from ..models import (
    Correction,
    Delivery,
    Edit,
    ImportRow,
    Intervention,
    LinkCheck,
    OldSlug,
    PersonWarning,
    Relation,
    Version,
)
from ..querysets import published_on
from .plans import Count, Group, MergePlan, NotMerged, Side
from .relations import Relations, in_words
from .rows import KEYS, Rows, label_of, plural
from .texts import Lists, Texts

# Those that follow the entry, whatever they say.
FOLLOW = [Correction, Edit, Version, ImportRow, OldSlug, PersonWarning]


def plan_merge(stays: Intervention, goes: Intervention) -> MergePlan:
    """What moves from the one to the other, and what stands in the way."""
    return Merging(stays.pk, goes.pk).plan()


class Merging:
    """Everything that two entries have, read at one moment, and where it ends."""

    def __init__(self, stays: int, goes: int) -> None:
        public = published_on(timezone.localdate())
        entries = Intervention.objects.annotate(is_public=public)
        found = entries.in_bulk([stays, goes])
        if len(found) < 2:
            raise NotMerged(_("One of the two is gone. Choose two entries again."))
        self.stays, self.goes = found[stays], found[goes]
        self.sides = side_of(self.stays), side_of(self.goes)
        self.rows: list[Rows] = []
        deliveries: dict[int, Delivery] = {}
        for kind in KEYS:
            rows = Rows(kind, self.stays, self.goes, deliveries)
            self.rows.append(rows)
            if kind is Delivery:
                deliveries = rows.become
        self.relations = Relations(self.stays, self.goes)
        self.lists = Lists(self.stays, self.goes)
        self.texts = Texts(self.stays, self.goes)

    def plan(self) -> MergePlan:
        moves = [
            *(Group(each.label, [*map(label_of, each.moves)]) for each in self.rows),
            Group(plural(Relation), [*map(in_words, self.relations.moves)]),
        ]
        same = [
            Group(each.label, [label_of(twin) for _row, twin in each.same])
            for each in self.rows
        ]
        return MergePlan(
            *self.sides,
            moves=[group for group in moves if group.names],
            same=[group for group in same if group.names],
            dropped=self.relations.dropped,
            added=self.lists.groups,
            filled=self.texts.filled,
            differing=self.texts.differing,
            follows=[count for count in self.counts() if count.number],
            remarks=self.remarks(),
            problems=self.problems(),
        )

    def counts(self) -> Iterator[Count]:
        for model in FOLLOW:
            rows = model._default_manager.filter(intervention=self.goes)
            yield Count(plural(model), rows.count())
        yield Count(plural(LinkCheck), self.goes.link_checks.count())

    def remarks(self) -> list[str]:
        found = []
        stays, goes = self.sides
        if stays.is_public and not goes.is_public:
            message = _(
                "“%(goes)s” is not on the site now. What moves is public at once."
            )
            found.append(message % {"goes": goes.name})
        deliveries = self.rows[0]
        places = {row.place for row in deliveries.own}
        twice = [row.place for row in deliveries.moves if row.place in places]
        if twice:
            message = _(
                "Afterwards there are two deliveries in: %(places)s. Look whether they are the same."
            )
            found.append(message % {"places": ", ".join(dict.fromkeys(twice))})
        return found

    def problems(self) -> list[str]:
        names = {"stays": self.stays.name, "goes": self.goes.name}
        found = []
        if reach(self.goes) > reach(self.stays):
            message = _(
                "Visitors know “%(goes)s”, and “%(stays)s” less or not. "
                "Do it the other way round: let “%(goes)s” stay."
            )
            found.append(message % names)
        if self.goes.person_warnings.filter(seen=None).exists():
            message = _(
                "“%(goes)s” holds something that can point at persons. Open and look at it."
            )
            found.append(message % names)
        if not self.goes.is_public and self.goes.versions.exists():
            message = _(
                "Texts of “%(goes)s” that visitors can no longer read would be on the site "
                "again. Leave it as it is, or publish it first."
            )
            found.append(message % names)
        if Version.objects.filter(old_slug=self.goes.slug).exists():
            message = _(
                "Another entry had the address of “%(goes)s” until it was merged. "
                "Give this one another short name first."
            )
            found.append(message % names)
        for each in [self.texts, *self.rows, self.relations]:
            found += each.problems  # type: ignore[attr-defined]
        return list(dict.fromkeys(found))


def side_of(entry: Intervention) -> Side:
    publication = str(entry.get_publication_display())
    is_public: bool = entry.is_public  # type: ignore[attr-defined]
    return Side(
        entry.pk, entry.name, entry.slug, entry.revision, publication, is_public
    )


def reach(entry: Intervention) -> int:
    """How many know it. Of one that is withdrawn visitors still read the reason."""
    if entry.is_public:  # type: ignore[attr-defined]
        return 3
    reaches = {Publication.PUBLISHED: 2, Publication.WITHDRAWN: 1}
    return reaches.get(Publication(entry.publication), 0)

"""What is new, for who follows a list or an entry in a feed reader."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID, uuid5

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from pyroaring import BitMap

from ..choices import Publication
from ..filters import InterventionFilterSet
from ..models import Intervention
from ..paths import path_of
from ..prepared import padded, prepared
from .address import Address
from .caching import cached_page
from .citation import present_text
from .found import Found
from .left import moved_or_gone
from .listing import unknown_ages
from .sentence import sentence
from .strict import refusals, refused

MOST = 50
# Up to so many entries are asked for by their keys; of more, the latest are walked through.
FEW = 500


class Shown(NamedTuple):
    key: int
    name: str
    slug: str
    sentence: str
    uuid: UUID
    created: datetime
    modified: datetime
    publish_from: date | None


class Feed(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """Without anything new the same all day, so that a reader sees no change."""
        if self.items:
            return super().latest_post_date()
        return start_of_day()


def start_of_day() -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(), time()))


@require_safe
@cached_page
def feed(request: HttpRequest) -> HttpResponse:
    """The entries of a list, the latest changed first."""
    address = Address(request)
    filterset = InterventionFilterSet(address.query)
    if problems := refusals(request.GET, filterset):
        return refused(problems)
    found = Found(filterset)
    address.use_slugs(filterset)
    words = sentence(
        filterset,
        found.answer.index.people,
        len(found.entries),
        unknown_ages(found.answer),
    )
    query = question_of(address)
    atom = new_feed(
        title=f"{words} – Interventiewijzer",
        page=request.build_absolute_uri(reverse("intervention-list") + query),
        own=request.build_absolute_uri(reverse("feed") + query),
    )
    there = request.build_absolute_uri(path_of("intervention", "SLUG"))
    for entry in latest(found.entries):
        since = public_since(entry)
        atom.add_item(
            title=entry.name,
            link=there.replace("SLUG", entry.slug),
            description=escape(entry.sentence),  # it is read as HTML
            unique_id=entry.uuid.urn,
            pubdate=since,
            updateddate=max(entry.modified, since),
        )
    return written(atom)


@require_safe
@cached_page
def entry_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The texts of one entry, the present one first; each stays at its address."""
    entry = Intervention.objects.published().filter(slug=slug).first()
    if entry is None:
        return moved_or_gone(request, slug, "entry-feed", as_text=True)
    atom = new_feed(
        title=f"{entry.name} – Interventiewijzer",
        page=request.build_absolute_uri(entry.get_absolute_url()),
        own=request.build_absolute_uri(reverse("entry-feed", args=[slug])),
    )
    for number, name, summary, since in texts_of(entry):
        atom.add_item(
            title=_("%(name)s, version %(number)d") % {"name": name, "number": number},
            link=request.build_absolute_uri(reverse("version", args=[slug, number])),
            description=escape(summary),
            unique_id=uuid5(entry.uuid, str(number)).urn,
            pubdate=since,
            updateddate=since,
        )
    return written(atom)


def texts_of(entry: Intervention) -> list[tuple[int, str, str, datetime]]:
    """Number, name, sentence and first moment of the latest texts, the present one first."""
    present = present_text(entry)
    texts = [(present.number, entry.name, entry.sentence, present.since)]
    kept = entry.versions.order_by("-number").values_list(
        *("number", "record__naam", "record__in_een_zin", "hidden_on", "superseded")
    )
    rows = list(kept[:MOST])
    starts = [*(row[-1] for row in rows), entry.created][1:]
    for (*text, hidden, until), start in zip(rows, starts, strict=True):
        if not hidden:
            texts.append((*text, min(start, until)))
    return texts[:MOST]


def new_feed(*, title: str, page: str, own: str) -> Feed:
    return Feed(
        title=title,
        link=page,
        description=None,
        language=get_language(),
        author_name="Interventiewijzer",
        feed_url=own,
        feed_guid=own,
    )


def written(atom: Feed) -> HttpResponse:
    return HttpResponse(
        atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


def question_of(address: Address) -> str:
    """The keys that say which entries; not in which order or on which page they stand."""
    known = InterventionFilterSet.base_filters
    pairs = {key: values for key, values in address.pairs().items() if key in known}
    return address.question(pairs)


def feed_path(address: Address) -> str:
    """Where the list of `address` is followed."""
    return path_of("feed") + question_of(address)


def latest(found: BitMap) -> Iterable[Shown]:
    """The entries of `found` that were changed last."""
    if len(found) <= FEW:
        rows = latest_rows(padded(list(found), 0, to=MOST))
    else:
        rows = walked(found)
    return map(Shown._make, rows)


def walked(found: BitMap) -> list[tuple]:
    """By ever more of all entries: PostgreSQL sorts them all when it knows no limit."""
    looked_at = MOST
    while True:
        looked_at *= 4
        latest = list(latest_changed()[:looked_at])
        rows = [row for row in latest if row[0] in found][:MOST]
        if len(rows) == MOST or len(latest) < looked_at:
            return rows


@prepared
def latest_rows(keys: Sequence[int]) -> QuerySet:
    return latest_changed().filter(pk__in=keys)[:MOST]


def latest_changed() -> QuerySet:
    public = Intervention.objects.filter(publication=Publication.PUBLISHED)
    return public.latest_changed().values_list("pk", *Shown._fields[1:])


def public_since(entry: Shown) -> datetime:
    """As far as is known: not before it was written, nor before the day it was planned for."""
    if entry.publish_from is None:
        return entry.created
    day = datetime.combine(entry.publish_from, time())
    return max(entry.created, timezone.make_aware(day))

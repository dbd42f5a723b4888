"""What editors have to do, the most urgent first."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .choices import CorrectionState
from .models import Correction, Intervention, LinkCheck, PersonWarning, Recognition
from .models.fields import years_later
from .querysets import expires_within

DAYS_BEFORE_CHECK = 60
DAYS_BEFORE_EXPIRY = 90
# Who has more to do than this need not know how much more.
MOST = 1000
LONGEST_MESSAGE = 200
MOST_NAMED = 3
MESSAGES = "meldingen"

Texts = dict[int, list[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One entry, in words what is the matter with it, and where an editor mends it."""

    pk: int
    name: str
    what: str
    url: str


@dataclass(frozen=True, slots=True)
class Task:
    key: str
    title: str
    explanation: str
    number_at_most: int  # never more than MOST + 1
    rows: list[Row]

    @property
    def number(self) -> str:
        return f"{MOST}+" if self.number_at_most > MOST else str(self.number_at_most)

    @property
    def has_more(self) -> bool:
        return self.number_at_most > len(self.rows)


def work_list(day: date, limit: int) -> list[Task]:
    """Every task, also those with nothing to do; of each at most `limit` rows."""
    return [
        messages(limit) if key == MESSAGES else task(key, day, limit) for key in TASKS
    ]


def task(key: str, day: date, limit: int) -> Task:
    kind = TASKS[key]
    entries = kind.entries(Intervention.objects.all(), day)
    # In the order of the list, which takes long: so once, and without their texts.
    keys = list(entries.values_list("pk", flat=True)[: MOST + 1])
    found = list(entries.filter(pk__in=keys[:limit]))
    texts = kind.texts(found, day)
    rows = [
        Row(each.pk, each.name, joined(texts[each.pk]), page_of(each)) for each in found
    ]
    return Task(key, str(kind.title), str(kind.explanation), len(keys), rows)


def messages(limit: int) -> Task:
    """A row for each message: one entry can have several, or a great many."""
    kind = TASKS[MESSAGES]
    corrections = Correction.objects.filter(state=CorrectionState.OPEN).order_by()
    # No further than it takes to know that it is more than MOST.
    number = corrections.values("pk")[: MOST + 1].count()
    found = corrections.select_related("intervention").order_by("created", "pk")
    rows = [
        Row(
            each.intervention_id,
            each.intervention.name,
            f"{each.get_kind_display()}. {shortened(each.text)}".rstrip(),
            page_of(each),
        )
        for each in found[:limit]
    ]
    return Task(MESSAGES, str(kind.title), str(kind.explanation), number, rows)


def page_of(row: Intervention | Correction) -> str:
    return reverse(f"admin:catalogue_{row._meta.model_name}_change", args=[row.pk])


def joined(texts: list[str]) -> str:
    named = "; ".join(texts[:MOST_NAMED])
    more = len(texts) - MOST_NAMED
    if more <= 0:
        return named
    return _("%(named)s; and %(more)d more") % {"named": named, "more": more}


def shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_MESSAGE else line[: LONGEST_MESSAGE - 1] + "…"


def day_text(day: date | None) -> str:
    if isinstance(day, datetime):
        day = timezone.localdate(day)
    return date_format(day, "j F Y") if day else ""


def changed_text(entry: Intervention) -> str:
    return _("last changed on %s") % day_text(entry.modified)


def checked_text(entry: Intervention) -> str:
    if entry.checked_on is None:
        return _("never checked")
    return _("checked on %s") % day_text(entry.checked_on)


def due_text(entry: Intervention) -> str:
    day = entry.check_again_on
    if day is None and entry.checked_on:
        day = years_later(entry.checked_on, 1)
    return _("to be checked by %s") % day_text(day) if day else checked_text(entry)


def missing_text(entry: Any) -> str:
    """Of an entry that is loaded with its completeness."""
    wanted = {
        "has_source": _("no source"),
        "has_target_group": _("no target group"),
        "has_approach_type": _("no approach type"),
        "has_delivery": _("no delivery"),
        "has_contact": _("nobody to ask"),
    }
    missing = [text for name, text in wanted.items() if not getattr(entry, name)]
    return ", ".join(missing)


def link_texts(entries: Iterable[Intervention], day: date) -> Texts:
    checks = LinkCheck.objects.filter(works=False, interventions__in=entries)
    texts: Texts = defaultdict(list)
    for entry, url, since, problem in checks.order_by(
        "broken_since", "url"
    ).values_list("interventions", "url", "broken_since", "problem"):
        known = {"url": url, "day": day_text(since), "problem": problem}
        texts[entry].append(_("%(url)s since %(day)s (%(problem)s)") % known)
    return texts


def warning_texts(entries: Iterable[Intervention], day: date) -> Texts:
    warnings = PersonWarning.objects.filter(seen=None, intervention__in=entries)
    texts: Texts = defaultdict(list)
    for warning in warnings:
        texts[warning.intervention_id].append(warning.found)
    return texts


def recognition_texts(entries: Iterable[Intervention], day: date) -> Texts:
    expiring = expires_within(day, DAYS_BEFORE_EXPIRY)
    rows = Recognition.objects.filter(expiring, intervention__in=entries)
    texts: Texts = defaultdict(list)
    for row in rows.order_by("valid_until", "pk"):
        known = {"recognition": str(row), "day": day_text(row.valid_until)}
        texts[row.intervention_id].append(_("%(recognition)s until %(day)s") % known)
    return texts


def each_by(text_of: Callable[[Any], str]) -> Callable[[Sequence[Any], date], Texts]:
    return lambda entries, day: {each.pk: [text_of(each)] for each in entries}


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of task: which of the given entries have it, the most urgent first."""

    title: Any
    explanation: Any
    entries: Callable[[Any, date], QuerySet[Intervention]]
    texts: Callable[[Sequence[Any], date], Texts]


TASKS = {
    MESSAGES: Kind(
        gettext_lazy("Messages of readers"),
        gettext_lazy(
            "Readers say that something is wrong, or that all is still right."
        ),
        lambda entries, day: entries.with_open_corrections(),
        each_by(str),
    ),
    "ter-controle": Kind(
        gettext_lazy("To review"),
        gettext_lazy("These wait until a chief editor reads and publishes them."),
        lambda entries, day: entries.in_review().order_by("modified", "pk"),
        each_by(changed_text),
    ),
    "te-laat": Kind(
        gettext_lazy("To be checked: too late"),
        gettext_lazy(
            "The day on which these were to be compared with their sources is past."
        ),
        lambda entries, day: entries.overdue(day).order_by(
            F("checked_on").asc(nulls_first=True), "sort_key", "pk"
        ),
        each_by(checked_text),
    ),
    "binnenkort": Kind(
        gettext_lazy("To be checked soon"),
        gettext_lazy("These are to be compared with their sources within two months."),
        lambda entries, day: entries.due_within(day, DAYS_BEFORE_CHECK).by_check_day(),
        each_by(due_text),
    ),
    "links": Kind(
        gettext_lazy("Links that do not work"),
        gettext_lazy(
            "Look for the new address of the page, or take the link out. "
            "Those of organisations stand in the list of links."
        ),
        lambda entries, day: (
            entries.published()
            .with_broken_links()
            .order_by("broken_since", "sort_key", "pk")
        ),
        link_texts,
    ),
    "onvolledig": Kind(
        gettext_lazy("Incomplete"),
        gettext_lazy("These are public, but visitors miss something in them."),
        lambda entries, day: entries.incomplete().order_by("sort_key", "pk"),
        each_by(missing_text),
    ),
    "waarschuwingen": Kind(
        gettext_lazy("Warnings about persons"),
        gettext_lazy(
            "Something in these could point at persons. Nobody has looked at it yet."
        ),
        lambda entries, day: entries.with_open_warnings().order_by("sort_key", "pk"),
        warning_texts,
    ),
    "erkenning": Kind(
        gettext_lazy("Recognition ends soon"),
        gettext_lazy(
            "Look whether the recognition is renewed. It ends within three months."
        ),
        lambda entries, day: entries.with_expiring_recognition(
            day, DAYS_BEFORE_EXPIRY
        ).order_by("expires_on", "sort_key", "pk"),
        recognition_texts,
    ),
}

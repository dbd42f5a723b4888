"""Rows into the plain values a template shows."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ..choices import RECOGNITION_LEVELS, Precision, Scope, Status
from ..models import Delivery, Recognition

MOST_PLACES = 3


def date_text(day: date | None, precision: str = Precision.DAY) -> str:
    """ "18 december 2020", "maart 2020" or "2020", as precise as the date is known."""
    return day_in(get_language(), day, precision) if day else ""


@lru_cache(maxsize=5_000)
def day_in(language: str, day: date, precision: str = Precision.DAY) -> str:
    if precision == Precision.YEAR:
        return f"{day.year}"
    month = f"{MONTHS[day.month]} {day.year}"
    return month if precision == Precision.MONTH else f"{day.day} {month}"


def number_text(value: Decimal) -> str:
    return number_format(value.normalize() if value % 1 else int(value), use_l10n=True)


def ages_text(first: int | None, last: int | None) -> str:
    """Empty when both are unknown."""
    return ages_in(get_language(), first, last)


@lru_cache(maxsize=5_000)
def ages_in(language: str, first: int | None, last: int | None) -> str:
    if first is None and last is None:
        return ""
    if last is None:
        return _("%(age)d years and older") % {"age": first}
    if first is None:
        return _("up to %(age)d years") % {"age": last}
    return _("%(first)d to %(last)d years") % {"first": first, "last": last}


def place_name(delivery: Delivery) -> str:
    match delivery.scope:
        case Scope.NATIONAL:
            return _("The whole country")
        case Scope.UNKNOWN:
            return _("City unknown")
        case _:
            return delivery.place


def status_text(status: str) -> str:
    """The label, which by itself does not say what is unknown."""
    return (
        _("Status unknown") if status == Status.UNKNOWN else str(Status(status).label)
    )


def places_text(deliveries: list[Delivery]) -> str:
    """ "Utrecht, Zwolle", the first few when there are many."""
    names = ", ".join(place_name(each) for each in deliveries[:MOST_PLACES])
    more = len(deliveries) - MOST_PLACES
    if more <= 0:
        return names
    return ngettext(
        "%(names)s and %(number)d more place",
        "%(names)s and %(number)d more places",
        more,
    ) % {"names": names, "number": more}


def summary_of_status(deliveries: Iterable[Delivery]) -> str:
    """ "actief in 2 plaatsen, status onbekend in 1 plaats", in the order of the list."""
    found = [delivery.status for delivery in deliveries]
    parts = []
    for status in Status:
        number = found.count(status)
        if number:
            label = status_text(status).lower()
            parts.append(
                ngettext(
                    "%(status)s in %(number)d place",
                    "%(status)s in %(number)d places",
                    number,
                )
                % {"status": label, "number": number}
            )
    return capfirst(", ".join(parts))


def is_in_force(recognition: Recognition) -> bool:
    return recognition.outcome in RECOGNITION_LEVELS and not (
        recognition.valid_until and recognition.valid_until < timezone.localdate()
    )

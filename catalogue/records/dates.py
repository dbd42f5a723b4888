"""Dates as the Dutch write them, and as much of a date as is known."""

import re
from datetime import date, datetime
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema

from .values import TEXT, read_line, refused, say, shown

# Months as people write them in Dutch files, whatever language the site speaks.
MONTHS = {
    "januari": 1,
    "februari": 2,
    "maart": 3,
    "april": 4,
    "mei": 5,
    "juni": 6,
    "juli": 7,
    "augustus": 8,
    "september": 9,
    "oktober": 10,
    "november": 11,
    "december": 12,
}
SHORT_MONTHS = {name[:3]: number for name, number in MONTHS.items()} | {
    "mrt": 3,
    "sept": 9,
}


def read_day(value: Any, info: ValidationInfo) -> str:
    day = read_partial_day(value, info)
    if len(day) < len("2020-03-01"):
        raise refused(_("The day is missing. Write day, month and year: 1-3-2020."))
    return day


def read_partial_day(value: Any, info: ValidationInfo) -> str:
    """2020, 2020-03 or 2020-03-01: as much as is known."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()[:10]
    text = read_line(value)
    year_first = re.fullmatch(r"\d{4}(-\d\d){0,2}([T ]00:00(:00)?)?", text)
    if year_first:
        parts = [int(part) for part in text[:10].split("-")]
    else:
        parts = written_day(text)
    day = "-".join(
        f"{part:0{width}}" for part, width in zip(parts, (4, 2, 2), strict=False)
    )
    try:
        date(*[*parts, 1, 1][:3])
    except ValueError as error:
        wrong = _("This day does not exist.")
        if len(parts) > 1 and parts[1] > 12:
            wrong = _("There is no month %d.") % parts[1]
            if not year_first:
                wrong += " " + _("Write the day first: 31-12-2020.")
        raise refused(wrong) from error
    if not 1800 <= parts[0] <= 2200:
        raise refused(_("This year cannot be meant."))
    if day != text[:10]:
        say(info, _("“%s” is read as %s.") % (shown(text), day))
    return day


def written_day(text: str) -> list[int]:
    """Year, month and day, as far as they stand in a date as the Dutch write it."""
    numbers = re.fullmatch(r"(?:(\d{1,2})[-/. ])?(\d{1,2})[-/. ](\d{4})", text)
    words = re.fullmatch(r"(?:(\d{1,2})\s+)?([a-z]{3,9})\.?\s+(\d{4})", text.casefold())
    if numbers:
        day, month, year = numbers[1], int(numbers[2]), numbers[3]
    elif words and (found := MONTHS.get(words[2]) or SHORT_MONTHS.get(words[2])):
        day, month, year = words[1], found, words[3]
    else:
        raise refused(
            _(
                "This is not a date we can read. Write 1-3-2020, or as much as is known: "
                "maart 2020, 2020."
            )
        )
    return [int(year), month, *([int(day)] if day else [])]


Day = Annotated[
    str | None, BeforeValidator(read_day), WithJsonSchema({**TEXT, "format": "date"})
]
PartialDay = Annotated[
    str | None,
    BeforeValidator(read_partial_day),
    WithJsonSchema({**TEXT, "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}),
]

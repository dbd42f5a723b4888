"""Fields and constraints that several tables share."""

import re
import unicodedata
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import RESERVED_SLUGS, Precision

LONGEST_TEXT = 10_000
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# Line ends too, and the marks that turn the direction of writing.
NOT_IN_A_LINE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def without_accents(text: str) -> str:
    """`text` in lower case without accents: "Fryslân" becomes "fryslan"."""
    return without(
        unicodedata.combining, unicodedata.normalize("NFKD", text).casefold()
    )


def without(unwanted: Callable[[str], Any], text: str) -> str:
    """`text` without the signs that are `unwanted`, of which ASCII has none."""
    if text.isascii():
        return text
    # A long text has few different signs.
    signs = [sign for sign in set(text) if unwanted(sign)]
    return text.translate(dict.fromkeys(map(ord, signs))) if signs else text


def sort_key(name: str) -> str:
    """What `name` is sorted by; compared bytewise, so that every database agrees."""
    return " ".join(re.findall(r"\w+", without_accents(name)))


def check_readable(text: str) -> None:
    refuse(CONTROL_CHARACTERS, text)


def check_one_line(text: str) -> None:
    refuse(NOT_IN_A_LINE, text)


def refuse(signs: re.Pattern[str], text: str) -> None:
    found = signs.search(text)
    if found:
        raise ValidationError(
            _("Remove the invisible character at position %(position)d."),
            params={"position": found.start() + 1},
        )


class PlainTextField(forms.CharField):
    def to_python(self, value: Any) -> Any:
        """Browsers send line ends of their own: that is no change to the text."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if text else text


class PlainText(models.TextField):
    """Text of an entry: paragraphs and lists, at most 10,000 characters."""

    default_validators = [check_readable]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("max_length", LONGEST_TEXT)
        super().__init__(*args, **kwargs)
        # Django leaves the length of a TextField to forms.
        self.validators.append(MaxLengthValidator(kwargs["max_length"]))

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PlainTextField, **kwargs})


class Line(models.CharField):
    """One line of text, without invisible characters."""

    default_validators = [check_one_line]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        super().__init__(*args, **kwargs)


class BytewiseField(models.CharField):
    """Text that both databases put in the order of its bytes."""

    def db_parameters(self, connection: Any) -> Any:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":  # SQLite does so by itself
            parameters["collation"] = "C"
        return parameters


class SortKeyField(BytewiseField):
    """The sort key of the field `source`, made anew whenever the row is saved."""

    def __init__(self, *args: Any, source: str = "name", **kwargs: Any) -> None:
        self.source = source
        kwargs.update(max_length=300, editable=False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {"source": self.source, **kwargs}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = sort_key(getattr(model_instance, self.source))[:300]
        setattr(model_instance, self.attname, value)
        return value


class PrecisionField(models.CharField):
    """How much is known of the date beside it; empty when there is no date."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("choices", Precision)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)


def slug_not_reserved(model: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"{model}_slug_not_reserved",
        condition=~Q(slug__in=RESERVED_SLUGS),
        violation_error_message=_(
            "This short name is reserved for filters. Choose another one."
        ),
    )


def date_has_precision(model: str, date: str) -> models.CheckConstraint:
    precision = f"{date}_precision"
    return models.CheckConstraint(
        name=f"{model}_{date}_has_precision",
        condition=Q(**{f"{date}__isnull": True, precision: ""})
        | Q(**{f"{date}__isnull": False, f"{precision}__in": Precision.values}),
        violation_error_message=_(
            "Give a date together with how precise it is, or leave both empty."
        ),
    )


def in_order(name: str, first: str, last: str, message: Any) -> models.CheckConstraint:
    """`last` is not less than `first`, where both are known."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{first}__isnull": True})
        | Q(**{f"{last}__isnull": True})
        | Q(**{f"{last}__gte": F(first)}),
        violation_error_message=message,
    )


def one_of(model: str, left: str, right: str) -> models.CheckConstraint:
    """Exactly one of two relations is filled."""
    return models.CheckConstraint(
        name=f"{model}_of_one_thing",
        condition=Q(**{f"{left}__isnull": True, f"{right}__isnull": False})
        | Q(**{f"{left}__isnull": False, f"{right}__isnull": True}),
        violation_error_message=_(
            "Choose an intervention or an approach type, not both."
        ),
    )


class NaturalKeyManager(models.Manager):
    """Finds a row by the one field in the model's `natural_key_field`."""

    use_in_migrations = False

    def get_by_natural_key(self, value: str) -> models.Model:
        key = self.model.natural_key_field  # type: ignore[attr-defined]
        return self.get(**{key: value})


class Keyed(models.Model):
    """A row that fixtures name by a key of its own instead of a number."""

    natural_key_field = "slug"

    objects = NaturalKeyManager()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str]:
        return (str(getattr(self, self.natural_key_field)),)


class Part(Keyed):
    """A row that belongs to an entry and has no name of its own."""

    natural_key_field = "uuid"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


def cut_date(day: date, precision: str) -> date:
    """`day` as it is stored when only so much is known: the rest is 1."""
    match precision:
        case Precision.YEAR:
            return day.replace(month=1, day=1)
        case Precision.MONTH:
            return day.replace(day=1)
        case _:
            return day


def years_later(day: date, years: int) -> date:
    """The same day `years` later; 28 February where there is no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def check_past(row: models.Model, *names: str) -> None:
    """Refuse dates of `row` that are still to come; a month counts from its first day."""
    for name in names:
        day = getattr(row, name)
        if day and day > timezone.localdate():
            raise ValidationError({name: _("This day is still to come.")})


def check_dates(row: models.Model, *names: str) -> None:
    """Refuse dates of `row` that say more than their precision."""
    for name in names:
        day, precision = getattr(row, name), getattr(row, f"{name}_precision")
        if day and cut_date(day, precision) != day:
            message = (
                _("Only the year is known: use 1 January.")
                if precision == Precision.YEAR
                else _("Only the month is known: use the first day.")
            )
            raise ValidationError({name: message})

"""Query values as they come in an address, made readable or refused with a reason."""

import difflib
import re
import unicodedata
from collections import ChainMap
from collections.abc import Iterable
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import indexing
from .models import City

Labels = dict[str, str]  # slug to name
MOST_LISTED = 20


class SearchField(forms.CharField):
    def to_python(self, value: Any) -> str:
        """The text without what nobody types on purpose: NUL, control and direction marks."""
        typed = super().to_python(value) or ""
        return re.sub(r"\s+", " ", visible(typed))


def visible(text: str) -> str:
    return "".join(sign for sign in text if is_typed(sign)).strip()


def is_typed(sign: str) -> bool:
    return sign.isspace() or not unicodedata.category(sign).startswith("C")


class TermsField(forms.Field):
    """Slugs in, their labels out. A slug that nobody knows is refused with the nearest one.

    They are those of `closed`, and of the list that the facet index has under `key`.
    """

    widget = forms.SelectMultiple

    def __init__(self, *, key: str = "", closed: Iterable = (), **kwargs: Any) -> None:
        self.key = key
        self.closed: Labels = dict(closed)
        super().__init__(**kwargs)

    def to_python(self, value: list[str] | None) -> Labels:
        wanted = [each.strip() for each in value or [] if each.strip()]
        if not wanted:
            return {}
        known = ChainMap(self.closed, self.listed())
        for slug in wanted:
            if slug not in known:
                raise ValidationError(self.complaint(slug))
        return {slug: str(known[slug]) for slug in wanted}

    def listed(self) -> Labels:
        return indexing.current().labels[self.key] if self.key else {}

    def complaint(self, slug: str) -> str:
        slugs = [*self.closed, *self.listed()]
        message = _("“%(value)s” is not a value we know.") % {
            "value": visible(slug)[:60]
        }
        near = difflib.get_close_matches(slug[:60], slugs, n=1, cutoff=0.7)
        if near:
            message += " " + _("Did you mean “%(nearest)s”?") % {"nearest": near[0]}
        elif len(slugs) <= MOST_LISTED:
            message += " " + _("Choose from: %s.") % ", ".join(slugs)
        return message


class CitiesField(TermsField):
    CODE = re.compile(r"(?:GM)?(\d{4})", re.IGNORECASE)

    def to_python(self, value: list[str] | None) -> Labels:
        given = [each.strip() for each in value or []]
        if not given:
            return {}
        codes = {
            each: found[1] for each in given if (found := self.CODE.fullmatch(each))
        }
        if codes:
            cities = City.objects.filter(code__in=codes.values())
            slugs = dict(cities.values_list("code", "slug"))
            given = [slugs.get(codes.get(each, ""), each) for each in given]
        return super().to_python(given)


class SharedFields(dict):
    """Fields that keep nothing of a question, so that a form needs no copies of its own."""

    def __deepcopy__(self, memo: Any) -> Self:
        return self

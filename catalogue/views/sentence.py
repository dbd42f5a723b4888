"""What a list answers to, read aloud: "3 interventies in Utrecht voor doorgroeiers"."""

from typing import Any

from django.utils.text import Truncator
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from ..choices import NATIONAL, UNKNOWN
from ..facets import Labels
from ..filters import InterventionFilterSet
from .plain import date_text

LONGEST_SHOWN = 80  # of what was searched for, in characters


def shortened(words: str) -> str:
    return Truncator(words).chars(LONGEST_SHOWN)


def either(words: list[str]) -> str:
    if len(words) == 1:
        return words[0]
    return _("%(first)s or %(last)s") % {
        "first": ", ".join(words[:-1]),
        "last": words[-1],
    }


# In the order in which a sentence reads best.
PHRASES = {
    "soort": gettext_lazy("of the kind %s"),
    "aanpak": gettext_lazy("with approach type %s"),
    "status": gettext_lazy("with status %s"),
    "gemeente": gettext_lazy("in %s"),
    "provincie": gettext_lazy("in the province of %s"),
    "fase": gettext_lazy("for %s"),
    "leeftijd": gettext_lazy("for the age of %s"),
    "doelgroep": gettext_lazy("aimed at %s"),
    "organisatie": gettext_lazy("together with %s"),
    "preventie": gettext_lazy("at prevention level %s"),
    "setting": gettext_lazy("in the setting %s"),
    "thema": gettext_lazy("on the theme %s"),
    "kader": gettext_lazy("where taking part is %s"),
    "erkenning": gettext_lazy("with recognition %s"),
    "gecontroleerdSinds": gettext_lazy("checked since %s"),
    "zoek": gettext_lazy("with “%s”"),
}


def sentence(
    filterset: InterventionFilterSet, people: Labels, number: int, unknown_ages: int
) -> str:
    """ "3 interventies in Utrecht voor doorgroeiers": what is in force, read aloud."""
    start = ngettext("%(number)s intervention", "%(number)s interventions", number)
    parts = [start % {"number": grouped(number)}]
    given = filterset.form.cleaned_data
    written: dict[str, Any] = {"zoek": shortened, "gecontroleerdSinds": date_text}
    for key, phrase in PHRASES.items():
        value: Any = given[key]
        if isinstance(value, dict) and value:
            parts.append(str(phrase) % either(words_of_value(key, value, people)))
        elif value not in (None, "", {}):
            parts.append(str(phrase) % written.get(key, str)(value))
    if given["leeftijdOnbekend"] == "nee":
        parts.append(_("with a known age"))
    elif given["leeftijd"] is not None and unknown_ages:
        parts.append(
            _("(%(number)d of them without a known age)") % {"number": unknown_ages}
        )
    return " ".join(parts)


def grouped(number: int) -> str:
    """Thousands apart from five digits on, as the language of the page does."""
    mark = "," if get_language() == "en" else "."
    return f"{number:,}".replace(",", mark if number >= 10_000 else "")


def words_of_value(key: str, labels: Labels, people: Labels) -> list[str]:
    words = dict(labels)
    if key == "fase":
        words = {slug: people.get(slug, label) for slug, label in words.items()}
    if key in ("soort", "status", "kader", "erkenning"):
        words = {slug: label[:1].lower() + label[1:] for slug, label in words.items()}
    if NATIONAL in words:
        words[NATIONAL] = _("the whole country")
    if UNKNOWN in words:
        words[UNKNOWN] = words_for_unknown().get(key, _("unknown"))
    return list(words.values())


def words_for_unknown() -> dict[str, str]:
    """After a word such as “in” or “for”, where “unknown” alone says too little."""
    return {
        "gemeente": _("an unknown city"),
        "fase": _("an unknown phase"),
        "doelgroep": _("an unknown target group"),
        "organisatie": _("an unknown organisation"),
    }

"""Warnings about small groups and persons. They refuse nothing: somebody decides."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

SMALL_GROUP = 15
# A number counts people when its words do. Seven coaches are no small group.
PEOPLE = re.compile(
    r"jonger|jeugd|kind|gezin|famil|deelnemer|verdacht|persoon|person|broer|zus|ouder"
    r"|cli[eë]nt|dader|jongen|meisje|doorgroeier|leerling"
)
# Streets, squares and schools are named after persons, and are none.
SURNAME = (
    r"(?:(?i:van|de|den|der|ter|ten|te|het|el|al)\s+){0,3}[A-Z][a-zà-ÿ]+\b"
    r"(?<!laan)(?<!straat)(?<!plein)(?<!weg)(?<!kade)(?<!school)(?<!park)"
)
PERSON = re.compile(
    # A title and a name; initials and a name.
    rf"\b(?:[Dd]hr|[Mm]evr|[Mm]w|[Mm]eneer|[Mm]evrouw)\b\.?\s+(?:[A-Z]\.\s*)*{SURNAME}"
    rf"|(?<![A-Za-z.])(?:[A-Z]\.\s?){{1,4}}{SURNAME}"
)
FULL_NAME = re.compile(rf"[A-Z][a-zà-ÿ]+\s+{SURNAME}")
PRIVATE_MAIL = re.compile(
    r"[\w.+-]+@(?:gmail|hotmail|outlook|live|msn|yahoo|icloud|me|ziggo|kpnmail|planet"
    r"|xs4all|home|casema|upcmail|chello|hetnet|protonmail|proton)\.\w+"
    # firstname.surname@ is somebody's, whatever the organisation.
    r"|\b[a-z]{1,20}\.(?:[a-z]{1,5}\.)?[a-z]{2,30}@[\w-]+\.[\w.-]+",
    re.IGNORECASE,
)
MOBILE = re.compile(r"(?<!\d)(?:\+31|0031|0)[\s-]?\(?0?\)?[\s-]?6(?:[\s-]?\d){8}(?!\d)")


def person_in(text: str, *, role: bool = False) -> str:
    """What in `text` seems to point at one person, in words; `role` says only a role belongs."""
    wrong = []
    if found := MOBILE.search(text):
        message = _("“%s” is a mobile number. Use a general number.")
        wrong.append(message % found[0].strip())
    # Looking for an address takes long, and few texts hold one.
    if "@" in text and (found := PRIVATE_MAIL.search(text)):
        message = _("“%s” is the address of a person. Use a general address.")
        wrong.append(message % found[0])
    if found := PERSON.search(text) or (FULL_NAME.fullmatch(text) if role else None):
        message = _("“%s” seems the name of a person. Name a role.")
        wrong.append(message % found[0].strip())
    return " ".join(wrong)


def is_small_group(number: Any, words: str) -> bool:
    """Whether `number` of what `words` say is so small that it can point at persons."""
    if not isinstance(number, (int, float)) or not 0 < number < SMALL_GROUP:
        return False
    return bool(PEOPLE.search(words.casefold()))


def small_group_warning(number: Any, neighbourhoods: list[str]) -> str:
    return _(
        "A group of %(number)s with named neighbourhoods (%(places)s) can point at persons."
    ) % {"number": number, "places": ", ".join(neighbourhoods)}


def persons_in(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields of a record that seem to name a person, each with what is wrong."""
    for name, value in values.items():
        if name == "uuid":
            continue
        role = name in ("contact_rol", "gecontroleerd_door")
        texts = value if isinstance(value, list) else [value]
        for text in texts:
            wrong = person_in(text, role=role) if isinstance(text, str) else None
            if wrong:
                yield name, wrong
                break

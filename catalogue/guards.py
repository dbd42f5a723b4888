"""Warnings about small groups and persons. They refuse nothing: somebody decides."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .record_loading import place_names

SMALL_GROUP = 15
LONGEST_FOUND = 300
# Fields that name a role, so where somebody's name does not belong.
ROLES = {"contact_rol", "gecontroleerd_door", "contact_role", "checked_by"}
# Whom the places of a delivery are for.
DELIVERED_TO = "deelnemers"
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


@dataclass(frozen=True, order=True)
class Finding:
    """Something that can point at persons. `kind` and `found` are kept: see PersonWarning."""

    kind: str
    found: str

    @property
    def message(self) -> str:
        match self.kind:
            case "mobiel":
                message = _("“%s” is a mobile number. Use a general number.")
            case "mail":
                message = _("“%s” is the address of a person. Use a general address.")
            case "naam":
                message = _("“%s” seems the name of a person. Name a role.")
            case _:
                number, places = self.found.split(": ", 1)
                message = _(
                    "A group of %(number)s with named neighbourhoods (%(places)s) can point at "
                    "persons."
                )
                return message % {"number": number, "places": places}
        return message % self.found


def findings_in(text: str, *, role: bool = False) -> list[Finding]:
    """All in `text` that seems to point at persons; `role` says that only a role belongs."""
    # Each search takes long, and these tell soon that it finds nothing.
    found, names = [], []
    if "6" in text:
        found += [("mobiel", each[0]) for each in MOBILE.finditer(text)]
    if "@" in text:
        found += [("mail", each[0]) for each in PRIVATE_MAIL.finditer(text)]
    if not text.islower():
        names = [each[0] for each in PERSON.finditer(text)]
    if role and not names and FULL_NAME.fullmatch(text):
        names = [text]
    found += [("naam", name) for name in names]
    return [Finding(kind, kept(words)) for kind, words in dict.fromkeys(found)]


def kept(found: str) -> str:
    return found.strip()[:LONGEST_FOUND]


def person_in(text: str, *, role: bool = False) -> str:
    """What in `text` seems to point at persons, in words."""
    return " ".join(each.message for each in findings_in(text, role=role))


def is_small_group(number: Any, words: str) -> bool:
    """Whether `number` of what `words` say is so small that it can point at persons."""
    try:
        few = 0 < number < SMALL_GROUP
    except TypeError:  # not known, or not read
        return False
    return few and bool(PEOPLE.search(words.casefold()))


def small_group(number: Any, neighbourhoods: list[str]) -> Finding:
    return Finding("groep", kept(f"{float(number):g}: {', '.join(neighbourhoods)}"))


def persons_in(values: dict[str, Any]) -> Iterator[tuple[str, Finding]]:
    """The fields of a record that seem to name a person, each with what was found."""
    for name, value in values.items():
        if name == "uuid":
            continue
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str):
                for finding in findings_in(text, role=name in ROLES):
                    yield name, finding


def findings_of(record: dict[str, Any], parts: Iterable[str]) -> set[Finding]:
    """Everything in an entry and its `parts` that can point at persons."""
    rows = [record, *(row for name in parts for row in record[name])]
    found = {finding for row in rows for _name, finding in persons_in(row)}
    deliveries = record["uitvoeringen"]
    named = [
        (place, each["wijken"], each["aantal_plekken"])
        for place, each in zip(place_names(deliveries), deliveries, strict=True)
        if each["wijken"]
    ]
    for _place, neighbourhoods, capacity in named:
        if is_small_group(capacity, DELIVERED_TO):
            found.add(small_group(capacity, neighbourhoods))
    for figure in record["cijfers"]:
        if is_small_group(figure["waarde"], counted(figure)):
            for place, neighbourhoods, _capacity in named:
                if figure["uitvoering"] in (None, place):
                    found.add(small_group(figure["waarde"], neighbourhoods))
    return found


def counted(figure: dict[str, Any]) -> str:
    return f"{figure['wat_is_geteld']} {figure['eenheid']}"

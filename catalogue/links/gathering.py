"""Every address of a page that visitors can read in the catalogue."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from ..models import Intervention, LinkCheck, Organisation
from ..record_loading import Loader

ADDRESS = re.compile(r"https?://[^\s<>\"“”„‘’«»\[\]{}|\\^`]+", re.IGNORECASE)
# Ends a sentence, not an address.
SENTENCE_END = ".,;:!?…'*_"
# A longer one is no link that a person wrote.
LONGEST = LinkCheck._meta.get_field("url").max_length or 0


@dataclass
class Users:
    """The keys of what has one address in its text."""

    interventions: set[int] = field(default_factory=set)
    organisations: set[int] = field(default_factory=set)


def addresses_in(text: str) -> Iterator[str]:
    for found in ADDRESS.findall(text):
        if found != text:  # else it is all there is, so no sentence goes on after it
            found = without_sentence(found)
        if len(found) <= LONGEST and found.partition("://")[2]:
            yield found


def without_sentence(address: str) -> str:
    """`address` without the signs of the sentence around it; its own brackets stay."""
    while address:
        unopened = address[-1] == ")" and address.count(")") > address.count("(")
        if address[-1] not in SENTENCE_END and not unopened:
            break
        address = address[:-1]
    return address


def texts_in(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from texts_in(each)
        case list():
            for each in value:
                yield from texts_in(each)


def gather() -> dict[str, Users]:
    """Each address once, with the public entries and the organisations that have it."""
    found: dict[str, Users] = defaultdict(Users)
    published = Intervention.objects.published()
    keys = list(published.order_by("pk").values_list("pk", flat=True))
    for entry in Loader(public_on=timezone.localdate()).stored(keys):
        for text in texts_in(entry.record):
            for address in addresses_in(text):
                found[address].interventions.add(entry.pk)
    organisations = Organisation.objects.exclude(Q(website="") & Q(general_contact=""))
    for pk, *texts in organisations.order_by("pk").values_list(
        "pk", "website", "general_contact"
    ):
        for text in texts:
            for address in addresses_in(text):
                found[address].organisations.add(pk)
    return dict(found)

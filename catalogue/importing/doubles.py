"""New entries that the catalogue, or the file itself, seems to have already."""

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

from django.utils.translation import gettext as _

from ..models import Delivery, Intervention
from ..models.fields import sort_key
from .matching import batches

# Words that half of the names have do not tell which entries to compare.
MOST_WITH_A_WORD = 200
ALIKE = 0.85


@dataclass
class Names:
    """Names by city, so that those of one city can be compared."""

    cities: Mapping[str, str]  # their names, by slug
    same: dict[str, str] = field(default_factory=dict)  # the name, by its sort key
    # The sort keys of those that have a word, by city and word; only for words of new names.
    by_word: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def add(self, name: str, cities: Iterable[str]) -> None:
        key = sort_key(name)
        self.same.setdefault(key, name)
        for city in cities:
            self.add_in(city, name, key)

    def add_in(self, city: str, name: str, key: str) -> None:
        for word in set(key.split()):
            keys = self.by_word.get((city, word))
            if keys is not None and len(keys) <= MOST_WITH_A_WORD:
                keys.append(key)
                self.same.setdefault(key, name)

    def like(self, name: str, cities: Iterable[str]) -> str | None:
        """The reason to think that `name` is here already, in words."""
        key = sort_key(name)
        if key in self.same:
            return _("“%s” has the same name.") % self.same[key]
        for city in cities:
            for word in sorted(set(key.split())):
                found = self.by_word.get((city, word), [])
                if len(found) > MOST_WITH_A_WORD:
                    continue
                for other in found:
                    if alike(key, other):
                        params = {
                            "name": self.same[other],
                            "city": self.cities.get(city, city),
                        }
                        return _("“%(name)s” in %(city)s has a similar name.") % params
        return None


def alike(one: str, other: str) -> bool:
    """Whether two names differ little. Another number is another thing: “fase 2”."""
    words, others = set(one.split()), set(other.split())
    if {w for w in words ^ others if w.isdigit()}:
        return False
    short, long = sorted([words, others], key=len)
    if len(short) > 1 and short <= long:
        return True
    matcher = difflib.SequenceMatcher(None, one, other)
    # The first two tell soon of most that they cannot be.
    ratios = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
    return all(ratio() >= ALIKE for ratio in ratios)


def names_of_catalogue(
    new: Collection[tuple[str, list[str]]], city_names: Mapping[str, str]
) -> Names:
    """The entries that have the name of a new one, or a word of it in one of its cities.

    Of each that is `new` its name and the slugs of its cities.
    """
    found = Names(city_names)
    keys = set()
    for name, cities in new:
        key = sort_key(name)
        keys.add(key[:300])
        for pair in product(cities, key.split()):
            found.by_word.setdefault(pair, [])
    for batch in batches(sorted(keys)):
        same = Intervention.objects.filter(sort_key__in=batch)
        for name in same.values_list("name", flat=True):
            found.add(name, [])
    columns = ("cities__slug", "intervention__name", "intervention__sort_key")
    for batch in batches(sorted({city for _name, cities in new for city in cities})):
        rows = Delivery.objects.filter(cities__slug__in=batch).order_by()
        for row in rows.values_list(*columns).iterator():
            found.add_in(*row)
    return found

from collections.abc import Iterable
from functools import cached_property

from pyroaring import BitMap

from .. import indexing, search
from ..choices import Sort
from ..filters import InterventionFilterSet


class Found:
    """What answers to a question that can be read, and in which order."""

    def __init__(self, filterset: InterventionFilterSet) -> None:
        given = filterset.form.cleaned_data
        self.words: str = given["zoek"]
        self.index = indexing.current()
        self.query = (
            search.parse(self.words, self.index.synonyms) if self.words else None
        )
        self.matches = search.Matches(self.query) if self.query is not None else None
        words = self.matches.all_words() if self.matches else None
        self.answer = self.index.answer(given, words)

    @cached_property
    def entries(self) -> BitMap:
        return self.answer.entries()

    def keys(self, sort: str, start: int, stop: int) -> list[int]:
        tiers: Iterable[BitMap] = [self.entries]
        if self.matches and sort == Sort.RELEVANCE:
            tiers = self.matches.by_field(self.entries)
        return self.index.part(sort, tiers, start, stop)

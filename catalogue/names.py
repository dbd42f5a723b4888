"""Names of pages, to be found while one is typed."""

from __future__ import annotations

from typing import NamedTuple


class Named(NamedTuple):
    """A page that is suggested while its name is typed."""

    slug: str
    name: str
    words: str  # folded as a sort key is, each after a space

    def begins_with(self, words: str) -> bool:
        return self.words.startswith(words)


class Names(NamedTuple):
    rows: list[Named]
    text: str  # the words of all: what does not stand in it, is in none

    @classmethod
    def of(cls, rows: list[Named]) -> Names:
        return cls(rows, "\n".join(each.words for each in rows))

    def having(self, words: str) -> list[Named]:
        if words not in self.text:
            return []
        return [each for each in self.rows if words in each.words]

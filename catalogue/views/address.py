import re
from copy import copy
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from ..filters import InterventionFilterSet

PAGE, SORT, SHOW_ALL = "pagina", "sorteer", "toon"
ROWS, COLUMNS = "rijen", "kolommen"  # of the matrix
OF_ONE_PAGE = [PAGE, SHOW_ALL, ROWS, COLUMNS]
CHOSEN = "i"  # what a visitor put together, which asks nothing of the list


def page_of(query: QueryDict, last: int) -> int:
    """The page `pagina` asks for: nonsense gets the first, past the end the last."""
    # Nine digits are past the end of any list, and Python reads no number of thousands.
    digits = re.fullmatch(r"0*([1-9]\d{0,8})\d*", query.get(PAGE, ""))
    return min(int(digits[1]), last) if digits else 1


class Address:
    """The address of the list, and what it becomes by one step."""

    def __init__(self, request: HttpRequest) -> None:
        self.path = request.path
        self.parts: dict[tuple[str, tuple[str, ...]], str] = {}
        self.query = request.GET.copy()
        for key in list(self.query):
            values = [value for value in self.query.getlist(key) if value.strip()]
            if values:
                self.query.setlist(key, values)
            else:
                del self.query[key]

    def at(self, path: str) -> "Address":
        """The same question at another page."""
        other = copy(self)
        other.path, other.query = path, self.query.copy()
        for key in OF_ONE_PAGE:
            other.query.pop(key, None)
        return other

    def written_all(self) -> str:
        return self.written(self.pairs())

    def use_slugs(self, filterset: InterventionFilterSet) -> None:
        """Each value once and by its slug, also a city that was named by its code."""
        for key, value in filterset.form.cleaned_data.items():
            if isinstance(value, dict) and value:
                self.query.setlist(key, list(value))

    def with_words(self, words: str) -> str:
        return self.written({**self.pairs(), "zoek": [words], PAGE: []})

    def with_words_alone(self, words: str) -> str:
        return self.written({"zoek": [words], CHOSEN: self.pairs().get(CHOSEN, [])})

    def having(self, **values: str | int) -> str:
        return self.written(
            {**self.pairs(), **{key: [str(v)] for key, v in values.items()}}
        )

    def adding(self, key: str, value: str) -> str:
        pairs = self.pairs()
        return self.written({**pairs, key: [*pairs.get(key, []), value]})

    def without(self, key: str, value: str | None = None) -> str:
        """Without `value`, or without any value of `key`; from the first page on."""
        pairs = self.pairs()
        left = [
            each for each in pairs.get(key, []) if value is not None and each != value
        ]
        return self.written({**pairs, key: left, PAGE: []})

    def before(self, *keys: str) -> str:
        """The address without `keys`, up to where dozens of slugs of these can follow."""
        pairs = self.pairs()
        rest = self.written({key: pairs[key] for key in pairs if key not in keys})
        return f"{rest}&" if "?" in rest else f"{rest}?"

    def of_all(self) -> str:
        """The query without what says which part of the answer a page shows."""
        of_page: dict[str, list[str]] = {PAGE: [], SHOW_ALL: [], CHOSEN: []}
        return self.written({**self.pairs(), **of_page})[len(self.path) :]

    def cleared(self) -> str:
        """Everything, with what was put together and the sides of the matrix."""
        kept = (CHOSEN, ROWS, COLUMNS)
        return self.written({key: self.query.getlist(key) for key in kept})

    def pairs(self) -> dict[str, list[str]]:
        return dict(self.query.lists())

    def written(self, pairs: dict[str, list[str]]) -> str:
        return self.path + self.question(pairs)

    def question(self, pairs: dict[str, list[str]]) -> str:
        query = "&".join(self.part(key, *pairs[key]) for key in pairs if pairs[key])
        return f"?{query}" if query else ""

    def part(self, key: str, *values: str) -> str:
        """What QueryDict.urlencode() gives of one key, which most addresses of a page share."""
        if (key, values) not in self.parts:
            self.parts[key, values] = urlencode({key: values}, doseq=True)
        return self.parts[key, values]

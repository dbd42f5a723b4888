from django.http import HttpRequest, QueryDict
from django.urls import reverse

from ..filters import InterventionFilterSet

PAGE, SORT, SHOW_ALL = "pagina", "sorteer", "toon"


class Address:
    """The address of the list, and what it becomes by one step."""

    def __init__(self, request: HttpRequest) -> None:
        self.query = request.GET.copy()
        for key in list(self.query):
            values = [value for value in self.query.getlist(key) if value.strip()]
            if values:
                self.query.setlist(key, values)
            else:
                del self.query[key]

    def use_slugs(self, filterset: InterventionFilterSet) -> None:
        """Each value once and by its slug, also a city that was named by its code."""
        for key, value in filterset.form.cleaned_data.items():
            if isinstance(value, dict) and value:
                self.query.setlist(key, list(value))

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

    def pairs(self) -> dict[str, list[str]]:
        return dict(self.query.lists())

    def written(self, pairs: dict[str, list[str]]) -> str:
        query = QueryDict(mutable=True)
        for key, values in pairs.items():
            if values:
                query.setlist(key, values)
        path = reverse("intervention-list")
        return f"{path}?{query.urlencode()}" if query else path

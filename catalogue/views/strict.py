"""What pages read as well as they can, programs should know: a question they get wrong is
refused, with each key and value that is wrong and what would be right.
"""

import difflib
import re
from collections.abc import Iterable, Sequence

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _

from ..choices import Sort
from ..filters import InterventionFilterSet
from ..query_fields import visible
from .address import PAGE, SHOW_ALL, SORT

# The last two say what a page shows of the list: here they mean nothing, so that the
# address of any page of the list can be used.
KEYS = [*InterventionFilterSet.base_filters, SORT, PAGE, SHOW_ALL]
LONGEST_SHOWN = 60


def refusals(
    asked: Iterable[str], filterset: InterventionFilterSet, own: Sequence[str] = ()
) -> list[str]:
    """What cannot be read of a question with the keys `asked`, in that order.

    The caller reads the keys that are its `own`.
    """
    query, errors = filterset.data, filterset.form.errors
    found = []
    for key in asked:
        value = query.get(key)
        if key in own:
            continue
        if key not in KEYS:
            found.append(unknown_key(key, [*own, *KEYS]))
        elif key in errors:
            found += [refusal(query, key, str(why)) for why in errors[key]]
        elif key == SORT and value and value not in Sort.values:
            found.append(refusal(query, key, one_of(value, Sort.values)))
        elif key == PAGE and value and not re.fullmatch(r"0*[1-9]\d*", value):
            found.append(refusal(query, key, _("Write a number, such as 2.")))
    return found


def unknown_key(key: str, known: Sequence[str]) -> str:
    message = _("“%(key)s” is not a name we know.") % {"key": shown(key)}
    return f"{message} {one_of(key, known)}"


def refusal(query: QueryDict, key: str, why: str) -> str:
    return f"{key}={shown(', '.join(query.getlist(key)))}: {why}"


def one_of(value: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(value[:LONGEST_SHOWN], known, n=1)
    if near:
        return _("Did you mean “%(nearest)s”?") % {"nearest": near[0]}
    return _("Choose from: %s.") % ", ".join(known)


def shown(text: str) -> str:
    return visible(text)[:LONGEST_SHOWN]


def refused(problems: list[str]) -> HttpResponse:
    lines = [
        _("The site cannot answer this question:"),
        *(f"- {problem}" for problem in problems),
    ]
    return HttpResponse(
        "\n".join(lines) + "\n", status=400, content_type="text/plain; charset=utf-8"
    )

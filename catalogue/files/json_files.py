"""JSON files, and JSONL: a record on each line."""

import json
import re
from typing import Any

from django.utils.translation import gettext as _

from .reporting import Report
from .rows import Place, Unreadable
from .trees import NoValue, Pairs, check_size, entries_in


def parsed_json(text: str) -> list[Any]:
    check_size(text, ",[{")
    try:
        items = entries_in(loads(text))
    except json.JSONDecodeError as error:
        message = _(
            "This is not JSON: it goes wrong in line %d, at position %d. Often a comma or "
            "a quotation mark is missing there, or there is one too many."
        )
        raise Unreadable(message % (error.lineno, error.colno)) from error
    except RecursionError as error:
        raise Unreadable(
            _("This JSON holds lists in lists in lists, without end.")
        ) from error
    for number, item in enumerate(items, start=1):
        if isinstance(item, Pairs):
            item.row = number
    return items


def parsed_lines(text: str, report: Report) -> list[Any]:
    check_size(text, ",[{\n")
    items = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        wrong = _("This line is not a record in JSON.")
        right = _("Each line holds one record, between { and }.")
        try:
            item = loads(line)
        except json.JSONDecodeError as error:
            item = None
            wrong = (
                _("This line is not JSON: it goes wrong at position %d.") % error.colno
            )
            right = _(
                "Often a comma or a quotation mark is missing there, or there is one too many."
            )
        except RecursionError:
            item = None
        if isinstance(item, Pairs):
            item.row = number
            items.append(item)
        else:
            report.error(Place(row=number), line, wrong, right)
    return items


def loads(text: str) -> Any:
    # Numbers stay as they are written: the fields know what they are.
    return json.loads(
        text, object_pairs_hook=Pairs, parse_int=str, parse_constant=NoValue
    )


def is_lines(text: str) -> bool:
    """Whether the first line is a record in itself, and not all there is."""
    lines = re.match(r"\s*(\S[^\n]*)\n\s*\S", text)
    try:
        return lines is not None and isinstance(loads(lines[1]), Pairs)
    except (json.JSONDecodeError, RecursionError):
        return False

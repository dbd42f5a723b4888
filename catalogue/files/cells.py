r"""How values stand in the cells of a table, and in the values of a tree; and back.

A list is one text, its items after each other: `jongeren; kinderen`. Rows of a part are one
text too: `gemeenten=utrecht|status=actief; gemeenten=tilburg`. A backslash keeps the sign
after it from separating; `\n` is a new line. Lists are taken apart by `records.values`,
since people write them in every kind of file.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from ..records.values import NO, YES
from .rows import CLEAR

# A text that is no more than a dash would empty the field; apostrophes before it keep it.
DASH = re.compile(r"[\s']*-\s*\Z")
# What a spreadsheet program takes for a formula, in any width.
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
# Nearly every value in a row: it can stand there as it is.
SIMPLE = re.compile(r"\w[^\\;,|\n]*(?<!\s)\Z")


def neutralised(text: str) -> str:
    """`text` as it can stand in a table without being taken for a formula or a dash."""
    if text[:1].isalnum():
        return text
    return f"'{text}" if FORMULA.match(text) or DASH.match(text) else text


def as_meant(text: str) -> str:
    """Undoes exactly what `neutralised` does."""
    return text[1:] if text[:1] == "'" and neutralised(text) != text else text


def dash_kept(text: str) -> str:
    """`text` as a value of JSON or YAML, where only a dash means something else."""
    return f"'{text}" if not text[:1].isalnum() and DASH.match(text) else text


def dash_as_meant(text: str) -> str:
    """Undoes exactly what `dash_kept` does."""
    return text[1:] if text[:1] == "'" and DASH.match(text) else text


def cell_text(value: Any) -> str:
    """A public value as a cell of a table. Numbers are no formulas, even if negative."""
    if isinstance(value, str):  # nearly all are, and as they can stand there
        return value if value[:1].isalnum() else neutralised(value)
    text = plain_text(value)
    return text if isinstance(value, (int, float)) else neutralised(text)


def cell_value(value: Any) -> Any:
    """What a cell of a table means: None is nothing, CLEAR a dash; lists stay text."""
    return meant(value, as_meant)


def tree_value(value: Any) -> Any:
    """What a value of JSON or YAML means; see `cell_value`."""
    return meant(value, dash_as_meant)


def meant(value: Any, read: Callable[[str], str]) -> Any:
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    return CLEAR if value.strip() == "-" else read(value)


def plain_text(value: Any) -> str:
    if isinstance(value, str):  # nearly all are
        return value
    if isinstance(value, (list, tuple)):
        of_rows = value and isinstance(value[0], dict)
        return rows_text(value) if of_rows else list_text(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES[0] if value else NO[0]
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def list_text(items: Iterable[Any]) -> str:
    # Of some lists the comma separates as well. Nearly all items are short names.
    return "; ".join(
        [
            item
            if isinstance(item, str) and SIMPLE.match(item)
            else escaped(plain_text(item), ";,")
            for item in items
        ]
    )


def rows_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows of a part as one cell; what is not known is left out."""
    return "; ".join([row_text(row) for row in rows])


def row_text(row: Mapping[str, Any]) -> str:
    return "|".join(
        [
            f"{name}={text if SIMPLE.match(text) else escaped(dash_kept(text), ';|')}"
            for name, value in row.items()
            if (value or value == 0)
            and (text := value if isinstance(value, str) else plain_text(value))
        ]
    )


def escaped(text: str, separators: str) -> str:
    if SIMPLE.match(text):
        return text
    text = re.sub(rf"[\\{separators}]", r"\\\g<0>", text).replace("\n", r"\n")
    # Space around a separator is for the eye.
    return re.sub(r"\A\s|\s\Z", r"\\\g<0>", text)


def read_rows(text: str) -> Iterator[Iterator[tuple[str, str]]]:
    """The rows in a cell, each as its names and values; a name is "" where no `=` is.

    A new line separates rows as `;` does.
    """
    for row in pieces(text, ";\n"):
        if any(pieces(row, "|")):
            yield map(name_and_value, pieces(row, "|"))


def pieces(text: str, separators: str) -> Iterator[str]:
    # One at a time, and the pattern never goes back: a cell can hold millions.
    pattern = rf"(?:[^\\{separators}]++|\\.?)++"
    for piece in re.finditer(pattern, text, re.DOTALL):
        if piece[0].strip():
            yield piece[0]


def name_and_value(piece: str) -> tuple[str, str]:
    name, sign, value = piece.partition("=")
    return (name.strip(), unescaped(value)) if sign else ("", unescaped(name))


def unescaped(text: str) -> str:
    text = text.lstrip()
    kept = text.rstrip()
    if (len(kept) - len(kept.rstrip("\\"))) % 2:  # the first of the spaces is escaped
        kept = text[: len(kept) + 1]
    return re.sub(
        r"\\(.)", lambda found: found[1].replace("n", "\n"), kept, flags=re.DOTALL
    )


def workbook_text(text: str) -> str:
    """`text` as a workbook holds it: there `_x0041_` would stand for a letter."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


def workbook_text_as_meant(text: str) -> str:
    """Undoes `workbook_text`, and what a spreadsheet program writes for other signs."""
    return re.sub(
        r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], base=16)), text
    )

"""Values of files, read as a person means them or refused with a reason.

A reader gets what stands in a cell (text, a number, a date, a list) and gives the one public
form of it. What it had to interpret it says in the validation context, a list of
(field, message); what it cannot read raises `PydanticCustomError` with a message for the
person who made the file.
"""

import difflib
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from annotated_types import GroupedMetadata
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from ..models.fields import check_one_line, check_readable, sort_key

LONGEST_SHOWN = 60
YES = ["ja", "j", "true", "waar", "yes", "x"]
NO = ["nee", "n", "false", "onwaar", "no"]


def refused(message: str) -> PydanticCustomError:
    # Pydantic fills in braces: none of ours are meant so.
    return PydanticCustomError("refused", "{message}", {"message": message})


def say(info: ValidationInfo, message: str) -> None:
    if info.context is not None:
        info.context.append((info.field_name, message))


def shown(value: Any) -> str:
    """`value` as it can stand in a message: short and without invisible characters."""
    text = "".join(sign if sign.isprintable() else "�" for sign in str(value))
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def nearest(
    value: str, names: Iterable[str], *, most: int = 3, alike: float = 0.6
) -> list[str]:
    """The `names` most like `value`, those that are written nearly the same first."""
    by_key: dict[str, str] = {}
    for name in names:
        by_key.setdefault(sort_key(name), name)
    found = difflib.get_close_matches(
        sort_key(value)[:LONGEST_SHOWN], list(by_key), n=most, cutoff=alike
    )
    return [by_key[key] for key in found]


def plain(value: Any) -> str:
    """A cell as text: 12.0 is how a workbook keeps 12."""
    if isinstance(value, bool):
        return YES[0] if value else NO[0]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, (list, tuple, set, dict)):
        raise refused(_("This is a list, where one value belongs."))
    return str(value)


def read_text(value: Any) -> str:
    text = re.sub(r"\r\n?", "\n", plain(value)).strip()
    return checked(text, check_readable)


def read_line(value: Any) -> str:
    return checked(plain(value).strip(), check_one_line)


def checked(text: str, check: Callable[[str], None]) -> str:
    try:
        check(text)
    except ValidationError as error:
        raise refused(" ".join(error.messages)) from error
    return text


def read_lines(value: Any, separators: str = ";\n") -> list[str]:
    """A list, or one text with its items after each other; each item once."""
    if isinstance(value, (list, tuple)):
        items = [read_line(each) for each in value if each is not None]
    else:
        items = [
            checked(each.strip(), check_one_line)
            for each in split_list(plain(value), separators)
        ]
    return list(dict.fromkeys(each for each in items if each))


def read_names(value: Any) -> list[str]:
    """As `read_lines`, of things whose names have no comma."""
    return read_lines(value, separators=";,\n")


def split_list(text: str, separators: str) -> list[str]:
    r"""The items of a list cell; a backslash keeps the separator after it, `\n` is a line end."""
    found, item, signs = [], "", iter(text)
    for sign in signs:
        if sign == "\\":
            kept = next(signs, "")
            item += "\n" if kept == "n" else kept
        elif sign in separators:
            found.append(item)
            item = ""
        else:
            item += sign
    return [*found, item]


def read_uuid(value: Any) -> str:
    text = read_line(value)
    try:
        return str(uuid.UUID(text))
    except ValueError as error:
        message = _("This is not a uuid. Leave it empty for something new.")
        raise refused(message) from error


def read_whole(value: Any, info: ValidationInfo) -> int:
    text = read_line(value)
    found = re.fullmatch(r"\+?(\d{1,9})\s*(jaar|jr\.?|plekken|plaatsen)?", text, re.I)
    if not found:
        raise refused(_("A whole number belongs here, such as 12."))
    if found[2]:
        say(info, _("“%s” is read as %d.") % (shown(text), int(found[1])))
    return int(found[1])


def read_number(value: Any, info: ValidationInfo) -> int | float:
    text = re.sub(r"[\s\u00a0]", "", read_line(value))
    meant = text
    if isinstance(value, float):
        pass  # a number of a workbook or of JSON: its dot is no sign between thousands
    elif re.fullmatch(r"[-+]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?", text):
        meant = text.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[-+]?[1-9]\d{0,2}(,\d{3})+\.\d+", text):
        meant = text.replace(",", "")
    elif re.fullmatch(r"[-+]?\d+,\d+", text):
        meant = text.replace(",", ".")
    try:
        number = Decimal(meant)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= Decimal(10) ** 12:
        raise refused(
            _(
                "A number belongs here, such as 13 or 12,5. "
                "For “about”, write “ja” under “ongeveer”."
            )
        )
    if number != round(number, 2):
        raise refused(_("At most two decimals."))
    if "." in text and text != meant:
        say(info, _("“%s” is read as %s.") % (shown(text), public_number(number)))
    return public_number(number)


def public_number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def read_yes_or_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = read_line(value).casefold()
    if text in [*YES, "1"]:
        return True
    if text in [*NO, "0"]:
        return False
    raise refused(_("Write “ja” or “nee”."))


def choice_reader(choices: Any) -> Callable[[Any, ValidationInfo], str | int]:
    """Reads a value of a closed list, or its label, however they are capitalised."""

    def read(value: Any, info: ValidationInfo) -> str | int:
        text = read_line(value)
        for each in choices:
            if text == str(each.value):
                return each.value
        for each in choices:
            if sort_key(text) in {sort_key(str(each.value)), sort_key(str(each.label))}:
                say(info, _("“%s” is read as “%s”.") % (shown(text), each.value))
                return each.value
        values = [str(each) for each in choices.values]
        message = _("“%s” is not on the list.") % shown(text)
        # All are listed anyway, and “niet-erkend” is not what “erkend” means.
        if near := nearest(text, values, most=1, alike=0.75):
            message += " " + _("Did you mean “%s”?") % near[0]
        raise refused(message + " " + _("Choose from: %s.") % ", ".join(values))

    return read


@dataclass(frozen=True)
class OneOf(GroupedMetadata):
    """Marks a field as one of a closed list."""

    choices: Any

    def __iter__(self) -> Iterator[object]:
        yield BeforeValidator(choice_reader(self.choices))
        yield WithJsonSchema({"enum": [*self.choices.values, None]})


TEXT: Any = {"type": ["string", "null"]}
LIST: Any = {"type": "array", "items": {"type": "string"}}
Text = Annotated[str | None, BeforeValidator(read_text), WithJsonSchema(TEXT)]
Line = Annotated[str | None, BeforeValidator(read_line), WithJsonSchema(TEXT)]
Lines = Annotated[list[str] | None, BeforeValidator(read_lines), WithJsonSchema(LIST)]
Names = Annotated[list[str] | None, BeforeValidator(read_names), WithJsonSchema(LIST)]
Uuid = Annotated[
    str | None, BeforeValidator(read_uuid), WithJsonSchema({**TEXT, "format": "uuid"})
]
Whole = Annotated[
    int | None,
    BeforeValidator(read_whole),
    WithJsonSchema({"type": ["integer", "null"]}),
]
Number = Annotated[
    int | float | None,
    BeforeValidator(read_number),
    WithJsonSchema({"type": ["number", "null"]}),
]
YesNo = Annotated[
    bool | None,
    BeforeValidator(read_yes_or_no),
    WithJsonSchema({"type": ["boolean", "null"]}),
]

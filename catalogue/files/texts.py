"""The bytes of a text file as text."""

import codecs

from django.utils.translation import gettext as _

from .rows import Unreadable

MARKS = {
    codecs.BOM_UTF8: ("utf-8-sig", "UTF-8"),
    codecs.BOM_UTF16_LE: ("utf-16", "UTF-16"),
    codecs.BOM_UTF16_BE: ("utf-16", "UTF-16"),
}


def decoded(content: bytes) -> tuple[str, str]:
    """The text, and what it is written in, as people call that."""
    for encoding, name in candidates(content):
        try:
            return content.decode(encoding), name
        except UnicodeError:
            continue
    raise Unreadable(
        _("The letters of this file cannot be read. Save it again, as UTF-8.")
    )


def candidates(content: bytes) -> list[tuple[str, str]]:
    for mark, found in MARKS.items():
        if content.startswith(mark):
            return [found]
    # Without a mark, but its first letter takes two bytes.
    if content[1:2] == b"\0":
        return [("utf-16-le", "UTF-16")]
    if content[:1] == b"\0":
        return [("utf-16-be", "UTF-16")]
    return [("utf-8", "UTF-8"), ("cp1252", "Windows-1252")]

"""The zip file that a workbook is, and the XML in it: read without trusting either."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from .rows import Unreadable

# What honest workbooks of the size that is taken unpack to, and more.
MOST_PARTS = 2_000
MOST_UNPACKED = 100 * 2**20
MOST_ELEMENTS = 8_000_000  # in the XML of all parts
DEEPEST = 100
CHUNK = 2**20
# Others are slow or take much memory, and no spreadsheet program uses them.
COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What zipfile, expat and we ourselves raise on a damaged file.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    LookupError,
    RuntimeError,
    ValueError,
)
Starts = Mapping[str, Callable[[dict[str, str]], None]]
Ends = Mapping[str, Callable[[], None]]
NO_ENDS: Ends = {}


@contextmanager
def only_unreadable() -> Iterator[None]:
    try:
        yield
    except DAMAGE as error:
        message = _(
            "This workbook is damaged. Open it in a spreadsheet program and save it again."
        )
        raise Unreadable(message) from error


class Archive:
    def __init__(self, content: bytes) -> None:
        self.zip = zipfile.ZipFile(io.BytesIO(content))
        self.left = MOST_UNPACKED
        self.elements_left = MOST_ELEMENTS
        parts = self.zip.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > self.left:
            refuse_bomb()
        if "[Content_Types].xml" not in self.zip.namelist():
            raise Unreadable(
                _("This is not a workbook of Excel. Save it as .xlsx, or as CSV.")
            )
        refuse_active([part.filename.casefold() for part in parts])

    def chunks(self, name: str) -> Iterator[bytes]:
        if self.zip.getinfo(name).compress_type not in COMPRESSIONS:
            raise NotImplementedError(name)
        with self.zip.open(name) as part:
            while chunk := part.read(CHUNK):
                # The sizes in the directory may be lies.
                self.left -= len(chunk)
                if self.left < 0:
                    refuse_bomb()
                yield chunk

    def parse(
        self, name: str, starts: Starts, ends: Ends = NO_ENDS, text: Any = None
    ) -> Iterator[None]:
        """Calls what is given for the elements of a part; comes back after each chunk."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = refuse_doctype
        parser.CharacterDataHandler = text
        depth = 0

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            self.elements_left -= 1
            if depth > DEEPEST or self.elements_left < 0:
                refuse_bomb()
            if called := starts.get(tag) or starts.get(local(tag)):
                called(attributes)

        def end(tag: str) -> None:
            nonlocal depth
            depth -= 1
            if called := ends.get(tag) or ends.get(local(tag)):
                called()

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        for chunk in self.chunks(name):
            parser.Parse(chunk, False)
            yield
        parser.Parse(b"", True)
        yield

    def run(
        self, name: str, starts: Starts, ends: Ends = NO_ENDS, text: Any = None
    ) -> None:
        for _step in self.parse(name, starts, ends, text):
            pass


def local(tag: str) -> str:
    """Without the short name of the namespace, which every program may choose."""
    return tag[tag.find(":") + 1 :]


def refuse_active(names: list[str]) -> None:
    reasons = []
    if any(name.endswith("vbaproject.bin") for name in names):
        reasons.append(
            _("This workbook holds macros. Save it as an ordinary workbook (.xlsx).")
        )
    if any("externallinks/" in name for name in names):
        reasons.append(
            _(
                "This workbook is linked to other files. Replace the links by their "
                "values and save it again."
            )
        )
    if reasons:
        raise Unreadable(" ".join(reasons))


def refuse_bomb() -> None:
    raise Unreadable(
        _(
            "This workbook unpacks to too much. Remove pictures and empty rows, or split it."
        )
    )


def refuse_doctype(*args: Any) -> None:
    raise Unreadable(
        _(
            "This workbook was not made by a spreadsheet program. Open it in one and save "
            "it again."
        )
    )

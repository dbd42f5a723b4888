"""The one door for files that come in."""

import re
from pathlib import PurePath

from django.conf import settings
from django.utils.translation import gettext as _

from .csv_files import read_csv
from .fixtures import is_fixture, read_fixture
from .json_files import is_lines, parsed_json, parsed_lines
from .reporting import Report
from .rows import Contents, Unreadable
from .texts import decoded
from .trees import read_tree
from .workbooks import read_workbook
from .yaml_files import parsed_yaml

CSV, XLSX, JSON, JSONL, YAML = "CSV", "XLSX", "JSON", "JSONL", "YAML"
# What the end of a name promises.
KINDS = {
    ".csv": CSV,
    ".tsv": CSV,
    ".txt": CSV,
    ".xlsx": XLSX,
    ".json": JSON,
    ".jsonl": JSONL,
    ".yaml": YAML,
    ".yml": YAML,
}
WITH_MACROS = {".xlsm", ".xltm", ".xlsb"}
ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Excel wrote before 2007
LOCKED = "EncryptedPackage".encode("utf-16-le")


def read_file(name: str, content: bytes) -> Contents:
    """What the file holds, whatever its name says; `Unreadable` if that cannot be told."""
    if len(content) > settings.IMPORT_MAX_MB * 2**20:
        message = _("This file is larger than %d MB. Split it.")
        raise Unreadable(message % settings.IMPORT_MAX_MB)
    ending = PurePath(name).suffix.casefold()
    refuse_others(ending, content)
    promised = KINDS.get(ending, "")
    if content.startswith(ZIPS):
        kind, contents = XLSX, read_workbook(content)
    else:
        text, encoding = decoded(content)
        kind = kind_of(text, promised)
        contents = read_text(text, encoding, kind)
    if not (contents.rows or contents.problems):
        contents.said.append(_("There is no entry in this file."))
    if kind != promised:
        message = _("Read as %s, although the name ends in “%s”.")
        contents.said.insert(0, message % (kind, ending))
    return contents


def refuse_others(ending: str, content: bytes) -> None:
    if not content.strip():
        raise Unreadable(_("This file is empty."))
    if ending in WITH_MACROS:
        raise Unreadable(
            _("This workbook can hold macros. Save it as an ordinary workbook (.xlsx).")
        )
    if content.startswith(OLE):
        if LOCKED in content:
            raise Unreadable(
                _("This workbook is locked with a password. Save it without one.")
            )
        raise Unreadable(_("This is an old kind of workbook. Save it as .xlsx."))


def kind_of(text: str, promised: str) -> str:
    """What `text` really is, as far as its beginning tells."""
    found = re.search(r"\S.{0,100}", text)
    first = found[0].rstrip() if found else ""
    if first.startswith(("{", "[")):
        if promised == YAML:
            return YAML  # in which JSON may be written too
        if promised == JSONL and first.startswith("{") and first != "{":
            return JSONL
        return JSONL if is_lines(text) else JSON
    if promised == XLSX:
        promised = "" if first.startswith("<") or "\0" in text else CSV
    if not promised:
        raise Unreadable(
            _("This is no file that we can read. Give %s.") % ", ".join(KINDS)
        )
    return promised


def read_text(text: str, encoding: str, kind: str) -> Contents:
    if kind == CSV:
        return read_csv(text, encoding)
    report = Report()
    if encoding != "UTF-8":
        report.said.append(encoding)
    if kind == YAML:
        items = parsed_yaml(text)
    elif kind == JSONL:
        items = parsed_lines(text, report)
    else:
        items = parsed_json(text)
    if is_fixture(items):
        report.said.append(_("Read as a fixture of Django."))
        return report.contents(read_fixture(items, report))
    return report.contents(read_tree(items, report, by_line=kind == YAML))

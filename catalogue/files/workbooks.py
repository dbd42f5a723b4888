"""Workbooks: a sheet for the entries, and one for each part."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from ..records import PARTS
from ..records.values import nearest, plain, shown
from .archives import Archive, only_unreadable
from .naming import ENTRY, entry_names, key, part_columns
from .reporting import Report
from .rows import CLEAR, Contents, Place, Row, Unreadable
from .sheets import Sheet, Workbook
from .tables import Table

ENTRIES = "interventies"
SHEETS = {key(name): name for name in [ENTRIES, *PARTS]}
# In our templates, to explain.
IGNORED = {"uitleg", "lijsten"}
# By what a row of a part may name its entry.
KEYS = ["korte_naam", "nummer_bij_bron", "uuid", "naam"]


def read_workbook(content: bytes) -> Contents:
    report = Report()
    entries = Entries(report)
    with only_unreadable():
        workbook = Workbook(Archive(content))
    for sheet, name in recognised(workbook.sheets, report):
        names = entry_names() if name == ENTRIES else part_columns(name)
        table = Table(names, report, sheet.name)
        rows = table.read(workbook.rows(sheet))
        if name == ENTRIES:
            entries.add(rows)
        else:
            entries.attach(rows, name, table)
        tell_of(sheet, report)
    return report.contents(entries.rows)


def recognised(sheets: list[Sheet], report: Report) -> list[tuple[Sheet, str]]:
    """The sheets to read, the entries first, with what each of them holds."""
    unknown = [each for each in sheets if key(each.name) not in {*SHEETS, *IGNORED}]
    found = [
        (each, SHEETS[key(each.name)]) for each in sheets if key(each.name) in SHEETS
    ]
    if len(unknown) == 1 and not found:
        message = _("The sheet “%s” is read as the sheet “%s”.")
        report.said.append(message % (shown(unknown[0].name), ENTRIES))
        return [(unknown[0], ENTRIES)]
    if not found:
        message = _(
            "No sheet has a name that we know. Call the one with the entries “%s”."
        )
        raise Unreadable(message % ENTRIES)
    for sheet in unknown:
        message = _("The sheet “%s” is not read.") % shown(sheet.name)
        if near := nearest(sheet.name, SHEETS.values(), most=1):
            right = _("Should it be called “%s”?") % near[0]
            report.error(Place(sheet.name), "", message, right)
        else:
            report.said.append(message)
    order = list(SHEETS.values())
    return sorted(found, key=lambda each: order.index(each[1]))


def tell_of(sheet: Sheet, report: Report) -> None:
    for row, cells in sheet.merged:
        wrong = _(
            "These cells are merged, so that nobody knows which row has the value."
        )
        right = _("Split them, and fill in every row.")
        report.error(Place(sheet.name, row, cell=cells), "", wrong, right)
    if sheet.hidden:
        report.said.append(_("The hidden sheet “%s” is read too.") % shown(sheet.name))
    if sheet.hidden_rows:
        message = _("Hidden rows are read too; the sheet “%s” has %d of them.")
        report.said.append(message % (shown(sheet.name), sheet.hidden_rows))


class Entries:
    """The rows of the first sheet, and those of the others with the entry they belong to."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.rows: list[Row] = []
        self.called: dict[str, list[Row]] = {}
        self.named: set[str] = set()  # only by rows of parts

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self.report.count_entry()
            self.rows.append(row)
            values = (row.cells.get(name) for name in KEYS)
            for name in {name_of(each) for each in values if each not in (None, CLEAR)}:
                self.called.setdefault(name, []).append(row)

    def attach(self, rows: Iterable[Row], part: str, table: Table) -> None:
        for row in rows:
            self.report.count_row()
            name = row.cells.pop(ENTRY, None)
            if ENTRY not in table.letters:
                wrong = _("The column “%s” is missing.") % ENTRY
                right = _(
                    "Add it, with the short name of the entry that each row belongs to."
                )
                self.report.error(Place(row.sheet, table.head_row), "", wrong, right)
                return
            if name in (None, CLEAR):
                wrong = _("This row does not say to which entry it belongs.")
                right = _("Fill in its short name, its name or its number.")
                self.report.error(row.place(ENTRY), "", wrong, right)
            elif (row.cells or row.parts or self.report.has_error_of(row)) and (
                entry := self.entry(name_of(name), row)
            ):
                entry.parts.setdefault(part, []).append(row)

    def entry(self, name: str, part: Row) -> Row | None:
        found = self.called.get(name, [])
        if len(found) > 1:
            wrong = _("More than one row of the sheet “%s” is called “%s”.")
            right = _("Use the short name, and let every entry have another one.")
            self.report.error(
                part.place(ENTRY), name, wrong % (ENTRIES, shown(name)), right
            )
            return None
        if not found:
            # Not in this file: it is an entry that the catalogue has.
            self.report.count_entry()
            entry = Row({"korte_naam": name}, part.row, part.sheet)
            entry.letters = {"korte_naam": part.letters[ENTRY]}
            self.called[name] = found = [entry]
            self.rows.append(entry)
            self.named.add(name)
        if name in self.named:
            found[0].named_at.append(part.place(ENTRY))
        return found[0]


def name_of(value: object) -> str:
    return plain(value).strip()

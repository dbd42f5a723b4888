"""YAML files. Every value stays text: 0363 is a code, 1.10 a version and `no` a word."""

import re
from typing import Any

import yaml
from django.utils.translation import gettext as _

from ..records.values import shown
from .rows import Unreadable
from .trees import Pairs, check_size, entries_in

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # several times slower
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

NOTHING = {"", "~", "null", "Null", "NULL"}
# Entries have three levels.
DEEPEST = 50
MOST_REFUSED = 10
LONE_DASH = re.compile(r":\s+-\s*\Z")


def parsed_yaml(text: str) -> list[Any]:
    check_size(text, ",[{\n")
    tree = Tree()
    try:
        for event in yaml.parse(text, Loader=Loader):
            tree.add(event)
    except yaml.YAMLError as error:
        raise Unreadable(" ".join([*tree.refused, explained(error, text)])) from error
    if tree.refused:
        raise Unreadable(" ".join(tree.refused))
    return [item for document in tree.documents for item in entries_in(document)]


def explained(error: yaml.YAMLError, text: str) -> str:
    mark: Any = getattr(error, "problem_mark", None)
    if mark is None:  # of a sign that YAML does not allow, an invisible one
        return _(
            "This file holds invisible signs that YAML does not allow. Remove them."
        )
    line = mark.line + 1
    if LONE_DASH.search("".join(text.splitlines()[line - 1 : line])):
        message = _("Line %d: write a dash that empties a field between quotes: '-'.")
        return message % line
    message = _(
        "This is not YAML: it goes wrong in line %d, at position %d. Mind the spaces in front "
        "of a line, and put a text with a colon or a # between quotes."
    )
    return message % (line, mark.column + 1)


class Tree:
    """Builds lists, mappings and texts from the events of the parser.

    Not the loader of PyYAML: that follows aliases, makes `no` False and 0363 a number, and
    keeps the last of two values with one name.
    """

    def __init__(self) -> None:
        self.documents: list[Any] = []
        self.open: list[Any] = []
        # The names that wait for their values, one for each open mapping.
        self.names: list[str | None] = []
        self.refused: list[str] = []

    def add(self, event: yaml.Event) -> None:
        mark: Any = event.start_mark
        line = mark.line + 1
        if isinstance(event, yaml.NodeEvent) and event.anchor:
            self.refuse(line, _("Write out what * and & stand for."))
        match event:
            case yaml.AliasEvent():
                self.put("", line)
            case yaml.ScalarEvent():
                self.refuse_tag(event, line)
                nothing = event.style in (None, "") and event.value in NOTHING
                self.put(None if nothing else event.value, line)
            case yaml.SequenceStartEvent():
                self.refuse_tag(event, line)
                self.begin([], line)
            case yaml.MappingStartEvent():
                self.refuse_tag(event, line)
                self.begin(Pairs([], line), line)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self.open.pop()
                self.names.pop()

    def refuse_tag(self, event: Any, line: int) -> None:
        if event.tag and event.tag != "!":
            self.refuse(line, _("Remove the tag “%s”.") % shown(event.tag))

    def refuse(self, line: int, message: str) -> None:
        """Goes on, so that the person hears of the others too."""
        self.refused.append(_("Line %d: %s") % (line, message))
        if len(self.refused) == MOST_REFUSED:
            raise Unreadable(" ".join(self.refused))

    def begin(self, node: Any, line: int) -> None:
        if len(self.open) == DEEPEST:
            refuse(line, _("There are lists in lists in lists, without end."))
        self.put(node, line)
        self.open.append(node)
        self.names.append(None)

    def put(self, value: Any, line: int) -> None:
        if not self.open:
            self.documents.append(value)
        elif isinstance(self.open[-1], list):
            self.open[-1].append(value)
        elif (name := self.names[-1]) is not None:
            self.open[-1].pairs.append((name, value))
            self.names[-1] = None
        elif isinstance(value, str):
            self.names[-1] = value
        else:
            refuse(line, _("Before the colon belongs the name of a field."))


def refuse(line: int, message: str) -> None:
    raise Unreadable(_("Line %d: %s") % (line, message))

"""What the page of a selection draws of each entry."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .drawing import escaped
from .overviews import source_items, source_words

register = template.Library()

COMPARED = '<tr%s><th scope="row">%s%s</th>%s</tr>'
UNKNOWN = '<td class="unknown">%s</td>'
UNKNOWN_TEXT = '<p class="unknown">%s</p>'
SOURCES = '<ol class="sources">%s</ol>'
MARK = ' <span class="comparison__mark"><span aria-hidden="true">%s </span>%s</span>'
CHOSEN = """<div class="selection__entry">
  <h3><a href="%s" lang="nl">%s</a></h3>
  %s
  <p class="selection__version">%s <a href="%s">%s</a></p>
</div>"""


@register.simple_tag
def chosen_texts(columns: Iterable[dict[str, Any]]) -> SafeString:
    """Of each entry its sources and where its text stays, from `selection.columns_of()`."""
    no_source = UNKNOWN_TEXT % escaped(_("We have not recorded any source."))
    cite = escaped(_("To cite this text (version %(number)s):"))
    words = source_words()
    items: dict[int, str] = {}  # by number: entries share sources
    drawn = []
    for column in columns:
        name, version_url = escaped(column["name"]), escaped(column["version_url"])
        numbers = [source["number"] for source in column["sources"]]
        for number, source in zip(numbers, column["sources"], strict=True):
            if number not in items:
                items[number] = source_items([source], words, numbered=False)
        drawn.append(
            CHOSEN
            % (
                *(escaped(column["url"]), name),
                SOURCES % "".join(items[number] for number in numbers)
                if numbers
                else no_source,
                *(cite % {"number": column["version"]}, version_url, version_url),
            )
        )
    return SafeString("\n".join(drawn))


@register.simple_tag
def comparison(rows: Iterable[dict[str, Any]]) -> SafeString:
    """What is said of entries side by side, from `selection.rows_of()`."""
    unknown = UNKNOWN % escaped(_("unknown"))
    marks = {
        "": "",
        "differs": MARK % ("≠", escaped(_("differs"))),
        "partly": MARK % ("?", escaped(_("partly unknown"))),
    }
    drawn = []
    for row in rows:
        start = '<td lang="nl">' if row["dutch"] else "<td>"
        cells = [
            f"{start}{'<br>'.join(map(escaped, lines))}</td>" if lines else unknown
            for lines in row["cells"]
        ]
        css = f' class="comparison__{row["mark"]}"' if row["mark"] else ""
        head = css, escaped(row["label"]), marks[row["mark"]]
        drawn.append(COMPARED % (*head, "".join(cells)))
    return SafeString("\n".join(drawn))

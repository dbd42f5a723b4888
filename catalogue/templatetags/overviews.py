"""What pages beside the list draw by the dozen."""

from collections.abc import Iterable
from functools import cache
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from .drawing import IN_DUTCH, escaped
from .explain import explain

register = template.Library()

DOT = """<a class="map__dot" href="%s" aria-label="%s">
  <title>%s</title>
  <circle class="map__reach" cx="%d" cy="%d" r="%s"></circle>
  <circle cx="%d" cy="%d" r="%s"></circle>
</a>"""
LAND = '<path d="%s"></path>'
CITY_LINK = '<a href="%s">%s</a>'
CITY_ROW = '<tr><th scope="row"><a href="%s">%s</a></th><td>%d</td></tr>'
BAR = """<text class="bars__label" x="0" y="%s"%s>%s</text>
<rect class="bars__bar" x="0" y="%s" width="%s" height="1.1rem"></rect>
<text class="bars__number" x="%s" dx="0.5rem" y="%s">%s</text>"""
BAR_ROW = '<tr><th scope="row">%s</th>%s</tr>'
BAR_LINK = '<a href="%s"%s>%s</a>'
BAR_NUMBER = '<td class="figure__number">%s</td>'
DUTCH = ' lang="nl"'
CELL = '<td class="matrix__cell matrix__cell--%d">%s</td>'
CELL_LINK = '<a href="%s">%d</a>'
NO_CELL = '<span aria-hidden="true">–</span><span class="visually-hidden">%s</span>'
GAP_ROW = '<tr><th scope="row"><span%s>%s</span>%s</th>%s</tr>'
GAP_CELL = "<td%s>%s</td>"
GAP_LINES = '<ul>%s%s</ul><a href="%s">%s</a>'
OPTION = '<option value="%s">'
FITTING = """<li><article class="card">
  <p class="card__kind">%s</p>
  <h3 class="card__name"><a href="%s" lang="nl">%s</a></h3>
  <p class="card__sentence" lang="nl">%s</p>
  <p class="why__title">%s</p>
  <dl class="why">%s</dl>
  <label class="pick"><input type="checkbox" name="i" value="%s"><span>%s<span class="visually-hidden" lang="nl"> %s</span></span></label>
</article></li>"""
FIT = (
    '<div class="why__group why__group--%s"><dt><span aria-hidden="true">%s</span> %s</dt>'
    "%s</div>"
)
SOURCE = '<li%s><span lang="nl">%s. %s</span>%s. %s</li>'
SOURCE_LINK = '<a href="%s" rel="external noopener">%s</a>'


@register.simple_tag
def map_land(outlines: Iterable[str]) -> SafeString:
    return SafeString("".join(LAND % outline for outline in outlines))


@register.simple_tag
def map_dots(
    dots: Iterable[tuple[Any, int]], sizes: dict[int, Iterable[float]], there: str
) -> SafeString:
    """The dots of a map; `there` is the address of one without the slug of its city."""
    there = escape(there)
    one, more = texts_of_deliveries(get_language())
    # Hundreds of dots have a few dozen sizes, and a number with a fraction is slow to write.
    written = {number: [f"{size}" for size in both] for number, both in sizes.items()}
    drawn = []
    for (slug, name, _province, (x, y)), number in dots:
        text = one if number == 1 else more
        label = text % {"name": escaped(name), "number": number}
        radius, reach = written[number]
        circles = (x, y, reach, x, y, radius)
        drawn.append(DOT % (f"{there}{slug}", label, label, *circles))
    return SafeString("\n".join(drawn))


@register.simple_tag
def city_rows(rows: Iterable[tuple[Any, int]], there: str) -> SafeString:
    """The same cities as a table."""
    there = escape(there)
    return SafeString(
        "".join(
            CITY_ROW % (f"{there}{city.slug}", escaped(city.name), number)
            for city, number in rows
        )
    )


@register.simple_tag
def city_links(rows: Iterable[tuple[Any, int]], there: str) -> SafeString:
    """What a dot says, for cities that have none: "Utrecht: 3 uitvoeringen; …"."""
    there = escape(there)
    one, more = texts_of_deliveries(get_language())
    links = []
    for city, number in rows:
        text = one if number == 1 else more
        label = text % {"name": escaped(city.name), "number": number}
        links.append(CITY_LINK % (f"{there}{city.slug}", label))
    return SafeString("; ".join(links))


@cache
def texts_of_deliveries(language: str) -> list[str]:
    """Of one and of more: looked up once, not for each of hundreds of dots."""
    return [
        ngettext("%(name)s: %(number)d delivery", "%(name)s: %(number)d deliveries", n)
        for n in (1, 2)
    ]


@register.simple_tag
def bars(rows: Iterable[dict[str, Any]]) -> SafeString:
    """The bars of a chart, from `figures.figure()`."""
    return SafeString(
        "\n".join(
            BAR
            % (
                *(row["baseline"], DUTCH if row["is_dutch"] else ""),
                *(escaped(row["short"]), row["top"], row["width"]),
                *(row["width"], row["middle"], row["number"]),
            )
            for row in rows
        )
    )


@register.simple_tag
def bar_rows(rows: Iterable[dict[str, Any]], *columns: str) -> SafeString:
    """The same as a table; `columns` says which numbers of a row."""
    return SafeString("".join(bar_row(row, columns) for row in rows))


def bar_row(row: dict[str, Any], columns: Iterable[str]) -> str:
    head = escaped(row["label"])
    if row["url"]:
        head = BAR_LINK % (row["url"], DUTCH if row["is_dutch"] else "", head)
    return BAR_ROW % (head, "".join(BAR_NUMBER % row[column] for column in columns))


@register.simple_tag
def matrix_cells(cells: Iterable[dict[str, Any]]) -> SafeString:
    """One row of a matrix, from `matrix.cells()`."""
    nothing = NO_CELL % escaped(_("not in this catalogue"))
    return SafeString(
        "".join(
            CELL
            % (
                cell["shade"],
                CELL_LINK % (escape(cell["url"]), cell["number"])
                if cell["number"]
                else nothing,
            )
            for cell in cells
        )
    )


@register.simple_tag
def sources(rows: Iterable[dict[str, Any]]) -> SafeString:
    """The items of a page's list of sources, from `SourceList.rows`."""
    return SafeString(source_items(rows, source_words(), numbered=True))


def source_words() -> tuple[str, str]:
    return _("Accessed on %(date)s."), _("Date of access unknown.")


def source_items(
    rows: Iterable[dict[str, Any]], words: tuple[str, str], *, numbered: bool
) -> str:
    """Those that are `numbered` can be led to; `words` are `source_words()`, asked for once."""
    accessed, unknown = words
    drawn = []
    for row in rows:
        title, published = escaped(row["title"]), row["published"]
        said = accessed % {"date": row["accessed"]} if row["accessed"] else unknown
        drawn.append(
            SOURCE
            % (
                f' id="bron-{row["number"]}"' if numbered else "",
                escaped(row["publisher"]),
                SOURCE_LINK % (escaped(row["url"]), title) if row["url"] else title,
                f" ({escaped(published)})" if published else "",
                escaped(said),
            )
        )
    return "".join(drawn)


@register.simple_tag
def fitting(rows: Iterable[dict[str, Any]]) -> SafeString:
    """What fits a situation, and why, from `reasons.results()`."""
    title, choose = escaped(_("Why you see this")), escaped(_("Choose"))
    drawn = []
    for row in rows:
        name = escaped(row["name"])
        head = escaped(row["kind"]), row["url"], name, escaped(row["sentence"])
        drawn.append(
            FITTING % (*head, title, why(row["why"]), row["slug"], choose, name)
        )
    return SafeString("\n".join(drawn))


def why(groups: Iterable[dict[str, Any]]) -> str:
    """Not with `escaped`: a reason may name the city that was asked for, and answers are not
    kept.
    """
    return "".join(
        FIT
        % (
            *(group["fit"], group["symbol"], escaped(group["label"])),
            "".join(
                f"<dd>{escape(words)}{IN_DUTCH % (' ', escape(dutch)) if dutch else ''}</dd>"
                for words, dutch in group["reasons"]
            ),
        )
        for group in groups
    )


@register.simple_tag
def options(names: Iterable[str]) -> SafeString:
    """What a box of text suggests."""
    return SafeString("".join(OPTION % escaped(name) for name in names))


@register.simple_tag
def gap_rows(rows: Iterable[dict[str, Any]]) -> SafeString:
    """The rows of the table of gaps, from `gaps.gaps()`."""
    nothing = escaped(_("Nothing in this catalogue"))
    return SafeString(
        "\n".join(
            GAP_ROW
            % (
                ' lang="nl"' if row["is_dutch"] else "",
                escaped(row["name"]),
                explain(row["slug"]),
                "".join(gap_cell(cell, nothing) for cell in row["cells"]),
            )
            for row in rows
        )
    )


def gap_cell(cell: dict[str, Any], nothing: str) -> str:
    css = f' class="{cell["css"]}"' if cell["css"] else ""
    return GAP_CELL % (css, gap_lines(cell) if cell["number"] else nothing)


def gap_lines(cell: dict[str, Any]) -> str:
    missed, lines = escaped(cell["missed"]), map(escaped, cell["lines"])
    return GAP_LINES % (
        f"<li><strong>{missed}</strong></li>" if missed else "",
        "".join(f"<li>{line}</li>" for line in lines),
        escape(cell["url"]),
        escaped(cell["link"]),
    )

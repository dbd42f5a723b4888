"""What a page draws by the hundred. As templates these two took ten times as long."""

from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString

register = template.Library()

CHOICE = (
    '<label class="%s"><input type="checkbox" %s><span class="choice__name">%s</span> '
    '<span class="choice__count">%d</span></label>'
)
CARD = """<li><article class="card">
    <p class="card__kind">%s</p>
    <h3 class="card__name"><a href="%s">%s</a></h3>
    <p class="card__sentence">%s</p>
    <ul class="facts">%s</ul>%s
  </article></li>"""
PLACE = '<li class="facts__place">%s <span class="status status--%s">%s</span></li>'


@register.filter
def choices(rows: Iterable[tuple[str, SafeString, str, int]]) -> SafeString:
    """The boxes of a facet, from the tuples of `listing.choice()`."""
    return SafeString(
        "\n".join(
            CHOICE % (css, attributes, escape(label), count)
            for css, attributes, label, count in rows
        )
    )


@register.simple_tag
def cards(rows: Iterable[dict[str, Any]], found_in: str) -> SafeString:
    """The items of a list, from `cards.cards()`; `found_in` leads the fields of a hit."""
    return SafeString("\n".join(card(row, found_in) for row in rows))


def card(row: dict[str, Any], found_in: str) -> str:
    facts = [
        PLACE % (escape(place), status_slug, escape(status))
        for place, status, status_slug in row["places"]
    ]
    facts += [f"<li>{escape(fact)}</li>" for fact in row["facts"]]
    fields = escape(row["found_in"])
    return CARD % (
        *(escape(row["kind"]), escape(row["url"]), escape(row["name"])),
        *(escape(row["sentence"]), "".join(facts)),
        f'<p class="card__found">{escape(found_in)} {fields}</p>' if fields else "",
    )

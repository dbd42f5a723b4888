"""What a page draws by the dozen. As templates these took most of the time of a page."""

from collections.abc import Iterable
from functools import cache, lru_cache
from html import escape
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..urls import IN_ENGLISH
from .explain import explain
from .prose import prose

register = template.Library()
# Pages say the same few thousand texts of the catalogue again and again. Never for an address:
# that may hold what a visitor asked, which is not kept.
escaped = lru_cache(maxsize=5_000)(escape)

FACET = """<details class="facet" id="facet-%s"%s>
  <summary>%s%s</summary>
  <fieldset>
    <legend class="visually-hidden">%s</legend>
    %s
    %s
  </fieldset>
</details>"""
BADGE = ' <span class="badge">%d %s</span>'
SHOW_ALL = (
    '<a class="facet__all" href="%s" id="alle-%s">%s %d'
    '<span class="visually-hidden">: %s</span></a>'
)
CHOICE = (
    '<label class="%s"><input type="checkbox" %s><span class="choice__name"%s>%s</span> '
    '<span class="choice__count">%d</span></label>'
)
CARD = """<li><article class="card">
    <p class="card__kind">%s%s</p>
    <h3 class="card__name"><a href="%s" lang="nl">%s</a></h3>
    <p class="card__sentence" lang="nl">%s</p>
    %s%s%s
  </article></li>"""
FACTS = '<ul class="facts">%s</ul>'
ENDS = '<ul class="ends">%s</ul>'
END = '<li><strong>%s%s:</strong> <span lang="nl">%s</span> %s</li>'
SOURCE_MARK = '<a class="source-mark" href="#bron-%d"><span class="visually-hidden">%s </span>%d</a>'
NO_SOURCE = '<span class="unknown">%s</span>'
PICK = (
    '<label class="pick"><input type="checkbox" name="i" value="%s" id="kies-%s" '
    'form="selectie"%s><span>%s<span class="visually-hidden" lang="nl"> %s</span></span>'
    "</label>"
)
LANGUAGE_PLACE = "<!-- language -->"
LANGUAGE = '<a class="language" href="%s" hreflang="%s" lang="%s">%s</a>'
IN_DUTCH = '%s<span lang="nl">%s</span>'
STATE = (
    '<span class="state state--%s"><svg class="state__mark" viewBox="0 0 20 20" '
    'width="20" height="20" aria-hidden="true" focusable="false">'
    '<circle cx="10" cy="10" r="8.5"/><path d="%s"/></svg>'
    '<span class="state__words">%s</span></span>'
)
SECTION = """<section aria-labelledby="%s-kop">
  <h2 id="%s-kop">%s</h2>
  <div class="prose" lang="nl">%s</div>
</section>"""
ROW = "<div><dt>%s%s</dt><dd%s>%s</dd></div>"
ROW_OF_STATES = (
    '<div class="snapshot__evidence"><dt>%s%s</dt>'
    '<dd><ul class="states">%s</ul></dd></div>'
)
LABELLED_STATE = '<li><span class="states__label">%s:</span> %s</li>'
PLACE = '<li class="facts__place">%s <span class="status status--%s">%s</span></li>'


@register.simple_tag
def drawn_once(name: str, view: str | None = None) -> SafeString:
    """A template that is the same on every page, or on every page of one view."""
    draw = drawn.__wrapped__ if settings.DEBUG else drawn
    return draw(name, view, get_language())


@cache
def drawn(name: str, view: str | None, language: str) -> SafeString:
    return render_to_string(name, {"view": view})


@register.simple_tag
def style(name: str) -> SafeString:
    """The stylesheet that a page has beside the common ones."""
    return drawn_once("_style.html", name)


@register.simple_tag(takes_context=True)
def header(context: Context) -> SafeString:
    """The head of each page, with the way to the same page in the other language."""
    request = context.get("request")
    found = request.resolver_match if request else None
    view = found.view_name if found else None
    drawn_head = drawn_once("_header.html", view)
    return SafeString(drawn_head.replace(LANGUAGE_PLACE, other_language(request, view)))


def other_language(request: HttpRequest | None, view: str | None) -> str:
    if not request or view not in IN_ENGLISH:
        return ""
    address = request.get_full_path()
    if get_language() == "en":
        return LANGUAGE % (
            escape(address.removeprefix("/en")),
            "nl",
            "nl",
            "Nederlands",
        )
    return LANGUAGE % (escape(f"/en{address}"), "en", "en", "English")


@register.simple_tag
def facets(rows: Iterable[dict[str, Any]], chosen: str, show_all: str) -> SafeString:
    """The facets of a list, from `listing.facets()`; `chosen` and `show_all` are words."""
    return SafeString("\n".join(facet(row, chosen, show_all) for row in rows))


def facet(row: dict[str, Any], chosen: str, show_all: str) -> str:
    label, number = escaped(row["label"]), row["number_chosen"]
    choices = [
        CHOICE % (css, attributes, language, escaped(name), count)
        for css, attributes, language, name, count in row["choices"]
    ]
    whole = (escape(row["show_all_url"]), row["key"], show_all, row["total"], label)
    return FACET % (
        *(row["key"], " open" if row["open"] else ""),
        *(label, BADGE % (number, chosen) if number else "", label),
        *("\n".join(choices), SHOW_ALL % whole if row["show_all_url"] else ""),
    )


@register.simple_tag
def cards(rows: Iterable[dict[str, Any]], found_in: str) -> SafeString:
    """The items of a list, from `cards.cards()`; `found_in` leads the fields of a hit."""
    choose = _("Choose")
    return SafeString("\n".join(card(row, found_in, choose) for row in rows))


def card(row: dict[str, Any], found_in: str, choose: str) -> str:
    fields = escaped(row["found_in"])
    return CARD % (
        *(escaped(row["kind"]), in_dutch(" · ", row["approach_types"])),
        *(escape(row["url"]), escaped(row["name"])),
        *(escaped(row["sentence"]), ends(row) if "ends" in row else facts(row)),
        f'<p class="card__found">{escaped(found_in)} {fields}</p>' if fields else "",
        pick(row, choose) if "picked" in row else "",
    )


def facts(row: dict[str, Any]) -> str:
    found = [
        PLACE % (escaped(place), status_slug, escaped(status))
        for place, status, status_slug in row["places"]
    ]
    found += [
        f"<li>{escaped(fact)}{in_dutch(' ', dutch)}</li>"
        for fact, dutch in row["facts"]
    ]
    return FACTS % "".join(found)


def ends(row: dict[str, Any]) -> str:
    """When and why each delivery of the card stopped, from `cities.with_reasons()`."""
    no_source = no_source_in(get_language())
    return ENDS % "".join(
        END
        % (
            escaped(end["when"]),
            f" ({in_dutch('', end['region'])})" if end["region"] else "",
            escaped(end["reason"]),
            source_mark(end["source"]) or no_source,
        )
        for end in row["ends"]
    )


@cache
def no_source_in(language: str) -> str:
    return NO_SOURCE % escaped(_("Source unknown."))


@register.simple_tag
def source_mark(number: int | None) -> SafeString:
    """The number of a source, which leads to it; nothing without one."""
    mark = SOURCE_MARK % (number, escaped(_("Source")), number) if number else ""
    return SafeString(mark)


def pick(row: dict[str, Any], choose: str) -> str:
    """The box of a card that can be put together with others, to compare them."""
    slug, name = row["slug"], escaped(row["name"])
    return PICK % (slug, slug, " checked" if row["picked"] else "", choose, name)


def in_dutch(before: str, text: str) -> str:
    """What is Dutch on an English page too."""
    return IN_DUTCH % (before, escaped(text)) if text else ""


@register.simple_tag
def sections(rows: Iterable[dict[str, str]]) -> SafeString:
    """What is written of an entry, from `detail.sections_of()`."""
    return SafeString(
        "\n".join(
            SECTION
            % (each["id"], each["id"], escaped(each["label"]), prose(each["text"]))
            for each in rows
        )
    )


@register.simple_tag
def state(row: dict[str, str]) -> SafeString:
    """A state of evidence: the words say it, the drawing repeats them."""
    return SafeString(STATE % (row["symbol"], row["drawing"], escaped(row["words"])))


@register.simple_tag
def snapshot(rows: Iterable[dict[str, Any]]) -> SafeString:
    """What an entry is in short, from `detail.snapshot()`."""
    unknown = escaped(_("unknown"))
    drawn_rows = "".join(snapshot_row(row, unknown) for row in rows)
    return SafeString(f"<dl>{drawn_rows}</dl>")


def snapshot_row(row: dict[str, Any], unknown: str) -> str:
    head = escaped(row["label"]), explain(row["word"])
    if row["states"]:
        states = "".join(
            LABELLED_STATE % (escaped(each["label"]), state(each))
            for each in row["states"]
        )
        return ROW_OF_STATES % (*head, states)
    if not row["value"]:
        return ROW % (*head, ' class="unknown"', unknown)
    return ROW % (*head, ' lang="nl"' if row["dutch"] else "", escaped(row["value"]))


@register.simple_tag
def reasons(rows: Iterable[dict[str, str]]) -> SafeString:
    """Why an entry looks like another, from `similar.reasons()`."""
    return SafeString(
        ", ".join(escaped(row["lead"]) + in_dutch(" ", row["value"]) for row in rows)
    )

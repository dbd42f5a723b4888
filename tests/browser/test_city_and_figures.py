"""A city, the figures and the glossary, by keyboard alone and on paper."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Locator, Page, expect

from catalogue.models import City, Phase, PreventionLevel

from ..builders import make_delivery, make_intervention, make_source

MOST_STEPS = 80


@pytest.fixture(autouse=True)
def catalogue(transactional_db: None) -> None:
    """The first catalogue, with something that stopped here and runs elsewhere."""
    call_command("load_first_catalogue")
    utrecht, zwolle = (City.objects.get(slug=slug) for slug in ("utrecht", "zwolle"))
    terms: dict[str, Any] = {
        "phases": [Phase.objects.get(slug="risico")],
        "prevention_levels": [PreventionLevel.objects.get(slug="selectief")],
    }
    entry = make_intervention("Voetbal op het plein", cities=[zwolle], **terms)
    make_delivery(
        entry,
        cities=[utrecht],
        status="gestopt",
        stop_reason="De subsidie liep af.",
        source=make_source("Verslag van de wijk"),
    )
    make_intervention("Boksen", cities=[zwolle], **terms)


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context().new_page()


def tab_to(page: Page, wanted: Locator) -> None:
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"{wanted} is not reached")


def test_from_what_stopped_to_a_gap_and_the_list_behind_it(page: Page):
    page.goto("/gemeenten/utrecht/")
    stopped = page.locator("section", has=page.locator("#gestopt-kop"))
    expect(stopped).to_contain_text("De subsidie liep af.")
    tab_to(page, stopped.locator(".source-mark"))
    page.keyboard.press("Enter")
    expect(page.locator("#bron-1:target")).to_contain_text("Verslag van de wijk")

    page.goto("/gemeenten/utrecht/")
    # The link that covers the card leaves this one free for a mouse.
    stopped.locator(".source-mark").click()
    expect(page).to_have_url(re.compile(r"/gemeenten/utrecht/#bron-1$"))

    page.goto("/gemeenten/utrecht/")
    head = page.locator("tbody th", has_text="Risico")
    meaning = head.locator(".explain__text")
    expect(meaning).not_to_be_visible()
    tab_to(page, head.locator("summary"))
    page.keyboard.press("Enter")
    expect(meaning).to_be_visible()
    expect(meaning).to_contain_text("pleegt nog geen delicten")
    page.keyboard.press("Space")
    expect(meaning).not_to_be_visible()

    row = page.locator("tbody tr", has_text="Risico")
    tab_to(page, row.locator("a").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/interventies/?fase=risico&preventie=selectief")
    expect(page.locator(".card__name")).to_have_text(["Boksen", "Voetbal op het plein"])


def test_a_touch_opens_an_explanation_without_a_script(
    new_context: Callable[..., BrowserContext],
):
    phone = {"width": 360, "height": 800}
    context = new_context(has_touch=True, java_script_enabled=False, viewport=phone)
    page = context.new_page()
    page.goto("/aanpakken/straatcoaches/")
    meaning = page.locator(".explain__text").first
    expect(meaning).not_to_be_visible()
    summary = page.locator(".explain summary").first
    box = summary.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
    summary.tap()
    expect(meaning).to_be_visible()


def test_figures_lead_to_the_list_by_keyboard(page: Page):
    page.goto("/cijfers/")
    table = page.locator("table").nth(3)
    tab_to(page, table.get_by_role("link", name="Overijssel"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/interventies/?provincie=overijssel")
    expect(page.locator(".card__name")).to_have_text(
        ["Boksen", "SMS-bom", "Voetbal op het plein"]
    )


def test_letters_of_the_glossary_lead_to_its_words(page: Page):
    page.goto("/begrippen/")
    tab_to(page, page.get_by_role("link", name="Z", exact=True))
    page.keyboard.press("Enter")
    expect(page.locator("#letter-Z:target")).to_be_in_viewport()
    page.goto("/begrippen/#begrip-drang")
    expect(page.locator("#begrip-drang:target")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("width", "letters"), [(320, "100%"), (640, "200%"), (1440, "100%")]
)
def test_bars_and_their_words_stay_within_the_drawing(
    new_context: Callable[..., BrowserContext], width: int, letters: str
):
    page = new_context(viewport={"width": width, "height": 900}).new_page()
    page.goto("/cijfers/")
    page.evaluate("size => document.documentElement.style.fontSize = size", letters)
    outside, smallest = page.evaluate(
        """() => {
          const texts = [...document.querySelectorAll('.bars text')]
          const out = texts.filter(each => {
            const box = each.getBoundingClientRect()
            const whole = each.closest('svg').getBoundingClientRect()
            return box.top < whole.top - 1 || box.bottom > whole.bottom + 1 ||
              box.right > whole.right + 1
          })
          const sizes = texts.map(each => parseFloat(getComputedStyle(each).fontSize))
          return [out.map(each => each.textContent), Math.min(...sizes)]
        }"""
    )
    assert outside == []
    assert smallest >= 12


@pytest.mark.parametrize("address", ["/gemeenten/utrecht/", "/cijfers/", "/begrippen/"])
def test_it_fits_on_paper(page: Page, address: str):
    page.set_viewport_size({"width": 673, "height": 900})  # A4 between its margins
    page.goto(address)
    page.emulate_media(media="print")
    wide = page.evaluate(
        """() => [...document.querySelectorAll('main *')].filter(
          each => each.getBoundingClientRect().right > innerWidth + 1
        ).map(each => each.outerHTML.slice(0, 80))"""
    )
    assert wide == []
    loose = page.evaluate(
        """() => [...document.querySelectorAll('td, th')].filter(
          each => getComputedStyle(each).display !== 'table-cell'
        ).length"""
    )
    assert loose == 0
    expect(page.locator(".site-nav")).not_to_be_visible()
    expect(page.locator(".language")).not_to_be_visible()


@pytest.mark.parametrize("width", [360, 768, 960, 1440])
def test_no_figure_cuts_its_table_off(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/cijfers/")
    hidden = page.evaluate(
        """() => [...document.querySelectorAll('.table')].filter(
          each => each.scrollWidth > each.clientWidth
        ).map(each => each.getAttribute('aria-labelledby'))"""
    )
    assert hidden == []

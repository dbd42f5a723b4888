"""From a situation to what may fit, by keyboard alone."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, expect

ANSWERED = "/wegwijzer/?leeftijd=16&fase=doorgroeier&thema=drugscriminaliteit"


@pytest.fixture(autouse=True)
def catalogue(transactional_db: None) -> None:
    call_command("load_first_catalogue")


def test_four_answers_by_keyboard_lead_to_what_fits_and_to_a_comparison(page: Page):
    page.goto("/wegwijzer/")
    page.locator("#leeftijd").focus()
    page.keyboard.type("16")
    page.keyboard.press("Tab")  # to the first phase
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.locator("[value=doorgroeier]")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("[value=drugscriminaliteit]")).to_be_checked()
    page.locator("#gemeente").focus()
    page.keyboard.type("Utrecht")
    page.keyboard.press("Escape")  # closes what the browser suggests
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"&gemeente=Utrecht&provincie=#uitkomst$"))
    first = page.locator(".card").first
    expect(first.locator("h3")).to_have_text("Casustafel doorgroeiers")
    expect(first.locator(".why__group--met dd")).to_have_count(3)
    expect(first.locator(".why__group--met")).to_contain_text("doorgroeier")
    for number in (0, 1):
        page.locator(".pick input").nth(number).focus()
        page.keyboard.press("Space")
    page.locator(".guide__choose .button").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/selectie/\?i=casustafel-doorgroeiers&i="))


def test_the_next_page_is_not_told_of_the_answers(page: Page):
    page.goto(ANSWERED)
    kept_in_the_tab = "JSON.stringify([localStorage, sessionStorage])"
    assert page.evaluate(kept_in_the_tab) == "[{},{}]"
    asked = []
    page.on("request", lambda request: asked.append(request.all_headers()))
    page.locator(".card__name a").first.click()
    expect(page.locator("h1")).to_have_text("Casustafel doorgroeiers")
    assert asked
    assert not [headers for headers in asked if "leeftijd" in str(headers)]
    assert page.context.cookies() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_every_size_is_readable_and_free_of_faults(
    new_context: Callable[..., BrowserContext], scheme: str, width: int
):
    size = {"width": width, "height": 800}
    page = new_context(viewport=size, color_scheme=scheme).new_page()
    for address in ["/wegwijzer/", ANSWERED, "/wegwijzer/?leeftijd=abc&gemeente=zz"]:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == width, address
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def test_an_answer_that_cannot_be_read_is_pointed_out(page: Page):
    page.goto(f"{ANSWERED}&gemeente=utrect")
    notice = page.locator(".notice a")
    expect(notice).to_contain_text("“utrecht”")
    notice.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#gemeente$"))
    expect(page.locator("#gemeente")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".card").first).to_be_visible()

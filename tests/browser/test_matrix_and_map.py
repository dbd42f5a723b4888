"""The matrix and the map by keyboard alone, on the catalogue as it is shipped."""

import re
from collections.abc import Callable

import pytest
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, expect

# Of each name: whether nothing is drawn over it, also where a cell has come beside it.
ON_TOP = """heads => heads.map(head => {
  head.scrollIntoView({block: "center", inline: "nearest"});
  const {right, top, height} = head.getBoundingClientRect();
  return document.elementFromPoint(right - 20, top + height / 2) === head;
})"""
BESIDE_THE_HEAD = """() => {
  const focused = document.activeElement;
  const head = focused.closest("tr").querySelector("th").getBoundingClientRect();
  return focused.getBoundingClientRect().right > head.right;
}"""


@pytest.fixture(autouse=True)
def catalogue(transactional_db: None) -> None:
    call_command("load_first_catalogue")


def tab_to(page: Page, selector: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"No tab leads to {selector}.")


def test_a_number_in_the_matrix_leads_to_the_list_by_keyboard(page: Page):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/matrix/")
    tab_to(page, "#kolommen")
    page.keyboard.type("Gemeente", delay=150)
    expect(page).to_have_url("/matrix/?rijen=aanpak&kolommen=gemeente")
    expect(page.locator("#kolommen")).to_be_focused()
    tab_to(page, ".matrix a[href*='casustafel']")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/interventies/?aanpak=casustafel&gemeente=utrecht")
    expect(page.locator(".card__name")).to_have_text(["Casustafel doorgroeiers"])


def test_who_goes_on_after_a_letter_does_not_wait(page: Page):
    page.clock.install()
    page.goto("/matrix/")
    page.locator("#kolommen").focus()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    page.keyboard.press("g")
    with page.expect_request("**/matrix/?rijen=aanpak&kolommen=gemeente"):
        page.keyboard.press("Tab")


def test_a_dot_on_the_map_leads_to_the_list_by_keyboard(page: Page):
    page.goto("/kaart/?thema=drugscriminaliteit")
    tab_to(page, ".map__dot[aria-label^='Utrecht']")
    ring = page.locator(".map__dot:focus circle:not(.map__reach)")
    assert ring.evaluate("circle => getComputedStyle(circle).strokeWidth") == "4px"
    page.keyboard.press("Enter")
    expect(page).to_have_url("/interventies/?thema=drugscriminaliteit&gemeente=utrecht")
    expect(page.locator(".card__name")).to_have_text(
        ["Casustafel doorgroeiers", "SMS-bom"]
    )


def test_a_filter_changes_the_map_in_place(page: Page):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/kaart/")
    page.get_by_role("checkbox", name="Doorgroeier").check()
    expect(page).to_have_url("/kaart/?fase=doorgroeier")
    expect(page.locator(".map__dot")).to_have_count(1)
    expect(page.locator(".map__table tbody th")).to_have_text(["Utrecht"])


def test_a_filter_keeps_the_words_and_the_rows(page: Page):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/matrix/?zoek=drugs&rijen=soort&kolommen=fase&i=sms-bom")
    page.get_by_role("checkbox", name="Utrecht").first.check()
    expect(page.locator(".chip")).to_have_count(2)
    expect(page.locator("#rijen")).to_have_value("soort")
    page.locator(".matrix a").first.press("Enter")
    expect(page).to_have_url(re.compile("/interventies/.*zoek=drugs"))
    expect(page).to_have_url(re.compile("i=sms-bom"))
    expect(page).to_have_url(re.compile("gemeente=utrecht"))


def test_the_dots_can_be_skipped(page: Page):
    page.goto("/kaart/")
    tab_to(page, "a[href='#per-gemeente']")
    shown = page.locator("a[href='#per-gemeente']").bounding_box()
    assert shown
    assert shown["width"] > 100
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".map__table a").first).to_be_focused()


def test_a_wide_matrix_scrolls_inside_its_own_part_of_a_narrow_page(page: Page):
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto("/matrix/?rijen=aanpak&kolommen=provincie")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == 320
    region = page.locator(".table")
    assert region.evaluate("each => each.scrollWidth > each.clientWidth")
    tab_to(page, ".table")
    page.keyboard.press("ArrowRight")
    expect(region).not_to_have_js_property("scrollLeft", 0)
    head = page.locator(".matrix tbody th").first.bounding_box()
    assert head
    assert head["x"] >= 0


def test_the_names_of_the_rows_stay_in_sight_and_hide_no_focus(page: Page):
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto("/matrix/")
    numbers = page.locator(".matrix a")
    page.locator(".table").evaluate("each => { each.scrollLeft = each.scrollWidth }")
    heads = page.locator(".matrix tbody th")
    assert heads.evaluate_all(ON_TOP) == [True] * heads.count()
    numbers.last.focus()
    for _ in range(numbers.count() - 1):
        page.keyboard.press("Shift+Tab")
        page.wait_for_function(BESIDE_THE_HEAD)


def test_both_work_without_javascript(new_context: Callable[..., BrowserContext]):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/matrix/")
    page.get_by_label("Rijen", exact=True).select_option("soort")
    page.get_by_role("button", name="Toon").click()
    expect(page.locator(".matrix tbody th").first).to_have_text("Programma")
    page.goto("/kaart/?fase=doorgroeier")
    expect(page.locator(".map__dot")).to_have_count(1)

"""What a visitor does, in a real Chromium, on the catalogue as it is shipped."""

import re
from collections.abc import Callable

import pytest
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, expect


@pytest.fixture(autouse=True)
def catalogue(transactional_db: None) -> None:
    call_command("load_first_catalogue")


def expect_names(page: Page, names: list[str]) -> None:
    expect(page.locator(".card__name")).to_have_text(names)


def test_the_casustafel_is_found_from_home_in_three_actions_by_keyboard(page: Page):
    page.goto("/")
    # One: go to the search box, the first thing after the menu.
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#zoek")).to_be_focused()
    # Two: type and ask.
    page.keyboard.type("casus")
    page.keyboard.press("Enter")
    expect(page.locator("#resultaat")).to_contain_text("1 interventie")
    expect_names(page, ["Casustafel doorgroeiers"])
    # Three: open the one result.
    page.locator(".card a").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Casustafel doorgroeiers")


def test_suggestions_lead_straight_to_a_page_by_keyboard(page: Page):
    page.goto("/")
    page.locator("#zoek").focus()
    page.keyboard.type("utr")
    expect(page.locator(".suggestions a").first).to_contain_text("Utrecht")
    page.keyboard.press("Escape")
    expect(page.locator(".suggestions a")).to_have_count(0)
    expect(page.locator("#zoek")).to_be_focused()
    page.keyboard.type("ech")
    expect(page.locator(".suggestions a").first).to_contain_text("Utrecht")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Utrecht")


def test_results_change_in_place_and_focus_stays(page: Page):
    page.goto("/interventies/")
    page.evaluate("window.samePage = true")
    page.locator("#facet-soort summary").click()
    page.locator("#soort-actie").focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"/interventies/\?soort=actie$"))
    expect_names(page, ["SMS-bom"])
    expect(page.locator("#soort-actie")).to_be_focused()
    expect(page.locator("#facet-soort")).to_have_attribute("open", "")
    expect(page.locator("#melding")).to_have_text(page.inner_text("#resultaat"))
    assert page.evaluate("window.samePage")


def test_a_chip_takes_its_filter_away_and_the_rest_stays(page: Page):
    page.goto("/interventies/?gemeente=utrecht&soort=actie")
    expect_names(page, ["SMS-bom"])
    page.locator(".chip", has_text="Actie").click()
    expect(page).to_have_url(re.compile(r"/interventies/\?gemeente=utrecht$"))
    expect_names(page, ["Casustafel doorgroeiers", "SMS-bom"])
    expect(page.locator("#resultaat")).to_be_focused()


def test_the_address_is_the_state_also_when_walking_back(page: Page):
    page.goto("/interventies/")
    page.locator("#gemeente-utrecht").check()
    expect(page.locator("#resultaat")).to_contain_text("2 interventies")
    page.locator("#fase-doorgroeier").check()
    expect(page.locator("#resultaat")).to_contain_text("1 interventie")
    page.go_back()
    expect(page.locator("#resultaat")).to_contain_text("2 interventies")
    expect(page.locator("#gemeente-utrecht")).to_be_checked()
    expect(page.locator("#fase-doorgroeier")).not_to_be_checked()
    page.go_back()
    expect(page.locator("#resultaat")).to_contain_text("8 interventies")
    expect(page.locator("#gemeente-utrecht")).not_to_be_checked()


def test_a_near_miss_leads_on(page: Page):
    page.goto("/")
    page.locator("#zoek").fill("straatkoaches")
    page.keyboard.press("Enter")
    page.locator(".nothing__meant a").click()
    expect(page.locator("#resultaat")).to_contain_text("straatcoaches")
    expect_names(page, ["Straatcoaches Arnhem"])


def test_everything_works_without_javascript(
    new_context: Callable[..., BrowserContext],
):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/")
    page.locator("#zoek").fill("Utrecht")
    page.keyboard.press("Enter")
    expect_names(page, ["Casustafel doorgroeiers", "SMS-bom"])
    page.locator("#facet-soort summary").click()
    page.locator("#soort-actie").check()
    page.locator(".apply").click()
    expect_names(page, ["SMS-bom"])
    page.locator(".card a").click()
    expect(page.locator("h1")).to_have_text("SMS-bom")


def test_nothing_of_the_visit_is_kept_on_the_device(page: Page):
    page.goto("/interventies/")
    page.locator("#fase-doorgroeier").check()
    expect(page.locator("#resultaat")).to_contain_text("1 interventie")
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length") == 0


def test_filters_fold_away_on_a_phone_and_stand_open_beside_the_results(page: Page):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/interventies/")
    expect(page.locator("#gemeente-utrecht")).not_to_be_visible()
    page.locator("#filterpaneel > summary").click()
    expect(page.locator("#gemeente-utrecht")).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 800})
    page.goto("/interventies/")
    expect(page.locator("#gemeente-utrecht")).to_be_visible()


def test_on_a_phone_the_open_filters_lead_to_the_results(page: Page):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/interventies/")
    page.locator("#filterpaneel > summary").click()
    page.locator("#gemeente-utrecht").check()
    expect(page.locator("#resultaat")).to_have_text("2 interventies in Utrecht")
    expect(page.locator("#gemeente-utrecht")).to_be_focused()
    expect(page.locator("#gemeente-utrecht")).to_be_in_viewport()
    onwards = page.get_by_role("link", name="Bekijk 2 interventies")
    expect(onwards).to_be_in_viewport()
    onwards.click()
    expect(page.locator("#resultaat")).to_be_in_viewport()


def test_a_choice_without_an_answer_is_undone_and_says_so(
    page: Page, complaints: list[str]
):
    page.goto("/interventies/?gemeente=utrecht")
    expect(page.locator("#mislukt")).not_to_be_visible()
    page.context.set_offline(True)
    page.locator("#gemeente-utrecht").click()
    expect(page.get_by_role("alert")).to_contain_text("De site antwoordt niet.")
    expect(page.locator("#gemeente-utrecht")).to_be_checked()
    assert complaints  # the browser's own, about the request that failed
    complaints.clear()
    page.context.set_offline(False)
    page.locator("#gemeente-utrecht").click()
    expect(page).to_have_url(re.compile(r"/interventies/$"))
    expect(page.locator("#mislukt")).not_to_be_visible()


def test_an_order_is_typed_letter_by_letter(page: Page):
    page.goto("/interventies/?sorteer=gecontroleerd")
    page.locator("#sorteer").focus()
    # The first letter alone chooses "nieuwste", the next one after what is chosen.
    page.keyboard.type("naam", delay=150)
    expect(page).to_have_url(re.compile(r"/interventies/$"))
    expect(page.locator("#sorteer")).to_be_focused()


def test_an_entry_prints_without_the_menu(page: Page):
    page.goto("/interventies/casustafel-doorgroeiers/")
    page.emulate_media(media="print")
    expect(page.locator(".site-nav")).not_to_be_visible()
    expect(page.locator(".snapshot")).to_be_visible()
    assert page.pdf(format="A4")[:5] == b"%PDF-"


def test_a_word_without_end_breaks_no_phone(page: Page):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"/interventies/?zoek={'straat' * 35}")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_other_language_is_one_link_away_and_keeps_the_filters(page: Page):
    page.goto("/interventies/?gemeente=utrecht&fase=doorgroeier")
    page.locator(".site-nav a").last.focus()
    page.keyboard.press("Tab")
    expect(page.locator(".language")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url("/en/interventies/?gemeente=utrecht&fase=doorgroeier")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#resultaat")).to_contain_text("1 intervention in Utrecht")
    expect(page.locator(".card__name a")).to_have_attribute("lang", "nl")
    # What is chosen next stays in English.
    page.locator("#fase-doorgroeier").uncheck()
    expect(page).to_have_url("/en/interventies/?gemeente=utrecht")
    page.locator("#kies-sms-bom").check()
    page.locator(".language").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url("/interventies/?gemeente=utrecht&i=sms-bom")
    expect(page.locator("#kies-sms-bom")).to_be_checked()
    expect_names(page, ["Casustafel doorgroeiers", "SMS-bom"])

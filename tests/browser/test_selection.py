"""Putting interventions together and comparing them, by keyboard alone."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, expect

ADDRESS = "/selectie/?i=sms-bom&i=casustafel-doorgroeiers"
MORE = [
    "credible-messengers-adamas",
    "integrale-familieaanpak-tilburg",
    "eervolle-uitweg",
]


@pytest.fixture(autouse=True)
def catalogue(transactional_db: None) -> None:
    call_command("load_first_catalogue")


def expect_compared(page: Page, names: list[str]) -> None:
    expect(page.locator(".comparison thead a:first-child")).to_have_text(names)


def test_ticks_in_the_list_lead_to_a_comparison_by_keyboard(page: Page):
    page.goto("/interventies/")
    page.locator("#kies-sms-bom").focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"/interventies/\?i=sms-bom$"))
    page.locator("#kies-casustafel-doorgroeiers").focus()
    page.keyboard.press("Space")
    page.locator(".compare .button").focus()
    page.keyboard.press("Enter")
    expect_compared(page, ["Casustafel doorgroeiers", "SMS-bom"])
    page.get_by_role("link", name="SMS-bom", exact=False).nth(1).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/selectie/\?i=casustafel-doorgroeiers$"))
    expect_compared(page, ["Casustafel doorgroeiers"])


def test_ticks_outlive_a_filter_its_chip_and_a_way_back(page: Page):
    page.goto("/interventies/")
    page.locator("#kies-credible-messengers-adamas").check()
    page.locator("#gemeente-utrecht").check()
    expect(page.locator("#resultaat")).to_contain_text("2 ")
    expect(page.locator("#kies-credible-messengers-adamas")).to_have_count(0)
    page.locator("#kies-sms-bom").check()
    page.locator(".chip", has_text="Utrecht").click()
    expect(page.locator("#resultaat")).to_contain_text("8 ")
    for slug in ["credible-messengers-adamas", "sms-bom"]:
        expect(page.locator(f"#kies-{slug}")).to_be_checked()
    page.locator("#kies-sms-bom").uncheck()
    page.go_back()
    expect(page.locator("#gemeente-utrecht")).to_be_checked()
    page.locator(".compare .button").click()
    expect(page.locator(".comparison thead a:first-child")).to_have_count(2)


def test_without_javascript_more_is_found_to_add(
    new_context: Callable[..., BrowserContext],
):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(ADDRESS)
    page.locator(".selection__tools a").first.click()
    page.locator("#zoek").fill("adamas")
    page.keyboard.press("Enter")
    page.locator("#kies-credible-messengers-adamas").check()
    page.locator(".compare .button").click()
    names = ["SMS-bom", "Casustafel doorgroeiers", "Credible messengers (ADAMAS)"]
    expect_compared(page, names)


def test_of_a_list_what_is_unticked_is_left_out(
    new_context: Callable[..., BrowserContext],
):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{ADDRESS}&i={'&i='.join(MORE)}")
    for slug in ["sms-bom", "eervolle-uitweg"]:
        page.locator(f"#kies-{slug}").uncheck()
    page.locator(".compare .button").focus()
    page.keyboard.press("Enter")
    names = ["Casustafel doorgroeiers", "Credible messengers (ADAMAS)"]
    expect_compared(page, [*names, "Integrale familieaanpak Tilburg"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_every_size_is_readable_and_free_of_faults(
    new_context: Callable[..., BrowserContext], scheme: str, width: int
):
    size = {"width": width, "height": 800}
    page = new_context(viewport=size, color_scheme=scheme).new_page()
    many = "".join(f"&i={slug}" for slug in MORE)
    for address in ["/selectie/", ADDRESS, f"{ADDRESS}&i=weg", f"{ADDRESS}{many}"]:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == width, address
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def test_it_prints_without_the_tools(page: Page):
    page.goto(ADDRESS)
    page.emulate_media(media="print")
    for hidden in [".selection__tools", "#adres", ".comparison__without >> nth=0"]:
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator(".selection__address")).to_contain_text(ADDRESS)
    expect(page.locator(".selection__version").first).to_contain_text("/versies/1/")
    page.goto(f"{ADDRESS}&i={'&i='.join(MORE)}")
    for hidden in [".pick >> nth=0", ".compare"]:
        expect(page.locator(hidden)).to_be_hidden()

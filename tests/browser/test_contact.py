"""Those who have no account: a contact with a link, and a reader who sees a mistake."""

import re
import time
from collections.abc import Callable
from unittest import mock

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from catalogue.models import Correction, Intervention
from catalogue.signed_links import FORM, PREVIEW, confirm_token, preview_token

from ..builders import make_city, make_delivery, make_intervention, make_organisation

PHONE = {"width": 360, "height": 740}
A_MONTH = 30 * 24 * 60 * 60


@pytest.fixture
def entry(transactional_db: None) -> Intervention:
    entry = make_intervention(
        "Boksen in de wijk", sentence="Boksen met een coach.", age_from=12
    )
    desk = make_organisation("Loket Jeugd")
    for city in ["Utrecht", "Zwolle"]:
        make_delivery(
            entry,
            cities=[make_city(city)],
            capacity=20,
            contact_role="procesregisseur",
            contact_organisation=desk,
            contact_address="loket@utrecht.example",
        )
    return entry


@pytest.fixture
def draft(transactional_db: None) -> Intervention:
    return make_intervention("Dansen", publication="concept")


def kept() -> list[tuple[str, str, bool]]:
    rows = Correction.objects.order_by("pk")
    return list(rows.values_list("kind", "text", "from_contact"))


def wait_to_write(page: Page) -> None:
    """A form is taken from three seconds after it was drawn."""
    page.wait_for_timeout(3_200)


def test_a_contact_confirms_on_a_phone_with_one_press(
    new_context: Callable[..., BrowserContext], entry: Intervention
):
    page = new_context(viewport=PHONE, has_touch=True).new_page()
    page.goto(f"/bevestigen/{confirm_token(entry)}/")
    expect(page.locator("main")).to_contain_text("Boksen met een coach.")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    for value in ["klopt-nog", "klopt-niet"]:
        box = page.locator(f"button[value={value}]").bounding_box()
        assert box
        assert box["height"] >= 48
        assert box["width"] >= 250
    page.locator("button[value=klopt-nog]").tap()
    expect(page).to_have_url(re.compile(r"\?verzonden=ja$"))
    expect(page.locator("main")).not_to_contain_text("Boksen")
    assert kept() == [("klopt-nog", "", True)]
    assert page.context.cookies() == []
    page.reload()
    assert len(kept()) == 1


def test_a_contact_corrects_and_is_told_what_to_leave_out(
    page: Page, entry: Intervention
):
    page.goto(f"/bevestigen/{confirm_token(entry)}/")
    page.locator("#id_text").fill("Bel mevrouw Jansen.")
    page.locator("button[value=klopt-niet]").click()
    expect(page.locator("#id_text_error")).to_contain_text("mevrouw Jansen")
    expect(page.locator("#id_text")).to_have_value("Bel mevrouw Jansen.")
    expect(page.locator("#id_text")).to_be_focused()
    page.locator("#id_text").fill("Bel het loket.")
    page.locator("button[value=klopt-niet]").click()
    expect(page).to_have_url(re.compile(r"\?verzonden=ja$"))
    assert kept() == [("klopt-niet", "Bel het loket.", True)]


def test_a_reader_tells_what_is_wrong_by_keyboard_alone(
    page: Page, entry: Intervention
):
    page.goto("/interventies/boksen-in-de-wijk/")
    page.locator(".doubt a[href$='/melden/']").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/melden/$"))
    page.locator("main .crumbs a").focus()
    page.keyboard.press("Tab")
    expect(page.locator("#id_text")).to_be_focused()
    page.keyboard.type("Het adres is oud.")
    page.keyboard.press("Tab")
    # Not the field that is there for robots.
    expect(page.locator("main button")).to_be_focused()
    wait_to_write(page)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?verzonden=ja$"))
    assert kept() == [("klopt-niet", "Het adres is oud.", False)]
    assert page.context.cookies() == []


def test_who_is_too_fast_keeps_the_text_and_sends_it_again(
    new_context: Callable[..., BrowserContext], entry: Intervention
):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/interventies/boksen-in-de-wijk/melden/")
    expect(page.locator("#id_onderwerp")).not_to_be_visible()
    page.locator("#id_text").fill("Het adres is oud.")
    page.locator("main button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#id_text")).to_have_value("Het adres is oud.")
    assert kept() == []
    page.wait_for_timeout(3_200)
    page.locator("main button").click()
    expect(page).to_have_url(re.compile(r"\?verzonden=ja$"))
    assert len(kept()) == 1


def test_another_site_cannot_send_it(
    page: Page, entry: Intervention, complaints: list[str]
):
    token = FORM.token(entry)
    address = "/interventies/boksen-in-de-wijk/melden/"
    page.goto("/")
    target = page.evaluate("location.origin") + address
    # A page of nobody: what it sends has the origin "null".
    page.goto(
        f"data:text/html,<form method=post action='{target}'>"
        f"<input name=formulier value='{token}'><input name=text value=Fout></form>"
    )
    wait_to_write(page)
    with page.expect_navigation():
        page.evaluate("document.forms[0].submit()")
    assert page.locator("h1").count() == 1
    assert kept() == []
    [complaint] = complaints
    assert "403" in complaint
    complaints.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_an_accessibility_violation_or_scrolls_sideways(
    new_context: Callable[..., BrowserContext],
    complaints: list[str],
    entry: Intervention,
    draft: Intervention,
    scheme: str,
):
    with mock.patch("time.time", return_value=time.time() - A_MONTH):
        expired = PREVIEW.token(entry)
    page = new_context(color_scheme=scheme).new_page()
    form = "/interventies/boksen-in-de-wijk/melden/"
    confirm = f"/bevestigen/{confirm_token(entry)}/"
    addresses = [
        "/interventies/boksen-in-de-wijk/",
        form,
        f"{form}?verzonden=ja",
        confirm,
        f"{confirm}?verzonden=ja",
        f"/voorbeeld/{preview_token(draft)}/",
        "/voorbeeld/onzin/",
        f"/voorbeeld/{expired}/",
    ]
    found, wide = {}, []
    for address in [*addresses, "not sent", "not confirmed"]:
        if address == "not sent":
            page.goto(form)
            page.locator("#id_text").fill("Bel mevrouw Jansen.")
            page.locator("main button").click()
        elif address == "not confirmed":
            page.goto(confirm)
            page.locator("#id_text").fill("Bel mevrouw Jansen.")
            page.locator("button[value=klopt-niet]").click()
        else:
            page.goto(address)
        found[address] = Axe().run(page).generate_report()
        for width in [320, 360, 768, 1440]:
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((address, width))
    assert {a: report for a, report in found.items() if "Found 0" not in report} == {}
    assert wide == []
    # The browser complains of the two links that do not open.
    assert len(complaints) == 2
    complaints.clear()

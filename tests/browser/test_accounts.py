"""Setting up a second step, and logging in with it, on a telephone and a wide screen."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from catalogue.roles import CHIEF, make_roles

from ..editors import PASSWORD, code_of, give_second_step, make_editor
from .accounts import fill_log_in, log_in

pytestmark = pytest.mark.django_db(transaction=True)

NewContext = Callable[..., BrowserContext]
PHONE = {"width": 360, "height": 740}


@pytest.fixture(autouse=True)
def compulsory(settings) -> None:
    settings.SECOND_STEP = True
    # A test that begins as one code ends does not fail.
    settings.MFA_TOTP_TOLERANCE = 1
    make_roles()


def send(page: Page, field: str, text: str) -> None:
    page.locator(field).fill(text)
    page.locator("#content input[type=submit]").click()


def check(page: Page) -> None:
    """Readable for everybody, and no wider than the screen."""
    problems = Axe().run(page).response["violations"]
    assert [problem["id"] for problem in problems] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    "options",
    [
        {"viewport": PHONE, "java_script_enabled": False},
        {"viewport": PHONE, "color_scheme": "dark"},
        {"viewport": {"width": 1440, "height": 900}},
    ],
    ids=["telephone without script", "dark telephone", "wide screen"],
)
def test_an_editor_sets_up_a_second_step_and_logs_in_with_it(
    new_context: NewContext, options: dict
):
    scripted = options.get("java_script_enabled", True)
    make_editor("chef", CHIEF)
    page = new_context(**options).new_page()
    look = check if scripted else lambda page: None

    page.goto("/beheer/")
    look(page)
    fill_log_in(page, "chef", PASSWORD)
    look(page)
    send(page, "#id_password", PASSWORD)
    expect(page.locator(".account-square svg")).to_be_visible()
    look(page)
    secret = page.locator("#secret").inner_text()
    send(page, "#id_code", code_of(secret))
    expect(page.locator(".account-codes li")).to_have_count(10)
    look(page)
    recovery = page.locator(".account-codes li").first.inner_text()
    page.locator("a.button.default").click()
    expect(page).to_have_url("/beheer/")
    page.goto("/beheer/account/tweede-stap/")
    look(page)

    page.goto("/beheer/account/uitloggen/")
    look(page)
    page.locator("#content input[type=submit]").click()
    expect(page).to_have_url("/beheer/inloggen/")
    fill_log_in(page, "chef", PASSWORD)
    expect(page.locator("#id_code")).to_be_visible()
    look(page)
    send(page, "#id_code", recovery)
    expect(page).to_have_url("/beheer/")


def test_an_editor_logs_in_with_the_app(page: Page):
    secret, _codes = give_second_step(make_editor("chef", CHIEF))
    fill_log_in(page, "chef", PASSWORD)
    send(page, "#id_code", "000000")
    expect(page.locator(".errorlist")).to_be_visible()
    send(page, "#id_code", code_of(secret))
    expect(page).to_have_url("/beheer/")


def test_the_header_leads_to_one_s_own_account(page: Page, settings):
    settings.SECOND_STEP = False
    make_editor("chef", CHIEF)
    log_in(page, "chef", PASSWORD)
    for address in ["/beheer/account/wachtwoord/", "/beheer/account/tweede-stap/"]:
        page.locator(f"#user-tools a[href='{address}']").click()
        expect(page).to_have_url(address)
        check(page)
        page.goto("/beheer/")
    page.locator("#user-tools button[type=submit]").click()
    expect(page).to_have_url("/beheer/inloggen/")


@pytest.mark.parametrize(
    "address",
    [
        "/beheer/inloggen/",
        "/beheer/account/aanmelden/",
        "/beheer/account/gesloten/",
        "/beheer/account/wachtwoord/vergeten/",
        "/beheer/account/wachtwoord/verstuurd/",
        "/beheer/account/wachtwoord/nieuw/1-onzin/",
        "/beheer/account/wachtwoord/klaar/",
        "/beheer/account/openid/gestopt/",
    ],
)
def test_what_a_stranger_sees_is_readable_on_a_telephone(
    new_context: NewContext, address: str
):
    page = new_context(viewport=PHONE).new_page()
    answer = page.goto(address)
    assert answer
    assert answer.status == 200
    check(page)

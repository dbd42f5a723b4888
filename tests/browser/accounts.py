from django.core.cache import cache
from playwright.sync_api import Page, expect


def fill_log_in(page: Page, username: str, password: str = "geheim") -> None:
    # Tests log in more often than people do, and what is counted outlives a test.
    cache.clear()
    page.goto("/beheer/")
    page.locator("#id_login").fill(username)
    page.locator("#id_password").fill(password)
    page.locator("#content input[type=submit]").click()


def log_in(page: Page, username: str = "redactie", password: str = "geheim") -> Page:
    fill_log_in(page, username, password)
    expect(page).to_have_url("/beheer/")
    return page

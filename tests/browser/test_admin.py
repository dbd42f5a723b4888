"""The editors' screens work under the Content-Security-Policy, in light and dark."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from catalogue.models import ApproachType, Intervention

from ..builders import (
    make_city,
    make_intervention,
    make_involvement,
    make_organisation,
    make_superuser,
    make_term,
)
from .accounts import log_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["light", "dark"])
def browser_context_args(browser_context_args: dict, request) -> dict:
    return {**browser_context_args, "color_scheme": request.param}


@pytest.fixture
def editor(page: Page) -> Page:
    make_superuser("redactie")
    return log_in(page)


def open_entry(page: Page, intervention: Intervention) -> None:
    page.goto(f"/beheer/catalogue/intervention/{intervention.pk}/change/")


def test_an_editor_chooses_a_term_and_a_date_and_adds_a_delivery(editor):
    city = make_city("Utrecht")
    make_term(ApproachType, "Casustafel")
    intervention = make_intervention("Nachtvoetbal", cities=[city])
    make_involvement(intervention, make_organisation("Stichting Kans"))
    open_entry(editor, intervention)

    editor.locator(".field-approach_types .select2-selection").click()
    editor.get_by_role("option", name="Casustafel").click()

    editor.locator("#calendarlink0").click()
    editor.locator("#calendarin0 td.today, #calendarin0 td a").first.click()
    expect(editor.locator("#id_checked_on")).not_to_have_value("")

    editor.locator("#deliveries-group .add-row a").click()
    row = editor.locator("#deliveries-1")
    row.locator("[name=deliveries-1-scope]").select_option("gemeente")
    row.locator(".field-cities .select2-selection").click()
    editor.get_by_role("option", name="Utrecht", exact=True).click()

    editor.locator("[name=_continue]").last.click()
    expect(editor.locator(".success")).to_be_visible()
    assert intervention.deliveries.count() == 2
    assert [term.name for term in intervention.approach_types.all()] == ["Casustafel"]


def test_the_short_name_of_a_new_entry_follows_its_name(editor):
    editor.goto("/beheer/catalogue/intervention/add/")
    editor.locator("#id_name").press_sequentially("Één kans")
    expect(editor.locator("#id_slug")).to_have_value("een-kans")


def test_an_editor_withdraws_an_entry_from_the_list(editor):
    intervention = make_intervention("Nachtvoetbal")
    editor.goto("/beheer/catalogue/intervention/")
    editor.locator("#action-toggle").check()
    editor.locator("[name=action]").select_option("withdraw")
    editor.locator("[name=index]").click()
    editor.locator("#id_reason").fill("Dubbel opgenomen.")
    editor.locator("form [type=submit].default").click()
    expect(editor.locator(".success")).to_be_visible()
    intervention.refresh_from_db()
    assert intervention.withdrawn_reason == "Dubbel opgenomen."


@pytest.mark.parametrize(
    "address",
    [
        "/beheer/auth/user/{user}/change/",
        "/beheer/auth/user/{user}/password/",
        "/beheer/auth/user/add/",
        "/beheer/auth/group/",
        "/beheer/catalogue/city/",
        "/beheer/catalogue/city/{city}/delete/",
        "/beheer/catalogue/city/{city}/history/",
        "/beheer/catalogue/revision/",
        "/beheer/password_change/",
    ],
)
def test_the_other_screens_open_without_complaint(editor, address):
    found = {"user": User.objects.get().pk, "city": make_city("Utrecht").pk}
    assert editor.goto(address.format(**found)).status == 200

"""Each role through its day, in a real browser."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from catalogue.choices import Publication
from catalogue.models import Intervention
from catalogue.roles import CHIEF, MANAGER, WRITER, make_roles
from catalogue.signed_links import confirm_token

from ..builders import make_city, make_intervention
from ..editors import PASSWORD, make_editor
from .accounts import log_in

pytestmark = pytest.mark.django_db(transaction=True)

NewContext = Callable[..., BrowserContext]
PHONE = {"width": 360, "height": 740}
FORM = "/beheer/catalogue/intervention/{}/change/"


@pytest.fixture(autouse=True)
def roles() -> None:
    make_roles()


@pytest.fixture
def working_as(new_context: NewContext) -> Callable[..., Page]:
    def log_in_as(role: str, **options: object) -> Page:
        make_editor(role.lower(), role)
        page = new_context(**options).new_page()
        return log_in(page, role.lower(), PASSWORD)

    return log_in_as


def check(page: Page) -> None:
    """Readable for everybody, and no wider than the screen."""
    report = Axe().run(page, options={"preload": False})
    assert report.violations_count == 0, report.generate_report()
    check_width(page)


def check_width(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def state() -> str:
    return Intervention.objects.get().publication


def test_from_a_first_draft_to_withdrawn(working_as, complaints):
    make_city("Utrecht")
    writer = working_as(WRITER)
    writer.goto("/beheer/catalogue/intervention/add/")
    writer.locator("#id_name").press_sequentially("Nachtvoetbal")
    writer.locator("#id_kind").select_option("aanpak")
    writer.locator("#id_sentence").fill("Jongeren voetballen op vrijdagavond.")
    writer.locator("#id_summary").fill("Bel mevrouw Jansen op 06 12345678.")
    writer.get_by_role("button", name="Opslaan en ter controle aanbieden").first.click()

    # A name and a mobile number are asked about, at the field.
    field = writer.locator(".field-summary")
    expect(field.locator(".errorlist")).to_contain_text("06 12345678")
    expect(field.locator(".errorlist")).to_contain_text("mevrouw Jansen")
    check_width(writer)
    writer.locator("#id_summary").fill("Elke vrijdag. Mail naar voetbal@gmail.com.")
    writer.get_by_role("button", name="Opslaan en ter controle aanbieden").first.click()
    field.get_by_label("Bekeken").check()
    writer.get_by_role("button", name="Opslaan en ter controle aanbieden").first.click()
    expect(writer.locator(".success")).to_be_visible()
    assert state() == Publication.IN_REVIEW

    chief = working_as(CHIEF)
    chief.goto("/beheer/")
    expect(chief.locator("#taak-ter-controle")).to_contain_text("Nachtvoetbal")
    check(chief)
    chief.locator("#taak-ter-controle").get_by_role("link", name="Nachtvoetbal").click()
    chief.get_by_text("Links om te delen").click()
    preview = chief.get_by_label("Voorbeeld").input_value()
    chief.get_by_role("button", name="Opslaan en publiceren").first.click()
    expect(chief.locator(".success")).to_be_visible()
    assert state() == Publication.PUBLISHED
    # Who still has the link to the draft now gets the page itself.
    chief.goto(preview)
    expect(chief).to_have_url(re.compile(r"/interventies/nachtvoetbal/$"))

    entry = Intervention.objects.get()
    writer.goto(FORM.format(entry.pk))
    expect(writer.locator("#id_name")).to_have_count(0)

    chief.goto(FORM.format(entry.pk))
    chief.locator("#id_publication").select_option("ingetrokken")
    chief.locator("#id_withdrawn_reason").fill("Gestopt in 2026.")
    chief.locator("[name=_save]").first.click()
    expect(chief.locator(".success")).to_be_visible()
    answer = writer.goto("/interventies/nachtvoetbal/")
    assert answer
    assert answer.status == 410
    expect(writer.locator("main")).to_contain_text("Gestopt in 2026.")
    expect(writer.locator("body")).not_to_contain_text("Nachtvoetbal")
    complaints.clear()  # the browser's own, about the 410


def test_a_version_is_put_back(working_as):
    entry = make_intervention("Nachtvoetbal", summary="Zo was het eerst.")
    chief = working_as(CHIEF)
    chief.goto(FORM.format(entry.pk))
    chief.locator("#id_summary").fill("Zo is het nu.")
    chief.locator("#id_why").fill("Nieuw bericht.")
    chief.locator("[name=_continue]").first.click()

    chief.get_by_role("link", name="Geschiedenis").click()
    expect(chief.locator(".history")).to_contain_text("Nieuw bericht.")
    check(chief)
    chief.get_by_role("button", name="Terugzetten").click()
    expect(chief.locator(".import")).to_contain_text("Zo was het eerst.")
    chief.locator("#uitvoeren .default").click()
    expect(chief.locator(".success")).to_be_visible()
    entry.refresh_from_db()
    assert entry.summary == "Zo was het eerst."
    chief.goto("/interventies/nachtvoetbal/versies/2/")
    expect(chief.locator("main")).to_contain_text("Zo is het nu.")
    check(chief)


def test_one_click_takes_an_entry_off_the_work_list(working_as):
    make_intervention("Nachtvoetbal")
    chief = working_as(CHIEF, viewport=PHONE)
    task = chief.locator("#taak-te-laat")
    expect(task).to_contain_text("nooit gecontroleerd")
    check(chief)
    task.get_by_role("button", name="klopt nog").click()
    expect(chief.locator(".success")).to_contain_text("Nachtvoetbal")
    expect(chief.locator("#taak-te-laat")).to_have_count(0)


def test_two_editors_at_once_are_shown_both_texts(working_as, new_context):
    entry = make_intervention("Nachtvoetbal")
    first = working_as(CHIEF)
    make_editor("tweede", CHIEF)
    second = new_context().new_page()
    log_in(second, "tweede", PASSWORD)
    for page in [first, second]:
        page.goto(FORM.format(entry.pk))
    first.locator("#id_summary").fill("Van de eerste.")
    first.locator("[name=_save]").first.click()
    second.locator("#id_summary").fill("Van de tweede.")
    second.locator("[name=_save]").first.click()
    expect(second.locator(".field-summary .other-text")).to_have_text("Van de eerste.")
    expect(second.locator("#id_summary")).to_have_value("Van de tweede.")
    entry.refresh_from_db()
    assert entry.summary == "Van de eerste."
    check_width(second)
    second.locator("[name=_save]").first.click()
    entry.refresh_from_db()
    assert entry.summary == "Van de tweede."


def test_a_contact_confirms_on_a_telephone_and_the_editor_sees_it(
    working_as, new_context
):
    entry = make_intervention("Nachtvoetbal")
    contact = new_context(viewport=PHONE).new_page()
    contact.goto(f"/bevestigen/{confirm_token(entry)}/")
    check(contact)
    contact.get_by_role("button", name="Dit klopt nog").click()
    expect(contact.locator("main")).to_contain_text("Bedankt")
    chief = working_as(CHIEF)
    expect(chief.locator("#taak-meldingen")).to_contain_text("Klopt nog")


def test_who_manages_accounts_gives_somebody_a_role(working_as):
    manager = working_as(MANAGER)
    expect(manager.locator(".work")).to_have_count(0)
    manager.goto("/beheer/auth/user/add/")
    manager.locator("#id_username").fill("nieuw")
    for field in ["#id_password1", "#id_password2"]:
        manager.locator(field).fill("een-lang-wachtwoord-26")
    manager.locator("[name=_continue], [name=_save]").first.click()
    expect(manager.locator(".success")).to_be_visible()

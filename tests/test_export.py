"""The list as a file: which entries, in what order, and what it says of each."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from catalogue import record_loading
from catalogue.changes import catalogue_change
from catalogue.choices import Precision, Publication, Role, Status
from catalogue.exporting import public_records
from catalogue.models import (
    Figure,
    Intervention,
    Phase,
    Recognition,
    Relation,
    Study,
    Theme,
)

from . import list_page
from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_many_interventions,
    make_organisation,
    make_row,
    make_source,
    make_term,
)
from .export_files import (
    EXPORT,
    READERS,
    csv_rows,
    export,
    names,
    record,
    records,
    refusal,
    sheets,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("format", READERS)
def test_each_format_holds_the_published_entries_by_name(client, format):
    make_intervention("Voetbal")
    make_intervention("Boksen")
    make_intervention("Concept", publication=Publication.DRAFT)
    found = READERS[format](export(client, format=format))
    assert [each["naam"] for each in found] == ["Boksen", "Voetbal"]


@pytest.mark.parametrize("format", READERS)
def test_an_empty_list_is_an_empty_file_of_its_kind(client, format):
    assert READERS[format](export(client, "?zoek=nergens", format)) == []


def test_only_what_is_public_today_is_exported(client):
    today = timezone.localdate()
    day = timedelta(days=1)
    make_intervention("Vandaag", publish_from=today, publish_until=today)
    make_intervention("Morgen", publish_from=today + day)
    make_intervention("Gisteren", publish_until=today - day)
    make_intervention("Concept", publication=Publication.DRAFT)
    make_intervention(
        "Ingetrokken",
        publication=Publication.WITHDRAWN,
        withdrawn_on=today,
        withdrawn_reason="Dubbel.",
    )
    assert names(client) == ["Vandaag"]


def make_three() -> None:
    utrecht, zwolle = make_city("Utrecht"), make_city("Zwolle")
    risk = make_term(Phase, "Risico")
    old, new = (timezone.now() - timedelta(days=days) for days in (9, 1))
    make_intervention("Boksen", cities=[utrecht], phases=[risk], created=new)
    make_intervention("Dansen", cities=[zwolle], phases=[risk], created=old)
    make_intervention("Voetbal", cities=[utrecht], created=timezone.now())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?gemeente=utrecht", ["Boksen", "Voetbal"]),
        ("?gemeente=utrecht&fase=risico", ["Boksen"]),
        ("?gemeente=utrecht&gemeente=zwolle&fase=risico", ["Boksen", "Dansen"]),
        ("?sorteer=nieuw", ["Voetbal", "Boksen", "Dansen"]),
        ("?zoek=voetbal", ["Voetbal"]),
        ("?zoek=zwolle", ["Dansen"]),
        ("?fase=onbekend", ["Voetbal"]),
        ("?soort=overlegvorm", []),
    ],
)
def test_it_answers_what_the_list_answers(client, query, expected):
    make_three()
    assert names(client, query) == expected
    assert list_page.names(client, query) == expected


def test_words_in_the_name_come_first_as_on_the_list(client):
    make_intervention("Avond", summary="Samen voetbal spelen.")
    make_intervention("Zomervoetbal", other_names="Voetbal")
    make_intervention("Voetbal")
    expected = ["Voetbal", "Zomervoetbal", "Avond"]
    assert names(client, "?zoek=voetbal") == expected
    assert list_page.names(client, "?zoek=voetbal") == expected


def test_it_goes_on_where_a_page_of_the_list_ends(client):
    make_many_interventions(30)
    everything = [f"Nummer {number:03}" for number in range(30)]
    assert names(client) == everything
    assert names(client, "?pagina=2&toon=gemeente") == everything


def test_empty_values_are_not_set(client):
    make_intervention("Boksen")
    assert names(client, "?zoek=&gemeente=%20&sorteer=&pagina=") == ["Boksen"]


def test_a_record_is_complete(client):
    politie = make_organisation("Politie")
    bron = make_source("Bron")
    other = make_intervention("Anders")
    entry = make_intervention(
        "Boksen",
        slug="boksen",
        source_key="JI-1",
        other_names="Boxing\nBoks",
        age_from=12,
        checked_on=date(2026, 3, 1),
        themes=[make_term(Theme, "School", order=2), make_term(Theme, "Wijk", order=1)],
        internal_remark="Alleen voor ons",
    )
    utrecht = make_delivery(
        entry,
        cities=[make_city("Utrecht")],
        status=Status.STOPPED,
        stop_reason="Geld op.",
        started=date(2020, 3, 1),
        started_precision=Precision.MONTH,
        neighbourhoods="Zuilen, Overvecht",
        source=bron,
    )
    make_delivery(entry, cities=[make_city("Zwolle")])
    make_involvement(entry, politie, role=Role.LEAD, delivery=utrecht)
    make_row(
        Figure, intervention=entry, measure="gezinnen", value="12.50", approximate=True
    )
    make_row(
        Recognition,
        intervention=entry,
        slug="erkend",
        databank="NJi",
        outcome="goed-onderbouwd",
        dated=date(2024, 5, 13),
        valid_until=date(2029, 5, 13),
    )
    make_row(Study, intervention=entry, slug="studie", title="Studie", kind="anders")
    make_row(Relation, intervention=entry, other=other, kind="lichter-dan")
    found = records(client)[1]
    assert (found["nummer_bij_bron"], found["korte_naam"]) == ("JI-1", "boksen")
    assert found["andere_namen"] == ["Boxing", "Boks"]
    assert found["themas"] == ["wijk", "school"]
    assert (found["leeftijd_van"], found["leeftijd_tot_en_met"]) == (12, None)
    assert found["gecontroleerd_op"] == "2026-03-01"
    assert found["doel"] is None
    first, second = found["uitvoeringen"]
    assert first["gemeenten"] == ["utrecht"]
    assert first["gestart_op"] == "2020-03"
    assert first["wijken"] == ["Zuilen", "Overvecht"]
    assert first["bron"] == "bron"
    assert second["gemeenten"] == ["zwolle"]
    [lead] = found["organisaties"]
    assert (lead["organisatie"], lead["uitvoering"]) == ("politie", "utrecht")
    [figure] = found["cijfers"]
    assert (figure["waarde"], figure["ongeveer"]) == (12.5, True)
    assert [each["geldig_tot_en_met"] for each in found["erkenningen"]] == [
        "2029-05-13"
    ]
    assert [each["korte_naam"] for each in found["onderzoeken"]] == ["studie"]
    assert [each["korte_naam"] for each in found["bronnen"]] == ["bron"]
    assert [each["andere_interventie"] for each in found["relaties"]] == ["anders"]
    assert "Alleen voor ons" not in export(client).decode()


def test_two_deliveries_in_one_city_are_told_apart(client):
    utrecht, politie = make_city("Utrecht"), make_organisation("Politie")
    entry = make_intervention("Boksen")
    make_delivery(entry, cities=[utrecht])
    second = make_delivery(entry, cities=[utrecht])
    make_involvement(entry, politie, delivery=second)
    [row] = record(client)["organisaties"]
    assert row["uitvoering"] == str(second.uuid)


def test_the_csv_holds_lists_and_rows_in_cells(client):
    entry = make_intervention(
        "Boksen",
        cities=[make_city("Utrecht"), make_city("Zwolle")],
        themes=[make_term(Theme, "School"), make_term(Theme, "Wijk")],
        summary='Regel een.\n\nRegel “twee”, met een "teken".',
    )
    content = export(client, format="csv")
    [row] = csv_rows(content)
    assert row["themas"] == "school; wijk"
    deliveries = entry.deliveries.all()
    assert row["uitvoeringen"] == "; ".join(
        f"uuid={each.uuid}|bereik=gemeente|gemeenten={city}"
        "|status=actief|verwijzen_mogelijk=onbekend"
        for each, city in zip(deliveries, ["utrecht", "zwolle"], strict=True)
    )
    assert row["samenvatting"] == entry.summary
    assert row["doel"] == ""
    assert content.startswith(b"nummer_bij_bron,uuid,korte_naam,naam,")
    assert content.count(b"\r\n") == 2


def test_the_workbook_has_a_sheet_for_each_part(client):
    entry = make_intervention("Boksen", cities=[make_city("Utrecht")], age_from=12)
    make_involvement(entry, make_organisation("Politie"))
    make_row(
        Figure, intervention=entry, measure="gezinnen", value="12.50", approximate=True
    )
    found = sheets(export(client, format="xlsx"))
    assert list(found) == [
        "interventies",
        "uitvoeringen",
        "organisaties",
        "cijfers",
        "erkenningen",
        "onderzoeken",
        "waarderingen",
        "bronnen",
        "relaties",
    ]
    assert found["interventies"][0]["leeftijd_van"] == 12
    assert found["uitvoeringen"][0]["interventie"] == "boksen"
    assert found["organisaties"] == [
        {"interventie": "boksen", "organisatie": "politie", "rol": "uitvoerder"}
    ]
    assert found["cijfers"] == [
        {
            "interventie": "boksen",
            "wat_is_geteld": "gezinnen",
            "waarde": 12.5,
            "ongeveer": "ja",
        }
    ]


def test_the_yaml_shows_texts_as_they_are(client):
    make_intervention("Boksen", summary="Eén regel.\n\n- een lijst", slug="0363")
    text = export(client, format="yaml").decode()
    assert "  korte_naam: '0363'\n" in text
    assert "  samenvatting: |-\n    Eén regel.\n\n    - een lijst\n" in text


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_text_that_looks_like_a_formula_is_none(client, format):
    make_intervention("=HYPERLINK(A1)", slug="a", summary="- een\n- twee", age_from=3)
    make_intervention("+31 30", slug="b", other_names="@naam")
    [first, second] = READERS[format](export(client, "?sorteer=naam", format))[::-1]
    assert first["naam"] == "'=HYPERLINK(A1)"
    assert first["samenvatting"] == "'- een\n- twee"
    assert second["naam"] == "'+31 30"
    assert second["andere_namen"] == "'@naam"


def test_the_workbook_has_no_formula_and_no_error(client):
    make_intervention("=1+1", slug="a", sentence="#N/A")
    book = load_workbook(BytesIO(export(client, format="xlsx")))
    cells = {cell.value: cell.data_type for cell in book["interventies"][2]}
    assert (cells["'=1+1"], cells["#N/A"]) == ("s", "s")


def test_a_sign_that_a_workbook_cannot_hold_is_shown_as_missing(client):
    make_intervention("Boksen")
    Intervention.objects.update(summary="Een\x01twee\ufffe")
    [found] = sheets(export(client, format="xlsx"))["interventies"]
    assert found["samenvatting"] == "Een�twee�"


def test_a_text_too_long_for_a_cell_is_not_cut(client, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    make_intervention("Boksen")
    Intervention.objects.update(summary="a" * 32_768)
    response = client.get(f"{EXPORT}xlsx")
    assert response.status_code == 400
    assert response.content.decode().splitlines()[1] == (
        "- “samenvatting” van “boksen” is te lang voor een cel van Excel. "
        "Kies een ander soort bestand."
    )
    assert list(tmp_path.iterdir()) == []
    assert len(csv_rows(export(client, format="csv"))[0]["samenvatting"]) == 32_768


def test_a_relation_to_what_is_not_public_is_not_told(client):
    entry = make_intervention("Boksen")
    public = make_intervention("Voetbal")
    draft = make_intervention("Geheim", publication=Publication.DRAFT)
    for other in (public, draft):
        make_row(Relation, intervention=entry, other=other, kind="combineert-met")
    assert [each["andere_interventie"] for each in records(client)[0]["relaties"]] == [
        "voetbal"
    ]
    for format in READERS:
        assert b"geheim" not in export(client, format=format).lower()


def test_each_thing_that_cannot_be_read_is_named(client):
    make_city("Utrecht")
    query = "?gemeente=utrech&soortt=actie&sorteer=namm&pagina=twee&leeftijd=oud"
    assert refusal(client, query) == [
        "- gemeente=utrech: De waarde “utrech” kennen we niet. Bedoelde u “utrecht”?",
        "- De naam “soortt” kennen we niet. Bedoelde u “soort”?",
        "- sorteer=namm: Bedoelde u “naam”?",
        "- pagina=twee: Schrijf een getal, bijvoorbeeld 2.",
        "- leeftijd=oud: Voer een geheel getal in.",
    ]


@pytest.mark.parametrize(
    ("query", "line"),
    [
        (
            "?x=1",
            "- De naam “x” kennen we niet. Kies uit: zoek, soort, aanpak, gemeente, "
            "provincie, organisatie, doelgroep, fase, preventie, setting, thema, kader, "
            "status, erkenning, leeftijd, leeftijdOnbekend, gecontroleerdSinds, sorteer, "
            "pagina, toon.",
        ),
        (
            "?sorteer=%00&soort=actie",
            "- sorteer=: Kies uit: relevantie, naam, gecontroleerd, nieuw, bewijs.",
        ),
        (
            "?soort=zzz&soort=actie",
            "- soort=zzz, actie: De waarde “zzz” kennen we niet. Kies uit: programma, "
            "aanpak, overlegvorm, actie, methodiek.",
        ),
        (
            "?gecontroleerdSinds=gisteren",
            "- gecontroleerdSinds=gisteren: Schrijf een datum, bijvoorbeeld 2026-03-31.",
        ),
        ("?leeftijdOnbekend=x", "- leeftijdOnbekend=x: Schrijf “ja” of “nee”."),
        ("?pagina=0", "- pagina=0: Schrijf een getal, bijvoorbeeld 2."),
    ],
)
def test_a_refusal_says_what_would_be_right(client, query, line):
    assert refusal(client, query) == [line]


def test_a_refusal_repeats_no_invisible_signs_and_no_thousands(client):
    [line] = refusal(client, f"?{'x' * 5000}%01=1")
    assert "\x01" not in line
    assert len(line) < 400


def test_an_unknown_format_is_no_page(client):
    make_intervention("Boksen")
    assert client.get(f"{EXPORT}xls").status_code == 404
    assert client.get("/interventies/export/").status_code == 404


@pytest.mark.parametrize(
    ("format", "content_type"),
    [
        ("csv", "text/csv; charset=utf-8"),
        (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("json", "application/json"),
        ("jsonl", "application/jsonl"),
        ("yaml", "application/yaml"),
    ],
)
def test_the_file_has_a_name_and_a_kind(client, format, content_type):
    make_intervention("Boksen")
    response = client.get(EXPORT + format)
    day = timezone.localdate().isoformat()
    assert response["Content-Type"] == content_type
    assert (
        response["Content-Disposition"]
        == f'attachment; filename="interventies-{day}.{format}"'
    )
    assert not response.cookies
    assert response.streaming
    response.close()


def test_who_has_the_file_is_told_so_until_an_edit(client, django_assert_num_queries):
    make_intervention("Boksen")
    etag = client.get(f"{EXPORT}csv?soort=programma")["ETag"]
    with django_assert_num_queries(1):
        again = client.get(
            f"{EXPORT}csv?soort=programma", headers={"if-none-match": etag}
        )
    assert again.status_code == 304
    other = client.get(f"{EXPORT}json?soort=programma", headers={"if-none-match": etag})
    assert other.status_code == 200
    make_intervention("Voetbal")
    changed = client.get(
        f"{EXPORT}csv?soort=programma", headers={"if-none-match": etag}
    )
    assert changed.status_code == 200


def test_a_refusal_is_never_the_file_somebody_has(client):
    response = client.get(f"{EXPORT}csv?x=1")
    assert "ETag" not in response


def test_a_head_asks_for_no_rows(client):
    make_many_interventions(3)
    client.get("/interventies/")
    with CaptureQueriesContext(connection) as captured:
        response = client.head(f"{EXPORT}xlsx")
    assert response.getvalue() == b""
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    assert "Content-Length" not in response
    assert len(captured) == 1


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_can_be_sent(client, method):
    assert getattr(client, method)(f"{EXPORT}csv").status_code == 405


def statements(client, query: str = "") -> int:
    with CaptureQueriesContext(connection) as captured:
        export(client, query)
    return len(captured)


def test_the_number_of_statements_grows_with_batches_alone(client, monkeypatch):
    monkeypatch.setattr(record_loading, "AT_ONCE", 20)
    rows = {
        "cities": [make_city("Utrecht")],
        "organisations": [make_organisation("Politie")],
        "phases": [make_term(Phase, "Risico")],
        "sources": [make_source("Bron")],
    }
    make_many_interventions(2, **rows)
    export(client)
    few = statements(client)
    make_many_interventions(18, first=2, **rows)
    export(client)
    assert statements(client) == few
    make_many_interventions(40, first=20, **rows)
    export(client)
    three_batches = statements(client)
    make_many_interventions(20, first=60, **rows)
    export(client)
    assert statements(client) - three_batches == (three_batches - few) / 2


def test_what_goes_while_the_file_is_made_is_left_out(monkeypatch):
    monkeypatch.setattr(record_loading, "AT_ONCE", 1)
    rows = {"cities": [make_city()], "themes": [make_term(Theme, "School")]}
    entries = [make_intervention(name, **rows) for name in ("A", "B", "C", "D")]
    found = public_records([entry.pk for entry in entries])
    assert next(found)["naam"] == "A"
    with catalogue_change("test", "remove B, withdraw C") as change:
        change.touch(entries[1], entries[2])
        entries[1].delete()
        Intervention.objects.filter(name="C").update(
            publication=Publication.WITHDRAWN,
            withdrawn_on=timezone.localdate(),
            withdrawn_reason="Dubbel.",
        )
    assert [record["naam"] for record in found] == ["D"]


def test_a_term_that_comes_while_the_file_is_made_is_known(monkeypatch):
    monkeypatch.setattr(record_loading, "AT_ONCE", 1)
    first = make_intervention("A", themes=[make_term(Theme, "School")])
    second = make_intervention("B")
    found = public_records([first.pk, second.pk])
    assert next(found)["themas"] == ["school"]
    with catalogue_change("test", "add a theme") as change:
        second.themes.add(make_term(Theme, "Wijk"))
        change.touch(second)
    assert next(found)["themas"] == ["wijk"]


def links(client, query: str) -> dict[str, str]:
    return dict(list_page.answer(client, query)["exports"])


def test_the_list_leads_to_the_same_question_as_a_file(client):
    make_three()
    query = "?gemeente=utrecht&gemeente=zwolle&sorteer=nieuw"
    found = links(client, query + "&pagina=1&toon=fase")
    assert list(found) == ["Excel", "CSV", "JSON", "JSON Lines", "YAML"]
    assert found["CSV"] == f"{EXPORT}csv{query}"
    page = client.get("/interventies/" + query).content.decode()
    assert f'href="{EXPORT}xlsx{query}"'.replace("&", "&amp;") in page
    assert "Download deze 3 interventies" in page


def test_without_a_question_the_link_has_none(client):
    make_intervention("Boksen")
    assert links(client, "")["YAML"] == f"{EXPORT}yaml"
    assert "Download deze interventie<" in client.get("/interventies/").content.decode()


def test_an_empty_list_offers_no_file(client):
    make_intervention("Boksen")
    assert EXPORT not in client.get("/interventies/?zoek=nergens").content.decode()
    assert EXPORT not in client.get("/interventies/?soort=zzz").content.decode()

"""The matrix: what there is by two facets, and every number is what the list then finds."""

import csv
import io
import random

import pytest
from django.test import Client

from catalogue.choices import Kind, Scope, Status
from catalogue.models import ApproachType, Phase, Theme

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_many_interventions,
    make_organisation,
    make_term,
)

pytestmark = pytest.mark.django_db


def table(client, query=""):
    """The numbers on the page by row and column, gaps left out."""
    context = client.get(f"/matrix/?{query}").context
    columns = [each["slug"] for each in context["columns"]]
    return {
        (row["slug"], column): cell["number"]
        for row in context["rows"]
        for column, cell in zip(columns, row["cells"], strict=True)
        if cell["number"]
    }


@pytest.fixture
def some(db):
    phases = [make_term(Phase, name) for name in ("Risico", "Nazorg")]
    types = [make_term(ApproachType, name) for name in ("Straatcoaches", "Casustafel")]
    make_intervention("Een", phases=phases, approach_types=types[:1])
    make_intervention("Twee", phases=phases[:1], approach_types=types[:1])
    make_intervention("Drie")


def test_a_cell_counts_what_has_both_and_the_unknown_has_its_own(client, some):
    assert table(client) == {
        ("straatcoaches", "risico"): 2,
        ("straatcoaches", "nazorg"): 1,
        ("onbekend", "onbekend"): 1,
    }


def test_gaps_are_shown_as_gaps_and_a_number_leads_to_the_list(client, some):
    page = client.get("/matrix/?thema=onbekend").content.decode()
    assert '<th scope="row" lang="nl">Casustafel</th>' in page
    assert page.count("niet in deze catalogus</span>") == 6
    url = "/interventies/?thema=onbekend&amp;aanpak=straatcoaches&amp;fase=risico"
    assert f'<a href="{url}">2</a>' in page
    assert "matrix__cell--5" in page


def test_another_pair_of_facets_by_the_address(client, some):
    found = table(client, "rijen=soort&kolommen=fase")
    assert found == {
        (Kind.PROGRAMME, "risico"): 2,
        (Kind.PROGRAMME, "nazorg"): 1,
        (Kind.PROGRAMME, "onbekend"): 1,
    }


@pytest.mark.parametrize(
    "query", ["rijen=onzin", "rijen=fase&kolommen=fase", "kolommen="]
)
def test_nonsense_gets_a_matrix_all_the_same(client, some, query):
    chosen = client.get(f"/matrix/?{query}").context["axes"]
    keys = [
        [each["slug"] for each in axis["choices"] if each["selected"]]
        for axis in chosen
    ]
    assert keys in ([["aanpak"], ["fase"]], [["fase"], ["aanpak"]])


def test_a_filter_on_an_axis_keeps_the_rows_that_were_asked_for(client, some):
    assert table(client, "fase=nazorg") == {("straatcoaches", "nazorg"): 1}


def test_of_a_status_that_is_asked_for_only_cities_that_have_it_are_rows(client):
    for number in range(8):
        status = Status.PILOT if number < 2 else Status.ACTIVE
        cities = [make_city(f"Stad {number}", code=f"{number:04}")]
        make_intervention(f"Aanpak {number}", cities=cities, status=status)
    address = "/matrix/?rijen=gemeente&kolommen=status&status=pilot"
    rows = client.get(address).context["rows"]
    assert [row["slug"] for row in rows] == ["stad-0", "stad-1"]


def test_the_strongest_colour_is_of_the_largest_number_in_sight(client, some):
    def shades(query):
        rows = client.get(f"/matrix/?{query}").context["rows"]
        return {cell["number"]: cell["shade"] for row in rows for cell in row["cells"]}

    assert shades("") == {0: 0, 1: 3, 2: 5}
    assert shades("fase=nazorg") == {0: 0, 1: 5}


def test_a_filter_that_cannot_be_read_shows_nothing(client, some):
    page = client.get("/matrix/?fase=onzin")
    assert page.status_code == 200
    assert "<table" not in page.content.decode()
    assert "Fase" in page.content.decode()


def test_of_hundreds_of_cities_the_most_used_are_shown_and_it_is_said(client):
    for number in range(30):
        make_intervention(
            f"Aanpak {number}",
            cities=[make_city(f"Stad {number:02}", code=f"{number:04}")],
        )
    response = client.get("/matrix/?rijen=gemeente&kolommen=soort")
    assert len(response.context["rows"]) == 25
    assert "Alleen de 25 die het meest voorkomen" in response.content.decode()


def test_the_most_used_are_those_with_the_most_entries(client):
    phases = [make_term(Phase, name) for name in ("Risico", "Aanwas", "Nazorg")]
    for number in range(25):
        city = make_city(f"Stad {number:02}", code=f"{number:04}")
        for each in "ab":
            make_intervention(f"{number}{each}", cities=[city], phases=phases[:1])
    # In no cell more than one, and yet three: more than any other.
    spread = make_city("Zwolle", code="0193")
    for phase in phases:
        make_intervention(f"Breed {phase}", cities=[spread], phases=[phase])
    context = client.get("/matrix/?rijen=gemeente").context
    assert "zwolle" in [row["slug"] for row in context["rows"]]


def test_a_table_says_what_it_shows(client, some):
    page = client.get("/matrix/?rijen=soort&kolommen=fase").content.decode()
    caption = page.split("<caption>")[1].split("</caption>")[0]
    assert "Hoeveel interventies er zijn per soort en fase." in caption


def test_without_an_answer_there_is_no_table_but_a_way_out(client, some):
    query = "rijen=soort&aanpak=straatcoaches&thema=onbekend&status=actief"
    page = client.get(f"/matrix/?{query}").content.decode()
    assert "<table" not in page
    without = "/matrix/?rijen=soort&amp;aanpak=straatcoaches&amp;thema=onbekend"
    assert f'<a href="{without}">' in page


def test_the_rows_and_columns_stay_when_the_filters_are_cleared(client, some):
    context = client.get(
        "/matrix/?rijen=soort&kolommen=kader&fase=risico&i=een"
    ).context
    assert context["all_url"] == "/matrix/?i=een&rijen=soort&kolommen=kader"


@pytest.mark.parametrize("path", ["/matrix/", "/kaart/"])
def test_another_filter_keeps_the_words_that_were_searched_for(client, some, path):
    page = client.get(f"{path}?zoek=twee&sorteer=naam").content.decode()
    form = page.split('id="filters"')[1].split("</form>")[0]
    assert '<input type="hidden" name="zoek" value="twee">' in form
    assert '<input type="hidden" name="sorteer" value="naam">' in form


PAIRS = [
    ("aanpak", "fase"),
    ("provincie", "status"),
    ("gemeente", "status"),
    ("status", "fase"),
    ("gemeente", "provincie"),
    ("status", "provincie"),
    ("thema", "gemeente"),
    ("organisatie", "soort"),
    ("erkenning", "kader"),
]
FILTERS = [
    "",
    "status=actief",
    "provincie=utrecht&fase=risico",
    "gemeente=utrecht&gemeente=zwolle",
    "thema=onbekend",
    "gemeente=0344&status=actief&status=pilot",
    "gemeente=landelijk&gemeente=onbekend",
    "provincie=utrecht&status=actief",
    "leeftijd=15&leeftijdOnbekend=nee",
    "zoek=jongens&soort=programma",
]


@pytest.fixture
def many(db):
    luck = random.Random(6)
    cities = [
        make_city("Utrecht", code="0344", province="utrecht"),
        make_city("Amersfoort", code="0307", province="utrecht"),
        make_city("Zwolle", code="0193", province="overijssel"),
    ]
    phases = [make_term(Phase, name) for name in ("Risico", "Nazorg")]
    types = [make_term(ApproachType, name) for name in ("Straatcoaches", "Casustafel")]
    make_term(Theme, "Online")
    make_organisation("Politie")
    for number in range(25):
        entry = make_intervention(
            f"Aanpak {number}",
            kind=luck.choice(Kind.values),
            sentence=luck.choice(["Voor jongens.", "Voor meisjes."]),
            age_from=luck.choice([None, 12, 16]),
            phases=luck.sample(phases, luck.randint(0, 2)),
            approach_types=luck.sample(types, luck.randint(0, 2)),
        )
        for _ in range(luck.randint(0, 2)):
            status = luck.choice([Status.ACTIVE, Status.PILOT, Status.UNKNOWN])
            match luck.randint(0, 5):
                case 0:
                    make_delivery(entry, scope=Scope.NATIONAL, status=status)
                case 1:
                    make_delivery(entry, scope=Scope.UNKNOWN, status=status)
                case 2:
                    region = {"scope": Scope.REGION, "region": "Midden"}
                    two = luck.sample(cities, 2)
                    make_delivery(entry, cities=two, status=status, **region)
                case _:
                    make_delivery(entry, cities=luck.sample(cities, 1), status=status)


@pytest.mark.parametrize("filters", FILTERS)
def test_every_number_is_what_the_list_finds_with_both(client, many, filters):
    numbers = []
    for rows, columns in PAIRS:
        address = f"/matrix/?rijen={rows}&kolommen={columns}&{filters}"
        context = client.get(address).context
        cells = [cell for row in context["rows"] for cell in row["cells"]]
        for cell in cells:
            found = client.get(cell["url"]).context["number"]
            assert found == cell["number"], f"{address}: {cell['url']}"
            numbers.append(found)
    assert any(numbers)


@pytest.mark.parametrize("filters", FILTERS)
def test_every_value_that_has_entries_has_a_row(client, many, filters):
    for rows in ("aanpak", "gemeente", "status", "organisatie", "thema"):
        context = client.get(f"/matrix/?rijen={rows}&{filters}").context
        [facet] = [each for each in context["facets"] if each["key"] == rows]
        used = {label for _, _, _, label, count in facet["choices"] if count}
        shown = {row["label"] for row in context["rows"]}
        assert used <= shown or facet["number_chosen"]
        assert used & shown


def lines(client, query=""):
    response = client.get(f"/matrix/export.csv?{query}")
    assert response.status_code == 200, response.content
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_file_has_the_numbers_of_the_page(client, some):
    assert lines(client, "rijen=fase&kolommen=aanpak") == [
        ["Fase / Aanpaktype", "Casustafel", "Straatcoaches", "Onbekend"],
        ["Nazorg", "0", "1", "0"],
        ["Risico", "0", "2", "0"],
        ["Onbekend", "0", "0", "1"],
    ]


def test_a_spreadsheet_sees_that_the_file_is_utf_8(client, some):
    content = client.get("/matrix/export.csv?rijen=&fase=risico").content
    assert content.startswith(b"\xef\xbb\xbf")


def test_a_label_that_looks_like_a_formula_is_text_in_the_file(client):
    make_intervention("Een", phases=[make_term(Phase, "=1+1", slug="formule")])
    assert lines(client)[0][1:] == ["'=1+1"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("rijen=onzin", "rijen=onzin"),
        ("fase=onzin", "fase=onzin"),
        ("vorm=rond", "vorm"),
        ("rij=fase", "Bedoelde u “rijen”?"),
        ("rijen=fase&kolommen=fase", "hetzelfde"),
    ],
)
def test_a_file_of_a_question_that_cannot_be_read_is_refused(client, some, query, said):
    response = client.get(f"/matrix/export.csv?{query}")
    assert response.status_code == 400
    assert said in response.content.decode()


def test_the_list_and_the_matrix_lead_to_each_other_with_their_filters(client, some):
    page = client.get("/interventies/?fase=risico&pagina=2").content.decode()
    assert 'href="/matrix/?fase=risico"' in page
    page = client.get(
        "/matrix/?fase=risico&rijen=soort&kolommen=aanpak"
    ).content.decode()
    assert 'href="/interventies/?fase=risico"' in page
    assert 'href="/kaart/?fase=risico"' in page


def test_the_number_of_statements_does_not_grow(client, django_assert_num_queries):
    phases = [make_term(Phase, "Risico")]
    for number in (5, 40):
        make_many_interventions(number, first=number, phases=phases)
        client.get("/matrix/")
        with django_assert_num_queries(1):
            Client().get(f"/matrix/?_={number}")
